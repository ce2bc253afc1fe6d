//! Points of two measures, named where they stand. A reference is a slope through zero (break-even); the side under
//! the first one is shaded lightly. The third series, where there is one, sets the area of a point.

use super::layout::{Rect, Taken, around, order};
use super::pen::{Align, BODY, LINE, Pen};
use super::scale::{Linear, extent, tick, ticks};
use super::text;
use super::{Area, ChartError, Drawn, Hit, Theme, is_small, tooltip, unit, value};
use crate::protocol::{ChartView, Hue};
use plotters_backend::DrawingBackend;

const HEAD: i32 = 30;
const FOOT: i32 = 40;

/// Squarer than wide.
pub fn height(view: &ChartView, width: u32) -> u32 {
    let plot = (width * 6 / 10).clamp(220, 340);
    plot + missing_height(view, width as i32) as u32
}

/// The lines of the sentence about what is not drawn, by the width table, so that the height is known beforehand.
fn missing_lines(view: &ChartView, width: i32) -> Vec<String> {
    let names = missing(view);
    if names.is_empty() {
        return Vec::new();
    }
    let sentence = format!("Not drawn, a measure is missing: {}", names.join(", "));
    text::wrap(&sentence, width, 2, &|t| {
        text::width(t, BODY.size, BODY.bold).ceil() as i32
    })
}

fn missing_height(view: &ChartView, width: i32) -> i32 {
    missing_lines(view, width).len() as i32 * LINE
}

/// Names of the points that have no place: a measure of theirs is null.
fn missing(view: &ChartView) -> Vec<&str> {
    view.axis
        .names
        .iter()
        .enumerate()
        .filter(|(i, _)| value(view, 0, *i).is_none() || value(view, 1, *i).is_none())
        .map(|(_, name)| name.as_str())
        .collect()
}

/// The plot and its two scales.
struct Plot {
    rect: Rect,
    x: Linear,
    y: Linear,
    x_high: f64,
    y_low: f64,
    y_high: f64,
}

/// Draws the points.
pub fn draw<DB: DrawingBackend>(
    view: &ChartView,
    theme: Theme,
    area: &Area<DB>,
) -> Result<Drawn, ChartError> {
    let pen = Pen::new(area, theme);
    let mut drawn = Drawn::default();
    let points: Vec<(usize, f64, f64)> = (0..view.axis.names.len())
        .filter_map(|i| Some((i, value(view, 0, i)?, value(view, 1, i)?)))
        .collect();
    if points.is_empty() {
        pen.empty("No category has both measures in this range.");
        pen.finish()?;
        return Ok(drawn);
    }
    let plot = draw_axes(view, &pen, &points);
    let mut taken = Taken::new(Rect::new(
        plot.rect.x,
        0,
        pen.width - plot.rect.x,
        plot.rect.bottom(),
    ));
    // The name of the vertical measure stands above the plot.
    taken.take(Rect::new(0, 0, pen.width, HEAD - 12));
    draw_slopes(view, &pen, &plot, &mut taken, &points);

    let radius = radii(view, &points);
    for ((i, x, y), r) in points.iter().zip(&radius) {
        let (px, py) = (plot.x.at(*x), plot.y.at(*y));
        let colour = pen.t.hue(hue(view, *i));
        if is_small(view, *i) {
            pen.ring(px, py, *r, colour);
        } else {
            pen.dot(px, py, *r, colour);
        }
        taken.take(Rect::new(px - r, py - r, 2 * r, 2 * r));
    }
    for ((i, x, y), r) in points.iter().zip(&radius) {
        let (px, py) = (plot.x.at(*x), plot.y.at(*y));
        let name = view.axis.names.get(*i).map_or("", String::as_str);
        let text = pen.fit(name, pen.width / 3, BODY);
        let (w, h) = (pen.measure(&text, BODY) + 2, 14);
        let near = around((px, py), w, h, r + 4);
        let far = anywhere(&plot.rect, (px, py), w, h);
        if let Some(place) = taken.place(near.into_iter().chain(far)) {
            let (centre, middle) = place.centre();
            // A name that had to go elsewhere is tied to its point.
            if (middle - py).abs() > 40 || (centre - px).abs() > w / 2 + r + 40 {
                let to = px.clamp(place.x, place.right());
                pen.path(vec![(px, py), (to, middle)], pen.t.muted, 0.6, 1);
                pen.fill(place, pen.t.surface, 0.85);
            }
            pen.text(&text, place.x + 1, middle, Align::Left, BODY, pen.t.text);
        }
        let reach = (r + 6).max(12);
        let rect = Rect::new(px - reach, py - reach, 2 * reach, 2 * reach);
        drawn
            .hits
            .push(Hit::new(rect, (px, py), tooltip(view, *i)).of(view, *i, 1));
    }
    let order = order(drawn.hits.len(), &|a, b| {
        let key = |hit: usize| drawn.hits.get(hit).map(|hit| hit.anchor);
        key(a).cmp(&key(b))
    });
    let sorted = order
        .into_iter()
        .filter_map(|at| drawn.hits.get(at).cloned());
    drawn.hits = sorted.collect();
    draw_missing(view, &pen);
    pen.finish()?;
    Ok(drawn)
}

