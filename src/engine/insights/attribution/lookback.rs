//! How many purchases change hands with the lookback: at a week and at the longest, against the default.

use super::{Evidence, Lookback};
use crate::engine::insights::language::{count, percent, sample, usd};
use crate::protocol::{Finding, Tone};

/// One finding, where the method in focus has a curve.
pub fn find(evidence: &Evidence) -> Vec<Finding> {
    let at = |days: i64| evidence.lookbacks.iter().find(|l| l.days == days);
    let all = evidence.purchases.count;
    let (Some(week), Some(longest)) = (at(7), evidence.lookbacks.last()) else {
        return Vec::new();
    };
    if all <= 0.0 || week.changed + longest.changed <= 0.0 {
        return Vec::new();
    }
    let said = |lookback: &Lookback| {
        format!(
            "{} ({}), {} to other channels",
            count(lookback.changed, "purchase", "purchases"),
            percent(lookback.changed / all),
            usd(lookback.moved)
        )
    };
    vec![Finding {
        sentence: format!(
            "With a lookback of 7 days instead of 30, {} of purchases share their credit otherwise; with {} days, {}.",
            percent(week.changed / all),
            longest.days,
            percent(longest.changed / all)
        ),
        evidence: format!(
            "By {}: 7 days {}; {} days {}.",
            evidence.method().name.to_lowercase(),
            said(week),
            longest.days,
            said(longest)
        ),
        tone: Tone::Neutral,
        confidence: sample(all, "purchase", "purchases"),
        assumption: "A touch before the lookback is taken to have had no part.".to_owned(),
        table: "attribution_lookbacks".to_owned(),
        chart: "lookback_curve".to_owned(),
        weight: week.moved.max(longest.moved),
        ..Finding::default()
    }]
}
