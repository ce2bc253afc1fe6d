//! Lines over time (or ordered steps): zero-based, gaps for nulls, names at the line ends, dashes for a comparison.
//! Series of different units stand in panels of their own, one above the other: never two scales on one plot.

use super::layout::{Rect, spread};
use super::pen::{Align, BODY, LINE, Pen};
use super::scale::{Label, Linear, axis_labels, extent, tick, ticks};
use super::{Area, ChartError, Drawn, Hit, Theme, tooltip, value};
use crate::protocol::{ChartView, Stroke, Unit};
use plotters_backend::DrawingBackend;

const FOOT: i32 = 22;
/// A piece of the line before its name, and the space after it.
const SWATCH: i32 = 16;

/// Series by unit, in the order in which the units appear.
fn panels(view: &ChartView) -> Vec<(Unit, Vec<usize>)> {
    let mut out: Vec<(Unit, Vec<usize>)> = Vec::new();
    for (i, series) in view.series.iter().enumerate() {
        match out.iter_mut().find(|(unit, _)| *unit == series.unit) {
            Some((_, members)) => members.push(i),
            None => out.push((series.unit, vec![i])),
        }
    }
    out
}

/// Steps of the axis; values beyond them (a longer comparison) have no place.
fn steps(view: &ChartView) -> usize {
    view.axis.names.len().max(view.axis.days.len())
}

/// 240 for one panel; 150 for each of several.
pub fn height(view: &ChartView, width: u32) -> u32 {
    let most = panels(view).iter().map(|p| p.1.len()).max().unwrap_or(0) as u32;
    let one = if width < 480 { 220 } else { 240 };
    match panels(view).len() as u32 {
        0 | 1 => one.max(most * 15 + 50),
        n => n * (most * 15 + 30).max(150) + FOOT as u32,
    }
}

/// Draws the lines.
pub fn draw<DB: DrawingBackend>(
    view: &ChartView,
    theme: Theme,
    area: &Area<DB>,
) -> Result<Drawn, ChartError> {
    let pen = Pen::new(area, theme);
    let mut drawn = Drawn::default();
    let steps = steps(view);
    let has_value = (0..view.series.len()).any(|s| (0..steps).any(|i| value(view, s, i).is_some()));
    if !has_value {
        pen.empty("No values in this range.");
        pen.finish()?;
        return Ok(drawn);
    }
    let panels = panels(view);
    let each = (pen.height - FOOT) / panels.len().max(1) as i32;
    let scales: Vec<(Linear, Vec<f64>)> = panels
        .iter()
        .enumerate()
        .map(|(n, panel)| y_scale(view, &panel.1, n, n as i32 * each, each))
        .collect();
    // One left and one right margin for all panels, so that their days stand above each other.
    let gutter = panels
        .iter()
        .zip(&scales)
        .map(|((unit, _), (_, ticks))| {
            let labels: Vec<String> = ticks.iter().map(|t| tick(*unit, *t)).collect();
            pen.widest(labels.iter().map(String::as_str), BODY)
        })
        .max()
        .unwrap_or(0)
        + 8;
    let names = view.series.iter().map(|s| s.name.as_str());
    let margin = pen.widest(names, BODY).min(pen.width * 32 / 100) + 12 + SWATCH;
    let x = Linear::new(
        0.0,
        steps.saturating_sub(1) as f64,
        gutter + 4,
        pen.width - margin,
    );
    for ((unit, members), (y, ticks)) in panels.iter().zip(&scales) {
        for t in ticks {
            let at = y.at(*t);
            let colour = if *t == 0.0 { pen.t.muted } else { pen.t.line };
            pen.line((gutter, at), (pen.width - margin + 4, at), colour, 1);
            let text = tick(*unit, *t);
            pen.text(&text, gutter - 8, at, Align::Right, BODY, pen.t.muted);
        }
        for s in members {
            draw_series(view, &pen, *s, x, *y);
        }
        name_series(view, &pen, members, (x, *y), margin);
    }
    if let Some((y, _)) = scales.first() {
        draw_references(view, &pen, *y, gutter, pen.width - margin);
    }
    draw_steps(view, &pen, x, pen.height - FOOT / 2, 0);
    let wide = f64::from(pen.width - margin - gutter) / steps.max(1) as f64;
    for i in 0..steps {
        let at = x.at(i as f64);
        let left = (f64::from(at) - wide / 2.0) as i32;
        let rect = Rect::new(left, 0, wide.ceil() as i32, pen.height - FOOT);
        let mark = panels
            .first()
            .zip(scales.first())
            .and_then(|(p, (y, _))| p.1.iter().find_map(|s| value(view, *s, i)).map(|v| y.at(v)));
        let mut hit = Hit::new(rect, (at, mark.unwrap_or(each / 2)), tooltip(view, i));
        hit.category = i;
        drawn.hits.push(hit);
    }
    pen.finish()?;
    Ok(drawn)
}

/// The scale of a panel between its top and bottom, and its ticks.
fn y_scale(
    view: &ChartView,
    members: &[usize],
    panel: usize,
    top: i32,
    height: i32,
) -> (Linear, Vec<f64>) {
    let values = members
        .iter()
        .filter_map(|s| view.series.get(*s))
        .flat_map(|s| s.values.iter().copied());
    let references = view.references.iter().map(|r| Some(r.value));
    // References are in the unit of the first series.
    let taken = if panel == 0 { usize::MAX } else { 0 };
    let (low, high) = extent(values.chain(references.take(taken)));
    let marks = ticks(low, high, if height < 120 { 3 } else { 5 });
    let (low, high) = (
        marks.first().copied().unwrap_or(low),
        marks.last().copied().unwrap_or(high),
    );
    (
        Linear::new(low, high, top + height - LINE / 2, top + LINE / 2),
        marks,
    )
}

