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

    /// A dictionary of entries laid end to end; `ends` are where each stops. `distinct` is the caller's promise that
    /// equal text is never given two codes in use. `None` where the bytes are not UTF-8 or an end lies beyond them.
    pub fn from_arena(bytes: Vec<u8>, ends: Vec<u32>, distinct: bool) -> Option<Dict> {
        let text = String::from_utf8(bytes).ok()?;
        if ends.last().is_some_and(|end| *end as usize > text.len()) {
            return None;
        }
        Some(Dict {
            text,
            ends,
            repeats: !distinct,
        })
    }

    /// The entries as laid end to end, and where each stops: the inverse of `from_arena`.
    pub fn into_arena(self) -> (Vec<u8>, Vec<u32>) {
        (self.text.into_bytes(), self.ends)
    }

    /// The bytes of a code's entry.
    #[inline]
    pub fn bytes_of(&self, code: u32) -> Option<&[u8]> {
        let end = *self.ends.get(code as usize)? as usize;
        let start = match code {
            0 => 0,
            code => *self.ends.get(code as usize - 1)? as usize,
        };
        self.text.as_bytes().get(start..end)
    }

    /// All entries laid end to end.
    pub fn arena(&self) -> &str {
        &self.text
    }

    /// Where each entry stops in the arena.
    pub fn ends(&self) -> &[u32] {
        &self.ends
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
///
/// A slot holds the text itself where it has at most 8 bytes, so that a look-up touches one cache line and never the
/// arena; longer text is found by its hash and compared in the arena.
#[derive(Clone, Debug, Default)]
pub struct Interner {
    dict: Dict,
    /// Open addressing; the length is a power of two.
    slots: Vec<Slot>,
}

/// A word of text (or its hash), its length, and code + 1; 0 is free.
#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    word: u64,
    len: u32,
    code: u32,
}

/// What a text is looked up by.
#[derive(Clone, Copy, Debug, Default)]
pub struct Key {
    word: u64,
    len: u32,
    /// Where the search begins, before it is cut to the table's size.
    at: u32,
}

/// Keeps the first n bytes of a little-endian word.
const KEEP: [u64; 9] = [
    0,
    0xFF,
    0xFFFF,
    0xFF_FFFF,
    0xFFFF_FFFF,
    0xFF_FFFF_FFFF,
    0xFFFF_FFFF_FFFF,
    0xFF_FFFF_FFFF_FFFF,
    u64::MAX,
];

impl Key {
    /// The key of the first `len` bytes of `rest`: fastest where at least 16 bytes are left.
    #[inline]
    pub fn prefix(rest: &[u8], len: usize) -> Key {
        let bytes = rest.get(..len).unwrap_or(rest);
        match rest.first_chunk::<16>() {
            Some(wide) => Key::within(wide, bytes),
            None => Key::of(bytes),
        }
    }

    /// The text padded with zeros up to 16 bytes; a hash beyond.
    #[inline]
    fn of(bytes: &[u8]) -> Key {
        if let Some(wide) = bytes.first_chunk::<16>() {
            return Key::within(wide, bytes);
        }
        let mut wide = [0; 16];
        for (to, from) in wide.iter_mut().zip(bytes) {
            *to = *from;
        }
        Key::within(&wide, bytes)
    }

    /// The same for text that begins a run of at least 16 bytes: without a branch on its length, which varies from row
    /// to row and would be guessed wrong.
    #[inline]
    fn within(wide: &[u8; 16], bytes: &[u8]) -> Key {
        let len = bytes.len();
        if len > 16 {
            return Key::new(hash(bytes), len as u32);
        }
        let whole = u128::from_le_bytes(*wide);
        let keep = |n: usize| KEEP.get(n).copied().unwrap_or(u64::MAX);
        let high = (whole >> 64) as u64 & keep(len.saturating_sub(8));
        let mixed = high.wrapping_mul(0xD6E8_FEB8_6659_FD93);
        // Up to 8 bytes there is no high word, and the low one stands as it is.
        let word = whole as u64 & keep(len) ^ mixed ^ (mixed >> 32);
        Key::new(word, len as u32)
    }

    #[inline]
    fn new(word: u64, len: u32) -> Key {
        const K: u64 = 0x9E37_79B9_7F4A_7C15;
        let mixed = (word ^ (u64::from(len) << 57)).wrapping_mul(K);
        // The high bits of a product depend on every bit of its factors.
        let at = ((mixed >> 40) ^ (mixed >> 17)) as u32;
        Key { word, len, at }
    }

    #[inline]
    fn slot(self, mask: usize) -> usize {
        self.at as usize & mask
    }
}

