//! A text column while it is read: codes into a dictionary.
//!
//! Values are looked up, until it shows that there are too many different ones for it to pay: from there on they are
//! appended without a look, and made distinct later. A first sample finds ids that practically never repeat; the few
//! that do are given one code at the end. A second look, at a table that has outgrown the caches, finds values that
//! repeat but rarely (users): they are collapsed every few million rows, so that memory is bounded by the different
//! ones. So equal text has equal codes in every column handed on, and the dictionary says so truthfully.

use super::appended::{Appended, MANY, WIDE};
use super::cells::Moves;
use super::date_column::Read;
use super::plain::{CLASSES, Class, is_plain};
use super::scan::{Batch, onward};
use super::text;
use crate::engine::base::interner::Key;
use crate::engine::base::{CodeVec, Dict, Interner, NULL_CODE, Result};
use std::sync::Arc;

/// Values looked at before deciding whether they repeat, and how many may.
const SAMPLE: usize = 8192;
const FEW: usize = SAMPLE / 1024;

/// Entries at which the second look is taken: a table of them is larger than the nearest caches. Values are appended
/// where at least every second row brought a new one.
const LARGE: usize = 1 << 16;

/// Rows looked up together: their keys stay at hand, and a large table is waited for once for all of them.
const TOGETHER: usize = 64;

/// A text column in progress.
#[derive(Clone, Debug)]
pub struct TextCells {
    /// Four bytes each where values are appended.
    codes: CodeVec,
    store: Store,
    /// How many rows the file may have.
    rows: usize,
    keeps_null_words: bool,
    /// Values seen, until the sample is full.
    sampled: usize,
    /// Whether the second look was taken.
    is_judged: bool,
    /// Whether a null or two equal values of the sample (they have one code already, so nothing later would find them)
    /// rule out that every row differs.
    is_ruled_out: bool,
}

#[derive(Clone, Debug)]
enum Store {
    Looked(Interner),
    Appended(Appended),
}

/// A text column.
pub struct Texts {
    /// A code a row.
    pub codes: CodeVec,
    /// What they mean.
    pub dict: Arc<Dict>,
    /// No two rows are equal and none is null: then no two rows of the file can be duplicates.
    pub unique: bool,
}

impl TextCells {
    /// An empty column of a file that may have so many rows.
    pub fn new(keeps_null_words: bool, rows: usize) -> TextCells {
        TextCells {
            codes: CodeVec::default(),
            store: Store::Looked(Interner::new()),
            rows,
            keeps_null_words,
            sampled: 0,
            is_judged: false,
            is_ruled_out: false,
        }
    }

    /// Whether the batch's bytes should be known to be ASCII or not.
    pub fn wants_ascii(&self) -> bool {
        matches!(self.store, Store::Appended(_))
    }

    /// Bytes of text held: a dictionary ends at 4 GB.
    pub fn text_bytes(&self) -> usize {
        match &self.store {
            Store::Looked(interner) => interner.dict().arena().len(),
            Store::Appended(store) => store.bytes.len(),
        }
    }

