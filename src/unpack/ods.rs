//! `OpenDocument` sheets, read as a stream: an element at a time, never the document as a whole.
//!
//! A value is what the cell's attributes say, else its text; a repeated row or cell is written as often as it stands for,
//! repeated emptiness costs nothing. Written out because a reader that holds every sheet as a grid of cells takes memory
//! without end where a few bytes claim a million rows, and waits without end for an element that is not closed. Left out:
//! formulas, annotations, drawings and tables inside cells, hidden rows.

use super::bytes::Section;
use super::sheet::{MOST_COLUMNS, MOST_ROWS, Value, Writer};
use super::zip::Entry;
use super::{Guarded, MOST_HELD, Refused, damaged_book, grown};
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use std::io::{self, BufReader, Read};

/// The sheets of a workbook as CSV, each with its name, in order.
pub type Sheets = Vec<(String, Vec<u8>)>;

/// Bytes of the list of parts looked at for a password.
const MANIFEST: u64 = 1 << 20;
/// Spaces that one element may stand for.
const MOST_SPACES: usize = 1 << 10;

type Xml = Reader<BufReader<Guarded>>;

/// Reads every sheet; `most` is the most bytes of text, all sheets together.
///
/// # Errors
/// A workbook that is locked, damaged, or larger than that.
pub fn sheets(
    archive: &Section,
    entries: &[Entry],
    most: usize,
    report: &dyn Fn(u64),
) -> Result<Sheets, Refused> {
    let part = |name: &str| entries.iter().find(|entry| entry.name == name);
    if let Some(manifest) = part("META-INF/manifest.xml") {
        let mut text = Vec::new();
        let mut stream = manifest.open(archive)?.take(MANIFEST);
        stream.read_to_end(&mut text)?;
        if String::from_utf8_lossy(&text).contains("encryption-data") {
            return Err(super::locked_book());
        }
    }
    let content = part("content.xml").ok_or_else(damaged_book)?;
    let stream = BufReader::new(Guarded {
        stream: content.open(archive)?,
        left: (most as u64).saturating_mul(8).max(MOST_HELD as u64),
    });
    let mut xml = Reader::from_reader(stream);
    let config = xml.config_mut();
    config.expand_empty_elements = true;
    config.check_end_names = false;
    let mut out: Sheets = Vec::new();
    let (mut buffer, mut left) = (Vec::new(), most);
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).map_err(lost)? {
            Event::Start(start) if start.name().as_ref() == "table:table" => {
                let name = attribute(&start, "table:name")?.unwrap_or_default();
                let csv = table(&mut xml, left, report)?;
                left = left.checked_sub(csv.len()).ok_or_else(grown)?;
                out.push((name, csv));
            }
            Event::Eof => return Ok(out),
            _ => {}
        }
    }
}

/// One sheet, from behind its opening tag to its closing one.
fn table(xml: &mut Xml, most: usize, report: &dyn Fn(u64)) -> Result<Vec<u8>, Refused> {
    let mut writer = Writer::new(most, report);
    let mut buffer = Vec::new();
    let mut cells = Vec::new();
    let (mut at, mut inside) = (0_u32, 0);
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).map_err(lost)? {
            Event::Start(start) => match start.name().as_ref() {
                "table:table" => inside += 1,
                "table:table-row" if inside == 0 => {
                    let repeats = repeats(&start, "table:number-rows-repeated")?;
                    row(xml, &mut cells)?;
                    let next = at.saturating_add(repeats);
                    // Emptiness stands for a million rows at the end of most sheets.
                    if !cells.is_empty() {
                        let wide = cells.iter().fold(0, |sum, cell| sum + cell.to - cell.from);
                        if u64::from(repeats) * u64::from(wide) > most as u64 {
                            return Err(grown());
                        }
                        for row in at..next {
                            for cell in &cells {
                                cell.write(row, &mut writer)?;
                            }
                        }
                    }
                    at = next.min(MOST_ROWS);
                }
                _ => {}
            },
            Event::End(end) if end.name().as_ref() == "table:table" => {
                if inside == 0 {
                    return writer.finish();
                }
                inside -= 1;
            }
            Event::Eof => return Err(damaged_book()),
            _ => {}
        }
    }
}

/// A cell that is not empty, and the columns it stands in.
struct Cell {
    from: u32,
    to: u32,
    content: Content,
}

enum Content {
    Number(f64),
    Flag(bool),
    Text(String),
}

impl Cell {
    fn write(&self, row: u32, writer: &mut Writer<'_>) -> Result<(), Refused> {
        let value = match &self.content {
            Content::Number(number) => Value::Number(*number),
            Content::Flag(flag) => Value::Flag(*flag),
            Content::Text(text) => Value::Text(text),
        };
        for column in self.from..self.to {
            writer.go_to((row, column))?;
            writer.value(&value)?;
        }
        Ok(())
    }
}

/// One row, from behind its opening tag to its closing one.
fn row(xml: &mut Xml, cells: &mut Vec<Cell>) -> Result<(), Refused> {
    cells.clear();
    let mut buffer = Vec::new();
    let mut from = 0_u32;
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).map_err(lost)? {
            Event::Start(start) if is_cell(start.name().as_ref()) => {
                let repeats = repeats(&start, "table:number-columns-repeated")?;
                let to = from.saturating_add(repeats).min(MOST_COLUMNS);
                if let Some(content) = content(xml, &start)? {
                    cells.push(Cell { from, to, content });
                }
                from = to;
            }
            Event::End(end) if end.name().as_ref() == "table:table-row" => return Ok(()),
            Event::Eof => return Err(damaged_book()),
            _ => {}
        }
    }
}

