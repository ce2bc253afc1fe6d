//! The channel that returns most for each dollar.

use super::Evidence;
use super::language::{list_some, sample, usd};
use super::verdict::{Verdict, verdict};
use crate::engine::base::Arrange;
use crate::engine::metrics::{Line, metric};
use crate::protocol::{Finding, Tone};
use std::fmt::Write as _;

/// One finding, where a channel earns more than it costs.
pub fn find(evidence: &Evidence) -> Vec<Finding> {
    if !evidence.has_returns() {
        return Vec::new();
    }
    let mut ranked: Vec<(&Line, f64)> = evidence
        .spenders()
        .filter(|line| verdict(line) != Some(Verdict::Unseen))
        .filter_map(|line| Some((line, line.metric("roas")?)))
        .collect();
    ranked.arrange_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.name().cmp(b.0.name())));
    let Some(((best, roas), rest)) = ranked.split_first() else {
        return Vec::new();
    };
    if *roas <= 1.0 {
        return Vec::new();
    }
    let (spend, revenue) = (best.sum("spend_usd"), best.sum("revenue_usd"));
    let most = if rest.is_empty() { "" } else { "most: " };
    let others: Vec<String> = rest
        .iter()
        .map(|(line, roas)| format!("{} {}", line.name(), usd(*roas)))
        .collect();
    let mut text = metric("roas")
        .map(|roas| format!("ROAS: {}.", roas.filled(&|column| best.get(column))))
        .unwrap_or_default();
    if !others.is_empty() {
        let _ = write!(text, " For each dollar, {}.", list_some(&others, 4));
    }
    vec![Finding {
        sentence: format!(
            "{} returns {most}{} for each dollar, {} won from {} of spend.",
            best.name(),
            usd(*roas),
            usd(revenue),
            usd(spend)
        ),
        evidence: text,
        tone: Tone::Good,
        confidence: sample(
            best.sum("closed_won"),
            "won opportunity",
            "won opportunities",
        ),
        assumption:
            "The next dollar may return less than the average one: this is an average, not a forecast."
                .to_owned(),
        table: "channel_funnel".to_owned(),
        chart: "spend_revenue".to_owned(),
        weight: revenue - spend,
        ..Finding::default()
    }]
}
