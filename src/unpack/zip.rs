//! The directory of a ZIP archive, and its members as streams: stored and deflated ones, ZIP64 sizes included.
//!
//! Written out because members are read a chunk at a time between messages, which a reader that borrows its archive
//! does not allow. Left out: encryption, archives in several volumes, other methods; each is refused by name.

use super::bytes::Section;
use super::{Refused, damaged_book, grown};
use flate2::Crc;
use flate2::read::DeflateDecoder;
use std::io::{self, BufReader, Read};

/// A member of an archive.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its path, with `/`.
    pub name: String,
    /// Bytes it claims to unpack to.
    pub size: u64,
    packed: u64,
    offset: u64,
    method: u16,
    crc: u32,
    is_locked: bool,
}

const END: &[u8] = b"PK\x05\x06";
const END_64: &[u8] = b"PK\x06\x06";
const LOCATOR_64: &[u8] = b"PK\x06\x07";
const MEMBER: &[u8] = b"PK\x01\x02";
const LOCAL: &[u8] = b"PK\x03\x04";
/// The end record and the longest comment behind it.
const TAIL: u64 = 65_557;
/// Directories larger than this are no export's.
const MOST_DIRECTORY: u64 = 64 << 20;

/// Numbers of a record, little-endian, by place.
struct Record<'a>(&'a [u8]);

impl Record<'_> {
    fn number(&self, at: usize, size: usize) -> Option<u64> {
        let bytes = self.0.get(at..at + size)?;
        Some(
            bytes
                .iter()
                .rev()
                .fold(0, |sum, byte| sum << 8 | u64::from(*byte)),
        )
    }

    fn short(&self, at: usize) -> Option<usize> {
        Some(self.number(at, 2)? as usize)
    }
}

/// The members of an archive, in the order of its directory, folders left out.
///
/// # Errors
/// An archive that is cut off or damaged.
pub fn entries(archive: &Section) -> Result<Vec<Entry>, Refused> {
    let (offset, size) = directory(archive)?.ok_or_else(damaged)?;
    if size > MOST_DIRECTORY {
        return Err(damaged());
    }
    let bytes = archive.bytes(offset, size as usize)?;
    let mut rest = bytes.as_slice();
    let mut out = Vec::new();
    while rest.starts_with(MEMBER) {
        let (entry, used) = entry(rest).ok_or_else(damaged)?;
        if !entry.name.ends_with('/') {
            out.push(entry);
        }
        rest = rest.get(used..).unwrap_or_default();
    }
    Ok(out)
}

/// Where the directory begins, and how long it is.
fn directory(archive: &Section) -> io::Result<Option<(u64, u64)>> {
    let from = archive.size().saturating_sub(TAIL);
    let tail = archive.bytes(from, TAIL as usize)?;
    let found = (0..tail.len().saturating_sub(END.len() - 1))
        .rev()
        .find(|at| tail.get(*at..).is_some_and(|rest| rest.starts_with(END)));
    let Some(at) = found else { return Ok(None) };
    let end = Record(tail.get(at..).unwrap_or_default());
    let (size, offset) = (end.number(12, 4), end.number(16, 4));
    let is_large = offset == Some(0xFFFF_FFFF) || size == Some(0xFFFF_FFFF);
    if let Some(locator) = at.checked_sub(20).and_then(|at| tail.get(at..))
        && locator.starts_with(LOCATOR_64)
        && is_large
    {
        let place = Record(locator).number(8, 8).unwrap_or(u64::MAX);
        let record = archive.bytes(place, 56)?;
        let record = Record(&record);
        if record.0.starts_with(END_64) {
            return Ok(record.number(48, 8).zip(record.number(40, 8)));
        }
        return Ok(None);
    }
    Ok(offset.zip(size))
}

