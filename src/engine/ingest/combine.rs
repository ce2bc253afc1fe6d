//! Makes the files of a source into its typed table: files in order of name, exact duplicates out, one currency, vendors'
//! exports brought into the form of the source, dictionaries merged. One file without duplicates in the form of the source
//! is handed on without a copy.

use super::appended::unify;
use super::aside::Aside;
use super::currency::{self, Rates};
use super::equal::later_equals;
use super::file::{FileData, SOURCE_ROW, empty};
use super::presets::{self, supply};
use crate::engine::base::{
    CodeVec, Column, Dict, Interner, Kind, NULL_CODE, Numbers, Result, Runs, SourceSpec, Table,
    TimeVec,
};
use crate::protocol::RejectRow;
use polars_arrow::bitmap::Bitmap;
use std::sync::Arc;

/// A source, typed: what the models read.
#[derive(Debug)]
pub struct SourceData {
    /// The declared columns, then `_source_row` (place of the file by name × 2^32 + line). Equal text has equal codes;
    /// a dictionary may hold entries that no row uses. A preset may make more or fewer rows of those kept.
    pub table: Table,
    /// Rows read over all files.
    pub rows_read: u64,
    /// Exact duplicates left out, by file, in the order the files were given.
    pub rows_deduplicated: Vec<u64>,
    /// What else became of each file when the source was made, in the same order.
    pub late: Vec<Late>,
    /// Rows set aside at import, over all files (`rejects` lists the first 100,000 of each).
    pub rows_rejected: u64,
    /// Rows set aside, in order of file and line.
    pub rejects: Vec<RejectRow>,
    /// Currencies that its files say, each once.
    pub currencies: Vec<String>,
    /// The currency that the amounts are in; `None` where no file says, which is read as US dollars.
    pub currency: Option<String>,
}

impl SourceData {
    /// Rows that stand for more than a week and were spread evenly over its days.
    pub fn spread(&self) -> u64 {
        self.late.iter().map(|late| late.spread).sum()
    }
}

/// What became of a file when its source was made.
#[derive(Clone, Debug, Default)]
pub struct Late {
    /// Rows set aside.
    pub rows_rejected: u64,
    /// What was supplied or converted, with how many rows it concerns.
    pub issues: Vec<(String, u64)>,
    /// Rows that stood for more than a week and were spread evenly over its days.
    pub spread: u64,
}

/// Makes the files of one source into its typed table: files by name, exact duplicates out, amounts in one currency, the
/// vendors' exports in the form of the source, `_source_row` last.
///
/// For each file: rows read = rows kept + rejected + deduplicated.
pub fn combine(source: &'static SourceSpec, files: &[&FileData]) -> Result<SourceData> {
    combine_at(source, files, &Rates::default())
}

/// As `combine`, with amounts in other currencies converted at these rates.
pub fn combine_at(
    source: &'static SourceSpec,
    files: &[&FileData],
    rates: &Rates,
) -> Result<SourceData> {
    // Place by name of each file given; files of one name keep the order given.
    let mut order: Vec<usize> = (0..files.len()).collect();
    order.sort_by_key(|at| files.get(*at).map(|file| file.name.as_str()));
    let sorted: Vec<&FileData> = order
        .iter()
        .filter_map(|at| files.get(*at).copied())
        .collect();
    let mut parts = vec![Late::default(); sorted.len()];
    let (mut tables, repeated) = distinct(&sorted)?;
    let pairs: Vec<(&FileData, &Table)> = sorted.iter().copied().zip(&tables).collect();
    let currency = currency::of_source(&pairs, rates)?;
    let currencies = currency::seen(&pairs)?;
    let mut rejects: Vec<RejectRow> = Vec::new();
    for ((file, table), part) in sorted.iter().zip(&mut tables).zip(&mut parts) {
        let mut aside = Aside::new(source.id, &file.name);
        let base = currency.as_deref().unwrap_or(currency::DOLLAR);
        if let Some((settled, converted)) =
            currency::settle(file, source, table, base, rates, &mut aside)?
        {
            *table = settled;
            if converted > 0 {
                let said = format!("amounts were converted to {base} at the rate in the link");
                part.issues.push((said, converted));
            }
        }
        part.rows_rejected = aside.count;
        let mut late = aside.rows;
        if let Some(preset) = presets::of(file.source) {
            let supplied = supply(preset, file, table.clone(), source)?;
            *table = supplied.table;
            part.issues.extend(supplied.issues);
            part.spread = supplied.spread;
            part.rows_rejected += supplied.rows_rejected;
            late.extend(supplied.rejects);
        }
        let first = rejects.len();
        rejects.extend(file.rejects.iter().cloned());
        if !late.is_empty() {
            rejects.extend(late);
            if let Some(of_file) = rejects.get_mut(first..) {
                of_file.sort_by_key(|row| row.line);
            }
        }
    }
    let table = match tables.as_slice() {
        [] => nothing(source)?,
        [only] => only.clone(),
        several => merged(source, several)?,
    };
    let late: u64 = parts.iter().map(|part| part.rows_rejected).sum();
    // Back in the order given.
    let mut given = vec![(0, Late::default()); files.len()];
    for (at, of_file) in order.into_iter().zip(repeated.into_iter().zip(parts)) {
        if let Some(slot) = given.get_mut(at) {
            *slot = of_file;
        }
    }
    let (rows_deduplicated, given) = given.into_iter().unzip();
    Ok(SourceData {
        table,
        rows_read: files.iter().map(|file| file.rows_read).sum(),
        rows_deduplicated,
        late: given,
        rows_rejected: files.iter().map(|file| file.rows_rejected).sum::<u64>() + late,
        rejects,
        currencies,
        currency,
    })
}

