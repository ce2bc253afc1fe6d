//! A table: named typed columns of one length, held by a polars `DataFrame`.
//!
//! Text is a column of u32 codes with a dictionary beside it (`NULL_CODE` for null), so that grouping, joining and
//! filtering work on integers. Dates are i32 days, timestamps i64 milliseconds; numbers have polars' null bitmap.
//! Each column is one chunk. Deliberately left out: expressions and lazy plans; models are plain loops over columns.

use super::{Cell, Dict, Error, Interner, Kind, NULL_CODE, Result};
use polars_arrow::bitmap::Bitmap;
use polars_core::prelude::{
    BooleanChunked, ChunkedArray, Column as PolarsColumn, DataFrame, Float64Chunked, IdxCa,
    Int32Chunked, Int64Chunked, IntoColumn, IntoSeries, NamedFrom, NewChunkedArray,
    PolarsNumericType, Series, UInt32Chunked,
};
use std::sync::Arc;

/// Milliseconds in a day.
const DAY_MS: i64 = 86_400_000;

/// A table.
#[derive(Clone, Debug, Default)]
pub struct Table {
    frame: DataFrame,
    /// Kind and dictionary of each column of the frame, in its order.
    meta: Vec<Meta>,
}

#[derive(Clone, Debug)]
struct Meta {
    kind: Kind,
    dict: Option<Arc<Dict>>,
}

/// A named column on its way into a table.
#[derive(Clone, Debug)]
pub struct Column {
    data: PolarsColumn,
    meta: Meta,
}

impl Column {
    /// Text from codes into a dictionary; `NULL_CODE` for null.
    pub fn text(name: &str, codes: Vec<u32>, dict: Arc<Dict>) -> Column {
        let data = UInt32Chunked::from_vec(name.into(), codes)
            .into_series()
            .into_column();
        Column {
            data,
            meta: Meta {
                kind: Kind::Text,
                dict: Some(dict),
            },
        }
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
        Column::numeric(
            name,
            Kind::Integer,
            Int64Chunked::from_iter_options(name.into(), values.into_iter()).into_series(),
        )
    }

    /// Counts without a null.
    pub fn integers_dense(name: &str, values: Vec<i64>) -> Column {
        Column::numeric(
            name,
            Kind::Integer,
            Int64Chunked::from_vec(name.into(), values).into_series(),
        )
    }

    /// Amounts and ratios.
    pub fn amounts(name: &str, values: impl IntoIterator<Item = Option<f64>>) -> Column {
        Column::numeric(
            name,
            Kind::Amount,
            Float64Chunked::from_iter_options(name.into(), values.into_iter()).into_series(),
        )
    }

    /// Amounts without a null.
    pub fn amounts_dense(name: &str, values: Vec<f64>) -> Column {
        Column::numeric(
            name,
            Kind::Amount,
            Float64Chunked::from_vec(name.into(), values).into_series(),
        )
    }

    /// Days since 1970-01-01.
    pub fn dates(name: &str, values: impl IntoIterator<Item = Option<i32>>) -> Column {
        Column::numeric(
            name,
            Kind::Date,
            Int32Chunked::from_iter_options(name.into(), values.into_iter()).into_series(),
        )
    }

    /// Days without a null.
    pub fn dates_dense(name: &str, values: Vec<i32>) -> Column {
        Column::numeric(
            name,
            Kind::Date,
            Int32Chunked::from_vec(name.into(), values).into_series(),
        )
    }

    /// Milliseconds since 1970-01-01 UTC.
    pub fn timestamps(name: &str, values: impl IntoIterator<Item = Option<i64>>) -> Column {
        Column::numeric(
            name,
            Kind::Timestamp,
            Int64Chunked::from_iter_options(name.into(), values.into_iter()).into_series(),
        )
    }

    /// Timestamps without a null.
    pub fn timestamps_dense(name: &str, values: Vec<i64>) -> Column {
        Column::numeric(
            name,
            Kind::Timestamp,
            Int64Chunked::from_vec(name.into(), values).into_series(),
        )
    }

    /// Booleans.
    pub fn flags(name: &str, values: impl IntoIterator<Item = Option<bool>>) -> Column {
        let values: Vec<Option<bool>> = values.into_iter().collect();
        Column::numeric(name, Kind::Boolean, Series::new(name.into(), values))
    }

    /// Numbers (integer, amount, date or timestamp kinds) with a mask of which are not null; `None` for all.
    /// `I64` values serve `Integer` and `Timestamp`.
    pub fn masked_i64(name: &str, kind: Kind, values: Vec<i64>, valid: Option<Bitmap>) -> Column {
        Column::numeric(
            name,
            kind,
            Int64Chunked::from_vec_validity(name.into(), values, valid).into_series(),
        )
    }

