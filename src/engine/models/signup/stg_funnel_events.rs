//! `stg_funnel_events`: events that can be given to somebody, each once.
//! Grain: one event; of events with one id the one received first stays (received at an unknown time: last), then the first
//! in the files. An event that names neither a device nor a member is nobody's and is left out.

use super::staging::selected;
use super::{SOURCE_ROW, SUBJECT, flag, text, time};
use crate::engine::base::{NULL_CODE, Result, Table};
use crate::engine::models::{LeavesOut, LeftOut};
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
            let nobody = left_out(events)?;
            Ok(nobody
                .into_iter()
                .filter(|(row, kept)| row == kept)
                .map(|(row, _)| format!("line {}", rows.values[row as usize] & 0xFFFF_FFFF))
                .collect())
        },
    }],
    sql: include_str!("stg_funnel_events.sql"),
    build,
};

/// What is left out, for the list of rows set aside.
pub const LEAVES_OUT: LeavesOut = LeavesOut {
    source: "funnel_events",
    rows: left_out,
    because: (
        "missing_identity",
        "domain_userid, user_id",
        "It names neither a device nor a member, so it cannot be given to anybody. Fill in one of the two and drop the file again.",
    ),
};

/// Nobody's events, and of one id those that do not stay.
fn left_out(events: &Table) -> Result<LeftOut> {
    let device = events.text("domain_userid")?.codes;
    let user = events.text("user_id")?.codes;
    let is_nobody = |row: u32| {
        let row = row as usize;
        device.read(row) == NULL_CODE && user.read(row) == NULL_CODE
    };
    let received = events.integers("collector_tstamp")?;
    let source_row = events.integers(SOURCE_ROW.name)?;
    let key = |row: &u32| {
        let at = received.get(*row as usize);
        (at.is_none(), at, source_row.get(*row as usize))
    };
    let mut out: Vec<(u32, u32)> = (0..events.height() as u32)
        .filter(|row| is_nobody(*row))
        .map(|row| (row, row))
        .collect();
    // Rows of one id stand beside each other: (row, first in the files).
    let mut twice = keys::duplicates(events, &["event_id"], Some(SOURCE_ROW.name))?;
    twice.sort_unstable_by_key(|(row, first)| (*first, *row));
    for group in twice.chunk_by(|a, b| a.1 == b.1) {
        let rows = || group.iter().map(|pair| pair.0).chain([group[0].1]);
        let known = || rows().filter(|row| !is_nobody(*row));
        if let Some(stays) = known().min_by_key(key) {
            out.extend(known().filter(|row| *row != stays).map(|row| (row, stays)));
        }
    }
    out.sort_unstable();
    Ok(out)
}

fn build(build: &Build<'_>) -> Result<Table> {
    let source = build.source("funnel_events")?;
    let left_out = left_out(source)?;
    if left_out.is_empty() {
        return selected(source, SPEC.columns, &[]);
    }
    let mut keep = vec![true; source.height()];
    for (row, _) in left_out {
        keep[row as usize] = false;
    }
    selected(&source.filter(&keep)?, SPEC.columns, &[])
}