    /// Appends the field at `place` of every record of a batch, and says what each was where it is no value. `ascii`
    /// says that the batch's bytes are known to be ASCII.
    pub fn read(
        &mut self,
        buffer: &[u8],
        batch: &Batch,
        place: usize,
        ascii: bool,
        mut other: impl FnMut(u32, Read),
    ) {
        self.weigh();
        self.make_room(batch.rows());
        let mut row = 0;
        let mut codes = [NULL_CODE; TOGETHER];
        // Which way is taken may change at any row of the sample.
        if self.sampled < SAMPLE {
            let mut made = 0;
            for record in batch.records() {
                let (rest, len) = onward(buffer, record, place);
                let (code, read) = self.code_of(rest, len, ascii);
                if read != Read::Value {
                    other(row, read);
                }
                row += 1;
                codes[made] = code;
                made += 1;
                if made == TOGETHER {
                    self.codes.append(&codes);
                    made = 0;
                }
                if self.sampled == SAMPLE {
                    break;
                }
            }
            self.codes.append(codes.get(..made).unwrap_or_default());
        }
        let mut keys = [Key::default(); TOGETHER];
        for group in batch.groups(row as usize, TOGETHER) {
            let fields = group.clone().map(|record| onward(buffer, record, place));
            let len = group.len();
            if ascii && self.append_all(fields) {
                row += len as u32;
                continue;
            }
            let mut has_keys = false;
            if let Store::Looked(interner) = &self.store
                && interner.is_large()
            {
                has_keys = true;
                for (key, record) in keys.iter_mut().zip(group.clone()) {
                    let (rest, len) = onward(buffer, record, place);
                    *key = Key::prefix(rest, len);
                }
                let touched = keys.iter().fold(0, |sum, key| sum ^ interner.touch(*key));
                std::hint::black_box(touched);
            }
            for ((record, key), slot) in group.zip(&keys).zip(&mut codes) {
                let (rest, len) = onward(buffer, record, place);
                let (code, read) = match &mut self.store {
                    Store::Looked(_) if len == 0 => (NULL_CODE, Read::Null),
                    Store::Looked(interner) => {
                        let raw = rest.get(..len).unwrap_or_default();
                        let first = rest.first().copied().unwrap_or_default();
                        let key = if has_keys {
                            *key
                        } else {
                            Key::prefix(rest, len)
                        };
                        let code = interner.look(key);
                        // What is in the dictionary stands as it is, unless it begins as what may be quoted, guarded
                        // or trimmed.
                        if let Some(code) = code
                            && CLASSES[first as usize] != Class::Other
                        {
                            (code, Read::Value)
                        } else if code.is_none() && is_plain(raw, self.keeps_null_words) {
                            known(interner.learn(key, raw))
                        } else {
                            self.code_of(rest, len, ascii)
                        }
                    }
                    Store::Appended(_) => self.code_of(rest, len, ascii),
                };
                *slot = code;
                if read != Read::Value {
                    other(row, read);
                }
                row += 1;
            }
            self.codes.append(codes.get(..len).unwrap_or_default());
        }
    }

    /// Makes room for the file's rows once its first ones have shown how wide their codes are, else for so many more.
    fn make_room(&mut self, more: usize) {
        let have = self.codes.len();
        let ahead = self.rows.saturating_sub(have);
        let rows = if have < SAMPLE { more } else { more.max(ahead) };
        self.codes.reserve(rows);
    }

    /// The code of the field that is the first `len` bytes of `rest`, the next to be appended. `ascii` says that its bytes
    /// are known to be ASCII.
    #[inline]
    fn code_of(&mut self, rest: &[u8], len: usize, ascii: bool) -> (u32, Read) {
        let raw = rest.get(..len).unwrap_or_default();
        let mut read = Read::Null;
        if is_plain(raw, self.keeps_null_words) {
            return known(self.put(rest, len, ascii));
        } else if !raw.is_empty() {
            match text::clean(raw, self.keeps_null_words) {
                Ok(Some(text)) => return known(self.put(text.as_bytes(), text.len(), true)),
                Ok(None) => {}
                Err(bad) => read = bad.into(),
            }
        }
        self.is_ruled_out = true;
        (NULL_CODE, read)
    }

