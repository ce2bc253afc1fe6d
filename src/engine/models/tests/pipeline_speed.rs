//! A million touches before a hundred thousand opportunities, in release:
//! `cargo test --release --lib touches_find -- --ignored --nocapture`.

use super::measure::{Chance, took};
use super::support::params;
use crate::engine::base::{Column, Dict, Interner, Table};
use crate::engine::models::{MODELS, SOURCES};
use crate::engine::warehouse::{SOURCE_ROW, Warehouse};
use std::sync::Arc;

const TOUCHES: u64 = 1_000_000;
const DEALS: u64 = 100_000;
const ACCOUNTS: u64 = 60_000;
const CONTACTS: u64 = 180_000;
const HOUR: i64 = 3_600_000;
const FIRST: i64 = 20_000 * 24 * HOUR;

/// Milliseconds that every table of the subject may take together on a quiet machine.
const BUDGET: f64 = 1_500.0;

/// An hour of a year.
fn time(chance: &mut Chance) -> i64 {
    FIRST + chance.below(365 * 24) as i64 * HOUR + 1
}

fn ids(name: &str, letter: char, rows: u64) -> Column {
    let mut dict = Dict::default();
    let codes = (0..rows)
        .map(|row| dict.append(&format!("{letter}{row}"), true))
        .collect();
    Column::text(name, codes, Arc::new(dict))
}

fn picked(name: &str, rows: u64, mut pick: impl FnMut() -> String) -> Column {
    let mut names = Interner::new();
    let codes = (0..rows).map(|_| names.intern(&pick())).collect();
    Column::text(name, codes, names.finish())
}

fn source(house: &mut Warehouse, id: &str, mut columns: Vec<Column>, rows: u64) {
    columns.push(Column::integers_dense(
        SOURCE_ROW,
        (0..rows as i64).collect(),
    ));
    let table = Arc::new(Table::new(columns).expect("columns of one length"));
    house.set_source(id, Some(table)).expect("a source");
}

fn house(chance: &mut Chance) -> Warehouse {
    let mut house = Warehouse::new(MODELS, SOURCES);
    for (side, rows) in [("marketing", TOUCHES * 7 / 10), ("sales", TOUCHES * 3 / 10)] {
        let columns = vec![
            ids(&format!("{side}_touchpoint_id"), 'T', rows),
            picked("channel_name", rows, || {
                format!("Channel {}", chance.below(12))
            }),
            picked("contact_id", rows, || {
                format!("C{}", chance.below(CONTACTS))
            }),
            Column::timestamps_dense(
                &format!("{side}_touchpoint_date"),
                (0..rows).map(|_| time(chance)).collect(),
            ),
        ];
        source(&mut house, &format!("{side}_touchpoints"), columns, rows);
    }
    let columns = vec![
        ids("contact_id", 'C', CONTACTS),
        picked("account_id", CONTACTS, || {
            format!("A{}", chance.below(ACCOUNTS))
        }),
    ];
    source(&mut house, "contacts", columns, CONTACTS);
    let columns = vec![
        ids("opportunity_id", 'O', DEALS),
        picked("account_id", DEALS, || {
            format!("A{}", chance.below(ACCOUNTS))
        }),
        Column::amounts_dense(
            "pipeline_amount",
            (0..DEALS).map(|_| chance.below(9_000) as f64).collect(),
        ),
        Column::timestamps_dense(
            "opportunity_created_date",
            (0..DEALS).map(|_| time(chance)).collect(),
        ),
        picked("sales_segment", DEALS, || {
            format!("Segment {}", chance.below(4))
        }),
    ];
    source(&mut house, "pipeline_opportunities", columns, DEALS);
    house
}

#[test]
#[ignore = "a measurement: run it in release"]
fn a_million_touches_find_their_opportunities_within_the_budget() {
    let mut house = house(&mut Chance(7));
    let mut all = 0.0;
    for spec in MODELS.iter().filter(|spec| spec.subject == "pipeline") {
        let mut rows = 0;
        let millis = took(|| {
            let table = house.unordered(spec.id, &params(""));
            rows = table.expect(spec.id).height();
        });
        println!("{:<28}{rows:>9} rows {millis:>8.1} ms", spec.id);
        all += millis;
    }
    println!("all: {all:.0} ms");
    assert!(cfg!(debug_assertions) || all < BUDGET, "{all} ms");
}
