//! From a start to an end in signed steps: a row a step, each beginning where the one before ended. Categories of the
//! muted hue are totals, drawn from zero. Missing is a gap: the course goes on past it.

use super::kit::{GAP, Rows, long_names, names, no_value, note_height, small_note, small_sample};
use super::layout::Rect;
use super::pen::{Align, BODY, Pen, STRONG};
use super::scale::{Linear, extent};
use super::{Area, ChartError, Drawn, Hit, Theme, is_small, tooltip, value};
use crate::protocol::{ChartView, Hue};
use plotters_backend::DrawingBackend;

/// A row a step.
pub fn height(view: &ChartView, width: u32) -> u32 {
    let row = long_names(view, width as i32, 32);
    (view.axis.names.len() as i32 * row + note_height(view)).max(96) as u32
}

fn is_total(view: &ChartView, category: usize) -> bool {
    view.axis.hues.get(category) == Some(&Hue::Muted)
}

/// Where each step begins and ends; `None` where its value is null.
fn steps(view: &ChartView) -> Vec<Option<(f64, f64)>> {
    let mut at = 0.0;
    (0..view.axis.names.len())
        .map(|i| {
            let v = value(view, 0, i)?;
            let from = if is_total(view, i) { 0.0 } else { at };
            at = from + v;
            Some((from, at))
        })
        .collect()
}

/// A step with its sign, a total without.
fn written(view: &ChartView, category: usize) -> String {
    let v = value(view, 0, category);
    let text = super::unit(view, 0).compact(v);
    if is_total(view, category) || v.is_none_or(|v| v <= 0.0) {
        text
    } else {
        format!("+{text}")
    }
}

/// Draws the steps.
pub fn draw<DB: DrawingBackend>(
    view: &ChartView,
    theme: Theme,
    area: &Area<DB>,
) -> Result<Drawn, ChartError> {
    let pen = Pen::new(area, theme);
    let mut drawn = Drawn::default();
    let steps = steps(view);
    if steps.iter().all(Option::is_none) {
        pen.empty("Nothing to add up in this range.");
        pen.finish()?;
        return Ok(drawn);
    }
    let bottom = pen.height - note_height(view);
    let rows = Rows::new(&pen, &names(view), (0, bottom), 48);
    let texts: Vec<String> = (0..steps.len()).map(|i| written(view, i)).collect();
    let room = pen.widest(texts.iter().map(String::as_str), STRONG);
    let (low, high) = extent(steps.iter().map(|s| s.map(|s| s.1)));
    let right = (pen.width - room - GAP).max(rows.left + 1);
    let scale = Linear::new(low, high, rows.left, right);
    let zero = scale.at(0.0);
    let end = rows.row(steps.len()).y;
    pen.line((zero, 0), (zero, end), pen.t.muted, 1);
    let mut before: Option<(i32, i32)> = None;
    for (i, step) in steps.iter().enumerate() {
        let row = rows.row(i);
        let y = row.centre().1;
        let mut anchor = (zero, y);
        if let Some((from, to)) = *step {
            let (a, b) = (scale.at(from), scale.at(to));
            let bar = Rect::new(a.min(b), row.y + 4, (b - a).abs().max(1), row.h - 8);
            let hue = match view.axis.hues.get(i) {
                Some(Hue::Muted) => Hue::Grey(1),
                Some(hue) => *hue,
                None if to < from => Hue::Bad,
                None => Hue::Good,
            };
            if let Some((x, y)) = before {
                pen.line((x, y), (x, bar.y), pen.t.muted, 1);
            }
            pen.bar(bar, pen.t.hue(hue), is_small(view, i));
            let face = if is_total(view, i) { STRONG } else { BODY };
            let x = bar.right() + 6;
            let text = pen.fit(&texts[i], pen.width - x, face);
            pen.text(&text, x, y, Align::Left, face, pen.t.text);
            let after = x + pen.measure(&text, face) + GAP;
            let sample = small_sample(view, i);
            if after + pen.measure(&sample, BODY) <= pen.width {
                pen.text(&sample, after, y, Align::Left, BODY, pen.t.muted);
            }
            before = Some((b.min(pen.width - 1), bar.bottom()));
            anchor = (b, y);
        } else {
            no_value(view, &pen, (zero + 6, y), i);
        }
        let hit = Hit::new(row, anchor, tooltip(view, i));
        drawn.hits.push(hit.of(view, i, 0));
    }
    small_note(&pen, note_height(view));
    pen.finish()?;
    Ok(drawn)
}
