//! A small table of a page: sorted by its header buttons, nulls and formulas explained, rows that filter.
//!
//! All rows are in the view model; the browser of big tables is `pages::table`.

use super::paint;
use super::tooltip::{self, Bubble};
use super::words as say;
use crate::app::browser;
use crate::app::dom::{El, button, el, tag, words};
use crate::app::link;
use crate::app::state::App;
use crate::protocol::{Cell, Column, TableView, format};
use leptos::prelude::*;
use std::cmp::Ordering;

/// The column sorted by and whether the largest comes first.
pub type Sort = RwSignal<Option<(usize, bool)>>;

/// The table itself, inside its scrolling frame, which stays as it is scrolled when other data comes. `sort` outlives it.
pub fn table(app: App, view: RwSignal<TableView>, sort: Sort) -> El {
    let columns = move || {
        view.with(|view| {
            let said = |column: &Column| column.name.clone() + &column.doc + column.unit.label();
            view.columns.iter().map(said).collect::<String>()
        })
    };
    let head = el("thead").live_on(columns, move || {
        view.with(|view| {
            let columns = view.columns.iter().enumerate();
            let head = columns.map(|(i, c)| header(i, c, &say::title(c), sort, &view.table));
            vec![el("tr").all(head)]
        })
    });
    let body = el("tbody").live(move || view.with(|view| rows(app, view, sort.get())));
    let foot = el("tfoot").live(move || {
        view.with(|view| {
            let row = || el("tr").all(cells(view, &view.totals, view.rows.len(), false));
            (!view.totals.is_empty()).then(row).into_iter().collect()
        })
    });
    region("")
        .live_attr("aria-label", move || {
            Some(view.with(|view| view.title.clone()))
        })
        .put(el("table").put(head).put(body).put(foot))
}

/// A frame in which a table scrolls, reachable by keyboard.
pub fn region(name: &str) -> El {
    tag("div", "scroll")
        .attr("tabindex", "0")
        .attr("role", "region")
        .attr("aria-label", name)
}

/// A header cell that sorts: once by the largest (text: from A), again the other way, a third time as it came.
pub fn header(i: usize, column: &Column, title: &str, sort: Sort, table: &str) -> El {
    let is_number = column.unit.is_number();
    let unit = column.unit.label();
    let state = move || match sort.get() {
        Some((by, descending)) if by == i => Some(descending),
        _ => None,
    };
    let press = move || {
        sort.set(match untrack(state) {
            None => Some((i, is_number)),
            Some(descending) if descending == is_number => Some((i, !is_number)),
            Some(_) => None,
        });
    };
    let arrow = tag("span", "arrow")
        .attr("aria-hidden", "true")
        .live_text(move || {
            match state() {
                None => "",
                Some(true) => " ↓",
                Some(false) => " ↑",
            }
            .to_owned()
        });
    // The name of a column may say its unit already.
    let is_said = title.ends_with("_usd") || title.ends_with("_days");
    let label = button("", title, press)
        .attr("id", &format!("sort-{table}-{i}"))
        .attr("title", &column.doc)
        .all((!is_said && !unit.is_empty()).then(|| words("span", "unit", "\u{a0}").say(unit)))
        .put(arrow);
    tag("th", number_class(column))
        .attr("scope", "col")
        .live_attr("aria-sort", move || {
            let word = match state() {
                None => "none",
                Some(true) => "descending",
                Some(false) => "ascending",
            };
            Some(word.to_owned())
        })
        .put(label)
}

/// The class of a column's cells.
pub fn number_class(column: &Column) -> &'static str {
    if column.unit.is_number() { "num" } else { "" }
}

fn rows(app: App, view: &TableView, sort: Option<(usize, bool)>) -> Vec<El> {
    let order = paint::order(view.rows.len(), &|a, b| match sort {
        Some((column, descending)) => {
            let at = |row: usize| view.rows.get(row).and_then(|cells| cells.get(column));
            compare(at(a), at(b), descending)
        }
        None => Ordering::Equal,
    });
    let row = |index: usize| {
        view.rows
            .get(index)
            .map(|cells| row(app, view, cells, index))
    };
    order.into_iter().filter_map(row).collect()
}

