//! One table: its rows by windows (a million scroll as easily as ten), then what it is: columns, tests, SQL twin.
//!
//! Rows have one fixed height. A browser cannot make an element much taller than 16 million pixels, so beyond
//! `TALLEST` the scroll position is scaled to rows. Windows are asked for in chunks; a row not yet here is blank.

use super::skeleton;
use super::tables::verdict;
use crate::app::browser;
use crate::app::components::{table::header, words};
use crate::app::state::App;
use crate::protocol::{Cell, Column, Download, RowQuery, TableCard, TestResult, TestStatus, Unit};
use leptos::html::Div;
use leptos::prelude::*;
use std::collections::BTreeMap;
use wasm_bindgen::{JsCast, closure::Closure};

const ROW: f64 = 32.0;
const TALLEST: f64 = 8_000_000.0;
const CHUNK: u64 = 200;
/// Rows drawn beyond the frame, above and below.
const MARGIN: u64 = 8;
/// Chunks kept; the farthest go first.
const KEPT: usize = 12;

/// What has been fetched of one query.
#[derive(Clone, Default)]
struct Window {
    matching: Option<u64>,
    total: u64,
    totals: Vec<Cell>,
    chunks: BTreeMap<u64, Vec<Vec<Cell>>>,
    /// Ticket and chunk of each request under way.
    asked: Vec<(u32, u64)>,
}

/// The page of a table.
pub fn table(app: App, id: String) -> AnyView {
    let card = {
        let id = id.clone();
        Memo::new(move |_| {
            app.catalog
                .with(|cards| cards.iter().find(|card| card.id == id).cloned())
        })
    };
    let is_known = move || app.catalog.with(|cards| !cards.is_empty());
    let name = id.clone();
    view! {
        <p>
            <a href=move || format!("#{}", app.link.with(|link| link.on("tables", "").hash()))>
                "Tables"
            </a>
        </p>
        <div class="title">
            <h1>{id.clone()}</h1>
            <button
                type="button"
                class="button"
                on:click=move |_| app.export(Download::Table(name.clone()))
            >
                "Download CSV"
            </button>
        </div>
        {move || match card.get() {
            Some(card) => body(app, card),
            None if is_known() => view! { <p class="headline">"There is no table of this name."</p> }.into_any(),
            None => skeleton(),
        }}
    }
    .into_any()
}

fn body(app: App, card: TableCard) -> AnyView {
    let filtered = if card.is_filtered {
        " Date range and channels of the link apply."
    } else {
        ""
    };
    let rows = if card.blocked.is_empty() {
        rows(app, &card)
    } else {
        view! { <p class="notices warn">{card.blocked.clone()}</p> }.into_any()
    };
    view! {
        <p class="headline">"One row is " {card.grain.clone()} "." {filtered}</p>
        {rows}
        {about(app, card)}
    }
    .into_any()
}

// ---- rows ----

