//! Files that came, what became of them, and the sources they make together.

use super::House;
use crate::engine::base::SourceSpec;
use crate::engine::ingest::{self, FileData, Rates, Refusal};
use crate::engine::models;
use crate::protocol::{FileStatus, Params};
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
}

impl Held {
    /// The file's columns, where it was loaded.
    pub fn data(&self) -> Option<&FileData> {
        match &self.arrival.outcome {
            Outcome::Loaded(data) => Some(data),
            _ => None,
        }
    }
}

impl House {
    /// Takes files in, all at once. The first files of the user's own take the place of the sample data, unless none
    /// of them could be loaded; `replace` takes out every file first.
    pub fn adopt(&mut self, arrivals: Vec<Arrival>, replace: bool, is_sample: bool) {
        let any = arrivals
            .iter()
            .any(|a| matches!(a.outcome, Outcome::Loaded(_)));
        if replace || (self.is_sample && any && !is_sample) {
            self.files.clear();
        }
        for arrival in arrivals {
            self.files.push(Held {
                id: self.next_file,
                arrival,
            });
            self.next_file += 1;
        }
        if any || replace {
            self.is_sample = is_sample;
        }
        if !self.is_sample {
            self.sampled.clear();
        }
        self.rebuild_sources();
    }

    /// Whether no file is loaded.
    pub fn is_empty(&self) -> bool {
        self.files.iter().all(|held| held.data().is_none())
    }

    /// Takes a file out.
    pub fn remove(&mut self, file: u32) {
        self.files.retain(|held| held.id != file);
        self.rebuild_sources();
    }

    /// The loaded files of a source, by name (then in the order they came), as `combine` numbers them.
    pub(super) fn files_of(&self, source: &str) -> Vec<&Held> {
        let mut files: Vec<&Held> = self
            .files
            .iter()
            .filter(|h| h.data().is_some_and(|d| d.source.id == source))
            .collect();
        files.sort_by(|a, b| a.arrival.name.cmp(&b.arrival.name));
        files
    }

    /// Takes the rates of the link (`rate=EUR~1.08`); where they changed, every source is made anew.
    pub(super) fn set_rates(&mut self, params: &Params) {
        let rates = Rates::parse(params.other("rate").unwrap_or_default());
        if rates != self.rates {
            self.rates = rates;
            for made in self.sources.values_mut() {
                made.files.clear();
            }
            self.rebuild_sources();
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
                self.sources
                    .insert(source.id, super::Made { files: ids, data });
            }
            None => {
                self.sources.remove(source.id);
            }
        }
    }
}
