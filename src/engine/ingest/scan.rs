//! Finds records and fields: RFC 4180 with the liberties that real exports take.
//!
//! Contract: `\n`, `\r\n` and a lone `\r` end a record; a quoted field may hold delimiters, line breaks and doubled
//! quotes; a quote inside an unquoted field is text; blank lines are no records. A closing quote followed by text, and
//! a quote that is never closed, cost one line (the record's first) and reading goes on at the next, so that one bad
//! quote cannot swallow a file. A line longer than `LINE_LIMIT` ends the file. The outcome depends on the bytes alone,
//! never on where slices or batches border. Leaves out what the fields mean. Longer than most files because the states
//! of one machine stand together.

use super::mask::{BLOCK, structural};
use super::text::QUOTE;
use std::slice::ChunksExact;

/// Longest line, in bytes.
pub const LINE_LIMIT: usize = 4 << 20;

/// Why a record is set aside before its fields are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It has this many fields, not as many as the header.
    Ragged(usize),
    /// Text after a closing quote.
    StrayQuote,
    /// A quote that is never closed.
    UnclosedQuote,
}

/// A record that is set aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadRecord {
    /// From here …
    pub start: usize,
    /// … to here in the buffer.
    pub end: usize,
    /// Line of its first byte.
    pub line: u64,
    /// Why.
    pub fault: Fault,
}

/// How a batch ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The batch is full; go on at `next`.
    Full,
    /// The buffer is used up to `next`; what is left is the beginning of a record.
    Starved,
    /// A line is longer than `LINE_LIMIT`.
    TooLong,
}

/// Records found in a buffer, and where to go on.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// For each record `width` + 1 positions: the byte before the record (wrapping), then the end of each field.
    bounds: Vec<u32>,
    used: usize,
    /// Line of each record's first byte.
    pub lines: Vec<u64>,
    /// Records set aside.
    pub bad: Vec<BadRecord>,
    /// Lines of records that stand right below a blank line, rising.
    below_blank: Vec<u64>,
    /// Whether a blank line stands right above `next`.
    blank_above_next: bool,
    /// Whether any quote was seen.
    pub quotes: bool,
    /// Fields a record.
    pub width: usize,
    /// Where the next batch begins.
    pub next: usize,
    /// The line there.
    pub next_line: u64,
}

impl Batch {
    /// Good records.
    pub fn rows(&self) -> usize {
        self.lines.len()
    }

    /// Whether the record of this line stands right below a blank line.
    pub fn is_below_blank(&self, line: u64) -> bool {
        self.below_blank.binary_search(&line).is_ok()
    }

    /// The positions of one record; none where there is no such row.
    pub fn record(&self, row: usize) -> &[u32] {
        let stride = self.width + 1;
        self.bounds
            .get(row * stride..(row + 1) * stride)
            .unwrap_or_default()
    }

    /// The records from a row on, so many at a time: the positions of each stand end to end.
    #[inline]
    pub fn groups(&self, from: usize, rows: usize) -> impl Iterator<Item = ChunksExact<'_, u32>> {
        let stride = self.width + 1;
        let bounds = self.bounds.get(from * stride..self.used);
        bounds
            .unwrap_or_default()
            .chunks(stride * rows)
            .map(move |group| group.chunks_exact(stride))
    }

    /// The positions of each record: a window of two is a field, see `field`.
    #[inline]
    pub fn records(&self) -> ChunksExact<'_, u32> {
        self.bounds
            .get(..self.used)
            .unwrap_or_default()
            .chunks_exact(self.width + 1)
    }
}

/// The bytes of a record's field.
#[inline]
pub fn field<'a>(buffer: &'a [u8], record: &[u32], at: usize) -> &'a [u8] {
    match (record.get(at), record.get(at + 1)) {
        (Some(before), Some(end)) => buffer
            .get(before.wrapping_add(1) as usize..*end as usize)
            .unwrap_or_default(),
        _ => &[],
    }
}

