//! Exact duplicates: rows that are equal to an earlier one of their source, in every field of the file.
//!
//! The record itself is not kept. A row counts as equal to another where both stand under the same header, the 64-bit
//! hashes of their unquoted records agree (undeclared columns are in them), and their typed values agree. The typed
//! values are looked at only where whole hashes agree, which without duplicates practically no row does.
//!
//! A file reads equal fields of one column alike, so the second look takes no true duplicate away. Two files need not:
//! under equal headers one may be day-first and the other month-first, by its own evidence or the user's answer, and
//! still a row that both write alike is one row (spec 00: "every field of the file equal"). So the values of a column
//! count only where all files of that header read it alike (`Reading`). Where none is, the hashes speak alone. What
//! `_source_row` says never counts, nor does a column that the files do not carry.

use super::column::{Data, Filling};
use super::date::Format;
use super::dedupe;
use super::file::{FileData, mixed, values_at};
use super::number::Mark;
use crate::engine::base::{Error, Kind, Result, SourceColumn, Times};

/// How a file reads a column: where two readings are equal, equal fields give equal values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    column: &'static SourceColumn,
    place: usize,
    by: By,
}

/// What a value hangs on beside its field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum By {
    Nothing,
    Mark(Mark),
    Dates(Option<Format>),
}

impl Reading {
    /// How a column was read, when its file has ended.
    pub fn of(column: &Filling, mark: Mark, day_first: bool) -> Reading {
        Reading {
            column: column.spec,
            place: column.place,
            by: match &column.data {
                Data::Text(_) | Data::Timestamp(_) | Data::Flag(_) => By::Nothing,
                Data::Integer(_) | Data::Amount(_) => By::Mark(mark),
                Data::Date(cells) => By::Dates(cells.choice(day_first).format),
            },
        }
    }
}

/// Rows (counted over all files) that are equal to an earlier one, rising.
pub fn later_equals(files: &[&FileData]) -> Result<Vec<u64>> {
    let hashes: Vec<&[u64]> = files.iter().map(|file| file.hashes.as_slice()).collect();
    let known = match files {
        [only] => in_order(only)?,
        _ => None,
    };
    dedupe::later_equals(&hashes, known, |at, rows| {
        files
            .get(at)
            .map_or_else(|| Ok(Vec::new()), |file| typed(file, files, rows))
    })
}

/// Rows of a file that alone may be equal to another, where it stands in the order of a column of few equal values: of
/// time, mostly. Equal fields of one column are equal values.
fn in_order(file: &FileData) -> Result<Option<Vec<u64>>> {
    for reading in &file.readings {
        let column = &reading.column.column;
        if column.kind != Kind::Timestamp || file.table.null_count(column.name)? > 0 {
            continue;
        }
        let found = match file.table.times(column.name)? {
            Times::Plain(times) => dedupe::sharing_in_order(times, &file.hashes),
            Times::Seconds(times) => dedupe::sharing_in_order(times.ranks(), &file.hashes),
        };
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

/// For each of these rows of a file a number that tells its header and its typed values.
fn typed(file: &FileData, files: &[&FileData], rows: &[u32]) -> Result<Vec<u64>> {
    let mut out = vec![file.layout; rows.len()];
    let alike = files.iter().filter(|other| other.layout == file.layout);
    for reading in &file.readings {
        if !alike.clone().all(|other| other.readings.contains(reading)) {
            continue;
        }
        let name = reading.column.column.name;
        let values = values_at(&file.table, name, rows.iter().copied())
            .ok_or_else(|| Error::internal(format!("{name} was read and is not there")))?;
        for (state, value) in out.iter_mut().zip(values) {
            *state = mixed(*state, value);
        }
    }
    Ok(out)
}
