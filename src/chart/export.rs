//! A picture that stands alone: the chart with its finding, subtitle and footnote, for files and for wikis.

use super::pen::{Align, BODY, Face, LINE, Pen};
use super::{Area, ChartError, Drawn, Surface, Theme, draw, height, text};
use crate::protocol::ChartView;
use plotters::drawing::IntoDrawingArea;
use plotters_backend::DrawingBackend;

const TITLE: Face = Face {
    size: 16.0,
    bold: true,
};
const TITLE_LINE: i32 = 22;
const PAD: i32 = 16;

/// The texts around a chart, broken into lines for a width.
struct Frame {
    title: Vec<String>,
    subtitle: Vec<String>,
    footnote: Vec<String>,
}

impl Frame {
    /// Lines are broken by the width table on every backend, so that the height is known before there is one.
    fn new(view: &ChartView, width: u32) -> Frame {
        let max = (width as i32 - 2 * PAD).max(40);
        let broken = |sentence: &str, face: Face| {
            text::wrap(sentence, max, 3, &|t| {
                text::width(t, face.size, face.bold).ceil() as i32
            })
        };
        Frame {
            title: broken(&view.finding, TITLE),
            subtitle: broken(&view.subtitle, BODY),
            footnote: broken(&view.footnote, BODY),
        }
    }

    fn above(&self) -> i32 {
        PAD + self.title.len() as i32 * TITLE_LINE + self.subtitle.len() as i32 * LINE + 8
    }

    fn below(&self) -> i32 {
        let lines = self.footnote.len() as i32;
        PAD + lines * LINE + if lines > 0 { 8 } else { 0 }
    }
}

/// The height of a picture of the chart with its texts, in logical pixels.
pub fn export_height(view: &ChartView, width: u32) -> u32 {
    let frame = Frame::new(view, width);
    let inner = width.saturating_sub(2 * PAD as u32);
    height(view, inner) + (frame.above() + frame.below()) as u32
}

/// Draws the chart with its finding, subtitle and footnote on an area of `export_height`.
///
/// # Errors
/// As `draw`.
pub fn draw_export<DB: DrawingBackend>(
    view: &ChartView,
    theme: Theme,
    area: &Area<DB>,
) -> Result<Drawn, ChartError> {
    let (width, height) = area.dim_in_pixel();
    let frame = Frame::new(view, width);
    let pen = Pen::new(area, theme);
    pen.fill(pen.frame(), pen.t.surface, 1.0);
    let mut y = PAD + TITLE_LINE / 2;
    for line in &frame.title {
        pen.text(line, PAD, y, Align::Left, TITLE, pen.t.text);
        y += TITLE_LINE;
    }
    y -= (TITLE_LINE - LINE) / 2;
    for line in &frame.subtitle {
        pen.text(line, PAD, y, Align::Left, BODY, pen.t.muted);
        y += LINE;
    }
    let mut y = height as i32 - frame.below() + 8 + LINE / 2;
    for line in &frame.footnote {
        pen.text(line, PAD, y, Align::Left, BODY, pen.t.muted);
        y += LINE;
    }
    pen.finish()?;
    let inner = area.margin(frame.above(), frame.below(), PAD, PAD);
    draw(view, theme, &inner)
}

/// The chart as an SVG document of `width` pixels, with its finding, subtitle and footnote.
///
/// # Errors
/// As `draw`.
pub fn render_svg(view: &ChartView, theme: Theme, width: u32) -> Result<String, ChartError> {
    let mut out = String::new();
    {
        let surface = Surface::svg(&mut out, width, export_height(view, width));
        let area = surface.into_drawing_area();
        draw_export(view, theme, &area)?;
        area.present().map_err(|e| ChartError(e.to_string()))?;
    }
    Ok(finished(&out, view))
}

/// Adds what plotters' SVG leaves out: the role and label, tabular figures, round joins.
fn finished(svg: &str, view: &ChartView) -> String {
    let mut label = String::new();
    for c in super::label(view).chars() {
        match c {
            '&' => label.push_str("&amp;"),
            '<' => label.push_str("&lt;"),
            '>' => label.push_str("&gt;"),
            '"' => label.push_str("&quot;"),
            _ => label.push(c),
        }
    }
    let rest = svg.strip_prefix("<svg").unwrap_or(svg);
    format!(
        "<svg role=\"img\" aria-label=\"{label}\" stroke-linejoin=\"round\" style=\"font-variant-numeric:tabular-nums\"{rest}"
    )
}
