//! Channels that win back less than they spend, though opportunities do name them.

use super::Evidence;
use super::language::{count, percent, plural, sample, usd};
use super::verdict::{Verdict, verdict};
use crate::engine::metrics::{Line, metric};
use crate::protocol::{Finding, Tone};
use std::fmt::Write as _;

/// One finding a losing channel.
pub fn find(evidence: &Evidence) -> Vec<Finding> {
    if !evidence.has_returns() {
        return Vec::new();
    }
    evidence
        .spenders()
        .filter(|line| verdict(line) == Some(Verdict::Loses))
        .map(finding)
        .collect()
}

fn finding(line: &Line) -> Finding {
    let (spend, revenue) = (line.sum("spend_usd"), line.sum("revenue_usd"));
    let (won, open) = (line.sum("closed_won"), line.sum("open_opportunities"));
    let sentence = if revenue > 0.0 {
        format!(
            "{} returns {} for each dollar: it spent {} and won {}.",
            line.name(),
            usd(revenue / spend),
            usd(spend),
            usd(revenue)
        )
    } else {
        format!(
            "{} spent {} and has won nothing back so far.",
            line.name(),
            usd(spend)
        )
    };
    let mut evidence = metric("roi")
        .map(|roi| format!("ROI: {}.", roi.filled(&|column| line.get(column))))
        .unwrap_or_default();
    let _ = write!(evidence, " {} more would break even.", usd(spend - revenue));
    if open > 0.0 {
        let pipeline = line.sum("pipeline_usd");
        let _ = write!(
            evidence,
            " {} worth {} {} still open",
            count(open, "opportunity", "opportunities"),
            usd(pipeline),
            plural(open, "is", "are")
        );
        let rest = match line.metric("win_rate") {
            Some(rate) if rate > 0.0 => format!(
                "; at its win rate of {} they would add about {}.",
                percent(rate),
                usd(pipeline * rate)
            ),
            _ => ".".to_owned(),
        };
        evidence.push_str(&rest);
    }
    Finding {
        sentence,
        evidence,
        tone: Tone::Bad,
        confidence: sample(won, "won opportunity", "won opportunities"),
        assumption: "All revenue of an opportunity goes to the one channel it names as its source; spend is media only."
            .to_owned(),
        table: "channel_funnel".to_owned(),
        chart: "roi_by_channel".to_owned(),
        weight: spend - revenue,
        ..Finding::default()
    }
}
