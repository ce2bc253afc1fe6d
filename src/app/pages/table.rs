//! One table: its rows, then what it is: columns, tests, lineage, SQL twin.

use super::data::with_code;
use super::rows::rows;
use super::tables::verdict;
use super::{card, folded, head, pre, skeleton};
use crate::app::components::table::region;
use crate::app::components::words as say;
use crate::app::dom::{El, button, effect, el, slot, tag, words};
use crate::app::state::App;
use crate::protocol::{Column, Download, TableCard, TestResult, TestStatus};
use leptos::prelude::*;

/// The page of a table.
pub fn table(app: App, id: &str) -> Vec<El> {
    let (name, saved, shown) = (id.to_owned(), id.to_owned(), id.to_owned());
    let save = button("button", "Download CSV", move || {
        app.export(Download::Table(saved.clone()));
    });
    let shape = shape(app, id.to_owned());
    vec![
        el("p").put(app.place_link("All tables", "tables", String::new())),
        tag("div", "title").put(words("h1", "", id)).put(save),
        slot(move || match shape.get() {
            Some(shape) => body(app, &name, &shape),
            None if app.catalog.with(Vec::is_empty) => skeleton(),
            None => vec![words("p", "headline", "There is no table of this name.")],
        }),
        slot(move || {
            app.catalog
                .with(|cards| match cards.iter().find(|card| card.id == shown) {
                    Some(card) => vec![columns(card), tests(card), lineage(app, card)],
                    None => Vec::new(),
                })
        }),
    ]
}

/// What the rows on screen are laid out by. Tests and build times change without touching it.
#[derive(Clone, PartialEq)]
struct Shape {
    grain: String,
    blocked: String,
    is_filtered: bool,
    columns: Vec<Column>,
}

fn shape(app: App, id: String) -> RwSignal<Option<Shape>> {
    let shape = RwSignal::new(None);
    effect(move || {
        let new = app.catalog.with(|cards| {
            let card = cards.iter().find(|card| card.id == id)?;
            Some(Shape {
                grain: card.grain.clone(),
                blocked: card.blocked.clone(),
                is_filtered: card.is_filtered,
                columns: card.columns.clone(),
            })
        });
        if shape.with_untracked(|old| *old != new) {
            shape.set(new);
        }
    });
    shape
}

fn body(app: App, id: &str, shape: &Shape) -> Vec<El> {
    let filtered = if shape.is_filtered {
        " Date range and channels of the link apply."
    } else {
        " Date range and channels do not narrow it."
    };
    let rows = if shape.blocked.is_empty() {
        rows(app, id, &shape.columns)
    } else {
        words("p", "notices", &shape.blocked)
    };
    let grain = format!("One row is {}.{filtered}", shape.grain);
    vec![words("p", "headline", &grain), rows]
}

fn columns(table: &TableCard) -> El {
    let rows = table.columns.iter().map(|column| {
        let key = if column.is_key { "Key. " } else { "" };
        el("tr")
            .put(words("th", "", &column.name).attr("scope", "row"))
            .put(words("td", "", column.kind.word()))
            .put(words("td", "", column.unit.label()))
            .put(with_code(words("td", "wrap", key), &column.doc))
    });
    let head = head(&[
        ("Column", false),
        ("Type", false),
        ("Unit", false),
        ("What it means", false),
    ]);
    let list = el("table").put(head).put(el("tbody").all(rows));
    card("Columns").put(region("Columns").put(list))
}

fn tests(table: &TableCard) -> El {
    let (class, text) = verdict(table);
    card("Tests")
        .put(words("p", class, &text))
        .put(tag("ul", "tests").all(table.tests.iter().map(test)))
}

fn test(test: &TestResult) -> El {
    let (class, sign) = match test.status {
        TestStatus::Passed => ("good", "✓ holds"),
        TestStatus::Warned => ("warn", "! warns"),
        TestStatus::Failed => ("bad", "✕ fails"),
        TestStatus::Pending => ("muted", "not run"),
    };
    let examples = (!test.examples.is_empty()).then(|| {
        let rows = say::count(test.failures, "offending row", "offending rows");
        folded(&rows, pre(&test.examples.join("\n")))
    });
    el("li")
        .put(words("span", class, sign))
        .say(" ")
        .say(&test.sentence)
        .all(examples)
}

fn lineage(app: App, table: &TableCard) -> El {
    let links = |name: &str, ids: &[String]| {
        let links = ids.iter().map(|id| {
            app.place_link(id, "tables", id.clone())
                .attr("class", "chip")
        });
        let out = words("p", "", name).all(links);
        if ids.is_empty() {
            out.put(words("span", "muted", "nothing"))
        } else {
            out
        }
    };
    let built = format!("Built in {}.", say::millis(table.millis));
    card("Lineage")
        .put(links("Built from: ", &table.inputs))
        .put(links("Feeds: ", &table.feeds))
        .put(words("p", "muted", &built))
        .all(
            (!table.sql.is_empty())
                .then(|| folded("The same table as a dbt model in SQL", pre(&table.sql))),
        )
}