fn row(app: App, view: &TableView, row: &[Cell], index: usize) -> El {
    let out = el("tr").all(cells(view, row, index, view.filter.is_some()));
    let Some((key, name)) = view.filter.clone().zip(row.first().map(text)) else {
        return out;
    };
    let (its_key, its_name) = (key.clone(), name.clone());
    out.attr("class", "filter")
        .live_class("dim", move || {
            app.link
                .with(|link| link::chosen(&link.params, &its_key, &its_name))
                == Some(false)
        })
        .on("click", move |event| {
            // A cell that opens a formula or leads to rows has a click of its own.
            if !browser::is_within(&event, "a, .formula") {
                app.change(|params| link::toggle(params, &key, &name));
            }
        })
}

fn cells(view: &TableView, row: &[Cell], index: usize, is_filter: bool) -> Vec<El> {
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
            let text = say::cell(cell, column.unit);
            let link = find(&view.links, i);
            if i == 0 {
                let is_total = index == view.rows.len() && text == format::NULL;
                let text = if is_total { "Total" } else { &text };
                let out = tag("th", prose(text)).attr("scope", "row");
                return if let Some(link) = link {
                    out.put(words("a", "", text).attr("href", &link))
                } else if is_filter {
                    let id = format!("row-{}-{text}", view.table);
                    // The row hears the click.
                    out.put(button("link", text, || {}).attr("id", &id))
                } else {
                    out.say(text)
                };
            }
            let note = if matches!(cell, Cell::Null) {
                find(&view.null_reasons, i).map(|why| ("No value", why))
            } else {
                find(&view.formulas, i).map(|how| ("Formula", how))
            };
            let class = if column.unit.is_number() {
                "num"
            } else {
                prose(&text)
            };
            let out = tag("td", class);
            match (note, link) {
                (Some(note), link) => out.put(explained(say::title(column), &text, note, link)),
                (None, Some(link)) => out.put(
                    words("a", "", &text)
                        .attr("href", &link)
                        .attr("title", ROWS_BEHIND),
                ),
                (None, None) => out.say(&text),
            }
        })
        .collect()
}

/// The class of a cell with a sentence in it, which takes several lines.
fn prose(text: &str) -> &'static str {
    if text.len() > SENTENCE { "long" } else { "" }
}

/// Bytes from which a text is a sentence.
const SENTENCE: usize = 36;

/// What a link behind a number says.
const ROWS_BEHIND: &str = "Open the rows behind it";

/// A value that opens how it came about, or why there is none, and leads to the rows behind it.
fn explained(
    title: String,
    text: &str,
    (label, note): (&'static str, String),
    link: Option<String>,
) -> El {
    let is_null = label == "No value";
    let class = if is_null { "formula null" } else { "formula" };
    let spoken = if is_null {
        format!("no value: {note}")
    } else {
        format!("{text}, formula")
    };
    words("button", class, text)
        .attr("type", "button")
        .attr("title", &note)
        .attr("aria-label", &spoken)
        .on("click", move |event| {
            tooltip::show(Bubble {
                anchor: tooltip::place_of(&event),
                title: title.clone(),
                lines: vec![(label.to_owned(), note.clone())],
                is_card: true,
                link: link.clone().map(|link| {
                    let hash = link.trim_start_matches('#').to_owned();
                    (ROWS_BEHIND.to_owned(), hash)
                }),
            });
        })
}

fn text(cell: &Cell) -> String {
    say::cell(cell, crate::protocol::Unit::Text)
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
        (Some(Cell::Text(a)), Some(Cell::Text(b))) => folded(a).cmp(folded(b)),
        (Some(a), Some(b)) => number(a).total_cmp(&number(b)),
        _ => Ordering::Equal,
    };
    if descending { order.reverse() } else { order }
}

/// Letters of the alphabet whatever their case; others as they are.
fn folded(text: &str) -> impl Iterator<Item = char> {
    text.chars().map(|c| c.to_ascii_lowercase())
}

fn number(cell: &Cell) -> f64 {
    match cell {
        Cell::Day(day) => f64::from(*day),
        Cell::Time(ms) => *ms as f64,
        Cell::Flag(flag) => f64::from(u8::from(*flag)),
        other => other.number().unwrap_or_default(),
    }
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
}
