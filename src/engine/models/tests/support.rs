//! Typed sources from CSV text, read as the declarations say and cleaned of nothing: what models get is under test
//! here, not how it is read.

use crate::engine::base::{Cell, Column, Kind, Table};
use crate::engine::ingest::{FileData, Finished, Reader, combine};
use crate::engine::models::{MODELS, SOURCES};
use crate::engine::warehouse::{SOURCE_ROW, Warehouse};
use crate::protocol::{Day, Params, TestStatus};
use std::sync::Arc;

/// A source's typed table from CSV with a header; columns that the text lacks are null.
pub fn typed(id: &str, text: &str) -> Arc<Table> {
    let spec = SOURCES.iter().find(|s| s.id == id).expect("a source");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().expect("a header").clone();
    let records: Vec<csv::StringRecord> = reader.records().map(|r| r.expect("a row")).collect();
    let mut columns: Vec<Column> = spec
        .columns
        .iter()
        .map(|c| {
            let (name, kind) = (c.column.name, c.column.kind);
            let at = header.iter().position(|h| h == name);
            let cells: Vec<Option<&str>> = records
                .iter()
                .map(|r| at.and_then(|at| r.get(at)).filter(|v| !v.is_empty()))
                .collect();
            match kind {
                Kind::Text => Column::text_of(name, cells),
                Kind::Integer => Column::integers(
                    name,
                    cells.iter().map(|v| v.map(|v| v.parse().expect("a count"))),
                ),
                Kind::Amount => Column::amounts(
                    name,
                    cells
                        .iter()
                        .map(|v| v.map(|v| v.parse().expect("an amount"))),
                ),
                Kind::Date => Column::dates(
                    name,
                    cells
                        .iter()
                        .map(|v| v.map(|v| Day::parse(v).expect("a day").0)),
                ),
                Kind::Timestamp => Column::timestamps(
                    name,
                    cells.iter().map(|v| v.map(|v| moment(v).expect("a time"))),
                ),
                Kind::Boolean => unreachable!("no source has {kind:?}"),
            }
        })
        .collect();
    columns.push(Column::integers_dense(
        SOURCE_ROW,
        (2..records.len() as i64 + 2).collect(),
    ));
    Arc::new(Table::new(columns).expect("columns of one length"))
}

/// `2025-07-01T12:30:00Z` in milliseconds.
fn moment(text: &str) -> Option<i64> {
    let (day, clock) = text.strip_suffix('Z')?.split_once('T')?;
    let seconds = clock
        .split(':')
        .try_fold(0, |sum, part| Some(sum * 60 + part.parse::<i64>().ok()?))?;
    Some((i64::from(Day::parse(day)?.0) * 86_400 + seconds) * 1000)
}

/// A warehouse with these sources.
pub fn warehouse(sources: &[(&str, &str)]) -> Warehouse {
    let mut warehouse = Warehouse::new(MODELS, SOURCES);
    for (id, text) in sources {
        warehouse
            .set_source(id, Some(typed(id, text)))
            .expect("a source");
    }
    warehouse
}

/// Parameters from a query.
pub fn params(query: &str) -> Params {
    let (params, notices) = Params::parse(query);
    assert!(notices.is_empty(), "{notices:?}");
    params
}

/// Runs every test of every model; none may fail. Returns those that warn.
pub fn tested(warehouse: &mut Warehouse, params: &Params) -> Vec<String> {
    let mut warned = Vec::new();
    for spec in MODELS {
        for result in warehouse.run_tests(spec.id, params).expect(spec.id) {
            match result.status {
                TestStatus::Passed => {}
                TestStatus::Warned => warned.push(format!("{}: {}", spec.id, result.sentence)),
                _ => panic!("{}: {result:?}", spec.id),
            }
        }
    }
    warned
}

/// The cells of some columns, a row a line, as CSV.
pub fn lines(table: &Table, columns: &[&str]) -> Vec<String> {
    (0..table.height())
        .map(|row| {
            let cells = columns
                .iter()
                .map(|name| match table.cell(row, name).expect(name) {
                    Cell::Null => String::new(),
                    Cell::Text(text) => text,
                    Cell::Integer(n) => n.to_string(),
                    Cell::Number(n) => n.to_string(),
                    Cell::Day(day) => Day(day).to_string(),
                    Cell::Time(ms) => ms.to_string(),
                    Cell::Flag(flag) => flag.to_string(),
                });
            cells.collect::<Vec<_>>().join(",")
        })
        .collect()
}

/// Some columns of a table are these lines, and no test of any model fails.
pub fn check(
    warehouse: &mut Warehouse,
    query: &str,
    table: &str,
    columns: &[&str],
    expected: &[&str],
) {
    let params = params(query);
    let built = warehouse.table(table, &params).expect(table);
    assert_eq!(lines(&built, columns), expected, "{table} {query}");
    tested(warehouse, &params);
}

/// A warehouse with these files, read by the real import whatever they are called.
pub fn imported(files: &[(&str, impl AsRef<str>)]) -> Warehouse {
    let files: Vec<FileData> = files
        .iter()
        .map(|(id, text)| import(id, text.as_ref()))
        .collect();
    let mut warehouse = Warehouse::new(MODELS, SOURCES);
    for source in SOURCES {
        let of_source: Vec<&FileData> = files
            .iter()
            .filter(|file| file.source.id == source.id)
            .collect();
        let data = combine(source, &of_source).expect(source.id);
        assert!(data.rejects.is_empty(), "{:?}", data.rejects);
        warehouse
            .set_source(source.id, Some(Arc::new(data.table)))
            .expect(source.id);
    }
    warehouse
}

/// The rows of a file that the real import sets aside: line and code.
pub fn rejects(id: &str, text: &str) -> Vec<(u64, String)> {
    let file = import(id, text);
    let rows = file.rejects.iter();
    rows.map(|row| (row.line, row.code.clone())).collect()
}

fn import(name: &str, text: &str) -> FileData {
    let mut reader = Reader::new(name, text.len() as u64, SOURCES);
    loop {
        for slice in text.as_bytes().chunks(4_096) {
            reader.push(slice).expect("a source");
        }
        match reader.finish().expect("a source") {
            Finished::Done(file) => return *file,
            Finished::Again(again) => reader = *again,
        }
    }
}

/// The three exports of the shared folder, where it is there.
pub fn shared() -> Option<Vec<(&'static str, String)>> {
    let mut out = Vec::new();
    for id in ["ad_spend", "web_analytics", "salesforce_opportunities"] {
        let Ok(text) = std::fs::read_to_string(format!("../shared/data/gtm/{id}.csv")) else {
            eprintln!("skipped: ../shared/data/gtm/{id}.csv is not there");
            return None;
        };
        out.push((id, text));
    }
    Some(out)
}
