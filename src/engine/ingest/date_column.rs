//! A date column while it is read. ISO dates are days at once; other texts wait in a dictionary until the whole column
//! has been seen and `resolve` chooses their format.

use super::cells::{Cells, Moves};
use super::date::{self, Choice, Format, PlainIso, Rule, choose};
use super::text::{self, BadEncoding};
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

/// What became of a column.
pub struct Resolved {
    /// Days.
    pub days: Cells<i32>,
    /// What was chosen.
    pub choice: Choice,
    /// Rows that do not fit the choice: the file must be read again with it.
    pub misfits: u64,
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
        {
            if let Some(day) = self.plain.read(&plain) {
                self.iso += 1;
                self.days.push(day);
                return Read::Value;
            }
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
        let texts = self
            .texts
            .dict()
            .iter()
            .zip(&self.known)
            .filter(|(_, (count, _))| *count > 0)
            .map(|(text, (count, _))| (text, *count));
        choose(texts, self.iso, day_first)
    }

    /// Gives the waiting rows their days.
    pub fn resolve(mut self, day_first: bool) -> Resolved {
        let choice = self.choice(day_first);
        let mut misfits = 0;
        if self.rule == Rule::Open {
            let days: Vec<Option<i32>> = self
                .texts
                .dict()
                .iter()
                .map(|text| choice.format.and_then(|format| date::parse(text, format)))
                .collect();
            if choice.format != Some(Format::Iso) {
                misfits += self.iso;
            }
            for row in &self.waiting {
                if let Some(value) = self.days.values.get_mut(*row as usize) {
                    match days.get(*value as usize).copied().flatten() {
                        Some(day) => *value = day,
                        None => misfits += 1,
                    }
                }
            }
        }
        Resolved {
            days: self.days,
            choice,
            misfits,
        }
    }
}
