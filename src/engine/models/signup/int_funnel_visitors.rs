//! `int_funnel_visitors`: each visitor with how far the counted attempt came, where it entered, and what was seen last.
//! Grain: one visitor, members and anonymous ones. What every breakdown is rolled up from: it holds each dimension's value
//! at the counted entry (without one, at the first event), and depends neither on the goal nor on the reporting range.

use super::int_funnel_steps::chain_orders;
use super::journeys::{Journeys, brought, row_of, rows_by_code};
use super::levels::is_entry;
use super::{SUBJECT, column, count, flag, settings, text, time};
use crate::engine::base::{Column, Kind, NULL_CODE, Result, Table, Unit};
use crate::engine::warehouse::{
    Build, DataTest, Input, Layer, ModelSpec, Severity, checks, rollup,
};

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "int_funnel_visitors",
    subject: SUBJECT,
    layer: Layer::Intermediate,
    grain: "one visitor",
    key: &["visitor_id"],
    columns: &[
        text(
            "visitor_id",
            "A member, or a device on which nobody signed in.",
        ),
        text(
            "member_id",
            "The member; null: the visitor never signed up.",
        ),
        text(
            "device_type",
            "Kind of device at the entry; null: not known.",
        ),
        text("geo_country", "Country at the entry; null: not known."),
        text(
            "most_recent_step",
            "The latest step of the chain by time, taken in order or not; null: none.",
        ),
        text(
            "last_page_url",
            "Page of the latest event; null: not known.",
        ),
        text(
            "page_before_last_url",
            "Page before that, as its referrer says; null: not known.",
        ),
        flag(
            "is_mobile_device",
            "Whether the device at the entry is mobile; null: not known.",
        ),
        flag(
            "is_eligibility_verified",
            "What the latest event that knows says of eligibility; null: none knows.",
        ),
        flag(
            "is_window_open",
            "Whether the window of the latest entry ends at or after the newest event of the data; null: never entered.",
        ),
        count(
            "steps_reached",
            "Steps of the counted attempt; 0: never entered.",
        ),
        count("event_count", "Events."),
        column(
            "most_recent_step_order",
            Kind::Integer,
            Unit::Number,
            "Place of most_recent_step in the chain; null: none.",
        ),
        time("first_event_at", "First event."),
        time(
            "entered_at",
            "Entry of the counted attempt; null: never entered.",
        ),
        time(
            "most_recent_step_at",
            "When most_recent_step happened; null: none.",
        ),
        time("last_event_at", "Latest event."),
    ],
    inputs: &[
        Input::Model("member_events"),
        Input::Model("int_funnel_steps"),
        Input::Model("int_visitor_steps"),
        settings::WINDOW,
        settings::MODE,
    ],
    tests: &[DataTest {
        id: "every_event",
        sentence: "The events of all visitors are all events.",
        severity: Severity::Error,
        run: |table, build| {
            let here: i64 = table.integers("event_count")?.iter().flatten().sum();
            let there = build.model("member_events")?.height();
            Ok(checks::same_sum("events", here as f64, there as f64))
        },
    }],
    sql: include_str!("int_funnel_visitors.sql"),
    build,
};

/// What is kept of a visitor: rows of `member_events`, and numbers.
#[derive(Default)]
struct Visitors {
    code: Vec<u32>,
    first: Vec<Option<usize>>,
    entry: Vec<Option<usize>>,
    last: Vec<Option<usize>>,
    step: Vec<Option<usize>>,
    verified: Vec<Option<bool>>,
    open: Vec<Option<bool>>,
    reached: Vec<i64>,
    events: Vec<i64>,
}

