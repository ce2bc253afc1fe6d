//! Times in whole seconds of some 136 years, as most exports have them: four bytes a row, where milliseconds since 1970
//! take eight, a twelfth of the memory of a large export.
//!
//! Who wants milliseconds side by side gets them so, made then and kept from there on (`Seconds::wide`).

use std::ops::Range;
use std::sync::OnceLock;

/// Milliseconds in a second.
const SECOND: i64 = 1000;

/// Times, each so many seconds after the first of them all.
#[derive(Debug)]
pub struct Seconds {
    /// Milliseconds since 1970-01-01 UTC.
    first: i64,
    after: Vec<u32>,
    wide: OnceLock<Vec<i64>>,
}

impl Seconds {
    fn new(first: i64, after: Vec<u32>) -> Seconds {
        let wide = OnceLock::new();
        Seconds { first, after, wide }
    }

    /// How many rows.
    pub fn len(&self) -> usize {
        self.after.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.after.is_empty()
    }

    /// The time of a row that there is, in milliseconds since 1970-01-01 UTC.
    #[inline]
    pub fn get(&self, row: usize) -> i64 {
        self.first + i64::from(self.after[row]) * SECOND
    }

    /// For each row a number that rises with its time.
    pub fn ranks(&self) -> &[u32] {
        &self.after
    }

    /// Rows by position, in the order given; every position is that of a row.
    pub(super) fn take(&self, rows: &[u32]) -> Seconds {
        let after = rows.iter().map(|row| self.after[*row as usize]);
        Seconds::new(self.first, after.collect())
    }

    /// Milliseconds side by side, kept from here on.
    pub(super) fn wide(&self) -> &[i64] {
        self.wide
            .get_or_init(|| (0..self.len()).map(|row| self.get(row)).collect())
    }
}

/// Times while they are gathered.
#[derive(Debug)]
pub enum TimeVec {
    /// Milliseconds since 1970-01-01 UTC.
    Plain(Vec<i64>),
    /// Whole seconds.
    Seconds(Seconds),
}

impl TimeVec {
    /// Times in milliseconds, as narrow as they can be.
    pub fn narrowed(values: Vec<i64>) -> TimeVec {
        let (first, last) = (values.iter().min(), values.iter().max());
        let (Some(first), Some(last)) = (first.copied(), last.copied()) else {
            return TimeVec::Plain(values);
        };
        let fits = last
            .checked_sub(first)
            .is_some_and(|span| span / SECOND <= u32::MAX.into());
        if !fits || values.iter().any(|time| (time - first) % SECOND != 0) {
            return TimeVec::Plain(values);
        }
        let after = values.iter().map(|time| ((time - first) / SECOND) as u32);
        TimeVec::Seconds(Seconds::new(first, after.collect()))
    }

    /// None yet, with room for so many of those of a column.
    pub fn of(column: Times<'_>, room: usize) -> TimeVec {
        match column {
            Times::Plain(_) => TimeVec::Plain(Vec::with_capacity(room)),
            Times::Seconds(of) => {
                TimeVec::Seconds(Seconds::new(of.first, Vec::with_capacity(room)))
            }
        }
    }

    /// Appends times of the column that it is of.
    pub fn append(&mut self, times: impl Iterator<Item = i64>) {
        match self {
            TimeVec::Plain(values) => values.extend(times),
            TimeVec::Seconds(Seconds { first, after, .. }) => {
                after.extend(times.map(|time| ((time - *first) / SECOND) as u32));
            }
        }
    }
}

/// A column of times to read; a row without one has any.
#[derive(Clone, Copy, Debug)]
pub enum Times<'a> {
    /// Milliseconds since 1970-01-01 UTC.
    Plain(&'a [i64]),
    /// Whole seconds.
    Seconds(&'a Seconds),
}

impl<'a> Times<'a> {
    /// How many rows.
    pub fn len(self) -> usize {
        match self {
            Times::Plain(values) => values.len(),
            Times::Seconds(seconds) => seconds.len(),
        }
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The time of a row that there is, in milliseconds since 1970-01-01 UTC.
    #[inline]
    pub fn at(self, row: usize) -> i64 {
        match self {
            Times::Plain(values) => values[row],
            Times::Seconds(seconds) => seconds.get(row),
        }
    }

    /// All rows.
    pub fn iter(self) -> impl Iterator<Item = i64> + 'a {
        (0..self.len()).map(move |row| self.at(row))
    }

    /// How many of these rows, whose times rise, have one of the first, up to where it says no.
    pub fn partition(self, rows: Range<usize>, is_first: impl Fn(i64) -> bool) -> usize {
        let (mut low, mut high) = (rows.start, rows.end);
        while low < high {
            let middle = usize::midpoint(low, high);
            if is_first(self.at(middle)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low - rows.start
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn times_come_back_as_they_went_in(
            values in prop_oneof![
                proptest::collection::vec((-9_i64..9).prop_map(|s| 250 + s * SECOND), 0..40),
                proptest::collection::vec(-5_000_i64..5_000, 0..40),
                proptest::collection::vec(prop_oneof![Just(i64::MIN), Just(0), Just(i64::MAX), Just(5_000_000_000_000)], 0..5),
            ],
            picks in proptest::collection::vec(any::<prop::sample::Index>(), 0..20),
            split in any::<prop::sample::Index>(),
        ) {
            let kept = TimeVec::narrowed(values.clone());
            let times = match &kept {
                TimeVec::Plain(values) => Times::Plain(values),
                TimeVec::Seconds(seconds) => {
                    prop_assert_eq!(seconds.wide(), &values);
                    Times::Seconds(seconds)
                }
            };
            prop_assert_eq!(times.iter().collect::<Vec<_>>(), values.clone());
            let mut again = TimeVec::of(times, 4);
            again.append(values.iter().copied());
            if let (TimeVec::Seconds(again), TimeVec::Seconds(kept)) = (&again, &kept) {
                prop_assert_eq!(again.wide(), kept.wide());
            }
            if let (TimeVec::Seconds(kept), false) = (&kept, values.is_empty()) {
                let rows: Vec<u32> = picks.iter().map(|pick| pick.index(values.len()) as u32).collect();
                let wanted: Vec<i64> = rows.iter().map(|row| values[*row as usize]).collect();
                let taken = kept.take(&rows);
                prop_assert_eq!(taken.wide(), &wanted);
            }
            let mut sorted = values;
            sorted.sort_unstable();
            let from = split.index(sorted.len() + 1);
            let found = Times::Plain(&sorted).partition(from..sorted.len(), |time| time < 700);
            prop_assert_eq!(found, sorted[from..].partition_point(|time| *time < 700));
        }
    }
}
