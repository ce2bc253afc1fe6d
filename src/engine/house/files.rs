//! Files that came, what became of them, and the sources they make together.

use super::House;
use super::overlap::Overlap;
use crate::engine::base::Arrange;
use crate::engine::base::SourceSpec;
use crate::engine::ingest::{self, Corrections, FileData, Rates, Recipe, Refusal, Unread};
use crate::engine::models;
use crate::protocol::{Answers, Decision, FileStatus, Params};
use std::sync::Arc;

/// A file that the loop has read.
pub struct Arrival {
    /// Name.
    pub name: String,
    /// Size.
    pub bytes: u64,
    /// What came of it.
    pub outcome: Outcome,
    /// Milliseconds from first byte to typed columns.
    pub millis: f64,
    /// How it was read.
    pub about: About,
}

/// How a file was read, so that it can be read another way.
#[derive(Clone, Debug, Default)]
pub struct About {
    /// Its place among the tables of an archive, a workbook or a text that was decoded; `None` where it was read as it
    /// stands.
    pub member: Option<u32>,
    /// What the user said.
    pub answers: Answers,
    /// What was decided before it was refused.
    pub decided: Vec<Decision>,
    /// It holds rows of other files that were set aside and come back corrected.
    pub corrections: Option<Corrections>,
}

impl About {
    /// What came of a file that holds no source.
    pub fn unread(unread: Unread) -> (Outcome, About) {
        let about = About {
            decided: unread.decided,
            corrections: unread.corrections,
            ..About::default()
        };
        (Outcome::Refused(unread.refusal), about)
    }
}

/// What a removal or replacement took out, and what it put in its place.
#[derive(Default)]
pub(super) struct Undo {
    /// Files taken out, each with its place.
    out: Vec<(usize, Held)>,
    /// Files put in, by id.
    put: Vec<u32>,
}

/// What came of reading a file.
pub enum Outcome {
    /// Typed columns of a source.
    Loaded(Box<FileData>),
    /// It holds none of the sources.
    Refused(Refusal),
    /// It could not be read; a sentence.
    Failed(FileStatus, String),
}

/// A file as the house keeps it.
pub(super) struct Held {
    pub id: u32,
    pub arrival: Arrival,
    /// How its rows compare with those of another file of its source, while the user has not said which count.
    pub overlap: Option<Overlap>,
}

impl Held {
    /// The file's columns, where it was loaded and leaves nothing open.
    pub fn data(&self) -> Option<&FileData> {
        self.read().filter(|data| {
            data.questions.is_empty() && !self.overlap.as_ref().is_some_and(|o| o.asks)
        })
    }

    /// What the user or a recipe said about it.
    pub fn answers(&self) -> &Answers {
        self.read()
            .map_or(&self.arrival.about.answers, |data| &data.answers)
    }

    /// The file's columns, where it was read.
    pub fn read(&self) -> Option<&FileData> {
        match &self.arrival.outcome {
            Outcome::Loaded(data) => Some(data),
            _ => None,
        }
    }
}

impl House {
    /// Takes files in, all at once. The first files of the user's own take the place of the sample data, unless none
    /// of them could be loaded; `replace` takes out every file first.
    /// The ids given, in order.
    pub fn adopt(&mut self, arrivals: Vec<Arrival>, replace: bool, is_sample: bool) -> Vec<u32> {
        let any = arrivals
            .iter()
            .any(|a| matches!(a.outcome, Outcome::Loaded(_)));
        if replace || (self.is_sample && any && !is_sample) {
            self.files.clear();
        }
        let mut ids = Vec::with_capacity(arrivals.len());
        for arrival in arrivals {
            let mut held = Held {
                id: self.next_file,
                arrival,
                overlap: None,
            };
            if !is_sample {
                held.overlap = self.overlap(&held);
            }
            ids.push(held.id);
            self.files.push(held);
            self.next_file += 1;
        }
        if self.correct() {
            self.forget_made();
        }
        if any || replace {
            self.is_sample = is_sample;
        }
        if !self.is_sample {
            self.sampled.clear();
        }
        self.undo = Undo::default();
        self.rebuild_sources();
        ids
    }

    /// A file that was read again as the user said, in place of what it was.
    pub fn reread(&mut self, id: u32, arrival: Arrival) {
        let mut held = Held {
            id,
            arrival,
            overlap: None,
        };
        if let Some(data) = held.read() {
            let recipe = Recipe {
                header: data.header.clone(),
                answers: data.answers.clone(),
            };
            recipe.keep(&mut self.recipes);
        }
        let Some(at) = self.files.iter().position(|known| known.id == id) else {
            return;
        };
        self.files.remove(at);
        if !self.is_sample {
            held.overlap = self.overlap(&held);
        }
        self.files.insert(at.min(self.files.len()), held);
        // The set of files is the same, and yet not what is in them.
        self.remake();
    }

