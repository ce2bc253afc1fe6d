//! Spreads: a row a category, a box from the lower to the upper quartile with the median in it, whiskers to the low
//! and the high end. The series are these five in order; the median and the sample are written beside.

use super::kit::{
    FOOT, GAP, Rows, foot_axis, hue, names, no_value, note_height, references, references_height,
    rounded, small_note, tick_labels,
};
use super::layout::Rect;
use super::pen::{Align, BODY, LINE, Pen, STRONG};
use super::scale::Linear;
use super::{Area, ChartError, Drawn, Hit, Theme, is_small, kit, sample, tooltip, value};
use crate::protocol::{ChartView, Unit};
use plotters_backend::DrawingBackend;

fn head(view: &ChartView) -> i32 {
    LINE + 6 + references_height(view)
}

/// A row a category, and the axis.
pub fn height(view: &ChartView, _width: u32) -> u32 {
    let rows = view.axis.names.len().max(2) as i32 * 36;
    (head(view) + rows + FOOT + note_height(view)) as u32
}

/// Low, lower quartile, median, upper quartile, high; `None` where one is null.
fn five(view: &ChartView, category: usize) -> Option<[f64; 5]> {
    let mut out = [0.0; 5];
    for (s, v) in out.iter_mut().enumerate() {
        *v = value(view, s, category)?;
    }
    Some(out)
}

/// Draws the boxes.
pub fn draw<DB: DrawingBackend>(
    view: &ChartView,
    theme: Theme,
    area: &Area<DB>,
) -> Result<Drawn, ChartError> {
    let pen = Pen::new(area, theme);
    let mut drawn = Drawn::default();
    let count = view.axis.names.len();
    if (0..count).all(|i| five(view, i).is_none()) {
        pen.empty("No durations to compare in this range.");
        pen.finish()?;
        return Ok(drawn);
    }
    let top = head(view);
    let bottom = pen.height - FOOT - note_height(view);
    let rows = Rows::new(&pen, &names(view), (top, bottom), 56);
    let unit = super::unit(view, 2);
    let samples: Vec<String> = (0..count)
        .map(|i| sample(view, i).map_or_else(String::new, |n| Unit::Count.full(Some(n as f64))))
        .collect();
    let medians: Vec<String> = (0..count)
        .map(|i| unit.compact(value(view, 2, i)))
        .collect();
    // Two columns of figures at the right: the median and the sample.
    let column = |texts: &[String], title: &str, face| {
        let title = pen.measure(title, BODY);
        title.max(pen.widest(texts.iter().map(String::as_str), face)) + GAP
    };
    let has_samples = samples.iter().any(|s| !s.is_empty());
    let n_wide = if has_samples {
        column(&samples, "n", BODY)
    } else {
        0
    };
    let median_right = pen.width - n_wide;
    let right = median_right - column(&medians, "median", STRONG) - GAP;
    let right = right.max(rows.left + 1);
    let (scale, ticks) = rounded(
        kit::extent_of(view),
        if right - rows.left < 300 { 4 } else { 5 },
        rows.left + 6,
        right - 6,
    );
    let end = rows.row(count).y;
    foot_axis(
        &pen,
        &tick_labels(unit, scale, &ticks),
        (top, end),
        rows.left - GAP,
    );
    let muted = pen.t.muted;
    pen.text("median", median_right, top - 12, Align::Right, BODY, muted);
    if has_samples {
        pen.text("n", pen.width, top - 12, Align::Right, BODY, muted);
    }
    for i in 0..count {
        let row = rows.row(i);
        let y = row.centre().1;
        let mut anchor = (rows.left, y);
        if let Some(values) = five(view, i) {
            anchor.0 = draw_box(view, &pen, scale, y, (i, values));
            pen.text(
                &medians[i],
                median_right,
                y,
                Align::Right,
                STRONG,
                pen.t.text,
            );
        } else {
            no_value(view, &pen, (rows.left + 6, y), i);
        }
        pen.text(&samples[i], pen.width, y, Align::Right, BODY, pen.t.muted);
        let hit = Hit::new(row, anchor, tooltip(view, i));
        drawn.hits.push(hit.of(view, i, 2));
    }
    references(view, &pen, scale, (top - LINE - 6, end));
    small_note(&pen, note_height(view));
    pen.finish()?;
    Ok(drawn)
}

/// Whiskers, box and median about a middle line; returns where the median stands.
fn draw_box<DB: DrawingBackend>(
    view: &ChartView,
    pen: &Pen<'_, DB>,
    scale: Linear,
    y: i32,
    (category, values): (usize, [f64; 5]),
) -> i32 {
    let [low, lower, median, upper, high] = values.map(|v| scale.at(v));
    let colour = pen.t.hue(hue(view, category, 2));
    let tall = 20;
    pen.line((low, y), (lower, y), colour, 1);
    pen.line((upper, y), (high, y), colour, 1);
    for x in [low, high] {
        pen.line((x, y - tall / 3), (x, y + tall / 3), colour, 1);
    }
    let place = Rect::new(
        lower.min(upper),
        y - tall / 2,
        (upper - lower).abs().max(2),
        tall,
    );
    pen.fill(place, pen.t.surface, 1.0);
    if is_small(view, category) {
        pen.hatch(place, colour);
    } else {
        pen.fill(place, colour, 0.3);
        pen.edge(place, colour, 1);
    }
    pen.line(
        (median, y - tall / 2),
        (median, y + tall / 2),
        pen.t.text,
        3,
    );
    median
}
