//! The one door to the charts: a view painted on a canvas, and where its marks are.

use crate::protocol::{ChartView, TableView};
use web_sys::HtmlCanvasElement;

/// A mark that can be pointed at, in CSS pixels of the canvas.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mark {
    /// Left, top, width, height.
    pub rect: (f64, f64, f64, f64),
    /// First line of its tooltip.
    pub title: String,
    /// Other lines: label and exact value.
    pub lines: Vec<(String, String)>,
    /// The category that a click filters by; empty for none.
    pub filter: String,
}

/// Paints a view; returns its marks in reading order.
pub fn paint(
    _canvas: &HtmlCanvasElement,
    _view: &ChartView,
    _is_dark: bool,
    _width: f64,
    _height: f64,
    _dpr: f64,
) -> Vec<Mark> {
    Vec::new()
}

/// Height for a width, in CSS pixels.
pub fn height(view: &ChartView, _width: f64) -> f64 {
    if view.kind == "spark" { 32.0 } else { 280.0 }
}

/// The chart's data as a table.
pub fn table(_view: &ChartView) -> TableView {
    TableView::default()
}

/// The finding and its numbers for those who do not see the canvas.
pub fn label(view: &ChartView) -> String {
    view.finding.clone()
}

/// The chart's data as CSV.
pub fn csv(_view: &ChartView) -> String {
    String::new()
}

/// The chart as an SVG document.
pub fn svg(_view: &ChartView, _is_dark: bool, _width: f64) -> String {
    String::new()
}
