//! Keys: which rows repeat one, and whether rows stand in its order. Linear time and no text copied, so that a million
//! session ids cost a few milliseconds.
//!
//! Ids usually rise with the file, so strictly rising text (bytewise, or by length and then bytewise: `S9` < `S10`)
//! is tried first: it proves that no key repeats. Else rows go by a 64-bit hash into an open table and equal hashes
//! are compared value by value.

use crate::engine::base::hash::hash;
use crate::engine::base::{
    Column, Dict, Error, Kind, NULL_CODE, Numbers, Result, Table, TextColumn, Whole,
};
use std::cmp::Ordering;

/// A row that staging left out because another row with its key came first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyReject {
    /// Source id.
    pub source: &'static str,
    /// Index of the file among the source's files by name.
    pub file: u32,
    /// Line in the file, from 1.
    pub line: u32,
    /// The key's columns, joined by `, `.
    pub column: String,
    /// The key's values, joined by `, `.
    pub value: String,
    /// File index and line of the row that was kept.
    pub kept: (u32, u32),
    /// The row written again from its typed values.
    pub raw: String,
}

/// A key column, ready to be compared.
enum Part<'a> {
    Text(TextColumn<'a>),
    Whole(Whole<'a>),
    Day(Numbers<'a, i32>),
}

impl Part<'_> {
    fn same(&self, a: usize, b: usize) -> bool {
        match self {
            Part::Text(text) => text.codes.at(a) == text.codes.at(b) || text.get(a) == text.get(b),
            Part::Whole(numbers) => numbers.get(a) == numbers.get(b),
            Part::Day(days) => days.get(a) == days.get(b),
        }
    }

    /// Null is the largest, as in `Table::order_by`.
    fn order(&self, a: usize, b: usize) -> Ordering {
        match self {
            Part::Text(text) if text.codes.at(a) == text.codes.at(b) => Ordering::Equal,
            Part::Text(text) => nulls_last(text.get(a), text.get(b)),
            Part::Whole(numbers) => nulls_last(numbers.get(a), numbers.get(b)),
            Part::Day(days) => nulls_last(days.get(a), days.get(b)),
        }
    }

    /// Mixes this column into the hash of each row.
    fn mix(&self, hashes: &mut [u64]) {
        const K: u64 = 0x9E37_79B9_7F4A_7C15;
        let join = |state: u64, word: u64| (state.rotate_left(23) ^ word).wrapping_mul(K);
        match self {
            Part::Text(text) => {
                let entries: Vec<u64> = text.dict.iter().map(|e| hash(e.as_bytes())).collect();
                for (state, code) in hashes.iter_mut().zip(text.codes) {
                    *state = join(*state, entries.get(code as usize).copied().unwrap_or(1));
                }
            }
            Part::Whole(numbers) => {
                for (row, state) in hashes.iter_mut().enumerate() {
                    *state = join(*state, numbers.get(row).map_or(1, |v| v as u64));
                }
            }
            Part::Day(days) => {
                for (row, state) in hashes.iter_mut().enumerate() {
                    *state = join(*state, days.get(row).map_or(1, |v| v as u64));
                }
            }
        }
    }
}

fn nulls_last<T: Ord>(a: Option<T>, b: Option<T>) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) => a.cmp(&b),
        (a, b) => b.is_some().cmp(&a.is_some()),
    }
}

fn parts<'a>(table: &'a Table, key: &[&str]) -> Result<Vec<Part<'a>>> {
    key.iter()
        .map(|name| {
            Ok(match table.kind(name)? {
                Kind::Text => Part::Text(table.text(name)?),
                Kind::Integer | Kind::Timestamp => Part::Whole(table.whole(name)?),
                Kind::Date => Part::Day(table.days(name)?),
                kind => {
                    return Err(Error::internal(format!(
                        "{name} ({kind:?}) cannot be a key"
                    )));
                }
            })
        })
        .collect()
}

