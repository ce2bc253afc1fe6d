//! The rows of a small table as they stand in the document. Where other data comes, a cell that says the same stays as
//! it is and one that says something else gets other words: a slider that moves makes no new elements.

use crate::app::browser;
use crate::app::dom::{El, el, focus_in, tag, text};
use std::cell::RefCell;
use wasm_bindgen::JsCast;

/// What a cell is to be: an element of the row and, where the cell does something, one within it.
#[derive(PartialEq)]
pub struct Look {
    /// `th` or `td`.
    pub outer: &'static str,
    /// Its class.
    pub class: &'static str,
    /// `a` or `button` within; empty for a text.
    pub inner: &'static str,
    /// Attributes of the inner element.
    pub attrs: Vec<(&'static str, String)>,
    /// What it says.
    pub text: String,
}

/// A cell as it stands.
struct Cell {
    outer: El,
    inner: El,
    text: El,
    look: Look,
}

/// A row as it stands.
struct Row {
    line: El,
    class: &'static str,
    index: usize,
    cells: Vec<Cell>,
}

/// The rows of one part of a table: its body or its foot.
pub struct Rows {
    place: El,
    shown: RefCell<Vec<Row>>,
}

impl Rows {
    /// None yet, in this part of a table.
    pub fn new(place: &El) -> Rows {
        Rows {
            place: place.clone(),
            shown: RefCell::default(),
        }
    }

    /// Shows these rows: for each its index in the data, its class and its cells. A focus stays with what had it.
    pub fn show(&self, rows: Vec<(usize, &'static str, Vec<Look>)>) {
        let focus = focus_in(std::slice::from_ref(&self.place));
        let mut shown = self.shown.borrow_mut();
        let mut count = 0;
        for (index, class, looks) in rows {
            if count == shown.len() {
                let line = el("tr");
                let _ = self.place.node().append_child(line.node());
                shown.push(Row {
                    line,
                    class: "",
                    index,
                    cells: Vec::new(),
                });
            }
            if let Some(row) = shown.get_mut(count) {
                row.index = index;
                row.show(class, looks);
            }
            count += 1;
        }
        for row in shown.drain(count..) {
            let _ = self.place.node().remove_child(row.line.node());
        }
        if let Some(id) = focus {
            browser::focus(&id);
        }
    }

    /// The cell in which an event happened: its row's index in the data, its column, and what acts in it.
    pub fn at(&self, event: &web_sys::Event) -> Option<(usize, usize, El)> {
        let target = event.target()?.dyn_into::<web_sys::Node>().ok()?;
        let holds = |place: &El| place.node().contains(Some(&target));
        let shown = self.shown.borrow();
        let row = shown.iter().find(|row| holds(&row.line))?;
        let column = row.cells.iter().position(|cell| holds(&cell.outer))?;
        let inner = row.cells.get(column)?.inner.clone();
        Some((row.index, column, inner))
    }
}

impl Row {
    fn show(&mut self, class: &'static str, looks: Vec<Look>) {
        if self.class != class {
            self.class = class;
            set(&self.line, "class", class);
        }
        for cell in self.cells.drain(looks.len().min(self.cells.len())..) {
            let _ = self.line.node().remove_child(cell.outer.node());
        }
        for (i, look) in looks.into_iter().enumerate() {
            if let Some(cell) = self.cells.get_mut(i) {
                cell.turn(look);
            } else {
                let cell = Cell::new(look);
                let _ = self.line.node().append_child(cell.outer.node());
                self.cells.push(cell);
            }
        }
    }
}

impl Cell {
    fn new(look: Look) -> Cell {
        let mut outer = tag(look.outer, look.class);
        if look.outer == "th" {
            outer = outer.attr("scope", "row");
        }
        let mut inner = outer.clone();
        if !look.inner.is_empty() {
            inner = el(look.inner);
            for (name, value) in &look.attrs {
                set(&inner, name, value);
            }
            outer = outer.put(inner.clone());
        }
        let text = text(&look.text);
        let _ = inner.node().append_child(text.node());
        Cell {
            outer,
            inner,
            text,
            look,
        }
    }

    /// Becomes another cell: in place where it is of the same make.
    fn turn(&mut self, look: Look) {
        let old = &self.look;
        if *old == look {
            return;
        }
        let is_same_make = old.outer == look.outer
            && old.inner == look.inner
            && old
                .attrs
                .iter()
                .map(|a| a.0)
                .eq(look.attrs.iter().map(|a| a.0));
        if !is_same_make {
            let new = Cell::new(look);
            if let Some(row) = self.outer.node().parent_node() {
                let _ = row.replace_child(new.outer.node(), self.outer.node());
            }
            *self = new;
            return;
        }
        if old.class != look.class {
            set(&self.outer, "class", look.class);
        }
        for ((name, value), (_, before)) in look.attrs.iter().zip(&old.attrs) {
            if value != before {
                set(&self.inner, name, value);
            }
        }
        if old.text != look.text {
            self.text.node().set_node_value(Some(&look.text));
        }
        self.look = look;
    }
}

fn set(element: &El, name: &str, value: &str) {
    let _ = element.element().set_attribute(name, value);
}
