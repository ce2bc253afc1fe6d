//! The rows of a file after its header: a batch of records is scanned, each column reads its field of all of them,
//! rows at fault are taken out again, and every row kept leaves its line and its hash.

use super::Refusal;
use super::cells::Moves;
use super::column::{Around, CellFault, Data, Filling, Trouble};
use super::date::Rule;
use super::dialect::delimiter_name;
use super::hash::{murmur, murmur_prefix};
use super::header::{Fit, Header};
use super::mask;
use super::number::{Evidence, Mark};
use super::reject::{BadCell, Rejects};
use super::scan::{Batch, LINE_LIMIT, Scanner, Stop, field, first_records, whole, whole_onward};
use super::{presets, text};
use crate::engine::base::{Kind, SourceSpec};

/// Fields in a batch: its bytes and positions stay in the processor's cache.
const BATCH_FIELDS: usize = 8192;

/// Text a dictionary can hold.
const TEXT_LIMIT: usize = 0xF000_0000;

/// What an earlier reading of the file settled.
#[derive(Clone, Debug, Default)]
pub struct Settled {
    /// The decimal mark.
    pub mark: Option<Mark>,
    /// For each declared column what is known of its dates; empty where nothing is settled.
    pub dates: Vec<Rule>,
}

/// The rows of a file.
#[derive(Debug)]
pub struct Body {
    scanner: Scanner,
    batch: Batch,
    delimiter: u8,
    width: usize,
    limit: usize,
    /// Line of the next record.
    line: u64,
    seed: u64,
    faults: Vec<CellFault>,
    canonical: Vec<u8>,
    /// Recognised source.
    pub source: &'static SourceSpec,
    /// Declared columns that are in the file, in the order declared.
    pub columns: Vec<Filling>,
    /// Line of each row kept.
    pub lines: Vec<i64>,
    /// Hash of each row kept.
    pub hashes: Vec<[u64; 2]>,
    /// Rows set aside.
    pub rejects: Rejects,
    /// Rows read.
    pub rows_read: u64,
    /// The decimal mark in use.
    pub mark: Mark,
    /// Whether the first amounts' currency speaks for day-first dates (`€`, `£`) or against (`$`).
    pub day_first: Option<bool>,
    /// Currencies that the names of amount columns carry, each once.
    pub currencies: Vec<&'static str>,
}

impl Body {
    /// The rows of a file of this header. `head` is the file's beginning after the header, for a first look at its
    /// numbers and the length of its rows; `size` the bytes to come; `line` the line of the first row.
    #[expect(clippy::too_many_arguments, reason = "called once, by the reader")]
    pub fn new(
        name: &str,
        source: &'static SourceSpec,
        header: &Header,
        fit: &Fit,
        delimiter: u8,
        head: &[u8],
        size: u64,
        line: u64,
        settled: &Settled,
    ) -> Body {
        let width = header.names.len();
        let sample = first_records(head, delimiter, 50, false);
        let mark = settled
            .mark
            .unwrap_or_else(|| first_mark(&sample_numbers(source, fit, &sample), delimiter));
        let row_bytes = sample
            .last()
            .map_or(0, |last| last.next / sample.len().max(1));
        // A little more than the sample says; never more than one row in eight bytes.
        let rows = size.checked_div(row_bytes as u64).unwrap_or(0);
        let rows = (rows + rows / 32).min(size / 8) as usize;
        let preset = presets::of(source);
        let columns: Vec<Filling> = source
            .columns
            .iter()
            .zip(&fit.places)
            .zip(0..)
            .filter_map(|((spec, place), at)| {
                let rule = settled.dates.get(at).copied().unwrap_or_default();
                place.map(|place| Filling {
                    is_filled: preset.is_some_and(|preset| preset.fills(spec.column.name)),
                    ..Filling::new(spec, place, rows, rule)
                })
            })
            .collect();
        Body {
            scanner: Scanner::new(delimiter, Some(width)),
            batch: Batch::default(),
            delimiter,
            width,
            limit: (BATCH_FIELDS / width.max(1)).max(1),
            line,
            seed: murmur(header.normal.join("\n").as_bytes(), 0)[0],
            faults: Vec::new(),
            canonical: Vec::new(),
            source,
            columns,
            lines: Vec::with_capacity(rows),
            hashes: Vec::with_capacity(rows),
            rejects: Rejects::new(source.id, name),
            rows_read: 0,
            mark,
            day_first: currency(source, fit, &sample),
            currencies: header.currencies_of(source, fit),
        }
    }