/// Rows whose key another row has, with the row that is kept: the one with the lowest value of `order`, or the first.
/// Sorted by row. Nulls equal each other.
///
/// # Errors
/// Internal: a column that is not there, or an amount or boolean as key.
pub fn duplicates(table: &Table, key: &[&str], order: Option<&str>) -> Result<Vec<(u32, u32)>> {
    let parts = parts(table, key)?;
    if let [Part::Text(text)] = parts.as_slice()
        && is_surely_unique(*text)
    {
        return Ok(Vec::new());
    }
    // Rows in the strict order of their key repeat none; else this ends at the first pair that is not.
    if is_sorted_by(&parts, table.height(), Ordering::is_lt) || stand_together(&parts) {
        return Ok(Vec::new());
    }
    let order = order.map(|name| table.whole(name)).transpose()?;
    let before = |a: usize, b: usize| match &order {
        Some(order) => order.get(a) < order.get(b),
        None => a < b,
    };
    let rows = table.height();
    let mut hashes = vec![0_u64; rows];
    for part in &parts {
        part.mix(&mut hashes);
    }
    // Row + 1 by hash; 0 is free. At most half full, so probes are short.
    let mut slots = vec![0_u32; (rows * 2).next_power_of_two().max(16)];
    let mask = slots.len() - 1;
    // (left out, slot of the key): the kept row of a slot may still change.
    let mut lost: Vec<(u32, usize)> = Vec::new();
    for (row, state) in hashes.iter().enumerate() {
        let mut at = (state ^ (state >> 32)) as usize & mask;
        loop {
            let Some(other) = (slots[at] as usize).checked_sub(1) else {
                slots[at] = row as u32 + 1;
                break;
            };
            if hashes[other] == *state && parts.iter().all(|part| part.same(row, other)) {
                if before(row, other) {
                    slots[at] = row as u32 + 1;
                    lost.push((other as u32, at));
                } else {
                    lost.push((row as u32, at));
                }
                break;
            }
            at = (at + 1) & mask;
        }
    }
    let mut lost: Vec<(u32, u32)> = lost
        .into_iter()
        .map(|(row, at)| (row, slots[at] - 1))
        .collect();
    lost.sort_unstable();
    Ok(lost)
}

