//! Rows that were set aside, downloaded, corrected in a spreadsheet and dropped again: they take their places in the
//! file that they are of.
//!
//! The download (`export::rejects`) opens with `FIXED`; by these columns it is known again, in any encoding and with any
//! delimiter that a spreadsheet writes. Behind them stand the columns of the row's own file, each filled where the row
//! could be divided. A row counts as corrected where its own columns say something else than before, or its `raw` does.
//! It is read as its file was: the same source, decimal mark and date formats. For the file, rows read = kept + set
//! aside + deduplicated before and after; a row that is still at fault stays set aside, once.
//!
//! Left out: rows set aside after reading (a key met twice, another currency), which are right in themselves.

use super::body::Settled;
use super::combine::stacked_columns;
use super::file::{FileData, SOURCE_ROW};
use super::header::Header;
use super::presets;
use super::scan::first_records;
use super::text::{unguard, unquote};
use super::{Finished, Reader};
use crate::engine::base::{Arrange, Column, Error, Result, SourceSpec, Table};
use crate::protocol::{Decision, RejectRow};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// The columns that a download of set-aside rows opens with.
const FIXED: [&str; 8] = RejectRow::COLUMNS;

/// Texts of this many characters may have been cut off.
const CUT: usize = 2_000;

/// Rows to correct, by source and file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Corrections {
    /// For each source and file its rows.
    pub files: BTreeMap<(String, String), Vec<Corrected>>,
}

/// A row as it came back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Corrected {
    /// Its line in its file.
    pub line: u64,
    /// The row as text.
    pub raw: String,
    /// Its own columns by name; a name that stands several times, in order.
    pub own: Vec<(String, String)>,
}

/// What came of the rows of one file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Amended {
    /// Rows that are kept now.
    pub kept: u64,
    /// Rows that were corrected and are still set aside.
    pub still: u64,
    /// Rows that stand as they stood, or are none of the file's.
    pub untouched: u64,
}

/// The delimiter of a text that opens as a download of set-aside rows does.
pub fn delimiter(text: &[u8], last: bool) -> Option<u8> {
    [b',', b';', b'\t', b'|'].into_iter().find(|delimiter| {
        let records = first_records(text, *delimiter, 1, last);
        records.first().is_some_and(|first| {
            let header = Header::of(&first.fields);
            header
                .normal
                .get(..FIXED.len())
                .is_some_and(|names| names == FIXED)
        })
    })
}

fn content(raw: &[u8]) -> String {
    let text = String::from_utf8_lossy(&unquote(raw)).into_owned();
    unguard(Cow::Owned(text)).into_owned()
}

impl Corrections {
    /// The rows of a download.
    pub fn read(text: &[u8], delimiter: u8) -> Corrections {
        let mut out = Corrections::default();
        let mut records = first_records(text, delimiter, usize::MAX, true).into_iter();
        let header = records.next().map(|first| Header::of(&first.fields));
        let names = header.map(|header| header.names).unwrap_or_default();
        for record in records {
            let mut cells = record.fields.iter().map(|raw| content(raw));
            let mut fixed: Vec<String> = cells.by_ref().take(FIXED.len()).collect();
            fixed.resize(FIXED.len(), String::new());
            let own = names.iter().skip(FIXED.len()).cloned().zip(cells);
            if let [source, file, line, .., raw] = &fixed[..] {
                let key = (source.trim().to_owned(), file.trim().to_owned());
                out.files.entry(key).or_default().push(Corrected {
                    line: line.trim().parse().unwrap_or(0),
                    raw: raw.clone(),
                    own: own.collect(),
                });
            }
        }
        out
    }
}

impl FileData {
    /// The fields of a row set aside at import as its file divides it, each under its name; none where it cannot be.
    pub fn divided(&self, row: &RejectRow) -> Vec<(&str, String)> {
        let fields = self.fields(&row.raw);
        if fields.len() != self.header.len() {
            return Vec::new();
        }
        self.header.iter().map(String::as_str).zip(fields).collect()
    }

    /// Whether a row was set aside when this file was read.
    pub fn lists(&self, row: &RejectRow) -> bool {
        let at = self
            .rejects
            .binary_search_by_key(&row.line, |known| known.line);
        at.ok()
            .and_then(|at| self.rejects.get(at))
            .is_some_and(|known| known.code == row.code)
    }

    fn fields(&self, raw: &str) -> Vec<String> {
        if raw.is_empty() || raw.chars().count() >= CUT {
            return Vec::new();
        }
        let records = first_records(raw.as_bytes(), self.delimiter, 2, true);
        match records.as_slice() {
            [only] => only.fields.iter().map(|raw| content(raw)).collect(),
            _ => Vec::new(),
        }
    }

    /// What a row says now, where that is something else than before.
    fn corrected(&self, before: &RejectRow, now: &Corrected) -> Option<Vec<String>> {
        let divided = self.fields(&before.raw);
        if now.raw.trim() != before.raw.trim() && !now.raw.trim().is_empty() {
            let fields = self.fields(&now.raw);
            return (fields.len() == self.header.len() && fields != divided).then_some(fields);
        }
        // The nth column of a name is the nth of it in the file.
        let mut left: Vec<&(String, String)> = now.own.iter().collect();
        let mut fields = Vec::with_capacity(self.header.len());
        for name in &self.header {
            let at = left.iter().position(|(known, _)| known == name)?;
            fields.push(left.remove(at).1.clone());
        }
        let is_said = fields.iter().any(|field| !field.trim().is_empty());
        let same = |a: &String, b: &String| a.trim() == b.trim();
        let is_same =
            fields.len() == divided.len() && fields.iter().zip(&divided).all(|(a, b)| same(a, b));
        (is_said && !is_same).then_some(fields)
    }

