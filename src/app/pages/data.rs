//! What is loaded: each file and what became of it, each source and what would fill it, every row set aside and why.

use super::skeleton;
use crate::app::components::words::{self, count};
use crate::app::state::App;
use crate::protocol::{DataView, Download, FileCard, FileStatus, RejectRow, SourceCard};
use leptos::prelude::*;

/// The page.
pub fn data(app: App) -> AnyView {
    view! {
        <h1>"Data"</h1>
        <p class="headline">
            "Drop your exports anywhere on the page. They are read inside this browser tab and never leave it."
        </p>
        {move || app.data.with(|data| match data {
            Some(data) => body(app, data),
            None => skeleton(),
        })}
    }
    .into_any()
}

fn body(app: App, data: &DataView) -> AnyView {
    let files: Vec<AnyView> = data
        .files
        .iter()
        .map(|card| file(app, card, data.is_sample))
        .collect();
    let sources: Vec<AnyView> = data.sources.iter().map(source).collect();
    let intro = if data.is_sample {
        "This is the sample data. It gives way to the first file of yours."
    } else if data.files.is_empty() {
        "Nothing is loaded. Add files, or use the sample data."
    } else {
        "These files are loaded. Several files of one kind become one source."
    };
    view! {
        <section>
            <div class="title">
                <div>
                    <h2>"Files"</h2>
                    <p class="muted">{intro}</p>
                </div>
                {(!data.is_sample).then(|| view! {
                    <button type="button" class="button" on:click=move |_| app.load_sample()>
                        "Use sample data"
                    </button>
                })}
            </div>
            <div class="cards">{files}</div>
        </section>
        <section>
            <h2>"Sources"</h2>
            <p class="muted">"What the tables are built from. A file is recognised by its header, whatever its name."</p>
            <div class="cards">{sources}</div>
        </section>
        {rejects(app, data)}
    }
    .into_any()
}

fn file(app: App, card: &FileCard, is_sample: bool) -> AnyView {
    let (class, word) = match card.status {
        FileStatus::Loaded => ("good", "✓ Loaded"),
        FileStatus::Refused => ("bad", "✕ Not loaded"),
        FileStatus::Cancelled => ("warn", "! Cancelled"),
    };
    let id = card.id;
    let decisions: Vec<AnyView> = card
        .decisions
        .iter()
        .map(|decision| {
            view! {
                <li>
                    {decision.what.clone()}": "<strong>{decision.value.clone()}</strong>
                    <span class="muted">" " {decision.because.clone()}</span>
                </li>
            }
            .into_any()
        })
        .collect();
    let issues: Vec<AnyView> = card
        .issues
        .iter()
        .map(|(issue, n)| {
            view! { <li>{issue.clone()}": " {count(*n, "time", "times")}</li> }.into_any()
        })
        .collect();
    let name = card.name.clone();
    view! {
        <article class="card">
            <div class="title">
                <h3>{card.name.clone()}</h3>
                {(!is_sample).then(|| view! {
                    <button
                        type="button"
                        class="link"
                        aria-label=format!("Remove {name}")
                        on:click=move |_| app.remove(id)
                    >
                        "Remove"
                    </button>
                })}
            </div>
            <p>
                <span class=class>{word}</span>
                <span class="muted">
                    {(!card.source.is_empty()).then(|| format!(" as {}", card.source))}
                    " · " {words::bytes(card.bytes)} " · " {words::millis(card.millis)}
                </span>
            </p>
            <p>{card.sentence.clone()}</p>
            {(card.status == FileStatus::Loaded).then(|| counts(
                card.rows_read, card.rows_kept, card.rows_rejected, card.rows_deduplicated,
            ))}
            {(!issues.is_empty()).then(|| folded("Worth knowing", issues))}
            {(!decisions.is_empty()).then(|| folded("How it was read", decisions))}
            {(!card.detail.is_empty()).then(|| view! {
                <details>
                    <summary>"Technical detail"</summary>
                    <pre tabindex="0">{card.detail.clone()}</pre>
                </details>
            })}
        </article>
    }
    .into_any()
}

