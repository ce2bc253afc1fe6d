//! Pipeline for each dollar, what share of it must be won to pay for its channel, and what is missing for a return.

use super::super::language::{count, list, list_some, percent, plural, usd};
use super::evidence::{Evidence, Row};
use crate::protocol::{Finding, Tone};

/// Up to two findings: what the known costs say, and which costs are not known.
pub fn find(evidence: &Evidence) -> Vec<Finding> {
    let mut out = Vec::new();
    let mut known: Vec<(&Row, f64, f64)> = evidence
        .channels
        .iter()
        .filter_map(|row| {
            let cost = row.cost.filter(|cost| *cost > 0.0)?;
            Some((row, cost, row.pipeline / cost))
        })
        .collect();
    known.sort_by(|a, b| a.2.total_cmp(&b.2));
    if let Some((row, cost, per)) = known.first() {
        let needs = if row.pipeline > 0.0 {
            format!(
                "{} for each dollar. {} of it must be won to pay for the channel",
                usd(*per),
                percent(cost / row.pipeline)
            )
        } else {
            "nothing".to_owned()
        };
        let others: Vec<String> = known
            .iter()
            .skip(1)
            .filter(|(row, ..)| row.pipeline > 0.0)
            .map(|(row, cost, per)| {
                format!(
                    "{} {} ({})",
                    row.channel,
                    usd(*per),
                    percent(cost / row.pipeline)
                )
            })
            .collect();
        out.push(Finding {
            sentence: format!(
                "{} cost {} and sourced {}: {needs}.",
                row.channel,
                usd(*cost),
                usd(row.pipeline)
            ),
            evidence: if others.is_empty() {
                String::new()
            } else {
                format!("The others, with the share to be won: {}.", list(&others))
            },
            tone: Tone::Warn,
            confidence: super::super::language::sample(
                row.opportunities.round(),
                "opportunity",
                "opportunities",
            ),
            assumption: "Pipeline is not revenue: a return on investment needs what was won. Costs are those of the files, spread evenly over their periods."
                .to_owned(),
            table: "pipeline_by_channel".to_owned(),
            chart: "pipeline_per_cost".to_owned(),
            weight: *cost,
            ..Finding::default()
        });
    }
    let missing: Vec<&Row> = evidence
        .sourcing()
        .filter(|row| row.cost.is_none())
        .collect();
    if !missing.is_empty() {
        let names: Vec<&str> = missing.iter().map(|row| row.channel.as_str()).collect();
        let pipeline: f64 = missing.iter().map(|row| row.pipeline).sum();
        let n = missing.len() as f64;
        out.push(Finding {
            sentence: format!(
                "No cost is known of {}, which sourced {} ({} of all pipeline).",
                list_some(&names, 4),
                usd(pipeline),
                percent(pipeline / evidence.pipeline())
            ),
            evidence: format!(
                "For pipeline per dollar {} {} rows in channel_costs: channel, cost_usd, and a period if the page is to be narrowed to a range. For a return it takes the amounts won as well.",
                count(n, "channel", "channels"),
                plural(n, "needs", "need")
            ),
            tone: Tone::Neutral,
            assumption: "Unknown is not free: such a channel has no ratio, rather than a perfect one."
                .to_owned(),
            table: "pipeline_by_channel".to_owned(),
            weight: pipeline / 1e6,
            ..Finding::default()
        });
    }
    out
}