    /// Appends fields (with what follows each) if values are appended here, and all of these are short and stand as
    /// they are; they are known to be ASCII. Whether it did.
    #[inline]
    fn append_all<'a>(&mut self, fields: impl Iterator<Item = (&'a [u8], usize)> + Clone) -> bool {
        let keeps_null_words = self.keeps_null_words;
        let Store::Appended(Appended { bytes, ends, .. }) = &mut self.store else {
            return false;
        };
        let CodeVec::Four(codes) = &mut self.codes else {
            return false;
        };
        let short = |(rest, len): (&[u8], usize)| {
            let raw = rest.get(..len).unwrap_or_default();
            len <= WIDE && rest.len() >= WIDE && is_plain(raw, keeps_null_words)
        };
        if !fields.clone().all(short) {
            return false;
        }
        let mut end = bytes.len();
        bytes.resize(end + WIDE * TOGETHER, 0);
        for (rest, len) in fields {
            // A copy of fixed length is a few instructions; the next one writes over what is too much.
            let room = bytes.get_mut(end..).and_then(|room| room.first_chunk_mut());
            if let (Some(wide), Some(room)) = (rest.first_chunk::<WIDE>(), room) {
                *room = *wide;
            }
            end += len;
            codes.push(ends.len() as u32);
            ends.push(end as u32);
        }
        bytes.truncate(end);
        true
    }

    /// Looks at the last `rows` values: `stranger` is called for each that `is_one` does not hold of, and it becomes null
    /// unless its row goes anyway. `known` keeps what was said of each code.
    pub fn judge(
        &mut self,
        rows: usize,
        known: &mut Vec<bool>,
        is_one: &dyn Fn(&str) -> bool,
        stays: bool,
        mut stranger: impl FnMut(u32),
    ) {
        let seen = known.len() as u32;
        match &self.store {
            Store::Looked(interner) => {
                let dict = interner.dict();
                let new = (seen..dict.len() as u32).filter_map(|code| dict.get(code));
                known.extend(new.map(is_one));
            }
            Store::Appended(Appended { bytes, ends, .. }) => {
                let start = |code: usize| code.checked_sub(1).and_then(|at| ends.get(at));
                for (code, end) in ends.iter().enumerate().skip(seen as usize) {
                    let from = start(code).copied().unwrap_or(0) as usize;
                    let text = bytes.get(from..*end as usize).unwrap_or_default();
                    known.push(std::str::from_utf8(text).is_ok_and(is_one));
                }
            }
        }
        let from = self.codes.len().saturating_sub(rows);
        for (row, at) in (0..).zip(from..self.codes.len()) {
            if known.get(self.codes.view().at(at) as usize) == Some(&false) {
                stranger(row);
                if !stays {
                    self.codes.clear(at);
                }
            }
        }
    }

    /// The code of a text; `None` where it is not UTF-8.
    #[inline]
    fn put(&mut self, rest: &[u8], len: usize, valid: bool) -> Option<u32> {
        match &mut self.store {
            Store::Looked(interner) => {
                let code = interner.intern_bytes(rest.get(..len).unwrap_or_default());
                if self.sampled < SAMPLE {
                    self.sampled += 1;
                    if self.sampled == SAMPLE {
                        self.decide();
                    }
                }
                code
            }
            Store::Appended(Appended {
                bytes: arena, ends, ..
            }) => {
                let bytes = rest.get(..len).unwrap_or_default();
                if !valid && std::str::from_utf8(bytes).is_err() {
                    return None;
                }
                let code = ends.len() as u32;
                match rest.first_chunk::<16>() {
                    // A copy of fixed length is a few instructions; what is too much is cut off again.
                    Some(wide) if len <= 16 => {
                        let end = arena.len() + len;
                        arena.extend_from_slice(wide);
                        arena.truncate(end);
                    }
                    _ => arena.extend_from_slice(bytes),
                }
                ends.push(arena.len() as u32);
                Some(code)
            }
        }
    }

    #[cold]
    fn decide(&mut self) {
        if let Store::Looked(interner) = &mut self.store
            && interner.dict().len() + FEW >= SAMPLE
        {
            let dict = std::mem::take(interner).into_dict();
            self.is_ruled_out |= dict.len() < SAMPLE;
            let rows = self.rows.max(SAMPLE);
            self.codes.widen();
            self.store = Store::Appended(Appended::new(dict, rows, false));
        }
    }

    /// The second look at values that are looked up; and where they are appended, the collapse of what has gathered.
    #[inline]
    fn weigh(&mut self) {
        match &mut self.store {
            Store::Looked(interner) => {
                if !self.is_judged && interner.dict().len() >= LARGE {
                    self.is_judged = true;
                    if interner.dict().len() * 2 >= self.codes.len() {
                        let dict = std::mem::take(interner).into_dict();
                        let have = self.codes.len();
                        let rows = self.rows.clamp(have, have + MANY);
                        self.codes.widen();
                        self.store = Store::Appended(Appended::new(dict, rows, true));
                    }
                }
            }
            Store::Appended(store) => {
                if let CodeVec::Four(codes) = &mut self.codes {
                    store.weigh(codes);
                }
            }
        }
    }

    /// Takes rows out; their text may stay in the dictionary, unused.
    pub fn apply(&mut self, moves: &Moves) {
        match &mut self.codes {
            CodeVec::One(codes) => moves.values(codes),
            CodeVec::Two(codes) => moves.values(codes),
            CodeVec::Four(codes) => moves.values(codes),
        }
    }

    /// The column.
    pub fn finish(self) -> Result<Texts> {
        match self.store {
            Store::Looked(interner) => Ok(Texts {
                codes: self.codes,
                dict: interner.finish(),
                unique: false,
            }),
            Store::Appended(store) => {
                let mut codes = self.codes.into_vec();
                let (dict, repeats) = store.finish(&mut codes)?;
                Ok(Texts {
                    unique: !repeats && !self.is_ruled_out,
                    codes: CodeVec::narrowed(codes, dict.len()),
                    dict: Arc::new(dict),
                })
            }
        }
    }
}

