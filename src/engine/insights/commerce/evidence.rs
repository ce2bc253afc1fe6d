//! What the detectors look at: the marts of the shop, read once, under the parameters on screen.

use crate::engine::base::{Kind, Result, Table};
use crate::engine::metrics::metric;
use crate::protocol::Day;

/// One row of a mart: its text columns and its numbers by name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// Text, by column.
    pub texts: Vec<(String, Option<String>)>,
    /// Numbers, by column.
    pub numbers: Vec<(String, Option<f64>)>,
}

impl Row {
    /// Every row of a table; days and flags are numbers.
    pub fn read(table: &Table) -> Result<Vec<Row>> {
        let mut rows = vec![Row::default(); table.height()];
        for name in table.names() {
            if table.kind(name)? == Kind::Text {
                let cells = table.text(name)?.iter();
                for (row, text) in rows.iter_mut().zip(cells) {
                    row.texts.push((name.to_owned(), text.map(str::to_owned)));
                }
            } else {
                for (row, value) in rows.iter_mut().zip(table.numbers(name)?) {
                    row.numbers.push((name.to_owned(), value));
                }
            }
        }
        Ok(rows)
    }

    /// A row from texts and numbers, for tests of what reads it.
    #[cfg(test)]
    pub fn of(texts: &[(&str, &str)], numbers: &[(&str, f64)]) -> Row {
        Row {
            texts: texts
                .iter()
                .map(|(name, text)| ((*name).to_owned(), Some((*text).to_owned())))
                .collect(),
            numbers: numbers
                .iter()
                .map(|(name, value)| ((*name).to_owned(), Some(*value)))
                .collect(),
        }
    }

    /// A text; empty where it is null or not there.
    pub fn text(&self, column: &str) -> &str {
        let found = self.texts.iter().find(|(name, _)| name == column);
        found.and_then(|(_, text)| text.as_deref()).unwrap_or("")
    }

    /// A number; null where it is null or not there.
    pub fn get(&self, column: &str) -> Option<f64> {
        let found = self.numbers.iter().find(|(name, _)| name == column);
        found.and_then(|(_, value)| *value)
    }

    /// A number, 0 where null.
    pub fn sum(&self, column: &str) -> f64 {
        self.get(column).unwrap_or(0.0)
    }

    /// A metric, from the row's own sums.
    pub fn metric(&self, id: &str) -> Option<f64> {
        metric(id)?.value(&|column| self.get(column))
    }
}

/// The sums of a column over rows.
pub fn total(rows: &[Row], column: &str) -> f64 {
    rows.iter().map(|row| row.sum(column)).sum()
}

/// Rows of the marts.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    /// `product_funnel_rollup` by category; the name is `member`.
    pub categories: Vec<Row>,
    /// `product_funnel`.
    pub products: Vec<Row>,
    /// `commerce_trend`; the months that the range holds in full.
    pub months: Vec<Row>,
    /// `traffic_source_performance`.
    pub sources: Vec<Row>,
    /// `loyalty_scores`.
    pub customers: Vec<Row>,
    /// `reconciliation_summary`; the matched orders among them.
    pub causes: Vec<Row>,
    /// Whether `transactions` is loaded: else they are made of orders.
    pub has_transactions: bool,
    /// The range, ends resolved.
    pub range: Option<(Day, Day)>,
    /// Sources with at least one row.
    pub loaded: Vec<String>,
}

impl Evidence {
    /// Whether a source is loaded.
    pub fn has(&self, source: &str) -> bool {
        self.loaded.iter().any(|known| known == source)
    }
}