fn build(build: &Build<'_>) -> Result<Table> {
    let events = build.model("member_events")?;
    let visitor = events.text("visitor_id")?;
    let at = events.integers("derived_tstamp")?.values;
    let (orders, out) = gather(build, events)?;
    let visitors = visitor.dict.clone();
    let member = events.text("member_id")?;
    // What stands at the counted entry, or at the first event where there is none.
    let entry: Vec<Option<usize>> = out
        .entry
        .iter()
        .zip(&out.first)
        .map(|(entry, first)| entry.or(*first))
        .collect();
    let texts = |name: &str, column: &str, rows: &[Option<usize>]| -> Result<Column> {
        let column = events.text(column)?;
        let codes = brought(column, rows);
        Ok(Column::text(name, codes, column.dict.clone()))
    };
    let times = |name: &str, rows: &[Option<usize>]| {
        Column::timestamps(name, rows.iter().map(|row| row.map(|row| at[row])))
    };
    let mobile = events.flags("is_mobile_device")?;
    let step = rollup::distinct_codes(events.text("funnel_step_name")?);
    let order = |row: usize| Some(i64::from(*orders.get(step.codes().at(row) as usize)?));
    // A visitor's member is its own id, on whichever of its events.
    let members = out.code.iter().zip(&out.last).map(|(code, last)| {
        last.filter(|row| member.codes.at(*row) != NULL_CODE)
            .map_or(NULL_CODE, |_| *code)
    });
    Table::new(vec![
        Column::text("visitor_id", out.code.clone(), visitors.clone()),
        Column::text("member_id", members.collect(), visitors),
        texts("device_type", "device_type", &entry)?,
        texts("geo_country", "geo_country", &entry)?,
        texts("most_recent_step", "funnel_step_name", &out.step)?,
        texts("last_page_url", "page_urlpath", &out.last)?,
        texts("page_before_last_url", "page_referrer", &out.last)?,
        Column::flags(
            "is_mobile_device",
            entry.iter().map(|row| mobile.get((*row)?)),
        ),
        Column::flags("is_eligibility_verified", out.verified),
        Column::flags("is_window_open", out.open),
        Column::integers_dense("steps_reached", out.reached),
        Column::integers_dense("event_count", out.events),
        Column::integers(
            "most_recent_step_order",
            out.step.iter().map(|row| order((*row)?)),
        ),
        times("first_event_at", &out.first),
        times("entered_at", &out.entry),
        times("most_recent_step_at", &out.step),
        times("last_event_at", &out.last),
    ])
}

/// One pass over the journeys; also the place in the chain of each code of a step name.
fn gather(build: &Build<'_>, events: &Table) -> Result<(Vec<u32>, Visitors)> {
    let (window, mode) = settings::window_and_mode(build)?;
    let step = events.text("funnel_step_name")?;
    let names = rollup::distinct_codes(step);
    let names = names.codes();
    let at = events.integers("derived_tstamp")?.values;
    let source_row = events.integers(super::SOURCE_ROW.name)?.values;
    let verified = events.flags("user_is_eligibility_verified")?;
    let orders = chain_orders(build.model("int_funnel_steps")?, step.dict)?;
    let (reached, entries) = attempts(build.model("int_visitor_steps")?, events)?;
    let newest = at.iter().max().copied().unwrap_or(0);
    let mut out = Visitors::default();
    for (code, rows) in Journeys::of(events)?.iter() {
        let (mut entry, mut latest, mut step, mut known) = (None, None, None, None);
        for row in rows.iter().map(|row| *row as usize) {
            let order = orders.get(names.read(row) as usize).copied().unwrap_or(0);
            if source_row[row] == entries[code as usize] {
                entry = Some(row);
            }
            if is_entry(mode, order) {
                latest = Some(at[row]);
            }
            if order > 0 {
                step = Some(row);
            }
            known = verified.get(row).or(known);
        }
        out.code.push(code);
        out.first.push(rows.first().map(|row| *row as usize));
        out.last.push(rows.last().map(|row| *row as usize));
        out.entry.push(entry);
        out.step.push(step);
        out.verified.push(known);
        out.open
            .push(latest.map(|at| at.saturating_add(window) >= newest));
        out.reached.push(reached[code as usize]);
        out.events.push(rows.len() as i64);
    }
    Ok((orders, out))
}

/// By visitor code of `events`: steps of the counted attempt and `_source_row` of its entry (−1: none).
fn attempts(steps: &Table, events: &Table) -> Result<(Vec<i64>, Vec<i64>)> {
    let visitors = events.text("visitor_id")?.dict;
    let visitor = steps.text("visitor_id")?;
    // Both tables have one dictionary, so a code is the same visitor in both.
    let same = std::sync::Arc::ptr_eq(visitor.dict, visitors);
    let rows = if same {
        Vec::new()
    } else {
        rows_by_code(events.text("visitor_id")?, visitor.dict)
    };
    let order = steps.integers("step_order")?;
    let event = steps.integers("event_row")?.values;
    let codes = events.text("visitor_id")?.codes;
    let mut reached = vec![0; visitors.len()];
    let mut entries = vec![-1; visitors.len()];
    for (row, code) in visitor.codes.iter().enumerate() {
        let code = if same {
            Some(code)
        } else {
            row_of(&rows, code).map(|row| codes.at(row))
        };
        let (Some(code), Some(order)) = (code.map(|code| code as usize), order.get(row)) else {
            continue;
        };
        reached[code] = order.max(reached[code]);
        if order == 1 {
            entries[code] = event[row];
        }
    }
    Ok((reached, entries))
}