    /// Reads the records of a buffer; how many bytes are used up (all, if `last`).
    pub fn feed(&mut self, buffer: &[u8], last: bool) -> Result<usize, Refusal> {
        let mut at = 0;
        loop {
            let stop = self
                .scanner
                .fill(&mut self.batch, buffer, at, self.line, last, self.limit);
            self.take(buffer, at)?;
            at = self.batch.next;
            self.line = self.batch.next_line;
            match stop {
                Stop::Full => {}
                Stop::Starved => return Ok(at),
                Stop::TooLong => return Err(too_long(self.line)),
            }
        }
    }

    fn take(&mut self, buffer: &[u8], from: usize) -> Result<(), Refusal> {
        let batch = std::mem::take(&mut self.batch);
        self.rows_read += (batch.rows() + batch.bad.len()) as u64;
        let mut text_bytes = 0;
        let mut wants_ascii = false;
        for column in &self.columns {
            if let Data::Text(cells) = &column.data {
                wants_ascii |= cells.wants_ascii();
                text_bytes = text_bytes.max(cells.text_bytes());
            }
        }
        if text_bytes > TEXT_LIMIT {
            return Err(Refusal {
                code: "too_large",
                sentence: "One column of this file holds more than 3.7 GB of text: split the file, or load fewer \
                           months of it."
                    .to_owned(),
                detail: String::new(),
            });
        }
        let around = Around {
            buffer,
            batch: &batch,
            ascii: wants_ascii && buffer.get(from..batch.next).is_some_and(mask::is_ascii),
            mark: self.mark,
        };
        self.faults.clear();
        for (column, at) in self.columns.iter_mut().zip(0..) {
            column.read(at, around, &mut self.faults);
        }
        if self.faults.is_empty() && batch.bad.is_empty() {
            self.keep(buffer, &batch, &[]);
        } else {
            self.set_aside(buffer, &batch);
        }
        self.batch = batch;
        Ok(())
    }

    /// Takes the rows at fault out and keeps the others.
    #[cold]
    fn set_aside(&mut self, buffer: &[u8], batch: &Batch) {
        let mut faults = std::mem::take(&mut self.faults);
        faults.sort_unstable();
        let since = self.rejects.rows.len();
        for bad in &batch.bad {
            self.rejects
                .record(buffer, *bad, self.width, delimiter_name(self.delimiter));
        }
        let mut gone = vec![false; batch.rows()];
        for fault in faults.iter().filter(|f| f.trouble != Trouble::Optional) {
            let row = fault.row as usize;
            let (Some(gone), Some(line), Some(column)) = (
                gone.get_mut(row),
                batch.lines.get(row),
                self.columns.get(fault.column as usize),
            ) else {
                continue;
            };
            // The first fault of a row speaks for it.
            if std::mem::replace(gone, true) {
                continue;
            }
            let record = batch.record(row);
            let wanted = match &column.data {
                Data::Date(cells) => Some(cells.pattern()),
                _ => None,
            };
            self.rejects.cell(&BadCell {
                line: *line,
                column: column.spec,
                value: field(buffer, record, column.place),
                trouble: fault.trouble,
                mark: self.mark,
                dates: wanted,
                raw: whole(buffer, record),
            });
        }
        self.rejects.sort_since(since);
        for fault in faults.iter().filter(|f| f.trouble == Trouble::Optional) {
            if gone.get(fault.row as usize) == Some(&false)
                && let Some(column) = self.columns.get_mut(fault.column as usize)
            {
                column.bad += 1;
            }
        }
        if gone.contains(&true) {
            let moves = Moves::new(self.lines.len(), &gone);
            for column in &mut self.columns {
                column.apply(&moves);
            }
        }
        self.keep(buffer, batch, &gone);
        self.faults = faults;
    }

