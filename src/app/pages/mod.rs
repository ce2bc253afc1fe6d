//! The pages. Most are composed by the engine and drawn by `page`; the table browser and the data page have code of
//! their own. `PAGES` is the only list: navigation, routing and titles come from it.

pub mod data;
pub mod page;
pub mod table;
pub mod tables;

use super::state::App;
use leptos::prelude::*;

/// A page of the navigation.
pub struct Entry {
    /// Id in the link.
    pub id: &'static str,
    /// Name in the navigation and, until the engine has spoken, the title.
    pub name: &'static str,
    /// Whether the engine composes it.
    pub is_composed: bool,
}

/// Every page, in the order of the navigation.
pub const PAGES: &[Entry] = &[
    Entry {
        id: "overview",
        name: "Overview",
        is_composed: true,
    },
    Entry {
        id: "metrics",
        name: "Metrics",
        is_composed: true,
    },
    Entry {
        id: "tables",
        name: "Tables",
        is_composed: false,
    },
    Entry {
        id: "data",
        name: "Data",
        is_composed: false,
    },
];

/// The page to ask the engine for; a page of our own asks for the overview, which brings what the filters offer.
pub fn engine_page(id: &str) -> &str {
    match PAGES.iter().find(|entry| entry.id == id) {
        Some(entry) if entry.is_composed => entry.id,
        _ => "overview",
    }
}

/// What stands in the main part for the link as it is.
pub fn content(app: App) -> AnyView {
    let place = Memo::new(move |_| app.link.with(|link| (link.page.clone(), link.sub.clone())));
    view! {
        {move || {
            let (page, sub) = place.get();
            match PAGES.iter().find(|entry| entry.id == page) {
                Some(entry) if entry.is_composed => page::page(app, entry),
                Some(entry) if entry.id == "data" => data::data(app),
                Some(_) if sub.is_empty() => tables::tables(app),
                Some(_) => table::table(app, sub),
                None => unknown(app, &page),
            }
        }}
    }
    .into_any()
}

fn unknown(app: App, page: &str) -> AnyView {
    view! {
        <h1>"There is no page “" {page.to_owned()} "”"</h1>
        <p class="prose">
            "The link may be of another version. "
            <a href=move || format!("#{}", app.link.with(|link| link.on("overview", "").hash()))>
                "Open the overview"
            </a>
        </p>
    }
    .into_any()
}

/// Grey shapes of the layout to come, so that nothing jumps when the numbers arrive.
pub fn skeleton() -> AnyView {
    view! {
        <div class="kpis" aria-hidden="true">
            <div class="card bone"></div>
            <div class="card bone"></div>
            <div class="card bone"></div>
            <div class="card bone"></div>
        </div>
        <div class="grid" aria-hidden="true">
            <div class="s6 card bone tall"></div>
            <div class="s6 card bone tall"></div>
            <div class="s12 card bone tall"></div>
        </div>
    }
    .into_any()
}
