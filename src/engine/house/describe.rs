//! What is loaded, for the data page and the line at the top: files, sources, and every row that was set aside.

use super::House;
use super::files::{Held, Outcome};
use crate::engine::base::Arrange;
use crate::engine::base::SourceSpec;
use crate::engine::ingest::ask_delimiter;
use crate::engine::models;
use crate::protocol::{Column, DataView, FileCard, FileStatus, RejectRow, SourceCard};

/// Set-aside rows sent to the page; the download has all.
const SHOWN_REJECTS: usize = 1_000;

impl House {
    /// Everything loaded. Rows read = kept + set aside + deduplicated, for each file, each source and in all.
    pub fn data(&mut self) -> DataView {
        let rejects = self.rejects();
        let mut view = DataView {
            is_sample: self.is_sample,
            can_undo: self.can_undo(),
            fingerprint: self.fingerprint(),
            currency: self.money(None).code().to_owned(),
            ..DataView::default()
        };
        for source in models::SOURCES {
            let card = self.source_card(source, &rejects);
            view.rows_read += card.rows_read;
            view.rows_kept += card.rows_kept;
            view.rows_rejected += card.rows_rejected;
            view.rows_deduplicated += card.rows_deduplicated;
            view.sources.push(card);
        }
        view.files = self
            .files
            .iter()
            .map(|held| self.file_card(held, &rejects))
            .collect();
        view.rejects = rejects.into_iter().take(SHOWN_REJECTS).collect();
        view
    }

    /// Every row set aside, at import or in staging, by source, file and line.
    pub fn rejects(&mut self) -> Vec<RejectRow> {
        let mut all = Vec::new();
        for source in models::SOURCES {
            let Some(made) = self.sources.get(source.id) else {
                continue;
            };
            let first = all.len();
            all.extend(made.data.rejects.iter().cloned());
            let names: Vec<String> = self
                .files_of(source.id)
                .iter()
                .map(|held| held.arrival.name.clone())
                .collect();
            let name = |file: u32| names.get(file as usize).cloned().unwrap_or_default();
            let own = models::LEAVES_OUT
                .iter()
                .find(|own| own.source == source.id);
            let lost = match own {
                Some(own) => (own.rows)(&made.data.table)
                    .and_then(|rows| self.warehouse.rejects_of(source.id, &rows)),
                None => self.warehouse.key_rejects(source.id),
            };
            let mut lost = lost.unwrap_or_default();
            // A row that was spread over days is one row of its file.
            lost.arrange_by_key(|lost| (lost.file, lost.line));
            lost.dedup_by_key(|lost| (lost.file, lost.line));
            for lost in lost {
                let (file, line) = lost.kept;
                if let Some(own) = own.filter(|_| lost.kept == (lost.file, lost.line)) {
                    let (code, column, message) = own.because;
                    all.push(RejectRow {
                        source: source.id.to_owned(),
                        file: name(file),
                        line: u64::from(line),
                        column: column.to_owned(),
                        value: String::new(),
                        code: code.to_owned(),
                        message: message.to_owned(),
                        raw: lost.raw,
                    });
                    continue;
                }
                let place = if file == lost.file {
                    format!("line {line}")
                } else {
                    format!("{} line {line}", name(file))
                };
                all.push(RejectRow {
                    source: source.id.to_owned(),
                    file: name(lost.file),
                    line: u64::from(lost.line),
                    message: format!(
                        "{} has the {} “{}” already; that row was kept. If this one is right, correct the other and drop the file again.",
                        place, lost.column, lost.value
                    ),
                    column: lost.column,
                    value: lost.value,
                    code: "duplicate_key".to_owned(),
                    raw: lost.raw,
                });
            }
            all[first..].arrange_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
        }
        all
    }

    fn source_card(&self, source: &'static SourceSpec, rejects: &[RejectRow]) -> SourceCard {
        let (rows_read, rows_deduplicated, unlisted) =
            self.sources.get(source.id).map_or((0, 0, 0), |made| {
                let listed = made.data.rejects.len() as u64;
                (
                    made.data.rows_read,
                    made.data.rows_deduplicated.iter().sum(),
                    made.data.rows_rejected - listed,
                )
            });
        let rows_rejected =
            rejects.iter().filter(|r| r.source == source.id).count() as u64 + unlisted;
        let columns = source
            .columns
            .iter()
            .map(|c| Column {
                name: c.column.name.to_owned(),
                kind: c.column.kind,
                unit: c.column.unit,
                doc: c.column.doc.to_owned(),
                is_key: source.key.contains(&c.column.name),
            })
            .collect();
        SourceCard {
            id: source.id.to_owned(),
            grain: source.grain.to_owned(),
            columns,
            required: source
                .columns
                .iter()
                .filter(|c| c.required)
                .map(|c| c.column.name.to_owned())
                .collect(),
            files: self
                .files_of(source.id)
                .iter()
                .map(|held| held.arrival.name.clone())
                .collect(),
            rows_read,
            rows_kept: rows_read.saturating_sub(rows_rejected + rows_deduplicated),
            rows_rejected,
            rows_deduplicated,
            header: source.header(),
        }
    }

