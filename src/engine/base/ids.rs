//! Whole numbers that mostly rise by one from row to row: lines of a file, and ids of events. A run of them is two
//! numbers, so a file without a fault between its rows is one run, where eight bytes a row would be a sixth of the memory
//! of a large export. Rows picked out of them are their positions, four bytes each.
//!
//! Who wants them as numbers side by side gets them so, made then and kept from there on (`Ids::wide`).

use super::column::Numbers;
use super::times::Seconds;
use std::sync::{Arc, OnceLock};

/// Numbers to gather, in runs that rise by one.
#[derive(Clone, Debug, Default)]
pub struct Runs {
    /// The first row of each run.
    starts: Vec<u32>,
    /// The number there.
    values: Vec<i64>,
    rows: usize,
    /// What goes on with the last run.
    next: i64,
}

impl Runs {
    /// How many rows.
    pub fn len(&self) -> usize {
        self.rows
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// Appends a number.
    #[inline]
    pub fn push(&mut self, value: i64) {
        if value != self.next || self.rows == 0 {
            self.starts.push(self.rows as u32);
            self.values.push(value);
        }
        self.rows += 1;
        self.next = value + 1;
    }

    /// The last number.
    pub fn last(&self) -> Option<i64> {
        (self.rows > 0).then(|| self.next - 1)
    }

    /// The number of a row that there is.
    #[inline]
    pub fn get(&self, row: usize) -> i64 {
        let run = match self.starts.len() {
            1 => 0,
            _ => self.starts.partition_point(|start| *start as usize <= row) - 1,
        };
        self.values[run] + (row - self.starts[run] as usize) as i64
    }

    /// Whether a number for each row would be less memory.
    fn is_broken(&self) -> bool {
        self.starts.len() > self.rows / 2
    }

    fn to_vec(&self) -> Vec<i64> {
        let ends = self.starts.iter().skip(1).map(|start| *start as usize);
        let ends = ends.chain([self.rows]);
        let runs = self.starts.iter().zip(&self.values).zip(ends);
        let mut out = Vec::with_capacity(self.rows);
        for ((start, value), end) in runs {
            out.extend((*value..).take(end - *start as usize));
        }
        out
    }
}

/// A column of such numbers, or rows of one.
#[derive(Debug)]
pub struct Ids {
    runs: Arc<Runs>,
    /// The rows picked, in order; `None` for all.
    rows: Option<Vec<u32>>,
    wide: OnceLock<Vec<i64>>,
}

impl Ids {
    /// All rows of some runs; the numbers side by side where the runs are many.
    pub(super) fn of(runs: Runs) -> Result<Ids, Vec<i64>> {
        if runs.is_broken() {
            return Err(runs.to_vec());
        }
        Ok(Ids::picked(Arc::new(runs), None))
    }

    fn picked(runs: Arc<Runs>, rows: Option<Vec<u32>>) -> Ids {
        let wide = OnceLock::new();
        Ids { runs, rows, wide }
    }

    /// How many rows.
    pub fn len(&self) -> usize {
        self.rows.as_ref().map_or(self.runs.rows, Vec::len)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number of a row that there is.
    #[inline]
    pub fn get(&self, row: usize) -> i64 {
        match &self.rows {
            Some(rows) => self.runs.get(rows[row] as usize),
            None => self.runs.get(row),
        }
    }

    /// Rows by position, in the order given; every position is that of a row.
    pub(super) fn take(&self, mut rows: Vec<u32>) -> Ids {
        if let Some(own) = &self.rows {
            for row in &mut rows {
                *row = own[*row as usize];
            }
        }
        Ids::picked(self.runs.clone(), Some(rows))
    }

    /// The numbers side by side, kept from here on.
    pub(super) fn wide(&self) -> &[i64] {
        self.wide.get_or_init(|| match &self.rows {
            Some(rows) => rows
                .iter()
                .map(|row| self.runs.get(*row as usize))
                .collect(),
            None => self.runs.to_vec(),
        })
    }
}

/// A column of whole numbers to read row by row, however it is kept.
#[derive(Clone, Copy, Debug)]
pub enum Whole<'a> {
    /// Numbers side by side.
    Plain(Numbers<'a, i64>),
    /// Numbers that mostly rise by one.
    Ids(&'a Ids),
    /// Times in whole seconds, as milliseconds.
    Seconds(&'a Seconds),
}

impl<'a> Whole<'a> {
    /// How many rows.
    pub fn len(self) -> usize {
        match self {
            Whole::Plain(numbers) => numbers.values.len(),
            Whole::Ids(ids) => ids.len(),
            Whole::Seconds(times) => times.len(),
        }
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// Whether no row is null.
    pub fn is_dense(self) -> bool {
        match self {
            Whole::Plain(numbers) => numbers.valid.is_none(),
            Whole::Ids(_) | Whole::Seconds(_) => true,
        }
    }

    /// The value of a row.
    #[inline]
    pub fn get(self, row: usize) -> Option<i64> {
        match self {
            Whole::Plain(numbers) => numbers.get(row),
            Whole::Ids(ids) => Some(ids.get(row)),
            Whole::Seconds(times) => Some(times.get(row)),
        }
    }

    /// All rows.
    pub fn iter(self) -> impl Iterator<Item = Option<i64>> + 'a {
        (0..self.len()).map(move |row| self.get(row))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_come_back_as_they_went_in(
            steps in proptest::collection::vec(prop_oneof![8 => Just(1_i64), 1 => -5_i64..9], 0..60),
            picks in proptest::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 0..20),
        ) {
            let values: Vec<i64> = steps.iter().scan(1 << 32, |at, step| { *at += step; Some(*at) }).collect();
            let mut runs = Runs::default();
            for value in &values {
                runs.push(*value);
            }
            prop_assert_eq!(runs.len(), values.len());
            prop_assert_eq!(&runs.to_vec(), &values);
            match Ids::of(runs) {
                Err(plain) => prop_assert_eq!(plain, values),
                Ok(ids) => {
                    prop_assert_eq!(ids.wide(), &values);
                    if !values.is_empty() {
                        let rows: Vec<usize> = picks.iter().map(|pick| pick.0.index(values.len())).collect();
                        let taken = ids.take(rows.iter().map(|row| *row as u32).collect());
                        let wanted: Vec<i64> = rows.iter().map(|row| values[*row]).collect();
                        prop_assert_eq!(taken.wide(), &wanted);
                        if !rows.is_empty() {
                            let again: Vec<usize> = picks.iter().map(|pick| pick.1.index(rows.len())).collect();
                            let twice = taken.take(again.iter().map(|row| *row as u32).collect());
                            for (at, row) in again.iter().enumerate() {
                                prop_assert_eq!(twice.get(at), wanted[*row]);
                            }
                        }
                    }
                }
            }
        }
    }
}
