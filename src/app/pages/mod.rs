//! The pages. Most are composed by the engine and drawn by `page`; the table browser and the data page have code of
//! their own. `PAGES` is the only list: navigation, routing and titles come from it.

pub mod data;
pub mod page;
pub mod row;
pub mod rows;
pub mod table;
pub mod tables;
pub mod wheres;

use super::dom::{El, el, slot, tag, words};
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
        id: "attribution",
        name: "Attribution",
        is_composed: true,
    },
    Entry {
        id: "journeys",
        name: "Journeys",
        is_composed: true,
    },
    Entry {
        id: "pipeline",
        name: "Pipeline",
        is_composed: true,
    },
    Entry {
        id: "signup",
        name: "Sign-up",
        is_composed: true,
    },
    Entry {
        id: "commerce",
        name: "Commerce",
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
pub fn content(app: App) -> El {
    slot(move || {
        let (page, sub) = app.place.get();
        match PAGES.iter().find(|entry| entry.id == page) {
            Some(entry) if entry.is_composed => page::page(app, entry),
            Some(entry) if entry.id == "data" => data::data(app),
            Some(_) if sub.is_empty() => tables::tables(app),
            Some(_) => table::table(app, &sub),
            None => unknown(app, &page),
        }
    })
}

fn unknown(app: App, page: &str) -> Vec<El> {
    vec![
        words("h1", "", &format!("There is no page “{page}”")),
        words("p", "headline", "The link may be of another version. ").put(app.place_link(
            "Open the overview",
            "overview",
            String::new(),
        )),
    ]
}

/// A page's title and the line under it.
pub fn title(title: &str, headline: &str) -> [El; 2] {
    [words("h1", "", title), words("p", "headline", headline)]
}

/// A card with a heading.
pub fn card(title: &str) -> El {
    tag("section", "card").put(words("h2", "", title))
}

/// Text as it stands, in a frame that scrolls.
pub fn pre(text: &str) -> El {
    words("pre", "", text).attr("tabindex", "0")
}

/// Something folded under a line.
pub fn folded(summary: &str, inside: El) -> El {
    el("details").put(words("summary", "", summary)).put(inside)
}

/// The head of a plain table: names, and whether their columns hold numbers.
pub fn head(columns: &[(&str, bool)]) -> El {
    let cells = columns.iter().map(|(name, is_number)| {
        words("th", if *is_number { "num" } else { "" }, name).attr("scope", "col")
    });
    el("thead").put(el("tr").all(cells))
}

/// Grey shapes of the layout to come, so that nothing jumps when the numbers arrive.
pub fn skeleton() -> Vec<El> {
    let bones = |class: &str, each: &[&str]| {
        tag("div", class)
            .attr("aria-hidden", "true")
            .all(each.iter().map(|class| tag("div", class)))
    };
    vec![
        bones("kpis", &["card bone"; 4]),
        bones(
            "grid",
            &[
                "s6 card bone tall",
                "s6 card bone tall",
                "s12 card bone tall",
            ],
        ),
    ]
}
