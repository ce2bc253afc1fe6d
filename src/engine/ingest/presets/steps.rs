//! The steps of a preset, carried out on the rows that a file kept.
//!
//! Text is handled by its codes: a row costs no string except where an identity is made. Every row set aside here is
//! counted as at import.

use super::{Preset, Step, days};
use crate::engine::base::Arrange;
use crate::engine::base::hash::murmur;
use crate::engine::base::{
    CodeVec, Column, Interner, Kind, NULL_CODE, Result, SourceSpec, Table, TextColumn,
};
use crate::engine::ingest::aside::Aside;
use crate::engine::ingest::file::{FileData, SOURCE_ROW, empty};
use crate::protocol::RejectRow;

/// Rows of the target, and what was supplied to make them.
#[derive(Debug)]
pub struct Supplied {
    /// The target's columns, then the line.
    pub table: Table,
    /// What was supplied, with how many rows it concerns.
    pub issues: Vec<(String, u64)>,
    /// Rows that stood for more than a week and were spread evenly over its days.
    pub spread: u64,
    /// The first rows of the export that were set aside on the way.
    pub rejects: Vec<RejectRow>,
    /// How many were.
    pub rows_rejected: u64,
}

/// The rows on their way.
pub struct Work<'a> {
    /// The rows: the shape's columns, then the line.
    pub table: Table,
    /// What stood above the header.
    pub preamble: Vec<&'a str>,
    shape: &'a SourceSpec,
    aside: Aside<'a>,
    issues: Vec<(String, u64)>,
    /// `Supplied::spread`.
    pub spread: u64,
}

/// Turns the rows kept of an export (its shape's columns, then the line) into rows of its target.
pub fn supply(
    preset: &Preset,
    file: &FileData,
    table: Table,
    target: &SourceSpec,
) -> Result<Supplied> {
    let mut work = Work {
        table,
        preamble: file.preamble(),
        shape: &preset.shape,
        aside: Aside::new(target.id, &file.name),
        issues: Vec::new(),
        spread: 0,
    };
    for step in preset.steps {
        work.take(step)?;
    }
    let rows = work.table.height();
    let mut columns = Vec::with_capacity(target.columns.len() + 1);
    for declared in target.columns {
        let name = declared.column.name;
        columns.push(if work.table.has(name) {
            work.table.column(name)?
        } else {
            empty(name, declared.column.kind, rows)
        });
    }
    columns.push(work.table.column(SOURCE_ROW)?);
    Ok(Supplied {
        table: Table::new(columns)?,
        issues: work.issues,
        spread: work.spread,
        rows_rejected: work.aside.count,
        rejects: work.aside.rows,
    })
}

