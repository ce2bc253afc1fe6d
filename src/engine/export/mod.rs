//! Exports: one format a file, one line here. A format takes a finished table (rows sorted by key, columns in the
//! declared order) and gives the bytes of a file; what to save and under which parameters is the caller's.

pub mod csv;
pub mod rejects;
#[cfg(test)]
mod round_trip;

use crate::engine::base::{Result, Table};

/// A file format for tables.
#[derive(Clone, Copy)]
pub struct Format {
    /// Id and file extension (`csv`).
    pub id: &'static str,
    /// MIME type.
    pub mime: &'static str,
    /// Writes a table.
    pub write: fn(&Table) -> Result<Vec<u8>>,
}

/// Every format; the first is the default.
pub static FORMATS: &[Format] = &[csv::FORMAT];

/// The format of an id.
pub fn format(id: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.id == id)
}

/// The name of a table's file: `<table_id>.csv`.
pub fn file_name(table: &str, format: &Format) -> String {
    format!("{table}.{}", format.id)
}
