//! Headline numbers: eight, in the order of the money, each against the range before, with its course and formula.

use super::super::kit::dates;
use super::super::kit::delta::delta;
use super::data::{Data, source_of};
use crate::engine::insights::language::{count, number, percent, sample};
use crate::engine::metrics::{Direction, Totals, metric, unit, words};
use crate::protocol::{Block, Delta, Finding, Kpi, Section, Span, Tone};

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
    let cards = Block::Kpis(SHOWN.iter().map(|id| kpi(data, id)).collect());
    let mut blocks = vec![(Span::Full, cards)];
    blocks.extend(rests_on(data).map(|basis| (Span::Full, Block::Findings(vec![basis]))));
    (!data.channels.is_empty()).then(|| Section {
        id: "numbers".to_owned(),
        title: String::new(),
        intro: String::new(),
        blocks,
    })
}

/// What the comparison of revenue, returns and win rates rests on: the deals of both ranges, and how many of them are
/// still open. Absent where either range has no opportunity, or revenue is not known.
fn rests_on(data: &Data) -> Option<Finding> {
    let (now, then) = (&data.totals.all, &data.before.as_ref()?.all);
    let (here, before) = (data.range?, data.compared?);
    now.shown("revenue_usd")?;
    let parts = [(now, here), (then, before)].map(|(line, range)| {
        let all = line.sum("opportunities");
        (all > 0.0).then(|| {
            let open = line.sum("open_opportunities") / all;
            let text = format!(
                "of {} comes from {} won of {}, {} still open",
                dates::range(range),
                number(line.sum("closed_won")),
                count(all, "opportunity", "opportunities"),
                percent(open)
            );
            (text, open)
        })
    });
    let [Some((now_text, now_open)), Some((then_text, then_open))] = parts else {
        return None;
    };
    // A gap of ten points is one deal in ten: enough to move revenue as much as a good month does.
    let is_uneven = (now_open - then_open).abs() >= 0.1;
    let won = now.sum("closed_won").min(then.sum("closed_won"));
    Some(Finding {
        id: "comparison".to_owned(),
        sentence: format!("Revenue {now_text}; that {then_text}."),
        evidence: if is_uneven {
            format!(
                "The range of {} has more deals to decide, so its revenue, returns and win rate can still change more: the comparison is not final.",
                dates::range(if now_open > then_open { here } else { before })
            )
        } else {
            String::new()
        },
        tone: if is_uneven { Tone::Warn } else { Tone::Neutral },
        confidence: sample(won, "won opportunity", "won opportunities"),
        assumption:
            "Opportunities count in the range in which they were created, whenever they closed."
                .to_owned(),
        table: "channel_funnel".to_owned(),
        ..Finding::default()
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
    let untold = super::untold(data, id);
    let is_told = untold.is_none();
    let reason = untold.unwrap_or(reason);
    let value = data.totals.get(id).filter(|_| is_told);
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
        delta: change(data, id, value),
        spark: data
            .steps
            .iter()
            .map(|step| {
                step.totals
                    .get(id)
                    .filter(|_| is_told && data.is_whole(step))
            })
            .collect(),
        formula,
        filled: if is_told { filled } else { String::new() },
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

/// The change against the comparison range.
fn change(data: &Data, id: &str, value: Option<f64>) -> Option<Delta> {
    let base = data.before.as_ref()?.get(id);
    let direction = match (metric(id), id) {
        (Some(metric), _) => metric.direction,
        (None, "spend_usd") => Direction::Depends,
        (None, _) => Direction::Higher,
    };
    Some(delta(
        value,
        base,
        (unit(id), direction.tone()),
        data.compared?,
    ))
}
