//! A column: typed values held by a polars `ChunkedArray` of one chunk, and for text a dictionary beside the codes.
//!
//! Text is codes as narrow as its dictionary allows (`code_vec`), read as u32 (`NULL_CODE` for null), so that grouping,
//! joining and filtering work on integers. Dates are i32 days, timestamps i64 milliseconds; numbers have polars' null
//! bitmap. Deliberately left out: polars' `Series`, whose one vtable brings every operation on every type into the binary
//! (see DECISIONS.md).

use super::few::Few;
use super::ids::Ids;
use super::times::{Seconds, TimeVec};
use super::{CodeVec, Codes, Dict, Interner, Kind, NULL_CODE, Runs};
use polars_arrow::array::BooleanArray;
use polars_arrow::bitmap::Bitmap;
use polars_arrow::datatypes::ArrowDataType;
use polars_core::prelude::{
    BooleanChunked, ChunkedArray, Float64Chunked, Int32Chunked, Int64Chunked, PlSmallStr,
    PolarsNumericType,
};
use std::sync::Arc;

/// A named column.
#[derive(Clone)]
pub struct Column {
    pub(super) name: PlSmallStr,
    pub(super) kind: Kind,
    pub(super) data: Data,
}

/// The values of a column.
#[derive(Clone)]
pub(super) enum Data {
    Text(Arc<CodeVec>, Arc<Dict>),
    Whole(Int64Chunked),
    Ids(Arc<Ids>),
    Seconds(Arc<Seconds>),
    Amount(Float64Chunked),
    Few(Arc<Few>),
    Days(Int32Chunked),
    Flags(BooleanChunked),
}

impl Column {
    /// Text from codes into a dictionary; `NULL_CODE` for null. They are kept as narrow as the dictionary allows.
    pub fn text(name: &str, codes: Vec<u32>, dict: Arc<Dict>) -> Column {
        Column::coded(name, CodeVec::narrowed(codes, dict.len()), dict)
    }

    /// Text from codes into a dictionary, kept at the width they have.
    pub fn coded(name: &str, codes: CodeVec, dict: Arc<Dict>) -> Column {
        Column::of(name, Kind::Text, Data::Text(Arc::new(codes), dict))
    }

