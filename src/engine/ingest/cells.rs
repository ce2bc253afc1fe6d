//! The values of a column while it is read: one a row, nulls listed beside.

use crate::engine::base::{Error, Result};
use polars_arrow::bitmap::Bitmap;

/// Where each row of a batch goes when some of them are set aside: its new row, or nowhere.
pub struct Moves {
    /// First row of the batch.
    pub from: usize,
    /// New row of each row of the batch.
    pub to: Vec<Option<u32>>,
}

impl Moves {
    /// The moves of a batch whose first row is `from`, where `gone` rows are set aside.
    pub fn new(from: usize, gone: &[bool]) -> Moves {
        let mut next = from as u32;
        let to = gone
            .iter()
            .map(|gone| {
                (!gone).then(|| {
                    next += 1;
                    next - 1
                })
            })
            .collect();
        Moves { from, to }
    }

    /// Takes the values of rows set aside out.
    pub fn values<T>(&self, values: &mut Vec<T>) {
        if values.len() > self.from {
            let tail = values.split_off(self.from);
            values.extend(
                tail.into_iter()
                    .zip(&self.to)
                    .filter_map(|(value, to)| to.map(|_| value)),
            );
        }
    }

    /// Renumbers a rising list of rows.
    pub fn rows(&self, rows: &mut Vec<u32>) {
        let at = rows.partition_point(|row| (*row as usize) < self.from);
        let tail = rows.split_off(at);
        rows.extend(tail.into_iter().filter_map(|row| {
            self.to
                .get(row as usize - self.from)
                .copied()
                .unwrap_or_default()
        }));
    }
}

/// Values with nulls.
#[derive(Clone, Debug, Default)]
pub struct Cells<T> {
    /// One a row; anything where null.
    pub values: Vec<T>,
    /// Null rows, rising.
    pub nulls: Vec<u32>,
}

/// What cells are appended to.
pub trait Gather<T> {
    /// Appends a value.
    fn push(&mut self, value: T);
    /// Appends a null.
    fn push_null(&mut self);
}

impl<T: Default> Gather<T> for Cells<T> {
    #[inline]
    fn push(&mut self, value: T) {
        self.values.push(value);
    }

    #[inline]
    fn push_null(&mut self) {
        self.nulls.push(self.values.len() as u32);
        self.values.push(T::default());
    }
}

impl<T: Default> Cells<T> {
    /// Takes rows out.
    pub fn apply(&mut self, moves: &Moves) {
        moves.values(&mut self.values);
        moves.rows(&mut self.nulls);
    }

    /// The mask of rows that are not null; `None` where none is.
    pub fn valid(&self) -> Result<Option<Bitmap>> {
        mask(self.values.len(), &self.nulls)
    }
}

/// Amounts with nulls: as few, until it shows that they are many.
#[derive(Clone, Debug)]
pub enum AmountCells {
    /// Those that there are.
    Few {
        /// Their rows, rising.
        rows: Vec<u32>,
        /// Their values.
        values: Vec<f64>,
        /// How many rows there are.
        len: usize,
        /// How many there may be.
        room: usize,
    },
    /// One a row.
    Dense(Cells<f64>),
}

/// Amounts that are few in any case; of more, at most every fourth row has one.
const FEW: usize = 2048;
const SHARE: usize = 4;

impl AmountCells {
    /// None yet, of a file that may have so many rows.
    pub fn new(rows: usize) -> AmountCells {
        AmountCells::Few {
            rows: Vec::new(),
            values: Vec::new(),
            len: 0,
            room: rows,
        }
    }

    /// Gives each row a value, once many have one.
    pub fn weigh(&mut self) {
        if let AmountCells::Few { values, len, .. } = self
            && values.len() > FEW.max(*len / SHARE)
        {
            self.widen();
        }
    }

    #[cold]
    fn widen(&mut self) {
        let AmountCells::Few {
            rows,
            values,
            len,
            room,
        } = self
        else {
            return;
        };
        let mut dense = Cells {
            values: Vec::with_capacity((*room).max(*len)),
            nulls: Vec::new(),
        };
        let mut present = rows.iter().zip(values.iter()).peekable();
        for row in 0..*len as u32 {
            match present.next_if(|(here, _)| **here == row) {
                Some((_, value)) => dense.push(*value),
                None => dense.push_null(),
            }
        }
        *self = AmountCells::Dense(dense);
    }