fn rows(app: App, card: &TableCard) -> AnyView {
    let table = StoredValue::new(card.id.clone());
    let columns = StoredValue::new(card.columns.clone());
    let sort = RwSignal::new(None::<(usize, bool)>);
    let filter = RwSignal::new(String::new());
    let window = RwSignal::new(Window::default());
    // First row on screen and how many fit.
    let view_at = RwSignal::new((0_u64, 20_u64));
    let frame = NodeRef::<Div>::new();

    // Another question, or other data under it: start over. (A catalogue that changes rebuilds this view.)
    Effect::new(move |_| {
        sort.track();
        filter.track();
        app.link.with(|link| link.params.query());
        window.set(Window::default());
        view_at.update(|(first, _)| *first = 0);
        if let Some(frame) = frame.get_untracked() {
            frame.set_scroll_top(0);
        }
    });
    // Ask for what is on screen and not here.
    Effect::new(move |_| {
        let (first, count) = view_at.get();
        let wanted = window.with(|window| {
            let end = window.matching.unwrap_or(1).max(1);
            let last = (first + count + MARGIN).min(end).saturating_sub(1);
            (first.saturating_sub(MARGIN) / CHUNK..=last / CHUNK)
                .filter(|chunk| {
                    !window.chunks.contains_key(chunk)
                        && window.asked.iter().all(|(_, asked)| asked != chunk)
                })
                .collect::<Vec<_>>()
        });
        for chunk in wanted {
            let query = RowQuery {
                sort: sort.get_untracked().and_then(|(i, _)| {
                    columns.with_value(|c| c.get(i).map(|column| column.name.clone()))
                }),
                descending: sort
                    .get_untracked()
                    .is_some_and(|(_, descending)| descending),
                filter: filter.get_untracked(),
                offset: chunk * CHUNK,
                limit: CHUNK as u32,
            };
            let ticket = table.with_value(|table| app.ask_rows(table, query));
            window.update_untracked(|window| window.asked.push((ticket, chunk)));
        }
    });
    // Take in what comes.
    Effect::new(move |_| {
        app.rows.with(|(ticket, rows)| {
            let chunk = window.with_untracked(|window| {
                window
                    .asked
                    .iter()
                    .find(|(asked, _)| asked == ticket)
                    .map(|(_, chunk)| *chunk)
            });
            let Some(chunk) = chunk else { return };
            let near = view_at.get_untracked().0 / CHUNK;
            window.update(|window| {
                window.asked.retain(|(asked, _)| asked != ticket);
                window.matching = Some(rows.matching);
                window.total = rows.total;
                window.totals.clone_from(&rows.totals);
                window.chunks.insert(chunk, rows.rows.clone());
                while window.chunks.len() > KEPT {
                    let far = window
                        .chunks
                        .keys()
                        .copied()
                        .max_by_key(|c| c.abs_diff(near));
                    far.map(|far| window.chunks.remove(&far));
                }
            });
        });
    });

    let matching = Memo::new(move |_| window.with(|window| window.matching.unwrap_or(0)));
    let on_scroll = move |_| {
        if let Some(frame) = frame.get_untracked() {
            let fits = (f64::from(frame.client_height()) / ROW).ceil() as u64;
            let first = first_row(
                f64::from(frame.scroll_top()),
                f64::from(frame.client_height()),
                matching.get_untracked(),
            );
            if view_at.get_untracked() != (first, fits) {
                view_at.set((first, fits));
            }
        }
    };
    let said = move || {
        window.with(|window| match window.matching {
            None => "Loading rows".to_owned(),
            Some(matching) if matching == window.total => words::count(matching, "row", "rows"),
            Some(matching) => format!(
                "{} of {}",
                Unit::Count.full(Some(matching as f64)),
                words::count(window.total, "row", "rows")
            ),
        })
    };
    let id = card.id.clone();
    let head: Vec<AnyView> = card
        .columns
        .iter()
        .enumerate()
        .map(|(i, column)| header(i, column, column.name.clone(), sort, &id))
        .collect();
    let widths = move || {
        columns.with_value(|columns| {
            let sample = window.with(|w| w.chunks.values().next().cloned().unwrap_or_default());
            columns
                .iter()
                .enumerate()
                .map(|(i, column)| width(i, column, &sample))
                .collect::<Vec<_>>()
        })
    };
    let widths = Memo::new(move |_| widths());
    let cols = move || {
        widths
            .get()
            .into_iter()
            .map(|w| view! { <col style:width=format!("{w}px")/> }.into_any())
            .collect::<Vec<_>>()
    };
    let top = move || {
        offset(
            view_at.get().0.saturating_sub(MARGIN),
            view_at.get(),
            matching.get(),
            frame,
        )
    };
    let drawn = move || {
        let (first, count) = view_at.get();
        window.with(|window| {
            let from = first.saturating_sub(MARGIN);
            let to = (first + count + MARGIN).min(window.matching.unwrap_or(0));
            columns.with_value(|columns| {
                (from..to)
                    .map(|row| line(columns, window, row))
                    .collect::<Vec<_>>()
            })
        })
    };
    let foot = move || {
        window.with(|window| {
            (!window.totals.is_empty()).then(|| {
                let cells =
                    columns.with_value(|columns| cells(columns, Some(&window.totals), true));
                view! { <tfoot><tr>{cells}</tr></tfoot> }
            })
        })
    };
    view! {
        <div class="card">
            <div class="title">
                <label class="search">
                    <span class="sr">"Keep rows that contain"</span>
                    <input
                        type="search"
                        placeholder="Filter rows"
                        on:input=debounced(filter)
                    />
                </label>
                <p class="muted" aria-live="polite">{said}</p>
            </div>
            <div
                class="scroll rows"
                tabindex="0"
                role="region"
                aria-label=format!("Rows of {id}")
                node_ref=frame
                on:scroll=on_scroll
            >
                <div class="sizer" style:height=move || format!("{}px", height(matching.get()))>
                    <table
                        class="fixed"
                        aria-rowcount=move || matching.get() + 1
                        style:width=move || format!("{}px", widths.get().iter().sum::<f64>())
                        style:top=move || format!("{}px", top())
                    >
                        <colgroup>{cols}</colgroup>
                        <thead><tr aria-rowindex="1">{head}</tr></thead>
                        <tbody>{drawn}</tbody>
                        {foot}
                    </table>
                </div>
            </div>
        </div>
    }
    .into_any()
}