/// Each file's table without the rows that are equal to an earlier one, of any file.
/// Also how many those were, by file.
fn distinct(files: &[&FileData]) -> Result<(Vec<Table>, Vec<u64>)> {
    let repeated = match files {
        [first, ..] if first.source.keeps_equal_rows => Vec::new(),
        [only] if only.unique => Vec::new(),
        several => later_equals(several)?,
    };
    let mut repeated = repeated.into_iter().peekable();
    let mut first = 0;
    let (mut out, mut counts) = (Vec::with_capacity(files.len()), Vec::new());
    for file in files {
        let end = first + file.rows();
        let mut keep = Vec::new();
        while let Some(row) = repeated.next_if(|row| *row < end) {
            if keep.is_empty() {
                keep = vec![true; file.table.height()];
            }
            if let Some(keep) = keep.get_mut((row - first) as usize) {
                *keep = false;
            }
        }
        counts.push(keep.iter().filter(|keep| !**keep).count() as u64);
        out.push(if keep.is_empty() {
            file.table.clone()
        } else {
            file.table.filter(&keep)?
        });
        first = end;
    }
    Ok((out, counts))
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

/// The declared columns of several tables, one below the other.
pub fn stacked_columns(
    declared: impl IntoIterator<Item = (&'static str, Kind)>,
    tables: &[Table],
) -> Result<Vec<Column>> {
    let mut columns = Vec::new();
    for (name, kind) in declared {
        columns.push(match kind {
            Kind::Text => texts(name, tables)?,
            Kind::Integer => {
                let (values, valid) = stacked(tables, |table| table.integers(name))?;
                Column::masked_i64(name, kind, values, valid)
            }
            Kind::Timestamp => times(name, tables)?,
            Kind::Amount => {
                let (values, valid) = stacked(tables, |table| table.amounts(name))?;
                Column::masked_f64(name, values, valid)
            }
            Kind::Date => {
                let (values, valid) = stacked(tables, |table| table.days(name))?;
                Column::masked_days(name, values, valid)
            }
            Kind::Boolean => {
                let mut values = Vec::new();
                for table in tables {
                    values.extend(table.flags(name)?.iter());
                }
                Column::flags(name, values)
            }
        });
    }
    Ok(columns)
}

fn merged(source: &SourceSpec, tables: &[Table]) -> Result<Table> {
    let declared = source.columns.iter().map(|c| c.column);
    let mut columns = stacked_columns(declared.map(|c| (c.name, c.kind)), tables)?;
    let mut rows = Runs::default();
    for (place, table) in (0_i64..).zip(tables) {
        let lines = table.whole(SOURCE_ROW)?;
        for line in lines.iter().flatten() {
            rows.push(place << 32 | line);
        }
    }
    columns.push(Column::ids(SOURCE_ROW, rows));
    Table::new(columns)
}

fn stacked<'a, T: Copy + 'a>(
    tables: &'a [Table],
    column: impl Fn(&'a Table) -> Result<Numbers<'a, T>>,
) -> Result<(Vec<T>, Option<Bitmap>)> {
    let mut parts = Vec::with_capacity(tables.len());
    for table in tables {
        parts.push(column(table)?);
    }
    let mut values = Vec::with_capacity(parts.iter().map(|part| part.values.len()).sum());
    for part in &parts {
        values.extend_from_slice(part.values);
    }
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

fn times(name: &str, tables: &[Table]) -> Result<Column> {
    let mut parts = Vec::with_capacity(tables.len());
    for table in tables {
        parts.push(table.whole(name)?);
    }
    if !parts.iter().all(|part| part.is_dense()) {
        let all = parts.iter().flat_map(|part| part.iter());
        return Ok(Column::timestamps(name, all));
    }
    let mut values = Vec::with_capacity(parts.iter().map(|part| part.len()).sum());
    for part in &parts {
        values.extend(part.iter().flatten());
    }
    Ok(Column::times(name, TimeVec::narrowed(values)))
}

/// One dictionary for all files. Small dictionaries are looked up in one another; where values practically never
/// repeat, they are laid end to end and the few that do are given one code.
fn texts(name: &str, tables: &[Table]) -> Result<Column> {
    let mut parts = Vec::with_capacity(tables.len());
    for table in tables {
        parts.push(table.text(name)?);
    }
    let rows: usize = parts.iter().map(|part| part.codes.len()).sum();
    let entries: usize = parts.iter().map(|part| part.dict.len()).sum();
    let bytes: usize = parts.iter().map(|part| part.dict.bytes()).sum();
    if entries * 8 > rows * 7 && bytes < u32::MAX as usize {
        let (mut arena, mut ends) = (Vec::with_capacity(bytes), Vec::with_capacity(entries));
        let mut codes = Vec::with_capacity(rows);
        for part in &parts {
            let (first, start) = (ends.len() as u32, arena.len() as u32);
            arena.extend_from_slice(part.dict.arena().as_bytes());
            ends.extend(part.dict.ends().iter().map(|end| start + end));
            codes.extend(part.codes.iter().map(|code| {
                if code == NULL_CODE {
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
    }
    let mut interner = Interner::new();
    let mut moved: Vec<Vec<u32>> = Vec::with_capacity(parts.len());
    for part in &parts {
        moved.push(part.dict.iter().map(|text| interner.intern(text)).collect());
    }
    let mut codes = CodeVec::with_capacity(interner.dict().len(), rows);
    for (part, moved) in parts.iter().zip(&moved) {
        codes.extend_through(part.codes, moved);
    }
    Ok(Column::coded(name, codes, interner.finish()))
}
