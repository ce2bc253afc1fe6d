//! What changed between two exports of a source. Where a file brings keys that another one has, with other values, or
//! lacks rows of one that it mostly repeats, the user says whether it is added (first come, first kept) or takes the
//! other's place; otherwise the comparison is only told. Either way every row that changed can be downloaded.

use super::House;
use super::files::Held;
use crate::engine::base::{Error, Result, Table, Unit};
use crate::engine::ingest::{Changes, compare};
use crate::engine::models;
use crate::protocol::{Decision, Question, Reading};

/// Restated rows in the question.
const SHOWN: usize = 20;

/// How a file compares with an older one of its source.
pub(super) struct Overlap {
    /// The older file.
    pub with: u32,
    /// The older file's name.
    name: String,
    /// Which of the two counts is open.
    pub asks: bool,
    /// `3 restated, 1 new, …`.
    counts: String,
    /// Columns and sums that differ, in words.
    sums: Vec<String>,
    /// The first restated rows, in words.
    rows: Vec<String>,
}

impl House {
    /// How a file that has just come compares with the loaded one of its source that shares most keys; `None` where
    /// none does.
    pub(super) fn overlap(&self, held: &Held) -> Option<Overlap> {
        let new = held.read()?;
        let older = self.files.iter().filter(|old| old.id != held.id);
        let compared = older.filter_map(|old| {
            let data = old.data().filter(|data| data.source.id == new.source.id)?;
            let source = models::SOURCES.iter().find(|s| s.id == new.source.id)?;
            let changes = compare(source, data, new)?;
            let shared = changes.same + changes.restated.len() as u64;
            Some((shared, old, changes))
        });
        let (_, old, changes) = compared.max_by_key(|(shared, ..)| *shared)?;
        let data = old.data()?;
        let is_mostly_same = changes.same * 2 >= data.rows();
        Some(Overlap {
            with: old.id,
            name: old.arrival.name.clone(),
            asks: !changes.restated.is_empty() || (!changes.vanished.is_empty() && is_mostly_same),
            counts: counts(&changes),
            sums: words(&changes),
            rows: changes.examples(data, new, SHOWN),
        })
    }

    /// Every row that changed between a file and the one it was compared with.
    pub(super) fn changes(&self, file: u32) -> Result<(String, Table)> {
        let held = |id: u32| self.files.iter().find(|held| held.id == id);
        let gone = || Error::new("The file that it was compared with is not loaded any more.");
        let new = held(file).ok_or_else(gone)?;
        let old = new.overlap.as_ref().and_then(|overlap| held(overlap.with));
        let (Some(after), Some(before)) = (new.read(), old.and_then(Held::read)) else {
            return Err(gone());
        };
        let source = models::SOURCES.iter().find(|s| s.id == after.source.id);
        let changes = source.and_then(|source| compare(source, before, after));
        let table = changes.ok_or_else(gone)?.table(before, after)?;
        Ok((format!("{}.changes.csv", new.arrival.name), table))
    }
}

fn counts(changes: &Changes) -> String {
    let all = [
        (changes.restated.len() as u64, "restated"),
        (changes.new.len() as u64, "new"),
        (changes.vanished.len() as u64, "vanished"),
        (changes.same, "the same"),
    ];
    let counted = all.map(|(n, what)| format!("{} {what}", Unit::Count.full(Some(n as f64))));
    counted.join(", ")
}

/// Which columns and sums differ.
fn words(changes: &Changes) -> Vec<String> {
    let columns: Vec<String> = changes
        .columns
        .iter()
        .map(|(name, rows)| {
            let count = Unit::Count.full(Some(*rows as f64));
            format!("{name} in {count}")
        })
        .collect();
    let restated = (!columns.is_empty()).then(|| format!("Restated: {}.", columns.join(", ")));
    let sums = changes.sums.iter().map(|(name, unit, before, after)| {
        let [before, after] = [before, after].map(|sum| unit.full(Some(*sum)));
        format!("Sum of {name}: {before} → {after}.")
    });
    restated.into_iter().chain(sums).collect()
}

