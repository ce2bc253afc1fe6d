//! How often one channel opens a journey and another closes it, and which pair does so most.

use super::{Evidence, Pair};
use crate::engine::insights::language::{channel, count, number, percent, sample};
use crate::protocol::{Finding, Tone};

/// One finding, where journeys change hands.
pub fn find(evidence: &Evidence) -> Vec<Finding> {
    let all: f64 = evidence.pairs.iter().map(|pair| pair.journeys).sum();
    let is_handed = |pair: &&Pair| pair.first != pair.last;
    let handed: f64 = evidence
        .pairs
        .iter()
        .filter(is_handed)
        .map(|pair| pair.journeys)
        .sum();
    let top = evidence.pairs.iter().filter(is_handed).max_by(|a, b| {
        let tie = || (&b.first, &b.last).cmp(&(&a.first, &a.last));
        a.journeys.total_cmp(&b.journeys).then_with(tie)
    });
    let Some(top) = top else {
        return Vec::new();
    };
    vec![Finding {
        sentence: format!(
            "{} of purchases end on another channel than they began; most often {} opens and {} closes ({}).",
            percent(handed / all),
            channel(&top.first),
            channel(&top.last),
            count(top.journeys, "purchase", "purchases")
        ),
        evidence: format!(
            "{} of {} purchases have different channels for first and last touch.",
            number(handed),
            number(all)
        ),
        tone: Tone::Neutral,
        confidence: sample(all, "purchase", "purchases"),
        assumption: "Only touches inside the lookback are seen; direct visits beside marketing are left out."
            .to_owned(),
        table: "model_comparison".to_owned(),
        chart: "first_last".to_owned(),
        weight: evidence.purchases.revenue.abs() * handed / all / 4.0,
        ..Finding::default()
    }]
}
