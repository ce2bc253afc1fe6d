//! Tables as the page sees them: what a table is, a window of its rows, and its tests.

use super::Unit;
use serde::{Deserialize, Serialize};

/// The type of a column (spec 00).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Kind {
    /// Dictionary-encoded text.
    Text,
    /// i64.
    Integer,
    /// f64.
    Amount,
    /// Days since 1970-01-01.
    Date,
    /// Milliseconds since 1970-01-01 UTC.
    Timestamp,
    /// True or false.
    Boolean,
}

impl Kind {
    /// `text`, `integer`, `amount`, `date`, `timestamp`, `boolean`.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Text => "text",
            Kind::Integer => "integer",
            Kind::Amount => "amount",
            Kind::Date => "date",
            Kind::Timestamp => "timestamp",
            Kind::Boolean => "boolean",
        }
    }
}

/// One value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Cell {
    /// No value.
    Null,
    /// Text.
    Text(String),
    /// A count.
    Integer(i64),
    /// An amount or ratio.
    Number(f64),
    /// Days since 1970-01-01.
    Day(i32),
    /// Milliseconds since 1970-01-01 UTC.
    Time(i64),
    /// True or false.
    Flag(bool),
}

impl Cell {
    /// The value as a number, where it is one.
    pub fn number(&self) -> Option<f64> {
        match self {
            Cell::Integer(n) => Some(*n as f64),
            Cell::Number(n) => Some(*n),
            _ => None,
        }
    }
}

/// A documented column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Name in the table, the export and dbt.
    pub name: String,
    /// Type.
    pub kind: Kind,
    /// Unit for display.
    pub unit: Unit,
    /// What it means; and what null means.
    pub doc: String,
    /// Part of the primary key.
    pub is_key: bool,
}

/// What the tables page says of a table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TableCard {
    /// Id: file name, lineage node, export name, dbt name.
    pub id: String,
    /// `source`, `staging`, `intermediate`, `dimension`, `fact`, `mart`.
    pub layer: String,
    /// Subject folder (`channel_funnel`).
    pub subject: String,
    /// One row is …
    pub grain: String,
    /// Columns in order.
    pub columns: Vec<Column>,
    /// Ids of what it is built from.
    pub inputs: Vec<String>,
    /// Ids of what is built from it.
    pub feeds: Vec<String>,
    /// Rows of the last build; `None` where it is not built.
    pub rows: Option<u64>,
    /// Milliseconds of the last build.
    pub millis: f64,
    /// Why it is not built, as a sentence; empty where it is.
    pub blocked: String,
    /// Tests of the last build.
    pub tests: Vec<TestResult>,
    /// The dbt twin.
    pub sql: String,
    /// Whether the date range and the channel filter apply to it (marts only).
    pub is_filtered: bool,
}

/// The outcome of a data test.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TestResult {
    /// What must hold, as a sentence.
    pub sentence: String,
    /// Outcome.
    pub status: TestStatus,
    /// How many rows offend.
    pub failures: u64,
    /// The first offending rows, as text.
    pub examples: Vec<String>,
}

/// How a test came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TestStatus {
    /// It holds.
    Passed,
    /// It does not hold, and should be looked at.
    Warned,
    /// It does not hold, and numbers must not be trusted.
    Failed,
    /// It has not run yet.
    Pending,
}

/// How the data tests of all tables stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TestCount {
    /// They hold.
    pub passed: u32,
    /// They do not hold, and should be looked at.
    pub warned: u32,
    /// They do not hold, and numbers must not be trusted.
    pub failed: u32,
    /// They have not run yet.
    pub pending: u32,
}

/// Which rows of a table the page wants.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowQuery {
    /// Column to sort by; the primary key where absent.
    pub sort: Option<String>,
    /// Largest first.
    pub descending: bool,
    /// Keeps rows where any cell contains this text, case folded; empty keeps all.
    pub filter: String,
    /// Keeps rows where a column (by name) has a value: the text of the cell as exported, a span `a..b` (both ends in,
    /// either may be empty) of days or numbers, or nothing for null. All must hold. In the link: `where=column~value`.
    pub wheres: Vec<(String, String)>,
    /// First row.
    pub offset: u64,
    /// How many rows at most.
    pub limit: u32,
}

/// A window of a table's rows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RowsView {
    /// The table.
    pub table: String,
    /// The query answered.
    pub query: RowQuery,
    /// Rows after the filter.
    pub matching: u64,
    /// Rows before the filter.
    pub total: u64,
    /// Cells in the order of the columns.
    pub rows: Vec<Vec<Cell>>,
    /// Totals of the matching rows, by column; `Null` where a sum means nothing. Empty for tables that are not marts.
    pub totals: Vec<Cell>,
    /// Why a cell is null, where more is known than its column says, and how a total that is no sum came about or why
    /// there is none: (row of the window, column, words); the total row has the index `rows.len()`.
    pub notes: Vec<(u32, u32, String)>,
}

/// One row in full: what its numbers are made of and where it came from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RowView {
    /// The table.
    pub table: String,
    /// Cells in the order of the columns.
    pub cells: Vec<Cell>,
    /// (column, its formula with the numbers filled in, or why it is null).
    pub notes: Vec<(u32, String)>,
    /// The file and line of the row (`ad_spend.csv, line 214`); empty for a row that is computed.
    pub origin: String,
    /// The rows behind it: (`212 rows of fct_opportunities`, hash link).
    pub links: Vec<(String, String)>,
}

/// A small table inside a page: all rows, formatted by unit, with what a click on a row filters.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TableView {
    /// The table's id in the browser of tables, for the link "All columns" and the download; where a page shows several
    /// views of one table, each adds a name of its own behind `#`.
    pub table: String,
    /// Title.
    pub title: String,
    /// What it shows and leaves out.
    pub subtitle: String,
    /// Columns shown.
    pub columns: Vec<Column>,
    /// Rows.
    pub rows: Vec<Vec<Cell>>,
    /// Totals row; empty for none.
    pub totals: Vec<Cell>,
    /// Why a cell is null: (row, column, reason); the total row has the index `rows.len()`.
    pub null_reasons: Vec<(u32, u32, String)>,
    /// How a cell came about: (row, column, "revenue − spend ÷ spend = …"); the total row as above.
    pub formulas: Vec<(u32, u32, String)>,
    /// The parameter that the first column of a row sets when clicked.
    pub filter: Option<String>,
    /// Where a cell leads: (row, column, hash link); the total row as above. The rows behind a number.
    pub links: Vec<(u32, u32, String)>,
}
