//! What is exported and dropped again is the same table: the two halves of spec 00 "Types and export" agree.

use super::csv;
use crate::engine::base::{Cell, Column, Table};
use crate::engine::ingest::{Finished, Reader, combine};
use crate::engine::models::{SOURCES, channel_funnel::sources::SALESFORCE_OPPORTUNITIES};
use proptest::prelude::*;

/// Text as the warehouse holds it: trimmed, no word for null, no guard in front (import takes both away).
fn text() -> impl Strategy<Value = String> {
    "[=+@A-Za-z,\"é-][ -~é\n]{0,12}".prop_filter("as cleaned", |text| {
        let null = ["null", "n/a", "nan", "none", "--", "(none)", "(not set)"];
        text.trim() == text && !null.contains(&text.to_lowercase().as_str())
    })
}

type Row = (Option<String>, i32, String, Option<f64>, Option<i32>);

fn row() -> impl Strategy<Value = Row> {
    (
        proptest::option::of(text()),
        0..30_000_i32,
        text(),
        proptest::option::of(proptest::num::f64::NORMAL | proptest::num::f64::ZERO),
        proptest::option::of(0..30_000_i32),
    )
}

fn table(rows: &[Row]) -> Table {
    let ids: Vec<String> = (0..rows.len()).map(|n| format!("OPP{n}")).collect();
    Table::new(vec![
        Column::text_of("opportunity_id", ids.iter().map(|id| Some(id.as_str()))),
        Column::text_of("account_id", rows.iter().map(|r| r.0.as_deref())),
        Column::dates("created_date", rows.iter().map(|r| Some(r.1))),
        Column::text_of("stage", rows.iter().map(|r| Some(r.2.as_str()))),
        Column::amounts("amount_usd", rows.iter().map(|r| r.3)),
        Column::dates("close_date", rows.iter().map(|r| r.4)),
    ])
    .expect("columns of one length")
}

fn read(bytes: &[u8]) -> Table {
    let mut reader = Reader::new("export.csv", bytes.len() as u64, SOURCES);
    for _ in 0..3 {
        reader.push(bytes).expect("a file of ours");
        match reader.finish().expect("a file of ours") {
            Finished::Done(file) => {
                assert_eq!(file.source.id, SALESFORCE_OPPORTUNITIES.id);
                let data = combine(&SALESFORCE_OPPORTUNITIES, &[&file]).expect("a source");
                assert_eq!(data.rejects, []);
                return data.table;
            }
            Finished::Again(next) => reader = *next,
        }
    }
    panic!("a file is asked for twice at most");
}

proptest! {
    #[test]
    fn what_is_exported_reads_back_as_the_same_table(rows in proptest::collection::vec(row(), 1..20)) {
        let before = table(&rows);
        let after = read(&csv::table(&before).expect("a file"));
        prop_assert_eq!(after.height(), before.height());
        for name in before.names() {
            for at in 0..before.height() {
                let (was, is) = (before.cell(at, name).expect("a cell"), after.cell(at, name).expect("a cell"));
                let same = match (&was, &is) {
                    // −0 is written as 0.
                    (Cell::Number(a), Cell::Number(b)) => (a + 0.0).to_bits() == (b + 0.0).to_bits(),
                    _ => was == is,
                };
                prop_assert!(same, "{name} row {at}: {was:?} became {is:?}");
            }
        }
    }
}
