//! Stages one under another, then the same steps by channel. The first series is the blend, the others its parts;
//! values are counts.
//!
//! Stages shrink by orders of magnitude (37 million impressions, 88 deals), so bars of counts would show one stage
//! and nothing else. A bar here is the share of the stage before, on a fixed 0 to 100 %, and the count stands beside.
//! By channel, a step has its own scale with the blend as a line across it. ▼ marks the leaks that the view names: a
//! reference holds the channel and the place of the stage.

use super::layout::Rect;
use super::pen::{Align, BODY, LINE, Pen, STRONG};
use super::scale::Linear;
use super::text;
use super::{Area, ChartError, Drawn, Hit, SMALL_SAMPLE, SMALL_SAMPLE_NOTE, Theme, value};
use crate::protocol::format::NULL;
use crate::protocol::{ChartView, Hue, Unit};
use plotters_backend::DrawingBackend;

const STAGE: i32 = 34;
const HEAD: i32 = 24;
const CELL_ROW: i32 = 36;
const BLOCK_ROW: i32 = 22;
const BLOCK_HEAD: i32 = 28;

fn table_width(text: &str) -> i32 {
    text::width(text, 12.0, false).ceil() as i32
}

/// The share of the stage before that reaches a stage; null where either is null or the one before is zero.
fn rate(view: &ChartView, series: usize, stage: usize) -> Option<f64> {
    let before = value(view, series, stage.checked_sub(1)?)?;
    let now = value(view, series, stage)?;
    (before != 0.0)
        .then_some(now / before)
        .filter(|r| r.is_finite())
}

/// Whether a rate rests on fewer observations than can be read.
fn is_small(view: &ChartView, series: usize, stage: usize) -> bool {
    stage
        .checked_sub(1)
        .and_then(|before| value(view, series, before))
        .is_some_and(|n| n < SMALL_SAMPLE as f64)
}

/// Whether the view names this step of a channel as a leak.
fn is_leak(view: &ChartView, series: usize, stage: usize) -> bool {
    let name = view.series.get(series).map(|s| &s.name);
    let mut leaks = view.references.iter();
    leaks.any(|leak| Some(&leak.label) == name && leak.value as usize == stage)
}

/// How the steps by channel are laid out.
enum Parts {
    None,
    /// A row a channel, a column a step: (width of the names, width of a step).
    Matrix(i32, i32),
    /// A block a step, a row a channel: (width of the names).
    Blocks(i32),
}

fn parts(view: &ChartView, width: i32) -> Parts {
    let steps = view.axis.names.len() as i32 - 1;
    if view.series.len() < 2 || steps < 1 {
        return Parts::None;
    }
    let names = view
        .series
        .iter()
        .skip(1)
        .map(|s| table_width(&s.name))
        .max()
        .unwrap_or(0)
        .min(width * 34 / 100)
        + 12;
    let widest = view
        .axis
        .names
        .iter()
        .skip(1)
        .map(|s| table_width(s))
        .max()
        .unwrap_or(0);
    let each = (width - names) / steps;
    if each >= (widest + 12).max(72) {
        Parts::Matrix(names, each)
    } else {
        Parts::Blocks(names)
    }
}

fn notes(view: &ChartView) -> i32 {
    let has_small =
        (1..view.series.len()).any(|s| (1..view.axis.names.len()).any(|i| is_small(view, s, i)));
    1 + i32::from(!view.references.is_empty()) + i32::from(has_small)
}

/// Stages, then channels.
pub fn height(view: &ChartView, width: u32) -> u32 {
    let stages = view.axis.names.len().max(1) as i32;
    let channels = view.series.len() as i32 - 1;
    let upper = HEAD + stages * STAGE;
    let lower = match parts(view, width as i32) {
        Parts::None => 0,
        Parts::Matrix(..) => 28 + HEAD + channels * CELL_ROW + notes(view) * LINE + 8,
        Parts::Blocks(_) => {
            28 + (stages - 1) * (BLOCK_HEAD + channels * BLOCK_ROW) + notes(view) * LINE + 8
        }
    };
    (upper + lower).max(120) as u32
}

/// Draws the stages and, where there are several series, the steps by channel.
pub fn draw<DB: DrawingBackend>(
    view: &ChartView,
    theme: Theme,
    area: &Area<DB>,
) -> Result<Drawn, ChartError> {
    let pen = Pen::new(area, theme);
    let mut drawn = Drawn::default();
    if view.axis.names.is_empty() || view.series.is_empty() {
        pen.empty("No stages in this range.");
        pen.finish()?;
        return Ok(drawn);
    }
    let mut y = draw_stages(view, &pen, &mut drawn);
    let parts = parts(view, pen.width);
    if matches!(parts, Parts::None) {
        pen.finish()?;
        return Ok(drawn);
    }
    pen.line((0, y + 10), (pen.width, y + 10), pen.t.line, 1);
    y += 28;
    y = match parts {
        Parts::Matrix(names, each) => draw_matrix(view, &pen, &mut drawn, y, (names, each)),
        Parts::Blocks(names) => draw_blocks(view, &pen, &mut drawn, y, names),
        Parts::None => y,
    };
    draw_notes(view, &pen, y + 8);
    pen.finish()?;
    Ok(drawn)
}

