//! Channels that touch much pipeline and source little of it, or source nearly all that they touch.

use super::super::language::{count, list_some, percent, usd};
use super::evidence::{Evidence, Row};
use crate::protocol::{Finding, Tone, Unit};

/// A channel is named where it touches at least this share of all pipeline.
const LEAST: f64 = 0.05;

/// One finding: the channel that touches most for what it sources, with the others beside it.
pub fn find(evidence: &Evidence) -> Vec<Finding> {
    let all = evidence.pipeline();
    let mut rows: Vec<&Row> = evidence
        .channels
        .iter()
        .filter(|row| !row.is_unsourced() && row.influenced_pipeline > LEAST * all && all > 0.0)
        .collect();
    let ratio = |row: &Row| row.pipeline / row.influenced_pipeline;
    rows.sort_by(|a, b| ratio(a).total_cmp(&ratio(b)));
    let Some(most) = rows.first().filter(|row| ratio(row) < 0.5) else {
        return Vec::new();
    };
    let sourced = if most.pipeline > 0.0 {
        format!(
            "{}: it touched {} what it started",
            usd(most.pipeline),
            Unit::Multiple.full(Some(1.0 / ratio(most)))
        )
    } else {
        "none of it".to_owned()
    };
    let named: Vec<String> = rows
        .iter()
        .map(|row| format!("{} {}", row.channel, percent(ratio(row))))
        .collect();
    vec![Finding {
        sentence: format!(
            "{} touched {} of pipeline ({} of all) and sourced {sourced}.",
            most.channel,
            usd(most.influenced_pipeline),
            percent(most.influenced_pipeline / all)
        ),
        evidence: format!(
            "Sourced as a share of touched pipeline: {}.",
            list_some(&named, 5)
        ),
        tone: Tone::Neutral,
        confidence: count(most.influenced, "opportunity touched", "opportunities touched"),
        assumption: "A touch shows that somebody was reached, not that it moved the deal. An opportunity counts once for every channel that touched it, so touched pipeline does not add up."
            .to_owned(),
        table: "pipeline_by_channel".to_owned(),
        chart: "influence".to_owned(),
        weight: most.influenced_pipeline,
        ..Finding::default()
    }]
}
