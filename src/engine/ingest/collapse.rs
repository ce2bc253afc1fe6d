//! Entries appended without a look become distinct again: equal ones are found by their 128-bit hashes, one partition
//! of the hashes at a time, so that each step works in the processor's cache where a look-up table of all of them
//! would wait for memory at every row.
//!
//! Entries keep the order of their first appearance, as if each had been looked up. Two different texts are taken for
//! one where 96 bits of their hashes and the partition agree: among 10 million entries once in some 10¹⁷ files.
//!
//! The loops are cut into many calls on purpose: a browser runs a function in its quick, unoptimised form until a later
//! call, so one long call would never be optimised (0.15 s against 0.06 s for a million entries).

use crate::engine::base::hash::murmur_prefix;

/// Entries of a partition, about.
const PART: usize = 4096;

/// An entry on its way into a partition.
#[derive(Clone, Copy, Default)]
struct Entry {
    /// The second half of the hash.
    hash: u64,
    /// The low half of its first one; what is above has chosen the partition, as far as there are many.
    low: u32,
    code: u32,
}

impl Entry {
    fn is_alike(self, other: Entry) -> bool {
        (self.hash, self.low) == (other.hash, other.low)
    }
}

/// Entries laid end to end and where each stops, each once; and for each old code the new one.
pub struct Collapsed {
    /// The text.
    pub bytes: Vec<u8>,
    /// Where each entry stops.
    pub ends: Vec<u32>,
    /// The new code of each old one.
    pub codes: Vec<u32>,
}

/// Makes entries distinct.
pub fn collapse(bytes: Vec<u8>, ends: &[u32]) -> Collapsed {
    let mut out = Collapsed {
        codes: firsts(&bytes, ends),
        bytes,
        ends: Vec::with_capacity(ends.len() / 2),
    };
    let mut room = 0;
    for (at, part) in ends.chunks(PART).enumerate() {
        let from = at * PART;
        let start = from.checked_sub(1).and_then(|before| ends.get(before));
        room = out.keep(part, from, start.map_or(0, |end| *end as usize), room);
    }
    out.bytes.truncate(room);
    out
}

impl Collapsed {
    /// Keeps those of a run of entries that are the first of their text and gives each its new code: the first of them
    /// has the old code `code` and begins at `start`; kept text goes to `room`. Where the next text goes.
    #[inline(never)]
    fn keep(&mut self, run: &[u32], code: usize, start: usize, room: usize) -> usize {
        let (mut start, mut room) = (start, room);
        for (code, end) in (code..).zip(run) {
            let (from, to) = (start, *end as usize);
            start = to;
            let first = self.codes.get(code).copied().unwrap_or_default() as usize;
            let new = if first == code {
                // Entries only move towards the front, over what is no longer needed.
                move_up(&mut self.bytes, from, to, room);
                room += to - from;
                self.ends.push(room as u32);
                self.ends.len() as u32 - 1
            } else {
                self.codes.get(first).copied().unwrap_or_default()
            };
            if let Some(code) = self.codes.get_mut(code) {
                *code = new;
            }
        }
        room
    }
}

/// Bytes copied at once; what is too much is written over by the next entry.
const WIDE: usize = 32;

/// Moves the bytes `from..to` up to `room`.
#[inline]
fn move_up(bytes: &mut [u8], from: usize, to: usize, room: usize) {
    if to - from <= WIDE
        && room + WIDE <= from
        && let Some((front, back)) = bytes.split_at_mut_checked(from)
        && let (Some(entry), Some(place)) = (
            back.first_chunk::<WIDE>(),
            front
                .get_mut(room..)
                .and_then(|place| place.first_chunk_mut()),
        )
    {
        // A copy of fixed length is a few instructions, where any other is a call.
        *place = *entry;
    } else {
        bytes.copy_within(from..to, room);
    }
}

