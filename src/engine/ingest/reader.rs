//! Reads one file in slices of any size. The beginning decides encoding, delimiter and source; the rest streams through
//! `Body`. What a slice leaves of a record is carried to the next; nothing else of the file is held.

use super::body::{Body, Settled, too_long};
use super::correct::{self, Corrections};
use super::recipe::Recipe;
use super::recognise::{self, unknown};
use super::requote::Requote;
use super::scan::LINE_LIMIT;
use super::{FileData, Finished, Refusal, choices, decide};
use super::{dialect, head, memory};
use crate::engine::base::SourceSpec;
use crate::protocol::{Answers, Decision, Question};

/// Bytes looked at before anything is decided.
const HEAD: usize = 256 << 10;
/// A carried record is completed with so many bytes of the next slice at a time.
const STEP: usize = 64 << 10;
/// Positions in a buffer are 32 bits.
const MOST_AT_ONCE: usize = 1 << 30;

/// Reads one file.
#[derive(Debug)]
pub struct Reader {
    name: String,
    size: u64,
    sources: &'static [&'static SourceSpec],
    settled: Settled,
    /// The beginning of the file, until the header is known.
    head: Vec<u8>,
    wanted: usize,
    /// The beginning of a record whose end has not come yet.
    carry: Vec<u8>,
    /// Not worth scanning the carry before it has this many bytes.
    enough: usize,
    body: Option<Box<Body>>,
    decisions: Vec<Decision>,
    refused: Option<Refusal>,
    /// The beginning is not UTF-8.
    is_undecoded: bool,
    /// Decisions taken before the bytes came here.
    told: Vec<Decision>,
    /// Bytes of memory that the file may take.
    limit: u64,
    /// What the user says about the file.
    answers: Answers,
    /// What they said about files of other headers.
    recipes: Vec<Recipe>,
    questions: Vec<Question>,
    /// Where the file's quote is another, as the user says.
    requote: Option<Requote>,
    /// It is a download of set-aside rows: what stands between its fields. All of it is held in `head`.
    corrects: Option<u8>,
}

/// A file that holds no source.
#[derive(Clone, Debug)]
pub struct Unread {
    /// Why.
    pub refusal: Refusal,
    /// What was decided, so that it can be decided otherwise.
    pub decided: Vec<Decision>,
    /// It holds rows that were set aside before.
    pub corrections: Option<Corrections>,
}

/// A download of set-aside rows has at most 100,000 rows a file.
const MOST_CORRECTIONS: usize = 1 << 28;

