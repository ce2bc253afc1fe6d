//! Headline numbers: eight, in the order of the money, each against the range before, with its course and formula.

use super::super::kit::dates;
use super::data::{Data, source_of};
use crate::engine::metrics::{Direction, Totals, metric, unit, words};
use crate::protocol::{Block, Delta, Kpi, Section, Span, Tone, Unit};

const SHOWN: [&str; 8] = [
    "spend_usd",
    "revenue_usd",
    "roas",
    "mer",
    "opportunities",
    "pipeline_usd",
    "win_rate",
    "cac_usd",
];

/// The section; absent without any data.
pub fn section(data: &Data) -> Option<Section> {
    (!data.channels.is_empty()).then(|| Section {
        id: "numbers".to_owned(),
        title: String::new(),
        intro: String::new(),
        blocks: vec![(
            Span::Full,
            Block::Kpis(SHOWN.iter().map(|id| kpi(data, id)).collect()),
        )],
    })
}

fn kpi(data: &Data, id: &str) -> Kpi {
    let (label, formula, filled, definition, reason) = match metric(id) {
        Some(metric) => {
            let line = data.totals.line(metric);
            let get = |column: &str| line.get(column);
            let label = if Totals::is_paid_only(metric) {
                format!("{}, paid channels", words::title(id))
            } else if id == "mer" {
                // Hardly anybody knows it by its letters.
                metric.name.to_owned()
            } else {
                words::title(id)
            };
            let missing = metric
                .inputs()
                .iter()
                .find(|input| !data.has(source_of(input)))
                .map(|input| data.reason(input));
            (
                label,
                metric.words(),
                metric.filled(&get),
                metric.definition.to_owned(),
                missing.unwrap_or_else(|| metric.null_reason(&get)),
            )
        }
        None => (
            words::title(id),
            format!("sum of {} over the channels", words::word(id)),
            added(data, id),
            definition(id).to_owned(),
            data.reason(id),
        ),
    };
    let value = data.totals.get(id);
    Kpi {
        id: id.to_owned(),
        label,
        unit: unit(id),
        value,
        null_reason: if value.is_some() {
            String::new()
        } else {
            reason
        },
        delta: delta(data, id, value),
        spark: data
            .steps
            .iter()
            .map(|step| step.totals.get(id).filter(|_| data.is_whole(step)))
            .collect(),
        formula,
        filled,
        definition,
        table: "channel_funnel".to_owned(),
    }
}

fn definition(id: &str) -> &'static str {
    match id {
        "spend_usd" => "Media spend of all channels.",
        "revenue_usd" => "Amount of the won opportunities, counted by the day each was created.",
        "pipeline_usd" => "Amount of the open opportunities, counted by the day each was created.",
        "opportunities" => "Opportunities created in the range, whatever their stage.",
        _ => "",
    }
}

/// `Google Ads $369,826 + Meta $239,559 = $609,385`.
fn added(data: &Data, id: &str) -> String {
    let unit = unit(id);
    let parts: Vec<String> = data
        .channels
        .iter()
        .filter(|line| line.sum(id) != 0.0)
        .map(|line| format!("{} {}", line.name(), unit.full(line.shown(id))))
        .collect();
    if parts.is_empty() {
        return String::new();
    }
    format!("{} = {}", parts.join(" + "), unit.full(data.totals.get(id)))
}

/// The change against the comparison range; a rate changes in points, everything else by a share of its base.
fn delta(data: &Data, id: &str, value: Option<f64>) -> Option<Delta> {
    let base = data.before.as_ref()?.get(id);
    let is_points = unit(id) == Unit::Percent;
    let change = match (value, base) {
        (Some(now), Some(then)) if is_points => Some(now - then),
        (Some(now), Some(then)) if then != 0.0 => Some((now - then) / then.abs()),
        _ => None,
    };
    let direction = match (metric(id), id) {
        (Some(metric), _) => metric.direction,
        (None, "spend_usd") => Direction::Depends,
        (None, _) => Direction::Higher,
    };
    let tone = match (change, direction) {
        (None, _) | (_, Direction::Depends) => Tone::Neutral,
        (Some(c), _) if c.abs() < 0.000_5 => Tone::Neutral,
        (Some(c), Direction::Higher) if c > 0.0 => Tone::Good,
        (Some(c), Direction::Lower) if c < 0.0 => Tone::Good,
        _ => Tone::Bad,
    };
    Some(Delta {
        base,
        change,
        is_points,
        tone,
        against: format!("vs {}", dates::range(data.compared?)),
    })
}
