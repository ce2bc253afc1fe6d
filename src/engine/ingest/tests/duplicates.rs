//! Exact duplicates over whole files: what a plain set of records finds, however hashes fall and files are read.

use super::super::specs::{EVERY_KIND, WEB_ANALYTICS};
use super::super::{Corrected, FileData, combine};
use super::{column, load, load_by, reconcile};
use crate::engine::base::SourceSpec;
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// The rows kept of these files, by `_source_row`; with every hash as `fold` makes it.
fn kept(source: &'static SourceSpec, files: &mut [FileData], fold: fn(u64) -> u64) -> Vec<String> {
    for file in files.iter_mut() {
        for hash in &mut file.hashes {
            *hash = fold(*hash);
        }
    }
    let files: Vec<&FileData> = files.iter().collect();
    let data = combine(source, &files).expect("columns that fit");
    reconcile(&data, &files);
    column(&data, "_source_row")
}

#[test]
fn different_rows_of_one_hash_are_all_kept_and_their_duplicates_are_not() {
    const TEXT: &str = "key,happened_at,is_paid,count\n\
        A,2025-07-01T10:00:00Z,true,1\n\
        B,2025-07-01T10:00:00Z,true,1\n\
        A,2025-07-01T10:00:01Z,true,1\n\
        A,2025-07-01T10:00:00Z,false,1\n\
        A,2025-07-01T10:00:00Z,,1\n\
        A,2025-07-01T10:00:00Z,true,2\n\
        A,2025-07-01T10:00:00Z,true,1\n\
        A,2025-07-01T10:00:00Z,,1\n";
    let kept_of = |fold| kept(&EVERY_KIND, &mut [load(TEXT)], fold);
    assert_eq!(kept_of(|_| 7), ["2", "3", "4", "5", "6", "7"]);
    assert_eq!(kept_of(|_| 7), kept_of(|hash| hash));
}

#[test]
fn rows_of_two_files_whose_hashes_collide_are_kept_under_one_header_and_under_two() {
    let head = "session_id,session_date,pageviews\n";
    let file = |name: &str, head: &str, rows: &str| {
        load_by(name, format!("{head}{rows}").as_bytes(), 64).expect("a source")
    };
    let a = || file("a", head, "S1,2025-07-01,1\nS2,2025-07-01,1\n");
    let b = || file("b", head, "S2,2025-07-01,1\nS2,2025-07-01,\n");
    let c = || {
        file(
            "c",
            "session_id,pageviews,session_date\n",
            "S1,1,2025-07-01\n",
        )
    };
    let of_file = |file: u64, line: u64| (file << 32 | line).to_string();
    let wanted = [
        of_file(0, 2),
        of_file(0, 3),
        of_file(1, 3),
        // The same values in another order of columns are another record.
        of_file(2, 2),
    ];
    for fold in [(|_| 7) as fn(u64) -> u64, |hash| hash] {
        assert_eq!(kept(&WEB_ANALYTICS, &mut [a(), b(), c()], fold), wanted);
    }
}

#[test]
fn a_row_that_two_files_write_alike_is_one_row_though_they_read_its_date_otherwise() {
    let head = "session_id,session_date,pageviews\n";
    let file = |name: &str, rows: &str| {
        load_by(name, format!("{head}{rows}").as_bytes(), 64).expect("a source")
    };
    // Their other dates say day first in one, month first in the other.
    let a = || file("a", "S1,03/04/2025,1\nS2,25/04/2025,1\n");
    let b = || file("b", "S3,04/25/2025,1\nS1,03/04/2025,1\nS9,05/06/2025,1\n");
    let of_file = |file: u64, line: u64| (file << 32 | line).to_string();
    let wanted = [of_file(0, 2), of_file(0, 3), of_file(1, 2), of_file(1, 4)];
    assert_eq!(kept(&WEB_ANALYTICS, &mut [a(), b()], |hash| hash), wanted);
    // What both read alike still tells rows of one hash apart.
    assert_eq!(kept(&WEB_ANALYTICS, &mut [a(), b()], |_| 7), wanted);
}

