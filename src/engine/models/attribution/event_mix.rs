//! `event_mix`: what happened on each channel, over the range (by the time of the event).
//! Grain: one event type × channel. Distinct clients and sessions are counted over the whole, never added.

use super::int_page_views::code_of;
use super::settings::span;
use super::{SUBJECT, column, count, text};
use crate::engine::base::{Column, Kind, NULL_CODE, Result, Table, Unit};
use crate::engine::models::shown::Shown;
use crate::engine::warehouse::rollup::{Groups, Sum, distinct, distinct_codes};
use crate::engine::warehouse::{Build, DataTest, Input, Layer, ModelSpec, Param, Severity, checks};
use crate::protocol::Range;

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "event_mix",
    subject: SUBJECT,
    layer: Layer::Mart,
    grain: "one event type × channel",
    key: &["event_type", "channel"],
    columns: &[
        text("event_type", "What happened: page_view or purchase."),
        text("channel", "Channel of the event."),
        count("event_count", "Events in the range."),
        count("unique_clients", "Clients with such an event.").never_added(),
        count(
            "unique_sessions",
            "Sessions with such an event; events without a session add none.",
        )
        .never_added(),
        column(
            "total_revenue",
            Kind::Amount,
            Unit::Usd,
            "Revenue of these events; null where none has any.",
        )
        .added(),
    ],
    inputs: &[
        Input::Model("stg_events"),
        Input::Param(Param::Range),
        Input::Param(Param::Channels),
    ],
    tests: &[DataTest {
        id: "counts_conserved",
        sentence: "Events add up to the events of the range, and the revenue of purchases to what was bought.",
        severity: Severity::Error,
        run: conserved,
    }],
    sql: include_str!("event_mix.sql"),
    build,
};

fn build(build: &Build<'_>) -> Result<Table> {
    let (range, shown) = (build.range()?, Shown::new(build.channels()?));
    let events = build.model("stg_events")?;
    let (types, channel) = (events.text("event_type")?, events.text("channel")?);
    let (client, session) = (events.text("client_id")?, events.text("session_id")?);
    let (times, revenue) = (events.times("event_time")?, events.sparse("revenue")?);

    let mut groups = Groups::of(
        types.codes,
        types.dict.len(),
        channel.codes,
        channel.dict.len(),
    );
    if range != Range::default() {
        let (from, to) = span(range);
        for (id, time) in groups.ids.iter_mut().zip(times.iter()) {
            if !(from..to).contains(&time) {
                *id = NULL_CODE;
            }
        }
    }
    let count = groups.len();
    let counts = groups.counts();
    let clients = distinct(
        &groups.ids,
        count,
        &distinct_codes(client),
        client.dict.len(),
    );
    let sessions = distinct(
        &groups.ids,
        count,
        &distinct_codes(session),
        session.dict.len(),
    );
    let mut sums: Vec<Option<Sum>> = vec![None; count];
    for (row, amount) in revenue.present() {
        let id = groups.ids.get(row).copied().unwrap_or(NULL_CODE);
        if let Some(sum) = sums.get_mut(id as usize) {
            sum.get_or_insert_default().add(amount);
        }
    }

    let rows: Vec<usize> = (0..count)
        .filter(|group| {
            let name = channel.dict.get(groups.keys[*group].1);
            counts[*group] > 0 && name.is_some_and(|name| shown.has(name))
        })
        .collect();
    let whole = |of: &[i64]| rows.iter().map(|group| of[*group]).collect();
    Table::new(vec![
        Column::text(
            "event_type",
            rows.iter().map(|group| groups.keys[*group].0).collect(),
            types.dict.clone(),
        ),
        Column::text(
            "channel",
            rows.iter().map(|group| groups.keys[*group].1).collect(),
            channel.dict.clone(),
        ),
        Column::integers_dense("event_count", whole(&counts)),
        Column::integers_dense("unique_clients", whole(&clients)),
        Column::integers_dense("unique_sessions", whole(&sessions)),
        Column::amounts(
            "total_revenue",
            rows.iter().map(|group| sums[*group].map(Sum::value)),
        ),
    ])
}

fn conserved(table: &Table, build: &Build<'_>) -> Result<Vec<String>> {
    if !Shown::new(build.channels()?).is_all() {
        return Ok(Vec::new());
    }
    let (from, to) = span(build.range()?);
    let times = build.model("stg_events")?.times("event_time")?;
    let there = times
        .iter()
        .filter(|time| (from..to).contains(time))
        .count();
    let here = super::identities::total(table, "event_count")?;
    let mut out = checks::same_sum("event_count", here, there as f64);

    let types = table.text("event_type")?;
    let purchase = code_of(types, super::stg_events::PURCHASE);
    let revenue = table.amounts("total_revenue")?;
    let own = (0..table.height()).filter(|row| types.codes.at(*row) == purchase);
    let here = own.filter_map(|row| revenue.get(row)).sum();
    let (_, there) = super::identities::bought(build)?;
    out.extend(checks::same_sum("revenue of purchases", here, there));
    Ok(out)
}
