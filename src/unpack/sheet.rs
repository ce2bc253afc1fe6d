//! Cells of a sheet, in order of row and column, to CSV.
//!
//! Numbers in their shortest form, dates in ISO 8601, text as it stands. Rows are made as wide as the widest; a row with one
//! cell is left alone, as titles and closing lines are. A cell beyond what any program has, a cell before the one that
//! came last, and more text than the file can hold are refused: memory is bounded whatever a sheet claims.

use super::{Refused, damaged_book, grown};
use calamine::{CellErrorType, Data, DataRef, ExcelDateTime};
use std::fmt::{Display, Write as _};

/// Rows between two reports of progress.
const REPORT_EVERY: u32 = 1 << 14;
/// Rows and columns that a sheet has at most, in every program there is.
pub const MOST_ROWS: u32 = 1 << 20;
pub const MOST_COLUMNS: u32 = 1 << 14;

/// A cell, however the workbook hands it out.
pub enum Value<'a> {
    Empty,
    Whole(i64),
    Number(f64),
    Flag(bool),
    Moment(&'a ExcelDateTime),
    Text(&'a str),
    Error(&'a CellErrorType),
}

impl Value<'_> {
    /// Of a cell that was held.
    pub fn of(data: &Data) -> Value<'_> {
        match data {
            Data::Empty => Value::Empty,
            Data::Int(number) => Value::Whole(*number),
            Data::Float(number) => Value::Number(*number),
            Data::Bool(flag) => Value::Flag(*flag),
            Data::DateTime(moment) => Value::Moment(moment),
            Data::Error(error) => Value::Error(error),
            Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => {
                Value::Text(text)
            }
        }
    }

    /// Of a cell that is being read.
    pub fn borrowed<'a>(data: &'a DataRef<'a>) -> Value<'a> {
        match data {
            DataRef::Empty => Value::Empty,
            DataRef::Int(number) => Value::Whole(*number),
            DataRef::Float(number) => Value::Number(*number),
            DataRef::Bool(flag) => Value::Flag(*flag),
            DataRef::DateTime(moment) => Value::Moment(moment),
            DataRef::Error(error) => Value::Error(error),
            DataRef::SharedString(text) => Value::Text(text),
            DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
                Value::Text(text)
            }
        }
    }
}

/// Rows of text in progress: fields without the empty ones at a row's end.
pub struct Writer<'a> {
    text: String,
    field: String,
    /// Where each row ends, and how many fields it has.
    rows: Vec<(usize, u32)>,
    row: u32,
    /// Fields of the row in progress, and how many of them are not empty.
    fields: u32,
    filled: u32,
    column: u32,
    /// Bytes of text at most.
    most: usize,
    report: &'a dyn Fn(u64),
}

impl<'a> Writer<'a> {
    /// Nothing written yet. `report` hears now and then how many rows are done.
    pub fn new(most: usize, report: &'a dyn Fn(u64)) -> Writer<'a> {
        Writer {
            text: String::new(),
            field: String::new(),
            rows: Vec::new(),
            row: 0,
            fields: 0,
            filled: 0,
            column: 0,
            most,
            report,
        }
    }

    /// Where the next value stands.
    pub fn go_to(&mut self, (row, column): (u32, u32)) -> Result<(), Refused> {
        if row < self.row || row >= MOST_ROWS || column >= MOST_COLUMNS {
            return Err(damaged_book());
        }
        while self.row < row {
            self.end_row();
        }
        self.column = column;
        Ok(())
    }

    /// The value there.
    pub fn value(&mut self, value: &Value<'_>) -> Result<(), Refused> {
        let mut field = std::mem::take(&mut self.field);
        field.clear();
        let written = match value {
            Value::Empty => Ok(()),
            Value::Whole(number) => write!(field, "{number}"),
            Value::Number(number) => write!(field, "{number}"),
            Value::Flag(flag) => write!(field, "{flag}"),
            Value::Moment(moment) => moment_text(&mut field, moment),
            Value::Error(error) => write!(field, "{error}"),
            Value::Text(text) => {
                quoted(&mut field, text);
                Ok(())
            }
        };
        if written.is_ok() && !field.is_empty() {
            // A cell before the last one is out of order: the sheet is not what it claims to be.
            if self.column < self.fields {
                return Err(damaged_book());
            }
            let commas = self.column - self.fields + u32::from(self.fields > 0);
            for _ in 0..commas {
                self.text.push(',');
            }
            self.text.push_str(&field);
            if self.text.len() > self.most {
                return Err(grown());
            }
            self.fields = self.column + 1;
            self.filled += 1;
        }
        self.field = field;
        Ok(())
    }

    fn end_row(&mut self) {
        // A row of one cell is no wider than that.
        let fields = if self.filled > 1 { self.fields } else { 0 };
        self.rows.push((self.text.len(), fields));
        self.row += 1;
        (self.fields, self.filled) = (0, 0);
        if self.row.is_multiple_of(REPORT_EVERY) {
            (self.report)(u64::from(self.row));
        }
    }

    /// Every row made as wide as the widest.
    pub fn finish(mut self) -> Result<Vec<u8>, Refused> {
        self.end_row();
        let width = self.rows.iter().map(|(_, fields)| *fields).max();
        let width = width.unwrap_or(0) as usize;
        let size = self.rows.iter().fold(self.text.len(), |sum, (_, fields)| {
            sum + 1 + (width - *fields as usize) * usize::from(*fields > 0)
        });
        if size > self.most {
            return Err(grown());
        }
        let mut out = Vec::with_capacity(size);
        let mut from = 0;
        for (end, fields) in self.rows {
            out.extend_from_slice(self.text.as_bytes().get(from..end).unwrap_or_default());
            if fields > 0 {
                out.resize(out.len() + width - fields as usize, b',');
            }
            out.push(b'\n');
            from = end;
        }
        Ok(out)
    }
}

/// Text as a field: quoted where it must be.
fn quoted(out: &mut String, text: &str) {
    if !text.contains([',', '"', '\n', '\r']) {
        out.push_str(text);
        return;
    }
    out.push('"');
    for (at, part) in text.split('"').enumerate() {
        out.push_str(if at > 0 { "\"\"" } else { "" });
        out.push_str(part);
    }
    out.push('"');
}

/// A day, a moment or a time of day in ISO 8601; a length of time as its number of days.
fn moment_text(out: &mut String, moment: &ExcelDateTime) -> std::fmt::Result {
    let number = moment.as_f64();
    if moment.is_duration() || !number.is_finite() {
        return write!(out, "{number}");
    }
    let (year, month, day, hour, minute, second, milli) = moment.to_ymd_hms_milli();
    let date: &dyn Display = &format_args!("{year:04}-{month:02}-{day:02}");
    let clock: &dyn Display = &format_args!("{hour:02}:{minute:02}:{second:02}");
    let is_midnight = (hour, minute, second, milli) == (0, 0, 0, 0);
    match (number < 1.0, is_midnight, milli) {
        (true, ..) => write!(out, "{clock}"),
        (false, true, _) => write!(out, "{date}"),
        (false, false, 0) => write!(out, "{date}T{clock}"),
        (false, false, _) => write!(out, "{date}T{clock}.{milli:03}"),
    }
}