impl Reader {
    /// A reader for a file of `size` bytes that may hold any of `sources`. The size is a hint for memory alone.
    pub fn new(name: &str, size: u64, sources: &'static [&'static SourceSpec]) -> Reader {
        Reader {
            name: name.to_owned(),
            size,
            sources,
            settled: Settled::default(),
            head: Vec::new(),
            wanted: HEAD,
            carry: Vec::new(),
            enough: 0,
            body: None,
            decisions: Vec::new(),
            refused: None,
            is_undecoded: false,
            told: Vec::new(),
            limit: u64::MAX,
            answers: Vec::new(),
            recipes: Vec::new(),
            questions: Vec::new(),
            requote: None,
            corrects: None,
        }
    }

    /// With decisions that whoever unpacked the file took; one on its encoding stands for ours.
    #[must_use]
    pub fn told(self, told: Vec<Decision>) -> Reader {
        Reader { told, ..self }
    }

    /// With the bytes of memory that the file may take: one that would take more is refused, from its size and first
    /// rows where these tell, else as soon as it does.
    #[must_use]
    pub fn limited(self, limit: u64) -> Reader {
        Reader { limit, ..self }
    }

    /// The same, reading the file as the user says; else as a recipe says that was made for its header.
    #[must_use]
    pub fn answered(mut self, answers: &[(String, String)], recipes: &[Recipe]) -> Reader {
        self.settled = Settled::asked(answers);
        self.requote = Requote::said(answers);
        self.answers = answers.to_vec();
        self.recipes = recipes.to_vec();
        self
    }

    /// The same, with what another reading settled.
    #[must_use]
    pub(super) fn settled(self, settled: Settled) -> Reader {
        Reader { settled, ..self }
    }

    /// The same file from its first byte, with what was settled.
    fn again(&self, settled: Settled) -> Finished {
        let fresh = Reader::new(&self.name, self.size, self.sources);
        Finished::Again(Box::new(Reader {
            settled,
            told: self.told.clone(),
            limit: self.limit,
            ..fresh.answered(&self.answers, &self.recipes)
        }))
    }

    /// Takes the next slice.
    ///
    /// # Errors
    /// A refusal, as soon as it is certain; the same again ever after.
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), Refusal> {
        if let Some(refusal) = &self.refused {
            return Err(refusal.clone());
        }
        for piece in bytes.chunks(MOST_AT_ONCE) {
            if let Err(refusal) = self.piece(piece) {
                self.refused = Some(refusal.clone());
                self.carry = Vec::new();
                self.head = Vec::new();
                return Err(refusal);
            }
        }
        Ok(())
    }

    /// Rows so far.
    pub fn rows(&self) -> u64 {
        self.body.as_ref().map_or(0, |body| body.rows_read)
    }

    /// Whether something was met that is not UTF-8: the file is better read through a decoder.
    pub fn is_undecoded(&self) -> bool {
        let body = self.body.as_ref();
        self.is_undecoded || body.is_some_and(|body| body.rejects.undecoded > 0)
    }

    /// What was decided so far.
    pub fn decided(&self) -> &[Decision] {
        &self.decisions
    }

    /// Ends the file.
    ///
    /// # Errors
    /// A refusal, where it holds no source.
    pub fn finish(mut self) -> Result<Finished, Refusal> {
        self.end()
    }

    /// Ends the file; beside a refusal stands what it is good for.
    ///
    /// # Errors
    /// Where it holds no source.
    pub fn finish_with(mut self) -> Result<Finished, Box<Unread>> {
        self.end().map_err(|refusal| self.unread(refusal))
    }

    /// What is known of a file that was refused.
    pub fn unread(self, refusal: Refusal) -> Box<Unread> {
        let corrects = self.corrects;
        Box::new(Unread {
            refusal,
            decided: self.decisions,
            corrections: corrects.map(|delimiter| Corrections::read(&self.head, delimiter)),
        })
    }

    fn end(&mut self) -> Result<Finished, Refusal> {
        if let Some(refusal) = &self.refused {
            return Err(refusal.clone());
        }
        let last = self.requote.as_mut().map_or(&b""[..], Requote::end);
        if self.body.is_none() {
            self.head.extend_from_slice(last);
            self.begin(true)?;
        } else {
            self.carry.extend_from_slice(last);
        }
        if self.corrects.is_some() {
            return Err(Refusal {
                code: "set_aside",
                sentence: "These rows were set aside of files that are not loaded: drop those first, then this one."
                    .to_owned(),
                detail: String::new(),
            });
        }
        let Some(mut body) = self.body.take() else {
            return Err(empty());
        };
        let carry = std::mem::take(&mut self.carry);
        body.feed(&carry, true)?;
        if body.rows_read == body.rejects.apart() {
            return Err(Refusal {
                code: "header_only",
                sentence: "This file has a header and no rows: export it again with its data, then drop that file."
                    .to_owned(),
                detail: format!("Recognised as {}.", body.source.id),
            });
        }
        if body.rejects.ragged + body.rejects.apart() == body.rows_read {
            let mut rows = body.rejects.rows.iter();
            let first = rows.find(|row| row.code == "ragged_row");
            return Err(Refusal {
                code: "ragged",
                sentence: "No row has as many fields as the header: check the delimiter and the header row, then drop \
                           the file again."
                    .to_owned(),
                detail: first.map_or_else(String::new, |row| {
                    format!("Line {}: {}", row.line, row.message)
                }),
            });
        }
        if let Some(settled) = decide::settle(&body, &self.settled) {
            return Ok(self.again(settled));
        }
        let mark = body.mark;
        let mut data = FileData::of(&self.name, *body, self.decisions.clone(), &self.settled)?;
        data.is_undecoded |= self.is_undecoded;
        if !self.settled.strict && data.hides_totals() {
            let settled = Settled {
                strict: true,
                mark: Some(mark),
                ..self.settled.clone()
            };
            return Ok(self.again(settled));
        }
        data.questions.append(&mut self.questions);
        choices::as_said(&mut data.decisions, &self.answers);
        data.answers = std::mem::take(&mut self.answers);
        Ok(Finished::Done(Box::new(data)))
    }

    fn piece(&mut self, mut bytes: &[u8]) -> Result<(), Refusal> {
        while self.body.is_none() {
            if self.corrects.is_some() {
                self.head.extend_from_slice(bytes);
                let size = self.head.len();
                return if size > MOST_CORRECTIONS {
                    let (size, most) = (size as u64, MOST_CORRECTIONS as u64);
                    Err(memory::too_large(size, size, most))
                } else {
                    Ok(())
                };
            }
            let room = self.wanted.saturating_sub(self.head.len());
            let (now, later) = bytes.split_at(room.min(bytes.len()));
            match &mut self.requote {
                Some(requote) => self.head.extend(requote.write(now)),
                None => self.head.extend_from_slice(now),
            }
            bytes = later;
            if self.head.len() < self.wanted {
                return Ok(());
            }
            self.begin(false)?;
        }
        match &mut self.requote {
            Some(requote) => {
                let bytes = requote.write(bytes);
                self.stream(&bytes)
            }
            None => self.stream(bytes),
        }
    }

    /// These decisions and those taken before the bytes came here, whose word on the encoding stands; as the user says.
    fn decide(&self, ours: Vec<Decision>) -> Vec<Decision> {
        let mut all = self.told.clone();
        let is_told = all.iter().any(|told| told.what == choices::ENCODING);
        for told in &mut all {
            if told.what == choices::ENCODING {
                *told = choices::encoding(&told.value, &told.because);
            }
        }
        let ours = ours.into_iter();
        all.extend(ours.filter(|ours| !(is_told && ours.what == choices::ENCODING)));
        choices::as_said(&mut all, &self.answers);
        all
    }

    /// Decides from the head; asks for more of it where the header has not ended.
    fn begin(&mut self, last: bool) -> Result<(), Refusal> {
        let mut head = std::mem::take(&mut self.head);
        if let Err(refusal) = dialect::check_text(&head) {
            if refusal.code != "packed" {
                self.decisions = self.decide(vec![choices::encoding("", "it is no text")]);
            }
            return Err(refusal);
        }
        let marked = head.starts_with(b"\xef\xbb\xbf");
        let text = head.get(if marked { 3 } else { 0 }..).unwrap_or_default();
        if last && text.iter().all(u8::is_ascii_whitespace) {
            return Err(empty());
        }
        self.is_undecoded = !dialect::is_utf8(&head, last);
        if let Some(delimiter) = correct::delimiter(text, last) {
            self.corrects = Some(delimiter);
            head.drain(..if marked { 3 } else { 0 });
            self.head = head;
            return if self.is_undecoded {
                Err(dialect::not_utf8())
            } else {
                Ok(())
            };
        }
        let start = head::locate(text, last, &self.name, self.sources, &self.answers);
        // A header may come further down, or the first line has not ended.
        let may_grow = !last
            && start
                .as_ref()
                .is_none_or(|start| start.found.is_none() && start.is_cut);
        if may_grow && head.len() <= LINE_LIMIT {
            self.wanted = head.len() * 2;
            self.head = head;
            return Ok(());
        }
        let Some(start) = start else {
            return Err(if last {
                Refusal {
                    code: "not_csv",
                    sentence: "A quote opens in the first line and is never closed: close it or take it out, then \
                               drop the file again."
                        .to_owned(),
                    detail: String::new(),
                }
            } else {
                too_long(1)
            });
        };
        if self.answers.is_empty()
            && let Some(recipe) = Recipe::of(&self.recipes, &start.header.names)
        {
            self.answers.clone_from(&recipe.answers);
            self.settled = Settled::asked(&recipe.answers);
            self.requote = Requote::said(&recipe.answers);
            self.head = match &mut self.requote {
                Some(requote) => requote.write(&head),
                None => head,
            };
            return self.begin(last);
        }
        self.decisions = self.decide(decide::at_start(&start, marked));
        let said = recognise::answered(&start.header, &self.answers, self.sources);
        let Some(found) = said.as_ref().or(start.found.as_ref()) else {
            return Err(if self.is_undecoded {
                dialect::not_utf8()
            } else if start.header.names.len() == 1 {
                dialect::one_column(text, &start.header)
            } else {
                unknown(&start.header, self.sources)
            });
        };
        self.questions = decide::ask_source(&found.rivals).into_iter().collect();
        self.decisions.extend(decide::recognised(&start, found));
        let rows = text.get(start.next..).unwrap_or_default();
        let needed = Body::expected(&start, found, rows, self.size, self.limit);
        if needed > self.limit {
            return Err(memory::too_large(self.size, needed, self.limit));
        }
        let mut body = Body::new(&self.name, &start, found, rows, self.size, &self.settled);
        body.above(&start.above);
        self.body = Some(Box::new(body));
        let used = head.len() - rows.len();
        head.drain(..used);
        self.stream(&head)
    }

    fn stream(&mut self, bytes: &[u8]) -> Result<(), Refusal> {
        let Some(body) = &mut self.body else {
            return Ok(());
        };
        let mut at = 0;
        while !self.carry.is_empty() && at < bytes.len() {
            let old = self.carry.len();
            let to = (at + STEP).min(bytes.len());
            self.carry
                .extend_from_slice(bytes.get(at..to).unwrap_or_default());
            if to == bytes.len() && self.carry.len() < self.enough {
                return Ok(());
            }
            let used = body.feed(&self.carry, false)?;
            if used >= old {
                // The carried record is done, and what follows it can be read in place.
                at += used - old;
                self.carry.clear();
            } else {
                at = to;
                self.carry.drain(..used);
            }
            self.enough = enough(self.carry.len());
        }
        let rest = bytes.get(at..).unwrap_or_default();
        if !rest.is_empty() {
            let used = body.feed(rest, false)?;
            self.carry
                .extend_from_slice(rest.get(used..).unwrap_or_default());
            self.enough = enough(self.carry.len());
        }
        let taken = memory::taken(&body.columns, body.lines.len() as u64);
        if taken > self.limit {
            return Err(memory::too_large(self.size, taken, self.limit));
        }
        Ok(())
    }
}

/// A record that grows slowly is looked at again when it has grown by half, so that many small slices cost no more
/// than one large one.
fn enough(carried: usize) -> usize {
    carried + (carried / 2).max(4096)
}

fn empty() -> Refusal {
    Refusal {
        code: "empty_file",
        sentence: "This file is empty: export it again, then drop that file.".to_owned(),
        detail: String::new(),
    }
}