/// A record's field and all that follows it in the buffer: the bytes from its first, and its length.
#[inline]
pub fn onward<'a>(buffer: &'a [u8], record: &[u32], at: usize) -> (&'a [u8], usize) {
    match (record.get(at), record.get(at + 1)) {
        (Some(before), Some(end)) => {
            let start = before.wrapping_add(1);
            let rest = buffer.get(start as usize..).unwrap_or_default();
            (rest, end.wrapping_sub(start) as usize)
        }
        _ => (&[], 0),
    }
}

/// A record and all that follows it in the buffer: the bytes from its first, and its length.
#[inline]
pub fn whole_onward<'a>(buffer: &'a [u8], record: &[u32]) -> (&'a [u8], usize) {
    match record {
        [before, .., end] => {
            let start = before.wrapping_add(1);
            let rest = buffer.get(start as usize..).unwrap_or_default();
            (rest, end.wrapping_sub(start) as usize)
        }
        _ => (&[], 0),
    }
}

/// The bytes of a whole record, without its line break.
#[inline]
pub fn whole<'a>(buffer: &'a [u8], record: &[u32]) -> &'a [u8] {
    match record {
        [before, .., end] => buffer
            .get(before.wrapping_add(1) as usize..*end as usize)
            .unwrap_or_default(),
        _ => &[],
    }
}

/// A record at the beginning of a file.
#[derive(Debug)]
pub struct First<'a> {
    /// Its fields, as they stand.
    pub fields: Vec<&'a [u8]>,
    /// Where it begins in the buffer, and on which line.
    pub start: usize,
    /// Line of its first byte.
    pub line: u64,
    /// Where the next record begins in the buffer.
    pub next: usize,
    /// Line of the next record.
    pub next_line: u64,
}

/// The records at the beginning of a buffer, of any width; `last` says that the file ends with the buffer. Records
/// set aside are left out.
pub fn first_records(buffer: &[u8], delimiter: u8, limit: usize, last: bool) -> Vec<First<'_>> {
    let mut out = Vec::new();
    let (mut at, mut line) = (0, 1);
    let mut batch = Batch::default();
    while out.len() < limit {
        let stop = Scanner::new(delimiter, None).fill(&mut batch, buffer, at, line, last, 1);
        (at, line) = (batch.next, batch.next_line);
        if batch.rows() == 1 {
            let bounds = batch.bounds.get(..batch.used).unwrap_or_default();
            out.push(First {
                start: bounds
                    .first()
                    .map_or(0, |before| before.wrapping_add(1) as usize),
                line: batch.lines.first().copied().unwrap_or_default(),
                fields: bounds
                    .windows(2)
                    .map(|pair| field(buffer, pair, 0))
                    .collect(),
                next: at,
                next_line: line,
            });
        }
        if stop != Stop::Full {
            break;
        }
    }
    out
}

/// Finds records.
#[derive(Clone, Copy, Debug)]
pub struct Scanner {
    delimiter: u8,
    /// Fields a record must have; `None` for any.
    width: Option<usize>,
}

/// A record in progress.
struct Open {
    /// Its first byte, and the first byte of the field in progress.
    record: usize,
    field: usize,
    /// Where its bounds begin, and where the next one goes.
    mark: usize,
    at: usize,
    quoted: bool,
    stray: bool,
    /// Line breaks inside quotes.
    breaks: u64,
    line: u64,
}

impl Open {
    #[inline]
    fn begin(&mut self, bounds: &mut Vec<u32>, record: usize, line: u64) {
        put(bounds, self.mark, (record as u32).wrapping_sub(1));
        self.at = self.mark + 1;
        self.record = record;
        self.field = record;
        self.quoted = false;
        self.stray = false;
        self.breaks = 0;
        self.line = line;
    }

    /// Fields closed.
    #[inline]
    fn fields(&self) -> usize {
        self.at - self.mark - 1
    }

    #[inline]
    fn end_field(&mut self, bounds: &mut Vec<u32>, at: usize) {
        put(bounds, self.at, at as u32);
        self.at += 1;
        self.field = at + 1;
    }
}