    /// As `masked_i64`, for amounts.
    pub fn masked_f64(name: &str, values: Vec<f64>, valid: Option<Bitmap>) -> Column {
        Column::numeric(
            name,
            Kind::Amount,
            Float64Chunked::from_vec_validity(name.into(), values, valid).into_series(),
        )
    }

    /// As `masked_i64`, for dates.
    pub fn masked_days(name: &str, values: Vec<i32>, valid: Option<Bitmap>) -> Column {
        Column::numeric(
            name,
            Kind::Date,
            Int32Chunked::from_vec_validity(name.into(), values, valid).into_series(),
        )
    }

    /// The name.
    pub fn name(&self) -> &str {
        self.data.name()
    }

    /// The same column under another name.
    #[must_use]
    pub fn renamed(mut self, name: &str) -> Column {
        self.data.rename(name.into());
        self
    }

    fn numeric(_name: &str, kind: Kind, series: Series) -> Column {
        Column {
            data: series.into_column(),
            meta: Meta { kind, dict: None },
        }
    }
}

/// A text column to read.
#[derive(Clone, Copy, Debug)]
pub struct TextColumn<'a> {
    /// A code a row; `NULL_CODE` for null.
    pub codes: &'a [u32],
    /// What the codes mean.
    pub dict: &'a Arc<Dict>,
}

impl<'a> TextColumn<'a> {
    /// The text of a row.
    #[inline]
    pub fn get(&self, row: usize) -> Option<&'a str> {
        self.dict.get(self.codes[row])
    }

    /// All rows.
    pub fn iter(self) -> impl Iterator<Item = Option<&'a str>> {
        self.codes.iter().map(move |code| self.dict.get(*code))
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

impl Table {
    /// A table of columns.
    ///
    /// # Errors
    /// Internal, where lengths differ or a name repeats.
    pub fn new(columns: Vec<Column>) -> Result<Table> {
        let meta = columns.iter().map(|c| c.meta.clone()).collect();
        let frame = DataFrame::new(columns.into_iter().map(|c| c.data).collect())?;
        Ok(Table { frame, meta })
    }

    /// Number of rows.
    pub fn height(&self) -> usize {
        self.frame.height()
    }

    /// Column names in order.
    pub fn names(&self) -> Vec<&str> {
        self.frame
            .get_column_names()
            .into_iter()
            .map(polars_core::prelude::PlSmallStr::as_str)
            .collect()
    }

    /// The polars frame beneath: text columns are u32 codes.
    pub fn frame(&self) -> &DataFrame {
        &self.frame
    }

    /// Whether there is such a column.
    pub fn has(&self, name: &str) -> bool {
        self.frame.get_column_index(name).is_some()
    }

    /// The type of a column.
    pub fn kind(&self, name: &str) -> Result<Kind> {
        Ok(self.meta[self.index(name)?].kind)
    }

    /// A column, to put into another table (no copy of the data).
    pub fn column(&self, name: &str) -> Result<Column> {
        let at = self.index(name)?;
        Ok(Column {
            data: self.frame.get_columns()[at].clone(),
            meta: self.meta[at].clone(),
        })
    }

