//! A date column while it is read. ISO dates are days at once; other texts wait in a dictionary until the whole column
//! has been seen and `resolve` chooses their format.

use super::cells::{Cells, Gather, Moves};
use super::date::{self, Choice, Format, PlainIso, Rule, choose};
use super::text::{self, BadEncoding};
use crate::engine::base::Arrange;
use crate::engine::base::Interner;

/// What a field was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Read {
    /// A value.
    Value,
    /// Null.
    Null,
    /// Not readable; a null stands in its place.
    Bad,
    /// Not UTF-8; a null stands in its place.
    Encoding,
}

impl From<BadEncoding> for Read {
    fn from(_: BadEncoding) -> Read {
        Read::Encoding
    }
}

/// A date column in progress.
#[derive(Clone, Debug)]
pub struct DateCells {
    days: Cells<i32>,
    /// Rows whose value is still a code into `texts`, rising.
    waiting: Vec<u32>,
    texts: Interner,
    /// For each text: how often, and its day where the format is known; `None` where it is no date.
    known: Vec<(u64, Option<i32>)>,
    iso: u64,
    rule: Rule,
    plain: PlainIso,
}

impl DateCells {
    /// An empty column.
    pub fn new(rows: usize, rule: Rule) -> DateCells {
        DateCells {
            days: Cells {
                values: Vec::with_capacity(rows),
                nulls: Vec::new(),
            },
            waiting: Vec::new(),
            texts: Interner::new(),
            known: Vec::new(),
            iso: 0,
            rule,
            plain: PlainIso::default(),
        }
    }

    /// Appends a field.
    #[inline]
    pub fn push(&mut self, raw: &[u8]) -> Read {
        if let Ok(plain) = <[u8; 10]>::try_from(raw)
            && matches!(self.rule, Rule::Open | Rule::Fixed(Format::Iso))
            && let Some(day) = self.plain.read(&plain)
        {
            self.iso += 1;
            self.days.push(day);
            return Read::Value;
        }
        self.push_other(raw)
    }

    fn push_other(&mut self, raw: &[u8]) -> Read {
        let text = match text::clean(raw, false) {
            Ok(Some(text)) => text,
            Ok(None) => {
                self.days.push_null();
                return Read::Null;
            }
            Err(bad) => {
                self.days.push_null();
                return bad.into();
            }
        };
        let code = self.texts.intern(&text);
        if code as usize == self.known.len() {
            let day = match self.rule {
                Rule::Open => {
                    date::parse(&text, Format::Iso).or_else(|| date::is_date(&text).then_some(0))
                }
                Rule::Fixed(format) => date::parse(&text, format),
                Rule::Unsettled => None,
            };
            self.known.push((0, day));
        }
        let Some((count, day)) = self.known.get_mut(code as usize) else {
            self.days.push_null();
            return Read::Bad;
        };
        let Some(day) = *day else {
            self.days.push_null();
            return Read::Bad;
        };
        *count += 1;
        if self.rule == Rule::Open {
            self.waiting.push(self.days.values.len() as u32);
            self.days.push(code as i32);
        } else {
            self.days.push(day);
        }
        Read::Value
    }

    /// Takes rows out.
    pub fn apply(&mut self, moves: &Moves) {
        self.days.apply(moves);
        moves.rows(&mut self.waiting);
    }

    /// The format that fits this column, as things stand.
    pub fn choice(&self, day_first: bool) -> Choice {
        let known = |format| Choice {
            format,
            rows: self.days.values.len() as u64,
            unclear: false,
        };
        match self.rule {
            Rule::Fixed(format) => return known(Some(format)),
            Rule::Unsettled => return known(None),
            Rule::Open => {}
        }
        choose(self.texts(), self.iso, day_first)
    }

    /// How dates are written here, for a sentence: the format settled, or what the first texts look like.
    pub fn pattern(&self) -> &'static str {
        let format = match self.rule {
            Rule::Fixed(format) => Some(format),
            Rule::Open if self.iso == 0 => choose(self.texts().take(64), 0, true).format,
            _ => None,
        };
        format.unwrap_or(Format::Iso).pattern()
    }

    /// Texts that are dates under some format, and how often.
    fn texts(&self) -> impl Iterator<Item = (&str, u64)> {
        self.texts
            .dict()
            .iter()
            .zip(&self.known)
            .filter(|(_, (count, _))| *count > 0)
            .map(|(text, (count, _))| (text, *count))
    }

    /// The first texts that are dates, for a question.
    pub fn examples(&self) -> Vec<&str> {
        self.texts().take(3).map(|(text, _)| text).collect()
    }

    /// Rows that do not fit the format that `choice` gives: the file must be read again with it.
    pub fn misfits(&self, choice: Choice) -> u64 {
        if self.rule != Rule::Open {
            return 0;
        }
        let fits = self.fits(choice);
        let waiting = self.waiting.iter().filter(|row| {
            let code = self.days.values.get(**row as usize).copied();
            code.and_then(|code| *fits.get(code as usize)?).is_none()
        });
        let iso = if choice.format == Some(Format::Iso) {
            0
        } else {
            self.iso
        };
        waiting.count() as u64 + iso
    }

    /// For each text its day under the format chosen.
    fn fits(&self, choice: Choice) -> Vec<Option<i32>> {
        self.texts
            .dict()
            .iter()
            .map(|text| choice.format.and_then(|format| date::parse(text, format)))
            .collect()
    }

    /// The days, the waiting ones under the format that `choice` gives; null where one does not fit it.
    pub fn resolve(mut self, choice: Choice) -> Cells<i32> {
        if self.waiting.is_empty() {
            return self.days;
        }
        let fits = self.fits(choice);
        let mut nulls = Vec::new();
        for row in self.waiting {
            if let Some(value) = self.days.values.get_mut(row as usize) {
                match fits.get(*value as usize).copied().flatten() {
                    Some(day) => *value = day,
                    None => nulls.push(row),
                }
            }
        }
        self.days.nulls.extend(nulls);
        self.days.nulls.arrange();
        self.days
    }
}