/// Sets the filter a moment after the last key, so that typing does not ask for every letter.
fn debounced(filter: RwSignal<String>) -> impl Fn(web_sys::Event) {
    let timer = StoredValue::new(0_i32);
    move |event| {
        let text = event_target_value(&event);
        let Some(window) = browser::window() else {
            return;
        };
        window.clear_timeout_with_handle(timer.get_value());
        let then = Closure::once_into_js(move || filter.set(text));
        let handle =
            window.set_timeout_with_callback_and_timeout_and_arguments_0(then.unchecked_ref(), 150);
        timer.set_value(handle.unwrap_or_default());
    }
}

/// Height of all rows and the header in pixels, within what a browser can do.
fn height(rows: u64) -> f64 {
    ((rows + 1) as f64 * ROW).min(TALLEST)
}

/// The first row on screen for a scroll position.
fn first_row(scroll: f64, frame: f64, rows: u64) -> u64 {
    let real = (rows + 1) as f64 * ROW;
    if real <= TALLEST {
        return (scroll / ROW) as u64;
    }
    let share = (scroll / (TALLEST - frame).max(1.0)).clamp(0.0, 1.0);
    (share * (real - frame) / ROW) as u64
}

/// Where the drawn part of the table stands, from the top of the sizer.
fn offset(from: u64, (first, _): (u64, u64), rows: u64, frame: NodeRef<Div>) -> f64 {
    let is_scaled = (rows + 1) as f64 * ROW > TALLEST;
    match frame.get_untracked() {
        // Scaled: rows stand relative to the scroll position, not to the top.
        Some(frame) if is_scaled => {
            (f64::from(frame.scroll_top()) - (first - from) as f64 * ROW).max(0.0)
        }
        _ => from as f64 * ROW,
    }
}

fn line(columns: &[Column], window: &Window, row: u64) -> AnyView {
    let cells_of = window
        .chunks
        .get(&(row / CHUNK))
        .and_then(|chunk| chunk.get((row % CHUNK) as usize));
    let cells = cells(columns, cells_of.map(Vec::as_slice), false);
    view! { <tr aria-rowindex=row + 2>{cells}</tr> }.into_any()
}

fn cells(columns: &[Column], row: Option<&[Cell]>, is_total: bool) -> Vec<AnyView> {
    columns
        .iter()
        .enumerate()
        .map(|(i, column)| {
            let cell = row.and_then(|row| row.get(i));
            let text = match cell {
                Some(Cell::Null) if is_total && i == 0 => "Total".to_owned(),
                Some(Cell::Null) if is_total && !column.unit.is_number() => String::new(),
                Some(cell) => words::cell(cell, column.unit),
                None => String::new(),
            };
            // A null's reason is in the column's documentation; long text is cut by the width.
            let title = match cell {
                Some(Cell::Null) => column.doc.clone(),
                Some(Cell::Text(text)) if text.len() > 24 => text.clone(),
                _ => String::new(),
            };
            view! { <td class:num=column.unit.is_number() title=title>{text}</td> }.into_any()
        })
        .collect()
}