    /// A text column.
    pub fn text(&self, name: &str) -> Result<TextColumn<'_>> {
        let at = self.index(name)?;
        let dict = self.meta[at]
            .dict
            .as_ref()
            .ok_or_else(|| wrong_kind(name, "text"))?;
        let series = self.series(at)?;
        let codes = slices(series.u32()?).values;
        Ok(TextColumn { codes, dict })
    }

    /// An integer or timestamp column.
    pub fn integers(&self, name: &str) -> Result<Numbers<'_, i64>> {
        Ok(slices(self.series(self.index(name)?)?.i64()?))
    }

    /// An amount column.
    pub fn amounts(&self, name: &str) -> Result<Numbers<'_, f64>> {
        Ok(slices(self.series(self.index(name)?)?.f64()?))
    }

    /// A date column, as days since 1970-01-01.
    pub fn days(&self, name: &str) -> Result<Numbers<'_, i32>> {
        Ok(slices(self.series(self.index(name)?)?.i32()?))
    }

    /// The first and the last day of a column of dates or times (in UTC), as days since 1970-01-01; `None` where it has
    /// no value or is of another kind.
    pub fn days_covered(&self, name: &str) -> Option<(i32, i32)> {
        let span = |values: &mut dyn Iterator<Item = i64>| {
            values.fold(None, |span: Option<(i64, i64)>, value| {
                let (low, high) = span.unwrap_or((value, value));
                Some((low.min(value), high.max(value)))
            })
        };
        let (low, high) = match self.kind(name).ok()? {
            Kind::Date => span(&mut self.days(name).ok()?.iter().flatten().map(i64::from))?,
            Kind::Timestamp => {
                let (low, high) = span(&mut self.integers(name).ok()?.iter().flatten())?;
                (low.div_euclid(DAY_MS), high.div_euclid(DAY_MS))
            }
            _ => return None,
        };
        Some((low as i32, high as i32))
    }

    /// A boolean column.
    pub fn flags(&self, name: &str) -> Result<&BooleanChunked> {
        Ok(self.series(self.index(name)?)?.bool()?)
    }

    /// Integers, amounts, dates, timestamps and booleans as `f64`; other kinds are an internal error.
    pub fn numbers(&self, name: &str) -> Result<Vec<Option<f64>>> {
        Ok(match self.kind(name)? {
            Kind::Integer | Kind::Timestamp => self
                .integers(name)?
                .iter()
                .map(|v| v.map(|v| v as f64))
                .collect(),
            Kind::Amount => self.amounts(name)?.iter().collect(),
            Kind::Date => self.days(name)?.iter().map(|v| v.map(f64::from)).collect(),
            Kind::Boolean => self
                .flags(name)?
                .iter()
                .map(|v| v.map(|v| f64::from(u8::from(v))))
                .collect(),
            Kind::Text => return Err(wrong_kind(name, "a number")),
        })
    }

    /// One cell.
    pub fn cell(&self, row: usize, name: &str) -> Result<Cell> {
        Ok(match self.kind(name)? {
            Kind::Text => self.text(name)?.get(row).map(|v| Cell::Text(v.to_owned())),
            Kind::Integer => self.integers(name)?.get(row).map(Cell::Integer),
            Kind::Amount => self.amounts(name)?.get(row).map(Cell::Number),
            Kind::Date => self.days(name)?.get(row).map(Cell::Day),
            Kind::Timestamp => self.integers(name)?.get(row).map(Cell::Time),
            Kind::Boolean => self.flags(name)?.get(row).map(Cell::Flag),
        }
        .unwrap_or(Cell::Null))
    }

    /// The rows where the mask is true, in order.
    pub fn filter(&self, mask: &[bool]) -> Result<Table> {
        let mask = BooleanChunked::from_slice("mask".into(), mask);
        let mut frame = self.frame.filter(&mask)?;
        frame.align_chunks();
        Ok(Table {
            frame,
            meta: self.meta.clone(),
        })
    }

    /// Rows by position, in the order given.
    pub fn take(&self, rows: &[u32]) -> Result<Table> {
        let mut frame = self.frame.take(&IdxCa::from_slice("rows".into(), rows))?;
        frame.align_chunks();
        Ok(Table {
            frame,
            meta: self.meta.clone(),
        })
    }

    /// These columns, in this order.
    pub fn select(&self, names: &[&str]) -> Result<Table> {
        Table::new(
            names
                .iter()
                .map(|name| self.column(name))
                .collect::<Result<_>>()?,
        )
    }

    /// With one more column, or another in the place of one of that name.
    pub fn with(&self, column: Column) -> Result<Table> {
        let mut columns = Vec::with_capacity(self.meta.len() + 1);
        let mut placed = false;
        for name in self.names() {
            if name == column.name() {
                columns.push(column.clone());
                placed = true;
            } else {
                columns.push(self.column(name)?);
            }
        }
        if !placed {
            columns.push(column);
        }
        Table::new(columns)
    }

    /// Row positions sorted by columns (name, descending), nulls last; stable, so equal rows keep their order.
    pub fn order_by(&self, keys: &[(&str, bool)]) -> Result<Vec<u32>> {
        let mut columns = Vec::with_capacity(keys.len());
        for (name, descending) in keys {
            columns.push(self.sort_key(name, *descending)?);
        }
        let mut rows: Vec<u32> = (0..self.height() as u32).collect();
        if let [only] = columns.as_slice() {
            rows.sort_by_key(|row| only[*row as usize]);
        } else {
            rows.sort_by(|a, b| {
                columns
                    .iter()
                    .map(|key| key[*a as usize].cmp(&key[*b as usize]))
                    .find(|o| o.is_ne())
                    .unwrap_or(std::cmp::Ordering::Equal)
            });
        }
        Ok(rows)
    }

    /// Sorted by columns, ascending, nulls last.
    pub fn sorted(&self, keys: &[&str]) -> Result<Table> {
        let keys: Vec<(&str, bool)> = keys.iter().map(|key| (*key, false)).collect();
        self.take(&self.order_by(&keys)?)
    }

    /// Values that sort as the column does; null is the largest.
    fn sort_key(&self, name: &str, descending: bool) -> Result<Vec<u64>> {
        let flip = |key: u64| if descending { u64::MAX - 1 - key } else { key };
        let whole = |v: i64| ((v as u64) ^ (1 << 63)).min(u64::MAX - 1);
        Ok(match self.kind(name)? {
            Kind::Text => {
                let text = self.text(name)?;
                let ranks = text.dict.ranks();
                text.codes
                    .iter()
                    .map(|c| {
                        ranks
                            .get(*c as usize)
                            .map_or(u64::MAX, |r| flip(u64::from(*r)))
                    })
                    .collect()
            }
            Kind::Integer | Kind::Timestamp => self
                .integers(name)?
                .iter()
                .map(|v| v.map_or(u64::MAX, |v| flip(whole(v))))
                .collect(),
            Kind::Date => self
                .days(name)?
                .iter()
                .map(|v| v.map_or(u64::MAX, |v| flip(whole(i64::from(v)))))
                .collect(),
            Kind::Boolean => self
                .flags(name)?
                .iter()
                .map(|v| v.map_or(u64::MAX, |v| flip(u64::from(v))))
                .collect(),
            Kind::Amount => self
                .amounts(name)?
                .iter()
                .map(|v| {
                    v.map_or(u64::MAX, |v| {
                        let bits = (v + 0.0).to_bits();
                        let key = if bits >> 63 == 1 {
                            !bits
                        } else {
                            bits | (1 << 63)
                        };
                        flip(key.min(u64::MAX - 1))
                    })
                })
                .collect(),
        })
    }

    fn index(&self, name: &str) -> Result<usize> {
        self.frame
            .get_column_index(name)
            .ok_or_else(|| Error::internal(format!("no column {name} among {:?}", self.names())))
    }

    fn series(&self, at: usize) -> Result<&Series> {
        // polars keeps a column of one row as a scalar: materialised here, once.
        self.frame
            .get_columns()
            .get(at)
            .map(PolarsColumn::as_materialized_series)
            .ok_or_else(|| Error::internal("no such column"))
    }
}