    /// Text from values, interned here.
    pub fn text_of<'a>(name: &str, values: impl IntoIterator<Item = Option<&'a str>>) -> Column {
        let mut interner = Interner::new();
        let codes = values
            .into_iter()
            .map(|v| v.map_or(NULL_CODE, |v| interner.intern(v)))
            .collect();
        Column::text(name, codes, interner.finish())
    }

    /// Counts.
    pub fn integers(name: &str, values: impl IntoIterator<Item = Option<i64>>) -> Column {
        let (values, valid) = masked(values);
        Column::masked_i64(name, Kind::Integer, values, valid)
    }

    /// Counts without a null.
    pub fn integers_dense(name: &str, values: Vec<i64>) -> Column {
        Column::masked_i64(name, Kind::Integer, values, None)
    }

    /// Whole numbers that mostly rise by one.
    pub fn ids(name: &str, runs: Runs) -> Column {
        match Ids::of(runs) {
            Ok(ids) => Column::of(name, Kind::Integer, Data::Ids(Arc::new(ids))),
            Err(values) => Column::integers_dense(name, values),
        }
    }

    /// Amounts and ratios.
    pub fn amounts(name: &str, values: impl IntoIterator<Item = Option<f64>>) -> Column {
        let (values, valid) = masked(values);
        Column::masked_f64(name, values, valid)
    }

    /// Amounts without a null.
    pub fn amounts_dense(name: &str, values: Vec<f64>) -> Column {
        Column::masked_f64(name, values, None)
    }

    /// Days since 1970-01-01.
    pub fn dates(name: &str, values: impl IntoIterator<Item = Option<i32>>) -> Column {
        let (values, valid) = masked(values);
        Column::masked_days(name, values, valid)
    }

    /// Days without a null.
    pub fn dates_dense(name: &str, values: Vec<i32>) -> Column {
        Column::masked_days(name, values, None)
    }

    /// Milliseconds since 1970-01-01 UTC.
    pub fn timestamps(name: &str, values: impl IntoIterator<Item = Option<i64>>) -> Column {
        let (values, valid) = masked(values);
        Column::masked_i64(name, Kind::Timestamp, values, valid)
    }

    /// Timestamps without a null.
    pub fn timestamps_dense(name: &str, values: Vec<i64>) -> Column {
        Column::masked_i64(name, Kind::Timestamp, values, None)
    }

    /// Times without a null, as they were gathered.
    pub fn times(name: &str, times: TimeVec) -> Column {
        match times {
            TimeVec::Plain(values) => Column::timestamps_dense(name, values),
            TimeVec::Seconds(of) => Column::of(name, Kind::Timestamp, Data::Seconds(Arc::new(of))),
        }
    }

    /// Booleans.
    pub fn flags(name: &str, values: impl IntoIterator<Item = Option<bool>>) -> Column {
        let (values, valid) = masked(values);
        let array = BooleanArray::new(ArrowDataType::Boolean, Bitmap::from_iter(values), valid);
        let flags = BooleanChunked::with_chunk(PlSmallStr::EMPTY, array);
        Column::of(name, Kind::Boolean, Data::Flags(flags))
    }

    /// Booleans without a null.
    pub fn flags_dense(name: &str, values: &[bool]) -> Column {
        let bits: Bitmap = values.iter().copied().collect();
        let array = BooleanArray::new(ArrowDataType::Boolean, bits, None);
        let flags = BooleanChunked::with_chunk(PlSmallStr::EMPTY, array);
        Column::of(name, Kind::Boolean, Data::Flags(flags))
    }

    /// Whole numbers (`Integer` or `Timestamp`) with a mask of which are not null; `None` for all.
    pub fn masked_i64(name: &str, kind: Kind, values: Vec<i64>, valid: Option<Bitmap>) -> Column {
        Column::of(name, kind, Data::Whole(chunk(values, valid)))
    }

    /// As `masked_i64`, for amounts.
    pub fn masked_f64(name: &str, values: Vec<f64>, valid: Option<Bitmap>) -> Column {
        Column::of(name, Kind::Amount, Data::Amount(chunk(values, valid)))
    }

    /// Amounts of these rows (rising) among so many; kept as few where they are.
    pub fn few_amounts(name: &str, rows: Vec<u32>, values: Vec<f64>, len: usize) -> Column {
        let is_few = values.len() < len / 2;
        let few = Few::new(rows, values, len);
        if is_few {
            return Column::of(name, Kind::Amount, Data::Few(Arc::new(few)));
        }
        let amounts = few.wide();
        Column::amounts(name, amounts.iter())
    }

    /// As `masked_i64`, for dates.
    pub fn masked_days(name: &str, values: Vec<i32>, valid: Option<Bitmap>) -> Column {
        Column::of(name, Kind::Date, Data::Days(chunk(values, valid)))
    }

    /// The name.
    pub fn name(&self) -> &str {
        self.name.as_str()
    }

    /// The same column under another name.
    #[must_use]
    pub fn renamed(mut self, name: &str) -> Column {
        self.name = name.into();
        self
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        match &self.data {
            Data::Text(codes, _) => codes.len(),
            Data::Whole(values) => values.len(),
            Data::Ids(ids) => ids.len(),
            Data::Seconds(times) => times.len(),
            Data::Amount(values) => values.len(),
            Data::Few(few) => few.len(),
            Data::Days(values) => values.len(),
            Data::Flags(values) => values.len(),
        }
    }

    /// Whether it has no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many rows are null.
    pub fn null_count(&self) -> usize {
        match &self.data {
            Data::Text(codes, _) => codes.view().count(NULL_CODE),
            Data::Whole(values) => values.null_count(),
            Data::Ids(_) | Data::Seconds(_) => 0,
            Data::Amount(values) => values.null_count(),
            Data::Few(few) => few.null_count(),
            Data::Days(values) => values.null_count(),
            Data::Flags(values) => values.null_count(),
        }
    }

    /// Rows by position, in the order given; every position is that of a row. Ids keep the positions as they are.
    #[must_use]
    pub fn picked(&self, rows: Vec<u32>) -> Column {
        match &self.data {
            Data::Ids(ids) => self.like(Data::Ids(Arc::new(ids.take(rows)))),
            _ => self.take(&rows),
        }
    }

    /// Rows by position, in the order given; every position is that of a row.
    pub(super) fn take(&self, rows: &[u32]) -> Column {
        let data = match &self.data {
            Data::Text(codes, dict) => Data::Text(Arc::new(codes.take(rows)), dict.clone()),
            Data::Whole(values) => Data::Whole(gathered(values, rows)),
            Data::Ids(ids) => Data::Ids(Arc::new(ids.take(rows.to_vec()))),
            Data::Seconds(times) => Data::Seconds(Arc::new(times.take(rows))),
            Data::Amount(values) => Data::Amount(gathered(values, rows)),
            Data::Few(few) => {
                let taken = (0..).zip(rows);
                let taken = taken.filter_map(|(at, row)| Some((at, few.get(*row as usize)?)));
                let (here, values) = taken.unzip();
                return Column::few_amounts(self.name(), here, values, rows.len());
            }
            Data::Days(values) => Data::Days(gathered(values, rows)),
            Data::Flags(values) => {
                let rows = rows.iter().map(|row| values.get(*row as usize));
                return Column::flags(self.name(), rows);
            }
        };
        self.like(data)
    }

    fn like(&self, data: Data) -> Column {
        Column {
            name: self.name.clone(),
            kind: self.kind,
            data,
        }
    }

    fn of(name: &str, kind: Kind, data: Data) -> Column {
        let name = name.into();
        Column { name, kind, data }
    }
}

