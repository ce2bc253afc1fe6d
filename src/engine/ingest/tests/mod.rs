//! Tests of the whole way of a file: slices in, typed source out.

mod answers;
mod cleaning;
mod duplicates;
mod oracle;
mod outline;
mod refusals;
mod rows;
mod samples;
mod speed;
mod texts;
mod widths;

use super::specs::SOURCES;
use super::{FileData, Finished, Reader, Refusal, SourceData, combine};
use crate::protocol::Cell;

/// Reads a file in slices of `step` bytes.
fn load_by(name: &str, bytes: &[u8], step: usize) -> Result<FileData, Refusal> {
    let mut reader = Box::new(Reader::new(name, bytes.len() as u64, SOURCES));
    for _ in 0..4 {
        for slice in bytes.chunks(step.max(1)) {
            reader.push(slice)?;
        }
        match reader.finish()? {
            Finished::Done(data) => return Ok(*data),
            Finished::Again(next) => reader = next,
        }
    }
    panic!("a file is read four times at most");
}

fn load(text: &str) -> FileData {
    load_by("file.csv", text.as_bytes(), usize::MAX >> 1).expect("a file that is recognised")
}

fn refusal(bytes: &[u8]) -> Refusal {
    load_by("file.csv", bytes, 1 << 20).expect_err("a file that is refused")
}

/// One file as a source; checks that nothing vanished.
fn source(text: &str) -> SourceData {
    let file = load(text);
    let data = combine(file.source, &[&file]).expect("columns that fit");
    reconcile(&data, &[&file]);
    data
}

fn reconcile(data: &SourceData, files: &[&FileData]) {
    let kept = data.table.height() as u64;
    let deduplicated: u64 = data.rows_deduplicated.iter().sum();
    assert_eq!(data.rows_read, kept + data.rows_rejected + deduplicated);
    for file in files {
        assert_eq!(file.rows_read, file.rows() + file.rows_rejected);
    }
}

/// A column as text, null as `∅`.
fn column(data: &SourceData, name: &str) -> Vec<String> {
    (0..data.table.height())
        .map(|row| match data.table.cell(row, name).expect("a column") {
            Cell::Null => "∅".to_owned(),
            Cell::Text(text) => text,
            Cell::Integer(n) | Cell::Time(n) => n.to_string(),
            Cell::Number(n) => n.to_string(),
            Cell::Day(n) => crate::protocol::Day(n).to_string(),
            Cell::Flag(flag) => flag.to_string(),
        })
        .collect()
}

/// Everything that a reader may not let depend on slices.
fn outcome(result: Result<FileData, Refusal>) -> String {
    match result {
        Err(refusal) => format!("{refusal:?}"),
        Ok(file) => {
            let data = combine(file.source, &[&file]).expect("columns that fit");
            reconcile(&data, &[&file]);
            let columns: Vec<Vec<String>> = data
                .table
                .names()
                .iter()
                .map(|name| column(&data, name))
                .collect();
            format!(
                "{} {:?} {} {} {:?} {:?} {:?} {columns:?}",
                file.source.id,
                file.decisions,
                file.rows_read,
                file.rows_rejected,
                file.issues,
                data.rejects,
                data.rows_deduplicated
            )
        }
    }
}