    /// Takes rows out.
    pub fn apply(&mut self, moves: &Moves) {
        match self {
            AmountCells::Few {
                rows, values, len, ..
            } => {
                let at = rows.partition_point(|row| (*row as usize) < moves.from);
                let stays = |row: &u32| moves.to.get(*row as usize - moves.from) != Some(&None);
                let tail: Vec<bool> = rows.iter().skip(at).map(stays).collect();
                let mut tail = std::iter::repeat_n(&true, at).chain(&tail);
                values.retain(|_| tail.next() == Some(&true));
                moves.rows(rows);
                if *len > moves.from {
                    *len -= moves.to.iter().filter(|to| to.is_none()).count();
                }
            }
            AmountCells::Dense(cells) => cells.apply(moves),
        }
    }
}

impl Gather<f64> for AmountCells {
    #[inline]
    fn push(&mut self, value: f64) {
        match self {
            AmountCells::Few {
                rows, values, len, ..
            } => {
                rows.push(*len as u32);
                values.push(value);
                *len += 1;
            }
            AmountCells::Dense(cells) => cells.push(value),
        }
    }

    #[inline]
    fn push_null(&mut self) {
        match self {
            AmountCells::Few { len, .. } => *len += 1,
            AmountCells::Dense(cells) => cells.push_null(),
        }
    }
}

/// A bitmap of so many rows, set but for these.
pub fn mask(rows: usize, unset: &[u32]) -> Result<Option<Bitmap>> {
    if unset.is_empty() {
        return Ok(None);
    }
    let mut bits = vec![u8::MAX; rows.div_ceil(8)];
    for row in unset {
        if let Some(byte) = bits.get_mut(*row as usize / 8) {
            *byte &= !(1 << (row % 8));
        }
    }
    Ok(Some(Bitmap::try_new(bits, rows).map_err(Error::from)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The cells of so many rows.
    fn read(cells: &AmountCells) -> Vec<Option<f64>> {
        match cells {
            AmountCells::Few {
                rows, values, len, ..
            } => {
                let mut out = vec![None; *len];
                for (row, value) in rows.iter().zip(values) {
                    out[*row as usize] = Some(*value);
                }
                out
            }
            AmountCells::Dense(cells) => {
                let mut out: Vec<Option<f64>> = cells.values.iter().copied().map(Some).collect();
                for row in &cells.nulls {
                    out[*row as usize] = None;
                }
                out
            }
        }
    }

    proptest! {
        #[test]
        fn amounts_stay_what_they_were_when_rows_go_and_when_they_are_many(
            batches in proptest::collection::vec(proptest::collection::vec((proptest::option::weighted(0.3, -9_i32..9), any::<bool>()), 0..12), 0..8),
            widens in 0_usize..8,
        ) {
            let mut cells = AmountCells::new(30);
            let mut wanted = Vec::new();
            for (at, batch) in batches.iter().enumerate() {
                if at == widens {
                    cells.widen();
                }
                let from = wanted.len();
                for (value, _) in batch {
                    match value {
                        Some(value) => cells.push(f64::from(*value)),
                        None => cells.push_null(),
                    }
                }
                let gone: Vec<bool> = batch.iter().map(|(_, gone)| *gone).collect();
                cells.apply(&Moves::new(from, &gone));
                let kept = batch.iter().filter(|(_, gone)| !gone);
                wanted.extend(kept.map(|(value, _)| value.map(f64::from)));
                prop_assert_eq!(read(&cells), wanted.clone());
            }
        }
    }

    #[test]
    fn amounts_are_kept_as_few_until_every_fourth_row_has_one() {
        let mut cells = AmountCells::new(0);
        for row in 0..40_000 {
            cells.weigh();
            if row % 5 == 0 {
                cells.push(1.0);
            } else {
                cells.push_null();
            }
        }
        assert!(matches!(cells, AmountCells::Few { .. }));
        (0..8_000).for_each(|_| cells.push(2.0));
        cells.weigh();
        assert!(matches!(cells, AmountCells::Dense(_)));
        assert_eq!(read(&cells).into_iter().flatten().count(), 16_000);
    }
}
