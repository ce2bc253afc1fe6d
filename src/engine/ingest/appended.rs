//! Entries of a text column that are appended without a look, and how they become distinct: many that repeat are
//! collapsed, a few are given one code.

use super::collapse::collapse;
use super::dedupe;
use crate::engine::base::hash::hash;
use crate::engine::base::{Dict, Error, NULL_CODE, Result};

/// Entries appended before they are collapsed.
pub const MANY: usize = 1 << 21;

/// Bytes copied at once; what is too much is written over.
pub const WIDE: usize = 32;

/// Bytes beyond the last entry that are written over.
const SPARE: usize = 64 * WIDE;

/// Entries taken in one call (see `collapse`).
const RUN: usize = 8192;

/// Entries appended without a look.
#[derive(Clone, Debug)]
pub struct Appended {
    /// Their text, laid end to end.
    pub bytes: Vec<u8>,
    /// Where each stops.
    pub ends: Vec<u32>,
    /// Whether many repeat: they are collapsed, where else a few are given one code.
    pub repeats: bool,
    /// How many entries are distinct already.
    distinct: usize,
}

impl Appended {
    /// Goes on from a dictionary, with room for as many rows.
    pub fn new(dict: Dict, rows: usize, repeats: bool) -> Appended {
        let (mut bytes, mut ends) = dict.into_arena();
        let distinct = ends.len();
        let each = bytes.len() / distinct.max(1) + 1;
        ends.reserve(rows.saturating_sub(distinct));
        bytes.reserve((each * rows + SPARE).saturating_sub(bytes.len()));
        Appended {
            bytes,
            ends,
            repeats,
            distinct,
        }
    }

    /// Collapses what has gathered, where it is worth it.
    pub fn weigh(&mut self, codes: &mut [u32]) {
        if self.repeats && self.ends.len() - self.distinct >= MANY {
            self.collapse(codes);
        }
    }

    /// A dictionary whose entries in use are distinct, with the rows' codes into it; and whether any came twice.
    pub fn finish(mut self, codes: &mut [u32]) -> Result<(Dict, bool)> {
        let mut candidates = Vec::new();
        if !self.repeats {
            candidates = sharing(&self.bytes, &self.ends);
            // The sample may have been of another kind than what came after it.
            self.repeats = candidates.len() * 8 > self.ends.len();
        }
        if self.repeats {
            self.collapse(codes);
        }
        let dict = Dict::from_arena(self.bytes, self.ends, true)
            .ok_or_else(|| Error::internal("appended text is not UTF-8"))?;
        let repeats = self.repeats || unify_few(&dict, candidates, codes);
        Ok((dict, repeats))
    }

    /// Makes the entries distinct.
    #[cold]
    fn collapse(&mut self, codes: &mut [u32]) {
        let made = collapse(std::mem::take(&mut self.bytes), &self.ends);
        for run in codes.chunks_mut(RUN) {
            recode(run, &made.codes);
        }
        (self.bytes, self.ends) = (made.bytes, made.ends);
        self.distinct = self.ends.len();
    }
}

/// Gives a run of rows their new codes. A null is beyond the end, and stays null.
#[inline(never)]
fn recode(run: &mut [u32], codes: &[u32]) {
    for code in run {
        *code = codes.get(*code as usize).copied().unwrap_or(NULL_CODE);
    }
}

/// Gives equal entries the code of the first; whether there were any.
pub fn unify(dict: &Dict, codes: &mut [u32]) -> bool {
    let candidates = sharing(dict.arena().as_bytes(), dict.ends());
    unify_few(dict, candidates, codes)
}

/// Entries that may not be alone, with their hashes.
fn sharing(arena: &[u8], ends: &[u32]) -> Vec<(u64, u32)> {
    let mut hashes: Vec<u64> = Vec::with_capacity(ends.len());
    let mut start = 0;
    for run in ends.chunks(RUN) {
        start = hash_all(arena, start, run, &mut hashes);
    }
    dedupe::sharing(&hashes)
        .into_iter()
        .filter_map(|code| Some((*hashes.get(code as usize)?, code)))
        .collect()
}

/// Hashes a run of entries that begins at `start`: one of many calls (see `collapse`). Where the next run begins.
#[inline(never)]
fn hash_all(arena: &[u8], start: usize, run: &[u32], hashes: &mut Vec<u64>) -> usize {
    let mut start = start;
    for end in run {
        hashes.push(hash(arena.get(start..*end as usize).unwrap_or_default()));
        start = *end as usize;
    }
    start
}

fn unify_few(dict: &Dict, mut candidates: Vec<(u64, u32)>, codes: &mut [u32]) -> bool {
    candidates.sort_unstable();
    // Text is compared where whole hashes are equal, which most candidates' are not.
    let mut shared: Vec<u32> = candidates
        .chunk_by(|a, b| a.0 == b.0)
        .filter(|alike| alike.len() > 1)
        .flat_map(|alike| alike.iter().map(|(_, code)| *code))
        .collect();
    shared.sort_unstable_by(|a, b| dict.get(*a).cmp(&dict.get(*b)).then(a.cmp(b)));
    let mut first: Option<u32> = None;
    let mut moved: Vec<(u32, u32)> = Vec::new();
    for code in shared {
        match first {
            Some(known) if dict.get(known) == dict.get(code) => moved.push((code, known)),
            _ => first = Some(code),
        }
    }
    if moved.is_empty() {
        return false;
    }
    moved.sort_unstable();
    for code in codes {
        if let Ok(at) = moved.binary_search_by_key(code, |m| m.0)
            && let Some((_, to)) = moved.get(at)
        {
            *code = *to;
        }
    }
    true
}
