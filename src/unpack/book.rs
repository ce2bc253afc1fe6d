//! Sheets of a workbook (.xlsx, .xls, .ods) as CSV.
//!
//! A formula is the value that was saved with it, an error its name, a date ISO 8601, text as it stands, whatever it
//! begins with. Styles, charts and hidden rows are not looked at. What a workbook claims of its size is checked before it
//! is read, and no more text is made of it than its bytes can hold.

use super::bytes::Section;
use super::sheet::{Value, Writer};
use super::zip::{BUFFER, Entry};
use super::{MOST_HELD, MOST_RATIO, Refused, damaged_book, locked_book, ods, old};
use calamine::{Reader, SheetType, Xls, Xlsx};
use std::fmt::Display;
use std::io::BufReader;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;

/// Bytes of text that even a small workbook may have.
const LEAST_TEXT: usize = 128 << 20;

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
pub struct Book {
    content: Content,
    most: usize,
    /// The sheet made into text last: a file may be read twice.
    last: Option<(String, Section)>,
}

enum Content {
    /// Read cell by cell.
    Xlsx(Box<Xlsx<Stream>>),
    /// Read as a whole.
    Xls(Box<Xls<Stream>>),
    /// Text already.
    Ods(Vec<(String, Section)>),
}

impl Book {
    /// Opens a workbook; `entries` are the members of the archive that it is. `report` hears how many rows are done.
    ///
    /// # Errors
    /// A workbook that is locked or damaged, or claims more than its bytes can hold.
    pub fn open(
        bytes: &Section,
        format: Format,
        entries: &[Entry],
        report: &dyn Fn(u64),
    ) -> Result<Book, Refused> {
        let stream = || BufReader::with_capacity(BUFFER, bytes.clone());
        let xlsx = || careful(|| Xlsx::new(stream()));
        let most = usize::try_from(bytes.size().saturating_mul(MOST_RATIO)).unwrap_or(MOST_HELD);
        let most = most.clamp(LEAST_TEXT, MOST_HELD);
        let content = match format {
            Format::Xlsx => {
                for entry in entries.iter().filter(|entry| entry.is_xml()) {
                    entry.check(bytes)?;
                }
                Content::Xlsx(Box::new(xlsx()?))
            }
            Format::Ods => {
                let sheets = ods::sheets(bytes, entries, most, report)?.into_iter();
                let held = |text| Section::whole(Rc::new(text));
                Content::Ods(sheets.map(|(name, text)| (name, held(text))).collect())
            }
            Format::Xls => {
                old::check(bytes)?;
                match careful(|| Xls::new(stream())) {
                    Ok(book) => Content::Xls(Box::new(book)),
                    // A new workbook behind a password is packed like an old one.
                    Err(refused) => return Err(xlsx().err().unwrap_or(refused)),
                }
            }
        };
        Ok(Book {
            content,
            most,
            last: None,
        })
    }

    /// Its sheets, in order; charts and macros are none.
    pub fn sheets(&self) -> Vec<String> {
        let sheets = match &self.content {
            Content::Xlsx(book) => book.sheets_metadata(),
            Content::Xls(book) => book.sheets_metadata(),
            Content::Ods(sheets) => return sheets.iter().map(|(name, _)| name.clone()).collect(),
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
    pub fn csv(&mut self, sheet: &str, report: &dyn Fn(u64)) -> Result<Section, Refused> {
        if let Some((name, text)) = &self.last
            && name == sheet
        {
            return Ok(text.clone());
        }
        // The one before goes first: two may not fit.
        self.last = None;
        let mut table = Writer::new(self.most, report);
        match &mut self.content {
            Content::Xlsx(book) => {
                // Cell by cell: a sheet of a million rows is never held as cells.
                let mut cells = careful(|| book.worksheet_cells_reader(sheet))?;
                while let Some(cell) = careful(|| cells.next_cell())? {
                    table.go_to(cell.get_position())?;
                    table.value(&Value::borrowed(cell.get_value()))?;
                }
            }
            Content::Xls(book) => {
                let range = careful(|| book.worksheet_range(sheet))?;
                let (top, left) = range.start().unwrap_or_default();
                for (row, column, value) in range.used_cells() {
                    table.go_to((top + row as u32, left + column as u32))?;
                    table.value(&Value::of(value))?;
                }
            }
            Content::Ods(sheets) => {
                let found = sheets.iter().find(|(name, _)| name == sheet);
                return found.map(|(_, text)| text.clone()).ok_or_else(damaged_book);
            }
        }
        let text = Section::whole(Rc::new(table.finish()?));
        self.last = Some((sheet.to_owned(), text.clone()));
        Ok(text)
    }
}

/// What the crate that reads workbooks makes of one. It panics on some that are broken: natively that is caught here; in
/// the browser a panic ends the worker, and the engine refuses the file.
fn careful<T, E: Display>(read: impl FnOnce() -> Result<T, E>) -> Result<T, Refused> {
    match catch_unwind(AssertUnwindSafe(read)) {
        Ok(Ok(read)) => Ok(read),
        Ok(Err(error)) if error.to_string().to_lowercase().contains("password") => {
            Err(locked_book())
        }
        _ => Err(damaged_book()),
    }
}
