//! One file, typed: what a reader leaves when the file has ended.

use super::Refusal;
use super::body::{Body, Settled};
use super::cells::AmountCells;
use super::column::{Data, Filling};
use super::equal::Reading;
use super::{decide, outline, presets};
use crate::engine::base::Arrange;
use crate::engine::base::hash::murmur;
use crate::engine::base::{
    Column, Error, Kind, Result, Runs, SourceColumn, SourceSpec, Table, TimeVec, Unit,
};
use crate::protocol::{Answers, Decision, Question, RejectRow};

/// One file, typed.
#[derive(Debug)]
pub struct FileData {
    /// File name.
    pub name: String,
    /// Recognised source.
    pub source: &'static SourceSpec,
    /// Encoding, delimiter, header, date format: each decision.
    pub decisions: Vec<Decision>,
    /// Rows read (header and blank lines are not rows).
    pub rows_read: u64,
    /// Rows set aside, all of them.
    pub rows_rejected: u64,
    /// Rows set aside, by line: the first 100,000 of them.
    pub rejects: Vec<RejectRow>,
    /// Things worth knowing that set no row aside, with how often (`bad optional value in clicks`).
    pub issues: Vec<(String, u64)>,
    /// The header's names as written.
    pub header: Vec<String>,
    /// What must be answered before it counts.
    pub questions: Vec<Question>,
    /// What was answered, or a recipe said.
    pub answers: Answers,
    /// Currencies of its amounts, from the header and from signs beside them, each once; empty: not said.
    pub currencies: Vec<&'static str>,
    /// Something in it is not UTF-8: it is better read through a decoder.
    pub is_undecoded: bool,
    /// What stands between its fields.
    pub(super) delimiter: u8,
    /// The decimal mark and the dates of its columns, so that a corrected row is read alike.
    pub(super) settled: Settled,
    /// Rows kept, before duplicates are taken out: the declared columns, then `_source_row` as the line alone.
    pub(super) table: Table,
    /// Hash of each row kept, as `Body` leaves it.
    pub(super) hashes: Vec<u64>,
    /// Names the header: rows under different ones are never equal.
    pub(super) layout: u64,
    /// How each column that it carries was read.
    pub(super) readings: Vec<Reading>,
    /// No two rows can be duplicates: a column of ids has no null and no repeat.
    pub(super) unique: bool,
}

pub use crate::engine::base::SOURCE_ROW;

impl FileData {
    /// Names the rows kept, in any order: the sum of their hashes. Equal rows give an equal number, whatever the file
    /// is called and however it is sorted.
    pub fn fingerprint(&self) -> u64 {
        self.hashes
            .iter()
            .fold(0, |sum, hash| sum.wrapping_add(*hash))
    }

    /// What stood above the header, a line each: the title of a report, the days it covers.
    pub(super) fn preamble(&self) -> Vec<&str> {
        let above = self.rejects.iter().filter(|row| row.code == "preamble");
        above.map(|row| row.raw.as_str()).collect()
    }

    pub(super) fn of(
        name: &str,
        mut body: Body,
        mut decisions: Vec<Decision>,
        settled: &Settled,
    ) -> std::result::Result<FileData, Refusal> {
        let last = body.lines.last().map_or(u64::MAX, |line| line as u64);
        body.rejects.find_footer(last);
        decisions.extend(decide::outline(&body));
        let (mut issues, mut questions) = (Vec::new(), Vec::new());
        let (told, issue) = decide::mark(&body, settled.mark.is_some());
        decisions.extend(told);
        issues.extend(issue);
        let order = decide::day_first(&body);
        let mut currencies = std::mem::take(&mut body.currencies);
        for column in &body.columns {
            if column.spec.column.unit == Unit::Usd {
                currencies.extend(&column.currencies);
            }
            if column.bad > 0 {
                issues.push((
                    format!("bad optional value in {}", column.spec.column.name),
                    column.bad,
                ));
            }
            if let Data::Date(cells) = &column.data {
                questions.extend(decide::ask_dates(
                    column.spec.column.name,
                    cells.choice(order.0),
                    order.1,
                    &cells.examples(),
                ));
                let (told, issue) =
                    decide::dates(column.spec.column.name, cells.choice(order.0), order.1);
                decisions.extend(told);
                issues.extend(issue);
            }
        }
        let unlisted = body.rejects.count - body.rejects.rows.len() as u64;
        if unlisted > 0 {
            issues.push((
                "rows set aside beyond the first 100,000, counted and not listed".to_owned(),
                unlisted,
            ));
        }
        currencies.arrange();
        currencies.dedup();
        decisions.extend(decide::currency(&body, &currencies));
        let alike = decide::alike(&body, order.0);
        let delimiter = body.delimiter;
        let header = body.names();
        let read = |column| Reading::of(column, body.mark, order.0);
        let readings = body.columns.iter().map(read).collect();
        let columns = std::mem::take(&mut body.columns);
        let lines = std::mem::take(&mut body.lines);
        let (table, unique) =
            table(body.source, columns, lines, order.0).map_err(|error| Refusal {
                code: "internal",
                sentence: error.sentence,
                detail: error.detail,
            })?;
        Ok(FileData {
            name: name.to_owned(),
            source: body.source,
            decisions,
            is_undecoded: body.rejects.undecoded > 0,
            rows_read: body.rows_read,
            rows_rejected: body.rejects.count,
            rejects: body.rejects.rows,
            issues,
            header,
            questions,
            answers: Vec::new(),
            currencies,
            delimiter,
            settled: alike,
            table,
            hashes: fitted(body.hashes),
            layout: body.seed,
            readings,
            unique,
        })
    }

