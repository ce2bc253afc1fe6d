//! The rows of a file after its header: a batch of records is scanned, each column reads its field of all of them,
//! rows at fault are taken out again, and every row kept leaves its line and its hash.

use super::Refusal;
use super::cells::Moves;
use super::column::{Around, CellFault, Data, Filling, Trouble};
use super::date::{Format, Rule};
use super::dialect::delimiter_name;
use super::file::naming;
use super::head::Start;
use super::header::{Fit, Header};
use super::number::{Evidence, Mark};
use super::outline::Role;
use super::recognise::Recognised;
use super::reject::{BadCell, Rejects};
use super::scan::{
    BadRecord, Batch, Fault, First, LINE_LIMIT, Scanner, Stop, field, first_records, whole,
    whole_onward,
};
use super::{decide, mask, memory, outline, presets, text};
use crate::engine::base::hash::{long, murmur};
use crate::engine::base::{Kind, Runs, SourceSpec};

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
    /// A total or a NUL hides among the rows that read well: each is looked at.
    pub strict: bool,
    /// What the user says of the dates of a column.
    pub asked: Vec<(String, Format)>,
    /// Lines that the user says are rows, whatever they look like.
    pub rows: Vec<Role>,
}

impl Settled {
    /// What the user settled.
    pub fn asked(answers: &[(String, String)]) -> Settled {
        let said = |key: &str| answers.iter().find(|(known, _)| known == key);
        let mark = said("decimal").map(|(_, mark)| match mark.as_str() {
            "comma" => Mark::Comma,
            _ => Mark::Point,
        });
        let format = |pattern: &str| Format::ALL.into_iter().find(|f| f.pattern() == pattern);
        let dates = answers.iter().filter_map(|(key, pattern)| {
            let name = key.strip_prefix("dates ")?;
            Some((name.to_owned(), format(pattern)?))
        });
        Settled {
            mark,
            asked: dates.collect(),
            rows: decide::rows_said(answers),
            ..Settled::default()
        }
    }
}

/// The rows of a file.
#[derive(Debug)]
pub struct Body {
    scanner: Scanner,
    batch: Batch,
    /// What stands between fields.
    pub delimiter: u8,
    width: usize,
    limit: usize,
    /// Line of the next record.
    line: u64,
    /// Names the header, whatever the case and spaces of its words.
    pub seed: u64,
    faults: Vec<CellFault>,
    canonical: Vec<u8>,
    header: Header,
    strict: bool,
    /// The header of another table stands above: no row is kept until this table's comes again.
    is_other_table: bool,
    /// Line of the last comment or title.
    title: u64,
    /// Recognised source.
    pub source: &'static SourceSpec,
    /// Declared columns that are in the file, in the order declared.
    pub columns: Vec<Filling>,
    /// Line of each row kept.
    pub lines: Runs,
    /// Hash of each row kept: two rows of equal fields under equal headers have the same (see `equal`).
    pub hashes: Vec<u64>,
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
    /// The rows below a header. `head` is the file's beginning after it, for a first look at its numbers and the
    /// length of its rows; `size` the bytes to come.
    pub fn new(
        name: &str,
        start: &Start<'_>,
        found: &Recognised,
        head: &[u8],
        size: u64,
        settled: &Settled,
    ) -> Body {
        let (header, delimiter) = (&start.header, start.delimiter);
        let (source, fit) = (found.source, &found.fit);
        let width = header.names.len();
        let sample = first_records(head, delimiter, 50, false);
        let mark = settled
            .mark
            .unwrap_or_else(|| first_mark(&sample_numbers(source, fit, &sample), delimiter));
        let rows = expected_rows(&sample, size);
        let preset = presets::of(source);
        let columns: Vec<Filling> = source
            .columns
            .iter()
            .zip(&fit.places)
            .zip(0..)
            .filter_map(|((spec, place), at)| {
                let asked = settled
                    .asked
                    .iter()
                    .find(|(name, _)| name == spec.column.name);
                let rule = match asked {
                    Some((_, format)) => Rule::Fixed(*format),
                    None => settled.dates.get(at).copied().unwrap_or_default(),
                };
                place.map(|place| {
                    let mut filling = Filling::new(spec, place, rows, rule);
                    filling.is_filled = preset.is_some_and(|p| p.fills(spec.column.name));
                    filling
                })
            })
            .collect();
        Body {
            scanner: Scanner::new(delimiter, Some(width)),
            batch: Batch::default(),
            delimiter,
            width,
            limit: (BATCH_FIELDS / width.max(1)).max(1),
            line: start.next_line,
            seed: murmur(header.normal.join("\n").as_bytes(), 0)[0],
            faults: Vec::new(),
            canonical: Vec::new(),
            header: header.clone(),
            strict: settled.strict,
            is_other_table: false,
            title: u64::MAX,
            source,
            columns,
            lines: Runs::default(),
            hashes: Vec::with_capacity(rows),
            rejects: Rejects::new(source.id, name, &settled.rows),
            rows_read: 0,
            mark,
            day_first: currency(source, fit, &sample),
            currencies: header.currencies_of(source, fit),
        }
    }

