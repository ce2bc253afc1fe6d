//! What several charts share: rows of categories, axes with their ticks, names of series, reference lines, the note
//! on small samples.

use super::layout::{Rect, Taken};
use super::pen::{Align, BODY, LINE, Pen};
use super::scale::{Linear, extent, tick, ticks};
use super::tokens::Rgb;
use super::{SMALL_SAMPLE_NOTE, is_small, note, sample, text, value};
use crate::protocol::format::NULL;
use crate::protocol::{ChartView, Hue, Unit, currency};
use plotters_backend::DrawingBackend;

/// Between a name and its mark.
pub const GAP: i32 = 8;
/// The line that explains a hatch.
pub const NOTE: i32 = 24;
/// Ticks and their values under a plot.
pub const FOOT: i32 = 22;

/// Rows of categories: names at the left, marks at the right of `left`.
pub struct Rows {
    /// Where the marks begin.
    pub left: i32,
    /// The top of the first row.
    pub top: i32,
    /// The height of a row.
    pub pitch: i32,
    width: i32,
}

impl Rows {
    /// Lays out and names a row each, between two heights.
    pub fn new<DB: DrawingBackend>(
        pen: &Pen<'_, DB>,
        names: &[&str],
        (top, bottom): (i32, i32),
        tallest: i32,
    ) -> Rows {
        let widest = pen.widest(names.iter().copied(), BODY);
        let out = Rows {
            left: widest.min(pen.width * 36 / 100) + GAP,
            top,
            pitch: ((bottom - top) / names.len().max(1) as i32).clamp(14, tallest),
            width: pen.width,
        };
        for (i, name) in names.iter().enumerate() {
            // A long name takes two lines where the row is tall enough.
            let most = if out.pitch > 2 * LINE { 2 } else { 1 };
            let lines = pen.wrap(name, out.left - GAP, most, BODY);
            let mut y = out.row(i).centre().1 - (lines.len() as i32 - 1) * LINE / 2;
            for line in &lines {
                pen.text(line, 0, y, Align::Left, BODY, pen.t.text);
                y += LINE;
            }
        }
        out
    }

    /// The whole row of a category.
    pub fn row(&self, index: usize) -> Rect {
        let top = self.top + index as i32 * self.pitch;
        Rect::new(0, top, self.width, self.pitch)
    }
}

/// The height of a row: `usual`, or what two lines take where a name is too long for one.
pub fn long_names(view: &ChartView, width: i32, usual: i32) -> i32 {
    let most = f64::from(width * 36 / 100);
    let is_long = |name: &String| text::width(name, BODY.size, BODY.bold) > most;
    if view.axis.names.iter().any(is_long) {
        2 * LINE + 4
    } else {
        usual
    }
}

/// Names of categories.
pub fn names(view: &ChartView) -> Vec<&str> {
    view.axis.names.iter().map(String::as_str).collect()
}

/// The height of the note on small samples; 0 where no sample is small.
pub fn note_height(view: &ChartView) -> i32 {
    let has_small =
        (0..view.axis.names.len()).any(|i| is_small(view, i) && value(view, 0, i).is_some());
    if has_small { NOTE } else { 0 }
}

/// Says what a hatch means, in the last `height` pixels; nothing where there are none.
pub fn small_note<DB: DrawingBackend>(pen: &Pen<'_, DB>, height: i32) {
    if height > 0 {
        let y = pen.height - height + NOTE / 2 + 2;
        pen.hatch(Rect::new(0, y - 5, 16, 10), pen.t.muted);
        let text = pen.fit(SMALL_SAMPLE_NOTE, pen.width - 22, BODY);
        pen.text(&text, 22, y, Align::Left, BODY, pen.t.muted);
    }
}

/// `n = 12`, where a category's sample is small.
pub fn small_sample(view: &ChartView, category: usize) -> String {
    match sample(view, category) {
        Some(n) if is_small(view, category) => {
            format!("n = {}", Unit::Count.full(Some(n as f64)))
        }
        _ => String::new(),
    }
}