fn draw_stages<DB: DrawingBackend>(view: &ChartView, pen: &Pen<'_, DB>, drawn: &mut Drawn) -> i32 {
    let names = view.axis.names.iter().map(String::as_str);
    let name_width = pen.widest(names, BODY).min(pen.width * 32 / 100) + 12;
    let stages = view.axis.names.len();
    let counts: Vec<String> = (0..stages)
        .map(|i| super::unit(view, 0).compact(value(view, 0, i)))
        .collect();
    let count_width = pen.widest(counts.iter().map(String::as_str), STRONG);
    let rates: Vec<String> = (0..stages)
        .map(|i| Unit::Percent.compact(rate(view, 0, i)))
        .collect();
    let rate_width = pen.widest(rates.iter().map(String::as_str), BODY).max(44);
    let right = pen.width - rate_width - 12;
    let bar_right = right - count_width - 12;
    let header = pen.fit("Bar and %: share of the stage before", pen.width, BODY);
    pen.text(&header, 0, 8, Align::Left, BODY, pen.t.muted);
    let hue = view.series.first().map_or(Hue::Accent, |s| s.hue);
    let scale = Linear::new(0.0, 1.0, name_width, bar_right.max(name_width + 8));
    for (i, name) in view.axis.names.iter().enumerate() {
        let row = Rect::new(0, HEAD + i as i32 * STAGE, pen.width, STAGE);
        let (_, middle) = row.centre();
        let label = pen.fit(name, name_width - 12, BODY);
        pen.text(&label, 0, middle, Align::Left, BODY, pen.t.text);
        let track = Rect::new(name_width, middle - 10, scale.at(1.0) - name_width, 20);
        // The first stage is the whole; a stage without a rate has no bar.
        let share = if i == 0 {
            value(view, 0, 0).map(|_| 1.0)
        } else {
            rate(view, 0, i)
        };
        pen.fill(track, pen.t.line, 0.6);
        let mut end = name_width;
        if let Some(share) = share {
            end = scale.at(share).max(name_width + i32::from(share > 0.0) * 2);
            let bar = Rect::new(name_width, track.y, end - name_width, track.h);
            pen.bar(bar, pen.t.hue(hue), is_small(view, 0, i));
        }
        if let Some(count) = counts.get(i) {
            pen.text(count, right, middle, Align::Right, STRONG, pen.t.text);
        }
        if i > 0
            && let Some(rate) = rates.get(i)
        {
            pen.text(rate, pen.width, middle, Align::Right, BODY, pen.t.muted);
        }
        let hit = Hit::new(row, (end, middle), step_text(view, 0, i)).of(view, i, 0);
        drawn.hits.push(hit);
    }
    HEAD + stages as i32 * STAGE
}

/// The tooltip of a step: the counts on both ends, the rate, and the blend to compare with.
fn step_text(view: &ChartView, series: usize, stage: usize) -> String {
    let unit = super::unit(view, series);
    let name = |i: usize| view.axis.names.get(i).map_or("", String::as_str);
    let who = view.series.get(series).map_or("", |s| s.name.as_str());
    let mut out = vec![if who.is_empty() {
        name(stage).to_owned()
    } else {
        format!("{who}, {}", name(stage))
    }];
    let count = unit.full(value(view, series, stage));
    out.push(format!("Count: {count}"));
    if let Some(before) = stage.checked_sub(1) {
        out.push(format!(
            "{} of {} {}",
            Unit::Percent.full(rate(view, series, stage)),
            unit.full(value(view, series, before)),
            name(before).to_ascii_lowercase()
        ));
        if series > 0 {
            let blend = Unit::Percent.full(rate(view, 0, stage));
            out.push(format!("Blend: {blend}"));
        }
        if is_small(view, series, stage) {
            out.push("Small sample".to_owned());
        }
    }
    let note = super::note(view, stage);
    if series == 0 && !note.is_empty() {
        out.push(note.to_owned());
    }
    out.join("\n")
}

/// The scale of a step: from zero to its highest rate among channels and blend.
fn step_scale(view: &ChartView, stage: usize, from: i32, to: i32) -> Linear {
    let most = (0..view.series.len())
        .filter(|s| *s == 0 || !is_small(view, *s, stage))
        .filter_map(|s| rate(view, s, stage))
        .fold(0.0, f64::max);
    Linear::new(0.0, most, from, to)
}

/// A channel's bar for a step in `track`, with the blend across it.
fn draw_bar<DB: DrawingBackend>(
    view: &ChartView,
    pen: &Pen<'_, DB>,
    (series, stage): (usize, usize),
    track: Rect,
) -> (i32, i32) {
    let scale = step_scale(view, stage, track.x, track.right());
    let hue = view.series.get(series).map_or(Hue::Accent, |s| s.hue);
    pen.fill(track, pen.t.line, 0.6);
    let mut end = track.x;
    if let Some(r) = rate(view, series, stage) {
        end = scale.at(r).max(track.x + i32::from(r > 0.0));
        let bar = Rect::new(track.x, track.y, end - track.x, track.h);
        pen.bar(bar, pen.t.hue(hue), is_small(view, series, stage));
    }
    if let Some(blend) = rate(view, 0, stage) {
        let at = scale.at(blend);
        pen.fill(
            Rect::new(at - 1, track.y - 3, 2, track.h + 6),
            pen.t.text,
            1.0,
        );
    }
    (end, track.centre().1)
}