impl std::fmt::Debug for Column {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} ({:?}, {} rows)", self.name, self.kind, self.len())
    }
}

/// Values, with the mask of those that are not null; no mask where all are.
fn masked<T: Default>(values: impl IntoIterator<Item = Option<T>>) -> (Vec<T>, Option<Bitmap>) {
    let values = values.into_iter();
    let mut out = Vec::with_capacity(values.size_hint().0);
    let mut valid = Vec::with_capacity(values.size_hint().0);
    for value in values {
        valid.push(value.is_some());
        out.push(value.unwrap_or_default());
    }
    let mask = valid.iter().any(|valid| !valid);
    (out, mask.then(|| Bitmap::from_iter(valid)))
}

/// polars' own filter and gather concatenate chunks that are never there: 250 KB of code for these lines.
fn gathered<T: PolarsNumericType>(array: &ChunkedArray<T>, rows: &[u32]) -> ChunkedArray<T> {
    let from = slices(array);
    let value = |row: &u32| from.values.get(*row as usize).copied().unwrap_or_default();
    let valid = from.valid.map(|valid| {
        let bits = rows.iter().map(|row| valid.get_bit(*row as usize));
        bits.collect()
    });
    chunk(rows.iter().map(value).collect(), valid)
}

pub(super) fn chunk<T: PolarsNumericType>(
    values: Vec<T::Native>,
    valid: Option<Bitmap>,
) -> ChunkedArray<T> {
    ChunkedArray::from_vec_validity(PlSmallStr::EMPTY, values, valid)
}

/// A text column to read.
#[derive(Clone, Copy, Debug)]
pub struct TextColumn<'a> {
    /// A code a row; `NULL_CODE` for null.
    pub codes: Codes<'a>,
    /// What the codes mean.
    pub dict: &'a Arc<Dict>,
}

impl<'a> TextColumn<'a> {
    /// The text of a row.
    pub fn get(&self, row: usize) -> Option<&'a str> {
        self.dict.get(self.codes.at(row))
    }

    /// All rows.
    pub fn iter(self) -> impl Iterator<Item = Option<&'a str>> {
        (0..self.codes.len()).map(move |row| self.get(row))
    }
}

/// A number column to read: values (arbitrary where null) and which are valid.
#[derive(Clone, Copy, Debug)]
pub struct Numbers<'a, T> {
    /// A value a row.
    pub values: &'a [T],
    /// Set where not null; `None` where no row is null.
    pub valid: Option<&'a Bitmap>,
}

impl<'a, T: Copy> Numbers<'a, T> {
    /// The value of a row.
    #[inline]
    pub fn get(&self, row: usize) -> Option<T> {
        match self.valid {
            Some(valid) if !valid.get_bit(row) => None,
            _ => Some(self.values[row]),
        }
    }

    /// All rows.
    pub fn iter(self) -> impl Iterator<Item = Option<T>> + 'a {
        (0..self.values.len()).map(move |row| self.get(row))
    }
}

/// The one chunk of a column.
pub(super) fn slices<T: PolarsNumericType>(array: &ChunkedArray<T>) -> Numbers<'_, T::Native> {
    array.downcast_iter().next().map_or(
        Numbers {
            values: &[],
            valid: None,
        },
        |chunk| Numbers {
            values: chunk.values().as_slice(),
            valid: chunk.validity().filter(|valid| valid.unset_bits() > 0),
        },
    )
}
