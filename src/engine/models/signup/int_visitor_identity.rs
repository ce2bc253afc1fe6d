//! `int_visitor_identity`: whose device a device is.
//! Grain: one `domain_userid`. Its events that carry no member belong to the member seen on it first; a device on which
//! nobody ever signed in is a visitor of its own. Left out: members seen on no device (their events name them anyway).

use super::{SUBJECT, count, text, time};
use crate::engine::base::{Column, Interner, NULL_CODE, Result, Table};
use crate::engine::warehouse::{Build, DataTest, Input, Layer, ModelSpec, Severity, rollup};

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "int_visitor_identity",
    subject: SUBJECT,
    layer: Layer::Intermediate,
    grain: "one device (domain_userid)",
    key: &["domain_userid"],
    columns: &[
        text("domain_userid", "Id of the device's browser."),
        text(
            "visitor_id",
            "Whom its events without a member belong to: the member seen on it first, else the device itself.",
        ),
        text(
            "member_id",
            "The member seen on it first; null: nobody ever signed in on it.",
        ),
        count(
            "member_count",
            "Different members seen on it; more than one: a shared device.",
        )
        .never_added(),
        count("event_count", "Events on it."),
        time("first_event_at", "Its first event."),
    ],
    inputs: &[Input::Model("stg_funnel_events")],
    tests: &[DataTest {
        id: "every_device",
        sentence: "Every device of an event is here, and its events add up.",
        severity: Severity::Error,
        run: |table, build| {
            let events = build.model("stg_funnel_events")?.text("domain_userid")?;
            let there = events
                .codes
                .iter()
                .filter(|code| *code != NULL_CODE)
                .count() as i64;
            let here: i64 = table.integers("event_count")?.iter().flatten().sum();
            Ok((there != here)
                .then(|| format!("{here} events here, {there} there"))
                .into_iter()
                .collect())
        },
    }],
    sql: include_str!("int_visitor_identity.sql"),
    build,
};

fn build(build: &Build<'_>) -> Result<Table> {
    let events = build.model("stg_funnel_events")?;
    let (device, user) = (events.text("domain_userid")?, events.text("user_id")?);
    let at = events.integers("derived_tstamp")?.values;
    let source_row = events.integers(super::SOURCE_ROW.name)?.values;
    let (devices, users) = (rollup::distinct_codes(device), rollup::distinct_codes(user));
    let (devices, users) = (devices.codes(), users.codes());
    let len = device.dict.len();
    // The first event of each device, and the first that names a member.
    let mut counts = vec![0_i64; len];
    let mut first = vec![i64::MAX; len];
    let mut named = vec![NULL_CODE; len];
    for (row, code) in devices.iter().enumerate() {
        let code = code as usize;
        if code >= len {
            continue;
        }
        counts[code] += 1;
        first[code] = first[code].min(at[row]);
        let known = named[code] as usize;
        let earlier = users.read(row) != NULL_CODE
            && (known >= at.len() || (at[row], source_row[row]) < (at[known], source_row[known]));
        if earlier {
            named[code] = row as u32;
        }
    }
    let members = rollup::distinct(devices, len, users, user.dict.len());
    let present: Vec<u32> = (0..len as u32)
        .filter(|code| counts[*code as usize] > 0)
        .collect();
    let of = |values: &[i64]| present.iter().map(|code| values[*code as usize]).collect();
    let mut visitors = Interner::new();
    let mut visitor = Vec::with_capacity(present.len());
    let mut member = Vec::with_capacity(present.len());
    for code in &present {
        let row = named[*code as usize];
        let owner = if row == NULL_CODE {
            None
        } else {
            user.get(row as usize)
        };
        let code = visitors.intern(owner.or(device.dict.get(*code)).unwrap_or_default());
        visitor.push(code);
        member.push(owner.map_or(NULL_CODE, |_| code));
    }
    let visitors = visitors.finish();
    Table::new(vec![
        Column::text("domain_userid", present.clone(), device.dict.clone()),
        Column::text("visitor_id", visitor, visitors.clone()),
        Column::text("member_id", member, visitors),
        Column::integers_dense("member_count", of(&members)),
        Column::integers_dense("event_count", of(&counts)),
        Column::timestamps_dense("first_event_at", of(&first)),
    ])
}
