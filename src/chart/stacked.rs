//! Parts of a whole, end to end from zero: a row a category, or a column a step of time. Negative parts go the other
//! way. Shares (a percentage as unit) stand on a fixed 0 to 100 %; other wholes carry their sum at the end.

use super::kit::{
    FOOT, GAP, Rows, fill, gutter, legend, legend_height, names, no_value, note_height, references,
    references_height, rounded, side_axis, small_note, small_sample, tick_labels, value_text,
};
use super::layout::Rect;
use super::lines::draw_steps;
use super::pen::{Align, BODY, LINE, Pen, STRONG};
use super::scale::{Linear, extent, step_title};
use super::{Area, ChartError, Drawn, Hit, Theme, is_small, kit, tooltip, value};
use crate::protocol::{ChartView, Hue, Unit};
use plotters_backend::DrawingBackend;

const ROW: i32 = 30;
const COLUMNS: i32 = 200;

fn is_time(view: &ChartView) -> bool {
    !view.axis.days.is_empty()
}

fn is_share(view: &ChartView) -> bool {
    super::unit(view, 0) == Unit::Percent
}

/// Steps of the axis.
fn count(view: &ChartView) -> usize {
    view.axis.names.len().max(view.axis.days.len())
}

/// A row a category; columns are of one height.
pub fn height(view: &ChartView, width: u32) -> u32 {
    let around = legend_height(view, width as i32) + note_height(view);
    let plot = if is_time(view) {
        COLUMNS + FOOT
    } else {
        references_height(view) + count(view) as i32 * ROW
    };
    (around + plot).max(96) as u32
}

/// A part: its series and the values where it begins and ends.
type Part = (usize, f64, f64);

fn parts(view: &ChartView, category: usize) -> Vec<Part> {
    let (mut above, mut below) = (0.0, 0.0);
    let part = |s| {
        let v = value(view, s, category)?;
        let edge = if v < 0.0 { &mut below } else { &mut above };
        let from = *edge;
        *edge += v;
        (v != 0.0).then_some((s, from, *edge))
    };
    (0..view.series.len()).filter_map(part).collect()
}

fn sum(view: &ChartView, category: usize) -> Option<f64> {
    let known = (0..view.series.len()).filter_map(|s| value(view, s, category));
    known.fold(None, |sum, v| Some(sum.unwrap_or(0.0) + v))
}

/// Draws the wholes.
pub fn draw<DB: DrawingBackend>(
    view: &ChartView,
    theme: Theme,
    area: &Area<DB>,
) -> Result<Drawn, ChartError> {
    let pen = Pen::new(area, theme);
    let mut drawn = Drawn::default();
    let count = count(view);
    if (0..count).all(|i| sum(view, i).is_none()) {
        pen.empty("Nothing to show in this range.");
        pen.finish()?;
        return Ok(drawn);
    }
    let ends = (0..count).flat_map(|i| parts(view, i)).map(|p| Some(p.2));
    let whole = is_share(view).then_some(Some(1.0));
    let upright = view.references.iter().map(|r| Some(r.value));
    let span = extent(ends.chain(whole).chain(upright));
    if is_time(view) {
        columns(view, &pen, span, &mut drawn);
    } else {
        rows(view, &pen, span, &mut drawn);
    }
    legend(view, &pen);
    small_note(&pen, note_height(view));
    pen.finish()?;
    Ok(drawn)
}

fn rows<DB: DrawingBackend>(
    view: &ChartView,
    pen: &Pen<'_, DB>,
    (low, high): (f64, f64),
    drawn: &mut Drawn,
) {
    let top = legend_height(view, pen.width) + references_height(view);
    let bottom = pen.height - note_height(view);
    let rows = Rows::new(pen, &names(view), (top, bottom), 56);
    let count = view.axis.names.len();
    let totals: Vec<String> = (0..count).map(|i| total(view, i)).collect();
    let room = pen.widest(totals.iter().map(String::as_str), STRONG);
    let right = (pen.width - room - GAP).max(rows.left + 1);
    let scale = Linear::new(low, high, rows.left, right);
    let zero = scale.at(0.0);
    for (i, total) in totals.iter().enumerate() {
        let row = rows.row(i);
        let y = row.centre().1;
        let (top, tall) = (row.y + 4, (row.h - 8).max(4));
        let place = |from, to| Rect::new(from, top, to - from, tall);
        let end = draw_parts(view, pen, i, (scale, false), &place, drawn);
        match sum(view, i) {
            Some(_) => pen.text(total, end + 6, y, Align::Left, STRONG, pen.t.text),
            None => no_value(view, pen, (zero + 6, y), i),
        }
        whole_hit(view, i, row, (end, y), drawn);
    }
    let bottom = rows.row(count).y;
    pen.line((zero, top), (zero, bottom), pen.t.muted, 1);
    references(view, pen, scale, (top, bottom));
}

