//! What an opportunity and a customer cost in media spend: the average, the cheapest and the dearest channel.

use super::Evidence;
use super::language::{capital, list, plural, sample, usd};
use crate::engine::base::Arrange;
use crate::engine::metrics::{Line, MetricSpec, metric};
use crate::protocol::{Finding, Tone};
use std::fmt::Write as _;

/// One finding a cost.
pub fn find(evidence: &Evidence) -> Vec<Finding> {
    let mut out = Vec::new();
    if !evidence.has_costs() {
        return out;
    }
    for (id, thing, counted) in [
        (
            "cost_per_opportunity_usd",
            "an opportunity",
            ("opportunities", "opportunity", "opportunities"),
        ),
        (
            "cac_usd",
            "a customer",
            ("closed_won", "won opportunity", "won opportunities"),
        ),
    ] {
        if let Some(metric) = metric(id) {
            out.extend(finding(evidence, metric, thing, counted));
        }
    }
    out
}

fn finding(
    evidence: &Evidence,
    metric: &MetricSpec,
    thing: &str,
    (column, one, many): (&str, &str, &str),
) -> Option<Finding> {
    let totals = evidence.totals();
    let average = totals.get(metric.id)?;
    let mut ranked: Vec<(&Line, f64)> = evidence
        .spenders()
        .filter_map(|line| Some((line, line.metric(metric.id)?)))
        .collect();
    ranked.arrange_by(|a, b| a.1.total_cmp(&b.1).then_with(|| a.0.name().cmp(b.0.name())));
    let without: Vec<&Line> = evidence
        .spenders()
        .filter(|line| line.sum(column) == 0.0)
        .collect();
    let names: Vec<&str> = without.iter().map(|line| line.name()).collect();
    let spent = usd(without.iter().map(|line| line.sum("spend_usd")).sum());
    // Else an average above the dearest channel reads like a mistake.
    let beside = if names.is_empty() {
        String::new()
    } else {
        format!(", with {spent} at {} that brought none", list(&names))
    };
    let sentence = match (ranked.first(), ranked.last()) {
        (Some((least, low)), Some((most, high))) if least.name() != most.name() => format!(
            "{} costs {} of media spend on average{beside}: least at {} ({}), most at {} ({}).",
            capital(thing),
            usd(average),
            least.name(),
            usd(*low),
            most.name(),
            usd(*high)
        ),
        (Some((only, cost)), _) => format!(
            "{} costs {} of media spend at {}.",
            capital(thing),
            usd(*cost),
            only.name()
        ),
        _ => return None,
    };
    let mut text = format!(
        "Paid channels together: {}.",
        metric.filled(&|column| totals.paid.get(column))
    );
    if !names.is_empty() {
        let _ = write!(
            text,
            " That includes {spent} spent by {}, which {} no {one}.",
            list(&names),
            plural(names.len() as f64, "has", "have")
        );
    }
    let fewest = ranked
        .iter()
        .map(|(line, _)| line.sum(column))
        .fold(f64::INFINITY, f64::min);
    Some(Finding {
        sentence,
        evidence: text,
        tone: Tone::Neutral,
        confidence: if ranked.len() > 1 {
            let [one, many] = [one, many].map(|word| format!("{word} in the smallest channel"));
            format!("From {}", sample(fewest, &one, &many))
        } else {
            sample(fewest, one, many)
        },
        assumption: "Media spend only: no salaries, tools or fees.".to_owned(),
        table: "channel_funnel".to_owned(),
        chart: metric.id.to_owned(),
        weight: average,
        ..Finding::default()
    })
}