impl Overlap {
    /// What changed, for the file's card.
    pub fn decision(&self) -> Decision {
        Decision {
            what: format!("Compared with {}", self.name),
            value: self.counts.clone(),
            because: if self.sums.is_empty() {
                "no sum differs".to_owned()
            } else {
                self.sums.join(" ")
            },
            choices: Vec::new(),
        }
    }

    /// Which of the two counts, where that is open.
    pub fn question(&self) -> Option<Question> {
        let name = &self.name;
        let choice = |label: String, answer: &str, preview: Vec<String>| Reading {
            label,
            answers: vec![("overlap".to_owned(), answer.to_owned())],
            preview,
        };
        self.asks.then(|| Question {
            sentence: format!(
                "It has rows that {name} has already. Compared with it: {}.",
                self.counts
            ),
            choices: vec![
                choice(
                    format!("Replace {name}"),
                    "replace",
                    [self.sums.clone(), self.rows.clone()].concat(),
                ),
                choice(
                    "Add its new rows".to_owned(),
                    "add",
                    vec![
                        "Where both have a row, the file that comes first by name counts."
                            .to_owned(),
                    ],
                ),
            ],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Arrival, support};
    use super::*;
    use crate::protocol::{FileCard, FileStatus};

    fn arrival(name: &str, text: &str) -> Arrival {
        support::arrival(name, text.as_bytes(), &[])
    }

    fn card(house: &mut House, name: &str) -> FileCard {
        let mut cards = house.data().files.into_iter();
        cards.find(|card| card.name == name).expect("a card")
    }

    const JULY: &str = "date,campaign_id,channel,spend_usd\n2025-07-01,A,Meta,10\n2025-07-02,A,Meta,20\n2025-07-03,A,Meta,30\n";

    #[test]
    fn a_second_export_asks_which_counts_and_what_changed_can_be_saved_as_long_as_both_are_here() {
        let mut house = House::new(|| 0.0);
        house.adopt(vec![arrival("a.csv", JULY)], true, false);
        let newer = JULY.replace(",20\n", ",25\n");
        house.adopt(vec![arrival("b.csv", &newer)], false, false);
        let asking = card(&mut house, "b.csv");
        assert_eq!(asking.status, FileStatus::Asking);
        let question = asking.questions.first().expect("a question");
        assert!(
            question
                .sentence
                .contains("1 restated, 0 new, 0 vanished, 2 the same")
        );
        let lines = &question.choices.first().expect("a choice").preview;
        assert_eq!(
            *lines,
            [
                "Restated: spend_usd in 1.",
                "Sum of spend_usd: $60.00 → $65.00.",
                "2025-07-02, A: spend_usd 20 → 25"
            ]
        );
        assert!(asking.is_compared);
        let (name, table) = house.changes(asking.id).expect("a table");
        assert_eq!((name.as_str(), table.height()), ("b.csv.changes.csv", 2));
        house.resolve(asking.id, "replace");
        let counted = card(&mut house, "b.csv");
        assert_eq!((counted.status, counted.rows_kept), (FileStatus::Loaded, 3));
        let told = counted
            .decisions
            .iter()
            .find(|d| d.what == "Compared with a.csv");
        assert!(told.is_some_and(|d| d.value.starts_with("1 restated")));
        assert!(!counted.is_compared && house.changes(counted.id).is_err());
    }

    #[test]
    fn an_export_that_only_adds_rows_is_told_and_not_asked_about() {
        let mut house = House::new(|| 0.0);
        house.adopt(vec![arrival("a.csv", JULY)], true, false);
        let longer = format!("{JULY}2025-07-04,A,Meta,40\n");
        house.adopt(vec![arrival("b.csv", &longer)], false, false);
        let told = card(&mut house, "b.csv");
        assert_eq!((told.status, told.rows_kept), (FileStatus::Loaded, 1));
        assert!(
            told.decisions
                .iter()
                .any(|d| d.value.contains("1 new, 0 vanished"))
        );
        // One that lacks a row of those it repeats may be meant to take it out.
        let shorter = JULY.replace("2025-07-01,A,Meta,10\n", "");
        house.adopt(vec![arrival("c.csv", &shorter)], false, false);
        assert_eq!(card(&mut house, "c.csv").status, FileStatus::Asking);
    }
}
