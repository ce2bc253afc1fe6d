//! A table: named typed columns of one length (`column`).
//!
//! Deliberately left out: expressions and lazy plans; models are plain loops over columns.

use super::column::{Data, slices};
use super::{Amounts, Cell, Column, Error, Kind, Numbers, Result, TextColumn, Times, Whole};
use polars_core::prelude::BooleanChunked;

/// Milliseconds in a day.
const DAY_MS: i64 = 86_400_000;

/// A table.
#[derive(Clone, Debug, Default)]
pub struct Table {
    height: usize,
    columns: Vec<Column>,
}

impl Table {
    /// A table of columns.
    ///
    /// # Errors
    /// Internal, where lengths differ or a name repeats.
    pub fn new(columns: Vec<Column>) -> Result<Table> {
        let height = columns.first().map_or(0, Column::len);
        for (at, column) in columns.iter().enumerate() {
            if column.len() != height {
                return Err(Error::internal(format!(
                    "column {} has {} rows, not {height}",
                    column.name(),
                    column.len()
                )));
            }
            if columns[..at].iter().any(|other| other.name == column.name) {
                return Err(Error::internal(format!(
                    "column {} stands twice",
                    column.name()
                )));
            }
        }
        Ok(Table { height, columns })
    }

    /// Number of rows.
    pub fn height(&self) -> usize {
        self.height
    }

    /// Column names in order.
    pub fn names(&self) -> Vec<&str> {
        self.columns.iter().map(Column::name).collect()
    }

    /// Whether there is such a column.
    pub fn has(&self, name: &str) -> bool {
        self.columns.iter().any(|column| column.name() == name)
    }

    /// The type of a column.
    pub fn kind(&self, name: &str) -> Result<Kind> {
        Ok(self.find(name)?.kind)
    }

    /// How many rows of a column are null.
    pub fn null_count(&self, name: &str) -> Result<usize> {
        Ok(self.find(name)?.null_count())
    }

    /// A column, to put into another table (no copy of the data).
    pub fn column(&self, name: &str) -> Result<Column> {
        self.find(name).cloned()
    }

