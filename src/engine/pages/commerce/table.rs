//! A table of rows as the page shows it: each metric with its formula, each null with its reason, numbers that lead to
//! the rows behind them.

use crate::engine::base::{Cell, Kind, Unit};
use crate::engine::insights::commerce::Row;
use crate::engine::metrics::{metric, unit};
use crate::protocol::{Column, TableView};

/// What to put into the table.
pub struct Sheet<'a> {
    /// Table id, title, subtitle.
    pub heading: (&'a str, &'a str, String),
    /// The name of each row, under this column's id.
    pub name: (&'a str, &'a dyn Fn(&Row) -> String),
    /// Ids of sums and metrics, in order.
    pub columns: &'a [&'a str],
    /// Rows.
    pub rows: &'a [&'a Row],
    /// Totals and their label; sums that do not add up are absent from it.
    pub totals: Option<(&'a Row, &'a str)>,
    /// Where a number leads: by row and column; `None`: nowhere.
    pub link: &'a dyn Fn(&Row, &str) -> Option<String>,
}

impl Sheet<'_> {
    /// The table.
    pub fn view(&self) -> TableView {
        let (table, title, subtitle) = &self.heading;
        let mut view = TableView {
            table: (*table).to_owned(),
            title: (*title).to_owned(),
            subtitle: subtitle.clone(),
            columns: self.header(),
            ..TableView::default()
        };
        for (at, row) in self.rows.iter().enumerate() {
            let mut cells = vec![Cell::Text((self.name.1)(row))];
            for id in self.columns {
                let place = (at as u32, cells.len() as u32);
                cells.push(cell(&mut view, place, row, id));
                if let Some(link) = (self.link)(row, id) {
                    view.links.push((place.0, place.1, link));
                }
            }
            view.rows.push(cells);
        }
        if let Some((row, label)) = self.totals {
            let mut cells = vec![Cell::Text(label.to_owned())];
            for id in self.columns {
                let place = (self.rows.len() as u32, cells.len() as u32);
                cells.push(cell(&mut view, place, row, id));
            }
            view.totals = cells;
        }
        view
    }

    fn header(&self) -> Vec<Column> {
        let name = Column {
            name: self.name.0.to_owned(),
            kind: Kind::Text,
            unit: Unit::Text,
            doc: String::new(),
            is_key: true,
        };
        let rest = self.columns.iter().map(|id| Column {
            name: (*id).to_owned(),
            kind: if unit(id) == Unit::Count {
                Kind::Integer
            } else {
                Kind::Amount
            },
            unit: unit(id),
            doc: metric(id).map_or_else(String::new, |metric| {
                format!("{} {}", metric.definition, metric.words())
            }),
            is_key: false,
        });
        std::iter::once(name).chain(rest).collect()
    }
}

fn cell(view: &mut TableView, (row, column): (u32, u32), from: &Row, id: &str) -> Cell {
    let get = |name: &str| from.get(name);
    let Some(metric) = metric(id) else {
        return match from.get(id) {
            Some(value) if unit(id) == Unit::Count && value.fract() == 0.0 => {
                Cell::Integer(value as i64)
            }
            Some(value) => Cell::Number(value),
            None => {
                let reason = "It is counted anew in each row, so it does not add up.";
                view.null_reasons.push((row, column, reason.to_owned()));
                Cell::Null
            }
        };
    };
    let formula = format!("{}: {}", metric.words(), metric.filled(&get));
    view.formulas.push((row, column, formula));
    if let Some(value) = metric.value(&get) {
        return Cell::Number(value);
    }
    view.null_reasons
        .push((row, column, metric.null_reason(&get)));
    Cell::Null
}

/// The sums of columns over rows, as a row.
pub fn totals(rows: &[Row], columns: &[&str]) -> Row {
    let sum = |name: &str| rows.iter().map(|row| row.sum(name)).sum::<f64>();
    Row {
        texts: Vec::new(),
        numbers: columns
            .iter()
            .map(|name| ((*name).to_owned(), Some(sum(name))))
            .collect(),
    }
}
