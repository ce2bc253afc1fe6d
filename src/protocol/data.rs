//! What has been loaded: files, what each was recognised as, and every row that was set aside.

use super::table::Column;
use serde::{Deserialize, Serialize};

/// Everything loaded, for the data page and the line at the top.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DataView {
    /// Whether this is the sample data.
    pub is_sample: bool,
    /// Files in the order they came.
    pub files: Vec<FileCard>,
    /// Sources, whether filled or not.
    pub sources: Vec<SourceCard>,
    /// Totals over all sources: rows read.
    pub rows_read: u64,
    /// Rows kept.
    pub rows_kept: u64,
    /// Rows set aside.
    pub rows_rejected: u64,
    /// Exact duplicates left out.
    pub rows_deduplicated: u64,
    /// The first set-aside rows (at most 1,000; the download has all).
    pub rejects: Vec<RejectRow>,
    /// The currency that all amounts are in, for `currency::show`.
    pub currency: String,
    /// The last removal or replacement of a file can be undone.
    pub can_undo: bool,
    /// Counted on the data that these numbers come from; a hash of the cleaned sources.
    pub fingerprint: String,
}

/// One file and what became of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FileCard {
    /// Handle for removal, unique in a session.
    pub id: u32,
    /// Name.
    pub name: String,
    /// Bytes.
    pub bytes: u64,
    /// Outcome.
    pub status: FileStatus,
    /// Source id; empty where none was recognised.
    pub source: String,
    /// One sentence: what it is, or what is wrong and what to do.
    pub sentence: String,
    /// Technical detail, folded; may be empty.
    pub detail: String,
    /// Encoding, delimiter, header, dates, mapping: each decision taken.
    pub decisions: Vec<Decision>,
    /// Rows read.
    pub rows_read: u64,
    /// Rows kept.
    pub rows_kept: u64,
    /// Rows set aside.
    pub rows_rejected: u64,
    /// Duplicates left out.
    pub rows_deduplicated: u64,
    /// Things worth knowing that set no row aside, with how often.
    pub issues: Vec<(String, u64)>,
    /// Milliseconds from first byte to typed columns.
    pub millis: f64,
    /// What must be answered before the file counts.
    pub questions: Vec<Question>,
    /// What the user said about it.
    pub answers: Answers,
    /// It was compared with another file that is here: what changed can be saved.
    pub is_compared: bool,
}

/// What the user says about a file, in place of what import would decide: `encoding` (a label of it), `delimiter` (one
/// character), `quote` (`double`, `single`, `none`), `header` (a line number), `decimal` (`comma`, `point`),
/// `dates <column>` (`DD/MM/YYYY`), `currency` (a code), `lines <kind>` (`rows`, `aside`), `source` (a source, or one as a vendor exports it),
/// `column <name>` (the header name that fills it, or nothing), `overlap` (`add`, `replace`).
pub type Answers = Vec<(String, String)>;

/// Something that a file leaves open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// The question.
    pub sentence: String,
    /// What can be answered.
    pub choices: Vec<Reading>,
}

/// One way to read a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// In a few words.
    pub label: String,
    /// What is answered by choosing it.
    pub answers: Answers,
    /// What values become under it, a line each.
    pub preview: Vec<String>,
}

/// A file's columns, and what they may be: for the dialogue that maps them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MappingView {
    /// `FileCard::id`.
    pub file: u32,
    /// Header names as written.
    pub names: Vec<String>,
    /// First values of each column, joined.
    pub samples: Vec<String>,
    /// For each source its columns, each with the name that probably fills it (empty: none).
    pub guesses: Vec<(String, Answers)>,
}

/// Where a file stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FileStatus {
    /// Loaded.
    Loaded,
    /// Refused with a sentence; nothing else is affected.
    Refused,
    /// Cancelled by the user.
    Cancelled,
    /// Read, and not counted before its questions are answered.
    Asking,
    /// A recipe, not data.
    Recipe,
}

/// A decision that import took.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// What was decided (`Delimiter`).
    pub what: String,
    /// How (`semicolon`).
    pub value: String,
    /// On what evidence.
    pub because: String,
    /// What could be decided instead.
    pub choices: Vec<Reading>,
}

/// One source of the warehouse.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SourceCard {
    /// Id.
    pub id: String,
    /// One row is …
    pub grain: String,
    /// Declared columns.
    pub columns: Vec<Column>,
    /// Names of the required columns.
    pub required: Vec<String>,
    /// Files that fill it, by name.
    pub files: Vec<String>,
    /// Rows read.
    pub rows_read: u64,
    /// Rows kept.
    pub rows_kept: u64,
    /// Rows set aside at import (duplicate keys of staging included).
    pub rows_rejected: u64,
    /// Exact duplicates left out.
    pub rows_deduplicated: u64,
    /// A header that would be recognised.
    pub header: String,
}

impl RejectRow {
    /// Its columns in a download, in order.
    pub const COLUMNS: [&str; 8] = [
        "source", "file", "line", "column", "value", "code", "message", "raw",
    ];
}

/// A row that was set aside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RejectRow {
    /// Source id.
    pub source: String,
    /// File name.
    pub file: String,
    /// Line in the file, from 1.
    pub line: u64,
    /// Column at fault; empty where it is the whole row.
    pub column: String,
    /// Value at fault.
    pub value: String,
    /// Code (`bad_date`, `missing_session_id`, `duplicate_key`, `ragged_row`).
    pub code: String,
    /// What is wrong and how to mend it.
    pub message: String,
    /// The row as it stood.
    pub raw: String,
}
