//! How did it move? Spend, revenue, sessions and conversions by step of the grain, the comparison dashed.

use super::super::kit::dates;
use super::data::{Data, source_of};
use super::found;
use crate::engine::insights::Topic;
use crate::engine::insights::language::percent;
use crate::engine::metrics::{Step, unit, words};
use crate::protocol::{Axis, Block, ChartView, Day, Hue, Section, Series, Span, Stroke};

const MEASURES: [&str; 4] = ["spend_usd", "revenue_usd", "sessions", "conversions"];

/// The section; absent without steps.
pub fn section(data: &Data) -> Option<Section> {
    if data.steps.is_empty() || data.channels.is_empty() {
        return None;
    }
    let mut blocks: Vec<(Span, Block)> = MEASURES
        .iter()
        .filter(|column| data.has(source_of(column)))
        // A channel without spend rows has no course of spend.
        .filter(|column| data.totals.all.shown(column).is_some())
        .map(|column| (Span::Half, Block::Chart(lines(data, column))))
        .collect();
    blocks.extend(found(data, Topic::Trend).1);
    let word = data.params.grain.word();
    Some(Section {
        id: "trend".to_owned(),
        title: format!("How did it move {word} by {word}?"),
        intro: left_out(data),
        blocks,
    })
}

fn is_long(data: &Data) -> bool {
    data.range.is_some_and(dates::is_long)
}

/// Which steps the lines leave out, and why.
fn left_out(data: &Data) -> String {
    let grain = data.params.grain;
    let cut: Vec<(Day, u32, u32)> = data
        .steps
        .iter()
        .map(|step| (step.start, data.held(step, 0), step.length))
        .filter(|(_, held, length)| *held > 0 && held < length)
        .collect();
    let mut text = dates::left_out(&cut, grain, is_long(data));
    if !data.steps.iter().any(|step| data.is_whole(step)) {
        text.push_str(" Choose a shorter step or a longer range to see a line.");
    }
    text.trim_start().to_owned()
}

fn series(data: &Data, name: String, column: &str, is_before: bool) -> Series {
    let steps = if is_before {
        &data.steps_before
    } else {
        &data.steps
    };
    let is_drawn = |step: &Step| {
        if is_before {
            data.was_whole(step)
        } else {
            data.is_whole(step)
        }
    };
    Series {
        name,
        unit: unit(column),
        hue: if is_before { Hue::Muted } else { Hue::Accent },
        stroke: if is_before {
            Stroke::Dashed
        } else {
            Stroke::Solid
        },
        values: steps
            .iter()
            .map(|step| step.totals.all.shown(column).filter(|_| is_drawn(step)))
            .collect(),
    }
}

fn lines(data: &Data, column: &str) -> ChartView {
    let grain = data.params.grain;
    let here = data.range.map(dates::range).unwrap_or_default();
    let mut all = vec![series(data, words::title(column), column, false)];
    if let (Some(compared), false) = (data.compared, data.steps_before.is_empty()) {
        let name = dates::range(compared);
        all.push(series(data, name, column, true));
    }
    let mut subtitle = format!("{} by {}, {here}", words::title(column), grain.word());
    if let Some(compared) = data.compared {
        subtitle.push_str("; dashed: ");
        subtitle.push_str(&dates::range(compared));
    }
    ChartView {
        id: format!("trend_{}", column.trim_end_matches("_usd")),
        kind: "lines".to_owned(),
        finding: title(data, column),
        subtitle,
        footnote: match column {
            "revenue_usd" => {
                "By the day the opportunity was created: the latest are not all decided yet."
                    .to_owned()
            }
            "spend_usd" if data.evidence.spread > 0 => {
                "Totals of more than a week are spread evenly over their days.".to_owned()
            }
            _ => String::new(),
        },
        axis: Axis {
            label: grain.word().to_owned(),
            names: data
                .steps
                .iter()
                .map(|s| dates::step(s.start, grain, is_long(data)))
                .collect(),
            days: data.steps.iter().map(|step| step.start).collect(),
            notes: data
                .steps
                .iter()
                .map(|step| {
                    if data.is_whole(step) {
                        String::new()
                    } else {
                        let held = data.held(step, 0);
                        format!("left out: {held} of {} days", step.length)
                    }
                })
                .collect(),
            ..Axis::default()
        },
        series: all,
        ..ChartView::default()
    }
}

/// Against the comparison range where there is one, else the peak.
fn title(data: &Data, column: &str) -> String {
    let (name, unit) = (words::title(column), unit(column));
    let now = data.totals.get(column);
    let then = data.before.as_ref().and_then(|before| before.get(column));
    if let (Some(now), Some(then), Some(compared)) = (now, then, data.compared)
        && then > 0.0
    {
        let change = (now - then) / then;
        let against = dates::range(compared);
        return if change.abs() < 0.000_5 {
            format!("{name} held level with {against}")
        } else {
            format!(
                "{name} {} {} against {against}",
                if change > 0.0 { "rose" } else { "fell" },
                percent(change.abs())
            )
        };
    }
    if column == "spend_usd" && data.evidence.spread > 0 {
        return format!("How {} moved is not known", words::word(column));
    }
    let peak = data
        .steps
        .iter()
        .filter(|step| data.is_whole(step))
        .max_by(|a, b| {
            a.totals
                .all
                .sum(column)
                .total_cmp(&b.totals.all.sum(column))
                .then_with(|| b.start.cmp(&a.start))
        });
    match peak {
        Some(step) if step.totals.all.sum(column) > 0.0 => format!(
            "{name} peaked {} at {}",
            dates::when(step.start, data.params.grain, is_long(data)),
            unit.compact(step.totals.all.shown(column))
        ),
        None if data.totals.all.sum(column) > 0.0 => {
            format!("No whole {} in this range", data.params.grain.word())
        }
        _ => format!("No {} in this range", words::word(column)),
    }
}