/// What became of a record.
enum Closed {
    /// Read on after it.
    Done,
    /// Its first line is set aside; read again from here.
    Resync(usize),
    /// Its first line is too long.
    TooLong,
}

impl Scanner {
    /// A scanner for records of so many fields, or any.
    pub fn new(delimiter: u8, width: Option<usize>) -> Scanner {
        Scanner { delimiter, width }
    }

    /// Fills a batch with up to `limit` records from `from` on; `last` says that the file ends with the buffer.
    pub fn fill(
        self,
        batch: &mut Batch,
        buffer: &[u8],
        from: usize,
        line: u64,
        last: bool,
        limit: usize,
    ) -> Stop {
        batch.used = 0;
        batch.lines.clear();
        batch.bad.clear();
        batch.below_blank.clear();
        if std::mem::take(&mut batch.blank_above_next) {
            batch.below_blank.push(line);
        }
        batch.quotes = false;
        batch.width = self.width.unwrap_or(0);
        let room = (limit + 1) * (self.width.unwrap_or(64) + 2);
        if batch.bounds.len() < room {
            batch.bounds.resize(room, 0);
        }
        let mut open = Open {
            record: from,
            field: from,
            mark: 0,
            at: 1,
            quoted: false,
            stray: false,
            breaks: 0,
            line,
        };
        open.begin(&mut batch.bounds, from, line);
        let stop = self.run(batch, buffer, last, limit, &mut open);
        batch.used = open.mark;
        batch.next = open.record;
        batch.next_line = open.line;
        batch.blank_above_next = batch.below_blank.last() == Some(&open.line);
        stop
    }

    fn run(
        self,
        batch: &mut Batch,
        buffer: &[u8],
        last: bool,
        limit: usize,
        open: &mut Open,
    ) -> Stop {
        let mut base = open.record;
        // Bytes before this are spent: the second of a doubled quote, the `\n` of `\r\n`.
        let mut skip = base;
        loop {
            while base < buffer.len() {
                let mut mask = block_mask(buffer, base, self.delimiter);
                let mut again = None;
                while mask != 0 {
                    let at = base + mask.trailing_zeros() as usize;
                    mask &= mask - 1;
                    if at < skip {
                        continue;
                    }
                    let byte = buffer.get(at).copied().unwrap_or_default();
                    if byte == self.delimiter {
                        if !open.quoted {
                            open.end_field(&mut batch.bounds, at);
                        }
                        continue;
                    }
                    if byte == QUOTE {
                        batch.quotes = true;
                        match quote(buffer, at, open, self.delimiter, last) {
                            Some(to) => skip = to,
                            // Only the bytes to come can tell: the buffer ends here.
                            None => break,
                        }
                        continue;
                    }
                    let next = if byte == b'\r' {
                        match buffer.get(at + 1) {
                            Some(b'\n') => at + 2,
                            None if !last => break,
                            _ => at + 1,
                        }
                    } else {
                        at + 1
                    };
                    if open.quoted {
                        open.breaks += 1;
                        skip = next;
                        continue;
                    }
                    match self.end_record(batch, buffer, open, at, next) {
                        Closed::Done => skip = next,
                        Closed::Resync(to) => again = Some(to),
                        Closed::TooLong => return Stop::TooLong,
                    }
                    if batch.lines.len() + batch.bad.len() >= limit {
                        return Stop::Full;
                    }
                    if again.is_some() {
                        break;
                    }
                }
                base = match again {
                    Some(to) => {
                        skip = to;
                        to
                    }
                    None => base + BLOCK,
                };
            }
            // The buffer ends inside a record, or at its end.
            if open.record >= buffer.len() {
                return Stop::Starved;
            }
            // One byte more than the limit may be a `\r` that waits for its `\n`.
            let closed = if buffer.len() - open.record > LINE_LIMIT + 1 {
                set_aside(batch, buffer, open, Fault::UnclosedQuote)
            } else if !last {
                return Stop::Starved;
            } else if open.quoted {
                set_aside(batch, buffer, open, Fault::UnclosedQuote)
            } else {
                self.end_record(batch, buffer, open, buffer.len(), buffer.len())
            };
            match closed {
                Closed::TooLong => return Stop::TooLong,
                Closed::Done => return Stop::Starved,
                Closed::Resync(to) => (base, skip) = (to, to),
            }
            if batch.lines.len() + batch.bad.len() >= limit {
                return Stop::Full;
            }
        }
    }

