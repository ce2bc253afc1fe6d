//! Small tables of this page: cells with their reasons, formulas and links, put together row by row.

use crate::engine::base::{Cell, Kind, Unit};
use crate::protocol::{Column, TableView};

/// A table on its way.
pub struct Grid(TableView);

impl Grid {
    /// A table of columns (name, unit, what it means); the first is the key.
    pub fn new(heading: (&str, &str, &str), columns: &[(&str, Unit, &str)]) -> Grid {
        let (table, title, subtitle) = heading;
        let columns = columns
            .iter()
            .enumerate()
            .map(|(at, (name, unit, doc))| Column {
                name: (*name).to_owned(),
                kind: match unit {
                    Unit::Text => Kind::Text,
                    Unit::Count => Kind::Integer,
                    Unit::Time => Kind::Timestamp,
                    _ => Kind::Amount,
                },
                unit: *unit,
                doc: (*doc).to_owned(),
                is_key: at == 0,
            });
        Grid(TableView {
            table: table.to_owned(),
            title: title.to_owned(),
            subtitle: subtitle.to_owned(),
            columns: columns.collect(),
            ..TableView::default()
        })
    }

    /// Adds a row; a null takes this reason.
    pub fn row(&mut self, cells: Vec<Cell>, why_null: &str) -> u32 {
        let row = self.0.rows.len() as u32;
        for (column, cell) in cells.iter().enumerate() {
            if *cell == Cell::Null {
                let reason = (row, column as u32, why_null.to_owned());
                self.0.null_reasons.push(reason);
            }
        }
        self.0.rows.push(cells);
        row
    }

    /// Adds the last row, of all.
    pub fn totals(&mut self, cells: Vec<Cell>) -> u32 {
        self.0.totals = cells;
        self.0.rows.len() as u32
    }

    /// How a cell came about.
    pub fn formula(&mut self, row: u32, column: u32, text: String) {
        self.0.formulas.push((row, column, text));
    }

    /// Where a cell leads.
    pub fn link(&mut self, row: u32, column: u32, link: String) {
        self.0.links.push((row, column, link));
    }

    /// The table.
    pub fn view(self) -> TableView {
        self.0
    }
}

/// A count.
pub fn whole(n: Option<f64>) -> Cell {
    n.map_or(Cell::Null, |n| Cell::Integer(n as i64))
}

/// A number.
pub fn amount(n: Option<f64>) -> Cell {
    n.map_or(Cell::Null, Cell::Number)
}

/// Words.
pub fn words(text: impl Into<String>) -> Cell {
    Cell::Text(text.into())
}
