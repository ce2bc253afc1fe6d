//! `int_purchases`: what is to be explained. Grain: one purchase event, refunds included, by event.

use super::stg_events::{PURCHASE, RUN};
use super::{SUBJECT, column, count, text, time};
use crate::engine::base::{
    Codes, Column, Interner, Kind, NULL_CODE, Result, Table, TextColumn, Unit,
};
use crate::engine::warehouse::rollup::distinct_codes;
use crate::engine::warehouse::{Build, DataTest, Input, Layer, ModelSpec, Severity};
use crate::protocol::format::timestamp;

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "int_purchases",
    subject: SUBJECT,
    layer: Layer::Intermediate,
    grain: "one purchase event",
    key: &["purchase_event_id"],
    columns: &[
        column(
            "purchase_event_id",
            Kind::Integer,
            Unit::Number,
            "The purchase's event_id.",
        ),
        text("client_id", "Id of the client."),
        text("session_id", "Session of the purchase; null: not known."),
        text("channel", "Channel of the purchase event itself."),
        text("cohort", "Cohort of the client; null: not known."),
        text(
            "customer_segment",
            "Segment of the client; null: not known.",
        ),
        count(
            "purchase_number",
            "Which purchase of the client it is, by time: 1, 2, ….",
        )
        .never_added(),
        column(
            "revenue",
            Kind::Amount,
            Unit::Usd,
            "Revenue, 0 where it is not known; negative: a refund.",
        ),
        time("event_time", "When it was bought (UTC)."),
    ],
    inputs: &[Input::Model("stg_events"), Input::Model("stg_clients")],
    tests: &[DataTest {
        id: "one_a_second",
        sentence: "No client buys twice in one second (joins by client and time would mix up such purchases).",
        severity: Severity::Warn,
        run: |table, _| same_second(table),
    }],
    sql: include_str!("int_purchases.sql"),
    build,
};

fn build(build: &Build<'_>) -> Result<Table> {
    let events = build.model("stg_events")?;
    let types = events.text("event_type")?;
    let purchase = super::int_page_views::code_of(types, PURCHASE);
    let (times, ids) = (events.times("event_time")?, events.whole("event_id")?);
    let (client, session) = (events.text("client_id")?, events.text("session_id")?);
    let (channel, revenue) = (events.text("channel")?, events.sparse("revenue")?);
    let (clients, sessions) = (distinct_codes(client), distinct_codes(session));
    let clients = clients.codes();

    let mut rows = Vec::new();
    for first in (0..types.codes.len()).step_by(RUN) {
        let run = first..(first + RUN).min(types.codes.len());
        find(types.codes.slice(run), purchase, first, &mut rows);
    }
    let mut bought: Vec<(u32, i64, usize)> = rows
        .into_iter()
        .map(|row| (clients.at(row), times.at(row), row))
        .collect();
    bought.sort_unstable();
    let mut numbered: Vec<(usize, i64)> = Vec::with_capacity(bought.len());
    for own in bought.chunk_by(|a, b| a.0 == b.0) {
        numbered.extend(own.iter().map(|(_, _, row)| *row).zip(1..));
    }
    // Rows of staging are in the order of the events.
    numbered.sort_unstable();
    let codes =
        |of: Codes<'_>| -> Vec<u32> { numbered.iter().map(|(row, _)| of.at(*row)).collect() };
    let of_rows = |of: &dyn Fn(usize) -> i64| numbered.iter().map(|(row, _)| of(*row)).collect();
    let buyers: Vec<u32> = codes(clients);
    let known = build.model("stg_clients")?;
    let rows = rows_of(&buyers, client, known.text("client_id")?);
    let attribute = |name: &str| -> Result<Column> {
        let text = known.text(name)?;
        let codes = rows
            .iter()
            .map(|row| text.codes.get(*row as usize).unwrap_or(NULL_CODE));
        Ok(Column::text(name, codes.collect(), text.dict.clone()))
    };
    Table::new(vec![
        Column::integers_dense(
            "purchase_event_id",
            of_rows(&|row| ids.get(row).unwrap_or_default()),
        ),
        Column::text("client_id", buyers, client.dict.clone()),
        Column::text("session_id", codes(sessions.codes()), session.dict.clone()),
        Column::text("channel", codes(channel.codes), channel.dict.clone()),
        attribute("cohort")?,
        attribute("customer_segment")?,
        Column::integers_dense(
            "purchase_number",
            numbered.iter().map(|(_, number)| *number).collect(),
        ),
        Column::amounts_dense(
            "revenue",
            numbered
                .iter()
                .map(|(row, _)| revenue.get(*row).unwrap_or(0.0))
                .collect(),
        ),
        Column::timestamps_dense("event_time", of_rows(&|row| times.at(row))),
    ])
}

/// Appends the rows of a run that have this code; the first of them is row `first`.
#[inline(never)]
fn find(run: Codes<'_>, code: u32, first: usize, rows: &mut Vec<usize>) {
    let found = (first..).zip(run).filter(|(_, known)| *known == code);
    rows.extend(found.map(|(row, _)| row));
}

/// The row of `stg_clients` that each buyer has; `NULL_CODE` for none. Every text is looked up once.
fn rows_of(buyers: &[u32], client: TextColumn<'_>, known: TextColumn<'_>) -> Vec<u32> {
    if known.codes.is_empty() {
        return vec![NULL_CODE; buyers.len()];
    }
    let mut wanted = Interner::new();
    let places: Vec<u32> = buyers
        .iter()
        .map(|code| {
            client
                .dict
                .get(*code)
                .map_or(NULL_CODE, |text| wanted.intern(text))
        })
        .collect();
    let mut rows = vec![NULL_CODE; wanted.dict().len()];
    for (row, text) in (0..).zip(known.iter()) {
        let place = text.and_then(|text| wanted.find(text.as_bytes()));
        if let Some(slot) = place.and_then(|place| rows.get_mut(place as usize)) {
            *slot = row;
        }
    }
    let row = |place: &u32| rows.get(*place as usize).copied().unwrap_or(NULL_CODE);
    places.iter().map(row).collect()
}

/// Purchases of one client in one second.
fn same_second(table: &Table) -> Result<Vec<String>> {
    let (clients, times) = (table.text("client_id")?, table.integers("event_time")?);
    let second = |row: &u32| times.values[*row as usize].div_euclid(1000);
    let mut rows: Vec<u32> = (0..table.height() as u32).collect();
    rows.sort_by_key(|row| (clients.codes.at(*row as usize), second(row)));
    let same = |a: &u32, b: &u32| {
        clients.codes.at(*a as usize) == clients.codes.at(*b as usize) && second(a) == second(b)
    };
    let twice = rows.chunk_by(same).filter(|own| own.len() > 1);
    Ok(twice
        .filter_map(|own| {
            let row = *own.first()? as usize;
            let client = clients.get(row).unwrap_or_default();
            let at = timestamp(times.values[row]);
            Some(format!(
                "client {client} bought {} times at {at}",
                own.len()
            ))
        })
        .collect())
}
