//! What would ROI need? Pipeline for each dollar where the cost is known, what share of it must be won to pay for the
//! channel, and which costs are missing. Pipeline is not revenue, so there is no return here.

use super::data::Data;
use super::sources::{column, days, series};
use super::wide;
use crate::engine::base::Cell;
use crate::engine::insights::pipeline::Row;
use crate::protocol::{Axis, Block, ChartView, Hue, Section, TableView, Unit};

/// The section; absent where nothing is sourced and nothing costs.
pub fn section(data: &Data) -> Option<Section> {
    let rows: Vec<&Row> = data
        .shown()
        .filter(|row| !row.is_unsourced() && (row.pipeline > 0.0 || row.cost.is_some()))
        .collect();
    if rows.is_empty() {
        return None;
    }
    let mut known: Vec<&Row> = rows
        .iter()
        .filter(|row| per(row).is_some())
        .copied()
        .collect();
    known.sort_by(|a, b| per(b).unwrap_or(0.0).total_cmp(&per(a).unwrap_or(0.0)));
    let mut blocks = Vec::new();
    if !known.is_empty() {
        blocks.push(wide(Block::Chart(bars(data, &known))));
    }
    blocks.extend(data.written("costs"));
    if data.evidence.has_costs() {
        blocks.push(wide(Block::Table(table(data, &rows))));
    }
    (!blocks.is_empty()).then(|| Section {
        id: "costs".to_owned(),
        title: "What would ROI need?".to_owned(),
        intro: "Pipeline is not revenue. Until it is won, the honest question is how much of it has to be won to pay for the channel."
            .to_owned(),
        blocks,
    })
}

/// Pipeline for each dollar.
fn per(row: &Row) -> Option<f64> {
    let cost = row.cost.filter(|cost| *cost != 0.0)?;
    Some(row.pipeline / cost)
}

/// The share of its pipeline that pays for a channel.
fn pays(row: &Row) -> Option<f64> {
    (row.pipeline != 0.0).then_some(row.cost? / row.pipeline)
}

fn bars(data: &Data, known: &[&Row]) -> ChartView {
    let finding = match (known.first(), known.last()) {
        (Some(best), Some(worst)) if known.len() > 1 => format!(
            "{} sourced {} for each dollar, {} {}",
            best.channel,
            Unit::Usd.compact(per(best)),
            worst.channel,
            Unit::Usd.compact(per(worst))
        ),
        (Some(only), _) => format!(
            "{} sourced {} for each dollar",
            only.channel,
            Unit::Usd.compact(per(only))
        ),
        _ => String::new(),
    };
    ChartView {
        id: "pipeline_per_cost".to_owned(),
        kind: "bars".to_owned(),
        finding,
        subtitle: format!(
            "Pipeline sourced for each dollar of cost, USD, {}",
            days(data)
        ),
        footnote: "Only channels whose cost is known. The sample is the opportunities sourced."
            .to_owned(),
        axis: Axis {
            label: "channel".to_owned(),
            names: known.iter().map(|row| row.channel.clone()).collect(),
            samples: known
                .iter()
                .map(|row| Some(row.opportunities.round() as u64))
                .collect(),
            ..Axis::default()
        },
        series: vec![series(
            "Pipeline per dollar",
            Unit::Usd,
            Hue::Accent,
            known.iter().map(|row| per(row)).collect(),
        )],
        opens: known
            .iter()
            .map(|row| data.opportunities_of(&row.channel, ""))
            .collect(),
        ..ChartView::default()
    }
}

fn table(data: &Data, rows: &[&Row]) -> TableView {
    let mut view = TableView {
        table: "pipeline_by_channel".to_owned(),
        title: "Costs and pipeline".to_owned(),
        subtitle: "A cost that is not known is not free: its ratios stay empty.".to_owned(),
        columns: vec![
            column("channel", Unit::Text, "Channel."),
            column("pipeline", Unit::Usd, "Pipeline sourced."),
            column(
                "cost",
                Unit::Usd,
                "Cost of the channel on the days of the range.",
            ),
            column("pipeline_per_cost", Unit::Multiple, "Pipeline ÷ cost."),
            column(
                "share to be won",
                Unit::Percent,
                "Cost ÷ pipeline: what must be won to pay for it.",
            ),
        ],
        ..TableView::default()
    };
    for (at, row) in rows.iter().enumerate() {
        let values = [row.cost, per(row), pays(row)];
        let mut cells = vec![Cell::Text(row.channel.clone()), Cell::Number(row.pipeline)];
        for value in values {
            if value.is_none() {
                let reason = match row.cost {
                    None => "channel_costs has no row of it for this range.",
                    Some(_) => "There is nothing to divide by.",
                };
                let place = (at as u32, cells.len() as u32, reason.to_owned());
                view.null_reasons.push(place);
            }
            cells.push(value.map_or(Cell::Null, Cell::Number));
        }
        if let Some(cost) = row.cost.filter(|cost| *cost != 0.0) {
            let usd = |value| Unit::Usd.full(Some(value));
            let filled = format!(
                "pipeline ÷ cost: {} ÷ {} = {}",
                usd(row.pipeline),
                usd(cost),
                Unit::Multiple.full(per(row))
            );
            view.formulas.push((at as u32, 3, filled));
        }
        view.rows.push(cells);
        let link = data.opportunities_of(&row.channel, "");
        view.links.push((at as u32, 1, link));
    }
    view
}