/// For each entry the first one that is equal to it, itself where it is the first.
fn firsts(bytes: &[u8], ends: &[u32]) -> Vec<u32> {
    let parts = (ends.len() / PART).next_power_of_two().clamp(1, 1 << 12);
    let mut places = vec![0_u32; parts];
    let mut hashes = Vec::with_capacity(ends.len());
    let mut start = 0;
    for run in ends.chunks(PART) {
        start = hash_all(bytes, start, run, &mut hashes, &mut places);
    }
    let mut from = 0;
    for place in &mut places {
        from += std::mem::replace(place, from);
    }
    let mut sorted = vec![Entry::default(); ends.len()];
    for (at, run) in hashes.chunks(PART).enumerate() {
        scatter(run, at * PART, &mut sorted, &mut places);
    }
    drop(hashes);
    let mut first: Vec<u32> = (0..ends.len() as u32).collect();
    let mut slots: Vec<u32> = Vec::new();
    let mut from = 0;
    for to in places {
        let entries = sorted.get(from..to as usize).unwrap_or_default();
        from = to as usize;
        unify(entries, &mut slots, &mut first);
    }
    first
}

/// The partition of a hash among so many.
#[inline]
fn part(hash: [u64; 2], parts: usize) -> usize {
    (hash[0] >> 40) as usize & (parts - 1)
}

/// Hashes a run of entries that begins at `start`, and counts them by partition. Where the next run begins.
#[inline(never)]
fn hash_all(
    bytes: &[u8],
    start: usize,
    run: &[u32],
    hashes: &mut Vec<[u64; 2]>,
    counts: &mut [u32],
) -> usize {
    let (mut start, parts) = (start, counts.len());
    for end in run {
        let rest = bytes.get(start..).unwrap_or_default();
        let hash = murmur_prefix(rest, *end as usize - start, 0);
        start = *end as usize;
        hashes.push(hash);
        if let Some(count) = counts.get_mut(part(hash, parts)) {
            *count += 1;
        }
    }
    start
}

/// Puts a run of entries, whose codes begin with `code`, into their partitions.
#[inline(never)]
fn scatter(run: &[[u64; 2]], code: usize, sorted: &mut [Entry], places: &mut [u32]) {
    let parts = places.len();
    for (code, hash) in (code as u32..).zip(run) {
        if let Some(place) = places.get_mut(part(*hash, parts)) {
            if let Some(entry) = sorted.get_mut(*place as usize) {
                let [first, hash] = *hash;
                let low = first as u32;
                *entry = Entry { hash, low, code };
            }
            *place += 1;
        }
    }
}

/// Finds equal entries among those of a partition, which stand in the order of their codes.
#[inline(never)]
fn unify(entries: &[Entry], slots: &mut Vec<u32>, first: &mut [u32]) {
    let size = (entries.len() * 2).next_power_of_two();
    slots.clear();
    slots.resize(size, 0);
    for (at, entry) in (1..).zip(entries) {
        let mut slot = entry.hash as usize & (size - 1);
        while let Some(place) = slots.get_mut(slot) {
            if *place == 0 {
                *place = at;
                break;
            }
            let known = entries.get(*place as usize - 1);
            if let Some(known) = known.filter(|known| known.is_alike(*entry)) {
                if let Some(first) = first.get_mut(entry.code as usize) {
                    *first = known.code;
                }
                break;
            }
            slot = (slot + 1) & (size - 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::base::Interner;

    #[test]
    fn entries_come_out_as_if_each_had_been_looked_up() {
        for rows in [0, 1, 2, 5_000, 40_000] {
            let mut interner = Interner::new();
            let (mut bytes, mut ends, mut looked) = (Vec::new(), Vec::new(), Vec::new());
            for n in 0..rows {
                let text = format!("GA1.1.{}", (n * 7919) % 9_001);
                looked.push(interner.intern(&text));
                bytes.extend_from_slice(text.as_bytes());
                ends.push(bytes.len() as u32);
            }
            let made = collapse(bytes, &ends);
            assert_eq!(made.codes, looked);
            assert_eq!((made.bytes, made.ends), interner.into_dict().into_arena());
        }
    }

    #[test]
    fn empty_and_equal_entries_are_one() {
        let made = collapse(b"aa".to_vec(), &[0, 1, 2, 2]);
        assert_eq!(made.codes, [0, 1, 1, 0]);
        assert_eq!(made.ends, [0, 1]);
    }
}
