//! Makes the files of a source into its typed table: files in order of name, dictionaries merged, exact duplicates out.
//! One file without duplicates is handed on without a copy.

use super::dedupe::later_equals;
use super::file::{FileData, SOURCE_ROW, empty};
use super::text_column::unify;
use crate::engine::base::{
    Column, Dict, Interner, Kind, NULL_CODE, Numbers, Result, SourceSpec, Table,
};
use crate::protocol::RejectRow;
use polars_arrow::bitmap::Bitmap;
use std::sync::Arc;

/// A source, typed: what the models read.
#[derive(Debug)]
pub struct SourceData {
    /// The declared columns, then `_source_row` (place of the file by name × 2^32 + line). Equal text has equal codes;
    /// a dictionary may hold entries that no row uses.
    pub table: Table,
    /// Rows read over all files.
    pub rows_read: u64,
    /// Exact duplicates left out, by file, in the order the files were given.
    pub rows_deduplicated: Vec<u64>,
    /// Rows set aside at import, over all files (`rejects` lists the first 100,000 of each).
    pub rows_rejected: u64,
    /// Rows set aside, in order of file and line.
    pub rejects: Vec<RejectRow>,
}

/// Makes the files of one source into its typed table: files by name, exact duplicates out, `_source_row` last.
///
/// For each file: rows read = rows in the table + rejected + deduplicated.
pub fn combine(source: &'static SourceSpec, files: &[&FileData]) -> Result<SourceData> {
    // Place by name of each file given; files of one name keep the order given.
    let mut order: Vec<usize> = (0..files.len()).collect();
    order.sort_by_key(|at| files.get(*at).map(|file| file.name.as_str()));
    let sorted: Vec<&FileData> = order
        .iter()
        .filter_map(|at| files.get(*at).copied())
        .collect();
    let whole = match sorted.as_slice() {
        [] => nothing(source)?,
        [only] => only.table.clone(),
        several => merged(source, several)?,
    };
    let repeated = match sorted.as_slice() {
        _ if source.keeps_equal_rows => Vec::new(),
        [only] if only.unique => Vec::new(),
        several => {
            let hashes: Vec<&[[u64; 2]]> = several.iter().map(|f| f.hashes.as_slice()).collect();
            later_equals(&hashes)
        }
    };
    let mut rows_deduplicated = vec![0; files.len()];
    let mut keep = vec![
        true;
        if repeated.is_empty() {
            0
        } else {
            whole.height()
        }
    ];
    let mut ends = Vec::with_capacity(sorted.len());
    for file in &sorted {
        ends.push(ends.last().copied().unwrap_or(0) + file.rows());
    }
    for row in &repeated {
        if let Some(keep) = keep.get_mut(*row as usize) {
            *keep = false;
        }
        let place = ends.partition_point(|end| end <= row);
        if let Some(count) = order
            .get(place)
            .and_then(|at| rows_deduplicated.get_mut(*at))
        {
            *count += 1;
        }
    }
    Ok(SourceData {
        table: if repeated.is_empty() {
            whole
        } else {
            whole.filter(&keep)?
        },
        rows_read: files.iter().map(|file| file.rows_read).sum(),
        rows_deduplicated,
        rows_rejected: files.iter().map(|file| file.rows_rejected).sum(),
        rejects: sorted
            .iter()
            .flat_map(|file| file.rejects.iter().cloned())
            .collect(),
    })
}

fn nothing(source: &SourceSpec) -> Result<Table> {
    let mut columns: Vec<Column> = source
        .columns
        .iter()
        .map(|c| empty(c.column.name, c.column.kind, 0))
        .collect();
    columns.push(Column::integers_dense(SOURCE_ROW, Vec::new()));
    Table::new(columns)
}

fn merged(source: &SourceSpec, files: &[&FileData]) -> Result<Table> {
    let mut columns = Vec::with_capacity(source.columns.len() + 1);
    for declared in source.columns {
        let (name, kind) = (declared.column.name, declared.column.kind);
        columns.push(match kind {
            Kind::Text => texts(name, files)?,
            Kind::Integer | Kind::Timestamp => {
                let (values, valid) = stacked(files, |table| table.integers(name))?;
                Column::masked_i64(name, kind, values, valid)
            }
            Kind::Amount => {
                let (values, valid) = stacked(files, |table| table.amounts(name))?;
                Column::masked_f64(name, values, valid)
            }
            Kind::Date => {
                let (values, valid) = stacked(files, |table| table.days(name))?;
                Column::masked_days(name, values, valid)
            }
            Kind::Boolean => {
                let mut values = Vec::new();
                for file in files {
                    values.extend(file.table.flags(name)?.iter());
                }
                Column::flags(name, values)
            }
        });
    }
    let mut rows = Vec::new();
    for (place, file) in (0_i64..).zip(files) {
        let lines = file.table.integers(SOURCE_ROW)?.values;
        rows.extend(lines.iter().map(|line| place << 32 | line));
    }
    columns.push(Column::integers_dense(SOURCE_ROW, rows));
    Table::new(columns)
}

fn stacked<'a, T: Copy + 'a>(
    files: &[&'a FileData],
    column: impl Fn(&'a Table) -> Result<Numbers<'a, T>>,
) -> Result<(Vec<T>, Option<Bitmap>)> {
    let mut parts = Vec::with_capacity(files.len());
    for file in files {
        parts.push(column(&file.table)?);
    }
    let values: Vec<T> = parts
        .iter()
        .flat_map(|part| part.values.iter().copied())
        .collect();
    if parts.iter().all(|part| part.valid.is_none()) {
        return Ok((values, None));
    }
    let valid: Bitmap = parts
        .iter()
        .flat_map(|part| {
            (0..part.values.len()).map(|row| part.valid.is_none_or(|valid| valid.get_bit(row)))
        })
        .collect();
    Ok((values, Some(valid)))
}

/// One dictionary for all files. Small dictionaries are looked up in one another; where values practically never
/// repeat, they are laid end to end and the few that do are given one code.
fn texts(name: &str, files: &[&FileData]) -> Result<Column> {
    let mut parts = Vec::with_capacity(files.len());
    for file in files {
        parts.push(file.table.text(name)?);
    }
    let rows: usize = parts.iter().map(|part| part.codes.len()).sum();
    let entries: usize = parts.iter().map(|part| part.dict.len()).sum();
    let bytes: usize = parts.iter().map(|part| part.dict.bytes()).sum();
    let mut codes = Vec::with_capacity(rows);
    if entries * 8 > rows * 7 && bytes < u32::MAX as usize {
        let (mut arena, mut ends) = (Vec::with_capacity(bytes), Vec::with_capacity(entries));
        for part in &parts {
            let (first, start) = (ends.len() as u32, arena.len() as u32);
            arena.extend_from_slice(part.dict.arena().as_bytes());
            ends.extend(part.dict.ends().iter().map(|end| start + end));
            codes.extend(part.codes.iter().map(|code| {
                if *code == NULL_CODE {
                    NULL_CODE
                } else {
                    first + code
                }
            }));
        }
        if let Some(dict) = Dict::from_arena(arena, ends, true) {
            unify(&dict, &mut codes);
            return Ok(Column::text(name, codes, Arc::new(dict)));
        }
        codes.clear();
    }
    let mut interner = Interner::new();
    for part in &parts {
        let moved: Vec<u32> = part.dict.iter().map(|text| interner.intern(text)).collect();
        codes.extend(
            part.codes
                .iter()
                .map(|code| moved.get(*code as usize).copied().unwrap_or(NULL_CODE)),
        );
    }
    Ok(Column::text(name, codes, interner.finish()))
}