impl Work<'_> {
    /// Says what was supplied, where it was.
    pub fn say(&mut self, sentence: &str, rows: u64) {
        if rows > 0 {
            self.issues.push((sentence.to_owned(), rows));
        }
    }

    /// Names of the counts and amounts, which are divided and added up.
    pub fn measures(&self) -> Vec<&'static str> {
        let columns = self.shape.columns.iter().map(|c| c.column);
        columns
            .filter(|c| matches!(c.kind, Kind::Integer | Kind::Amount))
            .map(|c| c.name)
            .collect()
    }

    /// Sets rows aside.
    pub fn set_aside(
        &mut self,
        gone: &[bool],
        column: &str,
        code: &str,
        message: &str,
    ) -> Result<()> {
        if let Some(kept) = self.aside.take(&self.table, gone, column, code, message)? {
            self.table = kept;
        }
        Ok(())
    }

    fn take(&mut self, step: &Step) -> Result<()> {
        match *step {
            Step::Constant(name, value) => {
                let codes = vec![0; self.table.height()];
                let mut interner = Interner::new();
                interner.intern(value);
                self.set(Column::text(name, codes, interner.finish()))
            }
            Step::Instead(name, from, sentence) => {
                let (column, rows) = instead(&self.table, name, from)?;
                self.say(sentence, rows);
                self.set(column)
            }
            Step::Fixed(name, value, sentence) => {
                let text = self.table.text(name)?;
                let rows = text.codes.count(NULL_CODE) as u64;
                let mut interner = Interner::new();
                let moved = moved(text, &mut interner);
                let value = interner.intern(value);
                let mut codes = CodeVec::with_capacity(moved.len(), self.table.height());
                let at = |code: u32| moved.get(code as usize).copied();
                codes.extend(text.codes.iter().map(|code| at(code).unwrap_or(value)));
                let column = Column::coded(name, codes, interner.finish());
                self.say(sentence, rows);
                self.set(column)
            }
            Step::Zero(name, sentence) => {
                let amounts = self.table.amounts(name)?;
                let rows = amounts.iter().filter(Option::is_none).count() as u64;
                let filled = amounts.iter().map(|value| value.unwrap_or(0.0)).collect();
                let column = Column::amounts_dense(name, filled);
                self.say(sentence, rows);
                self.set(column)
            }
            Step::Medium(name) => {
                let text = self.table.text(name)?;
                let mut interner = Interner::new();
                let moved: Vec<u32> = text
                    .dict
                    .iter()
                    .map(|entry| match without_medium(entry) {
                        Some(source) => interner.intern(source),
                        None => NULL_CODE,
                    })
                    .collect();
                let codes = text.codes.recoded(&moved, interner.dict().len());
                let column = Column::coded(name, codes, interner.finish());
                self.set(column)
            }
            Step::Days(date, from, until) => days::spread(self, date, from, until),
            Step::Sum(keys) => self.add_up(keys),
            Step::Identity(name, of, sentence) => {
                let (column, rows) = identity(&self.table, name, of)?;
                self.say(sentence, rows);
                self.set(column)
            }
            Step::SetAside(flag, code, message) => {
                let gone: Vec<bool> = self
                    .table
                    .flags(flag)?
                    .iter()
                    .map(|value| value == Some(true))
                    .collect();
                self.set_aside(&gone, flag, code, message)
            }
        }
    }

    fn set(&mut self, column: Column) -> Result<()> {
        self.table = self.table.with(column)?;
        Ok(())
    }

    /// Adds rows up that agree in the keys; the first of them gives the other columns and the line.
    fn add_up(&mut self, keys: &[&str]) -> Result<()> {
        let mut parts: Vec<Vec<u32>> = Vec::with_capacity(keys.len());
        for key in keys {
            parts.push(if self.table.kind(key)? == Kind::Text {
                let text = self.table.text(key)?;
                let mut interner = Interner::new();
                let moved = moved(text, &mut interner);
                text.codes.through(&moved)
            } else {
                let days = self.table.days(key)?;
                days.iter()
                    .map(|day| day.map_or(NULL_CODE, |d| d as u32))
                    .collect()
            });
        }
        let key = |row: u32| {
            parts
                .iter()
                .map(move |part| part.get(row as usize).copied())
        };
        let mut order: Vec<u32> = (0..self.table.height() as u32).collect();
        order.arrange_by(|a, b| key(*a).cmp(key(*b)));
        let mut groups: Vec<Vec<u32>> = order
            .chunk_by(|a, b| key(*a).eq(key(*b)))
            .map(<[u32]>::to_vec)
            .collect();
        let rows = self.table.height();
        if groups.len() == rows {
            return Ok(());
        }
        // A stable sort leaves the first row of a group first.
        groups.arrange_by_key(|group| group.first().copied());
        let firsts: Vec<u32> = groups.iter().filter_map(|g| g.first().copied()).collect();
        let mut table = self.table.take(&firsts)?;
        for name in self.measures() {
            let column = if self.table.kind(name)? == Kind::Integer {
                let values = self.table.integers(name)?;
                let sum = |group: &Vec<u32>| {
                    let known = group.iter().filter_map(|row| values.get(*row as usize));
                    known.reduce(i64::saturating_add)
                };
                Column::integers(name, groups.iter().map(sum))
            } else {
                let values = self.table.amounts(name)?;
                let sum = |group: &Vec<u32>| {
                    let known = group.iter().filter_map(|row| values.get(*row as usize));
                    known.reduce(|a, b| a + b)
                };
                Column::amounts(name, groups.iter().map(sum))
            };
            table = table.with(column)?;
        }
        self.table = table;
        self.say(
            &format!("rows that agree in {} were added up", keys.join(", ")),
            rows as u64,
        );
        Ok(())
    }
}

/// The code of each entry in another dictionary.
fn moved(text: TextColumn<'_>, into: &mut Interner) -> Vec<u32> {
    text.dict.iter().map(|entry| into.intern(entry)).collect()
}

/// A column whose nulls another one fills, and how many rows it filled.
fn instead(table: &Table, name: &str, from: &str) -> Result<(Column, u64)> {
    let (text, other) = (table.text(name)?, table.text(from)?);
    let pairs = || text.codes.iter().zip(other.codes);
    let rows = pairs().filter(|(a, b)| *a == NULL_CODE && *b != NULL_CODE);
    let rows = rows.count() as u64;
    if text.codes.count(NULL_CODE) == text.codes.len() {
        return Ok((table.column(from)?.renamed(name), rows));
    }
    let mut interner = Interner::new();
    let (here, there) = (moved(text, &mut interner), moved(other, &mut interner));
    let entry = |table: &[u32], code: u32| table.get(code as usize).copied();
    let mut codes = CodeVec::with_capacity(interner.dict().len(), text.codes.len());
    codes.extend(pairs().map(|(code, other)| {
        let code = entry(&here, code).or_else(|| entry(&there, other));
        code.unwrap_or(NULL_CODE)
    }));
    Ok((Column::coded(name, codes, interner.finish()), rows))
}

/// `google / cpc` is `google`; what Analytics writes for no source is null.
fn without_medium(text: &str) -> Option<&str> {
    let source = text.split(" / ").next().unwrap_or(text).trim();
    let is_none = matches!(
        source,
        "(direct)" | "(not set)" | "(none)" | "(data not available)"
    );
    (!is_none && !source.is_empty()).then_some(source)
}

/// Ids where there are none: 16 hexadecimal digits of the hash of other columns. Also how many were made.
fn identity(table: &Table, name: &str, of: &[&str]) -> Result<(Column, u64)> {
    let rows = table.height();
    let known = table.has(name).then(|| table.text(name)).transpose()?;
    let mut interner = Interner::new();
    let (mut codes, mut made) = (Vec::with_capacity(rows), 0);
    let mut joined = String::new();
    for row in 0..rows {
        if let Some(id) = known.and_then(|ids| ids.get(row)) {
            codes.push(interner.intern(id));
            continue;
        }
        joined.clear();
        for column in of {
            joined.push_str(&table.row_text(row as u32, &[column], "")?);
            joined.push('\u{1f}');
        }
        made += 1;
        codes.push(interner.intern(&format!("{:016x}", murmur(joined.as_bytes(), 0)[0])));
    }
    Ok((Column::text(name, codes, interner.finish()), made))
}
