//! One row in full, in a dialog over the table: each value with its unit and meaning, formulas with their numbers
//! filled in, the rows behind it, and the line of the file that it came from.

use crate::app::browser;
use crate::app::components::table::region;
use crate::app::components::words as say;
use crate::app::dom::{El, button, el, tag, words};
use crate::app::state::App;
use crate::protocol::{Column, RowView};
use leptos::prelude::*;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::HtmlDialogElement;

/// The dialog of a table, closed; `asked` is the ticket of the row that it waits for.
pub fn dialog(app: App, columns: Rc<[Column]>, asked: Rc<Cell<u32>>) -> El {
    let dialog = tag("dialog", "card").attr("aria-label", "One row");
    let element: HtmlDialogElement = dialog.html().clone().unchecked_into();
    let (opened, closed) = (element.clone(), element);
    let close = move || closed.close();
    let leave = close.clone();
    let inside = tag("div", "inside").live(move || {
        app.row.with(|(ticket, row)| {
            if *ticket == 0 || *ticket != asked.get() {
                return Vec::new();
            }
            let opened = opened.clone();
            request_animation_frame(move || {
                if !opened.open() && opened.is_connected() {
                    let _ = opened.show_modal();
                }
            });
            content(row, &columns, close.clone())
        })
    });
    dialog.put(inside).on("click", move |event| {
        // On the ground beside it, or on a link that leads away.
        if browser::is_within(&event, "a") || !browser::is_within(&event, ".inside") {
            leave();
        }
    })
}

fn content(row: &RowView, columns: &[Column], close: impl Fn() + 'static) -> Vec<El> {
    let cells = || columns.iter().zip(&row.cells);
    let keys: Vec<String> = cells()
        .filter(|(column, _)| column.is_key)
        .map(|(column, cell)| say::cell(cell, column.unit))
        .collect();
    let title = format!("{}: {}", row.table, keys.join(" · "));
    let head = tag("div", "title")
        .put(words("h2", "", &title))
        .put(button("button", "Close", close));
    let links = row
        .links
        .iter()
        .map(|(text, hash)| el("li").put(words("a", "", text).attr("href", hash)));
    let behind = (!row.links.is_empty()).then(|| {
        el("div")
            .put(words("h3", "", "The rows behind it"))
            .put(el("ul").all(links))
    });
    let lines = cells().enumerate().map(|(i, (column, cell))| {
        let note = row.notes.iter().find(|(at, _)| *at as usize == i);
        let class = if column.unit.is_number() { "num" } else { "" };
        let meaning = tag("td", "wrap")
            .all(note.map(|(_, text)| words("p", "", text)))
            .put(words("p", "muted", &column.doc));
        el("tr")
            .put(words("th", "", &column.name).attr("scope", "row"))
            .put(words("td", class, &say::cell(cell, column.unit)))
            .put(words("td", "muted", column.unit.label()))
            .put(meaning)
    });
    let table = el("table").put(el("tbody").all(lines));
    let mut out = vec![head];
    if !row.origin.is_empty() {
        out.push(words("p", "strong", &row.origin));
    }
    out.extend(behind);
    out.push(region(&title).put(table));
    out
}