    /// Keeps line and hash of every row that is not gone.
    fn keep(&mut self, buffer: &[u8], batch: &Batch, gone: &[bool]) {
        let plain = !batch.quotes && self.delimiter == b',';
        if plain && gone.is_empty() {
            let seed = self.seed;
            let hashes = batch.records().map(|record| {
                let (rest, len) = whole_onward(buffer, record);
                murmur_prefix(rest, len, seed)
            });
            self.hashes.extend(hashes);
            self.lines
                .extend(batch.lines.iter().map(|line| *line as i64));
            return;
        }
        for (row, (record, line)) in batch.records().zip(&batch.lines).enumerate() {
            if gone.get(row) == Some(&true) {
                continue;
            }
            self.lines.push(*line as i64);
            self.hashes.push(if plain {
                murmur(whole(buffer, record), self.seed)
            } else {
                self.canonical.clear();
                canonical(&mut self.canonical, buffer, record);
                murmur(&self.canonical, self.seed)
            });
        }
    }

    /// What the numbers of all columns say about the decimal mark.
    pub fn evidence(&self) -> Evidence {
        let mut all = Evidence::default();
        for column in &self.columns {
            all.agrees += column.evidence.agrees;
            all.differs += column.evidence.differs;
            all.unclear += column.evidence.unclear;
        }
        all
    }
}

/// The record as a comma file writes it with no more quotes than needed: equal fields, equal bytes, and no others.
fn canonical(out: &mut Vec<u8>, buffer: &[u8], record: &[u32]) {
    for at in 0..record.len().saturating_sub(1) {
        if at > 0 {
            out.push(b',');
        }
        let content = text::unquote(field(buffer, record, at));
        let quoted = content.first() == Some(&text::QUOTE)
            || content.iter().any(|b| matches!(b, b',' | b'\n' | b'\r'));
        if quoted {
            out.push(text::QUOTE);
            for byte in content.iter() {
                out.push(*byte);
                if *byte == text::QUOTE {
                    out.push(text::QUOTE);
                }
            }
            out.push(text::QUOTE);
        } else {
            out.extend_from_slice(&content);
        }
    }
}

/// The refusal of a line without an end.
pub fn too_long(line: u64) -> Refusal {
    Refusal {
        code: "line_too_long",
        sentence: format!(
            "Line {line} is longer than {} MB: this is no table of rows, or its line breaks are missing. Export it as \
             CSV, one row a line.",
            LINE_LIMIT >> 20
        ),
        detail: String::new(),
    }
}

fn sample_numbers(source: &SourceSpec, fit: &Fit, sample: &[super::scan::First<'_>]) -> Evidence {
    let mut evidence = Evidence::default();
    for (column, place) in source.columns.iter().zip(&fit.places) {
        if !matches!(column.column.kind, Kind::Integer | Kind::Amount) {
            continue;
        }
        for record in sample {
            let raw = place.and_then(|place| record.fields.get(place));
            if let Some(Ok(Some(text))) = raw.map(|raw| text::clean(raw, false)) {
                super::number::weigh(&text, Mark::Point, &mut evidence);
            }
        }
    }
    evidence
}

/// Whether the sample's amounts carry a sign that goes with day-first or month-first dates.
fn currency(source: &SourceSpec, fit: &Fit, sample: &[super::scan::First<'_>]) -> Option<bool> {
    let amounts = || {
        source
            .columns
            .iter()
            .zip(&fit.places)
            .filter(|(column, _)| column.column.kind == Kind::Amount)
            .filter_map(|(_, place)| *place)
            .flat_map(|place| sample.iter().filter_map(move |r| r.fields.get(place)))
    };
    let has =
        |sign: &str| amounts().any(|raw| memchr::memmem::find(raw, sign.as_bytes()).is_some());
    if has("€") || has("£") {
        Some(true)
    } else {
        has("$").then_some(false)
    }
}

/// A semicolon between fields goes with a comma inside numbers, unless the numbers say otherwise.
fn first_mark(evidence: &Evidence, delimiter: u8) -> Mark {
    let comma = if evidence.agrees == evidence.differs {
        delimiter == b';'
    } else {
        evidence.differs > evidence.agrees
    };
    if comma { Mark::Comma } else { Mark::Point }
}