    /// What it was recognised as: the source, and the vendor whose export of it this is.
    pub fn recognised(&self) -> String {
        presets::title(self.source)
    }

    /// The currency that the user says its amounts are in.
    pub(super) fn said_currency(&self) -> Option<&str> {
        let (_, code) = self.answers.iter().find(|(key, _)| key == "currency")?;
        super::number::currency(code)
    }

    /// Whether a row kept looks like a total, or holds a NUL.
    pub(super) fn hides_totals(&self) -> bool {
        let naming: Vec<&str> = naming(self.source).map(|c| c.column.name).collect();
        outline::is_suspicious(&self.table, &naming)
    }

    /// The rows kept, before duplicates are taken out.
    pub fn rows_kept(&self) -> &Table {
        &self.table
    }

    /// For each row the hash of its key and of these columns; equal values have equal hashes in every file.
    pub fn row_hashes(&self, key: &[&str], columns: &[&str]) -> Option<Vec<(u64, u64)>> {
        let hashed = |names: &[&str]| -> Option<Vec<u64>> {
            let mut out = vec![0_u64; self.table.height()];
            for name in names {
                let column = values(&self.table, name)?;
                for (state, value) in out.iter_mut().zip(column) {
                    *state = mixed(*state, value);
                }
            }
            Some(out)
        };
        Some(hashed(key)?.into_iter().zip(hashed(columns)?).collect())
    }

    /// Rows kept, before duplicates are taken out.
    pub fn rows(&self) -> u64 {
        self.hashes.len() as u64
    }
}