    fn file_card(&self, held: &Held, rejects: &[RejectRow]) -> FileCard {
        let arrival = &held.arrival;
        let mut card = FileCard {
            id: held.id,
            name: arrival.name.clone(),
            bytes: arrival.bytes,
            status: FileStatus::Loaded,
            source: String::new(),
            sentence: String::new(),
            detail: String::new(),
            decisions: Vec::new(),
            rows_read: 0,
            rows_kept: 0,
            rows_rejected: 0,
            rows_deduplicated: 0,
            issues: Vec::new(),
            millis: arrival.millis,
            questions: Vec::new(),
            answers: Vec::new(),
            is_compared: false,
        };
        if let Some(data) = held.read() {
            card.questions.clone_from(&data.questions);
            card.decisions.clone_from(&data.decisions);
        } else {
            card.decisions.clone_from(&arrival.about.decided);
        }
        card.answers.clone_from(held.answers());
        if let Some(overlap) = &held.overlap {
            card.questions.extend(overlap.question());
            card.decisions.push(overlap.decision());
            card.is_compared = self.files.iter().any(|held| held.id == overlap.with);
        }
        match &arrival.outcome {
            Outcome::Loaded(data) if !card.questions.is_empty() => {
                card.status = FileStatus::Asking;
                card.rows_read = data.rows_read;
                "It is read and waits for your answer; nothing of it counts yet."
                    .clone_into(&mut card.sentence);
            }
            Outcome::Loaded(data) => {
                let source = data.source;
                let siblings = self.files_of(source.id);
                let position = siblings.iter().position(|other| other.id == held.id);
                let made = self.sources.get(source.id);
                let deduplicated = made
                    .zip(position)
                    .and_then(|(made, at)| made.data.rows_deduplicated.get(at).copied());
                let late = made
                    .zip(position)
                    .and_then(|(made, at)| made.data.late.get(at).cloned())
                    .unwrap_or_default();
                // Two files of one name share a line in the list of rejects; the count at import tells them apart.
                let twins = siblings
                    .iter()
                    .filter(|other| other.arrival.name == arrival.name)
                    .count();
                let keys = rejects
                    .iter()
                    .filter(|r| {
                        r.code == "duplicate_key" && r.source == source.id && r.file == arrival.name
                    })
                    .count();
                let keys = if twins > 1 { keys / twins } else { keys };
                source.id.clone_into(&mut card.source);
                card.rows_read = data.rows_read;
                card.rows_rejected = data.rows_rejected + late.rows_rejected + keys as u64;
                card.rows_deduplicated = deduplicated.unwrap_or(0);
                card.rows_kept = card
                    .rows_read
                    .saturating_sub(card.rows_rejected + card.rows_deduplicated);
                card.sentence = format!("Recognised as {}: {}.", data.recognised(), source.grain);
                card.issues = [data.issues.clone(), late.issues].concat();
            }
            Outcome::Refused(refusal) => {
                card.status = FileStatus::Refused;
                card.sentence.clone_from(&refusal.sentence);
                if refusal.code == "one_column"
                    && let Some(question) = ask_delimiter(&refusal.detail)
                {
                    card.status = FileStatus::Asking;
                    card.questions.push(question);
                }
                card.detail.clone_from(&refusal.detail);
            }
            Outcome::Failed(status, sentence) => {
                card.status = *status;
                card.sentence.clone_from(sentence);
            }
        }
        card
    }

    /// Names the data behind a number: a hash of the rows kept from every file, whatever the files are called.
    fn fingerprint(&self) -> String {
        let sum = self
            .files
            .iter()
            .filter_map(Held::data)
            .fold(0_u64, |sum, data| sum.wrapping_add(data.fingerprint()));
        format!("{sum:016x}")
    }
}
