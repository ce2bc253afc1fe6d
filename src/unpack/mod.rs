//! What is not UTF-8 text becomes UTF-8 CSV: other encodings, gzip, ZIP, workbooks, and each inside another.
//!
//! Pure and pulled: `Unpacker::open` lists the members of a file (one for a text, one a sheet, one a member of an
//! archive), `start` begins one of them and says what was decided, `next` gives its bytes a chunk at a time. Text is
//! never held as a whole; a sheet is, as CSV. An archive that unpacks to absurd sizes is refused with a sentence.
//!
//! The engine's binary has no room for this: it runs in a worker of its own (`src/bin/unpack.rs`), fetched when such a
//! file is dropped. What is a table, a header or a date is not known here.

mod book;
mod bytes;
mod ods;
mod old;
mod sheet;
mod text;
mod zip;

#[cfg(test)]
mod tests;

pub use bytes::{Bytes, Section};

use crate::protocol::Decision;
use book::{Book, Format};
use encoding_rs::Decoder;
use flate2::read::MultiGzDecoder;
use std::cell::RefCell;
use std::io::{self, BufReader, Read};
use std::rc::Rc;
use zip::{BUFFER, damaged};

/// Why something cannot be unpacked: a sentence that says what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused(pub String);

impl From<io::Error> for Refused {
    fn from(error: io::Error) -> Refused {
        match error.kind() {
            io::ErrorKind::FileTooLarge => grown(),
            io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => {
                damaged()
            }
            _ => Refused(
                "The browser could not read this file; if it changed since it was dropped, drop it again."
                    .to_owned(),
            ),
        }
    }
}

/// Bytes looked at to tell what something is.
const HEAD: usize = 64 << 10;
/// Bytes looked at to find an encoding, where nothing says that more are needed.
const SAMPLE: usize = 1 << 20;
/// A workbook inside an archive, and a sheet as text, are held in memory: at most so many bytes.
const MOST_HELD: usize = 1 << 30;
/// Members of an archive at most.
const MOST_MEMBERS: usize = 500;
/// Archives inside archives at most.
const MOST_LAYERS: usize = 3;
/// Exports shrink ten to forty times, at most a hundred; a thousand and more is a trap. Not judged below `RATIO_FROM`.
const MOST_RATIO: u64 = 400;
const RATIO_FROM: u64 = 16 << 20;

/// A file that is being unpacked.
pub struct Unpacker {
    /// By the file's name, then `›` and the path or sheet inside it.
    members: Vec<(String, Content)>,
    flow: Option<Flow>,
    /// Hears how many rows of a sheet are done.
    report: Box<dyn Fn(u64)>,
}

/// How a member is got at.
enum Content {
    Text(Source),
    Sheet(Rc<RefCell<Book>>, String),
}

/// A stream that can be begun again: a stretch of bytes with what is wrapped around it.
#[derive(Clone)]
struct Source {
    bytes: Section,
    entry: Option<zip::Entry>,
    gzips: usize,
}

impl Source {
    fn open(&self) -> Result<Box<dyn Read>, Refused> {
        let mut stream: Box<dyn Read> = match &self.entry {
            Some(entry) => entry.open(&self.bytes)?,
            None => Box::new(BufReader::with_capacity(BUFFER, self.bytes.clone())),
        };
        for _ in 0..self.gzips {
            stream = Box::new(MultiGzDecoder::new(stream));
        }
        if !self.is_packed() {
            return Ok(stream);
        }
        let most = self.packed().max(1).saturating_mul(MOST_RATIO);
        Ok(Box::new(Guarded {
            stream,
            left: most.max(RATIO_FROM),
        }))
    }

    /// Bytes that it takes in the file.
    fn packed(&self) -> u64 {
        self.entry
            .as_ref()
            .map_or_else(|| self.bytes.size(), zip::Entry::packed)
    }

    fn is_packed(&self) -> bool {
        self.entry.is_some() || self.gzips > 0
    }

    /// The stream's bytes in one piece.
    fn held(&self) -> Result<Section, Refused> {
        if !self.is_packed() {
            return Ok(self.bytes.clone());
        }
        let mut out = Vec::new();
        let mut stream = self.open()?.take(MOST_HELD as u64 + 1);
        stream.read_to_end(&mut out)?;
        if out.len() > MOST_HELD {
            return Err(grown());
        }
        Ok(Section::whole(Rc::new(out)))
    }
}

/// A packed stream that may give so many bytes and no more.
struct Guarded {
    stream: Box<dyn Read>,
    left: u64,
}

impl Read for Guarded {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.stream.read(into)?;
        self.left = self
            .left
            .checked_sub(read as u64)
            .ok_or(io::ErrorKind::FileTooLarge)?;
        Ok(read)
    }
}

