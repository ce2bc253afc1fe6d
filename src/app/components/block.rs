//! One block of a page, whatever it is, and headings of any level.

use super::{chart, finding, kpi, metric, table};
use crate::app::browser;
use crate::app::dom::{El, button, el, link, slot, tag, words};
use crate::app::state::App;
use crate::protocol::{Block, ChartView, Download, TableView};
use leptos::prelude::*;

/// A heading of level 2 to 4.
pub fn heading(level: u8, text: &str) -> El {
    words(&format!("h{level}"), "", text)
}

/// A block's place on screen: it may get new data, but stays the same block.
#[derive(Clone, Copy)]
pub enum Slot {
    /// A chart.
    Chart(RwSignal<ChartView>),
    /// A table.
    Table(RwSignal<TableView>),
    /// Anything else.
    Other(RwSignal<Block>),
}

impl Slot {
    /// A place for a block.
    pub fn new(block: &Block) -> Slot {
        match block {
            Block::Chart(view) => Slot::Chart(RwSignal::new(view.clone())),
            Block::Table(view) => Slot::Table(RwSignal::new(view.clone())),
            other => Slot::Other(RwSignal::new(other.clone())),
        }
    }

    /// Puts in new data, where it differs.
    pub fn set(self, block: &Block) {
        match (self, block) {
            (Slot::Chart(slot), Block::Chart(new))
                if slot.try_with_untracked(|old| old != new) == Some(true) =>
            {
                slot.set(new.clone());
            }
            (Slot::Table(slot), Block::Table(new))
                if slot.try_with_untracked(|old| old != new) == Some(true) =>
            {
                slot.set(new.clone());
            }
            (Slot::Other(slot), new) if slot.try_with_untracked(|old| old != new) == Some(true) => {
                slot.set(new.clone());
            }
            _ => {}
        }
    }
}

/// What a block is and which one, so that new data finds the place of the old.
pub fn key(block: &Block) -> String {
    match block {
        Block::Kpis(_) => "kpis".to_owned(),
        Block::Chart(chart) => format!("chart {}", chart.id),
        Block::Table(table) => format!("table {}", table.table),
        Block::Findings(_) => "findings".to_owned(),
        Block::Metrics(_) => "metrics".to_owned(),
        Block::Note(_) => "note".to_owned(),
        Block::Text { title, .. } => format!("text {title}"),
    }
}

/// A block in its place; `level` is the level of its heading.
pub fn block(app: App, slot_of: Slot, level: u8) -> El {
    match slot_of {
        Slot::Chart(view) => chart::chart(app, view, level),
        Slot::Table(view) => table_card(app, view, level),
        Slot::Other(block) => slot(move || {
            block.with(|block| {
                vec![match block {
                    Block::Kpis(kpis) => kpi::kpis(app, kpis),
                    Block::Findings(findings) => finding::findings(app, findings),
                    Block::Metrics(metrics) => metric::metrics(metrics, level),
                    Block::Note(text) => words("p", "prose", text),
                    Block::Text { title, body } => text(app, title, body, level),
                    Block::Chart(_) | Block::Table(_) => return Vec::new(),
                }]
            })
        }),
    }
}

/// A text to edit in place and to copy.
fn text(app: App, title: &str, body: &str, level: u8) -> El {
    let area = words("textarea", "", body)
        .attr("rows", &(body.lines().count() + 1).to_string())
        .attr("aria-label", title);
    let field = area.html().clone();
    let copy = button("button", "Copy", move || {
        let value = js_sys::Reflect::get(&field, &"value".into());
        let text = value.ok().and_then(|v| v.as_string()).unwrap_or_default();
        copied(app, &text, "Text");
    });
    let head = tag("div", "title").put(heading(level, title)).put(copy);
    tag("div", "card").put(head).put(area)
}

/// Copies a text and says so.
pub fn copied(app: App, text: &str, what: &'static str) {
    browser::copy(text, move |is_done| {
        app.notice.set(if is_done {
            format!("{what} copied.")
        } else {
            "The browser refused to copy.".to_owned()
        });
    });
}

fn table_card(app: App, view: RwSignal<TableView>, level: u8) -> El {
    let sort = RwSignal::new(None);
    let body = table::table(app, view, sort);
    let id = view.with_untracked(|view| {
        let id = view.table.split('#').next();
        id.unwrap_or_default().to_owned()
    });
    let foot = (!id.is_empty()).then(|| {
        tag("div", "meta")
            .put(app.place_link("All columns", "tables", id.clone()))
            .put(link("Download CSV", move || {
                app.export(Download::Table(id.clone()));
            }))
    });
    tag("div", "card")
        .put(el(&format!("h{level}")).live_text(move || view.with(|view| view.title.clone())))
        .put(tag("p", "muted").live_text(move || view.with(|view| view.subtitle.clone())))
        .put(body)
        .all(foot)
}
