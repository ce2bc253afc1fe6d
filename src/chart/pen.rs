//! The pen that every chart draws with: plotters' elements in the house's tokens, on whole pixels.
//!
//! It keeps the first error and draws nothing after it, so that a chart reads as a list of marks; `finish` hands the
//! error on. Text is placed by its middle line, the same on every backend.

use super::{Area, ChartError, Theme, layout::Rect, text, tokens};
use plotters::element::{Circle, PathElement, Polygon, Rectangle};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{FontDesc, FontFamily, FontStyle, RGBAColor, ShapeStyle, TextStyle};
use plotters_backend::{BackendColor, DrawingBackend};
use std::cell::RefCell;
use tokens::{Rgb, Tokens};

/// Size and weight of text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Face {
    /// Pixels.
    pub size: f64,
    /// Bold.
    pub bold: bool,
}

/// Labels and values.
pub const BODY: Face = Face {
    size: 12.0,
    bold: false,
};
/// The value a row is about.
pub const STRONG: Face = Face {
    size: 12.0,
    bold: true,
};
/// The height that a line of body text takes.
pub const LINE: i32 = 16;

/// Which end of a text stands at its x.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Text begins at x.
    Left,
    /// Text is centred on x.
    Middle,
    /// Text ends at x.
    Right,
}

/// Draws on an area in a theme's tokens.
pub struct Pen<'a, DB: DrawingBackend> {
    area: &'a Area<DB>,
    /// The theme's colours.
    pub t: &'static Tokens,
    /// Width of the area.
    pub width: i32,
    /// Height of the area.
    pub height: i32,
    error: RefCell<Option<ChartError>>,
}

impl<'a, DB: DrawingBackend> Pen<'a, DB> {
    /// A pen for an area.
    pub fn new(area: &'a Area<DB>, theme: Theme) -> Self {
        let (width, height) = area.dim_in_pixel();
        Pen {
            area,
            t: tokens::tokens(theme),
            width: width as i32,
            height: height as i32,
            error: RefCell::new(None),
        }
    }

    /// The first error, if any.
    pub fn finish(self) -> Result<(), ChartError> {
        self.error.into_inner().map_or(Ok(()), Err)
    }

    /// The whole area.
    pub fn frame(&self) -> Rect {
        Rect::new(0, 0, self.width, self.height)
    }

    /// The width of `text` in whole pixels.
    pub fn measure(&self, text: &str, face: Face) -> i32 {
        if text.is_empty() {
            return 0;
        }
        self.area
            .estimate_text_size(text, &style(face, self.t.text))
            .map_or_else(
                |_| text::width(text, face.size, face.bold).ceil() as i32,
                |(w, _)| w as i32,
            )
    }

    /// `text` shortened to `max` pixels.
    pub fn fit(&self, text: &str, max: i32, face: Face) -> String {
        text::ellipsis(text, max, &|t| self.measure(t, face))
    }

    /// `text` in lines of at most `max` pixels.
    pub fn wrap(&self, text: &str, max: i32, lines: usize, face: Face) -> Vec<String> {
        text::wrap(text, max, lines, &|t| self.measure(t, face))
    }

