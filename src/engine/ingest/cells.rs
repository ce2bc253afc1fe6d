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

impl<T: Default> Cells<T> {
    /// Appends a value.
    #[inline]
    pub fn push(&mut self, value: T) {
        self.values.push(value);
    }

    /// Appends a null.
    #[inline]
    pub fn push_null(&mut self) {
        self.nulls.push(self.values.len() as u32);
        self.values.push(T::default());
    }

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
