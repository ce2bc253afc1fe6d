//! Every chart: a view as data in, marks on any plotters backend out, with the places a pointer or an arrow key can
//! reach. One chart a module; `registry` is the only list of them.
//!
//! The finding, the subtitle and the footnote are the page's to show; only an exported picture carries them itself
//! (`export`). Colours are in `tokens` alone. Nothing here knows a browser except `surface::canvas`.

mod bars;
mod boxes;
mod diagram;
mod export;
mod funnel;
mod heatmap;
mod histogram;
mod kit;
mod layout;
mod lines;
mod pen;
mod sankey;
mod scale;
mod scatter;
mod spark;
mod stacked;
pub mod surface;
mod table;
#[cfg(test)]
mod tests;
pub mod text;
mod timeline;
pub mod tokens;
mod waterfall;

pub use export::{draw_export, export_height, render_svg};
pub use layout::order;
pub use surface::Surface;
pub use table::{csv, label, table};

use crate::protocol::{ChartView, Unit};
use layout::Rect;
use plotters::coord::Shift;
use plotters::drawing::DrawingArea;
use plotters_backend::DrawingBackend;
use std::fmt;

/// Where a chart is drawn: a part of a backend, in logical pixels.
pub type Area<DB> = DrawingArea<DB, Shift>;

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// Dark text on a light surface.
    #[default]
    Light,
    /// Light text on a dark surface.
    Dark,
}

/// A place that a pointer or an arrow key can reach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Left, in logical pixels of the area.
    pub x: i32,
    /// Top.
    pub y: i32,
    /// Width.
    pub width: i32,
    /// Height.
    pub height: i32,
    /// The mark itself, where a tooltip points.
    pub anchor: (i32, i32),
    /// The tooltip: a title, then exact values, a line each.
    pub text: String,
    /// Index along the axis; of a diagram, the node.
    pub category: usize,
    /// Index of the series.
    pub series: usize,
    /// The value that a click gives to the view's filter; `None` where nothing is filtered.
    pub filter: Option<String>,
}

/// What was drawn.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drawn {
    /// Places in reading order.
    pub hits: Vec<Hit>,
}

/// Why a chart could not be drawn, as a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChartError(pub String);

impl fmt::Display for ChartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ChartError {}

/// A kind of chart.
pub struct ChartSpec<DB: DrawingBackend> {
    /// The key that a view names.
    pub kind: &'static str,
    /// Draws the view.
    pub draw: fn(&ChartView, Theme, &Area<DB>) -> Result<Drawn, ChartError>,
    /// The height that suits the view at a width, in logical pixels.
    pub height: fn(&ChartView, u32) -> u32,
}

/// Every kind of chart.
pub fn registry<DB: DrawingBackend>() -> [ChartSpec<DB>; 13] {
    [
        spec("bars", bars::draw, bars::height),
        spec("funnel", funnel::draw, funnel::height),
        spec("lines", lines::draw, lines::height),
        spec("scatter", scatter::draw, scatter::height),
        spec("heatmap", heatmap::draw, heatmap::height),
        spec("diagram", diagram::draw, diagram::height),
        spec("stacked", stacked::draw, stacked::height),
        spec("histogram", histogram::draw, histogram::height),
        spec("waterfall", waterfall::draw, waterfall::height),
        spec("sankey", sankey::draw, sankey::height),
        spec("box", boxes::draw, boxes::height),
        spec("timeline", timeline::draw, timeline::height),
        spec("spark", spark::draw, spark::height),
    ]
}

fn spec<DB: DrawingBackend>(
    kind: &'static str,
    draw: fn(&ChartView, Theme, &Area<DB>) -> Result<Drawn, ChartError>,
    height: fn(&ChartView, u32) -> u32,
) -> ChartSpec<DB> {
    ChartSpec { kind, draw, height }
}

fn find<DB: DrawingBackend>(kind: &str) -> Option<ChartSpec<DB>> {
    registry::<DB>().into_iter().find(|spec| spec.kind == kind)
}

/// The least area that anything is drawn on, in logical pixels.
const LEAST: (i32, i32) = (40, 16);

