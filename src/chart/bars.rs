//! Horizontal bars in the order given, from zero, each with its value at its end. Negative values go to the left of
//! zero; null is an em dash with its note, never a bar. Further series are thinner bars of the same row.
//!
//! No gridlines: every value is written at its mark.

use super::kit::{
    GAP, Rows, extent_of, fill, legend, legend_height, long_names, names, note_height, references,
    references_height, small_note, small_sample,
};
use super::layout::Rect;
use super::pen::{Align, BODY, Pen, STRONG};
use super::scale::Linear;
use super::{Area, ChartError, Drawn, Hit, Theme, is_small, note, tooltip, value};
use crate::protocol::format::NULL;
use crate::protocol::{ChartView, Hue};
use plotters_backend::DrawingBackend;

/// Between a value and what goes with it.
const BETWEEN: i32 = 6;

fn row_height(view: &ChartView, width: i32) -> i32 {
    if view.series.len() > 1 {
        12 + 16 * view.series.len().min(4) as i32
    } else {
        long_names(view, width, 30)
    }
}

fn header_height(view: &ChartView, width: i32) -> i32 {
    legend_height(view, width) + references_height(view)
}

/// A row a category.
pub fn height(view: &ChartView, width: u32) -> u32 {
    let rows = view.axis.names.len().max(1) as i32;
    (header_height(view, width as i32) + rows * row_height(view, width as i32) + note_height(view))
        .max(96) as u32
}

/// Where the values of a chart stand.
struct Plot {
    scale: Linear,
    zero: i32,
    left: i32,
    right: i32,
}

/// Draws the bars.
pub fn draw<DB: DrawingBackend>(
    view: &ChartView,
    theme: Theme,
    area: &Area<DB>,
) -> Result<Drawn, ChartError> {
    let pen = Pen::new(area, theme);
    let mut drawn = Drawn::default();
    let count = view.axis.names.len();
    if count == 0 || view.series.is_empty() {
        pen.empty("Nothing to show in this range.");
        pen.finish()?;
        return Ok(drawn);
    }
    let top = header_height(view, pen.width);
    let bottom = pen.height - note_height(view);
    let rows = Rows::new(&pen, &names(view), (top, bottom), 56);
    let plot = plot(view, &pen, rows.left);
    for i in 0..count {
        let row = rows.row(i);
        let anchor = draw_row(view, &pen, &plot, row, i);
        drawn
            .hits
            .push(Hit::new(row, anchor, tooltip(view, i)).of(view, i, 0));
    }
    pen.line(
        (plot.zero, top),
        (plot.zero, rows.row(count).y),
        pen.t.muted,
        1,
    );
    // Rows without a value stand last: their words are not crossed by a line that they are not measured by.
    let valued = (0..count).rev().find(|i| value(view, 0, *i).is_some());
    let below = rows.row(valued.map_or(count, |i| i + 1)).y;
    references(view, &pen, plot.scale, (top, below));
    // Values last: they stand on the surface where a reference line passes behind them.
    for i in 0..count {
        draw_values(view, &pen, &plot, rows.row(i), i);
    }
    legend(view, &pen);
    small_note(&pen, note_height(view));
    pen.finish()?;
    Ok(drawn)
}

fn plot<DB: DrawingBackend>(view: &ChartView, pen: &Pen<'_, DB>, left: i32) -> Plot {
    let (low, high) = extent_of(view);
    let room = f64::from((pen.width - left - 2).max(1));
    // Samples are said where the bars keep at least a third of the room; the hatch says it anyway.
    let marks = marks(view, pen, left, true);
    let (mut zero, mut k) = fit(&marks, room, high - low);
    if k * (high - low) < room / 3.0 {
        let marks = self::marks(view, pen, left, false);
        (zero, k) = fit(&marks, room, high - low);
    }
    let zero = left + zero as i32;
    let from = zero + (low * k) as i32;
    let to = zero + (high * k) as i32;
    let scale = Linear::new(low, high, from, to.max(from + 1));
    Plot {
        zero: scale.at(0.0),
        scale,
        left,
        right: pen.width,
    }
}

/// Each value with the width of its text, which stands beyond the end of its bar.
fn marks<DB: DrawingBackend>(
    view: &ChartView,
    pen: &Pen<'_, DB>,
    left: i32,
    has_samples: bool,
) -> Vec<(f64, f64)> {
    let mut out: Vec<(f64, f64)> = Vec::new();
    for i in 0..view.axis.names.len() {
        for s in 0..view.series.len() {
            let (text, extra) = value_text(view, s, i);
            let face = if s == 0 { STRONG } else { BODY };
            let v = value(view, s, i);
            // A note needs no room of its own: it may stand across zero.
            let beside = if has_samples && v.is_some() {
                extra_width(pen, &extra)
            } else {
                0
            };
            let width = pen.measure(&text, face) + beside + GAP;
            let width = width.min((pen.width - left) * 2 / 5);
            out.push((v.unwrap_or(0.0), f64::from(width)));
        }
    }
    let references = view.references.iter().map(|r| (r.value, 4.0));
    out.extend(references.filter(|r| r.0.abs() < 1e300));
    out
}