/// Whether the rows of each text of the first column stand together, and among themselves in the strict order of the
/// other columns: then no two are alike, whatever the order of the texts.
fn stand_together(parts: &[Part<'_>]) -> bool {
    let [Part::Text(text), others @ ..] = parts else {
        return false;
    };
    if !text.dict.is_distinct() {
        return false;
    }
    let mut seen = vec![false; text.dict.len() + 1];
    let mut last = None;
    text.codes.iter().enumerate().all(|(row, code)| {
        if last == Some(code) {
            let orders = others.iter().map(|part| part.order(row - 1, row));
            let decides = orders.into_iter().find(|order| order.is_ne());
            return decides == Some(Ordering::Less);
        }
        last = Some(code);
        let slot = &mut seen[(code as usize).min(text.dict.len())];
        !std::mem::replace(slot, true)
    })
}

/// Whether no two rows can have the same text, judged cheaply; `false` is "not known".
fn is_surely_unique(text: TextColumn<'_>) -> bool {
    if text.dict.is_distinct() && !text.dict.is_empty() {
        let mut seen = vec![false; text.dict.len() + 1];
        return text.codes.iter().all(|code| {
            let slot = &mut seen[(code as usize).min(text.dict.len())];
            !std::mem::replace(slot, true)
        });
    }
    rises(text, |a, b| a < b) || rises(text, |a, b| (a.len(), a) < (b.len(), b))
}

fn rises(text: TextColumn<'_>, before: impl Fn(&[u8], &[u8]) -> bool) -> bool {
    let mut last: Option<&[u8]> = None;
    for code in text.codes {
        let Some(entry) = text.dict.get(code) else {
            return false;
        };
        if last.is_some_and(|last| !before(last, entry.as_bytes())) {
            return false;
        }
        last = Some(entry.as_bytes());
    }
    true
}

/// Rows that have a null in a key column.
pub fn null_keys(table: &Table, key: &[&str]) -> Result<Vec<u32>> {
    let mut rows = Vec::new();
    for part in parts(table, key)? {
        match part {
            Part::Text(text) => rows.extend(
                (0..table.height() as u32).filter(|row| text.codes.at(*row as usize) == NULL_CODE),
            ),
            Part::Day(Numbers { valid: None, .. }) => {}
            Part::Whole(n) if n.is_dense() => {}
            Part::Whole(n) => {
                rows.extend(
                    (0..table.height() as u32).filter(|row| n.get(*row as usize).is_none()),
                );
            }
            Part::Day(n) => {
                rows.extend(
                    (0..table.height() as u32).filter(|row| n.get(*row as usize).is_none()),
                );
            }
        }
    }
    rows.sort_unstable();
    rows.dedup();
    Ok(rows)
}

/// Whether the rows stand in the order of the key, ascending, nulls last.
pub fn is_sorted(table: &Table, key: &[&str]) -> Result<bool> {
    Ok(is_sorted_by(
        &parts(table, key)?,
        table.height(),
        Ordering::is_le,
    ))
}

/// Whether each row stands to the one before it as wanted.
fn is_sorted_by(parts: &[Part<'_>], rows: usize, wanted: fn(Ordering) -> bool) -> bool {
    (1..rows).all(|row| {
        let orders = parts.iter().map(|part| part.order(row - 1, row));
        let decides = orders.into_iter().find(|order| order.is_ne());
        wanted(decides.unwrap_or(Ordering::Equal))
    })
}

/// Rows in the order of the key, ascending, nulls last; rows of one key keep their order.
pub fn order(table: &Table, key: &[&str]) -> Result<Vec<u32>> {
    let parts = parts(table, key)?;
    let mut rows: Vec<(u64, u32)> = match parts.first() {
        // Eight bytes of the text decide most comparisons without a look at the text.
        Some(Part::Text(text)) => text
            .iter()
            .zip(0..)
            .map(|(entry, row)| (entry.map_or(u64::MAX, leading), row))
            .collect(),
        _ => (0..table.height() as u32).map(|row| (0, row)).collect(),
    };
    rows.sort_unstable_by(|(a, x), (b, y)| {
        a.cmp(b).then_with(|| {
            parts
                .iter()
                .map(|part| part.order(*x as usize, *y as usize))
                .find(|order| order.is_ne())
                .unwrap_or_else(|| x.cmp(y))
        })
    });
    Ok(rows.into_iter().map(|(_, row)| row).collect())
}

/// The first eight bytes of a text, padded with zeros, so that numbers compare as the bytes do.
fn leading(text: &str) -> u64 {
    let mut bytes = [0; 8];
    for (byte, from) in bytes.iter_mut().zip(text.bytes()) {
        *byte = from;
    }
    u64::from_be_bytes(bytes)
}

/// A table of no rows.
pub fn empty_column(name: &str, kind: Kind) -> Column {
    match kind {
        Kind::Text => Column::text(name, Vec::new(), std::sync::Arc::new(Dict::default())),
        Kind::Integer => Column::integers_dense(name, Vec::new()),
        Kind::Amount => Column::amounts_dense(name, Vec::new()),
        Kind::Date => Column::dates_dense(name, Vec::new()),
        Kind::Timestamp => Column::timestamps_dense(name, Vec::new()),
        Kind::Boolean => Column::flags(name, []),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ids(values: &[&str], distinct: bool) -> Column {
        let mut dict = Dict::default();
        let codes = values.iter().map(|v| dict.append(v, distinct)).collect();
        Column::text("id", codes, std::sync::Arc::new(dict))
    }

    fn lost(values: &[&str], order: Vec<i64>) -> Vec<(u32, u32)> {
        let table = Table::new(vec![
            ids(values, false),
            Column::integers_dense("row", order),
        ]);
        duplicates(&table.expect("a table"), &["id"], Some("row")).expect("a key")
    }

    #[test]
    fn the_lowest_source_row_is_kept_wherever_it_stands() {
        assert_eq!(
            lost(&["a", "b", "a", "a"], vec![3, 1, 2, 9]),
            [(0, 2), (3, 2)]
        );
        assert_eq!(lost(&["S9", "S10", "S11"], vec![1, 2, 3]), []);
        assert_eq!(lost(&["b", "a"], vec![1, 2]), []);
    }

    #[test]
    fn a_key_of_several_columns_repeats_only_where_all_do() {
        let table = Table::new(vec![
            Column::dates("date", [Some(1), Some(1), Some(2), Some(1), None, None]),
            Column::text_of(
                "id",
                [
                    Some("a"),
                    Some("b"),
                    Some("a"),
                    Some("a"),
                    Some("a"),
                    Some("a"),
                ],
            ),
        ])
        .expect("a table");
        let found = duplicates(&table, &["date", "id"], None).expect("a key");
        assert_eq!(found, [(3, 0), (5, 4)]);
        assert_eq!(null_keys(&table, &["date", "id"]), Ok(vec![4, 5]));
        assert_eq!(is_sorted(&table, &["date"]), Ok(false));
    }

    #[test]
    fn rows_that_stand_together_in_order_are_no_duplicates_and_others_are_looked_at() {
        let table = |ids: &[&str], times: &[i64]| {
            Table::new(vec![
                Column::text_of("id", ids.iter().map(|id| Some(*id))),
                Column::integers_dense("time", times.to_vec()),
            ])
            .expect("a table")
        };
        let found = |ids: &[&str], times: &[i64]| {
            let table = table(ids, times);
            let key = &["id", "time"];
            let together = stand_together(&parts(&table, key).expect("a key"));
            (together, duplicates(&table, key, None).expect("a key"))
        };
        assert_eq!(found(&["b", "b", "a"], &[1, 2, 1]), (true, vec![]));
        assert_eq!(found(&["b", "b", "a"], &[1, 1, 1]), (false, vec![(1, 0)]));
        assert_eq!(found(&["b", "a", "b"], &[1, 1, 1]), (false, vec![(2, 0)]));
        assert_eq!(found(&["b", "a", "b"], &[1, 1, 2]), (false, vec![]));
    }

    proptest! {
        #[test]
        fn the_order_is_that_of_a_plain_sort(rows in proptest::collection::vec((proptest::option::of("[ab\u{0}é]{0,10}"), 0_i64..3), 0..30)) {
            let table = Table::new(vec![
                Column::text_of("id", rows.iter().map(|r| r.0.as_deref())),
                Column::integers_dense("n", rows.iter().map(|r| r.1).collect()),
            ]).expect("a table");
            for key in [&["id", "n"][..], &["n", "id"], &["id"]] {
                let keys: Vec<(&str, bool)> = key.iter().map(|name| (*name, false)).collect();
                prop_assert_eq!(order(&table, key), table.order_by(&keys));
            }
        }

        #[test]
        fn kept_rows_are_the_distinct_values(values in proptest::collection::vec("[ab]{0,2}", 0..40)) {
            let table = Table::new(vec![Column::text_of("id", values.iter().map(|v| Some(v.as_str())))]).expect("a table");
            let interned = duplicates(&table, &["id"], None).expect("a key");
            let appended = lost(&values.iter().map(String::as_str).collect::<Vec<_>>(), (0..values.len() as i64).collect());
            prop_assert_eq!(&interned, &appended);
            let distinct: std::collections::BTreeSet<_> = values.iter().collect();
            prop_assert_eq!(values.len() - interned.len(), distinct.len());
        }
    }
}
