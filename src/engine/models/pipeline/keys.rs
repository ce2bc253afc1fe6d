//! Joining by text without touching text once a row: a parent's ids are looked up once for each entry of a child's
//! dictionary, and rows go by codes.

use crate::engine::base::{Codes, Dict, Interner, NULL_CODE, TextColumn};
use std::sync::Arc;

/// Ids of a parent table and the row of each; of an id that stands twice, the first.
pub struct Keys {
    ids: Interner,
    rows: Vec<u32>,
}

impl Keys {
    /// Reads a column of ids; nulls are left out.
    pub fn of(column: TextColumn<'_>) -> Keys {
        let mut keys = Keys {
            ids: Interner::new(),
            rows: Vec::with_capacity(column.codes.len()),
        };
        for (row, id) in column.iter().enumerate() {
            if let Some(id) = id
                && keys.ids.intern(id) as usize == keys.rows.len()
            {
                keys.rows.push(row as u32);
            }
        }
        keys
    }

    /// The entries of a dictionary, each the row of its code.
    pub fn entries(dict: &Dict) -> Keys {
        let mut keys = Keys {
            ids: Interner::new(),
            rows: Vec::with_capacity(dict.len()),
        };
        for (code, entry) in dict.iter().enumerate() {
            if keys.ids.intern(entry) as usize == keys.rows.len() {
                keys.rows.push(code as u32);
            }
        }
        keys
    }

    /// The row of an id.
    pub fn row(&self, id: &str) -> Option<u32> {
        let at = self.ids.find(id.as_bytes())?;
        self.rows.get(at as usize).copied()
    }

    /// The parent's row of each entry of a child's dictionary; `NULL_CODE` where there is none.
    pub fn rows_of(&self, dict: &Dict) -> Vec<u32> {
        dict.iter()
            .map(|entry| self.row(entry).unwrap_or(NULL_CODE))
            .collect()
    }

    /// The parent's row of each row of a child; `NULL_CODE` where there is none.
    pub fn join(&self, child: TextColumn<'_>) -> Vec<u32> {
        child.codes.through(&self.rows_of(child.dict))
    }
}

/// What stands at each code, `NULL_CODE` for null and beyond the end.
pub fn gather(codes: &[u32], at: Codes<'_>) -> Vec<u32> {
    let at = |code: &u32| at.get(*code as usize).unwrap_or(NULL_CODE);
    codes.iter().map(at).collect()
}

/// Two columns of ids, one after the other. Entries are copied, not looked up: an id may stand twice.
pub fn stacked(a: TextColumn<'_>, b: TextColumn<'_>) -> (Vec<u32>, Arc<Dict>) {
    let (mut bytes, mut ends) = a.dict.as_ref().clone().into_arena();
    let (text, entries) = (bytes.len() as u32, ends.len() as u32);
    bytes.extend_from_slice(b.dict.arena().as_bytes());
    ends.extend(b.dict.ends().iter().map(|end| end + text));
    let moved = |code: u32| match code {
        NULL_CODE => NULL_CODE,
        code => code + entries,
    };
    let codes = a.codes.iter().chain(b.codes.iter().map(moved));
    // Both halves are UTF-8 and every end lies within them.
    let dict = Dict::from_arena(bytes, ends, false).unwrap_or_default();
    (codes.collect(), Arc::new(dict))
}

/// A parent's row for each row of a child. Where both columns share a dictionary, the child's codes are the parent's.
pub fn parents(parent: TextColumn<'_>, child: TextColumn<'_>) -> Vec<u32> {
    if !Arc::ptr_eq(parent.dict, child.dict) {
        return Keys::of(parent).join(child);
    }
    let mut rows = vec![NULL_CODE; parent.dict.len()];
    for (row, code) in parent.codes.iter().enumerate() {
        if let Some(slot) = rows.get_mut(code as usize) {
            *slot = row as u32;
        }
    }
    child.codes.through(&rows)
}

/// A column of few different texts with a name in the place of null, and one more name for the caller: its codes, its
/// dictionary, and the code of `more`.
pub fn filled(column: TextColumn<'_>, null: &str, more: &str) -> (Vec<u32>, Arc<Dict>, u32) {
    let mut names = Interner::new();
    let entries: Vec<u32> = column
        .dict
        .iter()
        .map(|entry| names.intern(entry))
        .collect();
    let null = names.intern(null);
    let more = names.intern(more);
    let codes = column.codes.iter();
    let codes = codes.map(|code| entries.get(code as usize).copied().unwrap_or(null));
    (codes.collect(), names.finish(), more)
}
