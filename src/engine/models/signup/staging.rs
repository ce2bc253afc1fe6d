//! What the plain stagings share: one row a key, columns under the names of this subject, nothing computed.

use crate::engine::base::{ColumnSpec, Result, Table};
use crate::engine::warehouse::Build;

/// A source's rows, one a key, as these columns; `renamed` lists (column, name in the source) where they differ.
pub fn staged(
    build: &Build<'_>,
    source: &'static str,
    columns: &[ColumnSpec],
    renamed: &[(&str, &str)],
) -> Result<Table> {
    selected(&build.unique_source(source)?, columns, renamed)
}

/// These columns of a table, in order, under their names here.
pub fn selected(table: &Table, columns: &[ColumnSpec], renamed: &[(&str, &str)]) -> Result<Table> {
    let mut out = Vec::with_capacity(columns.len());
    for column in columns {
        let there = renamed.iter().find(|(here, _)| *here == column.name);
        let there = there.map_or(column.name, |(_, there)| there);
        out.push(table.column(there)?.renamed(column.name));
    }
    Table::new(out)
}
