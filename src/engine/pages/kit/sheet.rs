//! A table of a page put together cell by cell: what is null says why, what can be opened has its link, what is computed
//! its formula. For tables that are not sums and metrics of a mart (those are a `Grid`).

use crate::engine::base::{Cell, Kind, Unit};
use crate::protocol::{Column, Params, TableView};

/// A cell and what goes with it; texts are empty where there is nothing to say.
#[derive(Clone, Debug, Default)]
pub struct Put {
    cell: Option<Cell>,
    /// Why it is null.
    why: String,
    /// The rows behind it.
    link: String,
    /// How it came about.
    formula: String,
}

impl Put {
    /// Words.
    pub fn text(text: impl Into<String>) -> Put {
        Put {
            cell: Some(Cell::Text(text.into())),
            ..Put::default()
        }
    }

    /// A number; `why` it is null, where it is.
    pub fn number(value: Option<f64>, why: &str) -> Put {
        Put {
            cell: value.map(Cell::Number),
            why: why.to_owned(),
            ..Put::default()
        }
    }

    /// A count of things.
    pub fn count(value: f64) -> Put {
        Put {
            cell: Some(Cell::Integer(value as i64)),
            ..Put::default()
        }
    }

    /// A moment.
    pub fn time(ms: i64) -> Put {
        Put {
            cell: Some(Cell::Time(ms)),
            ..Put::default()
        }
    }

    /// With the link to the rows behind it.
    #[must_use]
    pub fn opens(mut self, link: String) -> Put {
        self.link = link;
        self
    }

    /// With how it came about.
    #[must_use]
    pub fn filled(mut self, formula: String) -> Put {
        self.formula = formula;
        self
    }
}

/// A table that is being filled.
pub struct Sheet(TableView);

impl Sheet {
    /// An empty table: its id, title, subtitle, and columns as (name, unit, what it means); the first is the key.
    pub fn new(
        (table, title): (&str, &str),
        subtitle: &str,
        columns: &[(&str, Unit, &str)],
    ) -> Sheet {
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
        Sheet(TableView {
            table: table.to_owned(),
            title: title.to_owned(),
            subtitle: subtitle.to_owned(),
            columns: columns.collect(),
            ..TableView::default()
        })
    }

    /// A click on a row sets this parameter to its first cell.
    #[must_use]
    pub fn filters(mut self, parameter: &str) -> Sheet {
        self.0.filter = Some(parameter.to_owned());
        self
    }

    /// The next row.
    pub fn row(&mut self, cells: Vec<Put>) {
        let row = self.place(self.0.rows.len(), cells);
        self.0.rows.push(row);
    }

    /// The table without a totals row.
    pub fn view(self) -> TableView {
        self.0
    }

    /// The table with its totals row.
    pub fn total(mut self, cells: Vec<Put>) -> TableView {
        self.0.totals = self.place(self.0.rows.len(), cells);
        self.0
    }

    fn place(&mut self, row: usize, cells: Vec<Put>) -> Vec<Cell> {
        let mut out = Vec::with_capacity(cells.len());
        for (at, put) in cells.into_iter().enumerate() {
            let place = |text: String| (row as u32, at as u32, text);
            if put.cell.is_none() && !put.why.is_empty() {
                self.0.null_reasons.push(place(put.why));
            }
            if !put.link.is_empty() {
                self.0.links.push(place(put.link));
            }
            if !put.formula.is_empty() {
                self.0.formulas.push(place(put.formula));
            }
            out.push(put.cell.unwrap_or(Cell::Null));
        }
        out
    }
}

/// The link to rows of a table under the parameters on screen: those where each column has its value.
pub fn rows(params: &Params, table: &str, wheres: &[(&str, &str)]) -> String {
    let mut params = params.clone();
    params.others.retain(|(key, _)| key != "where");
    for (column, value) in wheres {
        let pair = format!("{column}~{value}");
        params.others.push(("where".to_owned(), pair));
    }
    format!("#/tables/{table}?{}", params.query())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_keeps_reasons_links_and_formulas_at_their_cells() {
        let (params, _) = Params::parse("lookback_days=7&where=old~1");
        let columns = [
            ("rule", Unit::Text, "Rule."),
            ("roas", Unit::Multiple, "Return."),
        ];
        let mut sheet = Sheet::new(("t", "T"), "", &columns).filters("model");
        let link = rows(&params, "t", &[("rule", "a b")]);
        sheet.row(vec![
            Put::text("A"),
            Put::number(None, "No spend.").opens(link),
        ]);
        let total = Put::number(Some(2.0), "").filled("4 ÷ 2".to_owned());
        let view = sheet.total(vec![Put::text("All"), total]);
        assert_eq!(view.null_reasons, [(0, 1, "No spend.".to_owned())]);
        let link = "#/tables/t?lookback_days=7&where=rule~a+b";
        assert_eq!(view.links, [(0, 1, link.to_owned())]);
        assert_eq!(view.formulas, [(1, 1, "4 ÷ 2".to_owned())]);
        assert_eq!(view.columns[1].kind, Kind::Amount);
    }
}