fn draw_series<DB: DrawingBackend>(
    view: &ChartView,
    pen: &Pen<'_, DB>,
    index: usize,
    x: Linear,
    y: Linear,
) {
    let Some(series) = view.series.get(index) else {
        return;
    };
    let colour = pen.t.hue(series.hue);
    let points: Vec<Option<(i32, i32)>> = (0..steps(view).min(series.values.len()))
        .map(|i| value(view, index, i).map(|v| (x.at(i as f64), y.at(v))))
        .collect();
    for run in points.split(Option::is_none) {
        let run: Vec<(i32, i32)> = run.iter().flatten().copied().collect();
        match (run.as_slice(), series.stroke) {
            ([], _) => {}
            ([(x, y)], _) => pen.dot(*x, *y, 3, colour),
            (run, Stroke::Dashed) => pen.dashes(run, colour, 2),
            (run, Stroke::Solid) => pen.path(run.to_vec(), colour, 1.0, 2),
        }
    }
    if series.stroke == Stroke::Solid
        && let Some((x, y)) = points.iter().flatten().next_back()
    {
        pen.dot(*x, *y, 3, colour);
    }
}

/// Names beside the last points, pushed apart; a short rule leads from a name to a line that is elsewhere.
fn name_series<DB: DrawingBackend>(
    view: &ChartView,
    pen: &Pen<'_, DB>,
    members: &[usize],
    (x, y): (Linear, Linear),
    margin: i32,
) {
    let mut ends: Vec<(usize, i32, i32)> = members
        .iter()
        .filter_map(|s| {
            let values = &view.series.get(*s)?.values;
            let last = (0..steps(view).min(values.len()))
                .rev()
                .find(|i| value(view, *s, *i).is_some())?;
            Some((*s, x.at(last as f64), y.at(value(view, *s, last)?)))
        })
        .collect();
    let (top, bottom) = (y.at(f64::INFINITY), y.at(f64::NEG_INFINITY));
    // Where all cannot stand, the first ones do: they come in order of weight.
    let fits = ((bottom - top).max(0) / (LINE - 2) + 1) as usize;
    ends.truncate(fits.max(1));
    let middles: Vec<i32> = ends.iter().map(|e| e.2).collect();
    let Some(places) = spread(&middles, LINE - 2, top, bottom) else {
        return;
    };
    let left = pen.width - margin + 12 + SWATCH;
    for ((s, end_x, end_y), at) in ends.into_iter().zip(places) {
        let Some(series) = view.series.get(s) else {
            continue;
        };
        let colour = pen.t.hue(series.hue);
        let from = left - SWATCH;
        if (at - end_y).abs() > 3 || from - end_x > 16 {
            pen.path(vec![(end_x + 5, end_y), (from - 2, at)], colour, 0.5, 1);
        }
        let piece = Rect::new(from, at - 1, 12, 2);
        match series.stroke {
            Stroke::Solid => pen.fill(piece, colour, 1.0),
            Stroke::Dashed => {
                pen.fill(Rect { w: 5, ..piece }, colour, 1.0);
                pen.fill(Rect::new(from + 7, at - 1, 5, 2), colour, 1.0);
            }
        }
        let text = pen.fit(&series.name, pen.width - left, BODY);
        pen.text(&text, left, at, Align::Left, BODY, pen.t.text);
    }
}

pub(super) fn draw_references<DB: DrawingBackend>(
    view: &ChartView,
    pen: &Pen<'_, DB>,
    y: Linear,
    left: i32,
    right: i32,
) {
    let mut named: Vec<i32> = Vec::new();
    for reference in &view.references {
        let at = y.at(reference.value);
        pen.dashes(&[(left, at), (right, at)], pen.t.text, 1);
        if named.iter().any(|other| (other - at).abs() < LINE) || at < LINE {
            continue;
        }
        named.push(at);
        let text = pen.fit(&reference.label, right - left - 8, BODY);
        let width = pen.measure(&text, BODY);
        pen.fill(
            Rect::new(left + 4, at - 16, width + 4, 14),
            pen.t.surface,
            0.85,
        );
        pen.text(&text, left + 6, at - 9, Align::Left, BODY, pen.t.text);
    }
}

/// Names of days along the foot (their middle line is `y`), at one regular distance at which all of them stand apart, `first`
/// among them.
pub(super) fn draw_steps<DB: DrawingBackend>(
    view: &ChartView,
    pen: &Pen<'_, DB>,
    x: Linear,
    y: i32,
    first: usize,
) {
    let place = |step: usize, name: &str| {
        let at = x.at(step as f64);
        let text = pen.fit(name, pen.width / 3, BODY);
        let width = pen.measure(&text, BODY);
        let left = (at - width / 2).clamp(0, (pen.width - width).max(0));
        (at, left, width, text)
    };
    let fits = |labels: &[Label]| {
        let mut free = 0;
        labels.iter().all(|(step, name)| {
            let (_, left, width, _) = place(*step, name);
            let is_free = left >= free;
            free = left + width + 10;
            is_free
        })
    };
    for (step, name) in axis_labels(&view.axis, first, fits) {
        let (at, left, _, text) = place(step, &name);
        pen.line((at, y - 11), (at, y - 8), pen.t.muted, 1);
        pen.text(&text, left, y + 2, Align::Left, BODY, pen.t.muted);
    }
}