    /// Bytes of memory that the rows will take, by the first of them; where that is above the limit, by all of `head`:
    /// among few rows hardly a client or a page comes twice.
    pub fn expected(
        start: &Start<'_>,
        found: &Recognised,
        head: &[u8],
        size: u64,
        limit: u64,
    ) -> u64 {
        let by = |most| {
            let sample = first_records(head, start.delimiter, most, false);
            let rows = expected_rows(&sample, size) as u64;
            memory::expected(found.source, &found.fit, &sample, rows)
        };
        let quick = by(50);
        if quick > limit { by(usize::MAX) } else { quick }
    }

    /// Sets the lines above the header aside.
    pub fn above(&mut self, lines: &[(u64, &[u8])]) {
        for (line, text) in lines {
            self.rows_read += 1;
            self.rejects.role(*line, Role::Preamble, text);
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
        let is_plain = !self.strict && !self.is_other_table;
        if self.faults.is_empty() && batch.bad.is_empty() && is_plain {
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
        let mut gone = vec![false; batch.rows()];
        // In order of line: another table's header speaks for the rows below it.
        let mut bad = batch.bad.iter().peekable();
        let mut grave = faults
            .iter()
            .filter(|fault| fault.trouble != Trouble::Optional)
            .peekable();
        let mut is_first = self.lines.is_empty();
        for ((row, line), gone) in (0_u32..).zip(&batch.lines).zip(&mut gone) {
            while let Some(bad) = bad.next_if(|bad| bad.line < *line) {
                self.bad_record(buffer, batch, *bad);
            }
            // The first fault of a row speaks for it.
            let fault = grave.next_if(|fault| fault.row == row);
            while grave.next_if(|fault| fault.row == row).is_some() {}
            if fault.is_some() || self.strict || self.is_other_table {
                let is_first = is_first && self.rejects.is_only_apart();
                *gone = self.is_set_aside(buffer, batch, row, fault, is_first);
            }
            is_first &= *gone;
        }
        for bad in bad {
            self.bad_record(buffer, batch, *bad);
        }
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

    /// Sets a record aside that could not be divided into the header's fields.
    fn bad_record(&mut self, buffer: &[u8], batch: &Batch, bad: BadRecord) {
        let raw = buffer.get(bad.start..bad.end).unwrap_or_default();
        let below_blank = batch.is_below_blank(bad.line);
        if matches!(bad.fault, Fault::Ragged(_)) {
            let record = first_records(raw, self.delimiter, 1, true);
            let fields = record.first().map_or(&[][..], |record| &record.fields);
            if let Some(role) = self.role(bad.line, fields, below_blank) {
                return self.rejects.role(bad.line, role, raw);
            }
            if fields.len() == 1 && below_blank {
                self.title = bad.line;
            }
        }
        let name = delimiter_name(self.delimiter);
        self.rejects
            .record(buffer, bad, self.width, name, below_blank);
    }

    /// Whether a row is set aside, and if so, does it: for its fault, or because it is no row of the table.
    fn is_set_aside(
        &mut self,
        buffer: &[u8],
        batch: &Batch,
        row: u32,
        fault: Option<&CellFault>,
        is_first: bool,
    ) -> bool {
        let record = batch.record(row as usize);
        let Some(line) = batch.lines.get(row as usize).copied() else {
            return false;
        };
        let fields: Vec<&[u8]> = (0..self.width)
            .map(|at| field(buffer, record, at))
            .collect();
        let raw = whole(buffer, record);
        let role = match fault {
            Some(fault) => self
                .role(line, &fields, batch.is_below_blank(line))
                .or_else(|| {
                    let is_total = is_first && !self.rejects.is_row(Role::UnnamedTotals);
                    (is_total && self.is_unnamed(fault, &fields)).then_some(Role::UnnamedTotals)
                }),
            None if self.is_other_table => Some(Role::OtherTable),
            None if memchr::memchr(0, raw).is_some() => Some(Role::Nul),
            None => {
                let is_total = self.names_total(&fields) && !self.rejects.is_row(Role::Totals);
                is_total.then_some(Role::Totals)
            }
        };
        if let Some(role) = role {
            self.rejects.role(line, role, raw);
            return true;
        }
        let Some((fault, column)) =
            fault.and_then(|fault| Some((fault, self.columns.get(fault.column as usize)?)))
        else {
            return false;
        };
        self.rejects.cell(&BadCell {
            line,
            column: column.spec,
            value: field(buffer, record, column.place),
            trouble: fault.trouble,
            mark: self.mark,
            dates: match &column.data {
                Data::Date(cells) => Some(cells.pattern()),
                _ => None,
            },
            raw,
        });
        true
    }

    /// What a record at fault is, if it is no row of the table and the user does not say that it is.
    fn role(&mut self, line: u64, fields: &[&[u8]], below_blank: bool) -> Option<Role> {
        let role = self.likely_role(line, fields, below_blank)?;
        (!self.rejects.is_row(role)).then_some(role)
    }

    fn likely_role(&mut self, line: u64, fields: &[&[u8]], below_blank: bool) -> Option<Role> {
        let below_title = below_blank || self.title.checked_add(1) == Some(line);
        if fields.first().is_some_and(|field| field.starts_with(b"#")) {
            if below_title || self.is_other_table {
                self.title = line;
            }
            return Some(Role::Comment);
        }
        if fields.len() == self.width && Header::of(fields).normal == self.header.normal {
            self.is_other_table = false;
            return Some(Role::Header);
        }
        if outline::begins_with_total(fields) {
            return Some(Role::Totals);
        }
        self.is_other_table |=
            below_title && !self.rejects.is_row(Role::OtherTable) && outline::is_heading(fields);
        self.is_other_table.then_some(Role::OtherTable)
    }

    /// Whether a row that reads well names a total: in its first field, or in a column that names rows.
    fn names_total(&self, fields: &[&[u8]]) -> bool {
        outline::begins_with_total(fields)
            || self.columns.iter().any(|column| {
                naming(self.source).any(|named| std::ptr::eq(named, column.spec))
                    && fields
                        .get(column.place)
                        .is_some_and(|field| outline::is_total(field))
            })
    }

    /// Whether a row lacks its name and every other text, and has an amount or a count.
    fn is_unnamed(&self, fault: &CellFault, fields: &[&[u8]]) -> bool {
        let has_value = |column: &Filling| {
            let field = fields.get(column.place);
            field.is_some_and(|field| !outline::is_blank(field))
        };
        let (mut is_named, mut is_counted) = (false, false);
        for column in &self.columns {
            match column.data {
                Data::Text(_) => is_named |= has_value(column),
                Data::Amount(_) | Data::Integer(_) => is_counted |= has_value(column),
                _ => {}
            }
        }
        let lacks_text = self
            .columns
            .get(fault.column as usize)
            .is_some_and(|column| matches!(column.data, Data::Text(_)));
        fault.trouble == Trouble::Missing && lacks_text && !is_named && is_counted
    }

    /// Keeps line and hash of every row that is not gone.
    fn keep(&mut self, buffer: &[u8], batch: &Batch, gone: &[bool]) {
        let plain = !batch.quotes && self.delimiter == b',';
        if plain && gone.is_empty() {
            let seed = self.seed;
            let hashes = batch.records().map(|record| {
                let (rest, len) = whole_onward(buffer, record);
                long(rest, len, seed)
            });
            self.hashes.extend(hashes);
            for line in &batch.lines {
                self.lines.push(*line as i64);
            }
            return;
        }
        for (row, (record, line)) in batch.records().zip(&batch.lines).enumerate() {
            if gone.get(row) == Some(&true) {
                continue;
            }
            self.lines.push(*line as i64);
            let record = if plain {
                whole(buffer, record)
            } else {
                self.canonical.clear();
                canonical(&mut self.canonical, buffer, record);
                &self.canonical
            };
            self.hashes.push(long(record, record.len(), self.seed));
        }
    }

    /// The header's names as written.
    pub fn names(&self) -> Vec<String> {
        self.header.names.clone()
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

/// Rows in so many bytes: a little more than the sample says, never more than one in eight bytes.
fn expected_rows(sample: &[First<'_>], size: u64) -> usize {
    let row_bytes = sample
        .last()
        .map_or(0, |last| last.next / sample.len().max(1));
    let rows = size.checked_div(row_bytes as u64).unwrap_or(0);
    (rows + rows / 32).min(size / 8) as usize
}

fn sample_numbers(source: &SourceSpec, fit: &Fit, sample: &[First<'_>]) -> Evidence {
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
fn currency(source: &SourceSpec, fit: &Fit, sample: &[First<'_>]) -> Option<bool> {
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
