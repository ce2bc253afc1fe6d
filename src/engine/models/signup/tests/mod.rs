//! What the models of this subject owe to every input: identities, funnels and durations by hand.

mod durations;
mod funnel;
mod speed;

use crate::engine::models::MODELS;
use crate::engine::models::tests::support::{imported, lines, params};
use crate::engine::warehouse::Warehouse;
use crate::protocol::TestStatus;

/// A warehouse of files as they are dropped: (name, header and rows).
fn house(files: &[(&str, String)]) -> Warehouse {
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(name, text)| (*name, text.as_str()))
        .collect();
    imported(&files)
}

/// Some columns of a table, a row a line; every data test of the subject must hold.
fn check(house: &mut Warehouse, query: &str, table: &str, columns: &[&str], expected: &[&str]) {
    let params = params(query);
    let built = house.table(table, &params).expect(table);
    assert_eq!(lines(&built, columns), expected, "{table} {query}");
    for spec in MODELS.iter().filter(|spec| spec.subject == super::SUBJECT) {
        for result in house.run_tests(spec.id, &params).expect(spec.id) {
            let failed = result.status == TestStatus::Failed;
            assert!(!failed, "{} {query}: {result:?}", spec.id);
        }
    }
}
