//! One declared column of a file while it is read: fields in, typed cells out, a batch of records at a time.

use super::cells::{AmountCells, Cells, Gather, Moves};
use super::date::{PlainIso, Rule, timestamp};
use super::date_column::{DateCells, Read};
use super::header;
use super::number::{self, Evidence, Mark};
use super::scan::{Batch, onward};
use super::text;
use super::text_column::TextCells;
use crate::engine::base::{Kind, SourceColumn};

/// A column in progress.
#[derive(Clone, Debug)]
pub struct Filling {
    /// What it is.
    pub spec: &'static SourceColumn,
    /// Where it stands in the file.
    pub place: usize,
    /// Its cells.
    pub data: Data,
    /// A row without a value stays, though the column is required: a preset fills it.
    pub is_filled: bool,
    /// What its numbers say about the decimal mark.
    pub evidence: Evidence,
    /// Values that could not be read and became null, in rows kept.
    pub bad: u64,
    /// Currencies written beside its amounts, each once.
    pub currencies: Vec<&'static str>,
    /// The days that its moments begin with.
    days: PlainIso,
    /// Whether each text seen is one of those declared, by code; filled where there are such.
    known: Vec<bool>,
}

/// Cells of each kind.
#[derive(Clone, Debug)]
pub enum Data {
    /// Text.
    Text(TextCells),
    /// Counts.
    Integer(Cells<i64>),
    /// Amounts.
    Amount(AmountCells),
    /// Days.
    Date(Box<DateCells>),
    /// Milliseconds UTC.
    Timestamp(Cells<i64>),
    /// Booleans.
    Flag(Cells<bool>),
}

/// A field of a batch that is at fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CellFault {
    /// Row of the batch.
    pub row: u32,
    /// Column, in the order declared.
    pub column: u32,
    /// Why.
    pub trouble: Trouble,
}

/// Why a field is at fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trouble {
    /// A required value is null.
    Missing,
    /// A required value cannot be read.
    Bad,
    /// Text is not UTF-8.
    Encoding,
    /// An optional value cannot be read: null, and the row stays.
    Optional,
}

/// What holds for a whole batch.
#[derive(Clone, Copy)]
pub struct Around<'a> {
    /// The bytes.
    pub buffer: &'a [u8],
    /// The records.
    pub batch: &'a Batch,
    /// The batch's bytes are known to be ASCII.
    pub ascii: bool,
    /// The decimal mark.
    pub mark: Mark,
}

fn cells<T>(rows: usize) -> Cells<T> {
    Cells {
        values: Vec::with_capacity(rows),
        nulls: Vec::new(),
    }
}

impl Filling {
    /// An empty column with room for so many rows.
    pub fn new(spec: &'static SourceColumn, place: usize, rows: usize, rule: Rule) -> Filling {
        let data = match spec.column.kind {
            Kind::Text => Data::Text(TextCells::new(spec.keeps_null_words, rows)),
            Kind::Integer => Data::Integer(cells(rows)),
            Kind::Amount => Data::Amount(AmountCells::new(rows)),
            Kind::Date => Data::Date(Box::new(DateCells::new(rows, rule))),
            Kind::Timestamp => Data::Timestamp(cells(rows)),
            Kind::Boolean => Data::Flag(cells(rows)),
        };
        Filling {
            spec,
            place,
            data,
            is_filled: false,
            evidence: Evidence::default(),
            bad: 0,
            currencies: Vec::new(),
            days: PlainIso::default(),
            known: Vec::new(),
        }
    }

    /// Reads this column's field of every record; what is at fault goes to `faults`.
    pub fn read(&mut self, at: u32, around: Around<'_>, faults: &mut Vec<CellFault>) {
        let (place, required) = (self.place, self.spec.required);
        let before = faults.len();
        let (evidence, currencies) = (&mut self.evidence, &mut self.currencies);
        let (mark, days) = (around.mark, &mut self.days);
        if let Data::Amount(cells) = &mut self.data {
            cells.weigh();
        }
        match &mut self.data {
            Data::Text(cells) => {
                let Around { buffer, batch, .. } = around;
                cells.read(buffer, batch, place, around.ascii, |row, read| {
                    faults.extend(trouble(read, required).map(|trouble| CellFault {
                        row,
                        column: at,
                        trouble,
                    }));
                });
                if !self.spec.one_of.is_empty() {
                    strangers(self.spec, at, cells, batch.rows(), &mut self.known, faults);
                }
            }
            Data::Integer(cells) => {
                each_onward(at, place, required, around, faults, |rest, len| {
                    if let Some(value) =
                        rest.first_chunk().and_then(|r| number::few_digits(*r, len))
                    {
                        cells.push(value);
                        return Read::Value;
                    }
                    let raw = rest.get(..len).unwrap_or_default();
                    if let Some(value) = number::plain_digits(raw) {
                        cells.push(value);
                        return Read::Value;
                    }
                    other(cells, raw, |text| {
                        number::weigh(text, mark, evidence);
                        number::integer(text, mark)
                    })
                });
            }
            Data::Amount(cells) => each(at, place, required, around, faults, |raw| {
                if let Some((value, after)) = number::plain_decimal(raw, mark.byte()) {
                    cells.push(value);
                    match after {
                        None => {}
                        Some(3) => {
                            number::weigh(&text::shown(raw, 24), mark, evidence);
                        }
                        Some(_) => evidence.agrees += 1,
                    }
                    return Read::Value;
                }
                other(cells, raw, |text| {
                    number::weigh(text, mark, evidence);
                    note_currency(text, currencies);
                    number::amount(text, mark)
                })
            }),
            Data::Date(cells) => {
                each(at, place, required, around, faults, |raw| cells.push(raw));
            }
            Data::Timestamp(cells) => each(at, place, required, around, faults, |raw| {
                if let Some(value) = days.moment(raw) {
                    cells.push(value);
                    return Read::Value;
                }
                other(cells, raw, timestamp)
            }),
            Data::Flag(cells) => {
                each(at, place, required, around, faults, |raw| {
                    other(cells, raw, flag)
                });
            }
        }
        if self.is_filled && faults.len() > before {
            let own = faults.split_off(before);
            let grave = own.into_iter().filter(|f| f.trouble != Trouble::Missing);
            faults.extend(grave);
        }
    }

