//! What changed between two exports of a source: rows restated, new and vanished, by key. Where a file brings keys that
//! another one has, the user says whether it is added (first come, first kept) or takes the other's place.

use super::House;
use super::files::Held;
use crate::engine::base::Arrange;
use crate::engine::base::Table;
use crate::engine::ingest::FileData;
use crate::engine::models;
use crate::protocol::{Question, Reading};

/// Rows listed.
const SHOWN: usize = 20;

/// Larger files are not compared: of rows with one key the first counts, and the others are set aside, as ever.
const MOST: usize = 200_000;

/// How a file compares with an older one of its source.
pub(super) struct Overlap {
    /// The older file.
    pub with: u32,
    same: u64,
    restated: u64,
    new: u64,
    vanished: u64,
    /// The first rows that changed, in words.
    rows: Vec<String>,
}

impl House {
    /// How a file that has just come compares with the loaded one of its source that shares most keys; `None` where
    /// none does, or all that they share is the same.
    pub(super) fn overlap(&self, held: &Held) -> Option<Overlap> {
        let new = held.read()?;
        let older = self.files.iter().filter(|old| old.id != held.id);
        let compared = older.filter_map(|old| {
            let data = old.data()?;
            (data.source.id == new.source.id)
                .then(|| compare(old.id, data, new))
                .flatten()
        });
        compared
            .max_by_key(|overlap| overlap.same + overlap.restated)
            .filter(|overlap| overlap.restated > 0)
    }
}

/// Compares two files by the key of their source, as far as both carry its columns.
fn compare(with: u32, old: &FileData, new: &FileData) -> Option<Overlap> {
    let source = models::SOURCES.iter().find(|s| s.id == new.source.id)?;
    let has = |table: &Table| source.key.iter().all(|key| table.has(key));
    let (before, after) = (old.rows_kept(), new.rows_kept());
    if !has(before) || !has(after) || before.height().max(after.height()) > MOST {
        return None;
    }
    let columns: Vec<&str> = source
        .columns
        .iter()
        .map(|column| column.column.name)
        .filter(|name| before.has(name) && after.has(name))
        .collect();
    // Rows by the hash of their key, with the hash of all that both files carry.
    let (olds, news) = (
        old.row_hashes(source.key, &columns)?,
        new.row_hashes(source.key, &columns)?,
    );
    let mut known = olds;
    known.arrange_by_key(|(key, _)| *key);
    known.dedup_by_key(|(key, _)| *key);
    let mut fresh: Vec<u64> = news.iter().map(|(key, _)| *key).collect();
    fresh.arrange();
    let mut overlap = Overlap {
        with,
        same: 0,
        restated: 0,
        new: 0,
        vanished: known
            .iter()
            .filter(|(key, _)| fresh.binary_search(key).is_err())
            .count() as u64,
        rows: Vec::new(),
    };
    for (row, (key, all)) in (0_u32..).zip(&news) {
        let at = known.binary_search_by_key(key, |(key, _)| *key).ok();
        match at.and_then(|at| known.get(at)) {
            None => overlap.new += 1,
            Some((_, before)) if before == all => overlap.same += 1,
            Some(_) => {
                overlap.restated += 1;
                if overlap.rows.len() < SHOWN {
                    overlap.rows.push(after.row_text(row, &columns, ", ").ok()?);
                }
            }
        }
    }
    Some(overlap)
}

impl Overlap {
    /// Which of the two counts.
    pub fn question(&self, house: &House) -> Question {
        let name = house
            .said(self.with)
            .map(|(name, _)| name)
            .unwrap_or_default();
        let counted = |n: u64, what: &str| format!("{n} {what}");
        let counts = [
            counted(self.restated, "restated"),
            counted(self.new, "new"),
            counted(self.vanished, "vanished"),
            counted(self.same, "the same"),
        ];
        let choice = |label: String, answer: &str, preview: Vec<String>| Reading {
            label,
            answers: vec![("overlap".to_owned(), answer.to_owned())],
            preview,
        };
        Question {
            sentence: format!(
                "It has rows that {name} has already, with other values. Compared with it: {}.",
                counts.join(", ")
            ),
            choices: vec![
                choice(format!("Replace {name}"), "replace", self.rows.clone()),
                choice(
                    "Add its new rows".to_owned(),
                    "add",
                    vec![
                        "Where both have a row, the file that comes first by name counts."
                            .to_owned(),
                    ],
                ),
            ],
        }
    }
}
