//! What changed between two files of a source: rows restated, new and vanished, by the source's key; in which columns,
//! and the sums of its measures before and after.
//!
//! Memory is bounded by two numbers a row beside the typed columns: keys are compared by their hashes, a part of them at
//! a time. Where several rows of a file share a key (an export finer than the source), they are compared together, and
//! the first of them stands for all. A source whose rows have no key but their place cannot be compared.

use super::combine::stacked_columns;
use super::file::{FileData, SOURCE_ROW, values};
use crate::engine::base::{Arrange, Column, Kind, Result, SourceSpec, Table, Unit};

/// Rows compared at once, about.
const PART: usize = 1 << 18;

/// What changed from an older file to a newer one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Changes {
    /// Rows that both have with the same values.
    pub same: u64,
    /// Rows that both have with other values: in the older and in the newer.
    pub restated: Vec<(u32, u32)>,
    /// Rows that only the newer has.
    pub new: Vec<u32>,
    /// Rows that only the older has.
    pub vanished: Vec<u32>,
    /// Columns in which restated rows differ, and in how many.
    pub columns: Vec<(&'static str, u64)>,
    /// Measures that differ: their sums before and after.
    pub sums: Vec<(&'static str, Unit, f64, f64)>,
    /// The columns by which rows were compared.
    pub key: Vec<&'static str>,
}

/// Rows of one key.
struct Group {
    key: u64,
    all: u64,
    rows: Vec<u32>,
}

/// Compares two files of a source by its key, as far as both carry it; `None` where they share no key.
pub fn compare(source: &'static SourceSpec, old: &FileData, new: &FileData) -> Option<Changes> {
    compare_by(source, old, new, PART)
}

fn compare_by(
    source: &'static SourceSpec,
    old: &FileData,
    new: &FileData,
    most: usize,
) -> Option<Changes> {
    let key = key(source, old, new)?;
    let columns = common(old, new);
    let names: Vec<&str> = columns.iter().map(|(name, ..)| *name).collect();
    let before = old.row_hashes(&key, &names)?;
    let after = new.row_hashes(&key, &names)?;
    let parts = (before.len().max(after.len()) / most + 1).next_power_of_two() as u64;
    let mut out = Changes::default();
    for part in 0..parts {
        let olds = groups(&before, part, parts);
        let mut known = olds.iter().peekable();
        for group in groups(&after, part, parts) {
            while let Some(gone) = known.next_if(|old| old.key < group.key) {
                out.vanished.extend(&gone.rows);
            }
            match known.next_if(|old| old.key == group.key) {
                None => out.new.extend(group.rows),
                Some(old) if old.all == group.all => out.same += group.rows.len() as u64,
                Some(old) => {
                    let first = |rows: &[u32]| rows.first().copied();
                    out.restated
                        .extend(first(&old.rows).zip(first(&group.rows)));
                }
            }
        }
        out.vanished.extend(known.flat_map(|gone| &gone.rows));
    }
    if out.same == 0 && out.restated.is_empty() {
        return None;
    }
    out.restated.arrange_by_key(|(_, row)| *row);
    out.new.arrange();
    out.vanished.arrange();
    out.key.clone_from(&key);
    for (name, kind, unit) in columns {
        let (a, b) = (values(&old.table, name)?, values(&new.table, name)?);
        let differ = out.restated.iter().filter(|(old, new)| {
            let (old, new) = (a.get(*old as usize), b.get(*new as usize));
            old != new
        });
        let rows = differ.count() as u64;
        if rows > 0 {
            out.columns.push((name, rows));
        }
        let is_added =
            matches!(kind, Kind::Integer | Kind::Amount) && matches!(unit, Unit::Count | Unit::Usd);
        if is_added && !key.contains(&name) {
            let sum = |table: &Table| -> Option<f64> {
                Some(table.numbers(name).ok()?.into_iter().flatten().sum())
            };
            let (before, after) = (sum(&old.table)?, sum(&new.table)?);
            if before.to_bits() != after.to_bits() {
                out.sums.push((name, unit, before, after));
            }
        }
    }
    Some(out)
}

/// The columns that name a row in both files: those of the key, and where an export carries names in place of ids, its
/// names.
fn key(source: &'static SourceSpec, old: &FileData, new: &FileData) -> Option<Vec<&'static str>> {
    let is_filled = |name: &str| {
        [old, new].into_iter().all(|file| {
            let nulls = file.table.null_count(name).ok();
            nulls.is_some_and(|nulls| nulls < file.table.height())
        })
    };
    let named = |name: &'static str| {
        if name == SOURCE_ROW {
            return None;
        }
        let other = match name {
            "campaign_id" => "campaign_name",
            "date" => "from",
            other => other,
        };
        [name, other].into_iter().find(|name| is_filled(name))
    };
    source.key.iter().map(|name| named(name)).collect()
}

/// Declared columns that both files carry.
fn common(old: &FileData, new: &FileData) -> Vec<(&'static str, Kind, Unit)> {
    let columns = new.source.columns.iter().map(|c| c.column);
    columns
        .filter(|c| old.table.kind(c.name).is_ok_and(|kind| kind == c.kind))
        .map(|c| (c.name, c.kind, c.unit))
        .collect()
}

/// The rows of one part of the keys, by key.
fn groups(hashes: &[(u64, u64)], part: u64, parts: u64) -> Vec<Group> {
    let mut rows: Vec<(u64, u32)> = (0_u32..)
        .zip(hashes)
        .filter(|(_, (key, _))| (key >> 7) & (parts - 1) == part)
        .map(|(row, (key, _))| (*key, row))
        .collect();
    rows.sort_unstable();
    let groups = rows.chunk_by(|a, b| a.0 == b.0).map(|rows| {
        let all = rows.iter().filter_map(|(_, row)| hashes.get(*row as usize));
        Group {
            key: rows.first().map_or(0, |(key, _)| *key),
            all: all.fold(0, |sum, (_, all)| sum.wrapping_add(*all)),
            rows: rows.iter().map(|(_, row)| *row).collect(),
        }
    });
    groups.collect()
}

impl Changes {
    /// The first restated rows in words, with the columns that differ.
    pub fn examples(&self, old: &FileData, new: &FileData, most: usize) -> Vec<String> {
        let pairs = self.restated.iter().take(most);
        let words = pairs.map(|(a, b)| {
            let name = new.table.row_text(*b, &self.key, ", ").ok()?;
            let cells = self.columns.iter().filter_map(|(column, _)| {
                let before = old.table.row_text(*a, &[column], "").ok()?;
                let after = new.table.row_text(*b, &[column], "").ok()?;
                (before != after).then(|| format!("{column} {before} → {after}"))
            });
            let cells: Vec<String> = cells.collect();
            Some(format!("{name}: {}", cells.join(", ")))
        });
        words.flatten().collect()
    }

    /// Every row that changed: what became of it, which columns differ, its line, then the columns that both files have.
    /// A restated row stands twice, as it was and as it is.
    pub fn table(&self, old: &FileData, new: &FileData) -> Result<Table> {
        let columns = common(old, new);
        let chosen = |file: &FileData, rows: Vec<u32>| file.table.take(&rows);
        let gone = self
            .restated
            .iter()
            .map(|(a, _)| *a)
            .chain(self.vanished.iter().copied());
        let come = self
            .restated
            .iter()
            .map(|(_, b)| *b)
            .chain(self.new.iter().copied());
        let tables = [chosen(old, gone.collect())?, chosen(new, come.collect())?];
        let (pairs, split) = (self.restated.len(), tables[0].height());
        let rows = split + tables[1].height();
        let mut lines = tables[0].integers(SOURCE_ROW)?.values.to_vec();
        lines.extend(tables[1].integers(SOURCE_ROW)?.values.iter());
        let mut differing = Vec::with_capacity(pairs);
        for (a, b) in &self.restated {
            let mut names = Vec::new();
            for (name, _) in &self.columns {
                if old.table.row_text(*a, &[name], "")? != new.table.row_text(*b, &[name], "")? {
                    names.push(*name);
                }
            }
            differing.push(names.join(" "));
        }
        let change = |row: usize| match row {
            row if row < pairs => "restated from",
            row if row < split => "vanished",
            row if row < split + pairs => "restated to",
            _ => "new",
        };
        let changed = |row: usize| {
            let pair = if row < split { row } else { row - split };
            differing.get(pair).map(String::as_str)
        };
        let mut out = vec![
            Column::text_of("change", (0..rows).map(|row| Some(change(row)))),
            Column::text_of("changed_columns", (0..rows).map(changed)),
            Column::integers_dense("line", lines),
        ];
        out.extend(stacked_columns(
            columns.iter().map(|c| (c.0, c.1)),
            &tables,
        )?);
        // As it was above as it is; then new rows, then those that vanished.
        let mut order: Vec<u32> = (0..rows as u32).collect();
        order.arrange_by_key(|row| {
            let row = *row as usize;
            match row {
                row if row < pairs => (0, row, 0),
                row if row < split => (2, row, 0),
                row if row < split + pairs => (0, row - split, 1),
                row => (1, row, 0),
            }
        });
        Table::new(out)?.take(&order)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Finished, Reader};
    use super::*;
    use crate::engine::models::SOURCES;

    fn ad_spend() -> &'static SourceSpec {
        let mut sources = SOURCES.iter();
        sources.find(|s| s.id == "ad_spend").expect("a source")
    }

    fn file(text: &str) -> FileData {
        let mut reader = Reader::new("x.csv", text.len() as u64, SOURCES);
        reader.push(text.as_bytes()).expect("text");
        match reader.finish() {
            Ok(Finished::Done(data)) => *data,
            other => panic!("{other:?}"),
        }
    }

    const OLD: &str = "date,campaign_id,channel,spend_usd,clicks\n2025-07-01,A,Meta,10,1\n2025-07-02,A,Meta,20,2\n2025-07-03,A,Meta,30,3\n";
    const NEW: &str = "date,campaign_id,channel,spend_usd,clicks\n2025-07-04,A,Meta,40,4\n2025-07-03,A,Meta,30,3\n2025-07-02,A,Google,25,2\n";

    #[test]
    fn rows_restated_new_and_vanished_are_found_by_key_with_their_columns_and_sums() {
        let (old, new) = (file(OLD), file(NEW));
        let changes = compare(ad_spend(), &old, &new).expect("shared keys");
        assert_eq!(changes.same, 1);
        assert_eq!(changes.restated, [(1, 2)]);
        assert_eq!(
            (changes.new.as_slice(), changes.vanished.as_slice()),
            (&[0][..], &[0][..])
        );
        assert_eq!(changes.columns, [("channel", 1), ("spend_usd", 1)]);
        let sums: Vec<(&str, f64, f64)> = changes.sums.iter().map(|s| (s.0, s.2, s.3)).collect();
        assert_eq!(sums, [("spend_usd", 60.0, 95.0), ("clicks", 6.0, 9.0)]);
        assert_eq!(
            changes.examples(&old, &new, 9),
            ["2025-07-02, A: channel Meta → Google, spend_usd 20 → 25"]
        );
        let table = changes.table(&old, &new).expect("a table");
        let rows: Vec<String> = (0..table.height() as u32)
            .map(|row| {
                table
                    .row_text(
                        row,
                        &["change", "changed_columns", "line", "date", "spend_usd"],
                        "|",
                    )
                    .expect("a row")
            })
            .collect();
        assert_eq!(
            rows,
            [
                "restated from|channel spend_usd|3|2025-07-02|20",
                "restated to|channel spend_usd|4|2025-07-02|25",
                "new||2|2025-07-04|40",
                "vanished||2|2025-07-01|10"
            ]
        );
    }

    #[test]
    fn files_without_a_shared_key_or_without_any_key_are_not_compared() {
        let other = OLD.replace("2025-07", "2025-08");
        assert_eq!(compare(ad_spend(), &file(OLD), &file(&other)), None);
        let keyless = SourceSpec {
            key: &[SOURCE_ROW],
            ..*ad_spend()
        };
        let keyless = Box::leak(Box::new(keyless));
        assert_eq!(compare(keyless, &file(OLD), &file(NEW)), None);
    }

    #[test]
    fn large_files_are_compared_in_parts_with_the_same_outcome() {
        use std::fmt::Write as _;
        let mut texts = [OLD.lines().next(); 2].map(|line| line.expect("a header").to_owned());
        let rows = 3_000;
        for row in 0..rows {
            let spend = if row % 1000 == 0 { row + 1 } else { row };
            let (old, new) = (row, row + 7);
            let _ = write!(texts[0], "\n2025-07-01,{old},Meta,{old},1");
            let spend = if row + 7 < rows { spend + 7 } else { spend };
            let _ = write!(texts[1], "\n2025-07-01,{new},Meta,{spend},1");
        }
        let (old, new) = (file(&texts[0]), file(&texts[1]));
        let changes = compare_by(ad_spend(), &old, &new, 100).expect("keys");
        assert_eq!(compare(ad_spend(), &old, &new), Some(changes.clone()));
        assert_eq!((changes.new.len(), changes.vanished.len()), (7, 7));
        assert_eq!(
            changes.restated.len(),
            3,
            "the first, the 1000th and the 2000th"
        );
        assert_eq!(changes.same as usize, rows - 7 - 3);
    }
}