    /// A text column.
    pub fn text(&self, name: &str) -> Result<TextColumn<'_>> {
        match &self.find(name)?.data {
            Data::Text(codes, dict) => Ok(TextColumn {
                codes: codes.view(),
                dict,
            }),
            _ => Err(wrong_kind(name, "text")),
        }
    }

    /// An integer or timestamp column, its values side by side: ids and times in seconds are made so at first, which takes
    /// memory (`whole`, `times`).
    pub fn integers(&self, name: &str) -> Result<Numbers<'_, i64>> {
        match &self.find(name)?.data {
            Data::Whole(values) => Ok(slices(values)),
            Data::Ids(ids) => Ok(Numbers {
                values: ids.wide(),
                valid: None,
            }),
            Data::Seconds(times) => Ok(Numbers {
                values: times.wide(),
                valid: None,
            }),
            _ => Err(wrong_kind(name, "a whole number")),
        }
    }

    /// An integer or timestamp column to read row by row, as it is kept.
    pub fn whole(&self, name: &str) -> Result<Whole<'_>> {
        match &self.find(name)?.data {
            Data::Ids(ids) => Ok(Whole::Ids(ids)),
            Data::Seconds(times) => Ok(Whole::Seconds(times)),
            _ => Ok(Whole::Plain(self.integers(name)?)),
        }
    }

    /// A timestamp column as it is kept; a row that is null has any time.
    pub fn times(&self, name: &str) -> Result<Times<'_>> {
        match &self.find(name)?.data {
            Data::Seconds(times) => Ok(Times::Seconds(times)),
            _ => Ok(Times::Plain(self.integers(name)?.values)),
        }
    }

    /// An amount column, its values side by side: a few are made so at first, which takes memory (`sparse`).
    pub fn amounts(&self, name: &str) -> Result<Numbers<'_, f64>> {
        match &self.find(name)?.data {
            Data::Amount(values) => Ok(slices(values)),
            Data::Few(few) => Ok(few.wide()),
            _ => Err(wrong_kind(name, "an amount")),
        }
    }

    /// An amount column as it is kept.
    pub fn sparse(&self, name: &str) -> Result<Amounts<'_>> {
        match &self.find(name)?.data {
            Data::Few(few) => Ok(Amounts::Few(few)),
            _ => Ok(Amounts::Plain(self.amounts(name)?)),
        }
    }

    /// A date column, as days since 1970-01-01.
    pub fn days(&self, name: &str) -> Result<Numbers<'_, i32>> {
        match &self.find(name)?.data {
            Data::Days(values) => Ok(slices(values)),
            _ => Err(wrong_kind(name, "a date")),
        }
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
                let (low, high) = span(&mut self.whole(name).ok()?.iter().flatten())?;
                (low.div_euclid(DAY_MS), high.div_euclid(DAY_MS))
            }
            _ => return None,
        };
        Some((low as i32, high as i32))
    }

    /// A boolean column.
    pub fn flags(&self, name: &str) -> Result<&BooleanChunked> {
        match &self.find(name)?.data {
            Data::Flags(values) => Ok(values),
            _ => Err(wrong_kind(name, "true or false")),
        }
    }

    /// Integers, amounts, dates, timestamps and booleans as `f64`; other kinds are an internal error.
    pub fn numbers(&self, name: &str) -> Result<Vec<Option<f64>>> {
        Ok(match self.kind(name)? {
            Kind::Integer | Kind::Timestamp => self
                .whole(name)?
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
            Kind::Integer => self.whole(name)?.get(row).map(Cell::Integer),
            Kind::Amount => self.sparse(name)?.get(row).map(Cell::Number),
            Kind::Date => self.days(name)?.get(row).map(Cell::Day),
            Kind::Timestamp => self.whole(name)?.get(row).map(Cell::Time),
            Kind::Boolean => self.flags(name)?.get(row).map(Cell::Flag),
        }
        .unwrap_or(Cell::Null))
    }

    /// Cells of a row as text, null as nothing; joined by a comma they are a line of CSV.
    pub fn row_text(&self, row: u32, columns: &[&str], join: &str) -> Result<String> {
        let mut out = Vec::with_capacity(columns.len());
        for name in columns {
            out.push(match self.cell(row as usize, name)? {
                Cell::Null => String::new(),
                Cell::Text(text) if join == "," && text.contains([',', '"', '\n', '\r']) => {
                    format!("\"{}\"", text.replace('"', "\"\""))
                }
                Cell::Text(text) => text,
                Cell::Integer(n) => n.to_string(),
                Cell::Number(n) => n.to_string(),
                Cell::Day(day) => crate::protocol::Day(day).to_string(),
                Cell::Time(ms) => crate::protocol::format::timestamp(ms),
                Cell::Flag(flag) => flag.to_string(),
            });
        }
        Ok(out.join(join))
    }

    /// The rows where the mask is true, in order.
    pub fn filter(&self, mask: &[bool]) -> Result<Table> {
        if mask.len() != self.height {
            return Err(Error::internal(format!(
                "a mask of {} for {} rows",
                mask.len(),
                self.height
            )));
        }
        let rows: Vec<u32> = (0..)
            .zip(mask)
            .filter_map(|(row, keep)| keep.then_some(row))
            .collect();
        self.take(&rows)
    }

    /// Rows by position, in the order given.
    pub fn take(&self, rows: &[u32]) -> Result<Table> {
        if rows.iter().any(|row| *row as usize >= self.height) {
            return Err(Error::internal(format!(
                "a row beyond the {} there are",
                self.height
            )));
        }
        Table::new(
            self.columns
                .iter()
                .map(|column| column.take(rows))
                .collect(),
        )
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
        let mut columns = self.columns.clone();
        match columns.iter_mut().find(|old| old.name == column.name) {
            Some(old) => *old = column,
            None => columns.push(column),
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
                            .get(c as usize)
                            .map_or(u64::MAX, |r| flip(u64::from(*r)))
                    })
                    .collect()
            }
            Kind::Integer | Kind::Timestamp => self
                .whole(name)?
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

    fn find(&self, name: &str) -> Result<&Column> {
        self.columns
            .iter()
            .find(|column| column.name() == name)
            .ok_or_else(|| Error::internal(format!("no column {name} among {:?}", self.names())))
    }
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
