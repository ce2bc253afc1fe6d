//! A small table of a page: sorted by its header buttons, nulls and formulas explained, rows that filter.
//!
//! All rows are in the view model; the browser of big tables is `pages::table`.

use super::paint;
use super::rows::{Look, Rows};
use super::tooltip::{self, Bubble};
use super::words as say;
use crate::app::browser;
use crate::app::dom::{El, button, effect, el, tag, words};
use crate::app::link;
use crate::app::state::App;
use crate::protocol::{Cell, Column, TableView, format};
use leptos::prelude::*;
use std::cmp::Ordering;
use std::rc::Rc;

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
    // A mark for each row: faint where a filter chose others.
    let marks = Memo::new(move |_| {
        view.with(|view| match &view.filter {
            Some(key) => app.link.with(|link| {
                let mark = |row: &Vec<Cell>| {
                    let name = row.first().map(text).unwrap_or_default();
                    let is_chosen = link::chosen(&link.params, key, &name);
                    if is_chosen == Some(false) { '-' } else { '+' }
                };
                view.rows.iter().map(mark).collect()
            }),
            None => String::new(),
        })
    });
    let (body, foot) = (el("tbody"), el("tfoot"));
    let (rows, totals) = (Rc::new(Rows::new(&body)), Rc::new(Rows::new(&foot)));
    let (its_rows, its_totals) = (rows.clone(), totals.clone());
    effect(move || {
        view.with(|view| {
            let look = |index: usize| {
                let row = view.rows.get(index)?;
                let class = match marks.with(|marks| marks.as_bytes().get(index).copied()) {
                    None => "",
                    Some(b'-') => "filter dim",
                    Some(_) => "filter",
                };
                Some((index, class, cells(view, row, index)))
            };
            its_rows.show(
                order(view, sort.get())
                    .into_iter()
                    .filter_map(look)
                    .collect(),
            );
            let total = || {
                (
                    view.rows.len(),
                    "",
                    cells(view, &view.totals, view.rows.len()),
                )
            };
            its_totals.show((!view.totals.is_empty()).then(total).into_iter().collect());
        });
    });
    let body = body.on("click", move |event| {
        act(app, view, &rows, &event);
    });
    let foot = foot.on("click", move |event| {
        act(app, view, &totals, &event);
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

/// The rows in the order of a sort.
fn order(view: &TableView, sort: Option<(usize, bool)>) -> Vec<usize> {
    paint::order(view.rows.len(), &|a, b| match sort {
        Some((column, descending)) => {
            let at = |row: usize| view.rows.get(row).and_then(|cells| cells.get(column));
            compare(at(a), at(b), descending)
        }
        None => Ordering::Equal,
    })
}

/// What a view says of one cell.
fn said(all: &[(u32, u32, String)], row: usize, column: usize) -> Option<&String> {
    all.iter()
        .find(|(r, c, _)| *r as usize == row && *c as usize == column)
        .map(|(_, _, text)| text)
}

/// Why a cell has no value, or how it came about, with a word for which of them it is.
fn note(
    view: &TableView,
    row: usize,
    column: usize,
    is_null: bool,
) -> Option<(&'static str, &String)> {
    if is_null {
        said(&view.null_reasons, row, column).map(|why| ("No value", why))
    } else {
        said(&view.formulas, row, column).map(|how| ("Formula", how))
    }
}

fn cells(view: &TableView, row: &[Cell], index: usize) -> Vec<Look> {
    row.iter()
        .zip(&view.columns)
        .enumerate()
        .map(|(i, (cell, column))| {
            let mut text = say::said(cell, column.unit);
            let link = said(&view.links, index, i);
            if i == 0 {
                let is_total = index == view.rows.len();
                if is_total && text == format::NULL {
                    "Total".clone_into(&mut text);
                }
                let (inner, attrs) = if let Some(link) = link {
                    ("a", vec![("href", link.clone())])
                } else if view.filter.is_some() && !is_total {
                    // The row hears the click.
                    let id = format!("row-{}-{text}", view.table);
                    (
                        "button",
                        vec![
                            ("class", "link".to_owned()),
                            ("type", "button".to_owned()),
                            ("id", id),
                        ],
                    )
                } else {
                    ("", Vec::new())
                };
                let class = prose(&text);
                return Look {
                    outer: "th",
                    class,
                    inner,
                    attrs,
                    text,
                };
            }
            let class = if column.unit.is_number() {
                "num"
            } else {
                prose(&text)
            };
            let (inner, attrs) = match (note(view, index, i, matches!(cell, Cell::Null)), link) {
                (Some(note), _) => ("button", explained(&text, note)),
                (None, Some(link)) => (
                    "a",
                    vec![("href", link.clone()), ("title", ROWS_BEHIND.to_owned())],
                ),
                (None, None) => ("", Vec::new()),
            };
            Look {
                outer: "td",
                class,
                inner,
                attrs,
                text,
            }
        })
        .collect()
}

/// What a click in a table does: opens how a value came about, or filters by its row.
fn act(app: App, view: RwSignal<TableView>, rows: &Rows, event: &web_sys::Event) {
    let Some((index, column, cell)) = rows.at(event) else {
        return;
    };
    if browser::is_within(event, ".formula") {
        let card = view.with_untracked(|view| card(view, index, column));
        if let Some(card) = card {
            let anchor = tooltip::place(cell.element());
            tooltip::show(Bubble { anchor, ..card });
        }
    } else if !browser::is_within(event, "a") {
        let chosen = view.with_untracked(|view| {
            let name = view.rows.get(index)?.first().map(text);
            view.filter.clone().zip(name)
        });
        if let Some((key, name)) = chosen {
            app.change(|params| link::toggle(params, &key, &name));
        }
    }
}

/// How a value came about, or why there is none, with the way to the rows behind it.
fn card(view: &TableView, index: usize, column: usize) -> Option<Bubble> {
    let row = view.rows.get(index).unwrap_or(&view.totals);
    let is_null = matches!(row.get(column), Some(Cell::Null));
    let (label, text) = note(view, index, column, is_null)?;
    let link = said(&view.links, index, column).map(|link| {
        let hash = link.trim_start_matches('#').to_owned();
        (ROWS_BEHIND.to_owned(), hash)
    });
    Some(Bubble {
        title: say::title(view.columns.get(column)?),
        lines: vec![(label.to_owned(), text.clone())],
        is_card: true,
        link,
        ..Bubble::default()
    })
}

/// The class of a cell with a sentence in it, which takes several lines.
fn prose(text: &str) -> &'static str {
    if text.len() > SENTENCE { "long" } else { "" }
}

/// Bytes from which a text is a sentence.
const SENTENCE: usize = 36;

/// What a link behind a number says.
const ROWS_BEHIND: &str = "Open the rows behind it";

/// The attributes of a value that opens how it came about, or why there is none.
fn explained(text: &str, (label, note): (&'static str, &String)) -> Vec<(&'static str, String)> {
    let (class, spoken) = if label == "No value" {
        ("formula null", format!("no value: {note}"))
    } else {
        ("formula", format!("{text}, formula"))
    };
    vec![
        ("class", class.to_owned()),
        ("type", "button".to_owned()),
        ("title", note.clone()),
        ("aria-label", spoken),
    ]
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
