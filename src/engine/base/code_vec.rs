//! Codes of a text column to keep, as narrow as they fit: a byte, two or four a row. Most dictionaries have fewer than 255
//! entries, and then a million rows of a column are 1 MB, not 4.
//!
//! The width follows the codes, or the dictionary where that is known: it may hold entries that no row has.

use super::NULL_CODE;
use super::codes::{Code, Codes, RUN, any};

/// Codes to keep, or to gather: they become wider with the first that does not fit.
#[derive(Clone, Debug)]
pub enum CodeVec {
    /// Of up to 255 entries.
    One(Vec<u8>),
    /// Of up to 65,535 entries.
    Two(Vec<u16>),
    /// Of any number.
    Four(Vec<u32>),
}

impl Default for CodeVec {
    fn default() -> CodeVec {
        CodeVec::One(Vec::new())
    }
}

/// Codes appended together where they are made one by one.
const TOGETHER: usize = 64;

impl CodeVec {
    /// None yet, with room for so many rows at the width of a dictionary of so many entries.
    pub fn with_capacity(entries: usize, rows: usize) -> CodeVec {
        if u8::try_from(entries).is_ok() {
            CodeVec::One(Vec::with_capacity(rows))
        } else if u16::try_from(entries).is_ok() {
            CodeVec::Two(Vec::with_capacity(rows))
        } else {
            CodeVec::Four(Vec::with_capacity(rows))
        }
    }

    /// These codes at the width of a dictionary of so many entries, or of the largest of them.
    pub fn narrowed(codes: Vec<u32>, entries: usize) -> CodeVec {
        let mut out = CodeVec::with_capacity(entries, 0);
        if let CodeVec::Four(_) = out {
            return CodeVec::Four(codes);
        }
        out.reserve(codes.len());
        codes.chunks(RUN).for_each(|run| out.append(run));
        out
    }

    /// All of them, to read.
    #[inline]
    pub fn view(&self) -> Codes<'_> {
        match self {
            CodeVec::One(codes) => Codes::One(codes),
            CodeVec::Two(codes) => Codes::Two(codes),
            CodeVec::Four(codes) => Codes::Four(codes),
        }
    }

    /// How many rows.
    #[inline]
    pub fn len(&self) -> usize {
        self.view().len()
    }

    /// Whether there is none.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Makes room for so many more rows.
    pub fn reserve(&mut self, rows: usize) {
        any!(CodeVec, self, codes => codes.reserve(rows));
    }

    /// Appends codes.
    #[inline(never)]
    pub fn append(&mut self, codes: &[u32]) {
        // A null comes first in a count that wraps around.
        let bits = codes.iter().fold(0, |all, code| all | code.wrapping_add(1));
        match self {
            CodeVec::One(own) if u8::try_from(bits).is_ok() => {
                own.extend(codes.iter().map(|code| *code as u8));
            }
            CodeVec::Two(own) if u16::try_from(bits).is_ok() => {
                own.extend(codes.iter().map(|code| *code as u16));
            }
            CodeVec::Four(own) => own.extend_from_slice(codes),
            _ => self.append_wide(codes, bits),
        }
    }

    /// Appends codes of which one does not fit; `bits` are those that hold each.
    #[cold]
    fn append_wide(&mut self, codes: &[u32], bits: u32) {
        let rows = any!(CodeVec, self, own => own.capacity());
        let rows = rows.max(self.len() + codes.len());
        let mut wider = CodeVec::with_capacity(bits as usize, rows);
        let own = self.view().runs();
        own.for_each(|run| wider.append(&run.to_vec()));
        wider.append(codes);
        *self = wider;
    }

    /// Appends codes made one by one.
    pub fn extend(&mut self, codes: impl IntoIterator<Item = u32>) {
        let mut run = Vec::with_capacity(TOGETHER);
        for code in codes {
            run.push(code);
            if run.len() == TOGETHER {
                self.append(&run);
                run.clear();
            }
        }
        self.append(&run);
    }

    /// Appends what stands at each of other codes of a table; null for null and beyond its end.
    pub fn extend_through(&mut self, codes: Codes<'_>, table: &[u32]) {
        let mut made = Vec::with_capacity(RUN);
        for run in codes.runs() {
            run.through_run(table, &mut made);
            self.append(&made);
            made.clear();
        }
    }

    /// Makes them four bytes each.
    pub fn widen(&mut self) {
        *self = CodeVec::Four(std::mem::take(self).into_vec());
    }

    /// The codes at four bytes each.
    pub fn into_vec(self) -> Vec<u32> {
        match self {
            CodeVec::Four(codes) => codes,
            narrow => narrow.view().to_vec(),
        }
    }

    /// Makes a row null.
    pub fn clear(&mut self, row: usize) {
        fn clear<T: Code>(codes: &mut [T], row: usize) {
            if let Some(code) = codes.get_mut(row) {
                *code = T::of(NULL_CODE);
            }
        }
        any!(CodeVec, self, codes => clear(codes, row));
    }

    /// Rows by position, in the order given, at the same width; a row that is not there is null.
    #[must_use]
    pub fn take(&self, rows: &[u32]) -> CodeVec {
        match self {
            CodeVec::One(codes) => CodeVec::One(take(codes, rows)),
            CodeVec::Two(codes) => CodeVec::Two(take(codes, rows)),
            CodeVec::Four(codes) => CodeVec::Four(take(codes, rows)),
        }
    }
}

