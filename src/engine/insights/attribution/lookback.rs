//! How many purchases change hands with the lookback: at a week and at the longest, against the default.

use super::Evidence;
use crate::engine::insights::language::{number, percent, sample};
use crate::protocol::{Finding, Tone};

/// One finding, where anything changes.
pub fn find(evidence: &Evidence) -> Vec<Finding> {
    let at = |days: i64| evidence.lookbacks.iter().find(|l| l.days == days);
    let all = evidence.purchases.count;
    let (Some(week), Some(longest)) = (at(7), evidence.lookbacks.last()) else {
        return Vec::new();
    };
    let most = [week, longest].map(|l| l.first.max(l.last));
    if all <= 0.0 || most[0] + most[1] <= 0.0 {
        return Vec::new();
    }
    vec![Finding {
        sentence: format!(
            "With a lookback of 7 days instead of 30, {} of purchases have another first touch and {} another last; with {} days, {} and {}.",
            percent(week.first / all),
            percent(week.last / all),
            longest.days,
            percent(longest.first / all),
            percent(longest.last / all)
        ),
        evidence: format!(
            "Of {} purchases: {} and {} at 7 days, {} and {} at {} days.",
            number(all),
            number(week.first),
            number(week.last),
            number(longest.first),
            number(longest.last),
            longest.days
        ),
        tone: Tone::Neutral,
        confidence: sample(all, "purchase", "purchases"),
        assumption: "A visit before the lookback is taken to have had no part.".to_owned(),
        table: "lookback_sensitivity".to_owned(),
        chart: "lookback_curve".to_owned(),
        weight: evidence.purchases.revenue.abs() * most[0].max(most[1]) / all / 4.0,
        ..Finding::default()
    }]
}