/// Every line of text in the plot, nearest to a point first.
fn anywhere(plot: &Rect, (px, py): (i32, i32), w: i32, h: i32) -> Vec<Rect> {
    let rows = (plot.y..plot.bottom() - h).step_by(h as usize);
    let across = || (plot.x..plot.right() - w).step_by(8);
    let all: Vec<Rect> = rows
        .flat_map(|y| across().map(move |x| Rect::new(x, y, w, h)))
        .collect();
    let away = |at: usize| {
        let (x, y) = all[at].centre();
        (x - px).pow(2) + (y - py).pow(2)
    };
    let order = order(all.len(), &|a, b| away(a).cmp(&away(b)));
    order.into_iter().map(|at| all[at]).collect()
}

fn hue(view: &ChartView, category: usize) -> Hue {
    let of_series = view.series.get(1).map_or(Hue::Accent, |s| s.hue);
    view.axis.hues.get(category).copied().unwrap_or(of_series)
}

/// Radii whose areas are in proportion to the third series; 6 without one.
fn radii(view: &ChartView, points: &[(usize, f64, f64)]) -> Vec<i32> {
    let most = points
        .iter()
        .filter_map(|(i, ..)| value(view, 2, *i))
        .fold(0.0, f64::max);
    points
        .iter()
        .map(|(i, ..)| match value(view, 2, *i) {
            Some(v) if most > 0.0 => 4 + (10.0 * (v.max(0.0) / most).sqrt()).round() as i32,
            _ => 6,
        })
        .collect()
}

fn draw_axes<DB: DrawingBackend>(
    view: &ChartView,
    pen: &Pen<'_, DB>,
    points: &[(usize, f64, f64)],
) -> Plot {
    let (x_low, x_high) = extent(points.iter().map(|p| Some(p.1)));
    let (y_low, y_high) = extent(points.iter().map(|p| Some(p.2)));
    let y_ticks = ticks(y_low, y_high, 5);
    let x_ticks = ticks(x_low, x_high, if pen.width < 480 { 4 } else { 5 });
    let ends = |t: &[f64], low: f64, high: f64| {
        (
            t.first().copied().unwrap_or(low),
            t.last().copied().unwrap_or(high),
        )
    };
    let (x_low, x_high) = ends(&x_ticks, x_low, x_high);
    let (y_low, y_high) = ends(&y_ticks, y_low, y_high);
    let labels: Vec<String> = y_ticks.iter().map(|t| tick(unit(view, 1), *t)).collect();
    let gutter = pen.widest(labels.iter().map(String::as_str), BODY) + 8;
    let note = missing_height(view, pen.width);
    let rect = Rect::new(
        gutter,
        HEAD,
        pen.width - gutter - 14,
        pen.height - HEAD - FOOT - note,
    );
    let x = Linear::new(x_low, x_high, rect.x, rect.right());
    let y = Linear::new(y_low, y_high, rect.bottom(), rect.y);
    for (t, label) in y_ticks.iter().zip(&labels) {
        let at = y.at(*t);
        let colour = if *t == 0.0 { pen.t.muted } else { pen.t.line };
        pen.line((rect.x, at), (rect.right(), at), colour, 1);
        pen.text(label, gutter - 8, at, Align::Right, BODY, pen.t.muted);
    }
    let mut free = gutter - 8;
    for t in &x_ticks {
        let at = x.at(*t);
        let text = tick(unit(view, 0), *t);
        let width = pen.measure(&text, BODY);
        let left = (at - width / 2).clamp(0, (pen.width - width).max(0));
        pen.line((at, rect.bottom()), (at, rect.bottom() + 4), pen.t.muted, 1);
        if left >= free {
            free = left + width + 8;
            let below = rect.bottom() + 13;
            pen.text(&text, left, below, Align::Left, BODY, pen.t.muted);
        }
    }
    let name = |s: usize| view.series.get(s).map_or("", |s| s.name.as_str());
    let up = pen.fit(&format!("↑ {}", name(1)), pen.width, BODY);
    pen.text(&up, 0, 7, Align::Left, BODY, pen.t.muted);
    let along = pen.fit(&format!("{} →", name(0)), pen.width, BODY);
    let right = rect.right() + 10;
    let below = rect.bottom() + 30;
    pen.text(&along, right, below, Align::Right, BODY, pen.t.muted);
    Plot {
        rect,
        x,
        y,
        x_high,
        y_low,
        y_high,
    }
}