/// What a stream is, by its first bytes.
enum Kind {
    Gzip,
    Zip,
    Ole,
    Text,
    Other,
}

fn kind(head: &[u8]) -> Kind {
    match head {
        [0x1F, 0x8B, ..] => Kind::Gzip,
        [b'P', b'K', 3 | 5, 4 | 6, ..] => Kind::Zip,
        [0xD0, 0xCF, 0x11, 0xE0, ..] => Kind::Ole,
        _ if text::is_text(head) => Kind::Text,
        _ => Kind::Other,
    }
}

impl Unpacker {
    /// Looks into a file. `report` hears how many rows of a sheet are done while it is made into text.
    ///
    /// # Errors
    /// A file that is damaged, locked or holds nothing that could be a table.
    pub fn open(
        name: &str,
        bytes: Rc<dyn Bytes>,
        report: Box<dyn Fn(u64)>,
    ) -> Result<Unpacker, Refused> {
        let source = Source {
            bytes: Section::whole(bytes),
            entry: None,
            gzips: 0,
        };
        let mut members = Vec::new();
        list(name, source, 0, &mut members, &report)?;
        if members.is_empty() {
            return Err(Refused(
                "No text and no workbook is in this file: drop CSV files, workbooks, or an archive of them."
                    .to_owned(),
            ));
        }
        Ok(Unpacker {
            members,
            flow: None,
            report,
        })
    }

    /// The names of its tables, in order.
    pub fn members(&self) -> impl Iterator<Item = &str> {
        self.members.iter().map(|(name, _)| name.as_str())
    }

    /// Begins a member from its first byte; says what was decided about it. `whole` looks for the encoding in all of it
    /// and not in its beginning alone; `said` is the encoding of a text as the user says.
    ///
    /// # Errors
    /// A member that is damaged or would not fit into memory.
    pub fn start(
        &mut self,
        member: usize,
        whole: bool,
        said: Option<&str>,
    ) -> Result<Vec<Decision>, Refused> {
        self.flow = None;
        let Some((_, content)) = self.members.get(member) else {
            return Err(damaged());
        };
        let (flow, decisions) = match content {
            Content::Text(source) => {
                let found = match said.and_then(text::by_name) {
                    Some(found) => found,
                    None => encoding(source, whole)?,
                };
                let flow = Flow {
                    stream: source.open()?,
                    decoder: found.decoder(),
                    is_done: false,
                };
                (flow, vec![found.decision()])
            }
            Content::Sheet(book, sheet) => {
                let csv = book.borrow_mut().csv(sheet, &self.report)?;
                let decision = Decision {
                    what: "Sheet".to_owned(),
                    value: sheet.clone(),
                    because: "cells are read as they were saved, formulas as their last value"
                        .to_owned(),
                    choices: Vec::new(),
                };
                (Flow::of(csv), vec![decision])
            }
        };
        self.flow = Some(flow);
        Ok(decisions)
    }

    /// The next bytes of the member that was begun, about as many as asked for; none at its end.
    ///
    /// # Errors
    /// A member that is damaged or grows beyond reason.
    pub fn next(&mut self, size: usize) -> Result<Vec<u8>, Refused> {
        match &mut self.flow {
            Some(flow) => flow.next(size),
            None => Ok(Vec::new()),
        }
    }
}

/// Adds what a stream holds to the members.
fn list(
    name: &str,
    source: Source,
    layers: usize,
    members: &mut Vec<(String, Content)>,
    report: &dyn Fn(u64),
) -> Result<(), Refused> {
    let mut head = Vec::new();
    source.open()?.take(HEAD as u64).read_to_end(&mut head)?;
    if layers > MOST_LAYERS || members.len() > MOST_MEMBERS {
        return Err(Refused(format!(
            "This archive holds more than {MOST_MEMBERS} files, or archives inside archives inside archives: unpack it, then drop the files."
        )));
    }
    match kind(&head) {
        Kind::Gzip => {
            let source = Source {
                gzips: source.gzips + 1,
                ..source
            };
            list(name, source, layers + 1, members, report)
        }
        Kind::Zip => archive(name, &source, layers, members, report),
        Kind::Ole => {
            let book = Book::open(&source.held()?, Format::Xls, &[], report)?;
            sheets(name, book, members);
            Ok(())
        }
        Kind::Text => {
            members.push((name.to_owned(), Content::Text(source)));
            Ok(())
        }
        // What lies beside tables in an archive is passed over.
        Kind::Other if layers > 0 => Ok(()),
        Kind::Other => Err(Refused(
            "This is a binary file, not a CSV: export the data as CSV, then drop that file."
                .to_owned(),
        )),
    }
}