/// A comparison is the lightest mark there is, so that the bar it stands beside leads.
pub fn fill<DB: DrawingBackend>(pen: &Pen<'_, DB>, hue: Hue) -> Rgb {
    pen.t
        .hue(if hue == Hue::Muted { Hue::Grey(3) } else { hue })
}

/// The colour of a category, or else of the series.
pub fn hue(view: &ChartView, category: usize, series: usize) -> Hue {
    let of_series = view.series.get(series).map_or(Hue::Accent, |s| s.hue);
    view.axis.hues.get(category).copied().unwrap_or(of_series)
}

/// An em dash and, in a second colour, why there is no value.
pub fn no_value<DB: DrawingBackend>(
    view: &ChartView,
    pen: &Pen<'_, DB>,
    (x, y): (i32, i32),
    category: usize,
) {
    pen.text(NULL, x, y, Align::Left, BODY, pen.t.muted);
    let why = pen.fit(note(view, category), pen.width - x - 20, BODY);
    pen.text(&why, x + 20, y, Align::Left, BODY, pen.t.muted);
}

/// `−1.2M` of `−$1.2M`.
fn without_sign(compact: &str) -> String {
    let amount = compact.trim_start_matches('−');
    let minus = if amount == compact { "" } else { "−" };
    let sign = currency::sign();
    format!("{minus}{}", amount.strip_prefix(&*sign).unwrap_or(amount))
}

/// The value as long as it fits: in full, then without its sign of unit, then not at all (the tooltip has it).
pub fn value_text<DB: DrawingBackend>(
    pen: &Pen<'_, DB>,
    unit: Unit,
    v: f64,
    max: i32,
) -> Option<String> {
    let compact = unit.compact(Some(v));
    let bare: String = match unit {
        Unit::Percent => format!("{:.0}%", v * 100.0),
        _ => without_sign(&compact),
    };
    [compact, bare]
        .into_iter()
        .find(|text| pen.measure(text, BODY) <= max)
}

/// The least and greatest of all values and references, with zero.
pub fn extent_of(view: &ChartView) -> (f64, f64) {
    let values = (0..view.series.len())
        .flat_map(|s| (0..view.axis.names.len()).map(move |i| value(view, s, i)));
    extent(values.chain(view.references.iter().map(|r| Some(r.value))))
}

/// A scale that begins and ends at a tick, and its ticks.
pub fn rounded((low, high): (f64, f64), most: usize, from: i32, to: i32) -> (Linear, Vec<f64>) {
    let ticks = ticks(low, high, most);
    let end = |t: Option<&f64>, else_: f64| t.copied().unwrap_or(else_);
    let scale = Linear::new(end(ticks.first(), low), end(ticks.last(), high), from, to);
    (scale, ticks)
}

/// Upright gridlines over a plot with their values under it.
pub fn foot_axis<DB: DrawingBackend>(
    pen: &Pen<'_, DB>,
    labels: &[(i32, String)],
    (top, bottom): (i32, i32),
    from: i32,
) {
    let mut free = from;
    for (at, text) in labels {
        let width = pen.measure(text, BODY);
        let left = (at - width / 2).clamp(from, (pen.width - width).max(from));
        pen.line((*at, top), (*at, bottom + 4), pen.t.line, 1);
        if left >= free && left + width <= pen.width {
            free = left + width + GAP;
            pen.text(text, left, bottom + 13, Align::Left, BODY, pen.t.muted);
        }
    }
}

/// Values of ticks as texts where they stand.
pub fn tick_labels(unit: Unit, scale: Linear, ticks: &[f64]) -> Vec<(i32, String)> {
    let label = |t: &f64| (scale.at(*t), tick(unit, *t));
    ticks.iter().map(label).collect()
}

/// The width that the values beside level gridlines take.
pub fn gutter<DB: DrawingBackend>(pen: &Pen<'_, DB>, labels: &[(i32, String)]) -> i32 {
    pen.widest(labels.iter().map(|l| l.1.as_str()), BODY) + GAP
}

