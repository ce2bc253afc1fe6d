//! The sources: the typed table of each, which rows repeat a key, and what people are told of those.

use super::store::unknown;
use super::{KeyReject, SOURCE_ROW, Warehouse, keys};
use crate::engine::base::{Column, Kind, Result, SourceSpec, Table};
use std::cell::OnceCell;
use std::sync::Arc;

/// A source and what is known of it.
pub struct SourceSlot {
    pub(super) spec: &'static SourceSpec,
    pub(super) table: Arc<Table>,
    pub(super) version: u64,
    pub(super) is_present: bool,
    /// Sorted by key, once somebody asked for it so.
    pub(super) sorted: OnceCell<Arc<Table>>,
    duplicates: OnceCell<Result<Vec<(u32, u32)>>>,
}

impl SourceSlot {
    /// Rows that repeat the key of a row with a lower `_source_row`, and that row.
    pub(super) fn duplicates(&self) -> Result<&[(u32, u32)]> {
        // No two rows stand at one place.
        if self.spec.key == [SOURCE_ROW] {
            return Ok(&[]);
        }
        match self
            .duplicates
            .get_or_init(|| keys::duplicates(&self.table, self.spec.key, Some(SOURCE_ROW)))
        {
            Ok(rows) => Ok(rows),
            Err(error) => Err(error.clone()),
        }
    }
}

impl Warehouse {
    /// The rows that staging leaves out because their key is taken, in the order of the source.
    pub fn key_rejects(&self, source_id: &str) -> Result<Vec<KeyReject>> {
        let slot = self.slot(source_id)?;
        self.rejects_of(source_id, slot.duplicates()?)
    }

    /// Rows of a source, each with the row that was kept for it (itself: none was), as they are told to people.
    pub fn rejects_of(&self, source_id: &str, lost: &[(u32, u32)]) -> Result<Vec<KeyReject>> {
        let slot = self.slot(source_id)?;
        let place = |row: u32| -> Result<(u32, u32)> {
            let at = slot.table.whole(SOURCE_ROW)?.get(row as usize);
            let at = at.unwrap_or_default();
            Ok(((at >> 32) as u32, at as u32))
        };
        lost.iter()
            .map(|(row, kept)| {
                let (file, line) = place(*row)?;
                let columns: Vec<&str> = slot.spec.columns.iter().map(|c| c.column.name).collect();
                Ok(KeyReject {
                    source: slot.spec.id,
                    file,
                    line,
                    column: slot.spec.key.join(", "),
                    value: slot.table.row_text(*row, slot.spec.key, ", ")?,
                    kept: place(*kept)?,
                    raw: slot.table.row_text(*row, &columns, ",")?,
                })
            })
            .collect()
    }

    fn slot(&self, source_id: &str) -> Result<&SourceSlot> {
        self.sources
            .get(source_id)
            .ok_or_else(|| unknown(source_id))
    }
}

/// A source with this table, or without one.
pub(super) fn slot(
    spec: &'static SourceSpec,
    table: Option<Arc<Table>>,
    version: u64,
) -> SourceSlot {
    SourceSlot {
        spec,
        is_present: table.is_some(),
        table: table.unwrap_or_else(|| Arc::new(empty_source(spec))),
        version,
        sorted: OnceCell::new(),
        duplicates: OnceCell::new(),
    }
}

/// A source without rows: the declared columns, then `_source_row`.
fn empty_source(spec: &SourceSpec) -> Table {
    let mut columns: Vec<Column> = spec
        .columns
        .iter()
        .map(|c| keys::empty_column(c.column.name, c.column.kind))
        .collect();
    columns.push(keys::empty_column(SOURCE_ROW, Kind::Integer));
    // Only a name declared twice can fail here, which a registry test rules out.
    Table::new(columns).unwrap_or_default()
}
