//! What holds for any bytes: a file is refused with a sentence, or its rows add up, and slices change nothing.
//!
//! Shared by the mutation run (`tests/mutations.rs`) and the fuzz targets (`fuzz/`).

use super::support::{Table, plain, tables};
use std::panic;
use std::ptr::eq;
use tributary::engine::ingest::{FileData, combine};
use tributary::engine::models::SOURCES;

/// Lets the crate that reads workbooks panic without a word: `tributary::unpack` catches that.
pub fn quiet() {
    let loud = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if !info
            .location()
            .is_some_and(|place| place.file().contains("/calamine-"))
        {
            loud(info);
        }
    }));
}

/// Reads a file as text, as a whole and in slices of so many bytes; panics where a property does not hold.
#[allow(dead_code)] // The fuzz targets ask for it.
pub fn text_holds(name: &str, bytes: &[u8], step: usize) {
    holds(bytes, step, |step| vec![plain(name, bytes, step)]);
}

/// As `text_holds`, unpacked where it is packed, a workbook or in another encoding.
pub fn file_holds(name: &str, bytes: &[u8], step: usize) {
    holds(bytes, step, |step| tables(name, bytes, step));
}

fn holds(bytes: &[u8], step: usize, read: impl Fn(usize) -> Vec<Table>) {
    let whole = outcome(read(bytes.len().max(1)));
    assert_eq!(outcome(read(step.max(1))), whole, "slices of {step}");
}

/// Everything of a file that may not depend on slices.
fn outcome(tables: Vec<Table>) -> String {
    let lines = tables.into_iter().map(|(table, read)| match read {
        Err(sentence) => {
            assert!(sentence.ends_with(['.', '?', '!']), "{sentence}");
            format!("{table}: {sentence}\n")
        }
        Ok(file) => {
            adds_up(&file);
            format!(
                "{table}: {} {} {:?} {:?} {:?}\n",
                file.rows_read,
                file.fingerprint(),
                file.decisions,
                file.issues,
                file.rejects
            )
        }
    });
    lines.collect()
}

/// Rows read = kept + set aside, and once more when the file is a source: + deduplicated.
fn adds_up(file: &FileData) {
    assert_eq!(file.rows_read, file.rows() + file.rows_rejected);
    let source = combine(file.source, &[file]).expect("columns that fit");
    let repeated: u64 = source.rows_deduplicated.iter().sum();
    assert_eq!(source.rows_read, file.rows_read);
    // A vendor's export may stand for more rows than it has, or for fewer.
    if SOURCES.iter().any(|known| eq(*known, file.source)) {
        let kept = source.table.height() as u64;
        assert_eq!(file.rows_read, kept + source.rows_rejected + repeated);
    } else {
        assert!(file.rows_read >= source.rows_rejected + repeated);
    }
}