fn folded(title: &'static str, items: Vec<AnyView>) -> AnyView {
    view! {
        <details>
            <summary>{title}</summary>
            <ul>{items}</ul>
        </details>
    }
    .into_any()
}

/// Rows read = kept + set aside + duplicates, so that anyone can check that nothing vanished.
fn counts(read: u64, kept: u64, rejected: u64, duplicates: u64) -> AnyView {
    let number = |n: u64| crate::protocol::Unit::Count.full(Some(n as f64));
    view! {
        <p class="counts">
            {format!(
                "{} read = {} kept + {} set aside + {} duplicates",
                number(read), number(kept), number(rejected), number(duplicates),
            )}
        </p>
    }
    .into_any()
}

fn source(card: &SourceCard) -> AnyView {
    let is_filled = !card.files.is_empty();
    let columns: Vec<AnyView> = card
        .columns
        .iter()
        .map(|column| {
            let is_required = card.required.contains(&column.name);
            view! {
                <li>
                    <code>{column.name.clone()}</code>
                    {is_required.then_some(" (required)")}
                    " "
                    <span class="muted">{column.doc.clone()}</span>
                </li>
            }
            .into_any()
        })
        .collect();
    view! {
        <article class="card">
            <h3>{card.id.clone()}</h3>
            <p class="muted">"One row is " {card.grain.clone()} "."</p>
            {if is_filled {
                view! {
                    <p><span class="good">"✓ Filled"</span> " by " {card.files.join(", ")}</p>
                    {counts(card.rows_read, card.rows_kept, card.rows_rejected, card.rows_deduplicated)}
                }.into_any()
            } else {
                view! { <p><span class="warn">"! Empty"</span>" No file has filled it."</p> }.into_any()
            }}
            <p>"A header like this is recognised:"</p>
            <pre tabindex="0">{card.header.clone()}</pre>
            {folded("Columns", columns)}
        </article>
    }
    .into_any()
}

fn rejects(app: App, data: &DataView) -> AnyView {
    if data.rows_rejected == 0 {
        return view! {
            <section>
                <h2>"Rows set aside"</h2>
                <p class="muted">"None: every row that was read is kept or an exact duplicate."</p>
            </section>
        }
        .into_any();
    }
    let shown = data.rejects.len() as u64;
    let rows: Vec<AnyView> = data.rejects.iter().map(reject).collect();
    let said = if shown < data.rows_rejected {
        format!(
            "The first {} of {}. The download has all of them.",
            count(shown, "row", "rows"),
            crate::protocol::Unit::Count.full(Some(data.rows_rejected as f64))
        )
    } else {
        format!(
            "{}. Each says what is wrong and how to mend it.",
            count(shown, "row", "rows")
        )
    };
    view! {
        <section class="card" id="rejects">
            <div class="title">
                <div>
                    <h2>"Rows set aside"</h2>
                    <p class="muted">{said}</p>
                </div>
                <button type="button" class="button" on:click=move |_| app.export(Download::Rejects)>
                    "Download set-aside rows"
                </button>
            </div>
            <div class="scroll" tabindex="0" role="region" aria-label="Rows set aside">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">"File"</th>
                            <th scope="col" class="num">"Line"</th>
                            <th scope="col">"Column"</th>
                            <th scope="col">"Value"</th>
                            <th scope="col">"What is wrong"</th>
                            <th scope="col">"Row as it stood"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

fn reject(row: &RejectRow) -> AnyView {
    view! {
        <tr>
            <th scope="row">{row.file.clone()}</th>
            <td class="num">{row.line}</td>
            <td>{row.column.clone()}</td>
            <td class="cut" title=row.value.clone()>{row.value.clone()}</td>
            <td class="wrap">{row.message.clone()}" "<code>{row.code.clone()}</code></td>
            <td class="cut" title=row.raw.clone()><code>{row.raw.clone()}</code></td>
        </tr>
    }
    .into_any()
}
