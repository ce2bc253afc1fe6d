//! Sheets of a workbook (.xlsx, .xlsb, .xls, .ods) as CSV.
//!
//! Dates come out in ISO 8601, numbers in their shortest form, booleans as `true` and `false`, a formula as the value
//! that was saved with it, an error as its name, and text as it stands, whatever it begins with. Rows are made as wide
//! as the widest; a row with one cell is left alone, as titles and closing lines are. Styles, charts and hidden
//! rows are not looked at.

use super::bytes::Section;
use super::{MOST_HELD, Refused, damaged_book, grown};
use calamine::{CellErrorType, Data, DataRef, ExcelDateTime, Ods, Reader, SheetType, Xls, Xlsx};
use std::fmt::{Display, Write as _};
use std::io::BufReader;

/// Rows between two reports of progress.
const REPORT_EVERY: u32 = 1 << 14;

type Stream = BufReader<Section>;

/// Which program's workbook it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Excel since 2007.
    Xlsx,
    /// Excel before.
    Xls,
    /// `OpenDocument`.
    Ods,
}

/// A workbook.
pub enum Book {
    /// Read cell by cell.
    Xlsx(Box<Xlsx<Stream>>),
    /// Read as a whole.
    Xls(Box<Xls<Stream>>),
    /// Read as a whole.
    Ods(Box<Ods<Stream>>),
}

impl Book {
    /// Opens a workbook.
    ///
    /// # Errors
    /// A workbook that is locked or damaged.
    pub fn open(bytes: &Section, format: Format) -> Result<Book, Refused> {
        let stream = || BufReader::new(bytes.clone());
        let xlsx = || Xlsx::new(stream()).map_err(|error| refused(&error));
        match format {
            Format::Xlsx => Ok(Book::Xlsx(Box::new(xlsx()?))),
            Format::Ods => match Ods::new(stream()) {
                Ok(book) => Ok(Book::Ods(Box::new(book))),
                Err(error) => Err(refused(&error)),
            },
            Format::Xls => match Xls::new(stream()) {
                Ok(book) => Ok(Book::Xls(Box::new(book))),
                // A new workbook behind a password is packed like an old one.
                Err(error) => Err(xlsx().err().unwrap_or_else(|| refused(&error))),
            },
        }
    }

    /// Its sheets, in order; charts and macros are none.
    pub fn sheets(&self) -> Vec<String> {
        let sheets = match self {
            Book::Xlsx(book) => book.sheets_metadata(),
            Book::Xls(book) => book.sheets_metadata(),
            Book::Ods(book) => book.sheets_metadata(),
        };
        let tables = sheets
            .iter()
            .filter(|sheet| sheet.typ == SheetType::WorkSheet);
        tables.map(|sheet| sheet.name.clone()).collect()
    }

    /// A sheet as CSV. `report` hears now and then how many rows are done.
    ///
    /// # Errors
    /// A sheet that is damaged, or would not fit into memory.
    pub fn csv(&mut self, sheet: &str, report: &dyn Fn(u64)) -> Result<Vec<u8>, Refused> {
        let mut table = Writer::default();
        let range = match self {
            Book::Xlsx(book) => {
                // Cell by cell: a sheet of a million rows is never held as cells.
                let mut cells = book
                    .worksheet_cells_reader(sheet)
                    .map_err(|error| refused(&error))?;
                while let Some(cell) = cells.next_cell().map_err(|error| refused(&error))? {
                    table.go_to(cell.get_position(), report)?;
                    table.value(&Value::borrowed(cell.get_value()))?;
                }
                return table.finish();
            }
            Book::Xls(book) => book.worksheet_range(sheet).map_err(|error| refused(&error)),
            Book::Ods(book) => book.worksheet_range(sheet).map_err(|error| refused(&error)),
        }?;
        let (top, left) = range.start().unwrap_or_default();
        for (row, column, value) in range.used_cells() {
            table.go_to((top + row as u32, left + column as u32), report)?;
            table.value(&Value::of(value))?;
        }
        table.finish()
    }
}

fn refused(error: &dyn Display) -> Refused {
    let text = error.to_string().to_lowercase();
    if text.contains("password") {
        Refused(
            "This workbook is protected by a password: save a copy without one, then drop that file."
                .to_owned(),
        )
    } else {
        damaged_book()
    }
}

/// A cell, however the workbook hands it out.
enum Value<'a> {
    Empty,
    Whole(i64),
    Number(f64),
    Flag(bool),
    Moment(&'a ExcelDateTime),
    Text(&'a str),
    Error(&'a CellErrorType),
}

impl Value<'_> {
    fn of(data: &Data) -> Value<'_> {
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

    fn borrowed<'a>(data: &'a DataRef<'a>) -> Value<'a> {
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
#[derive(Default)]
struct Writer {
    text: String,
    field: String,
    /// Where each row ends, and how many fields it has.
    rows: Vec<(usize, u32)>,
    row: u32,
    /// Fields of the row in progress, and how many of them are not empty.
    fields: u32,
    filled: u32,
    column: u32,
}

impl Writer {
    fn go_to(&mut self, (row, column): (u32, u32), report: &dyn Fn(u64)) -> Result<(), Refused> {
        while self.row < row {
            self.end_row();
            if self.row.is_multiple_of(REPORT_EVERY) {
                report(u64::from(self.row));
                if self.text.len() > MOST_HELD {
                    return Err(grown());
                }
            }
        }
        self.column = column;
        Ok(())
    }

    fn value(&mut self, value: &Value<'_>) -> Result<(), Refused> {
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
    }

    /// Every row made as wide as the widest.
    fn finish(mut self) -> Result<Vec<u8>, Refused> {
        self.end_row();
        let width = self.rows.iter().map(|(_, fields)| *fields).max();
        let width = width.unwrap_or(0) as usize;
        let size = self.rows.iter().fold(self.text.len(), |sum, (_, fields)| {
            sum + 1 + (width - *fields as usize) * usize::from(*fields > 0)
        });
        if size > MOST_HELD {
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