/// A code that was looked up, and what that says of its field.
#[inline]
fn known(code: Option<u32>) -> (u32, Read) {
    code.map_or((NULL_CODE, Read::Encoding), |code| (code, Read::Value))
}

#[cfg(test)]
mod tests {
    use super::*;

    impl TextCells {
        fn push(&mut self, text: &[u8], len: usize, ascii: bool) -> Read {
            let (code, read) = self.code_of(text, len, ascii);
            self.codes.append(&[code]);
            read
        }
    }

    #[test]
    fn a_column_that_never_repeats_is_appended_and_a_late_repeat_still_has_one_code() {
        let mut column = TextCells::new(false, 0);
        let mut push = |text: String| column.push(text.as_bytes(), text.len(), true);
        for n in (0..20_000).chain([77, 19_999]) {
            assert_eq!(push(format!("S{n}")), Read::Value);
        }
        assert!(column.wants_ascii());
        let texts = column.finish().expect("valid text");
        assert!(!texts.unique && texts.dict.is_distinct());
        let late = texts.codes.view().slice(20_000..20_002);
        assert_eq!(late.to_vec(), [77, 19_999]);
        assert_eq!(texts.dict.get(77), Some("S77"));
    }

    #[test]
    fn users_that_repeat_rarely_are_appended_and_come_out_as_if_looked_up() {
        let mut column = TextCells::new(false, 0);
        let mut interner = Interner::new();
        let mut looked = Vec::new();
        let mut state = 1_u64;
        for n in 0..400_000 {
            if n % 1000 == 0 {
                column.weigh();
            }
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            let text = format!("GA1.1.{}.17525", state >> 46);
            looked.push(interner.intern(&text));
            assert_eq!(column.push(text.as_bytes(), text.len(), false), Read::Value);
            if n % 5000 == 0 {
                assert_eq!(column.push(b"", 0, true), Read::Null);
                looked.push(NULL_CODE);
            }
        }
        assert!(column.wants_ascii());
        let texts = column.finish().expect("valid text");
        assert!(!texts.unique && texts.dict.is_distinct());
        assert!(texts.codes.into_vec() == looked);
        assert!(*texts.dict == interner.into_dict());
    }

    #[test]
    fn a_column_whose_first_values_differ_and_whose_later_ones_repeat_is_collapsed() {
        let mut column = TextCells::new(false, 0);
        for n in 0..60_000 {
            let text = (n % 20_000).to_string();
            assert_eq!(column.push(text.as_bytes(), text.len(), false), Read::Value);
        }
        let texts = column.finish().expect("valid text");
        assert_eq!(texts.dict.len(), 20_000);
        assert!(
            texts
                .codes
                .view()
                .iter()
                .zip(0..)
                .all(|(code, n)| code == n % 20_000)
        );
    }

    #[test]
    fn a_repeat_among_the_first_values_is_a_repeat() {
        let mut column = TextCells::new(false, 0);
        for n in (0..3_000).chain(2_999..10_000) {
            let text = n.to_string();
            assert_eq!(column.push(text.as_bytes(), text.len(), false), Read::Value);
        }
        assert!(column.wants_ascii());
        assert!(!column.finish().expect("valid text").unique);
    }

    #[test]
    fn a_column_that_never_repeats_knows_that_it_is_unique() {
        let mut column = TextCells::new(false, 0);
        for n in 0..10_000 {
            let text = n.to_string();
            assert_eq!(column.push(text.as_bytes(), text.len(), false), Read::Value);
        }
        assert!(column.finish().expect("valid text").unique);
    }
}
