//! Which touches lie inside the lookback before an opportunity (spec 00 "Windows").
//!
//! Times are milliseconds since 1970-01-01 UTC. A value at midnight is a date without a time, as CRM exports write
//! them; where either side is one, calendar days are compared. Left out: order among touches.

/// Milliseconds in a day.
pub const DAY_MS: i64 = 86_400_000;

/// How the end of the lookback is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    /// To the millisecond: `days` × 24 hours, both ends in.
    Exact,
    /// By whole days before creation, from 0 to `days`.
    WholeDays,
}

/// A lookback before an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lookback {
    /// Its length.
    pub days: i64,
    /// How its end is counted.
    pub precision: Precision,
}

/// Where a touch lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Whole days before the event.
    pub days: i64,
    /// Milliseconds before the event; whole days where calendar days are compared.
    pub age: i64,
    /// Whether it is inside under the lookback's own precision; else it is inside by whole days alone.
    pub is_in: bool,
}

impl Lookback {
    /// Where a touch lies before an event; `None` where it is outside however one counts. What is inside exactly is
    /// also inside by whole days.
    pub fn place(self, touch: i64, event: i64) -> Option<Place> {
        let by_day = is_date(touch) || is_date(event);
        let age = if by_day {
            (event.div_euclid(DAY_MS) - touch.div_euclid(DAY_MS)) * DAY_MS
        } else {
            event - touch
        };
        let days = age.div_euclid(DAY_MS);
        (0..=self.days).contains(&days).then(|| Place {
            days,
            age,
            is_in: self.precision == Precision::WholeDays || age <= self.days * DAY_MS,
        })
    }

    /// Times that no touch inside can lie before or after.
    pub fn bounds(self, event: i64) -> (i64, i64) {
        let first = (event.div_euclid(DAY_MS) - self.days - 1) * DAY_MS;
        let last = if is_date(event) {
            event + DAY_MS - 1
        } else {
            event
        };
        (first, last)
    }
}

fn is_date(time: i64) -> bool {
    time.rem_euclid(DAY_MS) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3_600_000;
    const NOON: i64 = 20_000 * DAY_MS + 12 * HOUR;
    const DATE: i64 = 20_000 * DAY_MS;

    fn at(precision: Precision, touch: i64, event: i64) -> Option<(i64, bool)> {
        let lookback = Lookback {
            days: 90,
            precision,
        };
        let place = lookback.place(touch, event)?;
        let (first, last) = lookback.bounds(event);
        assert!((first..=last).contains(&touch));
        Some((place.days, place.is_in))
    }

    #[test]
    fn both_ends_of_an_exact_lookback_are_in_and_nothing_beyond() {
        let exact = |touch| at(Precision::Exact, touch, NOON);
        assert_eq!(exact(NOON), Some((0, true)));
        assert_eq!(exact(NOON + 1), None, "after the event never counts");
        assert_eq!(exact(NOON - 90 * DAY_MS), Some((90, true)));
        assert_eq!(exact(NOON - 90 * DAY_MS - 1), Some((90, false)));
        assert_eq!(exact(NOON - 91 * DAY_MS), None);
    }

    #[test]
    fn whole_days_take_in_the_rest_of_the_last_day() {
        let whole = |touch| at(Precision::WholeDays, touch, NOON);
        assert_eq!(whole(NOON - 91 * DAY_MS + 1), Some((90, true)));
        assert_eq!(whole(NOON - 91 * DAY_MS), None);
        assert_eq!(whole(NOON + 1), None);
    }

    #[test]
    fn a_date_on_either_side_compares_calendar_days() {
        let exact = |touch, event| at(Precision::Exact, touch, event);
        assert_eq!(exact(NOON, DATE), Some((0, true)), "the same day");
        assert_eq!(exact(DATE + DAY_MS, NOON), None, "the day after");
        assert_eq!(exact(DATE - 90 * DAY_MS, NOON), Some((90, true)));
        assert_eq!(exact(NOON - 90 * DAY_MS, DATE), Some((90, true)));
        assert_eq!(exact(NOON - 91 * DAY_MS, DATE), None);
        assert_eq!(
            exact(DATE - HOUR, DATE),
            Some((1, true)),
            "the evening before"
        );
    }
}
