//! The list of every table, by layer: grain, rows, tests.

use super::{card, head, skeleton, title};
use crate::app::components::{table::region, words as say};
use crate::app::dom::{El, el, slot, words};
use crate::app::state::App;
use crate::protocol::{TableCard, TestStatus, Unit};
use leptos::prelude::*;

/// Layers in the order of building, with what they are.
const LAYERS: [(&str, &str); 6] = [
    (
        "mart",
        "Marts: the tables that answer questions; date range and channels apply",
    ),
    ("fact", "Facts: one row for each thing that happened"),
    ("dimension", "Dimensions: what facts are grouped by"),
    ("intermediate", "Intermediate steps"),
    ("staging", "Staging: typed, cleaned, keys unique"),
    ("source", "Sources: the files as typed on import"),
];

/// The page.
pub fn tables(app: App) -> Vec<El> {
    let [title, headline] = title(
        "Tables",
        "Every table behind the numbers: what one row is, how many there are, and whether its tests hold.",
    );
    let list = slot(move || {
        app.catalog.with(|cards| {
            if cards.is_empty() {
                return skeleton();
            }
            let layers = LAYERS.iter();
            layers
                .filter_map(|(layer, title)| layer_of(app, cards, layer, title))
                .collect()
        })
    });
    vec![title, headline, list]
}

fn layer_of(app: App, cards: &[TableCard], layer: &str, title: &str) -> Option<El> {
    let mut rows = cards.iter().filter(|card| card.layer == layer).peekable();
    rows.peek()?;
    let head = head(&[
        ("Table", false),
        ("One row is", false),
        ("Rows", true),
        ("Columns", true),
        ("Tests", false),
    ]);
    let body = el("tbody").all(rows.map(|card| row(app, card)));
    let table = el("table").put(head).put(body);
    Some(
        card(title)
            .attr("class", "card layer")
            .put(region(title).put(table)),
    )
}

fn row(app: App, card: &TableCard) -> El {
    let (class, text) = verdict(card);
    let rows = Unit::Count.full(card.rows.map(|n| n as f64));
    let name = app.place_link(&card.id, "tables", card.id.clone());
    el("tr")
        .put(el("th").attr("scope", "row").put(name))
        .put(words("td", "wrap", &card.grain))
        .put(words("td", "num", &rows).attr("title", &card.blocked))
        .put(words("td", "num", &card.columns.len().to_string()))
        .put(el("td").put(words("span", class, &text)))
}

/// How a table's tests stand together: class and words.
pub fn verdict(card: &TableCard) -> (&'static str, String) {
    let n = |status| card.tests.iter().filter(|t| t.status == status).count() as u64;
    if !card.blocked.is_empty() {
        return ("warn", "! not built".to_owned());
    }
    match (
        n(TestStatus::Failed),
        n(TestStatus::Warned),
        n(TestStatus::Passed),
    ) {
        (0, 0, 0) => ("muted", "none".to_owned()),
        (0, 0, passed) => ("good", format!("✓ {}", say::count(passed, "holds", "hold"))),
        (0, warned, _) => ("warn", format!("! {}", say::count(warned, "warns", "warn"))),
        (failed, ..) => ("bad", format!("✕ {}", say::count(failed, "fails", "fail"))),
    }
}