fn slices<T: PolarsNumericType>(array: &ChunkedArray<T>) -> Numbers<'_, T::Native> {
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

fn wrong_kind(name: &str, wanted: &str) -> Error {
    Error::internal(format!("column {name} is not {wanted}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Table {
        Table::new(vec![
            Column::text_of(
                "channel",
                [Some("Meta"), None, Some("Direct"), Some("Meta")],
            ),
            Column::amounts("spend_usd", [Some(2.5), Some(-1.0), None, Some(0.0)]),
            Column::integers_dense("clicks", vec![3, 2, 1, 0]),
            Column::dates("date", [Some(1), None, Some(3), Some(4)]),
            Column::flags("is_paid", [Some(true), None, Some(false), Some(true)]),
        ])
        .expect("columns of one length")
    }

    #[test]
    fn cells_come_back_as_they_went_in() {
        let table = sample();
        assert_eq!(table.cell(0, "channel"), Ok(Cell::Text("Meta".into())));
        assert_eq!(table.cell(1, "channel"), Ok(Cell::Null));
        assert_eq!(table.cell(1, "spend_usd"), Ok(Cell::Number(-1.0)));
        assert_eq!(table.cell(2, "spend_usd"), Ok(Cell::Null));
        assert_eq!(table.cell(3, "clicks"), Ok(Cell::Integer(0)));
        assert_eq!(table.cell(2, "date"), Ok(Cell::Day(3)));
        assert_eq!(table.cell(2, "is_paid"), Ok(Cell::Flag(false)));
        assert!(table.cell(0, "nowhere").is_err());
    }

    #[test]
    fn a_table_of_one_row_reads_as_any_other() {
        let table = sample().filter(&[false, true, false, false]);
        for table in [
            table.expect("a mask of the table's length"),
            Table::new(vec![Column::amounts("spend_usd", [None])]).expect("a table"),
        ] {
            for name in table.names() {
                assert!(table.cell(0, name).is_ok(), "{name}");
            }
        }
    }

    #[test]
    fn sorting_puts_nulls_last_both_ways_and_keeps_ties_in_order() {
        let table = sample();
        assert_eq!(table.order_by(&[("channel", false)]), Ok(vec![2, 0, 3, 1]));
        assert_eq!(table.order_by(&[("channel", true)]), Ok(vec![0, 3, 2, 1]));
        assert_eq!(
            table.order_by(&[("spend_usd", false)]),
            Ok(vec![1, 3, 0, 2])
        );
        assert_eq!(
            table.order_by(&[("channel", false), ("clicks", false)]),
            Ok(vec![2, 3, 0, 1])
        );
    }

    #[test]
    fn filter_and_take_keep_the_dictionary() {
        let table = sample();
        let kept = table
            .filter(&[false, true, true, false])
            .expect("a mask of the table's length");
        assert_eq!(kept.height(), 2);
        assert_eq!(kept.text("channel").map(|c| c.get(1)), Ok(Some("Direct")));
        let empty = table
            .filter(&[false; 4])
            .expect("a mask of the table's length");
        assert_eq!(empty.amounts("spend_usd").map(|n| n.values.len()), Ok(0));
    }
}