    /// What the user says of a file whose rows overlap another's: `replace` takes the other one out.
    pub fn resolve(&mut self, id: u32, answer: &str) {
        let Some(held) = self.files.iter_mut().find(|held| held.id == id) else {
            return;
        };
        let Some(overlap) = held.overlap.as_mut().filter(|overlap| overlap.asks) else {
            return;
        };
        overlap.asks = false;
        let with = overlap.with;
        if answer == "replace" {
            self.take_out(with);
            self.undo.put.push(id);
        }
        self.rebuild_sources();
    }

    fn take_out(&mut self, id: u32) {
        self.undo = Undo::default();
        if let Some(at) = self.files.iter().position(|held| held.id == id) {
            self.undo.out.push((at, self.files.remove(at)));
        }
    }

    /// Puts back what the last removal or replacement took out.
    pub fn undo(&mut self) {
        let undo = std::mem::take(&mut self.undo);
        self.files.retain(|held| !undo.put.contains(&held.id));
        for (at, held) in undo.out {
            self.files.insert(at.min(self.files.len()), held);
        }
        self.rebuild_sources();
    }

    /// Whether something can be undone.
    pub(super) fn can_undo(&self) -> bool {
        !self.undo.out.is_empty()
    }

    /// The name of a file and what was said about it.
    pub fn said(&self, id: u32) -> Option<(String, Answers)> {
        let held = self.files.iter().find(|held| held.id == id)?;
        Some((held.arrival.name.clone(), held.answers().clone()))
    }

    /// Whether no file is loaded.
    pub fn is_empty(&self) -> bool {
        self.files.iter().all(|held| held.data().is_none())
    }

    /// Takes a file out.
    pub fn remove(&mut self, file: u32) {
        self.take_out(file);
        self.rebuild_sources();
    }

    /// Makes every source anew.
    fn remake(&mut self) {
        self.forget_made();
        self.rebuild_sources();
    }

    /// What the files hold has changed, whatever their set.
    fn forget_made(&mut self) {
        for made in self.sources.values_mut() {
            made.files.clear();
        }
    }

    /// The loaded files of a source, by name (then in the order they came), as `combine` numbers them.
    pub(super) fn files_of(&self, source: &str) -> Vec<&Held> {
        let mut files: Vec<&Held> = self
            .files
            .iter()
            .filter(|h| h.data().is_some_and(|d| d.source.id == source))
            .collect();
        files.arrange_by(|a, b| a.arrival.name.cmp(&b.arrival.name));
        files
    }

    /// Takes the rates of the link (`rate=EUR~1.08`, `rate_eur=1.08`); where they changed, every source is made anew.
    pub(super) fn set_rates(&mut self, params: &Params) {
        let rates = Rates::of_link(params);
        if rates != self.rates {
            self.rates = rates;
            self.remake();
        }
    }

    /// Makes each source anew from its files, where the set of its files changed.
    fn rebuild_sources(&mut self) {
        for source in models::SOURCES {
            self.rebuild_source(source);
        }
    }

    fn rebuild_source(&mut self, source: &'static SourceSpec) {
        let ids: Vec<u32> = self
            .files_of(source.id)
            .iter()
            .map(|held| held.id)
            .collect();
        if self.sources.get(source.id).map(|made| &made.files) == Some(&ids)
            || (ids.is_empty() && !self.sources.contains_key(source.id))
        {
            return;
        }
        let files: Vec<&FileData> = self
            .files_of(source.id)
            .into_iter()
            .filter_map(Held::data)
            .collect();
        let made = if files.is_empty() {
            None
        } else {
            ingest::combine_at(source, &files, &self.rates).ok()
        };
        let table = made.as_ref().map(|made| Arc::new(made.table.clone()));
        // A typed table always has the declared columns; were it refused, the source would read as empty and its card
        // would show rows read without rows kept.
        let _ = self.warehouse.set_source(source.id, table);
        match made {
            Some(data) => {
                self.sources.insert(
                    source.id,
                    super::Made {
                        spec: source,
                        files: ids,
                        data,
                    },
                );
            }
            None => {
                self.sources.remove(source.id);
            }
        }
    }
}
