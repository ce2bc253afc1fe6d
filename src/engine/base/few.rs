//! Amounts of which most rows have none: revenue in an export of events, of which one in thirty is a purchase. Kept are the
//! rows that have one, 12 bytes each, where a number for each row is 8 bytes a row.
//!
//! Who wants them as numbers side by side gets them so, made then and kept from there on (`Few::wide`).

use super::column::{Numbers, chunk, slices};
use polars_core::prelude::Float64Chunked;
use std::sync::OnceLock;

/// Amounts of a few rows.
#[derive(Debug)]
pub struct Few {
    /// Rows that have an amount, rising.
    rows: Vec<u32>,
    /// Their amounts.
    values: Vec<f64>,
    len: usize,
    wide: OnceLock<Float64Chunked>,
}

impl Few {
    /// Amounts of these rows (rising) among so many.
    pub(super) fn new(rows: Vec<u32>, values: Vec<f64>, len: usize) -> Few {
        let wide = OnceLock::new();
        Few {
            rows,
            values,
            len,
            wide,
        }
    }

    /// How many rows.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// How many rows have none.
    pub fn null_count(&self) -> usize {
        self.len - self.values.len()
    }

    /// The amount of a row.
    pub fn get(&self, row: usize) -> Option<f64> {
        let at = self.rows.binary_search(&(row as u32)).ok()?;
        self.values.get(at).copied()
    }

    /// The amounts side by side, kept from here on.
    pub(super) fn wide(&self) -> Numbers<'_, f64> {
        slices(self.wide.get_or_init(|| {
            let mut values = vec![0.0; self.len];
            let mut valid = vec![false; self.len];
            for (row, value) in self.rows.iter().zip(&self.values) {
                values[*row as usize] = *value;
                valid[*row as usize] = true;
            }
            chunk(values, Some(valid.into_iter().collect()))
        }))
    }
}

/// A column of amounts to read, however it is kept.
#[derive(Clone, Copy, Debug)]
pub enum Amounts<'a> {
    /// Numbers side by side.
    Plain(Numbers<'a, f64>),
    /// Amounts of a few rows.
    Few(&'a Few),
}

impl<'a> Amounts<'a> {
    /// The amount of a row.
    #[inline]
    pub fn get(self, row: usize) -> Option<f64> {
        match self {
            Amounts::Plain(numbers) => numbers.get(row),
            Amounts::Few(few) => few.get(row),
        }
    }

    /// Whether every row has one.
    pub fn is_dense(self) -> bool {
        match self {
            Amounts::Plain(numbers) => numbers.valid.is_none(),
            Amounts::Few(few) => few.null_count() == 0,
        }
    }

    /// The rows that have one, in order, and their amounts.
    pub fn present(self) -> impl Iterator<Item = (usize, f64)> + 'a {
        let (plain, few) = match self {
            Amounts::Plain(numbers) => (Some(numbers), None),
            Amounts::Few(few) => (None, Some(few)),
        };
        let plain = plain.into_iter().flat_map(|numbers| {
            let rows = numbers.iter().enumerate();
            rows.filter_map(|(row, value)| Some((row, value?)))
        });
        let few = few.into_iter().flat_map(|few| {
            let rows = few.rows.iter().map(|row| *row as usize);
            rows.zip(few.values.iter().copied())
        });
        plain.chain(few)
    }
}

#[cfg(test)]
mod tests {
    use crate::engine::base::{Column, Table};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_column_of_few_amounts_reads_as_any_other(
            cells in proptest::collection::vec(prop_oneof![4 => Just(None), 1 => (-9_i32..9).prop_map(|v| Some(f64::from(v)))], 1..60),
            picks in proptest::collection::vec(any::<prop::sample::Index>(), 0..20),
        ) {
            let present = || (0_u32..).zip(&cells).filter_map(|(row, cell)| Some((row, (*cell)?)));
            let (rows, values) = present().unzip();
            let few = Table::new(vec![Column::few_amounts("revenue", rows, values, cells.len())]).expect("a table");
            let plain = Table::new(vec![Column::amounts("revenue", cells.clone())]).expect("a table");
            let picks: Vec<u32> = picks.iter().map(|pick| pick.index(cells.len()) as u32).collect();
            for (few, plain) in [(few.clone(), plain.clone()), (few.take(&picks).expect("rows"), plain.take(&picks).expect("rows"))] {
                prop_assert_eq!(few.null_count("revenue"), plain.null_count("revenue"));
                prop_assert_eq!(few.numbers("revenue"), plain.numbers("revenue"));
                prop_assert_eq!(few.order_by(&[("revenue", true)]), plain.order_by(&[("revenue", true)]));
                let pairs = |table: &Table| table.sparse("revenue").expect("amounts").present().collect::<Vec<_>>();
                prop_assert_eq!(pairs(&few), pairs(&plain));
                for row in 0..few.height() {
                    prop_assert_eq!(few.cell(row, "revenue"), plain.cell(row, "revenue"));
                }
                let wide = |table: &Table| table.amounts("revenue").expect("amounts").iter().collect::<Vec<_>>();
                prop_assert_eq!(wide(&few), wide(&plain));
            }
        }
    }
}
