//! A declared source: the typed table that ingest hands on and where the dbt twins begin.

use super::{Kind, Unit};

/// A documented column of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ColumnSpec {
    /// Name in the table, the export and dbt.
    pub name: &'static str,
    /// Type.
    pub kind: Kind,
    /// Unit for display.
    pub unit: Unit,
    /// What it means; and what null means, where it can be null.
    pub doc: &'static str,
    /// Whether its values of several rows may be added.
    pub adds: Adds,
}

/// Whether the values of a column may be added over rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Adds {
    /// A text, a time, a rate, a mean, a place in an order, or a count of different things that several rows share.
    Never,
    /// What each row has is its own.
    Always,
    /// Rows that agree in these columns add up; others hold the same things once more (each rule of credit shares the
    /// same revenue).
    Within(&'static [&'static str]),
}

impl ColumnSpec {
    /// The same column, whose values are never added.
    #[must_use]
    pub const fn never_added(self) -> ColumnSpec {
        ColumnSpec {
            adds: Adds::Never,
            ..self
        }
    }

    /// The same column, whose values add up.
    #[must_use]
    pub const fn added(self) -> ColumnSpec {
        ColumnSpec {
            adds: Adds::Always,
            ..self
        }
    }

    /// The same column, whose values add up over rows that agree in other columns.
    #[must_use]
    pub const fn added_within(self, columns: &'static [&'static str]) -> ColumnSpec {
        ColumnSpec {
            adds: Adds::Within(columns),
            ..self
        }
    }
}

/// A column of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SourceColumn {
    /// The column as it is handed on.
    pub column: ColumnSpec,
    /// A row without it is set aside.
    pub required: bool,
    /// Other header names, in normal form (lower case, `_` for spaces, dashes and dots).
    pub aliases: &'static [&'static str],
    /// A name, title or URL: `N/A`, `None` and the like are text here, not null.
    pub keeps_null_words: bool,
    /// The only values of a text column, in normal form (compared as header names are); any other is at fault. Empty:
    /// any value.
    pub one_of: &'static [&'static str],
}

/// A source: what a file of it looks like, and its typed table.
#[derive(Clone, Copy, Debug)]
pub struct SourceSpec {
    /// Id (`ad_spend`).
    pub id: &'static str,
    /// One row is …
    pub grain: &'static str,
    /// Names of the columns that identify a row; `_source_row` where nothing else does.
    pub key: &'static [&'static str],
    /// Whether a row that equals another is kept: a ledger that names a sale twice says so with its rows.
    pub keeps_equal_rows: bool,
    /// Columns in order. The typed table has these, then `_source_row` (integer: files by name, then line).
    pub columns: &'static [SourceColumn],
}

/// The column that ends every typed source: where a row came from.
pub const SOURCE_ROW: &str = "_source_row";

impl SourceSpec {
    /// Whether so few columns of a header are enough to take a file for this source. Where a single column is required,
    /// as common as `user_id`, two more must be there; where all that is required is called `id` or `name`, likewise.
    pub fn is_named_by(&self, found: usize) -> bool {
        let required = || self.columns.iter().filter(|c| c.required);
        let is_common = required().all(|c| ["id", "name"].contains(&c.column.name));
        let least = match required().count() {
            1 => 3,
            count if is_common => count + 2,
            _ => 1,
        };
        found >= self.columns.len().min(least)
    }

    /// A header that would be recognised: the declared columns, comma separated.
    pub fn header(&self) -> String {
        self.columns
            .iter()
            .map(|column| column.column.name)
            .collect::<Vec<_>>()
            .join(",")
    }
}