/// The sum beside a row, and its sample where it is small.
fn total(view: &ChartView, category: usize) -> String {
    let sample = small_sample(view, category);
    match sum(view, category) {
        Some(sum) if !is_share(view) => {
            let sum = super::unit(view, 0).compact(Some(sum));
            format!("{sum}  {sample}").trim_end().to_owned()
        }
        _ => sample,
    }
}

fn columns<DB: DrawingBackend>(
    view: &ChartView,
    pen: &Pen<'_, DB>,
    span: (f64, f64),
    drawn: &mut Drawn,
) {
    let top = legend_height(view, pen.width) + LINE;
    let bottom = pen.height - note_height(view) - FOOT;
    let (scale, ticks) = rounded(span, 5, bottom, top);
    let labels = tick_labels(super::unit(view, 0), scale, &ticks);
    let left = gutter(pen, &labels);
    side_axis(pen, &labels, scale.at(0.0), (left, pen.width));
    let count = count(view);
    let edge = |i: usize| kit::edge((left, pen.width), i, count);
    for i in 0..count {
        let band = Rect::new(edge(i), top, edge(i + 1) - edge(i), bottom - top);
        let between = (band.w / 6).clamp(i32::from(band.w > 2), 12);
        let place = |from: i32, to| Rect::new(band.x + between, to, band.w - between, from - to);
        let end = draw_parts(view, pen, i, (scale, true), &place, drawn);
        let sum = super::unit(view, 0).compact(sum(view, i));
        if !is_share(view) && pen.measure(&sum, STRONG) < band.w {
            let at = (band.centre().0 + between / 2, end - 8);
            pen.text(&sum, at.0, at.1, Align::Middle, STRONG, pen.t.text);
        }
        whole_hit(view, i, band, (band.centre().0, end), drawn);
    }
    let x = kit::middles((left, pen.width), count);
    draw_steps(view, pen, x, bottom + FOOT / 2, 0);
}

/// A category without parts is still a place that says so.
fn whole_hit(view: &ChartView, i: usize, place: Rect, anchor: (i32, i32), drawn: &mut Drawn) {
    if parts(view, i).is_empty() {
        let hit = Hit::new(place, anchor, tooltip(view, i));
        drawn.hits.push(hit.of(view, i, 0));
    }
}

/// Draws the parts of a whole where `place` puts them (from the pixel of their start to that of their end); returns
/// the pixel where the positive ones end.
fn draw_parts<DB: DrawingBackend>(
    view: &ChartView,
    pen: &Pen<'_, DB>,
    category: usize,
    (scale, is_upright): (Linear, bool),
    place: &dyn Fn(i32, i32) -> Rect,
    drawn: &mut Drawn,
) -> i32 {
    let mut end = scale.at(0.0);
    for (s, from, to) in parts(view, category) {
        let (a, b) = (scale.at(from), scale.at(to));
        if to > 0.0 {
            end = b;
        }
        let mut part = if is_upright {
            place(a.max(b), a.min(b))
        } else {
            place(a.min(b), a.max(b))
        };
        let hit = Hit::new(part, part.centre(), text(view, category, s));
        drawn.hits.push(hit.of(view, category, s));
        // A pixel of the ground between neighbours.
        if is_upright {
            part.h -= i32::from(part.h > 2);
        } else {
            part.w -= i32::from(part.w > 2);
        }
        let colour = fill(
            pen,
            view.series.get(s).map_or(Hue::Accent, |series| series.hue),
        );
        let is_small = is_small(view, category);
        pen.bar(part, colour, is_small);
        let unit = super::unit(view, s);
        if part.h >= 14
            && let Some(label) = value_text(pen, unit, to - from, part.w - 4)
        {
            let (x, y) = part.centre();
            let mut ink = pen.t.ink_on(colour);
            if is_small {
                ink = pen.t.text;
                let wide = pen.measure(&label, BODY) + 4;
                pen.fill(Rect::new(x - wide / 2, y - 7, wide, 14), pen.t.surface, 1.0);
            }
            pen.text(&label, x, y, Align::Middle, BODY, ink);
        }
    }
    end
}

/// Category, series, its value, and its share of the whole.
fn text(view: &ChartView, category: usize, series: usize) -> String {
    let name = view.series.get(series).map_or("", |s| s.name.as_str());
    let v = value(view, series, category);
    let mut out = vec![
        step_title(&view.axis, category),
        format!("{name}: {}", super::unit(view, series).full(v)),
    ];
    if let (Some(v), Some(sum)) = (v, sum(view, category).filter(|sum| *sum > 0.0))
        && !is_share(view)
    {
        let unit = super::unit(view, series);
        out.push(format!(
            "{} of {}",
            Unit::Percent.full(Some(v / sum)),
            unit.full(Some(sum))
        ));
    }
    super::push_sample_and_note(view, category, &mut out);
    out.join("\n")
}