    /// Puts corrected rows in their places. `name` is the file that they came in.
    ///
    /// # Errors
    /// None of the rows can be read as the file was; nothing has changed.
    pub fn amend(
        &mut self,
        rows: &[Corrected],
        name: &str,
        sources: &'static [&'static SourceSpec],
    ) -> Result<Amended> {
        let known: BTreeMap<u64, &RejectRow> =
            self.rejects.iter().map(|row| (row.line, row)).collect();
        let mut seen = BTreeSet::new();
        let mut new: Vec<(u64, Vec<String>)> = Vec::new();
        for row in rows {
            let before = known.get(&row.line).filter(|_| !seen.contains(&row.line));
            if let Some(fields) = before.and_then(|before| self.corrected(before, row)) {
                seen.insert(row.line);
                new.push((row.line, fields));
            }
        }
        let mut amended = Amended {
            untouched: (rows.len() - new.len()) as u64,
            ..Amended::default()
        };
        if new.is_empty() {
            return Ok(amended);
        }
        let (text, lines) = self.text_of(&new);
        let patch = self.read_alike(&text, sources)?;
        if patch.rows_read != new.len() as u64 {
            return Err(Error::internal("corrected rows were divided otherwise"));
        }
        amended.kept = patch.rows();
        amended.still = patch.rows_rejected;
        self.take_in(patch, &lines, &seen)?;
        self.decisions.push(Decision {
            what: "Corrections".to_owned(),
            value: format!("{} kept, {} still set aside", amended.kept, amended.still),
            because: format!("from {name}"),
            choices: Vec::new(),
        });
        Ok(amended)
    }

    /// Rows below the file's header, with commas; and for the line that each begins on there the one in the file.
    fn text_of(&self, rows: &[(u64, Vec<String>)]) -> (Vec<u8>, BTreeMap<u64, u64>) {
        let mut text = Vec::new();
        let mut write = |fields: &[String]| {
            for (at, field) in fields.iter().enumerate() {
                if at > 0 {
                    text.push(b',');
                }
                text.push(b'"');
                text.extend(field.replace('"', "\"\"").bytes());
                text.push(b'"');
            }
            text.push(b'\n');
            let breaks = |field: &String| {
                let pairs = field.matches("\r\n").count();
                field.matches(['\n', '\r']).count() - pairs
            };
            1 + fields.iter().map(breaks).sum::<usize>() as u64
        };
        let mut line = 1 + write(&self.header);
        let mut lines = BTreeMap::new();
        for (of_file, fields) in rows {
            lines.insert(line, *of_file);
            line += write(fields);
        }
        (text, lines)
    }

    /// Reads a text as this file was read.
    fn read_alike(&self, text: &[u8], sources: &'static [&'static SourceSpec]) -> Result<FileData> {
        let is_of_form =
            |key: &str| ["delimiter", "header", "quote", "encoding", "source"].contains(&key);
        let mut answers = self.answers.clone();
        answers.retain(|(key, _)| !is_of_form(key));
        answers.push(("delimiter".to_owned(), ",".to_owned()));
        answers.push(("header".to_owned(), "1".to_owned()));
        answers.push(("source".to_owned(), presets::title(self.source)));
        let mut reader = Reader::new(&self.name, text.len() as u64, sources)
            .answered(&answers, &[])
            .settled(Settled {
                rows: Settled::asked(&answers).rows,
                ..self.settled.clone()
            });
        loop {
            let read = reader.push(text).and_then(|()| reader.finish());
            match read.map_err(|refusal| Error::new(refusal.sentence))? {
                Finished::Done(data) => return Ok(*data),
                Finished::Again(again) => reader = *again,
            }
        }
    }

    /// Takes the rows of a patch in, in place of those set aside on these lines.
    fn take_in(
        &mut self,
        patch: FileData,
        lines: &BTreeMap<u64, u64>,
        gone: &BTreeSet<u64>,
    ) -> Result<()> {
        let place = |line: u64| lines.get(&line).copied().unwrap_or(line);
        let old = self.table.integers(SOURCE_ROW)?;
        let new = patch.table.integers(SOURCE_ROW)?;
        let mut rows = Vec::with_capacity(old.values.len() + new.values.len());
        rows.extend_from_slice(old.values);
        rows.extend(new.values.iter().map(|line| place(*line as u64) as i64));
        let declared = self
            .source
            .columns
            .iter()
            .map(|c| (c.column.name, c.column.kind));
        let mut columns = stacked_columns(declared, &[self.table.clone(), patch.table.clone()])?;
        let mut order: Vec<u32> = (0..rows.len() as u32).collect();
        order.arrange_by_key(|row| rows.get(*row as usize).copied());
        columns.push(Column::integers_dense(SOURCE_ROW, rows));
        let table = Table::new(columns)?.take(&order)?;
        let mut hashes = std::mem::take(&mut self.hashes);
        hashes.extend(&patch.hashes);
        self.hashes = order
            .iter()
            .filter_map(|row| hashes.get(*row as usize).copied())
            .collect();
        self.table = table;
        self.unique = false;
        self.readings
            .retain(|reading| patch.readings.contains(reading));
        let before = self.rejects.len() as u64;
        self.rejects.retain(|row| !gone.contains(&row.line));
        self.rows_rejected -= before - self.rejects.len() as u64;
        self.rows_rejected += patch.rows_rejected;
        self.rejects
            .extend(patch.rejects.into_iter().map(|row| RejectRow {
                line: place(row.line),
                ..row
            }));
        self.rejects.arrange_by_key(|row| row.line);
        self.issues.extend(patch.issues);
        for currency in patch.currencies {
            if !self.currencies.contains(&currency) {
                self.currencies.push(currency);
            }
        }
        Ok(())
    }
}
