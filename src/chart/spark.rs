//! A course in a line of text's height: no axis, no labels, the last known value as a dot. Gaps stay gaps.

use super::layout::Rect;
use super::pen::Pen;
use super::scale::Linear;
use super::{Area, ChartError, Drawn, Hit, Theme, tooltip, value};
use crate::protocol::{ChartView, Hue};
use plotters_backend::DrawingBackend;

/// A share of the value below which a change is none.
const LEAST: f64 = 1e-3;

/// Two lines of text.
pub fn height(_view: &ChartView, _width: u32) -> u32 {
    32
}

/// Draws the line.
pub fn draw<DB: DrawingBackend>(
    view: &ChartView,
    theme: Theme,
    area: &Area<DB>,
) -> Result<Drawn, ChartError> {
    let pen = Pen::new(area, theme);
    let mut drawn = Drawn::default();
    let Some(series) = view.series.first() else {
        return Ok(drawn);
    };
    let count = series.values.len();
    let colour = pen.t.hue(match series.hue {
        Hue::Muted => Hue::Accent,
        hue => hue,
    });
    // The course is what a spark shows, so its own least and greatest are the ends; the number stands beside it.
    let known: Vec<f64> = (0..count).filter_map(|i| value(view, 0, i)).collect();
    let low = known.iter().copied().fold(f64::INFINITY, f64::min);
    let high = known.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    // Nor does a cent of rounding make a fall.
    let y = if high - low > high.abs().max(low.abs()) * LEAST {
        Linear::new(low, high, pen.height - 5, 5)
    } else {
        Linear::new(0.0, 0.0, pen.height / 2, 0)
    };
    let x = Linear::new(0.0, count.saturating_sub(1) as f64, 4, pen.width - 5);
    let mut run: Vec<(i32, i32)> = Vec::new();
    let mut last = None;
    for i in 0..count {
        let at = x.at(i as f64);
        match value(view, 0, i) {
            Some(v) => {
                run.push((at, y.at(v)));
                last = run.last().copied();
            }
            None => stroke(&pen, &mut run, colour),
        }
        let step = (pen.width / count.max(1) as i32).max(1);
        let anchor = last.filter(|p| p.0 == at).unwrap_or((at, pen.height / 2));
        let rect = Rect::new(at - step / 2, 0, step, pen.height);
        drawn
            .hits
            .push(Hit::new(rect, anchor, tooltip(view, i)).of(view, i, 0));
    }
    stroke(&pen, &mut run, colour);
    if let Some((x, y)) = last {
        pen.dot(x, y, 3, colour);
    }
    pen.finish()?;
    Ok(drawn)
}

fn stroke<DB: DrawingBackend>(
    pen: &Pen<'_, DB>,
    run: &mut Vec<(i32, i32)>,
    colour: super::tokens::Rgb,
) {
    match run.as_slice() {
        [] => {}
        [(x, y)] => pen.dot(*x, *y, 2, colour),
        _ => pen.path(run.clone(), colour, 1.0, 2),
    }
    run.clear();
}