/// Fills the area with the surface colour and draws the view on it.
///
/// # Errors
/// A kind that is not in the registry, or what the backend said.
pub fn draw<DB: DrawingBackend>(
    view: &ChartView,
    theme: Theme,
    area: &Area<DB>,
) -> Result<Drawn, ChartError> {
    let spec = find::<DB>(&view.kind).ok_or_else(|| {
        ChartError(format!(
            "This build has no chart of the kind “{}”; reload the page.",
            view.kind
        ))
    })?;
    let pen = pen::Pen::new(area, theme);
    pen.fill(pen.frame(), pen.t.surface, 1.0);
    let (width, height) = (pen.width, pen.height);
    pen.finish()?;
    // An area that is folded away or not laid out yet has no place for a mark.
    if width < LEAST.0 || height < LEAST.1 {
        return Ok(Drawn::default());
    }
    let mut drawn = (spec.draw)(view, theme, area)?;
    drawn
        .hits
        .iter_mut()
        .for_each(|hit| hit.clip(width, height));
    drawn.hits.retain(|hit| hit.width > 0 && hit.height > 0);
    Ok(drawn)
}

/// The height that suits a view at a width, in logical pixels; an unknown kind gets a usual one.
pub fn height(view: &ChartView, width: u32) -> u32 {
    // Heights do not depend on the backend, so any instance of the registry answers.
    find::<Surface<'_>>(&view.kind).map_or(240, |spec| (spec.height)(view, width))
}

impl Hit {
    fn new(rect: Rect, anchor: (i32, i32), text: String) -> Hit {
        Hit {
            x: rect.x,
            y: rect.y,
            width: rect.w,
            height: rect.h,
            anchor,
            text,
            category: 0,
            series: 0,
            filter: None,
        }
    }

    /// The hit as one of a category and a series of the view.
    fn of(mut self, view: &ChartView, category: usize, series: usize) -> Hit {
        self.category = category;
        self.series = series;
        self.filter = filter_value(view, category, series);
        self
    }

    fn clip(&mut self, width: i32, height: i32) {
        let right = (self.x + self.width).clamp(0, width);
        let bottom = (self.y + self.height).clamp(0, height);
        self.x = self.x.clamp(0, width);
        self.y = self.y.clamp(0, height);
        self.width = right - self.x;
        self.height = bottom - self.y;
        self.anchor = (
            self.anchor.0.clamp(0, width),
            self.anchor.1.clamp(0, height),
        );
    }
}

/// What a click filters: the category where the axis is what the filter names, else the series.
fn filter_value(view: &ChartView, category: usize, series: usize) -> Option<String> {
    let filter = view.filter.as_ref()?;
    let is_axis = view.axis.label.eq_ignore_ascii_case(filter)
        || (view.series.len() < 2 && view.axis.days.is_empty())
        || view.kind == "scatter";
    if is_axis {
        view.axis.names.get(category).cloned()
    } else if view.kind == "funnel" && series == 0 {
        None
    } else {
        view.series.get(series).map(|s| s.name.clone())
    }
}

/// Fewer observations than a rate can be read from (visual rules: n < 30 is hatched and said).
const SMALL_SAMPLE: u64 = 30;

/// What a hatch means, said under the chart.
const SMALL_SAMPLE_NOTE: &str = "Hatched: fewer than 30 observations";

/// Whether a category's sample is too small.
fn is_small(view: &ChartView, category: usize) -> bool {
    sample(view, category).is_some_and(|n| n < SMALL_SAMPLE)
}

fn sample(view: &ChartView, category: usize) -> Option<u64> {
    view.axis.samples.get(category).copied().flatten()
}

/// A value for a mark: finite or nothing.
fn value(view: &ChartView, series: usize, category: usize) -> Option<f64> {
    view.series
        .get(series)?
        .values
        .get(category)
        .copied()
        .flatten()
        .filter(|v| v.abs() < 1e300)
}

/// The unit of a series; text where there is none.
fn unit(view: &ChartView, series: usize) -> Unit {
    view.series.get(series).map_or(Unit::Number, |s| s.unit)
}

/// A note of the axis, or empty.
fn note(view: &ChartView, category: usize) -> &str {
    view.axis.notes.get(category).map_or("", String::as_str)
}

/// A tooltip: a title, each series' exact value, the sample, the note.
fn tooltip(view: &ChartView, category: usize) -> String {
    let mut out = vec![scale::step_title(&view.axis, category)];
    for (i, series) in view.series.iter().enumerate() {
        let exact = series.unit.full(value(view, i, category));
        out.push(if series.name.is_empty() {
            exact
        } else {
            format!("{}: {exact}", series.name)
        });
    }
    push_sample_and_note(view, category, &mut out);
    out.join("\n")
}

fn push_sample_and_note(view: &ChartView, category: usize, out: &mut Vec<String>) {
    if let Some(n) = sample(view, category) {
        out.push(format!("n = {}", Unit::Count.full(Some(n as f64))));
    }
    let note = note(view, category);
    if !note.is_empty() {
        out.push(note.to_owned());
    }
}