    #[inline]
    fn end_record(
        self,
        batch: &mut Batch,
        buffer: &[u8],
        open: &mut Open,
        at: usize,
        next: usize,
    ) -> Closed {
        if at - open.record > LINE_LIMIT {
            return set_aside(batch, buffer, open, Fault::UnclosedQuote);
        }
        if open.stray {
            return set_aside(batch, buffer, open, Fault::StrayQuote);
        }
        let line = open.line;
        let following = line + 1 + open.breaks;
        if open.fields() == 0 {
            let text = buffer.get(open.record..at).unwrap_or_default();
            if text.iter().all(|b| matches!(b, b' ' | b'\t')) {
                open.begin(&mut batch.bounds, next, following);
                batch.below_blank.push(following);
                return Closed::Done;
            }
        }
        open.end_field(&mut batch.bounds, at);
        let fields = open.fields();
        if self.width.is_none_or(|width| width == fields) {
            batch.lines.push(line);
            open.mark = open.at;
        } else {
            batch.bad.push(BadRecord {
                start: open.record,
                end: at,
                line,
                fault: Fault::Ragged(fields),
            });
        }
        open.begin(&mut batch.bounds, next, following);
        Closed::Done
    }
}

#[inline]
fn put(bounds: &mut Vec<u32>, at: usize, value: u32) {
    if let Some(slot) = bounds.get_mut(at) {
        *slot = value;
    } else {
        widen(bounds, at, value);
    }
}

#[cold]
fn widen(bounds: &mut Vec<u32>, at: usize, value: u32) {
    bounds.resize(at * 2 + 64, 0);
    if let Some(slot) = bounds.get_mut(at) {
        *slot = value;
    }
}

#[inline]
fn block_mask(buffer: &[u8], base: usize, delimiter: u8) -> u64 {
    if let Some(block) = buffer.get(base..).and_then(|rest| rest.first_chunk()) {
        return structural(block, delimiter);
    }
    let rest = buffer.get(base..).unwrap_or_default();
    let mut block = [0; BLOCK];
    for (to, from) in block.iter_mut().zip(rest) {
        *to = *from;
    }
    structural(&block, delimiter) & ((1 << rest.len()) - 1)
}

/// A quote: where reading goes on, or `None` where the next byte is needed and not here yet.
fn quote(buffer: &[u8], at: usize, open: &mut Open, delimiter: u8, last: bool) -> Option<usize> {
    if !open.quoted {
        // Elsewhere than at a field's first byte a quote is text.
        open.quoted = at == open.field;
        return Some(at + 1);
    }
    let mut after = at + 1;
    if buffer.get(after) == Some(&QUOTE) {
        return Some(at + 2);
    }
    while buffer.get(after) == Some(&b' ') {
        after += 1;
    }
    match buffer.get(after) {
        None if !last => return None,
        None | Some(b'\n' | b'\r') => {}
        Some(byte) => open.stray |= *byte != delimiter,
    }
    open.quoted = false;
    Some(at + 1)
}

/// Sets the first line of the record in progress aside, and goes on after it.
#[cold]
fn set_aside(batch: &mut Batch, buffer: &[u8], open: &mut Open, fault: Fault) -> Closed {
    let rest = buffer.get(open.record..).unwrap_or_default();
    let size = memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
    if size > LINE_LIMIT {
        return Closed::TooLong;
    }
    let end = open.record + size;
    let next = match rest.get(size..) {
        Some([b'\r', b'\n', ..]) => end + 2,
        Some([_, ..]) => end + 1,
        _ => end,
    };
    batch.bad.push(BadRecord {
        start: open.record,
        end,
        line: open.line,
        fault,
    });
    let line = open.line + 1;
    open.begin(&mut batch.bounds, next, line);
    Closed::Resync(next)
}
