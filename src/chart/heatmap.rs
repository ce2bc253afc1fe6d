//! A grid of cells with their values: the axis across, a series a row; in bands where the columns would be too narrow.
//! A solid series holds values; a dashed one holds the sample sizes of the solid one of the same rank, cell by cell.
//! Without dashed series the samples of the axis count. Colour steps follow the share of the largest value, a second hue stands for negative ones. Null is an empty cell
//! with a dash.

use super::kit::{NOTE, small_note, value_text};
use super::layout::Rect;
use super::pen::{Align, BODY, LINE, Pen};
use super::text;
use super::{Area, ChartError, Drawn, Hit, SMALL_SAMPLE, Theme, value};
use crate::protocol::format::NULL;
use crate::protocol::{ChartView, Stroke, Unit};
use plotters_backend::DrawingBackend;

const ROW: i32 = 30;
const HEAD: i32 = 2 * LINE + 4;
/// The least width of a column: it holds `12 %`. A longer word of a name asks for more.
const LEAST: i32 = 44;
/// Between two bands.
const GAP: i32 = 12;

/// The series that hold values, the room for their names, and into how many bands the columns are cut: where a sheet is
/// too narrow for all of them, the rest stand below, with the names of the rows again.
struct Grid {
    series: Vec<usize>,
    columns: usize,
    left: i32,
    bands: usize,
}

fn grid(view: &ChartView, width: i32) -> Grid {
    let series = values_of(view);
    let columns = view.axis.names.len();
    let wide = |name: &str| text::width(name, 12.0, false).ceil() as i32;
    let names = series.iter().map(|s| wide(name_of(view, *s)));
    let left = names.max().unwrap_or(0).min(width * 32 / 100) + 10;
    let words = view.axis.names.iter().flat_map(|name| name.split(' '));
    let least = words.map(|word| wide(word) + 4).fold(LEAST, i32::max);
    let fit = ((width - left) / least).max(1) as usize;
    Grid {
        series,
        columns,
        left,
        bands: columns.div_ceil(fit).max(1),
    }
}

fn name_of(view: &ChartView, series: usize) -> &str {
    view.series.get(series).map_or("", |s| s.name.as_str())
}

fn footer(view: &ChartView) -> i32 {
    if has_small(view) { NOTE } else { 0 }
}

/// A row a series.
pub fn height(view: &ChartView, width: u32) -> u32 {
    let grid = grid(view, width as i32);
    let (rows, bands) = (grid.series.len().max(1) as i32, grid.bands as i32);
    (bands * (HEAD + rows * ROW + GAP) - GAP + footer(view)).max(96) as u32
}

/// Draws the grid.
pub fn draw<DB: DrawingBackend>(
    view: &ChartView,
    theme: Theme,
    area: &Area<DB>,
) -> Result<Drawn, ChartError> {
    let pen = Pen::new(area, theme);
    let mut drawn = Drawn::default();
    let grid = grid(view, pen.width);
    let rows = grid.series.len() as i32;
    if rows == 0 || grid.columns == 0 {
        pen.empty("Nothing to compare in this range.");
        pen.finish()?;
        return Ok(drawn);
    }
    let most = grid
        .series
        .iter()
        .flat_map(|s| (0..view.axis.names.len()).filter_map(move |i| value(view, *s, i)))
        .fold(0.0_f64, |most, v| most.max(v.abs()));
    let bottom = pen.height - footer(view);
    let bands = grid.bands as i32;
    let pitch = (((bottom + GAP) / bands - HEAD - GAP) / rows).clamp(16, 48);
    let in_band = grid.columns.div_ceil(grid.bands);
    let edge = |column: usize| {
        let wide = i64::from(pen.width - grid.left);
        grid.left + (wide * column as i64 / in_band as i64) as i32
    };
    let top = |column: usize| (column / in_band) as i32 * (HEAD + rows * pitch + GAP);
    for (column, name) in view.axis.names.iter().enumerate() {
        let place = column % in_band;
        let (x, wide) = (edge(place), edge(place + 1) - edge(place));
        let lines = pen.wrap(name, wide - 2, 2, BODY);
        let mut y = top(column) + HEAD - 4 - LINE / 2 - (lines.len() as i32 - 1) * LINE;
        for line in &lines {
            pen.text(line, x + wide / 2, y, Align::Middle, BODY, pen.t.muted);
            y += LINE;
        }
    }
    for (row, series) in grid.series.iter().enumerate() {
        let label = pen.fit(name_of(view, *series), grid.left - 10, BODY);
        for column in 0..grid.columns {
            let place = column % in_band;
            let y = top(column) + HEAD + row as i32 * pitch;
            if place == 0 {
                pen.text(&label, 0, y + pitch / 2, Align::Left, BODY, pen.t.text);
            }
            let wide = edge(place + 1) - edge(place) - 2;
            let cell = Rect::new(edge(place), y, wide, pitch - 2);
            draw_cell(view, &pen, cell, (column, *series), most);
            let text = cell_text(view, column, *series);
            drawn
                .hits
                .push(Hit::new(cell, cell.centre(), text).of(view, column, *series));
        }
    }
    small_note(&pen, footer(view));
    pen.finish()?;
    Ok(drawn)
}

