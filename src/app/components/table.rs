//! A small table of a page: sorted by its header buttons, nulls and formulas explained, rows that filter.
//!
//! All rows are in the view model; the browser of big tables is `pages::table`.

use super::tooltip::{self, Bubble};
use super::words;
use crate::app::link;
use crate::app::state::App;
use crate::protocol::{Cell, Column, TableView, format};
use leptos::prelude::*;
use std::cmp::Ordering;

type Sort = RwSignal<Option<(usize, bool)>>;

/// The table itself, inside its scrolling frame. `sort` outlives a change of data.
pub fn table(app: App, view: TableView, sort: Sort) -> AnyView {
    let view = StoredValue::new(view);
    let head: Vec<AnyView> = view.with_value(|view| {
        view.columns
            .iter()
            .enumerate()
            .map(|(i, column)| header(i, column, words::title(column), sort, &view.table))
            .collect()
    });
    let body = move || view.with_value(|view| rows(app, view, sort.get()));
    let foot = view.with_value(|view| {
        (!view.totals.is_empty()).then(|| {
            let cells = cells(view, &view.totals, view.rows.len(), None);
            view! { <tfoot><tr>{cells}</tr></tfoot> }
        })
    });
    let name = view.with_value(|view| view.title.clone());
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label=name>
            <table>
                <thead><tr>{head}</tr></thead>
                <tbody>{body}</tbody>
                {foot}
            </table>
        </div>
    }
    .into_any()
}

/// A header cell that sorts: once by the largest (text: from A), again the other way, a third time as it came.
pub fn header(i: usize, column: &Column, title: String, sort: Sort, table: &str) -> AnyView {
    let is_number = column.unit.is_number();
    let unit = column.unit.label();
    let state = move || match sort.get() {
        Some((by, descending)) if by == i => Some(descending),
        _ => None,
    };
    let press = move |_| {
        sort.set(match state() {
            None => Some((i, is_number)),
            Some(descending) if descending == is_number => Some((i, !is_number)),
            Some(_) => None,
        });
    };
    view! {
        <th
            scope="col"
            class:num=is_number
            aria-sort=move || match state() {
                None => "none",
                Some(true) => "descending",
                Some(false) => "ascending",
            }
        >
            <button type="button" id=format!("sort-{table}-{i}") title=column.doc.clone() on:click=press>
                {title}
                {(!unit.is_empty()).then(|| view! { " "<span class="unit">{unit}</span> })}
                <span class="arrow" aria-hidden="true">
                    {move || match state() {
                        None => "",
                        Some(true) => " ↓",
                        Some(false) => " ↑",
                    }}
                </span>
            </button>
        </th>
    }
    .into_any()
}

fn rows(app: App, view: &TableView, sort: Option<(usize, bool)>) -> Vec<AnyView> {
    let mut order: Vec<usize> = (0..view.rows.len()).collect();
    if let Some((column, descending)) = sort {
        let at = |row: &usize| view.rows.get(*row).and_then(|cells| cells.get(column));
        order.sort_by(|a, b| compare(at(a), at(b), descending));
    }
    order
        .into_iter()
        .filter_map(|index| {
            let row = view.rows.get(index)?;
            let key = view.filter.clone().zip(row.first().map(text));
            let chosen = key.clone().map(|(key, name)| {
                move || {
                    app.link
                        .with(|link| link::chosen(&link.params, &key, &name))
                }
            });
            let is_filter = key.is_some();
            let click = key.clone();
            let cells = cells(view, row, index, key.as_ref().map(|(key, _)| key.clone()));
            let state = chosen.clone();
            Some(
                view! {
                    <tr
                        class:filter=is_filter
                        class:dim=move || state.as_ref().and_then(|f| f()) == Some(false)
                        on:click=move |event| {
                            if let Some((key, name)) = &click && !is_on_formula(&event) {
                                app.change(|params| link::toggle(params, key, name));
                            }
                        }
                    >
                        {cells}
                    </tr>
                }
                .into_any(),
            )
        })
        .collect()
}

/// A cell that opens a formula has a click of its own.
fn is_on_formula(event: &web_sys::MouseEvent) -> bool {
    use wasm_bindgen::JsCast;
    event
        .target()
        .and_then(|t| t.dyn_into::<web_sys::Element>().ok())
        .is_some_and(|e| e.closest(".formula").ok().flatten().is_some())
}

