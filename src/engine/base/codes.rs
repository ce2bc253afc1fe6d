//! Codes of a text column to read, of whichever width they are kept at (`code_vec`).
//!
//! The largest value of a width stands for null, and is `NULL_CODE` to whoever asks; so a byte holds the codes of 255
//! entries. The width is asked at each access (a branch that always goes the same way), and once for a whole run where
//! there is one call for it.

use super::{CodeVec, NULL_CODE};
use std::ops::Range;
use std::slice;

/// A code as it is stored.
pub(super) trait Code: Copy + Ord {
    /// The code; `NULL_CODE` for the largest value.
    fn read(self) -> u32;
    /// How it is stored; what does not fit is null.
    fn of(code: u32) -> Self;
}

impl Code for u8 {
    #[inline]
    fn read(self) -> u32 {
        if self == u8::MAX {
            NULL_CODE
        } else {
            u32::from(self)
        }
    }

    #[inline]
    fn of(code: u32) -> u8 {
        code.min(u32::from(u8::MAX)) as u8
    }
}

impl Code for u16 {
    #[inline]
    fn read(self) -> u32 {
        if self == u16::MAX {
            NULL_CODE
        } else {
            u32::from(self)
        }
    }

    #[inline]
    fn of(code: u32) -> u16 {
        code.min(u32::from(u16::MAX)) as u16
    }
}

impl Code for u32 {
    #[inline]
    fn read(self) -> u32 {
        self
    }

    #[inline]
    fn of(code: u32) -> u32 {
        code
    }
}

/// Rows taken in one call: a browser runs a function in its quick, unoptimised form until a later call of it.
pub(super) const RUN: usize = 8192;

/// The same expression for the codes of any width.
macro_rules! any {
    ($kind:ident, $of:expr, $codes:ident => $does:expr) => {
        match $of {
            $kind::One($codes) => $does,
            $kind::Two($codes) => $does,
            $kind::Four($codes) => $does,
        }
    };
}

pub(super) use any;

/// Codes to read.
#[derive(Clone, Copy, Debug)]
pub enum Codes<'a> {
    /// Of up to 255 entries.
    One(&'a [u8]),
    /// Of up to 65,535 entries.
    Two(&'a [u16]),
    /// Of any number.
    Four(&'a [u32]),
}

impl<'a> Codes<'a> {
    /// How many rows.
    #[inline]
    pub fn len(self) -> usize {
        any!(Codes, self, codes => codes.len())
    }

    /// Whether there is none.
    #[inline]
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The code of a row that there is; `NULL_CODE` for null.
    pub fn at(self, row: usize) -> u32 {
        self.read(row)
    }

    /// As `at`, written out where it stands: for the loops over all rows of a large table.
    #[inline]
    pub fn read(self, row: usize) -> u32 {
        if row >= self.len() {
            no_row();
        }
        any!(Codes, self, codes => codes[row].read())
    }

    /// The code of a row, if there is such a row.
    pub fn get(self, row: usize) -> Option<u32> {
        any!(Codes, self, codes => codes.get(row).map(|code| code.read()))
    }

    /// All rows.
    #[inline]
    pub fn iter(self) -> Iter<'a> {
        match self {
            Codes::One(codes) => Iter::One(codes.iter()),
            Codes::Two(codes) => Iter::Two(codes.iter()),
            Codes::Four(codes) => Iter::Four(codes.iter()),
        }
    }

    /// These rows, which there are.
    #[must_use]
    pub fn slice(self, rows: Range<usize>) -> Codes<'a> {
        match self {
            Codes::One(codes) => Codes::One(&codes[rows]),
            Codes::Two(codes) => Codes::Two(&codes[rows]),
            Codes::Four(codes) => Codes::Four(&codes[rows]),
        }
    }

    /// The rows in runs, one after the other.
    pub fn runs(self) -> impl Iterator<Item = Codes<'a>> {
        let rows = self.len();
        let run = move |from| self.slice(from..rows.min(from + RUN));
        (0..rows).step_by(RUN).map(run)
    }

    /// A copy, four bytes a row.
    pub fn to_vec(self) -> Vec<u32> {
        let mut out = Vec::with_capacity(self.len());
        self.runs().for_each(|run| run.copy(&mut out));
        out
    }

    #[inline(never)]
    fn copy(self, out: &mut Vec<u32>) {
        any!(Codes, self, codes => out.extend(codes.iter().map(|code| code.read())));
    }

    /// How many rows have this code.
    pub fn count(self, code: u32) -> usize {
        self.runs().map(|run| run.count_run(code)).sum()
    }

    #[inline(never)]
    fn count_run(self, code: u32) -> usize {
        fn count<T: Code>(codes: &[T], code: u32) -> usize {
            let stored = T::of(code);
            let alike = codes.iter().filter(|known| **known == stored);
            if stored.read() == code {
                alike.count()
            } else {
                0
            }
        }
        any!(Codes, self, codes => count(codes, code))
    }

    /// What stands at each code of a table; `NULL_CODE` for null and beyond its end.
    pub fn through(self, table: &[u32]) -> Vec<u32> {
        let mut out = Vec::with_capacity(self.len());
        self.runs().for_each(|run| run.through_run(table, &mut out));
        out
    }

    #[inline(never)]
    pub(super) fn through_run(self, table: &[u32], out: &mut Vec<u32>) {
        let at = |code: u32| table.get(code as usize).copied().unwrap_or(NULL_CODE);
        any!(Codes, self, codes => out.extend(codes.iter().map(|code| at(code.read()))));
    }

    /// As `through`, to keep: what stands there are codes of a dictionary of so many entries.
    pub fn recoded(self, table: &[u32], entries: usize) -> CodeVec {
        let mut out = CodeVec::with_capacity(entries, self.len());
        out.extend_through(self, table);
        out
    }
}

/// One for all widths, and out of the way.
#[cold]
#[inline(never)]
fn no_row() -> ! {
    panic!("a row of codes that there is not");
}

impl<'a> From<&'a [u32]> for Codes<'a> {
    fn from(codes: &'a [u32]) -> Codes<'a> {
        Codes::Four(codes)
    }
}

impl<'a> From<&'a Vec<u32>> for Codes<'a> {
    fn from(codes: &'a Vec<u32>) -> Codes<'a> {
        Codes::Four(codes)
    }
}

impl<'a> IntoIterator for Codes<'a> {
    type Item = u32;
    type IntoIter = Iter<'a>;

    #[inline]
    fn into_iter(self) -> Iter<'a> {
        self.iter()
    }
}

/// Codes one by one.
#[derive(Clone, Debug)]
pub enum Iter<'a> {
    /// From a byte each.
    One(slice::Iter<'a, u8>),
    /// From two.
    Two(slice::Iter<'a, u16>),
    /// From four.
    Four(slice::Iter<'a, u32>),
}

impl Iterator for Iter<'_> {
    type Item = u32;

    #[inline]
    fn next(&mut self) -> Option<u32> {
        any!(Iter, self, codes => codes.next().map(|code| code.read()))
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        any!(Iter, self, codes => codes.size_hint())
    }
}

impl DoubleEndedIterator for Iter<'_> {
    #[inline]
    fn next_back(&mut self) -> Option<u32> {
        any!(Iter, self, codes => codes.next_back().map(|code| code.read()))
    }
}

impl ExactSizeIterator for Iter<'_> {}