    /// The greatest width of some texts.
    pub fn widest<'t>(&self, texts: impl IntoIterator<Item = &'t str>, face: Face) -> i32 {
        texts
            .into_iter()
            .map(|t| self.measure(t, face))
            .max()
            .unwrap_or(0)
    }

    /// Text whose middle line is `y`.
    pub fn text(&self, text: &str, x: i32, y: i32, align: Align, face: Face, colour: Rgb) {
        if text.is_empty() {
            return;
        }
        // Every backend here puts the base line 0.76 em under a top anchor; figures and capitals are 0.72 em high.
        let top = y - (face.size * 0.41).round() as i32;
        // Left anchors only, so that a text begins on a whole pixel.
        let left = match align {
            Align::Left => x,
            Align::Middle => x - self.measure(text, face) / 2,
            Align::Right => x - self.measure(text, face),
        };
        let style = style(face, colour);
        // SVG and canvas anchor the end of a text better than any estimate of its width can.
        let (style, left) = match align {
            Align::Left => (style, left),
            Align::Middle => (style.pos(Pos::new(HPos::Center, VPos::Top)), x),
            Align::Right => (style.pos(Pos::new(HPos::Right, VPos::Top)), x),
        };
        self.keep(self.area.draw_text(text, &style, (left, top)));
    }

    /// A filled box.
    pub fn fill(&self, r: Rect, colour: Rgb, alpha: f64) {
        if r.w > 0 && r.h > 0 {
            self.keep(self.area.draw(&Rectangle::new(
                [(r.x, r.y), (r.right(), r.bottom())],
                shape(colour, alpha, 0, true),
            )));
        }
    }

    /// The edge of a box.
    pub fn edge(&self, r: Rect, colour: Rgb, stroke: u32) {
        let thick = stroke as i32;
        let (right, bottom) = (r.right() - thick, r.bottom() - thick);
        self.line((r.x, r.y), (r.right(), r.y), colour, stroke);
        self.line((r.x, bottom), (r.right(), bottom), colour, stroke);
        self.line((r.x, r.y), (r.x, r.bottom()), colour, stroke);
        self.line((right, r.y), (right, r.bottom()), colour, stroke);
    }

    /// A box of slanted lines: a small sample.
    pub fn hatch(&self, r: Rect, colour: Rgb) {
        if r.w <= 0 || r.h <= 0 {
            return;
        }
        self.fill(r, colour, 0.18);
        self.stripes(r, colour, 0.75);
        self.edge(r, colour, 1);
    }

    /// Slanted lines over a box.
    pub fn stripes(&self, r: Rect, colour: Rgb, alpha: f64) {
        // Lines x + y = c, cut at the edges of the box.
        let mut c = r.x + r.y + 4;
        while c < r.right() + r.bottom() {
            let from = ((c - r.bottom()).max(r.x), (c - r.x).min(r.bottom()));
            let to = ((c - r.y).min(r.right()), (c - r.right()).max(r.y));
            if from != to {
                self.path(vec![from, to], colour, alpha, 1);
            }
            c += 5;
        }
    }

    /// A bar: filled, or hatched for a small sample.
    pub fn bar(&self, r: Rect, colour: Rgb, is_small_sample: bool) {
        if is_small_sample {
            self.hatch(r, colour);
        } else {
            self.fill(r, colour, 1.0);
        }
    }

    /// A line through points.
    pub fn path(&self, points: Vec<(i32, i32)>, colour: Rgb, alpha: f64, stroke: u32) {
        self.keep(self.area.draw(&PathElement::new(
            points,
            shape(colour, alpha, stroke, false),
        )));
    }

    /// A straight line; an upright or level one is a box of whole pixels, which no backend blurs.
    pub fn line(&self, from: (i32, i32), to: (i32, i32), colour: Rgb, stroke: u32) {
        let (x, y) = (from.0.min(to.0), from.1.min(to.1));
        let (w, h) = ((from.0 - to.0).abs(), (from.1 - to.1).abs());
        if w == 0 || h == 0 {
            let thick = stroke as i32;
            self.fill(Rect::new(x, y, w.max(thick), h.max(thick)), colour, 1.0);
            return;
        }
        self.path(vec![from, to], colour, 1.0, stroke);
    }

    /// Dashes along points.
    pub fn dashes(&self, points: &[(i32, i32)], colour: Rgb, stroke: u32) {
        const ON: f64 = 6.0;
        const PERIOD: f64 = 10.0;
        let mut travelled = 0.0;
        for pair in points.windows(2) {
            let [from, to] = pair else { continue };
            let (dx, dy) = (f64::from(to.0 - from.0), f64::from(to.1 - from.1));
            let length = dx.hypot(dy);
            let at = |s: f64| {
                (
                    from.0 + (dx * s / length).round() as i32,
                    from.1 + (dy * s / length).round() as i32,
                )
            };
            let mut s = 0.0;
            while s < length {
                let phase = (travelled + s) % PERIOD;
                let is_on = phase < ON;
                let until = (s + if is_on { ON - phase } else { PERIOD - phase }).min(length);
                if is_on {
                    self.line(at(s), at(until), colour, stroke);
                }
                // A step must move on, whatever rounding leaves of it.
                s = until.max(s + 0.01);
            }
            travelled += length;
        }
    }

    /// A filled polygon.
    pub fn polygon(&self, points: Vec<(i32, i32)>, colour: Rgb, alpha: f64) {
        self.keep(
            self.area
                .draw(&Polygon::new(points, shape(colour, alpha, 0, true))),
        );
    }

    /// A disc with a rim of the surface, so that neighbours stay apart.
    pub fn dot(&self, x: i32, y: i32, radius: i32, colour: Rgb) {
        self.disc(x, y, radius + 1, self.t.surface, true);
        self.disc(x, y, radius, colour, true);
    }

    /// A ring: a small sample among dots.
    pub fn ring(&self, x: i32, y: i32, radius: i32, colour: Rgb) {
        self.disc(x, y, radius, self.t.surface, true);
        self.disc(x, y, radius, colour, false);
    }

    fn disc(&self, x: i32, y: i32, radius: i32, colour: Rgb, is_filled: bool) {
        let stroke = if is_filled { 0 } else { 2 };
        self.keep(self.area.draw(&Circle::new(
            (x, y),
            radius,
            shape(colour, 1.0, stroke, is_filled),
        )));
    }

    /// The sentence of a chart without anything to draw.
    pub fn empty(&self, sentence: &str) {
        let lines = self.wrap(sentence, self.width - 16, 2, BODY);
        let mut y = self.height / 2 - (lines.len() as i32 - 1) * LINE / 2;
        for line in &lines {
            self.text(line, self.width / 2, y, Align::Middle, BODY, self.t.muted);
            y += LINE;
        }
    }

    fn keep<E: std::fmt::Display>(&self, result: Result<(), E>) {
        if let Err(error) = result {
            self.error
                .borrow_mut()
                .get_or_insert_with(|| ChartError(error.to_string()));
        }
    }
}

fn shape(Rgb(r, g, b): Rgb, alpha: f64, stroke: u32, filled: bool) -> ShapeStyle {
    ShapeStyle {
        color: RGBAColor(r, g, b, alpha),
        filled,
        stroke_width: stroke,
    }
}

fn style(face: Face, Rgb(r, g, b): Rgb) -> TextStyle<'static> {
    let weight = if face.bold {
        FontStyle::Bold
    } else {
        FontStyle::Normal
    };
    TextStyle {
        font: FontDesc::new(FontFamily::Name(text::FAMILY), face.size, weight),
        color: BackendColor {
            alpha: 1.0,
            rgb: (r, g, b),
        },
        pos: Pos::new(HPos::Left, VPos::Top),
    }
}