/// Where zero stands and the most pixels a unit for which bars and texts on both sides of it fit; halving finds it.
fn fit(marks: &[(f64, f64)], room: f64, span: f64) -> (f64, f64) {
    let sides = |k: f64| {
        marks.iter().fold((0.0_f64, 0.0_f64), |(l, r), (v, width)| {
            if *v < 0.0 {
                (l.max(-v * k + width), r)
            } else {
                (l, r.max(v * k + width))
            }
        })
    };
    let (mut k, mut too_much) = (0.0, room / span);
    for _ in 0..30 {
        let middle = f64::midpoint(k, too_much);
        let (l, r) = sides(middle);
        if l + r <= room {
            k = middle;
        } else {
            too_much = middle;
        }
    }
    (sides(k).0.min(room), k)
}

/// The value and, in a second colour, what goes with it.
fn value_text(view: &ChartView, series: usize, category: usize) -> (String, String) {
    let unit = super::unit(view, series);
    if value(view, series, category).is_none() {
        return (NULL.to_owned(), note(view, category).to_owned());
    }
    let extra = if series == 0 {
        small_sample(view, category)
    } else {
        String::new()
    };
    (unit.compact(value(view, series, category)), extra)
}

/// The width of what goes with a value, with the space before it.
fn extra_width<DB: DrawingBackend>(pen: &Pen<'_, DB>, extra: &str) -> i32 {
    if extra.is_empty() {
        0
    } else {
        pen.measure(extra, BODY) + BETWEEN
    }
}

/// The boxes of a row's bars, a series each.
fn bars_of(view: &ChartView, plot: &Plot, row: Rect, category: usize) -> Vec<Rect> {
    let count = view.series.len().clamp(1, 4) as i32;
    let thickness = ((row.h - 8) / count).clamp(4, 22);
    let top = row.centre().1 - thickness * count / 2;
    (0..count)
        .map(|s| {
            let x = value(view, s as usize, category).map_or(plot.zero, |v| {
                let x = plot.scale.at(v);
                // A value that is there shows at least a pixel.
                if x == plot.zero && v != 0.0 {
                    x + if v < 0.0 { -1 } else { 1 }
                } else {
                    x
                }
            });
            let (from, to) = (plot.zero.min(x), plot.zero.max(x));
            let between = i32::from(count > 1);
            Rect::new(from, top + s * thickness, to - from, thickness - between)
        })
        .collect()
}

fn draw_row<DB: DrawingBackend>(
    view: &ChartView,
    pen: &Pen<'_, DB>,
    plot: &Plot,
    row: Rect,
    category: usize,
) -> (i32, i32) {
    let mut anchor = (plot.zero, row.centre().1);
    for (s, bar) in bars_of(view, plot, row, category).into_iter().enumerate() {
        let hue = match view.axis.hues.get(category) {
            Some(hue) if s == 0 => *hue,
            _ => view.series.get(s).map_or(Hue::Accent, |series| series.hue),
        };
        let is_small = s == 0 && is_small(view, category);
        pen.bar(bar, fill(pen, hue), is_small);
        if s == 0 {
            let is_negative = value(view, 0, category).is_some_and(|v| v < 0.0);
            anchor.0 = if is_negative { bar.x } else { bar.right() };
        }
    }
    anchor
}

fn draw_values<DB: DrawingBackend>(
    view: &ChartView,
    pen: &Pen<'_, DB>,
    plot: &Plot,
    row: Rect,
    category: usize,
) {
    for (s, bar) in bars_of(view, plot, row, category).into_iter().enumerate() {
        if bar.h < 12 && view.series.len() > 1 && s > 0 {
            continue;
        }
        let v = value(view, s, category);
        let (text, extra) = value_text(view, s, category);
        let face = if s == 0 { STRONG } else { BODY };
        let colour = if v.is_none() || s > 0 {
            pen.t.muted
        } else {
            pen.t.text
        };
        let y = bar.centre().1;
        let is_negative = v.is_some_and(|v| v < 0.0);
        let room = match v {
            None => plot.right - plot.left,
            Some(_) if is_negative => bar.x - 6 - plot.left,
            Some(_) => plot.right - bar.right() - 6,
        };
        let text = pen.fit(&text, room, face);
        let width = pen.measure(&text, face);
        // A sample is said in full or not at all; why there is no value takes two lines where it needs them.
        let extra = if v.is_none() {
            pen.wrap(&extra, room - width - BETWEEN, 2, BODY)
        } else if extra_width(pen, &extra) <= room - width {
            vec![extra]
        } else {
            Vec::new()
        };
        let widest = extra.iter().map(|line| extra_width(pen, line)).max();
        let total = width + widest.unwrap_or(0);
        let x = if is_negative {
            bar.x - 6 - total
        } else if v.is_none() {
            (bar.right() + 6).min(plot.right - total).max(plot.left)
        } else {
            bar.right() + 6
        };
        // As tall as the row allows, so that a reference line stops short of the figures.
        let tall = (row.h - 2).clamp(14, 24) / 2;
        let (top, tall) = if view.series.len() > 1 {
            (y - 7, 14)
        } else {
            (y - tall, tall * 2)
        };
        pen.fill(Rect::new(x - 3, top, total + 6, tall), pen.t.surface, 1.0);
        pen.text(&text, x, y, Align::Left, face, colour);
        for (i, line) in extra.iter().enumerate() {
            // Lines of one note lie closer than those of a paragraph: a row holds two.
            let y = y + (2 * i as i32 + 1 - extra.len() as i32) * 7;
            let x = x + width + BETWEEN;
            pen.text(line, x, y, Align::Left, BODY, pen.t.muted);
        }
    }
}
