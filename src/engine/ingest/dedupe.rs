//! Finds equal values among millions by their hashes, without a hash map: a bitmap of slots leaves the few that share
//! one, and those are sorted.

/// Bits of the bitmap at most (32 MB).
const MOST_BITS: usize = 1 << 28;

/// Positions whose hash may not be alone, rising. Every value that has an equal is among them.
pub fn sharing(hashes: &[u64]) -> Vec<u32> {
    candidates(&[hashes], |hash| *hash)
        .into_iter()
        .map(|at| at as u32)
        .collect()
}

/// Rows (counted over all slices) that are equal to an earlier one, rising.
pub fn later_equals(slices: &[&[[u64; 2]]]) -> Vec<u64> {
    let rows = candidates(slices, |hash| hash[0]);
    if rows.is_empty() {
        return Vec::new();
    }
    let mut starts = Vec::with_capacity(slices.len());
    let mut total = 0_u64;
    for slice in slices {
        starts.push(total);
        total += slice.len() as u64;
    }
    let mut found: Vec<([u64; 2], u64)> = rows
        .into_iter()
        .filter_map(|row| {
            let file = starts
                .partition_point(|start| *start <= row)
                .checked_sub(1)?;
            let at = row - starts.get(file)?;
            Some((*slices.get(file)?.get(at as usize)?, row))
        })
        .collect();
    found.sort_unstable();
    let mut later: Vec<u64> = found
        .windows(2)
        .filter_map(|pair| match pair {
            [(a, _), (b, row)] if a == b => Some(*row),
            _ => None,
        })
        .collect();
    later.sort_unstable();
    later
}

/// Values taken in one call: many calls, so that a browser optimises them (see `collapse`).
const RUN: usize = 8192;

/// A set of slots that hashes fall into.
struct Slots {
    words: Vec<u64>,
    mask: u64,
}

impl Slots {
    fn of(&self, hash: u64) -> (usize, u64) {
        let slot = hash & self.mask;
        ((slot / 64) as usize, 1 << (slot % 64))
    }

    /// Fills the slots of a run of hashes; slots that were full already go to `twice`.
    #[inline(never)]
    fn fill<T>(&mut self, run: &[T], key: fn(&T) -> u64, twice: &mut Vec<u64>) {
        for value in run {
            let hash = key(value);
            let (word, bit) = self.of(hash);
            if let Some(word) = self.words.get_mut(word) {
                if *word & bit != 0 {
                    twice.push(hash);
                }
                *word |= bit;
            }
        }
    }

    /// Rows of a run whose slot is full; its first row is `row`.
    #[inline(never)]
    fn full<T>(&self, run: &[T], key: fn(&T) -> u64, row: u64, found: &mut Vec<u64>) {
        for (value, row) in run.iter().zip(row..) {
            let (word, bit) = self.of(key(value));
            if self.words.get(word).is_some_and(|word| word & bit != 0) {
                found.push(row);
            }
        }
    }
}

fn candidates<T>(slices: &[&[T]], key: fn(&T) -> u64) -> Vec<u64> {
    let total: usize = slices.iter().map(|slice| slice.len()).sum();
    // About one row in 32 shares a slot by chance.
    let bits = (total * 32).next_power_of_two().clamp(1024, MOST_BITS);
    let mut slots = Slots {
        words: vec![0; bits / 64],
        mask: bits as u64 - 1,
    };
    let mut twice: Vec<u64> = Vec::new();
    for run in slices.iter().flat_map(|slice| slice.chunks(RUN)) {
        slots.fill(run, key, &mut twice);
    }
    if twice.is_empty() {
        return Vec::new();
    }
    slots.words.fill(0);
    slots.fill(&twice, |hash| *hash, &mut Vec::new());
    let mut found = Vec::new();
    let mut row = 0;
    for run in slices.iter().flat_map(|slice| slice.chunks(RUN)) {
        slots.full(run, key, row, &mut found);
        row += run.len() as u64;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::base::hash::murmur;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn later_equals_are_what_a_set_finds(a in proptest::collection::vec(0_u8..40, 0..60), b in proptest::collection::vec(0_u8..40, 0..60)) {
            let hashed = |values: &[u8]| values.iter().map(|v| murmur(&[*v], 0)).collect::<Vec<_>>();
            let (left, right) = (hashed(&a), hashed(&b));
            let mut seen = BTreeSet::new();
            let wanted: Vec<u64> = a.iter().chain(&b).zip(0..).filter(|(v, _)| !seen.insert(**v)).map(|(_, row)| row).collect();
            prop_assert_eq!(later_equals(&[&left, &right]), wanted);
        }
    }
}
