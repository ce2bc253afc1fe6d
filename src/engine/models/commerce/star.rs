//! What the star is joined by: surrogate keys, as `dbt_utils.generate_surrogate_key` makes them of one column (md5 of
//! its text), computed once for each member and never for each row of a fact.

use super::UNKNOWN;
use crate::engine::base::{Column, Dict, Interner, NULL_CODE, Result, Table, TextColumn, md5};
use crate::engine::warehouse::checks;
use std::sync::Arc;

/// The surrogate keys of texts, one each in their order. The texts are distinct.
pub fn keys<'a>(name: &str, texts: impl Iterator<Item = &'a str>) -> Column {
    let mut dict = Dict::default();
    let codes = texts
        .map(|text| {
            let digest = md5::hex(text);
            // Hexadecimal digits are always text.
            dict.append(std::str::from_utf8(&digest).unwrap_or_default(), true)
        })
        .collect();
    Column::text(name, codes, Arc::new(dict))
}

/// The natural keys of a dimension: those known, then `unknown` where it is not among them.
pub fn members<'a>(known: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut members: Vec<&str> = known.collect();
    if !members.contains(&UNKNOWN) {
        members.push(UNKNOWN);
    }
    members
}

/// Rows of a staging table, then a row for the member `unknown`, with this column of the table: null for `unknown`.
pub fn padded(table: &Table, rows: usize, name: &str) -> Result<Column> {
    let column = table.text(name)?;
    let codes = column.codes.iter();
    let codes = codes.chain(std::iter::repeat(NULL_CODE)).take(rows);
    Ok(Column::text(name, codes.collect(), column.dict.clone()))
}

/// A dimension, ready for facts to look their surrogate keys up.
pub struct Dimension<'a> {
    /// Natural keys; the code is the row of the dimension.
    rows: Interner,
    keys: TextColumn<'a>,
    unknown: u32,
}

impl<'a> Dimension<'a> {
    /// From a dimension's table and the names of its surrogate and natural key.
    pub fn new(table: &'a Table, key: &str, natural: &str) -> Result<Dimension<'a>> {
        let mut rows = Interner::new();
        for text in table.text(natural)?.iter() {
            rows.intern(text.unwrap_or_default());
        }
        let keys = table.text(key)?;
        let unknown = rows.find(UNKNOWN.as_bytes());
        Ok(Dimension {
            unknown: unknown
                .and_then(|row| keys.codes.get(row as usize))
                .unwrap_or(NULL_CODE),
            rows,
            keys,
        })
    }

    /// The row of the dimension for each entry of a fact's dictionary.
    pub fn rows(&self, dict: &Dict) -> Vec<Option<u32>> {
        dict.iter()
            .map(|text| self.rows.find(text.as_bytes()))
            .collect()
    }

    /// The code of the surrogate key of each entry of a fact's dictionary.
    pub fn entries(&self, dict: &Dict) -> Vec<u32> {
        let key = |row: Option<u32>| self.keys.codes.get(row? as usize);
        let rows = self.rows(dict).into_iter();
        rows.map(|row| key(row).unwrap_or(self.unknown)).collect()
    }

    /// The code of the surrogate key of `unknown`.
    pub fn unknown(&self) -> u32 {
        self.unknown
    }

    /// A column of codes of surrogate keys.
    pub fn column(&self, name: &str, codes: Vec<u32>) -> Column {
        Column::text(name, codes, self.keys.dict.clone())
    }

    /// The surrogate keys of a fact's natural keys; what the dimension does not know, and null, is `unknown`.
    pub fn looked_up(&self, name: &str, natural: TextColumn<'_>) -> Column {
        let entries = self.entries(natural.dict);
        let codes = natural.codes.iter().map(|code| {
            let known = entries.get(code as usize);
            known.copied().unwrap_or(self.unknown)
        });
        self.column(name, codes.collect())
    }
}

/// Test of a fact: each of its keys is found in its dimension, and none is null.
pub fn joins(
    table: &Table,
    build: &crate::engine::warehouse::Build<'_>,
    dimensions: &[(&'static str, &str)],
) -> Result<Vec<String>> {
    let mut out = Vec::new();
    for (dimension, key) in dimensions {
        out.extend(checks::relation(table, key, build.model(dimension)?, key)?);
        let nulls = table
            .text(key)?
            .codes
            .iter()
            .filter(|c| *c == NULL_CODE)
            .count();
        out.extend((0..nulls).map(|_| format!("{key} is null")));
    }
    Ok(out)
}

/// The surrogate keys of days (dense codes in the order of the calendar, as `rollup::day_codes` gives them).
pub fn day_keys(name: &str, codes: Vec<u32>, days: &[i32]) -> Column {
    let mut dict = Dict::default();
    for day in days {
        let digest = md5::hex(&crate::protocol::Day(*day).to_string());
        dict.append(std::str::from_utf8(&digest).unwrap_or_default(), true);
    }
    Column::text(name, codes, Arc::new(dict))
}