fn is_cell(name: &str) -> bool {
    matches!(name, "table:table-cell" | "table:covered-table-cell")
}

/// What a cell holds, up to its closing tag.
fn content(xml: &mut Xml, start: &BytesStart<'_>) -> Result<Option<Content>, Refused> {
    let mut said = None;
    let (mut is_text, mut is_error) = (false, false);
    for attribute in start.attributes().with_checks(false) {
        let attribute = attribute.map_err(|_| damaged_book())?;
        let value = attribute
            .normalized_value(XmlVersion::default())
            .map_err(|_| damaged_book())?;
        let content = match attribute.key.as_ref() {
            "office:value" => {
                let number = value.trim().parse().map_err(|_| damaged_book())?;
                Content::Number(number)
            }
            "office:string-value" | "office:date-value" | "office:time-value" => {
                Content::Text(value.into_owned())
            }
            "office:boolean-value" => Content::Flag(value.eq_ignore_ascii_case("true")),
            "office:value-type" => {
                is_text = value == "string";
                continue;
            }
            "calcext:value-type" => {
                is_error = value == "error";
                continue;
            }
            _ => continue,
        };
        said = said.or(Some(content));
    }
    let text = text(xml)?;
    let is_bare = matches!(&said, Some(Content::Text(said)) if said.is_empty());
    Ok(match said {
        Some(said) if !(is_error && is_bare) => Some(said),
        None if !is_text && !is_error => None,
        _ if text.is_empty() => None,
        _ => Some(Content::Text(text)),
    })
}

/// The text of a cell, paragraphs on lines of their own, up to its closing tag.
fn text(xml: &mut Xml) -> Result<String, Refused> {
    let mut out = String::new();
    let mut buffer = Vec::new();
    let (mut depth, mut hidden, mut is_first) = (0_usize, None, true);
    loop {
        buffer.clear();
        let event = xml.read_event_into(&mut buffer).map_err(lost)?;
        match event {
            Event::Start(start) => {
                depth += 1;
                match start.name().as_ref() {
                    _ if hidden.is_some() => {}
                    "office:annotation" | "table:table" => hidden = Some(depth),
                    name if name.starts_with("draw:") => hidden = Some(depth),
                    "text:p" if !std::mem::take(&mut is_first) => out.push('\n'),
                    "text:s" => {
                        let count = repeats(&start, "text:c")? as usize;
                        out.extend(std::iter::repeat_n(' ', count.min(MOST_SPACES)));
                    }
                    "text:tab" => out.push('\t'),
                    "text:line-break" => out.push('\n'),
                    _ => {}
                }
            }
            Event::End(end) => {
                if hidden == Some(depth) {
                    hidden = None;
                }
                let Some(outer) = depth.checked_sub(1) else {
                    return Ok(out);
                };
                // A tag that was never closed does not swallow the cells behind it.
                if is_cell(end.name().as_ref()) && hidden.is_none() {
                    return Ok(out);
                }
                depth = outer;
            }
            Event::Text(piece) if hidden.is_none() && depth > 0 => {
                out.push_str(&piece.xml10_content());
            }
            Event::CData(piece) if hidden.is_none() => out.push_str(&piece.xml10_content()),
            Event::GeneralRef(entity) if hidden.is_none() => out.push(letter(&entity)?),
            Event::Eof => return Err(damaged_book()),
            _ => {}
        }
    }
}

/// The letter that stands behind `&…;`.
fn letter(entity: &BytesRef<'_>) -> Result<char, Refused> {
    match entity.as_ref() {
        "amp" => Ok('&'),
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "quot" => Ok('"'),
        "apos" => Ok('\''),
        _ => {
            let found = entity.resolve_char_ref().map_err(|_| damaged_book())?;
            found.ok_or_else(damaged_book)
        }
    }
}

/// How often an element stands for itself.
fn repeats(start: &BytesStart<'_>, name: &str) -> Result<u32, Refused> {
    match attribute(start, name)? {
        Some(text) => text.trim().parse().map_err(|_| damaged_book()),
        None => Ok(1),
    }
}

fn attribute(start: &BytesStart<'_>, name: &str) -> Result<Option<String>, Refused> {
    for attribute in start.attributes().with_checks(false) {
        let attribute = attribute.map_err(|_| damaged_book())?;
        if attribute.key.as_ref() == name {
            let value = attribute.normalized_value(XmlVersion::default());
            return value
                .map(|value| Some(value.into_owned()))
                .map_err(|_| damaged_book());
        }
    }
    Ok(None)
}

/// What ended the stream: the archive, or the text itself.
fn lost(error: quick_xml::Error) -> Refused {
    match error {
        quick_xml::Error::Io(error) if error.kind() == io::ErrorKind::FileTooLarge => grown(),
        quick_xml::Error::Io(error) if error.kind() == io::ErrorKind::NotFound => {
            Refused::from(io::Error::from(io::ErrorKind::NotFound))
        }
        _ => damaged_book(),
    }
}
