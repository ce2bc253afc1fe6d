//! Which channel sourced the pipeline in each segment? The shares as a heat map, the amounts as stacked bars, and the
//! same as a table whose cells lead to their opportunities.

use super::super::kit::dates;
use super::data::Data;
use super::wide;
use crate::engine::base::{Cell, Kind};
use crate::engine::insights::pipeline::Row;
use crate::protocol::{
    Axis, Block, ChartView, Column, Hue, Section, Series, Span, Stroke, TableView, Unit,
};

/// What the column of all segments is called.
pub const ALL: &str = "All segments";

/// Rows of a chart, at most.
const MOST: usize = 12;

/// The section; absent without pipeline.
pub fn section(data: &Data) -> Option<Section> {
    data.shown().next()?;
    let mut blocks = vec![
        (Span::Full, Block::Chart(heatmap(data))),
        (Span::Full, Block::Chart(stacked(data))),
    ];
    blocks.extend(data.written("segments"));
    blocks.extend(data.written("unsourced"));
    blocks.push(wide(Block::Table(table(data))));
    Some(Section {
        id: "sources".to_owned(),
        title: "Which channel sourced the pipeline, and in which segment?".to_owned(),
        intro: format!(
            "{}: {}",
            data.evidence.rule.name, data.evidence.rule.sentence
        ),
        blocks,
    })
}

/// A column of a table on this page.
pub fn column(name: &str, unit: Unit, doc: &str) -> Column {
    Column {
        name: name.to_owned(),
        kind: match unit {
            Unit::Text => Kind::Text,
            _ => Kind::Amount,
        },
        unit,
        doc: doc.to_owned(),
        is_key: unit == Unit::Text,
    }
}

/// A series over channels or segments.
pub fn series(name: &str, unit: Unit, hue: Hue, values: Vec<Option<f64>>) -> Series {
    Series {
        name: name.to_owned(),
        unit,
        hue,
        stroke: Stroke::Solid,
        values,
    }
}

/// The days on screen, in words.
pub fn days(data: &Data) -> String {
    data.range.map(dates::range).unwrap_or_default()
}

fn heatmap(data: &Data) -> ChartView {
    let all = data.evidence.pipeline();
    let mut names: Vec<String> = data
        .segments
        .iter()
        .map(|segment| segment.0.clone())
        .collect();
    let mut wholes: Vec<f64> = data.evidence.segments().iter().map(|s| s.1).collect();
    names.push(ALL.to_owned());
    wholes.push(all);
    let cell = |row: &Row, at: usize, pick: fn(&Row) -> f64| -> Option<f64> {
        match data.segments.get(at) {
            Some((segment, _)) => data.cell(&row.channel, segment).map(pick),
            None => Some(pick(row)),
        }
    };
    let rows: Vec<&Row> = data.shown().take(MOST).collect();
    let shares = rows.iter().map(|row| {
        let values = wholes.iter().enumerate().map(|(at, whole)| {
            let pipeline = cell(row, at, |row| row.pipeline).filter(|v| *v != 0.0)?;
            (*whole != 0.0).then(|| pipeline / whole)
        });
        series(&row.channel, Unit::Percent, Hue::Accent, values.collect())
    });
    let samples = rows.iter().map(|row| Series {
        stroke: Stroke::Dashed,
        ..series(
            &format!("{}, opportunities", row.channel),
            Unit::Count,
            Hue::Accent,
            (0..names.len())
                .map(|at| cell(row, at, |row| row.opportunities).map(f64::round))
                .collect(),
        )
    });
    let series: Vec<Series> = shares.chain(samples).collect();
    ChartView {
        id: "sourced_heatmap".to_owned(),
        kind: "heatmap".to_owned(),
        finding: data.title("segments", "No channel sourced any pipeline"),
        subtitle: format!("Share of each segment’s pipeline by channel, %, {}", days(data)),
        footnote: "Each column adds up to 100 %, Unsourced included. The sample of a cell is its opportunities."
            .to_owned(),
        axis: Axis {
            label: "segment".to_owned(),
            notes: wholes
                .iter()
                .map(|whole| format!("{} in all", Unit::Usd.compact(Some(*whole))))
                .collect(),
            names,
            ..Axis::default()
        },
        series,
        ..ChartView::default()
    }
}