#[test]
fn a_corrected_row_that_equals_another_is_a_duplicate_whatever_the_hashes() {
    let mut file = load(
        "session_id,session_date,pageviews\nS1,03/04/2025,\"1,5\"\nS1,03/04/2025,2\nS2,99/99/2025,3\nS3,99/99/2025,4\n",
    );
    let correct = |line: u64, raw: &str| Corrected {
        line,
        raw: raw.to_owned(),
        own: Vec::new(),
    };
    let rows = [correct(4, "S1,03/04/2025,2"), correct(5, "S3,03/04/2025,2")];
    let amended = file
        .amend(&rows, "rejects.csv", super::SOURCES)
        .expect("rows that read");
    assert_eq!(amended.kept, 2);
    let mut files = [file];
    assert_eq!(
        kept(&WEB_ANALYTICS, &mut files, |hash| hash),
        ["2", "3", "5"]
    );
    assert_eq!(kept(&WEB_ANALYTICS, &mut files, |_| 7), ["2", "3", "5"]);
}

/// A record, and how a file writes it.
type Row = (Vec<&'static str>, Vec<bool>);

const HEADERS: [[&str; 4]; 3] = [
    ["session_id", "session_date", "pageviews", "utm_source"],
    ["Session ID", "session-date", "Pageviews", "UTM Source"],
    ["session_id", "session_date", "utm_source", "pageviews"],
];

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let of = |values: &'static [&'static str]| proptest::sample::select(values);
    let record = (
        of(&["S1", "S2", " S1", "a,b", "say \"hi\""]),
        of(&["2025-07-01", "2025-07-02"]),
        of(&["1", "1.0", "", "2"]),
        of(&["", "x", "NULL", "x\ny"]),
    );
    let record = record.prop_map(|(id, date, count, source)| vec![id, date, count, source]);
    let quotes = proptest::collection::vec(any::<bool>(), 4);
    proptest::collection::vec((record, quotes), 0..25)
}

fn written(header: &[&str], rows: &[Row], delimiter: char) -> String {
    let mut out = header.join(&delimiter.to_string());
    out.push('\n');
    for (fields, quotes) in rows {
        for (at, (field, is_quoted)) in fields.iter().zip(quotes).enumerate() {
            if at > 0 {
                out.push(delimiter);
            }
            if *is_quoted || field.contains([delimiter, '"', '\n']) {
                let _ = write!(out, "\"{}\"", field.replace('"', "\"\""));
            } else {
                out.push_str(field);
            }
        }
        out.push('\n');
    }
    out
}

proptest! {
    #[test]
    fn duplicates_are_those_of_a_plain_set_of_records(
        files in proptest::collection::vec((rows(), 0..3_usize, any::<bool>()), 1..4),
    ) {
        let (mut seen, mut wanted, mut read) = (BTreeSet::new(), Vec::new(), Vec::new());
        for (rows, header, is_semicolon) in &files {
            // The third layout has its last columns the other way round.
            let rows: Vec<Row> = rows.iter().cloned().map(|(mut fields, quotes)| {
                if *header == 2 { fields.swap(2, 3); }
                (fields, quotes)
            }).collect();
            let delimiter = if *is_semicolon { ';' } else { ',' };
            let text = written(&HEADERS[*header], &rows, delimiter);
            let place = read.len() as u64;
            let file = load_by(&format!("{place}"), text.as_bytes(), 17);
            let Ok(file) = file else { continue };
            let mut line = 2;
            for (fields, _) in &rows {
                if seen.insert((*header == 2, fields.clone())) {
                    wanted.push((place << 32 | line).to_string());
                }
                line += 1 + fields.concat().matches('\n').count() as u64;
            }
            read.push(file);
        }
        if !read.is_empty() {
            prop_assert_eq!(kept(&WEB_ANALYTICS, &mut read, |hash| hash), wanted);
        }
    }

    #[test]
    fn where_all_hashes_collide_the_typed_rows_decide(rows in rows(), split in 0..25_usize) {
        let mut seen = BTreeSet::new();
        let (a, b) = rows.split_at(split.min(rows.len()));
        let mut read: Vec<FileData> = Vec::new();
        let mut wanted = 0;
        for (place, rows) in [a, b].into_iter().enumerate() {
            let text = written(&HEADERS[0], rows, ',');
            let Ok(file) = load_by(&format!("{place}"), text.as_bytes(), 1 << 20) else { continue };
            read.push(file);
            for (fields, _) in rows {
                let typed: Vec<String> = fields.iter().map(|field| match field.trim() {
                    "1.0" => "1".to_owned(),
                    "NULL" => String::new(),
                    text => text.to_owned(),
                }).collect();
                wanted += usize::from(seen.insert(typed));
            }
        }
        if !read.is_empty() {
            prop_assert_eq!(kept(&WEB_ANALYTICS, &mut read, |_| 7).len(), wanted);
        }
    }
}
