//! Real files and published cases: the CSV spectrum (github.com/maxogden/csv-spectrum, without the one case whose
//! answer is another file's) of `tests/golden`, and the exports of the shared folder, where it is there.

use super::super::combine;
use super::super::scan::first_records;
use super::super::text::unquote;
use super::{load_by, reconcile};
use std::path::Path;

fn folder(name: &str) -> Option<std::path::PathBuf> {
    let path = Path::new("../shared/data").join(name);
    if !path.exists() {
        eprintln!("skipped: {} is not here", path.display());
        return None;
    }
    Some(path)
}

#[test]
fn the_csv_spectrum_is_read_as_its_answers_say() {
    let folder = Path::new("tests/golden/csv_spectrum");
    let mut seen = 0;
    for entry in std::fs::read_dir(folder.join("csvs")).expect("a folder") {
        let path = entry.expect("an entry").path();
        let bytes = std::fs::read(&path).expect("a file");
        let name = path
            .file_stem()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let answer = std::fs::read_to_string(folder.join("json").join(format!("{name}.json")))
            .expect("an answer");
        // A bare NULL is null to the spectrum, and null is empty in its answers.
        let read = |raw: &&[u8]| match *raw {
            b"NULL" => String::new(),
            raw => String::from_utf8_lossy(&unquote(raw)).into_owned(),
        };
        let records: Vec<Vec<String>> = first_records(&bytes, b',', 1000, true)
            .iter()
            .map(|r| r.fields.iter().map(read).collect())
            .collect();
        let (header, rows) = records.split_first().expect("a header");
        // The answers are flat: every name and value stands in them as a JSON string, in order.
        let mut rest = answer.as_str();
        for (name, value) in rows.iter().flat_map(|row| header.iter().zip(row)) {
            for text in [name, value] {
                let wanted = format!(
                    "\"{}\"",
                    text.replace('\\', "\\\\")
                        .replace('"', "\\\"")
                        .replace('\n', "\\n")
                        .replace('\r', "\\r")
                );
                let at = rest
                    .find(&wanted)
                    .unwrap_or_else(|| panic!("{name}: {wanted} in {rest}"));
                rest = &rest[at + wanted.len()..];
            }
        }
        assert!(
            !rest.contains("\":"),
            "{name}: every value was read, left {rest}"
        );
        seen += 1;
    }
    assert!(seen > 10);
}

#[test]
fn the_real_exports_are_read_without_a_row_set_aside() {
    let Some(folder) = folder("gtm") else {
        return;
    };
    for (name, rows) in [
        ("ad_spend", 368),
        ("web_analytics", 4930),
        ("salesforce_opportunities", 350),
    ] {
        let bytes = std::fs::read(folder.join(format!("{name}.csv"))).expect("a file");
        let file = load_by("export.csv", &bytes, 1000).expect("a source");
        assert_eq!(
            (file.source.id, file.rows_read, file.rows_rejected),
            (name, rows, 0)
        );
        let data = combine(file.source, &[&file]).expect("columns that fit");
        reconcile(&data, &[&file]);
        assert_eq!(data.rows_deduplicated, [0], "{name}");
        assert!(file.issues.is_empty(), "{:?}", file.issues);
    }
}
