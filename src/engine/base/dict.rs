//! Dictionary-encoded text: one arena of bytes, codes into it.
//!
//! A code is the position of an entry. `NULL_CODE` stands for null. Entries are distinct unless the dictionary was
//! appended to without looking (`is_distinct`), as ingest does for columns whose every value differs.

/// The code of a null, however wide a column's codes are kept (`codes`).
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
    /// equal text is never given two codes in use. `None` where the bytes are not UTF-8 or an end lies beyond them. It
    /// holds no room for more.
    pub fn from_arena(bytes: Vec<u8>, ends: Vec<u32>, distinct: bool) -> Option<Dict> {
        let text = String::from_utf8(bytes).ok()?;
        if ends.last().is_some_and(|end| *end as usize > text.len()) {
            return None;
        }
        let mut dict = Dict {
            text,
            ends,
            repeats: !distinct,
        };
        dict.fit();
        Some(dict)
    }

    /// Gives back the room left for more entries.
    pub fn fit(&mut self) {
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_follow_the_text_and_equal_entries_share_one() {
        let mut dict = Dict::default();
        for text in ["b", "a", "c", "a"] {
            dict.append(text, false);
        }
        assert_eq!(dict.ranks(), [2, 0, 3, 0]);
    }
}