/// A number that tells the values of a row so far, with one more.
pub(super) fn mixed(state: u64, value: u64) -> u64 {
    (state.rotate_left(23) ^ value).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// A number for each row's value in a column: equal where the values are.
pub(super) fn values(table: &Table, name: &str) -> Option<Vec<u64>> {
    values_at(table, name, 0..table.height() as u32)
}

/// As `values`, of these rows.
#[inline(never)]
pub(super) fn values_at(
    table: &Table,
    name: &str,
    rows: impl ExactSizeIterator<Item = u32>,
) -> Option<Vec<u64>> {
    let rows = rows.map(|row| row as usize);
    Some(match table.kind(name).ok()? {
        Kind::Text => {
            let text = table.text(name).ok()?;
            let hashed = |t: &str| murmur(t.as_bytes(), 0)[0];
            if text.dict.len() > rows.len() / 2 {
                return Some(rows.map(|row| text.get(row).map_or(1, hashed)).collect());
            }
            let entries: Vec<u64> = text.dict.iter().map(hashed).collect();
            let entry = |code: u32| entries.get(code as usize).copied().unwrap_or(1);
            rows.map(|row| text.codes.get(row).map_or(1, entry))
                .collect()
        }
        Kind::Integer | Kind::Timestamp => {
            let numbers = table.whole(name).ok()?;
            rows.map(|row| numbers.get(row).map_or(1, |v| v as u64 ^ 2))
                .collect()
        }
        Kind::Amount => {
            let numbers = table.sparse(name).ok()?;
            rows.map(|row| numbers.get(row).map_or(1, |v| (v + 0.0).to_bits()))
                .collect()
        }
        Kind::Date => {
            let days = table.days(name).ok()?;
            rows.map(|row| days.get(row).map_or(1, |v| v as u64 ^ 2))
                .collect()
        }
        Kind::Boolean => {
            let flags = table.flags(name).ok()?;
            rows.map(|row| flags.get(row).map_or(1, |v| 2 + u64::from(v)))
                .collect()
        }
    })
}

/// The columns that name a row: a total has its word in one of them.
pub(super) fn naming(source: &'static SourceSpec) -> impl Iterator<Item = &'static SourceColumn> {
    source.columns.iter().filter(|column| {
        column.column.kind == Kind::Text
            && (column.required || source.key.contains(&column.column.name))
    })
}

/// The declared columns in order, absent ones null, then `_source_row`; and whether some column has no null and no
/// repeat.
fn table(
    source: &SourceSpec,
    columns: Vec<Filling>,
    lines: Runs,
    day_first: bool,
) -> Result<(Table, bool)> {
    let rows = lines.len();
    let mut unique = false;
    let mut filled = columns.into_iter().peekable();
    let mut out = Vec::with_capacity(source.columns.len() + 1);
    // Columns of nulls share their memory.
    let mut absent: Vec<(Kind, Column)> = Vec::new();
    for declared in source.columns {
        let (name, kind) = (declared.column.name, declared.column.kind);
        let here = filled.next_if(|filling| filling.spec.column.name == name);
        let known = absent.iter().find(|(known, _)| *known == kind);
        out.push(if let Some(filling) = here {
            finished(filling, day_first, &mut unique)?
        } else if let Some((_, column)) = known {
            column.clone().renamed(name)
        } else {
            let column = empty(name, kind, rows);
            absent.push((kind, column.clone()));
            column
        });
    }
    out.push(Column::ids(SOURCE_ROW, lines));
    Ok((Table::new(out)?, unique))
}

/// Without the room that was left for rows that did not come: a file's columns stay as long as it is loaded.
fn fitted<T>(mut values: Vec<T>) -> Vec<T> {
    values.shrink_to_fit();
    values
}

fn finished(filling: Filling, day_first: bool, unique: &mut bool) -> Result<Column> {
    let name = filling.spec.column.name;
    Ok(match filling.data {
        Data::Text(cells) => {
            let texts = cells.finish()?;
            *unique |= texts.unique;
            Column::coded(name, texts.codes, texts.dict)
        }
        Data::Integer(cells) => {
            let valid = cells.valid()?;
            Column::masked_i64(name, Kind::Integer, fitted(cells.values), valid)
        }
        Data::Timestamp(cells) => {
            let valid = cells.valid()?;
            if valid.is_none() {
                return Ok(Column::times(name, TimeVec::narrowed(fitted(cells.values))));
            }
            Column::masked_i64(name, Kind::Timestamp, fitted(cells.values), valid)
        }
        Data::Amount(AmountCells::Few {
            rows, values, len, ..
        }) => Column::few_amounts(name, fitted(rows), fitted(values), len),
        Data::Amount(AmountCells::Dense(cells)) => {
            let valid = cells.valid()?;
            Column::masked_f64(name, fitted(cells.values), valid)
        }
        Data::Date(cells) => {
            let choice = cells.choice(day_first);
            if cells.misfits(choice) > 0 {
                return Err(Error::internal(format!("dates of {name} were not settled")));
            }
            let days = cells.resolve(choice);
            let valid = days.valid()?;
            Column::masked_days(name, fitted(days.values), valid)
        }
        Data::Flag(cells) => {
            let mut nulls = cells.nulls.iter().peekable();
            Column::flags(
                name,
                (0_u32..).zip(cells.values).map(|(row, value)| {
                    nulls
                        .next_if(|null| **null == row)
                        .is_none()
                        .then_some(value)
                }),
            )
        }
    })
}

/// A column of nulls.
pub fn empty(name: &str, kind: Kind, rows: usize) -> Column {
    match kind {
        Kind::Text => Column::text_of(name, (0..rows).map(|_| None)),
        Kind::Integer => Column::integers(name, (0..rows).map(|_| None)),
        Kind::Amount => Column::amounts(name, (0..rows).map(|_| None)),
        Kind::Date => Column::dates(name, (0..rows).map(|_| None)),
        Kind::Timestamp => Column::timestamps(name, (0..rows).map(|_| None)),
        Kind::Boolean => Column::flags(name, (0..rows).map(|_| None)),
    }
}
