//! `stg_web_events`: events with their type in lower case and their day. Grain: one event.

use super::staging::{days, staged};
use super::{SOURCE_ROW, SUBJECT, column, date, text, time};
use crate::engine::base::{Column, Interner, Kind, NULL_CODE, Result, Table, Unit};
use crate::engine::warehouse::{Build, Input, Layer, ModelSpec};

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "stg_web_events",
    subject: SUBJECT,
    layer: Layer::Staging,
    grain: "one event",
    key: &["event_id"],
    columns: &[
        text("event_id", "Id of the event."),
        text("session_id", "Id of the session."),
        text("user_id", "Id of the user; null: not signed in."),
        text(
            "traffic_source",
            "What brought the session to the site; null: not known.",
        ),
        text("event_type", "Type of the event, in lower case."),
        text("uri", "Page; null: not known."),
        text("city", "City; null: not known."),
        text("state", "State; null: not known."),
        text("browser", "Browser; null: not known."),
        column(
            "sequence_number",
            Kind::Integer,
            Unit::Number,
            "Place of the event in its session, as recorded.",
        ),
        date("created_date", "Day of the event (UTC)."),
        time("created_time", "When it happened."),
        SOURCE_ROW,
    ],
    inputs: &[Input::Source("web_events")],
    tests: &[],
    sql: include_str!("stg_web_events.sql"),
    build,
};

fn build(build: &Build<'_>) -> Result<Table> {
    let names = [("id", "event_id"), ("created_at", "created_time")];
    staged(build, "web_events", &SPEC, &names, &|events| {
        Ok(vec![
            lower(events, "event_type")?,
            days("created_date", events.integers("created_at")?),
        ])
    })
}

/// A text column in lower case: once for each distinct text.
fn lower(table: &Table, name: &str) -> Result<Column> {
    let column = table.text(name)?;
    let mut interner = Interner::new();
    let folded: Vec<u32> = column
        .dict
        .iter()
        .map(|entry| interner.intern(&entry.to_lowercase()))
        .collect();
    let codes = column
        .codes
        .iter()
        .map(|code| folded.get(code as usize).copied().unwrap_or(NULL_CODE));
    Ok(Column::text(name, codes.collect(), interner.finish()))
}