/// The rate in words, with ▼ where the channel leaks.
fn rate_text(view: &ChartView, series: usize, stage: usize) -> (String, bool) {
    let is_leak = is_leak(view, series, stage);
    let text = rate(view, series, stage)
        .map_or_else(|| NULL.to_owned(), |r| Unit::Percent.compact(Some(r)));
    (if is_leak { format!("▼ {text}") } else { text }, is_leak)
}

fn draw_matrix<DB: DrawingBackend>(
    view: &ChartView,
    pen: &Pen<'_, DB>,
    drawn: &mut Drawn,
    top: i32,
    (names, each): (i32, i32),
) -> i32 {
    for stage in 1..view.axis.names.len() {
        let x = names + (stage as i32 - 1) * each;
        let name = view.axis.names.get(stage).map_or("", String::as_str);
        let label = pen.fit(name, each - 8, BODY);
        pen.text(&label, x, top + 6, Align::Left, BODY, pen.t.muted);
    }
    let top = top + HEAD;
    for (s, series) in view.series.iter().enumerate().skip(1) {
        let y = top + (s as i32 - 1) * CELL_ROW;
        let label = pen.fit(&series.name, names - 10, BODY);
        let middle = y + CELL_ROW / 2;
        pen.text(&label, 0, middle, Align::Left, BODY, pen.t.text);
        for stage in 1..view.axis.names.len() {
            let x = names + (stage as i32 - 1) * each;
            let (text, is_leak) = rate_text(view, s, stage);
            let colour = if is_leak { pen.t.bad } else { pen.t.text };
            let track = Rect::new(x, y + 20, (each - 16).min(140), 7);
            pen.text(&text, x, y + 9, Align::Left, BODY, colour);
            let anchor = draw_bar(view, pen, (s, stage), track);
            let rect = Rect::new(x, y, each, CELL_ROW);
            let hit = Hit::new(rect, anchor, step_text(view, s, stage)).of(view, stage, s);
            drawn.hits.push(hit);
        }
    }
    top + (view.series.len() as i32 - 1) * CELL_ROW
}

fn draw_blocks<DB: DrawingBackend>(
    view: &ChartView,
    pen: &Pen<'_, DB>,
    drawn: &mut Drawn,
    top: i32,
    names: i32,
) -> i32 {
    let mut y = top;
    let rate_width = pen.measure("▼ 100.0 %", BODY) + 8;
    for stage in 1..view.axis.names.len() {
        let name = |i: usize| view.axis.names.get(i).map_or("", String::as_str);
        let blend = Unit::Percent.compact(rate(view, 0, stage));
        let end = format!("blend {blend}");
        let end_width = pen.measure(&end, BODY);
        let title = format!("{} → {}", name(stage - 1), name(stage));
        let title = pen.fit(&title, pen.width - end_width - 12, STRONG);
        pen.text(&title, 0, y + 8, Align::Left, STRONG, pen.t.text);
        pen.text(&end, pen.width, y + 8, Align::Right, BODY, pen.t.muted);
        y += BLOCK_HEAD - 8;
        for (s, series) in view.series.iter().enumerate().skip(1) {
            let middle = y + BLOCK_ROW / 2;
            let label = pen.fit(&series.name, names - 10, BODY);
            pen.text(&label, 0, middle, Align::Left, BODY, pen.t.text);
            let track = Rect::new(names, middle - 4, pen.width - names - rate_width, 8);
            let (text, is_leak) = rate_text(view, s, stage);
            let colour = if is_leak { pen.t.bad } else { pen.t.text };
            pen.text(&text, pen.width, middle, Align::Right, BODY, colour);
            let anchor = draw_bar(view, pen, (s, stage), track);
            let rect = Rect::new(0, y, pen.width, BLOCK_ROW);
            let hit = Hit::new(rect, anchor, step_text(view, s, stage)).of(view, stage, s);
            drawn.hits.push(hit);
            y += BLOCK_ROW;
        }
        y += 8;
    }
    y
}

fn draw_notes<DB: DrawingBackend>(view: &ChartView, pen: &Pen<'_, DB>, top: i32) {
    let mut notes = vec!["Upright line: the blend. A scale for each step"];
    if !view.references.is_empty() {
        notes.insert(0, "▼ clearest leak of a channel (see the findings)");
    }
    if notes.len() < self::notes(view) as usize {
        notes.push(SMALL_SAMPLE_NOTE);
    }
    let mut y = top + LINE / 2;
    for note in notes {
        let text = pen.fit(note, pen.width, BODY);
        pen.text(&text, 0, y, Align::Left, BODY, pen.t.muted);
        y += LINE;
    }
}
