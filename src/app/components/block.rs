//! One block of a page, whatever it is, and headings of any level.

use super::{chart, finding, kpi, metric, table};
use crate::app::state::App;
use crate::protocol::{Block, ChartView, Download, TableView};
use leptos::prelude::*;

/// A heading of level 2 to 4.
pub fn heading(level: u8, text: String) -> AnyView {
    match level {
        2 => view! { <h2>{text}</h2> }.into_any(),
        3 => view! { <h3>{text}</h3> }.into_any(),
        _ => view! { <h4>{text}</h4> }.into_any(),
    }
}

/// What a block is and which one, so that new data finds the place of the old.
pub fn key(block: &Block) -> String {
    match block {
        Block::Kpis(_) => "kpis".to_owned(),
        Block::Chart(chart) => format!("chart {}", chart.id),
        Block::Table(table) => format!("table {} {}", table.table, table.title),
        Block::Findings(_) => "findings".to_owned(),
        Block::Metrics(_) => "metrics".to_owned(),
        Block::Note(_) => "note".to_owned(),
    }
}

/// A block that may change its data but not its key; `level` is the level of its heading.
pub fn block(app: App, block: RwSignal<Block>, level: u8) -> AnyView {
    match block.get_untracked() {
        Block::Chart(_) => {
            let view = Signal::derive(move || match block.get() {
                Block::Chart(view) => view,
                _ => ChartView::default(),
            });
            chart::chart(app, view, level)
        }
        Block::Table(view) => {
            let sort = RwSignal::new(None);
            let body = move || match block.get() {
                Block::Table(view) => table::table(app, view, sort),
                _ => ().into_any(),
            };
            table_card(app, view, level, body)
        }
        _ => view! {
            {move || match block.get() {
                Block::Kpis(kpis) => kpi::kpis(app, kpis),
                Block::Findings(findings) => finding::findings(app, findings),
                Block::Metrics(metrics) => metric::metrics(metrics, level),
                Block::Note(text) => view! { <p class="prose">{text}</p> }.into_any(),
                Block::Chart(_) | Block::Table(_) => ().into_any(),
            }}
        }
        .into_any(),
    }
}

fn table_card(
    app: App,
    view: TableView,
    level: u8,
    body: impl Fn() -> AnyView + Send + 'static,
) -> AnyView {
    let TableView {
        table,
        title,
        subtitle,
        ..
    } = view;
    let open = table.clone();
    let foot = (!table.is_empty()).then(|| {
        view! {
            <div class="meta">
                <a href=move || {
                    format!("#{}", app.link.with(|link| link.on("tables", &open).hash()))
                }>"All columns"</a>
                <button
                    type="button"
                    class="link"
                    on:click=move |_| app.export(Download::Table(table.clone()))
                >
                    "Download CSV"
                </button>
            </div>
        }
    });
    view! {
        <div class="card">
            {heading(level, title)}
            {(!subtitle.is_empty()).then(|| view! { <p class="muted">{subtitle}</p> })}
            {body}
            {foot}
        </div>
    }
    .into_any()
}
