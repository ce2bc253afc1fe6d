//! Columns of neighbouring bins from zero, in the order given; two series stand side by side in a bin.

use super::kit::{
    FOOT, fill, gutter, legend, legend_height, note_height, rounded, side_axis, small_note,
    tick_labels,
};
use super::layout::Rect;
use super::lines::{draw_references, draw_steps};
use super::pen::{Align, BODY, LINE, Pen};
use super::{Area, ChartError, Drawn, Hit, Theme, is_small, kit, tooltip, value};
use crate::protocol::{ChartView, Hue};
use plotters_backend::DrawingBackend;

/// One height at any width.
pub fn height(view: &ChartView, width: u32) -> u32 {
    (200 + FOOT + legend_height(view, width as i32) + note_height(view)) as u32
}

/// Draws the columns.
pub fn draw<DB: DrawingBackend>(
    view: &ChartView,
    theme: Theme,
    area: &Area<DB>,
) -> Result<Drawn, ChartError> {
    let pen = Pen::new(area, theme);
    let mut drawn = Drawn::default();
    let (count, each) = (view.axis.names.len(), view.series.len().min(4));
    if (0..count).all(|i| value(view, 0, i).is_none()) {
        pen.empty("Nothing to count in this range.");
        pen.finish()?;
        return Ok(drawn);
    }
    let top = legend_height(view, pen.width) + LINE;
    let bottom = pen.height - note_height(view) - FOOT;
    let (scale, ticks) = rounded(kit::extent_of(view), 5, bottom, top);
    let unit = super::unit(view, 0);
    let labels = tick_labels(unit, scale, &ticks);
    let left = gutter(&pen, &labels);
    let zero = scale.at(0.0);
    side_axis(&pen, &labels, zero, (left, pen.width));

    let slots = count * each;
    let edge = |slot: usize| kit::edge((left, pen.width), slot, slots);
    // Every value is said, or none: the axis says them too.
    let values = |s: usize| (0..count).map(move |i| unit.compact(value(view, s, i)));
    let texts: Vec<String> = (0..each).flat_map(values).collect();
    let room = (pen.width - left) / slots as i32 - 4;
    let is_said =
        view.references.is_empty() && pen.widest(texts.iter().map(String::as_str), BODY) <= room;
    for i in 0..count {
        let band = Rect::new(
            edge(i * each),
            top,
            edge((i + 1) * each) - edge(i * each),
            bottom - top,
        );
        let mut anchor = (band.centre().0, zero);
        for s in 0..each {
            let Some(v) = value(view, s, i) else { continue };
            let (x, right) = (edge(i * each + s), edge(i * each + s + 1));
            let y = scale.at(v);
            // The bins touch but for a pixel; the series of a bin touch.
            let from = x + i32::from(s == 0 && right - x > 2);
            let bar = Rect::new(from, y.min(zero), right - from, (y - zero).abs());
            let hue = if each == 1 {
                kit::hue(view, i, s)
            } else {
                view.series.get(s).map_or(Hue::Accent, |series| series.hue)
            };
            pen.bar(bar, fill(&pen, hue), is_small(view, i));
            if is_said {
                let text = unit.compact(Some(v));
                let above = bar.y - 8;
                pen.text(
                    &text,
                    bar.centre().0,
                    above,
                    Align::Middle,
                    BODY,
                    pen.t.text,
                );
            }
            anchor.1 = anchor.1.min(y);
        }
        let hit = Hit::new(band, anchor, tooltip(view, i));
        drawn.hits.push(hit.of(view, i, 0));
    }
    draw_references(view, &pen, scale, left, pen.width);
    let x = kit::middles((left, pen.width), count);
    let high = |i: &usize| value(view, 0, *i).unwrap_or_default();
    let highest = (0..count).max_by(|a, b| high(a).total_cmp(&high(b)));
    draw_steps(view, &pen, x, bottom + FOOT / 2, highest.unwrap_or(0));
    legend(view, &pen);
    small_note(&pen, note_height(view));
    pen.finish()?;
    Ok(drawn)
}
