//! The sourcing rule and the lookback of a link: read and checked here and nowhere else. A value that cannot be used
//! falls back to the default; `notices` says so.

use super::lookback::{Lookback, Precision};
use crate::engine::base::Result;
use crate::engine::warehouse::Build;
use crate::protocol::Params;

/// Key of the rule in the link.
pub const RULE: &str = "rule";
/// Key of the lookback's length in the link.
pub const DAYS: &str = "lookback_days";
/// Key of the lookback's precision in the link.
pub const PRECISION: &str = "lookback_precision";

/// The lookback of this subject, in days.
pub const DEFAULT_DAYS: i64 = 90;
/// The longest lookback.
pub const MOST_DAYS: i64 = 3650;

/// A sourcing rule.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its value in the link.
    pub id: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Its column in `fct_opportunity_touches`.
    pub column: &'static str,
    /// Whether one touch takes the whole credit.
    pub is_single: bool,
    /// What it does, in a sentence.
    pub sentence: &'static str,
}

/// Every rule, in the order of the switch; the first is the default.
pub static RULES: [Rule; 6] = [
    Rule {
        id: "first_touch",
        name: "First touch",
        column: "credit_first_touch",
        is_single: true,
        sentence: "The earliest touch in the lookback sourced the opportunity.",
    },
    Rule {
        id: "last_touch",
        name: "Last touch",
        column: "credit_last_touch",
        is_single: true,
        sentence: "The last touch before the opportunity was created sourced it.",
    },
    Rule {
        id: "closest_day",
        name: "Closest day",
        column: "credit_closest_day",
        is_single: true,
        sentence: "The touch with the fewest whole days before creation sourced it; on one day a marketing touch goes before a sales touch. Some published analyses call this first touch.",
    },
    Rule {
        id: "linear",
        name: "Linear",
        column: "credit_linear",
        is_single: false,
        sentence: "Every touch in the lookback shares equally.",
    },
    Rule {
        id: "position_based",
        name: "Position based",
        column: "credit_position_based",
        is_single: false,
        sentence: "The first and the last touch take 40 % each, those between share 20 %.",
    },
    Rule {
        id: "time_decay",
        name: "Time decay",
        column: "credit_time_decay",
        is_single: false,
        sentence: "Touches share, and a touch a week earlier weighs half as much.",
    },
];

/// The default rule.
pub const FIRST_TOUCH: &Rule = &RULES[0];
/// The rule that counts whole days, whatever the precision.
pub const CLOSEST_DAY: &Rule = &RULES[2];

impl Rule {
    /// The rule of a text; the default for none and for one that is not known.
    pub fn of(text: Option<&str>) -> &'static Rule {
        text.and_then(|text| RULES.iter().find(|rule| rule.id == text))
            .unwrap_or(FIRST_TOUCH)
    }

    /// Whether it looks at the lookback in whole days, even where the link asks for exact.
    pub fn counts_whole_days(&self) -> bool {
        self == CLOSEST_DAY
    }

    /// The rule that a model is built under.
    pub fn read(build: &Build<'_>) -> Result<&'static Rule> {
        Ok(Rule::of(build.other(RULE)?))
    }
}

impl Lookback {
    /// The lookback of two texts; defaults for none and for those that cannot be used.
    pub fn of(days: Option<&str>, precision: Option<&str>) -> Lookback {
        Lookback {
            days: days.and_then(parse_days).unwrap_or(DEFAULT_DAYS),
            precision: match precision {
                Some("whole_days") => Precision::WholeDays,
                _ => Precision::Exact,
            },
        }
    }

    /// The lookback that a model is built under.
    pub fn read(build: &Build<'_>) -> Result<Lookback> {
        Ok(Lookback::of(build.other(DAYS)?, build.other(PRECISION)?))
    }
}

/// Digits only, so that the twins can tell the same: no sign, no fraction, at most `MOST_DAYS`.
fn parse_days(text: &str) -> Option<i64> {
    let is_plain = text.len() <= 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    let days = text.parse().ok().filter(|days| *days <= MOST_DAYS)?;
    is_plain.then_some(days)
}

/// What to say about values of a link that cannot be used.
pub fn notices(params: &Params) -> Vec<String> {
    let mut out = Vec::new();
    if let Some(text) = params.other(RULE)
        && Rule::of(Some(text)).id != text
    {
        let names: Vec<&str> = RULES.iter().map(|rule| rule.id).collect();
        out.push(format!(
            "“{text}” is no sourcing rule ({}), so first_touch is used.",
            names.join(", ")
        ));
    }
    if let Some(text) = params.other(DAYS)
        && parse_days(text).is_none()
    {
        out.push(format!(
            "“{text}” is no lookback (whole days, 0 to {MOST_DAYS}), so {DEFAULT_DAYS} days are used."
        ));
    }
    if let Some(text) = params.other(PRECISION)
        && !["exact", "whole_days"].contains(&text)
    {
        out.push(format!(
            "“{text}” is no lookback precision (exact, whole_days), so exact is used."
        ));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bad_values_fall_back_with_a_notice() {
        let check = |query: &str, rule: &str, days: i64, said: usize| {
            let (params, _) = Params::parse(query);
            let lookback = Lookback::of(params.other(DAYS), params.other(PRECISION));
            assert_eq!(Rule::of(params.other(RULE)).id, rule, "{query}");
            assert_eq!(lookback.days, days, "{query}");
            assert_eq!(notices(&params).len(), said, "{query}");
        };
        check("", "first_touch", 90, 0);
        check("rule=closest_day&lookback_days=30", "closest_day", 30, 0);
        check("lookback_days=0", "first_touch", 0, 0);
        check("rule=magic&lookback_days=-3", "first_touch", 90, 2);
        check("lookback_days=3651", "first_touch", 90, 1);
        check("lookback_days=%2B90", "first_touch", 90, 1);
        check(
            "lookback_days=&lookback_precision=hours",
            "first_touch",
            90,
            2,
        );
    }
}
