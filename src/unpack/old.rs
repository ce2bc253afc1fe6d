//! What an old workbook (.xls) claims of itself, checked before it is read: chains of sectors that end, streams no longer
//! than the file, sheets no wider than memory.
//!
//! The crate that reads them follows a chain round and round and keeps each sheet as a grid from its first cell to its
//! last: a few bytes can ask for all the memory there is. What cannot be followed here is left to the crate to refuse.

use super::bytes::Section;
use super::{Refused, damaged_book, grown};
use encoding_rs::UTF_16LE;

/// Cells of a workbook's grids, all sheets together: a whole sheet of the format has half as many.
const MOST_CELLS: u64 = 1 << 25;
/// Sector numbers from here on are marks, not places.
const MARKS: u32 = 0xFFFF_FFFA;
const END: u32 = 0xFFFF_FFFE;
/// A stream below this length lies in small sectors.
const SMALL: usize = 4096;
const SMALL_SECTOR: usize = 64;

/// Checks a workbook.
///
/// # Errors
/// One that would take more memory than its size explains.
pub fn check(bytes: &Section) -> Result<(), Refused> {
    let size = usize::try_from(bytes.size()).map_err(|_| grown())?;
    let file = bytes.bytes(0, size)?;
    let Some(container) = Container::of(&file)? else {
        return Ok(());
    };
    for stream in container.workbooks()? {
        let (mut cells, mut seen) = (0, 0);
        for place in sheets(&stream) {
            let sheet = Extent::of(stream.get(place..).unwrap_or_default());
            cells += sheet.cells();
            seen += sheet.bytes;
            if cells > MOST_CELLS || sheet.claimed > MOST_CELLS / 2 {
                return Err(grown());
            }
            // Sheets do not share their records.
            if seen > stream.len() * 2 {
                return Err(damaged_book());
            }
        }
    }
    Ok(())
}

fn short(bytes: &[u8], at: usize) -> Option<u32> {
    let bytes = bytes.get(at..at.checked_add(2)?)?;
    Some(u32::from(u16::from_le_bytes(bytes.try_into().ok()?)))
}

fn long(bytes: &[u8], at: usize) -> Option<u32> {
    let bytes = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(bytes.try_into().ok()?))
}

fn longs(bytes: &[u8]) -> impl Iterator<Item = u32> + '_ {
    (0..bytes.len() / 4).filter_map(|at| long(bytes, at * 4))
}

/// A file that holds streams in chains of sectors.
struct Container<'a> {
    /// Behind the header.
    sectors: &'a [u8],
    sector: usize,
    /// The sector after each.
    next: Vec<u32>,
    entries: Vec<u8>,
    has_small: bool,
    /// The small sector after each.
    small: Vec<u32>,
}