fn stacked(data: &Data) -> ChartView {
    let rows: Vec<&Row> = data.shown().take(MOST).collect();
    let series: Vec<Series> = data
        .segments
        .iter()
        .map(|(segment, hue)| {
            let values = rows.iter().map(|row| {
                Some(
                    data.cell(&row.channel, segment)
                        .map_or(0.0, |cell| cell.pipeline),
                )
            });
            series(segment, Unit::Usd, *hue, values.collect())
        })
        .collect();
    let finding = match (rows.first(), data.evidence.pipeline()) {
        (Some(row), all) if all > 0.0 => format!(
            "{} {} {} of {} in all",
            row.channel,
            if row.is_unsourced() { "is" } else { "sourced" },
            Unit::Usd.compact(Some(row.pipeline)),
            Unit::Usd.compact(Some(all))
        ),
        _ => "There is no pipeline in this range".to_owned(),
    };
    ChartView {
        id: "sourced_stacked".to_owned(),
        kind: "stacked".to_owned(),
        finding,
        subtitle: format!(
            "Pipeline sourced by channel and segment, USD, {}",
            days(data)
        ),
        footnote: "A click opens the opportunities of a channel.".to_owned(),
        axis: Axis {
            label: "channel".to_owned(),
            names: rows.iter().map(|row| row.channel.clone()).collect(),
            samples: rows
                .iter()
                .map(|row| Some(row.opportunities.round() as u64))
                .collect(),
            ..Axis::default()
        },
        opens: rows
            .iter()
            .map(|row| data.opportunities_of(&row.channel, ""))
            .collect(),
        series,
        ..ChartView::default()
    }
}

/// Channels down, segments across, sums at both ends. Rows that a filter hides are one row, so that it still adds up.
fn table(data: &Data) -> TableView {
    let segments: Vec<&str> = data
        .segments
        .iter()
        .map(|segment| segment.0.as_str())
        .collect();
    let mut columns = vec![column("channel", Unit::Text, "Channel.")];
    for segment in &segments {
        columns.push(column(
            segment,
            Unit::Usd,
            "Pipeline sourced in this segment.",
        ));
    }
    columns.push(column(
        ALL,
        Unit::Usd,
        "Pipeline sourced over all segments.",
    ));
    columns.push(column(
        "share",
        Unit::Percent,
        "Part of all pipeline of the range.",
    ));
    columns.push(column(
        "opportunities",
        Unit::Number,
        "Opportunities sourced; credits where the rule shares.",
    ));
    let all = data.evidence.pipeline();
    let share = |part: f64| if all == 0.0 { 0.0 } else { part / all };
    let line = |name: &str, is_in: &dyn Fn(&Row) -> bool| -> Vec<Cell> {
        let sum = |rows: &[Row], segment: Option<&str>, pick: fn(&Row) -> f64| -> f64 {
            rows.iter()
                .filter(|row| is_in(row) && segment.is_none_or(|name| row.segment == name))
                .map(pick)
                .sum()
        };
        let (cells, rows) = (&data.evidence.cells, &data.evidence.channels);
        let mut out = vec![Cell::Text(name.to_owned())];
        for segment in &segments {
            out.push(Cell::Number(sum(cells, Some(segment), |row| row.pipeline)));
        }
        let pipeline = sum(rows, None, |row| row.pipeline);
        out.push(Cell::Number(pipeline));
        out.push(Cell::Number(share(pipeline)));
        out.push(Cell::Number(sum(rows, None, |row| row.opportunities)));
        out
    };
    let mut view = TableView {
        table: "pipeline_by_channel_segment".to_owned(),
        title: "Channels and segments".to_owned(),
        subtitle: "Pipeline sourced. Each number leads to its opportunities.".to_owned(),
        columns,
        totals: line("All pipeline", &|_| true),
        ..TableView::default()
    };
    let names: Vec<String> = data.shown().map(|row| row.channel.clone()).collect();
    for name in &names {
        view.rows.push(line(name, &|row| row.channel == *name));
    }
    let count = names.len();
    if data.evidence.channels.len() > count {
        let hidden = line("Hidden by the channel filter", &|row| {
            !data.shows(&row.channel)
        });
        view.rows.push(hidden);
    }
    let last = segments.len() + 1;
    for (row, name) in names.iter().map(String::as_str).chain([""]).enumerate() {
        let row = if name.is_empty() {
            view.rows.len()
        } else {
            row
        };
        for (at, segment) in segments.iter().copied().chain([""]).enumerate() {
            let cells = view.rows.get(row).unwrap_or(&view.totals);
            let is_empty = cells.get(at + 1).and_then(Cell::number) == Some(0.0);
            if !is_empty {
                let link = data.opportunities_of(name, segment);
                view.links.push((row as u32, at as u32 + 1, link));
            }
        }
        let link = data.opportunities_of(name, "");
        view.links.push((row as u32, last as u32 + 2, link));
    }
    view
}
