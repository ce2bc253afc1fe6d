//! A chart's card: the finding as its title, what is plotted, the canvas, the same as a table, and a menu to take it
//! along.

use super::block::heading;
use super::{canvas, menu, paint, table};
use crate::app::browser;
use crate::app::link::set_other;
use crate::app::state::App;
use crate::protocol::ChartView;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlCanvasElement;

/// Width of a picture that is saved, in CSS pixels: a slide's half at twice the density.
const SAVED_WIDTH: f64 = 800.0;

/// The card of a chart that may change its data but not its id; `level` is the level of its heading.
pub fn chart(app: App, view: Signal<ChartView>, level: u8) -> AnyView {
    let id = view.with_untracked(|view| view.id.clone());
    let is_table = RwSignal::new(false);
    let sort = RwSignal::new(None);
    let body = move || {
        if is_table.get() {
            table::table(app, view.with(paint::table), sort)
        } else {
            canvas::live(app, view)
        }
    };
    let line = move |class: &'static str, text: fn(&ChartView) -> String| {
        move || {
            let text = view.with(text);
            (!text.is_empty()).then(|| view! { <p class=class>{text}</p> })
        }
    };
    view! {
        <figure class="card" id=format!("chart-{id}") tabindex="-1">
            <div class="title">
                <div>
                    {move || heading(level, view.with(|view| view.finding.clone()))}
                    {line("muted", |view| view.subtitle.clone())}
                </div>
                {menu::menu("more", "Take this chart along", || "⋯".to_owned(), items(app, view))}
            </div>
            {body}
            {line("note muted", |view| view.footnote.clone())}
            <button
                type="button"
                class="link"
                aria-pressed=move || is_table.get().to_string()
                on:click=move |_| is_table.update(|is| *is = !*is)
            >
                {move || if is_table.get() { "View as chart" } else { "View as table" }}
            </button>
        </figure>
    }
    .into_any()
}

fn items(app: App, view: Signal<ChartView>) -> AnyView {
    let name = move |ending: &str| format!("{}.{ending}", view.with_untracked(|v| v.id.clone()));
    let refused = move |what: &str| app.notice.set(format!("The browser refused to {what}."));
    let copied = move |text: String, what: &'static str| {
        browser::copy(&text, move |is_done| {
            app.notice.set(if is_done {
                format!("{what} copied.")
            } else {
                "The browser refused to copy.".to_owned()
            });
        });
    };
    let png = move || {
        let is_saved = view
            .with_untracked(|view| picture(app, view))
            .is_some_and(|canvas| browser::save_canvas(name("png"), &canvas).is_ok());
        if !is_saved {
            refused("save the picture");
        }
    };
    let svg = move || {
        let text = view.with_untracked(|view| paint::svg(view, is_dark(app), SAVED_WIDTH));
        if browser::save(&name("svg"), "image/svg+xml", text.as_bytes()).is_err() {
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
        set_other(&mut link.params, "chart", Some(&id));
        copied(browser::address(&link.hash()), "Link to this chart");
    };
    view! {
        {menu::item("Save as PNG", png)}
        {menu::item("Save as SVG", svg)}
        {menu::item("Save data as CSV", csv)}
        {menu::item("Copy data", move || copied(view.with_untracked(paint::csv), "Data"))}
        {menu::item("Copy link to this chart", permalink)}
    }
    .into_any()
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
    let height = paint::height(view, SAVED_WIDTH);
    paint::paint(&canvas, view, is_dark(app), SAVED_WIDTH, height, 2.0);
    Some(canvas)
}