fn cells(view: &TableView, row: &[Cell], index: usize, filter: Option<String>) -> Vec<AnyView> {
    let find = |notes: &[(u32, u32, String)], column: usize| {
        notes
            .iter()
            .find(|(r, c, _)| *r as usize == index && *c as usize == column)
            .map(|(_, _, text)| text.clone())
    };
    row.iter()
        .zip(&view.columns)
        .enumerate()
        .map(|(i, (cell, column))| {
            let text = words::cell(cell, column.unit);
            let is_number = column.unit.is_number();
            if i == 0 {
                let text = if filter.is_none() && text == format::NULL {
                    "Total".to_owned()
                } else {
                    text
                };
                let content = if filter.is_some() {
                    let id = format!("row-{}-{text}", view.table);
                    view! { <button type="button" class="link" id=id>{text}</button> }.into_any()
                } else {
                    text.into_any()
                };
                return view! { <th scope="row">{content}</th> }.into_any();
            }
            let note = if matches!(cell, Cell::Null) {
                find(&view.null_reasons, i).map(|why| ("No value", why))
            } else {
                find(&view.formulas, i).map(|how| ("Formula", how))
            };
            let content = match note {
                Some((label, note)) => explained(words::title(column), text, label, note),
                None => text.into_any(),
            };
            view! { <td class:num=is_number>{content}</td> }.into_any()
        })
        .collect()
}

/// A value that opens how it came about, or why there is none.
fn explained(title: String, text: String, label: &'static str, note: String) -> AnyView {
    let is_null = label == "No value";
    let hint = note.clone();
    view! {
        <button
            type="button"
            class="formula"
            class:null=is_null
            title=hint
            aria-label=is_null.then(|| format!("no value: {note}"))
            on:click=move |event| {
                tooltip::show(Bubble {
                    anchor: tooltip::place_of(&event),
                    title: title.clone(),
                    lines: vec![(label.to_owned(), note.clone())],
                    is_card: true,
                    link: None,
                });
            }
        >
            {text}
        </button>
    }
    .into_any()
}

fn text(cell: &Cell) -> String {
    words::cell(cell, crate::protocol::Unit::Text)
}

/// Nulls stand last whichever way the rest is sorted.
fn compare(a: Option<&Cell>, b: Option<&Cell>, descending: bool) -> Ordering {
    let is_null = |cell: Option<&Cell>| matches!(cell, None | Some(Cell::Null));
    match (is_null(a), is_null(b)) {
        (true, true) => return Ordering::Equal,
        (true, false) => return Ordering::Greater,
        (false, true) => return Ordering::Less,
        _ => {}
    }
    let order = match (a, b) {
        (Some(Cell::Text(a)), Some(Cell::Text(b))) => a.to_lowercase().cmp(&b.to_lowercase()),
        (Some(a), Some(b)) => number(a).total_cmp(&number(b)),
        _ => Ordering::Equal,
    };
    if descending { order.reverse() } else { order }
}

fn number(cell: &Cell) -> f64 {
    match cell {
        Cell::Day(day) => f64::from(*day),
        Cell::Time(ms) => *ms as f64,
        Cell::Flag(flag) => f64::from(u8::from(*flag)),
        other => other.number().unwrap_or_default(),
    }
}

/// The table as CSV text, as shown (the full table is the engine's download).
pub fn csv(view: &TableView) -> String {
    let field = |text: &str| {
        if text.contains([',', '"', '\n', '\r']) {
            format!("\"{}\"", text.replace('"', "\"\""))
        } else {
            text.to_owned()
        }
    };
    let raw = |cell: &Cell| match cell {
        Cell::Null => String::new(),
        Cell::Text(text) if text.starts_with(['=', '+', '-', '@', '\t', '\r']) => {
            format!("'{text}")
        }
        Cell::Integer(n) => n.to_string(),
        Cell::Number(n) => n.to_string(),
        Cell::Flag(flag) => flag.to_string(),
        other => text(other),
    };
    let mut out = view
        .columns
        .iter()
        .map(|c| field(&c.name))
        .collect::<Vec<_>>()
        .join(",");
    for row in &view.rows {
        out.push('\n');
        out.push_str(
            &row.iter()
                .map(|cell| field(&raw(cell)))
                .collect::<Vec<_>>()
                .join(","),
        );
    }
    out.push('\n');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nulls_stand_last_whichever_way_the_rest_is_sorted() {
        let (one, two, null) = (Cell::Number(1.0), Cell::Integer(2), Cell::Null);
        assert_eq!(compare(Some(&one), Some(&two), false), Ordering::Less);
        assert_eq!(compare(Some(&one), Some(&two), true), Ordering::Greater);
        assert_eq!(compare(Some(&null), Some(&two), true), Ordering::Greater);
        assert_eq!(compare(Some(&null), Some(&two), false), Ordering::Greater);
    }

    #[test]
    fn copied_text_cannot_run_in_a_spreadsheet() {
        let view = TableView {
            columns: vec![Column {
                name: "channel".to_owned(),
                kind: crate::protocol::Kind::Text,
                unit: crate::protocol::Unit::Text,
                doc: String::new(),
                is_key: true,
            }],
            rows: vec![
                vec![Cell::Text("=1+1".to_owned())],
                vec![Cell::Text("a,\"b\"".to_owned())],
                vec![Cell::Null],
            ],
            ..TableView::default()
        };
        assert_eq!(csv(&view), "channel\n'=1+1\n\"a,\"\"b\"\"\"\n\n");
    }
}