fn take<T: Code>(codes: &[T], rows: &[u32]) -> Vec<T> {
    #[inline(never)]
    fn take_run<T: Code>(codes: &[T], rows: &[u32], out: &mut Vec<T>) {
        let null = T::of(NULL_CODE);
        let at = |row: &u32| codes.get(*row as usize).copied().unwrap_or(null);
        out.extend(rows.iter().map(at));
    }
    let mut out = Vec::with_capacity(rows.len());
    let runs = rows.chunks(RUN);
    runs.for_each(|run| take_run(codes, run, &mut out));
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Bytes a row.
    fn width(codes: &CodeVec) -> usize {
        match codes {
            CodeVec::One(_) => 1,
            CodeVec::Two(_) => 2,
            CodeVec::Four(_) => 4,
        }
    }

    #[test]
    fn codes_widen_with_the_first_that_does_not_fit() {
        let mut codes = CodeVec::default();
        let mut all = Vec::new();
        for (entries, bytes) in [
            (254, 1),
            (255, 1),
            (256, 2),
            (65_534, 2),
            (65_535, 2),
            (65_536, 4),
        ] {
            for code in all.len() as u32 / 2..entries {
                codes.append(&[code, NULL_CODE]);
                all.extend([code, NULL_CODE]);
            }
            assert_eq!(width(&codes), bytes, "{entries} entries one by one");
            assert_eq!(codes.view().to_vec(), all, "{entries} entries");
            let together = CodeVec::narrowed(all.clone(), entries as usize);
            assert_eq!(width(&together), bytes, "{entries} entries together");
            assert_eq!(together.into_vec(), all, "{entries} entries together");
        }
    }

    #[test]
    fn a_code_beyond_the_dictionary_widens_and_is_not_taken_for_another() {
        let odd = vec![3, NULL_CODE - 1, 255, NULL_CODE];
        let codes = CodeVec::narrowed(odd.clone(), 4);
        assert_eq!((width(&codes), codes.into_vec()), (4, odd));
        let codes = CodeVec::narrowed(vec![3, 254, NULL_CODE], 4);
        for absent in [NULL_CODE - 1, 255, 256, 65_535, 510] {
            assert_eq!(codes.view().count(absent), 0, "{absent}");
        }
        assert_eq!(codes.view().count(NULL_CODE), 1);
    }

    proptest! {
        #[test]
        fn codes_of_any_width_are_those_of_a_plain_vector(
            most in prop_oneof![Just(3_u32), Just(255), Just(256), Just(65_535), Just(65_536), Just(1 << 20)],
            drawn in proptest::collection::vec((proptest::bool::weighted(0.1), any::<u32>()), 0..300),
            cuts in (0_usize..300, 0_usize..300),
            picked in proptest::collection::vec(0_u32..330, 0..40),
        ) {
            let draw = |(is_null, code): &(bool, u32)| if *is_null { NULL_CODE } else { code % most };
            let plain: Vec<u32> = drawn.iter().map(draw).collect();
            let mut pushed = CodeVec::default();
            for code in &plain { pushed.append(&[*code]); }
            let mut appended = CodeVec::default();
            for run in plain.chunks(7) { appended.append(run); }
            let mut extended = CodeVec::with_capacity(most as usize, 0);
            extended.extend(plain.iter().copied());
            let mut wide = pushed.clone();
            wide.widen();
            let narrowed = CodeVec::narrowed(plain.clone(), most as usize);
            prop_assert_eq!((width(&wide), width(&narrowed)), (4, width(&extended)));
            for mut codes in [pushed, appended, extended, wide, narrowed] {
                let view = codes.view();
                prop_assert_eq!(view.to_vec(), plain.clone());
                prop_assert_eq!(view.iter().collect::<Vec<_>>(), plain.clone());
                prop_assert_eq!(view.iter().rev().len(), plain.len());
                prop_assert!(view.iter().rev().eq(plain.iter().rev().copied()));
                for row in 0..=plain.len() {
                    prop_assert_eq!(view.get(row), plain.get(row).copied());
                }
                let (from, to) = (cuts.0.min(cuts.1).min(plain.len()), cuts.0.max(cuts.1).min(plain.len()));
                let cut = view.slice(from..to);
                prop_assert!((from..to).all(|row| cut.at(row - from) == plain[row]));
                for code in [0, 2, 254, 255, 65_534, 65_535, NULL_CODE] {
                    prop_assert_eq!(view.count(code), plain.iter().filter(|c| **c == code).count());
                }
                let table = [NULL_CODE, 7, 300, 70_000];
                let through: Vec<u32> =
                    plain.iter().map(|c| table.get(*c as usize).copied().unwrap_or(NULL_CODE)).collect();
                prop_assert_eq!(view.through(&table), through.clone());
                prop_assert_eq!(view.recoded(&table, 3).into_vec(), through);
                let taken = codes.take(&picked);
                let wanted: Vec<u32> =
                    picked.iter().map(|row| plain.get(*row as usize).copied().unwrap_or(NULL_CODE)).collect();
                prop_assert_eq!((width(&taken), taken.into_vec()), (width(&codes), wanted));
                codes.clear(from);
                prop_assert_eq!(codes.view().get(from), plain.get(from).map(|_| NULL_CODE));
            }
        }
    }
}
