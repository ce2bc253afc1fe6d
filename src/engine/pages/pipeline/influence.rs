//! Sourced beside influenced: what a channel started, and what it touched at all. And how each channel touches.

use super::data::Data;
use super::sources::{column, days, series};
use super::wide;
use crate::engine::base::Cell;
use crate::engine::insights::pipeline::{Profile, Row};
use crate::protocol::{Axis, Block, ChartView, Hue, Section, TableView, Unit};

const MOST: usize = 12;

/// The section; absent where no channel touched anything.
pub fn section(data: &Data) -> Option<Section> {
    let mut rows: Vec<&Row> = data.shown().filter(|row| row.influenced > 0.0).collect();
    if rows.is_empty() {
        return None;
    }
    rows.sort_by(|a, b| b.influenced_pipeline.total_cmp(&a.influenced_pipeline));
    rows.truncate(MOST);
    let mut blocks = vec![wide(Block::Chart(bars(data, &rows)))];
    blocks.extend(data.written("influence"));
    let profiles: Vec<&Profile> = (data.evidence.profiles.iter())
        .filter(|row| data.shows(&row.channel))
        .collect();
    if !profiles.is_empty() {
        blocks.push(wide(Block::Table(table(data, &profiles))));
    }
    Some(Section {
        id: "influence".to_owned(),
        title: "Who started it, and who took part?".to_owned(),
        intro: "Sourced pipeline adds up to the whole. Touched pipeline counts an opportunity once for every channel that touched it, so it does not."
            .to_owned(),
        blocks,
    })
}

fn bars(data: &Data, rows: &[&Row]) -> ChartView {
    let values = |pick: fn(&Row) -> f64| rows.iter().map(|row| Some(pick(row))).collect();
    ChartView {
        id: "influence".to_owned(),
        kind: "bars".to_owned(),
        finding: data.title("influence", "Every channel sources most of what it touches"),
        subtitle: format!(
            "Pipeline touched in the {} days before, and pipeline sourced, USD, {}",
            data.evidence.lookback.days,
            days(data)
        ),
        footnote: "The sample is the opportunities touched. A click opens them.".to_owned(),
        axis: Axis {
            label: "channel".to_owned(),
            names: rows.iter().map(|row| row.channel.clone()).collect(),
            samples: rows.iter().map(|row| Some(row.influenced as u64)).collect(),
            ..Axis::default()
        },
        series: vec![
            series(
                "Touched",
                Unit::Usd,
                Hue::Muted,
                values(|row| row.influenced_pipeline),
            ),
            series(
                "Sourced",
                Unit::Usd,
                Hue::Accent,
                values(|row| row.pipeline),
            ),
        ],
        opens: rows
            .iter()
            .map(|row| data.touched_by(&row.channel))
            .collect(),
        ..ChartView::default()
    }
}

fn table(data: &Data, profiles: &[&Profile]) -> TableView {
    let mut view = TableView {
        table: "channel_touch_profile".to_owned(),
        title: "How each channel touches".to_owned(),
        subtitle: "Touches by their own day, whether an opportunity followed or not.".to_owned(),
        columns: vec![
            column("channel", Unit::Text, "Channel."),
            column("touches", Unit::Count, "Touches in the range."),
            column("contacts", Unit::Count, "Different contacts touched."),
            column("accounts", Unit::Count, "Different accounts touched."),
            column(
                "without an account",
                Unit::Count,
                "Touches whose contact leads to no account.",
            ),
            column(
                "touches_per_opportunity",
                Unit::Number,
                "Touches of the channel before an opportunity that it touched.",
            ),
            column(
                "median days from its first touch",
                Unit::Number,
                "Median whole days from the channel’s first touch to the opportunity.",
            ),
        ],
        ..TableView::default()
    };
    for (at, row) in profiles.iter().enumerate() {
        let mut cells = vec![Cell::Text(row.channel.clone())];
        cells.extend(row.counts.map(|count| Cell::Integer(count as i64)));
        for value in [row.touches, row.days] {
            if value.is_none() {
                let place = (at as u32, cells.len() as u32);
                let reason = "It touched no opportunity of the range.".to_owned();
                view.null_reasons.push((place.0, place.1, reason));
            }
            cells.push(value.map_or(Cell::Null, Cell::Number));
        }
        view.rows.push(cells);
        let wheres = [("channel", row.channel.as_str())];
        let link = data.rows_of("fct_touchpoints", &wheres);
        view.links.push((at as u32, 1, link));
    }
    view
}
