//! Rows set aside after a file was read: by a preset's steps, for their currency. Listed as at import, up to a limit, and
//! counted exactly.

use super::file::SOURCE_ROW;
use crate::engine::base::{Result, Table};
use crate::protocol::RejectRow;

/// Rows kept in full.
const MOST_ROWS: usize = 100_000;

/// The rows set aside of one file.
#[derive(Debug)]
pub struct Aside<'a> {
    source: &'a str,
    file: &'a str,
    /// The first ones.
    pub rows: Vec<RejectRow>,
    /// All of them.
    pub count: u64,
}

impl<'a> Aside<'a> {
    /// None yet.
    pub fn new(source: &'a str, file: &'a str) -> Aside<'a> {
        Aside {
            source,
            file,
            rows: Vec::new(),
            count: 0,
        }
    }

    /// Sets rows aside; the table of those that stay, or `None` where all do.
    pub fn take(
        &mut self,
        table: &Table,
        gone: &[bool],
        column: &str,
        code: &str,
        message: &str,
    ) -> Result<Option<Table>> {
        if !gone.contains(&true) {
            return Ok(None);
        }
        let names = table.names();
        let shown: Vec<&str> = names.into_iter().filter(|n| *n != SOURCE_ROW).collect();
        let lines = table.whole(SOURCE_ROW)?;
        for (row, _) in (0_u32..).zip(gone).filter(|(_, gone)| **gone) {
            self.count += 1;
            if self.rows.len() >= MOST_ROWS {
                continue;
            }
            let value = if table.has(column) {
                table.row_text(row, &[column], "")?
            } else {
                String::new()
            };
            self.rows.push(RejectRow {
                source: self.source.to_owned(),
                file: self.file.to_owned(),
                line: lines.get(row as usize).unwrap_or_default() as u64,
                column: column.to_owned(),
                value,
                code: code.to_owned(),
                message: message.to_owned(),
                raw: table.row_text(row, &shown, ",")?,
            });
        }
        let keep: Vec<bool> = gone.iter().map(|gone| !gone).collect();
        table.filter(&keep).map(Some)
    }
}
