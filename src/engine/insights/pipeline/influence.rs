//! Channels that touch much pipeline and source little of it, or source nearly all that they touch.

use super::super::language::{list, list_some, percent, plural, usd};
use super::evidence::{Evidence, Row};
use crate::protocol::{Finding, Tone};

/// A channel is looked at where it touches at least this share of all pipeline.
const LEAST: f64 = 0.05;

/// A channel takes part more than it starts where it sources less than this share of what it touches.
const LITTLE: f64 = 0.1;

/// Channels named at once.
const NAMED: usize = 3;

/// One finding: the channels that touch most for what they source, with the others beside them.
pub fn find(evidence: &Evidence) -> Vec<Finding> {
    let all = evidence.pipeline();
    let mut rows: Vec<&Row> = evidence
        .channels
        .iter()
        .filter(|row| !row.is_unsourced() && row.influenced_pipeline > LEAST * all && all > 0.0)
        .collect();
    let ratio = |row: &Row| row.pipeline / row.influenced_pipeline;
    rows.sort_by(|a, b| ratio(a).total_cmp(&ratio(b)));
    let mut most: Vec<&Row> = rows
        .iter()
        .filter(|row| ratio(row) < LITTLE)
        .copied()
        .collect();
    if most.is_empty() {
        return Vec::new();
    }
    most.sort_by(|a, b| b.influenced_pipeline.total_cmp(&a.influenced_pipeline));
    most.truncate(NAMED);
    let named: Vec<String> = rows
        .iter()
        .map(|row| format!("{} {}", row.channel, percent(ratio(row))))
        .collect();
    let each =
        |pick: fn(&Row) -> String| list(&most.iter().map(|row| pick(row)).collect::<Vec<_>>());
    let n = most.len() as f64;
    vec![Finding {
        sentence: format!(
            "{} {} part far more than {}: {} touched {} of pipeline and sourced {}.",
            each(|row| row.channel.clone()),
            plural(n, "takes", "take"),
            plural(n, "it starts", "they start"),
            plural(n, "it", "they"),
            each(|row| usd(row.influenced_pipeline)),
            each(|row| usd(row.pipeline))
        ),
        evidence: format!(
            "Sourced as a share of touched pipeline: {}.",
            list_some(&named, 5)
        ),
        tone: Tone::Neutral,
        assumption: "A touch shows that somebody was reached, not that it moved the deal. An opportunity counts once for every channel that touched it, so touched pipeline does not add up."
            .to_owned(),
        table: "pipeline_by_channel".to_owned(),
        chart: "influence".to_owned(),
        weight: most.iter().map(|row| row.influenced_pipeline).fold(0.0, f64::max),
        ..Finding::default()
    }]
}
