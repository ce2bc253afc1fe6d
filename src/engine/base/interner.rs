//! Builds a dictionary by looking each text up.
//!
//! A slot holds what stands for the text: up to 8 bytes the text itself, beyond that 96 bits of its hash. A look-up so
//! touches one cache line and never the text, which in a large table would be waited for at every row. Two different
//! texts are taken for one where 96 bits agree: among 10 million entries once in some 10¹⁵ files.

use super::dict::Dict;
use super::hash::murmur_prefix;
use std::sync::Arc;

/// A dictionary in progress.
#[derive(Clone, Debug, Default)]
pub struct Interner {
    dict: Dict,
    /// Open addressing; the length is a power of two.
    lines: Vec<Line>,
}

/// Slots that share a cache line: all of them are looked at before the next line is.
#[derive(Clone, Copy, Debug, Default)]
#[repr(align(64))]
struct Line([Slot; 4]);

/// What stands for a text, and code + 1; 0 is free.
#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    word: u64,
    check: u32,
    code: u32,
}

/// What a text is looked up by: its bytes and their number up to 8 bytes, two parts of its hash beyond.
#[derive(Clone, Copy, Debug, Default)]
pub struct Key {
    word: u64,
    check: u32,
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
    /// The key of the first `len` bytes of `rest`: fastest where 16 more bytes follow them.
    #[inline]
    pub fn prefix(rest: &[u8], len: usize) -> Key {
        if let Some(keep) = KEEP.get(len) {
            let word = match rest.first_chunk() {
                Some(wide) => u64::from_le_bytes(*wide) & keep,
                None => short(rest.get(..len).unwrap_or_default()),
            };
            let check = len as u32;
            return Key { word, check };
        }
        let [word, second] = murmur_prefix(rest, len, 0);
        let check = second as u32;
        Key { word, check }
    }

    #[inline]
    fn of(bytes: &[u8]) -> Key {
        Key::prefix(bytes, bytes.len())
    }

    /// Where the search begins: a line, and a slot of it.
    #[inline]
    fn slot(self, mask: usize) -> (usize, usize) {
        const K: u64 = 0x9E37_79B9_7F4A_7C15;
        let mixed = (self.word ^ (u64::from(self.check) << 57)).wrapping_mul(K);
        // The high bits of a product depend on every bit of its factors.
        let at = ((mixed >> 40) ^ (mixed >> 17)) as u32 as usize;
        (at >> 2 & mask, at & 3)
    }
}

/// Fewer than 8 bytes, padded with zeros.
fn short(bytes: &[u8]) -> u64 {
    let next = |word: u64, byte: &u8| word << 8 | u64::from(*byte);
    bytes.iter().rev().fold(0, next)
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
            lines: Vec::new(),
        };
        interner.grow();
        interner
    }

    /// The code of a text, new or known. A call: written out wherever texts are interned it is 31 KB after gzip.
    #[inline(never)]
    pub fn intern(&mut self, text: &str) -> u32 {
        let key = Key::of(text.as_bytes());
        match self.look(key) {
            Some(code) => code,
            None => self.insert(key, text),
        }
    }

    /// As `intern`, for bytes not yet known to be UTF-8; `None` where they are not.
    #[inline(never)]
    pub fn intern_bytes(&mut self, bytes: &[u8]) -> Option<u32> {
        let key = Key::of(bytes);
        self.look(key).or_else(|| self.learn(key, bytes))
    }

    /// Adds a text that `look` did not find; `None` where it is not UTF-8.
    pub fn learn(&mut self, key: Key, bytes: &[u8]) -> Option<u32> {
        Some(self.insert(key, std::str::from_utf8(bytes).ok()?))
    }

    /// Fetches the slot that a look-up will begin with, and does nothing with it. The result means nothing; it keeps the
    /// fetch from being optimised away. A large table is so waited for once for many rows, not once for each.
    #[inline]
    pub fn touch(&self, key: Key) -> u32 {
        let (at, _) = key.slot(self.lines.len().wrapping_sub(1));
        self.lines.get(at).map_or(0, |line| line.0[0].code)
    }

    /// Whether the table is beyond the processor's nearest cache, so that `touch` pays.
    pub fn is_large(&self) -> bool {
        self.lines.len() > 1024
    }

    /// The code of a text that is there already.
    #[inline(never)]
    pub fn find(&self, bytes: &[u8]) -> Option<u32> {
        self.look(Key::of(bytes))
    }

    /// As `find`, for a text whose key is at hand.
    #[inline]
    pub fn look(&self, key: Key) -> Option<u32> {
        let mask = self.lines.len().wrapping_sub(1);
        let (mut at, first) = key.slot(mask);
        loop {
            let line = self.lines.get(at)?;
            for step in 0..4 {
                let slot = line.0[first ^ step];
                if slot.code == 0 {
                    return None;
                }
                if slot.word == key.word && slot.check == key.check {
                    return Some(slot.code - 1);
                }
            }
            at = (at + 1) & mask;
        }
    }

    /// The dictionary built, without room for more.
    pub fn finish(mut self) -> Arc<Dict> {
        self.dict.fit();
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
    fn insert(&mut self, key: Key, text: &str) -> u32 {
        if (self.dict.len() + 1) * 3 > self.lines.len() * 8 {
            self.grow();
        }
        let code = self.dict.append(text, true);
        place(&mut self.lines, key, code);
        code
    }

    fn grow(&mut self) {
        let wanted = (self.dict.len() * 3).next_power_of_two().max(64) / 4;
        let old = std::mem::replace(&mut self.lines, vec![Line::default(); wanted]);
        if old.is_empty() {
            for (text, code) in self.dict.iter().zip(0..) {
                place(&mut self.lines, Key::of(text.as_bytes()), code);
            }
        } else {
            for Slot { word, check, code } in old.into_iter().flat_map(|line| line.0) {
                if code > 0 {
                    place(&mut self.lines, Key { word, check }, code - 1);
                }
            }
        }
    }
}

fn place(lines: &mut [Line], key: Key, code: u32) {
    let mask = lines.len().wrapping_sub(1);
    let (mut at, first) = key.slot(mask);
    while let Some(line) = lines.get_mut(at) {
        for step in 0..4 {
            let slot = &mut line.0[first ^ step];
            if slot.code == 0 {
                *slot = Slot {
                    word: key.word,
                    check: key.check,
                    code: code + 1,
                };
                return;
            }
        }
        at = (at + 1) & mask;
    }
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
}
