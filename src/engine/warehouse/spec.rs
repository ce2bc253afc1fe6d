//! What a model declares. From it come the build order, the lineage page, the table browser, the data tests, the
//! documentation and the dbt project.

use super::Build;
use crate::engine::base::{ColumnSpec, Result, Table};

/// A model: a table with a grain, a key, documented columns, declared inputs, a build function and its SQL twin.
#[derive(Clone, Copy)]
pub struct ModelSpec {
    /// File name, lineage node, export name and dbt name.
    pub id: &'static str,
    /// Subject folder (`channel_funnel`).
    pub subject: &'static str,
    /// Layer.
    pub layer: Layer,
    /// One row is …
    pub grain: &'static str,
    /// Primary key: these columns are not null and unique together.
    pub key: &'static [&'static str],
    /// Columns in order: keys, dimensions, measures, times.
    pub columns: &'static [ColumnSpec],
    /// What `build` reads, and nothing else (a test compares it with what it read).
    pub inputs: &'static [Input],
    /// Tests beyond the key: relations and reconciliation identities.
    pub tests: &'static [DataTest],
    /// The dbt twin (`include_str!` of the file beside); empty where there is none. A first line `-- Left out, …: a, b.`
    /// names columns that the twin lacks.
    pub sql: &'static str,
    /// Builds the table: columns as declared, rows in any order (the warehouse sorts by key).
    pub build: fn(&Build<'_>) -> Result<Table>,
}

impl ModelSpec {
    /// Whether there is a dbt twin.
    pub fn has_twin(&self) -> bool {
        !self.sql.is_empty()
    }

    /// Whether the twin has a column.
    pub fn twin_has(&self, column: &str) -> bool {
        let line = self.sql.lines().next().unwrap_or_default();
        let list = line
            .strip_prefix("-- Left out")
            .and_then(|rest| rest.rsplit(": ").next())
            .unwrap_or_default();
        let mut lacking = list.trim_end_matches('.').split(", ");
        self.has_twin() && lacking.all(|name| name != column)
    }
}

/// A layer of the warehouse, in the order of building.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layer {
    /// `stg_`: typed, cleaned, keys unique.
    Staging,
    /// `int_`.
    Intermediate,
    /// `dim_`.
    Dimension,
    /// `fct_`.
    Fact,
    /// Named as the field names them; the only layer that the date range and the channel filter touch.
    Mart,
}

/// Something a model reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Input {
    /// A typed source; absent sources read as an empty table with the declared columns.
    Source(&'static str),
    /// Another model.
    Model(&'static str),
    /// A parameter of the link.
    Param(Param),
    /// The channel alias table (`assets/channel_aliases.csv`).
    ChannelAliases,
}

/// A parameter that models depend on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Param {
    /// `from`, `to`.
    Range,
    /// `channel`.
    Channels,
    /// `map`.
    Mapping,
    /// Any other key of the link (`lookback_days`); its text as it stands, which the subject reads and checks.
    Other(&'static str),
}

/// A test of a table beyond its key. It returns the offending rows, not a boolean.
#[derive(Clone, Copy)]
pub struct DataTest {
    /// Id, unique in the model.
    pub id: &'static str,
    /// What must hold, as a sentence.
    pub sentence: &'static str,
    /// Error or warn.
    pub severity: Severity,
    /// Offending rows as text (all of them counted, the first few shown).
    pub run: fn(&Table, &Build<'_>) -> Result<Vec<String>>,
}

/// How bad a broken test is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// Numbers must not be trusted.
    Error,
    /// Worth a look.
    Warn,
}