/// The slopes, cut at the edge of the plot, each with its name near the end; the side under the first is shaded.
fn draw_slopes<DB: DrawingBackend>(
    view: &ChartView,
    pen: &Pen<'_, DB>,
    plot: &Plot,
    taken: &mut Taken,
    points: &[(usize, f64, f64)],
) {
    for (n, reference) in view.references.iter().enumerate() {
        let slope = reference.value;
        if !slope.is_finite() || plot.x_high <= 0.0 {
            continue;
        }
        let limit = if slope < 0.0 { plot.y_low } else { plot.y_high };
        let reach = if slope == 0.0 {
            plot.x_high
        } else {
            (limit / slope).min(plot.x_high)
        };
        let origin = (plot.x.at(0.0), plot.y.at(0.0));
        let end = (plot.x.at(reach), plot.y.at(slope * reach));
        if n == 0 && slope > 0.0 {
            let mut loss = vec![origin, end];
            if end.0 < plot.rect.right() {
                loss.push((plot.rect.right(), end.1));
            }
            loss.push((plot.rect.right(), origin.1));
            pen.polygon(loss, pen.t.bad, 0.07);
        }
        pen.dashes(&[origin, end], pen.t.text, 1);
        let text = pen.fit(&reference.label, plot.rect.w / 2, BODY);
        let (w, h) = (pen.measure(&text, BODY) + 4, 14);
        // Keep clear of the points, which are drawn and named later.
        let mut others = taken.clone();
        for (_, x, y) in points {
            let (px, py) = (plot.x.at(*x), plot.y.at(*y));
            others.take(Rect::new(px - 10, py - 10, 20, 20));
        }
        // Nor may a name stand on the line itself.
        let along: Vec<Rect> = (0..=200)
            .map(|n| {
                let x = origin.0 + (end.0 - origin.0) * n / 200;
                let y = origin.1 + (end.1 - origin.1) * n / 200;
                Rect::new(x - 1, y - 1, 3, 3)
            })
            .collect();
        for piece in &along {
            others.take(*piece);
        }
        let places = [92, 80, 68, 56, 44, 32].into_iter().flat_map(|percent| {
            let x = origin.0 + (end.0 - origin.0) * percent / 100;
            let y = origin.1 + (end.1 - origin.1) * percent / 100;
            [
                Rect::new(x + 8, y + 2, w, h),
                Rect::new(x - w - 8, y - h - 2, w, h),
            ]
        });
        for piece in along {
            taken.take(piece);
        }
        if let Some(place) = others.place(places) {
            taken.take(place);
            let (_, middle) = place.centre();
            pen.text(&text, place.x + 2, middle, Align::Left, BODY, pen.t.text);
        }
    }
}

fn draw_missing<DB: DrawingBackend>(view: &ChartView, pen: &Pen<'_, DB>) {
    let lines = missing_lines(view, pen.width);
    let mut y = pen.height - lines.len() as i32 * LINE + LINE / 2;
    for line in &lines {
        pen.text(line, 0, y, Align::Left, BODY, pen.t.muted);
        y += LINE;
    }
}