/// Whether texts of more than 8 bytes are equal: eight at a time, where the target's own comparison goes byte by byte.
#[inline]
fn same(a: &[u8], b: &[u8]) -> bool {
    let word = |bytes: &[u8; 8]| u64::from_le_bytes(*bytes);
    let (Some(last_a), Some(last_b)) = (a.last_chunk(), b.last_chunk()) else {
        return a == b;
    };
    let (chunks_a, chunks_b) = (a.as_chunks::<8>().0, b.as_chunks::<8>().0);
    a.len() == b.len()
        && word(last_a) == word(last_b)
        && chunks_a
            .iter()
            .zip(chunks_b)
            .all(|(a, b)| word(a) == word(b))
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

    /// Adds a text that `look` did not find; `None` where it is not UTF-8.
    pub fn learn(&mut self, bytes: &[u8]) -> Option<u32> {
        Some(self.insert(std::str::from_utf8(bytes).ok()?))
    }

    /// Fetches the slot that a look-up will begin with: the code found there, of this text or another, or `NULL_CODE`.
    /// A large table is so waited for once for many rows, not once for each.
    #[inline]
    pub fn touch(&self, key: Key) -> u32 {
        let at = key.slot(self.slots.len().wrapping_sub(1));
        self.slots
            .get(at)
            .map_or(0, |slot| slot.code)
            .wrapping_sub(1)
    }

    /// Fetches the text of a code, and does nothing with it. The result means nothing; it keeps the fetch from being
    /// optimised away.
    #[inline]
    pub fn touch_text(&self, code: u32) -> u8 {
        let end = self.dict.ends.get(code as usize).copied().unwrap_or(0);
        let text = self.dict.text.as_bytes();
        text.get(end.wrapping_sub(1) as usize).copied().unwrap_or(0)
    }

    /// Whether the table is beyond the processor's nearest cache, so that `touch` pays.
    pub fn is_large(&self) -> bool {
        self.slots.len() > 4096
    }

    /// The code of a text that is there already.
    #[inline]
    pub fn find(&self, bytes: &[u8]) -> Option<u32> {
        self.look(Key::of(bytes), bytes)
    }

    /// As `find`, for a text whose key is at hand.
    #[inline]
    pub fn look(&self, key: Key, bytes: &[u8]) -> Option<u32> {
        let mask = self.slots.len().wrapping_sub(1);
        let mut at = key.slot(mask);
        loop {
            let slot = self.slots.get(at)?;
            if slot.code == 0 {
                return None;
            }
            if slot.word == key.word
                && slot.len == key.len
                && (key.len <= 8 || self.holds(slot.code - 1, bytes))
            {
                return Some(slot.code - 1);
            }
            at = (at + 1) & mask;
        }
    }

    #[inline]
    fn holds(&self, code: u32, bytes: &[u8]) -> bool {
        let entry = self.dict.bytes_of(code);
        entry.is_some_and(|entry| same(entry, bytes))
    }

    /// The dictionary built.
    pub fn finish(self) -> Arc<Dict> {
        Arc::new(self.dict)
    }

    /// The dictionary built, unshared.
    pub fn into_dict(self) -> Dict {
        self.dict
    }

    /// The dictionary so far.
    pub fn dict(&self) -> &Dict {
        &self.dict
    }

    #[cold]
    fn insert(&mut self, text: &str) -> u32 {
        if (self.dict.len() + 1) * 3 > self.slots.len() * 2 {
            self.grow();
        }
        let code = self.dict.append(text, true);
        place(&mut self.slots, Key::of(text.as_bytes()), code);
        code
    }

    fn grow(&mut self) {
        let wanted = (self.dict.len() * 3).next_power_of_two().max(64);
        let old = std::mem::replace(&mut self.slots, vec![Slot::default(); wanted]);
        if old.is_empty() {
            for (code, text) in self.dict.iter().enumerate() {
                place(&mut self.slots, Key::of(text.as_bytes()), code as u32);
            }
        } else {
            for Slot { word, len, code } in old {
                if code > 0 {
                    place(&mut self.slots, Key::new(word, len), code - 1);
                }
            }
        }
    }
}

fn place(slots: &mut [Slot], key: Key, code: u32) {
    let mask = slots.len().wrapping_sub(1);
    let mut at = key.slot(mask);
    while let Some(slot) = slots.get_mut(at) {
        if slot.code == 0 {
            *slot = Slot {
                word: key.word,
                len: key.len,
                code: code + 1,
            };
            return;
        }
        at = (at + 1) & mask;
    }
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
    // The last word may overlap the one before it; for each length the bytes still decide it.
    let tail = chunks.remainder();
    let word = if tail.is_empty() {
        0
    } else if let Some(last) = bytes.last_chunk::<8>() {
        u64::from_le_bytes(*last)
    } else {
        tail.iter()
            .rev()
            .fold(0, |word, byte| word << 8 | u64::from(*byte))
    };
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
    fn text_of_every_length_is_told_apart() {
        let mut interner = Interner::new();
        let mut texts = vec![String::new()];
        for len in 1..40 {
            for at in 0..len {
                let mut text = vec![b'a'; len];
                text[at] = b'b';
                texts.push(String::from_utf8_lossy(&text).into_owned());
            }
            texts.push("a".repeat(len));
        }
        for (code, text) in texts.iter().enumerate() {
            assert_eq!(interner.intern(text), code as u32);
        }
        for (code, text) in texts.iter().enumerate() {
            assert_eq!(interner.find(text.as_bytes()), Some(code as u32));
        }
        let (bytes, ends) = interner.into_dict().into_arena();
        let again = Dict::from_arena(bytes, ends, true).map(Interner::from_dict);
        let again = again.expect("what was taken apart fits together");
        assert_eq!(again.find(texts[77].as_bytes()), Some(77));
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
