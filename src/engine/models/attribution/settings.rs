//! How far back a touch counts (spec 00 "Windows"): `lookback_days` and `lookback_precision` of the link, read here and
//! nowhere else. A value that cannot be used falls back to the default.

use crate::engine::base::Result;
use crate::engine::warehouse::{Build, Input, Param};
use crate::protocol::{Params, Range};

/// Milliseconds in a day.
pub const DAY_MS: i64 = 86_400_000;

/// Days where the link says nothing.
pub const DEFAULT_DAYS: i64 = 30;

/// The longest lookback.
pub const MOST_DAYS: i64 = 90;

/// Key of the link: days from 1 to 90.
pub const DAYS_KEY: &str = "lookback_days";

/// Key of the link: `exact` or `whole_days`.
pub const PRECISION_KEY: &str = "lookback_precision";

/// The days, as a declared input.
pub const DAYS: Input = Input::Param(Param::Other(DAYS_KEY));

/// The precision, as a declared input.
pub const PRECISION: Input = Input::Param(Param::Other(PRECISION_KEY));

/// How far back a touch counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lookback {
    /// Days, 1 to 90.
    pub days: i64,
    /// Days are counted whole: a touch `days` and some hours before still counts.
    pub whole_days: bool,
}

impl Lookback {
    /// From the text of the two keys.
    pub fn new(days: Option<&str>, precision: Option<&str>) -> Lookback {
        let digits = days.filter(|text| text.bytes().all(|b| b.is_ascii_digit()));
        let days = digits.and_then(|text| text.parse().ok());
        Lookback {
            days: days
                .filter(|days| (1..=MOST_DAYS).contains(days))
                .unwrap_or(DEFAULT_DAYS),
            whole_days: precision == Some("whole_days"),
        }
    }

    /// What the link says.
    pub fn of(params: &Params) -> Lookback {
        Lookback::new(params.other(DAYS_KEY), params.other(PRECISION_KEY))
    }

    /// What the link of a build says.
    pub fn read(build: &Build<'_>) -> Result<Lookback> {
        let (days, precision) = (build.other(DAYS_KEY)?, build.other(PRECISION_KEY)?);
        Ok(Lookback::new(days, precision))
    }

    /// The first millisecond that counts for an event at `time`.
    pub fn opens(self, time: i64) -> i64 {
        if self.whole_days {
            time - (self.days + 1) * DAY_MS + 1
        } else {
            time - self.days * DAY_MS
        }
    }

    /// The fewest days of a lookback of this precision that reaches back so many milliseconds.
    pub fn days_needed(self, millis: i64) -> i64 {
        if self.whole_days {
            millis / DAY_MS
        } else {
            (millis + DAY_MS - 1) / DAY_MS
        }
    }
}

/// The milliseconds of a range of days: the first inside, and the first after.
pub fn span(range: Range) -> (i64, i64) {
    (
        range.from.map_or(i64::MIN, |day| i64::from(day.0) * DAY_MS),
        range
            .to
            .map_or(i64::MAX, |day| (i64::from(day.0) + 1) * DAY_MS),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_that_cannot_be_used_falls_back() {
        for (text, days) in [
            (None, 30),
            (Some("1"), 1),
            (Some("90"), 90),
            (Some("91"), 30),
            (Some("0"), 30),
            (Some("-5"), 30),
            (Some("7.5"), 30),
            (Some(""), 30),
            (Some("soon"), 30),
        ] {
            assert_eq!(Lookback::new(text, None).days, days, "{text:?}");
        }
        assert!(Lookback::new(None, Some("whole_days")).whole_days);
        assert!(!Lookback::new(None, Some("roughly")).whole_days);
    }

    #[test]
    fn the_days_needed_are_the_fewest_whose_window_holds_the_touch() {
        for whole_days in [false, true] {
            for millis in [0, 1, DAY_MS - 1, DAY_MS, DAY_MS + 1, 30 * DAY_MS] {
                let window = |days| Lookback { days, whole_days };
                let needed = window(1).days_needed(millis);
                assert!(window(needed).opens(0) <= -millis, "{millis}");
                assert!(window(needed - 1).opens(0) > -millis, "{millis}");
            }
        }
    }
}
