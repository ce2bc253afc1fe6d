//! Bytes -> typed columns and issues. A bad row is data, never a failure.
//!
//! The way of a file: `Reader` takes slices of any size; its beginning is judged by `dialect` (is it text), `head` (which
//! delimiter, where the header is) and `recognise` (which source, by the header); then `body` streams the rows through
//! `scan` (records and fields), one `column` decoder for each declared column, `reject` for what is set aside and
//! `equal` for exact duplicates. `outline` knows what is no row: titles, comments, totals, other tables, closing lines.
//! `finish` gives `FileData`, or asks for the file once more where late evidence changed a decision.
//! `combine` makes the files of a source into one typed table. `compare` tells two files of a source apart; `correct`
//! takes rows back that were set aside. `requote` rewrites files of other quotes before `scan` sees them.
//!
//! For each file, always: rows read = rows kept + rejected + deduplicated. The outcome depends on the bytes alone,
//! never on where slices border; memory is bounded by the columns kept.
//!
//! Left out: other encodings, archives and workbooks, which `crate::unpack` turns into UTF-8 before they come here.

mod appended;
mod aside;
mod body;
mod cells;
mod choices;
mod collapse;
mod column;
mod combine;
mod compare;
mod correct;
mod currency;
mod date;
mod date_column;
mod decide;
mod dedupe;
mod dialect;
mod equal;
mod file;
mod head;
mod header;
mod mask;
mod memory;
mod months;
mod number;
mod outline;
mod plain;
mod presets;
mod reader;
mod recipe;
mod recognise;
mod reject;
mod requote;
mod scan;
mod text;
mod text_column;

#[cfg(test)]
mod specs;
#[cfg(test)]
mod tests;

pub use choices::said_encoding as encoding;
pub use combine::{SourceData, combine, combine_at};
pub use compare::{Changes, compare};
pub use correct::{Amended, Corrected, Corrections};
pub use currency::Rates;
pub use decide::ask_delimiter;
pub use file::{FileData, SOURCE_ROW};
pub use reader::{Reader, Unread};
pub use recipe::{Recipe, mapping};

/// A file that cannot be loaded: a sentence that says what to do. Nothing else is affected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Code (`not_csv`, `one_column`, `unknown_header`, `empty_file`, `header_only`, `ragged`, `binary`, `packed`, `encoding`,
    /// `line_too_long`,
    /// `too_large`, `set_aside`, `internal`).
    pub code: &'static str,
    /// What is wrong and what to do.
    pub sentence: String,
    /// Which columns were found, which are missing, …; may be empty.
    pub detail: String,
}

/// What `finish` gives.
#[derive(Debug)]
pub enum Finished {
    /// The file's columns.
    Done(Box<FileData>),
    /// Evidence late in the file changed a decision (decimal mark, date format, a total among the rows): stream it once more into this reader.
    /// At most three times for a file.
    Again(Box<Reader>),
}
