//! The one backend that charts are compiled for: SVG text (native, and the page's download) or a canvas.
//!
//! One type for both keeps the page small: each chart is instantiated once. Sizes are logical pixels; a canvas is
//! scaled to the device behind them. Text widths come from the table of `chart::text`, or from the canvas itself.

#[cfg(feature = "app")]
mod canvas;

use super::text;
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
    FontFamily, FontStyle, FontTransform, text_anchor,
};
use plotters_svg::SVGBackend;
use std::fmt;

/// Where charts are drawn.
pub struct Surface<'a>(Kind<'a>);

enum Kind<'a> {
    Svg(SVGBackend<'a>),
    #[cfg(feature = "app")]
    Canvas(canvas::Canvas),
}

impl<'a> Surface<'a> {
    /// Writes an SVG document into `buffer`; it is complete once the area is presented or dropped.
    pub fn svg(buffer: &'a mut String, width: u32, height: u32) -> Surface<'a> {
        Surface(Kind::Svg(SVGBackend::with_string(buffer, (width, height))))
    }

    /// Draws on a canvas of `width` × `height` CSS pixels at `dpr` device pixels each. Sets the canvas's size, which
    /// clears it.
    ///
    /// # Errors
    /// Where the browser gives no 2D context.
    #[cfg(feature = "app")]
    pub fn canvas(
        element: &web_sys::HtmlCanvasElement,
        width: u32,
        height: u32,
        dpr: f64,
    ) -> Result<Surface<'static>, super::ChartError> {
        canvas::Canvas::new(element, width, height, dpr).map(|canvas| Surface(Kind::Canvas(canvas)))
    }
}

/// What the backend below said.
#[derive(Debug)]
pub struct SurfaceError(String);

impl fmt::Display for SurfaceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for SurfaceError {}

type Outcome = Result<(), DrawingErrorKind<SurfaceError>>;

fn told<E: fmt::Display>(result: Result<(), E>) -> Outcome {
    result.map_err(|error| DrawingErrorKind::DrawingError(SurfaceError(error.to_string())))
}

/// Sends a call to the backend below.
macro_rules! below {
    ($self:ident, $backend:ident => $call:expr) => {
        match &mut $self.0 {
            Kind::Svg($backend) => told($call),
            #[cfg(feature = "app")]
            Kind::Canvas(canvas) => {
                let $backend = canvas.backend();
                told($call)
            }
        }
    };
}

impl DrawingBackend for Surface<'_> {
    type ErrorType = SurfaceError;

    fn get_size(&self) -> (u32, u32) {
        match &self.0 {
            Kind::Svg(backend) => backend.get_size(),
            #[cfg(feature = "app")]
            Kind::Canvas(canvas) => canvas.size(),
        }
    }

    fn ensure_prepared(&mut self) -> Outcome {
        Ok(())
    }

    fn present(&mut self) -> Outcome {
        below!(self, backend => backend.present())
    }

    fn draw_pixel(&mut self, point: BackendCoord, colour: BackendColor) -> Outcome {
        below!(self, backend => backend.draw_pixel(point, colour))
    }

    fn draw_line<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
    ) -> Outcome {
        below!(self, backend => backend.draw_line(from, to, style))
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        upper_left: BackendCoord,
        bottom_right: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Outcome {
        below!(self, backend => backend.draw_rect(upper_left, bottom_right, style, fill))
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Outcome {
        below!(self, backend => backend.draw_path(path, style))
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        centre: BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Outcome {
        below!(self, backend => backend.draw_circle(centre, radius, style, fill))
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Outcome {
        below!(self, backend => backend.fill_polygon(path, style))
    }

    fn draw_text<S: BackendTextStyle>(
        &mut self,
        text: &str,
        style: &S,
        pos: BackendCoord,
    ) -> Outcome {
        match &mut self.0 {
            Kind::Svg(backend) => told(backend.draw_text(text, &TrueSize(style), pos)),
            #[cfg(feature = "app")]
            Kind::Canvas(canvas) => told(canvas.text(text, style, pos)),
        }
    }

    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        text: &str,
        style: &S,
    ) -> Result<(u32, u32), DrawingErrorKind<SurfaceError>> {
        let width = match &self.0 {
            Kind::Svg(_) => {
                let is_bold = matches!(style.style(), FontStyle::Bold);
                text::width(text, style.size(), is_bold)
            }
            #[cfg(feature = "app")]
            Kind::Canvas(canvas) => canvas.measure(text, style),
        };
        Ok((width.ceil() as u32, style.size().ceil() as u32))
    }
}

/// plotters-svg divides a text's size by 1.24; this undoes it, so that 12 is 12 pixels on every backend.
struct TrueSize<'s, S>(&'s S);

impl<S: BackendTextStyle> BackendTextStyle for TrueSize<'_, S> {
    type FontError = S::FontError;

    fn color(&self) -> BackendColor {
        self.0.color()
    }

    fn size(&self) -> f64 {
        self.0.size() * 1.24
    }

    fn transform(&self) -> FontTransform {
        self.0.transform()
    }

    fn style(&self) -> FontStyle {
        self.0.style()
    }

    fn anchor(&self) -> text_anchor::Pos {
        self.0.anchor()
    }

    fn family(&self) -> FontFamily<'_> {
        self.0.family()
    }

    fn layout_box(&self, text: &str) -> Result<((i32, i32), (i32, i32)), Self::FontError> {
        self.0.layout_box(text)
    }

    fn draw<E, F: FnMut(i32, i32, BackendColor) -> Result<(), E>>(
        &self,
        text: &str,
        pos: BackendCoord,
        draw: F,
    ) -> Result<Result<(), E>, Self::FontError> {
        self.0.draw(text, pos, draw)
    }
}
