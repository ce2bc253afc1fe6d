//! Bytes -> typed columns and issues. A bad row is data, never a failure.
//!
//! A `Reader` takes one file in slices of any size; `finish` gives its typed columns; `combine` makes the files of a
//! source into the typed source table. Nothing vanishes: rows read = kept + rejected + deduplicated.

use crate::engine::base::{Result, SourceSpec, Table};
use crate::protocol::{Decision, RejectRow};

/// A file that cannot be loaded: a sentence that says what to do. Nothing else is affected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Code (`not_csv`, `unknown_header`, `empty_file`, `header_only`, `ragged`, `binary`, `line_too_long`).
    pub code: &'static str,
    /// What is wrong and what to do.
    pub sentence: String,
    /// Which columns were found, which are missing, …; may be empty.
    pub detail: String,
}

/// Reads one file.
pub struct Reader {}

/// What `finish` gives.
pub enum Finished {
    /// The file's columns.
    Done(Box<FileData>),
    /// Evidence late in the file changed a decision (decimal mark, date format): stream it once more into this reader.
    Again(Box<Reader>),
}

/// One file, typed.
pub struct FileData {
    /// File name.
    pub name: String,
    /// Recognised source.
    pub source: &'static SourceSpec,
    /// Encoding, delimiter, header, date format: each decision.
    pub decisions: Vec<Decision>,
    /// Rows read (header and blank lines are not rows).
    pub rows_read: u64,
    /// Rows set aside.
    pub rejects: Vec<RejectRow>,
    /// Things worth knowing that set no row aside, with how often (`bad optional value in clicks`).
    pub issues: Vec<(String, u64)>,
}

/// A source, typed: what the models read.
pub struct SourceData {
    /// The declared columns, then `_source_row`.
    pub table: Table,
    /// Rows read over all files.
    pub rows_read: u64,
    /// Exact duplicates left out, over all files, and by file.
    pub rows_deduplicated: Vec<u64>,
    /// Rows set aside, in order of file and line.
    pub rejects: Vec<RejectRow>,
}

impl Reader {
    /// A reader for a file of `size` bytes that may hold any of `sources`.
    pub fn new(_name: &str, _size: u64, _sources: &'static [&'static SourceSpec]) -> Reader {
        Reader {}
    }

    /// Takes the next slice.
    ///
    /// # Errors
    /// A refusal, as soon as it is certain.
    pub fn push(&mut self, _bytes: &[u8]) -> std::result::Result<(), Refusal> {
        Ok(())
    }

    /// Rows so far.
    pub fn rows(&self) -> u64 {
        0
    }

    /// Ends the file.
    ///
    /// # Errors
    /// A refusal, where it holds no source.
    pub fn finish(self) -> std::result::Result<Finished, Refusal> {
        Ok(Finished::Again(Box::new(self)))
    }
}

/// Makes the files of one source into its typed table: files by name, exact duplicates out, `_source_row` last.
pub fn combine(_source: &'static SourceSpec, _files: &[&FileData]) -> Result<SourceData> {
    Err(crate::engine::base::Error::internal("to be built"))
}
