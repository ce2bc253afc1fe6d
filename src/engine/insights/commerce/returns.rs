//! The category that is sent back most, where chance is no explanation.

use super::super::language::{count, percent, sample};
use super::super::stats::gap_by_chance;
use super::evidence::{Evidence, Row, total};
use crate::protocol::{Finding, Tone};

/// The category with most returns beyond those of the rest.
pub fn find(evidence: &Evidence) -> Vec<Finding> {
    let rows = &evidence.categories;
    let (items, returns) = (total(rows, "items"), total(rows, "returns"));
    let excess = |row: &Row| {
        let (mine, back) = (row.sum("items"), row.sum("returns"));
        let (others, theirs) = (items - mine, returns - back);
        let by_chance = gap_by_chance(back, mine, theirs, others)?;
        let more = back - theirs / others * mine;
        (by_chance < 0.05 && more > 0.0).then_some((more, theirs / others))
    };
    let worst = rows
        .iter()
        .filter(|row| row.text("member") != "(none)")
        .filter_map(|row| Some((row, excess(row)?)))
        .max_by(|a, b| a.1.0.total_cmp(&b.1.0));
    let Some((row, (more, rest))) = worst else {
        return Vec::new();
    };
    vec![Finding {
        sentence: format!(
            "{} comes back most: {} of its items are returned, {} of all others.",
            row.text("member"),
            percent(row.metric("return_rate").unwrap_or(0.0)),
            percent(rest)
        ),
        evidence: format!(
            "{} of its {} came back, about {} more than at the rate of the others.",
            count(row.sum("returns"), "item", "items"),
            count(row.sum("items"), "item", "items"),
            count(more.round(), "item", "items"),
        ),
        tone: Tone::Bad,
        confidence: sample(row.sum("items"), "ordered item", "ordered items"),
        assumption: "Items ordered lately may still come back.".to_owned(),
        table: "product_funnel_rollup".to_owned(),
        weight: more,
        ..Finding::default()
    }]
}