fn draw_cell<DB: DrawingBackend>(
    view: &ChartView,
    pen: &Pen<'_, DB>,
    cell: Rect,
    (category, series): (usize, usize),
    most: f64,
) {
    let (x, y) = cell.centre();
    let Some(v) = value(view, series, category) else {
        pen.fill(cell, pen.t.raised, 1.0);
        pen.text(NULL, x, y, Align::Middle, BODY, pen.t.muted);
        return;
    };
    let share = if most > 0.0 { v / most } else { 0.0 };
    let ground = pen.t.heat_at(share);
    let ink = pen.t.ink_on(ground);
    pen.fill(cell, ground, 1.0);
    let is_small = sample_of(view, category, series).is_some_and(|n| n < SMALL_SAMPLE);
    if is_small {
        pen.stripes(cell, ink, 0.4);
    }
    let unit = super::unit(view, series);
    if let Some(text) = value_text(pen, unit, v, cell.w - 4) {
        if is_small {
            // The hatch must not run through the figures.
            let w = (pen.measure(&text, BODY) + 6).min(cell.w);
            pen.fill(Rect::new(x - w / 2, y - 8, w, 16), ground, 1.0);
        }
        pen.text(&text, x, y, Align::Middle, BODY, ink);
    }
}

/// The series that hold values, by index.
fn values_of(view: &ChartView) -> Vec<usize> {
    let solid: Vec<usize> = (0..view.series.len())
        .filter(|s| {
            view.series
                .get(*s)
                .is_some_and(|s| s.stroke == Stroke::Solid)
        })
        .collect();
    if solid.is_empty() {
        (0..view.series.len()).collect()
    } else {
        solid
    }
}

/// The sample size of a cell: from the dashed series of the same rank, else from the axis.
fn sample_of(view: &ChartView, category: usize, series: usize) -> Option<u64> {
    let rank = values_of(view).iter().position(|s| *s == series)?;
    let dashed = view
        .series
        .iter()
        .filter(|s| s.stroke == Stroke::Dashed)
        .nth(rank);
    match dashed {
        Some(samples) => {
            let n = samples.values.get(category).copied().flatten()?;
            Some(n.max(0.0) as u64)
        }
        None => super::sample(view, category),
    }
}

/// Whether any cell rests on a small sample.
fn has_small(view: &ChartView) -> bool {
    values_of(view).into_iter().any(|s| {
        (0..view.axis.names.len()).any(|i| {
            value(view, s, i).is_some() && sample_of(view, i, s).is_some_and(|n| n < SMALL_SAMPLE)
        })
    })
}

fn cell_text(view: &ChartView, category: usize, series: usize) -> String {
    let row = view.series.get(series).map_or("", |s| s.name.as_str());
    let column = super::scale::step_title(&view.axis, category);
    let exact = super::unit(view, series).full(value(view, series, category));
    let mut out = vec![format!("{row}, {column}"), exact];
    if let Some(n) = sample_of(view, category, series) {
        out.push(format!("n = {}", Unit::Count.full(Some(n as f64))));
    }
    let note = super::note(view, category);
    if !note.is_empty() {
        out.push(note.to_owned());
    }
    out.join("\n")
}
