//! `stg_funnel_events`: events that can be given to somebody, each once.
//! Grain: one event; of events with one id the one received first stays (received at an unknown time: last), then the first
//! in the files. An event that names neither a device nor a member is nobody's and is left out.

use super::staging::selected;
use super::{SOURCE_ROW, SUBJECT, flag, text, time};
use crate::engine::base::{NULL_CODE, Result, Table};
use crate::engine::warehouse::{Build, DataTest, Input, Layer, ModelSpec, Severity, keys};

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "stg_funnel_events",
    subject: SUBJECT,
    layer: Layer::Staging,
    grain: "one event of a signup step",
    key: &["event_id"],
    columns: &[
        text("event_id", "Id of the event."),
        text(
            "domain_userid",
            "Id of the device's browser; null: not known.",
        ),
        text("domain_sessionid", "Id of the session; null: not known."),
        text(
            "user_id",
            "Id of the member; null: not signed in, or no account yet.",
        ),
        text("user_role", "Role of the member; null: not known."),
        text("funnel_name", "Funnel that the step belongs to."),
        text("funnel_step_name", "Step."),
        text("page_urlpath", "Page it happened on; null: not known."),
        text("page_referrer", "Page before; null: not known."),
        text("device_type", "Kind of device; null: not known."),
        text("geo_country", "Country; null: not known."),
        flag(
            "user_is_eligibility_verified",
            "Whether the member's eligibility was verified then; null: not known.",
        ),
        flag(
            "is_mobile_device",
            "Whether it is a mobile device; null: not known.",
        ),
        time("derived_tstamp", "When it happened."),
        time("collector_tstamp", "When it was received; null: not known."),
        SOURCE_ROW,
    ],
    inputs: &[Input::Source("funnel_events")],
    tests: &[DataTest {
        id: "has_identity",
        sentence: "Every event names a device or a member (those that do not are left out: missing_identity).",
        severity: Severity::Warn,
        run: |_, build| {
            let events = build.source("funnel_events")?;
            let rows = events.integers(SOURCE_ROW.name)?;
            let known = identified(events)?;
            let left_out = (0..events.height()).filter(|row| !known[*row]);
            Ok(left_out
                .map(|row| format!("line {}", rows.values[row] & 0xFFFF_FFFF))
                .collect())
        },
    }],
    sql: include_str!("stg_funnel_events.sql"),
    build,
};

/// Whether each row names a device or a member.
fn identified(events: &Table) -> Result<Vec<bool>> {
    let device = events.text("domain_userid")?.codes;
    let user = events.text("user_id")?.codes;
    let pairs = device.iter().zip(user);
    Ok(pairs
        .map(|(device, user)| *device != NULL_CODE || *user != NULL_CODE)
        .collect())
}

fn build(build: &Build<'_>) -> Result<Table> {
    let source = build.source("funnel_events")?;
    let known = identified(source)?;
    let mut events = if known.contains(&false) {
        source.filter(&known)?
    } else {
        source.clone()
    };
    let twice = keys::duplicates(&events, &["event_id"], Some(SOURCE_ROW.name))?;
    if !twice.is_empty() {
        let received = events.integers("collector_tstamp")?;
        let source_row = events.integers(SOURCE_ROW.name)?;
        let key = |row: u32| {
            let at = received.get(row as usize);
            (at.is_none(), at, source_row.values[row as usize])
        };
        let mut keep = vec![true; events.height()];
        let mut groups = twice;
        groups.sort_unstable_by_key(|(row, kept)| (*kept, *row));
        for group in groups.chunk_by(|a, b| a.1 == b.1) {
            let mut stays = group[0].1;
            for (row, _) in group {
                let loser = if key(*row) < key(stays) {
                    std::mem::replace(&mut stays, *row)
                } else {
                    *row
                };
                keep[loser as usize] = false;
            }
        }
        events = events.filter(&keep)?;
    }
    selected(&events, SPEC.columns, &[])
}