/// The first entry of a directory, and its length.
fn entry(bytes: &[u8]) -> Option<(Entry, usize)> {
    let record = Record(bytes);
    let (name, extra, comment) = (record.short(28)?, record.short(30)?, record.short(32)?);
    let text = bytes.get(46..46 + name)?;
    let mut entry = Entry {
        name: String::from_utf8(text.to_vec())
            .unwrap_or_else(|_| text.iter().map(|byte| char::from(*byte)).collect()),
        size: record.number(24, 4)?,
        packed: record.number(20, 4)?,
        offset: record.number(42, 4)?,
        method: record.short(10)? as u16,
        crc: record.number(16, 4)? as u32,
        is_locked: record.short(8)? & 1 == 1,
    };
    // Sizes that do not fit stand in an extra field, in this order.
    let mut extras = bytes.get(46 + name..46 + name + extra)?;
    while let Some(length) = Record(extras).short(2) {
        let mut at = 4;
        if extras.starts_with(&[1, 0]) {
            for value in [&mut entry.size, &mut entry.packed, &mut entry.offset] {
                if *value == 0xFFFF_FFFF {
                    *value = Record(extras).number(at, 8)?;
                    at += 8;
                }
            }
        }
        extras = extras.get(4 + length..).unwrap_or_default();
    }
    Some((entry, 46 + name + extra + comment))
}

impl Entry {
    /// Bytes it takes in the archive.
    pub fn packed(&self) -> u64 {
        self.packed
    }

    /// Whether it is a part of a workbook that is read.
    pub fn is_xml(&self) -> bool {
        let ending = self.name.rsplit('.').next().unwrap_or_default();
        ["xml", "rels"]
            .iter()
            .any(|xml| ending.eq_ignore_ascii_case(xml))
    }

    /// Unpacks it once and keeps nothing: it must hold no more than it claims.
    ///
    /// # Errors
    /// A member that is damaged, or larger than it claims.
    pub fn check(&self, archive: &Section) -> Result<(), Refused> {
        if self.packed < UNCHECKED {
            return Ok(());
        }
        let mut content = self.open(archive)?.take(self.size.saturating_add(1));
        let size = io::copy(&mut content, &mut io::sink()).map_err(|_| damaged_book())?;
        if size > self.size {
            return Err(grown());
        }
        Ok(())
    }

    /// Its content as a stream, checked against its sum at the end.
    ///
    /// # Errors
    /// A member that is locked, packed in another way, or not where the directory says.
    pub fn open(&self, archive: &Section) -> Result<Box<dyn Read>, Refused> {
        let name = &self.name;
        if self.is_locked {
            return Err(Refused(format!(
                "“{name}” in this archive is protected by a password: unpack it, then drop the file inside."
            )));
        }
        let head = archive.bytes(self.offset, 30)?;
        let record = Record(&head);
        let lengths = record.short(26).zip(record.short(28));
        let Some((name_length, extra)) = lengths.filter(|_| head.starts_with(LOCAL)) else {
            return Err(damaged());
        };
        let start = self.offset + 30 + (name_length + extra) as u64;
        let part = archive.part(start, self.packed);
        if part.size() < self.packed {
            return Err(damaged());
        }
        let content: Box<dyn Read> = match self.method {
            0 => Box::new(BufReader::with_capacity(BUFFER, part)),
            8 => Box::new(DeflateDecoder::new(BufReader::with_capacity(BUFFER, part))),
            _ => {
                return Err(Refused(format!(
                    "“{name}” is packed in a way that is not known here: pack it again as an ordinary ZIP, or drop the file itself."
                )));
            }
        };
        Ok(Box::new(Checked {
            content,
            crc: Crc::new(),
            wanted: self.crc,
        }))
    }
}

/// Deflate makes at most a thousand times as much of so few bytes.
const UNCHECKED: u64 = 64 << 10;
/// Bytes read of an archive at once.
pub const BUFFER: usize = 256 << 10;

/// A stream whose sum must be this.
struct Checked {
    content: Box<dyn Read>,
    crc: Crc,
    wanted: u32,
}

impl Read for Checked {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.content.read(into)?;
        self.crc.update(into.get(..read).unwrap_or_default());
        if read == 0 && !into.is_empty() && self.crc.sum() != self.wanted {
            return Err(io::ErrorKind::InvalidData.into());
        }
        Ok(read)
    }
}

/// The refusal of an archive that cannot be read to its end.
pub fn damaged() -> Refused {
    Refused(
        "This archive is cut off or damaged: download or pack it again, then drop that file."
            .to_owned(),
    )
}
