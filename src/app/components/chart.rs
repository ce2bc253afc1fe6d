//! A chart's card: the finding as its title, what is plotted, the canvas, the same as a table, and a menu to take it
//! along.

use super::block::{copied, heading};
use super::{canvas, menu, paint, table};
use crate::app::browser;
use crate::app::dom::{El, el, link, slot, tag, words};
use crate::app::state::App;
use crate::protocol::ChartView;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlCanvasElement;

/// Width of a picture that is saved, in CSS pixels: a slide's half at twice the density.
const SAVED_WIDTH: u32 = 800;

/// The card of a chart that may change its data but not its id; `level` is the level of its heading.
pub fn chart(app: App, view: RwSignal<ChartView>, level: u8) -> El {
    let id = view.with_untracked(|view| format!("chart-{}", view.id));
    let is_table = RwSignal::new(false);
    let sort = RwSignal::new(None);
    let title = el("div").live(move || {
        view.with(|view| {
            vec![
                heading(level, &view.finding),
                words("p", "muted", &view.subtitle),
            ]
        })
    });
    let body = slot(move || {
        vec![if is_table.get() {
            table::table(app, RwSignal::new(view.with(paint::table)), sort)
        } else {
            canvas::live(app, view)
        }]
    });
    let toggle = link("", move || is_table.update(|is| *is = !*is))
        .attr("id", &format!("{id}-as"))
        .live_text(move || {
            let other = if is_table.get() {
                "View as chart"
            } else {
                "View as table"
            };
            other.to_owned()
        });
    let foot = tag("p", "note muted").live_text(move || view.with(|view| view.footnote.clone()));
    let more = menu::menu(
        "more",
        "Take this chart along",
        || "⋯".to_owned(),
        items(app, view),
    );
    tag("figure", "card")
        .attr("id", &id)
        .attr("tabindex", "-1")
        .put(tag("div", "title").put(title).put(more))
        .put(body)
        .put(foot)
        .put(toggle)
}

fn items(app: App, view: RwSignal<ChartView>) -> Vec<El> {
    let name = move |ending: &str| format!("{}.{ending}", view.with_untracked(|v| v.id.clone()));
    let refused = move |what: &str| app.notice.set(format!("The browser refused to {what}."));
    let png = move || {
        let is_saved = view
            .with_untracked(|view| picture(app, view))
            .is_some_and(|canvas| browser::save_canvas(name("png"), &canvas).is_ok());
        if !is_saved {
            refused("save the picture");
        }
    };
    let svg = move || {
        let is_saved = view
            .with_untracked(|view| paint::svg(view, is_dark(app), SAVED_WIDTH))
            .is_ok_and(|text| {
                browser::save(&name("svg"), "image/svg+xml", text.as_bytes()).is_ok()
            });
        if !is_saved {
            refused("save the picture");
        }
    };
    let csv = move || {
        let text = view.with_untracked(paint::csv);
        if browser::save(&name("csv"), "text/csv", text.as_bytes()).is_err() {
            refused("save the file");
        }
    };
    let permalink = move || {
        let mut link = app.link.get_untracked();
        let id = view.with_untracked(|view| view.id.clone());
        link.params.set_other("chart", Some(&id));
        copied(app, &browser::address(&link.hash()), "Link to this chart");
    };
    vec![
        menu::item("Save as PNG", png),
        menu::item("Save as SVG", svg),
        menu::item("Save data as CSV", csv),
        menu::item("Copy data", move || {
            copied(app, &view.with_untracked(paint::csv), "Data");
        }),
        menu::item("Copy link to this chart", permalink),
    ]
}

fn is_dark(app: App) -> bool {
    untrack(move || app.is_dark())
}

/// The chart on a canvas of its own, at twice the density.
fn picture(app: App, view: &ChartView) -> Option<HtmlCanvasElement> {
    let canvas: HtmlCanvasElement = browser::document()?
        .create_element("canvas")
        .ok()?
        .dyn_into()
        .ok()?;
    paint::picture(&canvas, view, is_dark(app), SAVED_WIDTH).ok()?;
    Some(canvas)
}
