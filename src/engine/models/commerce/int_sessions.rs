//! `int_sessions`: sessions with what brought them and how far they came. Grain: one session.
//! Its source and its day are those of its first event (by sequence number, then time, then row of the file).

use super::journey::{Clock, Step};
use super::{SUBJECT, count, date, text};
use crate::engine::base::{Column, NULL_CODE, Result, Table, TextColumn};
use crate::engine::warehouse::rollup::distinct_codes;
use crate::engine::warehouse::{Build, DataTest, Input, Layer, ModelSpec, Severity, checks};

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "int_sessions",
    subject: SUBJECT,
    layer: Layer::Intermediate,
    grain: "one session",
    key: &["session_id"],
    columns: &[
        text("session_id", "Id of the session."),
        text(
            "traffic_source",
            "What brought it to the site; null: not known.",
        ),
        count("events", "Events."),
        count("carts", "Cart events."),
        count("purchases", "Purchases."),
        date("session_date", "Day of its first event (UTC)."),
    ],
    inputs: &[Input::Model("stg_web_events")],
    tests: &[DataTest {
        id: "every_event",
        sentence: "Events add up to those of staging.",
        severity: Severity::Error,
        run: |table, build| {
            let here: i64 = table.integers("events")?.iter().flatten().sum();
            let there = build.model("stg_web_events")?.height();
            Ok(checks::same_sum("events", here as f64, there as f64))
        },
    }],
    sql: include_str!("int_sessions.sql"),
    build,
};

fn build(build: &Build<'_>) -> Result<Table> {
    let events = build.model("stg_web_events")?;
    let session = events.text("session_id")?;
    let codes = distinct_codes(session);
    let clock = Clock {
        sequence: events.integers("sequence_number")?,
        time: events.integers("created_time")?,
        source_row: events.integers("_source_row")?,
    };
    let types = events.text("event_type")?;
    let steps: Vec<Option<Step>> = types.dict.iter().map(Step::of).collect();
    let count = session.dict.len();
    let mut firsts = vec![NULL_CODE; count + 1];
    let (mut all, mut carts, mut purchases) =
        (vec![0; count + 1], vec![0; count + 1], vec![0; count + 1]);
    for (row, code) in (0_u32..).zip(codes.codes()) {
        let at = (code as usize).min(count);
        let first = &mut firsts[at];
        if *first == NULL_CODE || clock.order(row, *first).is_lt() {
            *first = row;
        }
        all[at] += 1;
        match steps.get(types.codes.at(row as usize) as usize) {
            Some(Some(Step::Cart)) => carts[at] += 1,
            Some(Some(Step::Purchase)) => purchases[at] += 1,
            _ => {}
        }
    }
    let used: Vec<usize> = (0..count).filter(|at| firsts[*at] != NULL_CODE).collect();
    let of_first = |name: &str, text: TextColumn<'_>| {
        let codes = used.iter().map(|at| text.codes.at(firsts[*at] as usize));
        Column::text(name, codes.collect(), text.dict.clone())
    };
    let counts = |name: &str, counts: &[i64]| {
        Column::integers_dense(name, used.iter().map(|at| counts[*at]).collect())
    };
    let days = events.days("created_date")?;
    Table::new(vec![
        of_first("session_id", session),
        of_first("traffic_source", events.text("traffic_source")?),
        counts("events", &all),
        counts("carts", &carts),
        counts("purchases", &purchases),
        Column::dates(
            "session_date",
            used.iter().map(|at| days.get(firsts[*at] as usize)),
        ),
    ])
}