impl<'a> Container<'a> {
    /// `None` where it is none that the crate would follow.
    fn of(file: &'a [u8]) -> Result<Option<Container<'a>>, Refused> {
        let sector = match short(file, 30) {
            Some(9) => 512,
            Some(12) => 4096,
            _ => return Ok(None),
        };
        let header = |at| long(file, at).unwrap_or(END);
        let mut container = Container {
            sectors: file.get(sector..).unwrap_or_default(),
            sector,
            next: Vec::new(),
            entries: Vec::new(),
            has_small: header(64) > 0,
            small: Vec::new(),
        };
        // Where the table of chains lies: 109 places in the header, more in a chain of their own.
        let mut tables: Vec<u32> = longs(file.get(76..512).unwrap_or_default()).collect();
        let mut more = header(68);
        let most = container.count();
        for _ in 0..=most {
            let Some(found) = (more < MARKS).then(|| container.get(more)) else {
                break;
            };
            tables.extend(longs(found));
            more = tables.pop().unwrap_or(END);
        }
        tables.retain(|place| *place < 0xFFFF_FFFC);
        if tables.len() > most + 1 {
            return Err(damaged_book());
        }
        for place in tables {
            let table: Vec<u32> = longs(container.get(place)).collect();
            container.next.extend(table);
        }
        container.entries = container.chain(header(48), usize::MAX)?;
        let small = header(64) as usize;
        if container.has_small {
            let length = small
                .checked_mul(sector)
                .filter(|length| *length <= file.len() + sector);
            let length = length.ok_or_else(damaged_book)?;
            container.small = longs(&container.chain(header(60), length)?).collect();
        }
        Ok(Some(container))
    }

    fn count(&self) -> usize {
        self.sectors.len() / self.sector + 1
    }

    fn get(&self, place: u32) -> &[u8] {
        let from = (place as usize)
            .saturating_mul(self.sector)
            .min(self.sectors.len());
        let to = from.saturating_add(self.sector).min(self.sectors.len());
        self.sectors.get(from..to).unwrap_or_default()
    }

    /// The bytes of a chain, at most so many.
    fn chain(&self, mut place: u32, most: usize) -> Result<Vec<u8>, Refused> {
        let mut out = Vec::new();
        let mut left = self.count() + 1;
        while place != END {
            left = left.checked_sub(1).ok_or_else(damaged_book)?;
            out.extend_from_slice(self.get(place));
            if out.len() >= most {
                break;
            }
            place = *self.next.get(place as usize).ok_or_else(damaged_book)?;
        }
        out.truncate(most);
        Ok(out)
    }

    /// The streams that may hold the sheets.
    fn workbooks(&self) -> Result<Vec<Vec<u8>>, Refused> {
        let most = self.sectors.len() + self.sector;
        let length = |entry: &[u8]| long(entry, 120).unwrap_or_default() as usize;
        let is_long = |entry: &[u8]| {
            length(entry) > most || self.sector == 4096 && long(entry, 124) != Some(0)
        };
        let root = self.entries.get(..128).unwrap_or_default();
        if self.has_small && is_long(root) {
            return Err(damaged_book());
        }
        let mut out = Vec::new();
        for wanted in ["workbook", "book"] {
            let is_wanted = |entry: &&[u8]| {
                let (name, _, _) = UTF_16LE.decode(entry.get(..64).unwrap_or_default());
                let name = name.split('\0').next().unwrap_or_default();
                name.eq_ignore_ascii_case(wanted)
            };
            let Some(entry) = self.entries.chunks_exact(128).find(is_wanted) else {
                continue;
            };
            if is_long(entry) {
                return Err(damaged_book());
            }
            let (start, length) = (long(entry, 116).unwrap_or(END), length(entry));
            out.push(if length < SMALL {
                let held = self.chain(long(root, 116).unwrap_or(END), most)?;
                self.small_chain(&held, start, length)
            } else {
                self.chain(start, length)?
            });
        }
        Ok(out)
    }

    /// The bytes of a chain of small sectors, as far as it goes.
    fn small_chain(&self, held: &[u8], start: u32, length: usize) -> Vec<u8> {
        let (mut place, mut out) = (start, Vec::new());
        while place != END && out.len() < length {
            let from = (place as usize)
                .saturating_mul(SMALL_SECTOR)
                .min(held.len());
            let to = (from + SMALL_SECTOR).min(held.len());
            out.extend_from_slice(held.get(from..to).unwrap_or_default());
            match self.small.get(place as usize) {
                Some(next) if from < to => place = *next,
                _ => break,
            }
        }
        out
    }
}

/// Records of a stream: kind and content.
fn records(stream: &[u8]) -> impl Iterator<Item = (u32, &[u8])> {
    let mut rest = stream;
    std::iter::from_fn(move || {
        let (kind, length) = (short(rest, 0)?, short(rest, 2)? as usize);
        let content = rest.get(4..4 + length)?;
        rest = rest.get(4 + length..)?;
        Some((kind, content))
    })
}

/// Where the sheets begin.
fn sheets(stream: &[u8]) -> Vec<usize> {
    let globals = records(stream).take_while(|(kind, _)| *kind != 0x0A);
    let places = globals.filter(|(kind, _)| *kind == 0x85);
    places
        .filter_map(|(_, content)| long(content, 0))
        .map(|place| place as usize)
        .collect()
}

/// The grid that holds every cell of a sheet.
#[derive(Default)]
struct Extent {
    /// First and last.
    rows: Option<(u32, u32)>,
    columns: Option<(u32, u32)>,
    /// Cells that the sheet says it has.
    claimed: u64,
    /// Bytes of its records.
    bytes: usize,
}

impl Extent {
    fn of(stream: &[u8]) -> Extent {
        let mut out = Extent::default();
        // Charts inside a sheet have records of their own.
        let mut depth = 0;
        for (kind, content) in records(stream) {
            out.bytes += content.len() + 4;
            match kind {
                0x0809 => depth += 1,
                0x0A if depth <= 1 => break,
                0x0A => depth -= 1,
                0x0200 if depth <= 1 => out.claim(content),
                0x0006 | 0x00BD | 0x00D6 | 0x00FD | 0x0203..=0x0205 | 0x027E if depth <= 1 => {
                    let column = short(content, 2);
                    out.rows = wider(out.rows, short(content, 0));
                    out.columns = wider(out.columns, column);
                    if kind == 0xBD {
                        let last = content.len().saturating_sub(2);
                        out.columns = wider(out.columns, short(content, last));
                    }
                }
                _ => {}
            }
        }
        out
    }

    fn claim(&mut self, content: &[u8]) {
        let (rows, columns) = if content.len() == 10 {
            (short(content, 0).zip(short(content, 2)), short(content, 6))
        } else {
            (long(content, 0).zip(long(content, 4)), short(content, 10))
        };
        let (from, to) = rows.unwrap_or_default();
        let columns = columns.unwrap_or_default().max(1);
        // Counted round, as the crate does where the first row is behind the last.
        let rows = to.saturating_sub(1).wrapping_sub(from).wrapping_add(1);
        self.claimed = self.claimed.max(u64::from(rows) * u64::from(columns));
    }

    fn cells(&self) -> u64 {
        let span = |span: Option<(u32, u32)>| span.map_or(0, |(from, to)| u64::from(to - from) + 1);
        span(self.rows) * span(self.columns)
    }
}

fn wider(span: Option<(u32, u32)>, at: Option<u32>) -> Option<(u32, u32)> {
    match (span, at) {
        (Some((from, to)), Some(at)) => Some((from.min(at), to.max(at))),
        (None, Some(at)) => Some((at, at)),
        (span, None) => span,
    }
}