/// Width of a column in pixels: its name and the longest of the first values, within reason.
fn width(i: usize, column: &Column, sample: &[Vec<Cell>]) -> f64 {
    let longest = sample
        .iter()
        .filter_map(|row| row.get(i))
        .map(|cell| words::cell(cell, column.unit).chars().count())
        .max()
        .unwrap_or(8);
    let unit = column.unit.label();
    let name = column.name.chars().count() + if unit.is_empty() { 2 } else { unit.len() + 3 };
    (longest.max(name) as f64 * 7.6 + 28.0).clamp(72.0, 320.0)
}

// ---- what it is ----

fn about(app: App, card: TableCard) -> AnyView {
    let columns: Vec<AnyView> = card
        .columns
        .iter()
        .map(|column| {
            view! {
                <tr>
                    <th scope="row">{column.name.clone()}</th>
                    <td>{format!("{:?}", column.kind).to_lowercase()}</td>
                    <td>{column.unit.label()}</td>
                    <td class="wrap">{column.is_key.then_some("Key. ")}{column.doc.clone()}</td>
                </tr>
            }
            .into_any()
        })
        .collect();
    let (class, text) = verdict(&card);
    let tests: Vec<AnyView> = card.tests.iter().map(test).collect();
    view! {
        <section class="card">
            <h2>"Columns"</h2>
            <div class="scroll" tabindex="0" role="region" aria-label="Columns">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">"Column"</th>
                            <th scope="col">"Type"</th>
                            <th scope="col">"Unit"</th>
                            <th scope="col">"What it means"</th>
                        </tr>
                    </thead>
                    <tbody>{columns}</tbody>
                </table>
            </div>
        </section>
        <section class="card">
            <h2>"Tests: "<span class=class>{text}</span></h2>
            <ul class="tests">{tests}</ul>
        </section>
        <section class="card">
            <h2>"Lineage"</h2>
            <p>"Built from: " {links(app, &card.inputs)}</p>
            <p>"Feeds: " {links(app, &card.feeds)}</p>
            <p class="muted">"Built in " {words::millis(card.millis)}</p>
            {(!card.sql.is_empty()).then(|| view! {
                <details>
                    <summary>"The same table as a dbt model in SQL"</summary>
                    <pre tabindex="0">{card.sql.clone()}</pre>
                </details>
            })}
        </section>
    }
    .into_any()
}

fn test(test: &TestResult) -> AnyView {
    let (class, sign) = match test.status {
        TestStatus::Passed => ("good", "✓ holds"),
        TestStatus::Warned => ("warn", "! warns"),
        TestStatus::Failed => ("bad", "✕ fails"),
        TestStatus::Pending => ("muted", "not run"),
    };
    let examples = (!test.examples.is_empty()).then(|| {
        let rows = words::count(test.failures, "offending row", "offending rows");
        view! {
            <details>
                <summary>{rows}</summary>
                <pre tabindex="0">{test.examples.join("\n")}</pre>
            </details>
        }
    });
    view! { <li><span class=class>{sign}</span>" " {test.sentence.clone()} {examples}</li> }
        .into_any()
}

fn links(app: App, ids: &[String]) -> AnyView {
    if ids.is_empty() {
        return view! { <span class="muted">"nothing"</span> }.into_any();
    }
    let links: Vec<AnyView> = ids
        .iter()
        .map(|id| {
            let id = id.clone();
            let text = id.clone();
            view! {
                <a class="chip" href=move || {
                    format!("#{}", app.link.with(|link| link.on("tables", &id).hash()))
                }>{text}</a>
            }
            .into_any()
        })
        .collect();
    links.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_of_the_scroll_are_the_ends_of_the_table_whatever_its_size() {
        for rows in [10_u64, 100_000, 1_000_000, 50_000_000] {
            let frame = 640.0;
            assert_eq!(first_row(0.0, frame, rows), 0);
            let end = first_row((height(rows) - frame).max(0.0), frame, rows);
            let fits = (frame / ROW) as u64;
            assert!(end + fits >= rows, "{rows}: {end}");
        }
    }
}