    /// Takes rows out.
    pub fn apply(&mut self, moves: &Moves) {
        match &mut self.data {
            Data::Text(cells) => cells.apply(moves),
            Data::Integer(cells) | Data::Timestamp(cells) => cells.apply(moves),
            Data::Amount(cells) => cells.apply(moves),
            Data::Date(cells) => cells.apply(moves),
            Data::Flag(cells) => cells.apply(moves),
        }
    }
}

/// Reads one field of every record.
#[inline]
fn each(
    column: u32,
    place: usize,
    required: bool,
    around: Around<'_>,
    faults: &mut Vec<CellFault>,
    mut read: impl FnMut(&[u8]) -> Read,
) {
    each_onward(column, place, required, around, faults, |rest, len| {
        read(rest.get(..len).unwrap_or_default())
    });
}

/// As `each`, with all that follows the field at hand.
#[inline]
fn each_onward(
    column: u32,
    place: usize,
    required: bool,
    around: Around<'_>,
    faults: &mut Vec<CellFault>,
    mut read: impl FnMut(&[u8], usize) -> Read,
) {
    for (row, record) in (0_u32..).zip(around.batch.records()) {
        let (rest, len) = onward(around.buffer, record, place);
        if let Some(trouble) = trouble(read(rest, len), required) {
            faults.push(CellFault {
                row,
                column,
                trouble,
            });
        }
    }
}

/// Finds the values of a batch that are none of those declared: judged once for each distinct text.
fn strangers(
    spec: &SourceColumn,
    column: u32,
    cells: &mut TextCells,
    rows: usize,
    known: &mut Vec<bool>,
    faults: &mut Vec<CellFault>,
) {
    let trouble = if spec.required {
        Trouble::Bad
    } else {
        Trouble::Optional
    };
    let is_one = |text: &str| spec.one_of.contains(&header::normal(text).as_str());
    cells.judge(rows, known, &is_one, spec.required, |row| {
        faults.push(CellFault {
            row,
            column,
            trouble,
        });
    });
}

#[inline]
fn trouble(read: Read, required: bool) -> Option<Trouble> {
    match read {
        Read::Null if required => Some(Trouble::Missing),
        Read::Value | Read::Null => None,
        Read::Encoding => Some(Trouble::Encoding),
        Read::Bad if required => Some(Trouble::Bad),
        Read::Bad => Some(Trouble::Optional),
    }
}

/// A field that is not in the plainest form: cleaned, then read.
fn other<T>(cells: &mut impl Gather<T>, raw: &[u8], read: impl FnOnce(&str) -> Option<T>) -> Read {
    if raw.is_empty() {
        cells.push_null();
        return Read::Null;
    }
    let outcome = match text::clean(raw, false) {
        Ok(None) => Read::Null,
        // A number or a moment that is not UTF-8 is merely unreadable.
        Err(_) => Read::Bad,
        Ok(Some(text)) => match read(&text) {
            Some(value) => {
                cells.push(value);
                return Read::Value;
            }
            None => Read::Bad,
        },
    };
    cells.push_null();
    outcome
}

/// Keeps the currency that stands beside a number.
fn note_currency(text: &str, known: &mut Vec<&'static str>) {
    let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    if (is_digit(text.chars().next()) && is_digit(text.chars().next_back()))
        || known
            .last()
            .is_some_and(|last| number::currency_beside(text) == Some(last))
    {
        return;
    }
    if let Some(currency) = number::currency_beside(text)
        && !known.contains(&currency)
    {
        known.push(currency);
    }
}

/// True or false.
pub fn flag(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "t" | "yes" | "y" | "1" => Some(true),
        "false" | "f" | "no" | "n" | "0" => Some(false),
        _ => None,
    }
}