/// Level gridlines from `left` to `right` with their values at the left; the one of zero is darker.
pub fn side_axis<DB: DrawingBackend>(
    pen: &Pen<'_, DB>,
    labels: &[(i32, String)],
    zero: i32,
    (left, right): (i32, i32),
) {
    for (at, text) in labels {
        let colour = if *at == zero { pen.t.muted } else { pen.t.line };
        pen.line((left, *at), (right, *at), colour, 1);
        pen.text(text, left - GAP, *at, Align::Right, BODY, pen.t.muted);
    }
}

/// The left edge of the `n`-th of `count` equal columns between two pixels.
pub fn edge((left, right): (i32, i32), n: usize, count: usize) -> i32 {
    let wide = i64::from((right - left).max(0));
    left + (wide * n as i64 / count.max(1) as i64) as i32
}

/// Middles of equal columns: the scale of their number.
pub fn middles((left, right): (i32, i32), count: usize) -> Linear {
    let half = (right - left).max(0) / (2 * count.max(1) as i32);
    let last = count.saturating_sub(1) as f64;
    Linear::new(0.0, last, left + half, right - half)
}

/// Where the names of series stand above a plot: (left, row, width) of each, by the width table, so that the height
/// is known beforehand.
fn legend_places(view: &ChartView, width: i32) -> Vec<(i32, i32, i32)> {
    let (mut x, mut row) = (0, 0);
    view.series
        .iter()
        .map(|series| {
            let wide = text::width(&series.name, BODY.size, false).ceil() as i32 + 15;
            let wide = wide.min(width * 3 / 4);
            if x > 0 && x + wide > width {
                (x, row) = (0, row + 1);
            }
            let place = (x, row, wide);
            x += wide + 2 * GAP;
            place
        })
        .collect()
}

/// The height of the names of series; 0 for one series.
pub fn legend_height(view: &ChartView, width: i32) -> i32 {
    match legend_places(view, width).last() {
        Some((_, row, _)) if view.series.len() > 1 => (row + 1) * LINE + 6,
        _ => 0,
    }
}

/// Names the series of a chart of several in their colours, at its top.
pub fn legend<DB: DrawingBackend>(view: &ChartView, pen: &Pen<'_, DB>) {
    if view.series.len() < 2 {
        return;
    }
    for (series, (x, row, wide)) in view.series.iter().zip(legend_places(view, pen.width)) {
        let y = row * LINE;
        pen.fill(Rect::new(x, y + 3, 10, 10), fill(pen, series.hue), 1.0);
        let text = pen.fit(&series.name, wide - 15, BODY);
        pen.text(&text, x + 15, y + 8, Align::Left, BODY, pen.t.text);
    }
}

/// The height of the names of upright reference lines.
pub fn references_height(view: &ChartView) -> i32 {
    match view.references.len().min(3) as i32 {
        0 => 0,
        rows => rows * LINE + 4,
    }
}

/// Upright dashed lines over rows, each with its name above.
pub fn references<DB: DrawingBackend>(
    view: &ChartView,
    pen: &Pen<'_, DB>,
    scale: Linear,
    (top, bottom): (i32, i32),
) {
    let rows = view.references.len().min(3) as i32;
    let mut taken = Taken::new(Rect::new(0, top - 4 - rows * LINE, pen.width, rows * LINE));
    for reference in view.references.iter().take(3) {
        let x = scale.at(reference.value);
        let text = pen.fit(&reference.label, pen.width / 2, BODY);
        let width = pen.measure(&text, BODY);
        let left = (x - width / 2).clamp(0, (pen.width - width).max(0));
        let places = (1..=rows).map(|i| Rect::new(left, top - 4 - i * LINE, width, LINE));
        let Some(place) = taken.place(places) else {
            continue;
        };
        pen.dashes(&[(x, place.bottom()), (x, bottom)], pen.t.text, 1);
        let (_, y) = place.centre();
        pen.text(&text, left, y, Align::Left, BODY, pen.t.text);
    }
}