fn archive(
    name: &str,
    source: &Source,
    layers: usize,
    members: &mut Vec<(String, Content)>,
    report: &dyn Fn(u64),
) -> Result<(), Refused> {
    let bytes = source.held()?;
    let entries = zip::entries(&bytes)?;
    let has = |path: &str| entries.iter().any(|entry| entry.name == path);
    let format = if has("xl/workbook.xml") {
        Some(Format::Xlsx)
    } else if has("content.xml") && has("mimetype") {
        Some(Format::Ods)
    } else {
        None
    };
    if let Some(format) = format {
        let size = entries
            .iter()
            .fold(0_u64, |sum, entry| sum.saturating_add(entry.size));
        if size > 2 * MOST_HELD as u64
            || size / bytes.size().max(1) > MOST_RATIO && size > RATIO_FROM
        {
            return Err(grown());
        }
        let book = Book::open(&bytes, format, &entries, report)?;
        sheets(name, book, members);
        return Ok(());
    }
    for entry in entries {
        let is_hidden = entry
            .name
            .split('/')
            .any(|part| part.starts_with('.') || part == "__MACOSX");
        if is_hidden {
            continue;
        }
        let inner = format!("{name} › {}", entry.name);
        let source = Source {
            bytes: bytes.clone(),
            entry: Some(entry),
            gzips: 0,
        };
        list(&inner, source, layers + 1, members, report)?;
    }
    Ok(())
}

fn sheets(name: &str, book: Book, members: &mut Vec<(String, Content)>) {
    let sheets = book.sheets();
    let book = Rc::new(RefCell::new(book));
    for sheet in &sheets {
        let name = if sheets.len() == 1 {
            name.to_owned()
        } else {
            format!("{name} › {sheet}")
        };
        members.push((name, Content::Sheet(Rc::clone(&book), sheet.clone())));
    }
}

/// The encoding of a text: by its beginning, or by all of it up to a stretch that is not UTF-8.
fn encoding(source: &Source, whole: bool) -> Result<text::Found, Refused> {
    let mut stream = source.open()?;
    let mut buffer = vec![0; HEAD];
    let mut judge = text::Judge::new();
    let (mut seen, mut since) = (0, 0);
    loop {
        let read = fill(&mut stream, &mut buffer)?;
        let bytes = buffer.get(..read).unwrap_or_default();
        if seen == 0
            && let Some(found) = text::by_mark(bytes)
        {
            return Ok(found);
        }
        let last = read < HEAD;
        judge.feed(bytes, last);
        seen += read;
        if judge.is_broken() {
            since += read;
        }
        if last || since > SAMPLE || (seen > SAMPLE && !whole) {
            return Ok(judge.verdict());
        }
    }
}

/// Fills a buffer as far as the stream goes.
fn fill(stream: &mut dyn Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut at = 0;
    while at < buffer.len() {
        let read = stream.read(buffer.get_mut(at..).unwrap_or_default())?;
        if read == 0 {
            break;
        }
        at += read;
    }
    Ok(at)
}

/// A member on its way out.
struct Flow {
    stream: Box<dyn Read>,
    decoder: Option<Decoder>,
    is_done: bool,
}

impl Flow {
    fn of(text: Section) -> Flow {
        Flow {
            stream: Box::new(text),
            decoder: None,
            is_done: false,
        }
    }

    fn next(&mut self, size: usize) -> Result<Vec<u8>, Refused> {
        let mut out = Vec::new();
        let mut buffer = vec![0; size.max(1)];
        while out.is_empty() && !self.is_done {
            let read = fill(&mut self.stream, &mut buffer)?;
            self.is_done = read < buffer.len();
            buffer.truncate(read);
            match &mut self.decoder {
                Some(decoder) => text::decode(decoder, &buffer, self.is_done, &mut out),
                None => out = std::mem::take(&mut buffer),
            }
            buffer.resize(size.max(1), 0);
        }
        Ok(out)
    }
}

/// The refusal of what unpacks to absurd sizes.
fn grown() -> Refused {
    Refused(format!(
        "This file unpacks to more than {} GB or to more than {MOST_RATIO} times its size, which no export does: unpack it yourself and drop the table inside as CSV.",
        MOST_HELD >> 30
    ))
}

fn damaged_book() -> Refused {
    Refused(
        "This workbook is damaged or of a kind that is not known here: open it, save the sheet as \"CSV UTF-8\", then drop that file."
            .to_owned(),
    )
}

fn locked_book() -> Refused {
    Refused(
        "This workbook is protected by a password: save a copy without one, then drop that file."
            .to_owned(),
    )
}
