//! The one door to the charts: a view painted on a canvas, and where its marks are. Widths and heights are CSS pixels.

use crate::chart::{self, Hit, Surface, Theme};
use crate::protocol::ChartView;
use plotters::drawing::IntoDrawingArea;
use web_sys::HtmlCanvasElement;

/// The one sort of the page.
pub use crate::chart::order;
/// The chart's data as a table, as CSV, and in words for those who do not see the canvas.
pub use crate::chart::{csv, label, table};

fn theme(is_dark: bool) -> Theme {
    if is_dark { Theme::Dark } else { Theme::Light }
}

/// Paints a view at a width and density; returns its marks in reading order, or why it could not be drawn.
pub fn paint(
    canvas: &HtmlCanvasElement,
    view: &ChartView,
    is_dark: bool,
    width: f64,
    density: f64,
) -> Result<Vec<Hit>, String> {
    let width = width as u32;
    let size = (width, chart::height(view, width));
    let surface = Surface::canvas(canvas, size.0, size.1, density).map_err(|e| e.to_string())?;
    let area = surface.into_drawing_area();
    let drawn = chart::draw(view, theme(is_dark), &area).map_err(|e| e.to_string())?;
    Ok(drawn.hits)
}

/// Paints a picture that stands alone, with its finding and notes, at twice the density.
pub fn picture(
    canvas: &HtmlCanvasElement,
    view: &ChartView,
    is_dark: bool,
    width: u32,
) -> Result<(), String> {
    let height = chart::export_height(view, width);
    let surface = Surface::canvas(canvas, width, height, 2.0).map_err(|e| e.to_string())?;
    let area = surface.into_drawing_area();
    chart::draw_export(view, theme(is_dark), &area)
        .map(|_| ())
        .map_err(|e| e.to_string())
}

/// Height for a width.
pub fn height(view: &ChartView, width: f64) -> u32 {
    chart::height(view, width as u32)
}

/// The chart as an SVG document.
pub fn svg(view: &ChartView, is_dark: bool, width: u32) -> Result<String, String> {
    chart::render_svg(view, theme(is_dark), width).map_err(|e| e.to_string())
}
