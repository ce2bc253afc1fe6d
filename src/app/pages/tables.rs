//! The list of every table, by layer: grain, rows, tests.

use super::skeleton;
use crate::app::components::words;
use crate::app::state::App;
use crate::protocol::{TableCard, TestStatus};
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
pub fn tables(app: App) -> AnyView {
    view! {
        <h1>"Tables"</h1>
        <p class="headline">
            "Every table behind the numbers: what one row is, how many there are, and whether its tests hold."
        </p>
        {move || {
            let cards = app.catalog.get();
            if cards.is_empty() {
                return skeleton();
            }
            let layers: Vec<AnyView> = LAYERS
                .iter()
                .filter_map(|(layer, title)| layer_of(app, &cards, layer, title))
                .collect();
            layers.into_any()
        }}
    }
    .into_any()
}

fn layer_of(app: App, cards: &[TableCard], layer: &str, title: &'static str) -> Option<AnyView> {
    let rows: Vec<AnyView> = cards
        .iter()
        .filter(|card| card.layer == layer)
        .map(|card| row(app, card))
        .collect();
    (!rows.is_empty()).then(|| {
        view! {
            <section class="card">
                <h2>{title}</h2>
                <div class="scroll" tabindex="0" role="region" aria-label=title>
                    <table>
                        <thead>
                            <tr>
                                <th scope="col">"Table"</th>
                                <th scope="col">"One row is"</th>
                                <th scope="col" class="num">"Rows"</th>
                                <th scope="col" class="num">"Columns"</th>
                                <th scope="col">"Tests"</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </section>
        }
        .into_any()
    })
}

fn row(app: App, card: &TableCard) -> AnyView {
    let id = card.id.clone();
    let (class, text) = verdict(card);
    let rows = crate::protocol::Unit::Count.full(card.rows.map(|n| n as f64));
    view! {
        <tr>
            <th scope="row">
                <a href=move || format!("#{}", app.link.with(|link| link.on("tables", &id).hash()))>
                    {card.id.clone()}
                </a>
            </th>
            <td class="wrap">{card.grain.clone()}</td>
            <td class="num" title=card.blocked.clone()>{rows}</td>
            <td class="num">{card.columns.len()}</td>
            <td><span class=class>{text}</span></td>
        </tr>
    }
    .into_any()
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
        (0, 0, passed) => (
            "good",
            format!("✓ {}", words::count(passed, "holds", "hold")),
        ),
        (0, warned, _) => (
            "warn",
            format!("! {}", words::count(warned, "warns", "warn")),
        ),
        (failed, ..) => (
            "bad",
            format!("✕ {}", words::count(failed, "fails", "fail")),
        ),
    }
}
