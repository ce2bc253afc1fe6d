//! How far `first_touch` and `closest_day` are apart, and why: two rules that both go by the name of first touch.

use super::super::language::{count, number, percent, usd};
use super::evidence::{Evidence, Row};
use crate::engine::models::pipeline::settings::{CLOSEST_DAY, FIRST_TOUCH};
use crate::protocol::{Finding, Tone, Unit};
use std::fmt::Write as _;

/// The channel whose pipeline differs most between the two rules: its row, under `first_touch`, under `closest_day`.
fn widest(evidence: &Evidence) -> Option<(&Row, f64, f64)> {
    evidence
        .channels
        .iter()
        .filter(|row| !row.is_unsourced())
        .map(|row| {
            let under = |rule: &str| evidence.under(rule, &row.channel);
            (row, under(FIRST_TOUCH.id), under(CLOSEST_DAY.id))
        })
        .max_by(|a, b| (a.2 - a.1).abs().total_cmp(&(b.2 - b.1).abs()))
        .filter(|(_, first, closest)| first.total_cmp(closest).is_ne())
}

/// One finding; none where the two agree.
pub fn find(evidence: &Evidence) -> Vec<Finding> {
    let difference = &evidence.difference;
    let moved: f64 = difference.flows.iter().map(|flow| flow.opportunities).sum();
    let pipeline: f64 = difference.flows.iter().map(|flow| flow.pipeline).sum();
    let Some((row, first, closest)) = widest(evidence).filter(|_| moved > 0.0) else {
        return Vec::new();
    };
    let mut text = format!(
        "{} of {} ({}), worth {}, go to another channel.",
        number(moved),
        count(difference.all, "opportunity", "opportunities"),
        percent(moved / difference.all),
        usd(pipeline)
    );
    if let (Some(early), Some(late)) = (difference.first_days, difference.closest_days) {
        let days = |days| count(days, "day", "days");
        let _ = write!(
            text,
            " First touch credits a touch {} before the opportunity (median), closest day one {} before it.",
            days(early),
            days(late)
        );
    }
    if let Some(flow) = difference.flows.first() {
        let _ = write!(
            text,
            " Largest move: {} to {}, {} worth {}.",
            flow.from,
            flow.to,
            count(flow.opportunities, "opportunity", "opportunities"),
            usd(flow.pipeline)
        );
    }
    for (n, why) in [
        (
            difference.ties,
            "both touches lie the same number of whole days before, and closest day takes marketing before sales",
        ),
        (
            difference.near,
            "the touch lies outside the exact lookback and inside it by whole days",
        ),
    ] {
        if n > 0.0 {
            let _ = write!(text, " In {} of them {why}.", number(n));
        }
    }
    let change = if first > 0.0 && closest > first {
        format!(" ({} as much)", Unit::Multiple.full(Some(closest / first)))
    } else {
        String::new()
    };
    vec![Finding {
        sentence: format!(
            "Closest day gives {} {}{change}, first touch {}: the one credits what came last, the other what came first.",
            row.channel,
            usd(closest),
            usd(first)
        ),
        evidence: text,
        tone: Tone::Warn,
        assumption: "Both rules have been published as “first touch”. Ask which one a number comes from before comparing it."
            .to_owned(),
        table: "pipeline_by_rule".to_owned(),
        chart: "rule_change".to_owned(),
        weight: (closest - first).abs(),
        ..Finding::default()
    }]
}
