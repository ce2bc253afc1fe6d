//! A canvas in CSS pixels: plotters-canvas draws the shapes on a context scaled to the device; text is drawn and
//! measured here, because plotters-canvas knows neither weights nor the widths that the browser will give.

use super::super::ChartError;
use plotters_backend::{
    BackendCoord, BackendTextStyle, FontStyle,
    text_anchor::{HPos, VPos},
};
use plotters_canvas::CanvasBackend;
use std::cell::RefCell;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

pub(super) struct Canvas {
    backend: CanvasBackend,
    context: CanvasRenderingContext2d,
    size: (u32, u32),
    /// The font in force: a browser reads it anew each time that it is set.
    font: RefCell<String>,
}

impl Canvas {
    pub(super) fn new(
        element: &HtmlCanvasElement,
        width: u32,
        height: u32,
        dpr: f64,
    ) -> Result<Canvas, ChartError> {
        let refused = || ChartError("This browser gives no canvas to draw on.".to_owned());
        let dpr = if dpr.is_finite() && dpr > 0.0 {
            dpr
        } else {
            1.0
        };
        element.set_width((f64::from(width) * dpr).round() as u32);
        element.set_height((f64::from(height) * dpr).round() as u32);
        let context = element
            .get_context("2d")
            .ok()
            .flatten()
            .and_then(|context| context.dyn_into::<CanvasRenderingContext2d>().ok())
            .ok_or_else(refused)?;
        context
            .set_transform(dpr, 0.0, 0.0, dpr, 0.0, 0.0)
            .map_err(|_| refused())?;
        context.set_line_join("round");
        context.set_text_baseline("alphabetic");
        let backend = CanvasBackend::with_canvas_object(element.clone()).ok_or_else(refused)?;
        Ok(Canvas {
            backend,
            context,
            size: (width, height),
            font: RefCell::default(),
        })
    }

    pub(super) fn backend(&mut self) -> &mut CanvasBackend {
        &mut self.backend
    }

    pub(super) fn size(&self) -> (u32, u32) {
        self.size
    }

    fn take_font<S: BackendTextStyle>(&self, style: &S) {
        let font = font(style);
        if *self.font.borrow() != font {
            self.context.set_font(&font);
            self.font.replace(font);
        }
    }

    pub(super) fn measure<S: BackendTextStyle>(&self, text: &str, style: &S) -> f64 {
        self.take_font(style);
        self.context
            .measure_text(text)
            .map_or(0.0, |metrics| metrics.width())
    }

    pub(super) fn text<S: BackendTextStyle>(
        &mut self,
        text: &str,
        style: &S,
        at: BackendCoord,
    ) -> Result<(), &'static str> {
        let anchor = style.anchor();
        let (r, g, b) = style.color().rgb;
        self.take_font(style);
        self.context.set_text_align(match anchor.h_pos {
            HPos::Left => "left",
            HPos::Center => "center",
            HPos::Right => "right",
        });
        self.context
            .set_fill_style_str(&format!("#{r:02x}{g:02x}{b:02x}"));
        // The base line as plotters-svg puts it, so that a chart looks the same in both.
        let down = match anchor.v_pos {
            VPos::Top => 0.76,
            VPos::Center => 0.26,
            VPos::Bottom => -0.26,
        };
        self.context
            .fill_text(text, f64::from(at.0), f64::from(at.1) + down * style.size())
            .map_err(|_| "the canvas refused a text")
    }
}

fn font<S: BackendTextStyle>(style: &S) -> String {
    let weight = if matches!(style.style(), FontStyle::Bold) {
        "600 "
    } else {
        ""
    };
    format!("{weight}{}px {}", style.size(), style.family().as_str())
}
