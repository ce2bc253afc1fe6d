//! Events by visitor and time, and rows by the text of another table's key: the two joins of this subject, both on codes.

use crate::engine::base::{Codes, Dict, Interner, NULL_CODE, Numbers, Result, Table, TextColumn};
use std::sync::Arc;

/// Rows of `member_events`, each visitor's in order of time, equal times in order of the files.
pub struct Journeys {
    rows: Vec<u32>,
    /// Where each visitor's rows begin, by code; one more at the end.
    starts: Vec<u32>,
}

impl Journeys {
    /// Groups the events of a table with `visitor_id`, `derived_tstamp` and `_source_row`.
    pub fn of(events: &Table) -> Result<Journeys> {
        let visitor = events.text("visitor_id")?;
        let at = events.integers("derived_tstamp")?;
        let source_row = events.integers(super::SOURCE_ROW.name)?;
        let mut journeys = Journeys::grouped(visitor.codes, visitor.dict.len());
        let key = |row: &u32| (at.get(*row as usize), source_row.get(*row as usize));
        for ends in journeys.starts.windows(2) {
            let rows = &mut journeys.rows[ends[0] as usize..ends[1] as usize];
            if !rows.is_sorted_by_key(key) {
                rows.sort_unstable_by_key(key);
            }
        }
        Ok(journeys)
    }

    /// Rows by code, in their order; a counting sort.
    pub fn grouped(codes: Codes<'_>, len: usize) -> Journeys {
        let mut starts = vec![0_u32; len + 2];
        for code in codes {
            starts[(code as usize).min(len) + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut rows = vec![0; codes.len()];
        for (code, row) in codes.iter().zip(0..) {
            let slot = &mut next[(code as usize).min(len)];
            rows[*slot as usize] = row;
            *slot += 1;
        }
        starts.truncate(len + 1);
        Journeys { rows, starts }
    }

    /// Each visitor with events: code and rows.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &[u32])> {
        let ends = self.starts.windows(2).zip(0..);
        ends.map(|(ends, code)| (code, &self.rows[ends[0] as usize..ends[1] as usize]))
            .filter(|(_, rows)| !rows.is_empty())
    }
}

/// For each code of `dict`, the row of a table whose key has that text; `NULL_CODE` where there is none.
/// Of rows with one key the first counts.
pub fn rows_by_code(key: TextColumn<'_>, dict: &Arc<Dict>) -> Vec<u32> {
    let mut out = vec![NULL_CODE; dict.len()];
    if Arc::ptr_eq(key.dict, dict) && dict.is_distinct() {
        for (code, row) in key.codes.iter().zip(0..) {
            if let Some(slot) = out.get_mut(code as usize)
                && *slot == NULL_CODE
            {
                *slot = row;
            }
        }
        return out;
    }
    let mut known = Interner::new();
    let mut first: Vec<u32> = Vec::new();
    for (text, row) in key.iter().zip(0..) {
        if let Some(text) = text
            && known.intern(text) as usize == first.len()
        {
            first.push(row);
        }
    }
    for (slot, text) in out.iter_mut().zip(dict.iter()) {
        if let Some(code) = known.find(text.as_bytes()) {
            *slot = first[code as usize];
        }
    }
    out
}

/// The row that a code stands for in what `rows_by_code` gave.
pub fn row_of(rows: &[u32], code: u32) -> Option<usize> {
    let row = *rows.get(code as usize)?;
    (row != NULL_CODE).then_some(row as usize)
}

/// The codes of another table's text column, one a row here: what a join brings over.
pub fn brought(column: TextColumn<'_>, rows: &[Option<usize>]) -> Vec<u32> {
    rows.iter()
        .map(|row| row.map_or(NULL_CODE, |row| column.codes.at(row)))
        .collect()
}

/// The largest value of several columns of moments: what "now" is for data that has ended.
pub fn newest(columns: &[Numbers<'_, i64>]) -> Option<i64> {
    columns
        .iter()
        .filter_map(|column| column.iter().flatten().max())
        .max()
}
