//! Dictionary-encoded text: one arena of bytes, codes into it.
//!
//! A code is the position of an entry. `NULL_CODE` stands for null. Entries are distinct unless the dictionary was
//! appended to without looking (`is_distinct`), as ingest does for columns whose every value differs.

use std::sync::Arc;

/// The code of a null.
pub const NULL_CODE: u32 = u32::MAX;

/// Immutable entries, in order of first appearance.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dict {
    text: String,
    ends: Vec<u32>,
    repeats: bool,
}

impl Dict {
    /// How many entries.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Whether equal text means equal code.
    pub fn is_distinct(&self) -> bool {
        !self.repeats
    }

    /// The entry of a code; `None` for `NULL_CODE` and codes out of range.
    #[inline]
    pub fn get(&self, code: u32) -> Option<&str> {
        let end = *self.ends.get(code as usize)? as usize;
        let start = if code == 0 {
            0
        } else {
            self.ends[code as usize - 1] as usize
        };
        self.text.get(start..end)
    }

    /// All entries in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len() as u32).filter_map(|code| self.get(code))
    }

    /// Appends an entry without looking whether it is there already; returns its code.
    /// `distinct` is the caller's promise that it is not.
    pub fn append(&mut self, text: &str, distinct: bool) -> u32 {
        self.text.push_str(text);
        self.ends.push(self.text.len() as u32);
        self.repeats |= !distinct;
        self.ends.len() as u32 - 1
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        self.text.len() + self.ends.len() * 4
    }

    /// The rank of each code in the order of the text (bytewise), for sorting by code.
    pub fn ranks(&self) -> Vec<u32> {
        let mut order: Vec<u32> = (0..self.len() as u32).collect();
        order.sort_unstable_by_key(|code| self.get(*code));
        let mut ranks = vec![0; self.len()];
        let mut rank = 0;
        for (i, code) in order.iter().enumerate() {
            if i > 0 && self.get(order[i - 1]) != self.get(*code) {
                rank = i as u32;
            }
            ranks[*code as usize] = rank;
        }
        ranks
    }
}

/// Builds a dictionary by looking each text up.
#[derive(Clone, Debug, Default)]
pub struct Interner {
    dict: Dict,
    /// Open addressing: (tag, code + 1); 0 is free. Length is a power of two.
    slots: Vec<(u32, u32)>,
}

impl Interner {
    /// An empty interner.
    pub fn new() -> Interner {
        Interner::default()
    }

    /// Goes on from a dictionary (whose entries are distinct).
    pub fn from_dict(dict: Dict) -> Interner {
        let mut interner = Interner {
            dict,
            slots: Vec::new(),
        };
        interner.grow();
        interner
    }

    /// The code of a text, new or known.
    #[inline]
    pub fn intern(&mut self, text: &str) -> u32 {
        if let Some(code) = self.find(text.as_bytes()) {
            return code;
        }
        self.insert(text)
    }

    /// As `intern`, for bytes not yet known to be UTF-8; `None` where they are not.
    #[inline]
    pub fn intern_bytes(&mut self, bytes: &[u8]) -> Option<u32> {
        if let Some(code) = self.find(bytes) {
            return Some(code);
        }
        Some(self.insert(std::str::from_utf8(bytes).ok()?))
    }

    /// The code of a text that is there already.
    #[inline]
    pub fn find(&self, bytes: &[u8]) -> Option<u32> {
        if self.slots.is_empty() {
            return None;
        }
        let mask = self.slots.len() - 1;
        let hash = hash(bytes);
        let (mut at, tag) = (hash as usize & mask, (hash >> 32) as u32);
        loop {
            let (slot_tag, slot) = self.slots[at];
            if slot == 0 {
                return None;
            }
            if slot_tag == tag
                && self
                    .dict
                    .get(slot - 1)
                    .is_some_and(|known| known.as_bytes() == bytes)
            {
                return Some(slot - 1);
            }
            at = (at + 1) & mask;
        }
    }

    /// The dictionary built.
    pub fn finish(self) -> Arc<Dict> {
        Arc::new(self.dict)
    }

    /// The dictionary so far.
    pub fn dict(&self) -> &Dict {
        &self.dict
    }

    fn insert(&mut self, text: &str) -> u32 {
        if (self.dict.len() + 1) * 2 > self.slots.len() {
            self.grow();
        }
        let code = self.dict.append(text, true);
        place(&mut self.slots, hash(text.as_bytes()), code);
        code
    }

    fn grow(&mut self) {
        let mut slots = vec![(0, 0); (self.dict.len() * 4).next_power_of_two().max(64)];
        for (code, text) in self.dict.iter().enumerate() {
            place(&mut slots, hash(text.as_bytes()), code as u32);
        }
        self.slots = slots;
    }
}

fn place(slots: &mut [(u32, u32)], hash: u64, code: u32) {
    let mask = slots.len() - 1;
    let mut at = hash as usize & mask;
    while slots[at].1 != 0 {
        at = (at + 1) & mask;
    }
    slots[at] = ((hash >> 32) as u32, code + 1);
}

/// A fixed 64-bit hash of bytes: the same on every machine and run. Not for defence against chosen collisions.
#[inline]
pub fn hash(bytes: &[u8]) -> u64 {
    const K: u64 = 0x9E37_79B9_7F4A_7C15;
    let mut state = K ^ bytes.len() as u64;
    let mut chunks = bytes.chunks_exact(8);
    for chunk in &mut chunks {
        let word = u64::from_le_bytes([
            chunk[0], chunk[1], chunk[2], chunk[3], chunk[4], chunk[5], chunk[6], chunk[7],
        ]);
        state = (state.rotate_left(5) ^ word).wrapping_mul(K);
    }
    let mut word = 0_u64;
    for (i, b) in chunks.remainder().iter().enumerate() {
        word |= u64::from(*b) << (8 * i);
    }
    state = (state.rotate_left(5) ^ word).wrapping_mul(K);
    state ^= state >> 32;
    state = state.wrapping_mul(0xD6E8_FEB8_6659_FD93);
    state ^ (state >> 29)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_text_has_one_code_and_order_of_appearance_is_kept() {
        let mut interner = Interner::new();
        let codes: Vec<u32> = (0..5_000)
            .map(|n| interner.intern(&format!("u{}", n % 700)))
            .collect();
        assert_eq!(codes[0], codes[700]);
        assert_eq!(interner.dict().len(), 700);
        assert_eq!(interner.dict().get(codes[701]), Some("u1"));
        assert_eq!(interner.intern_bytes(&[0xff]), None);
    }

    #[test]
    fn ranks_follow_the_text_and_equal_entries_share_one() {
        let mut dict = Dict::default();
        for text in ["b", "a", "c", "a"] {
            dict.append(text, false);
        }
        assert_eq!(dict.ranks(), [2, 0, 3, 0]);
    }
}
