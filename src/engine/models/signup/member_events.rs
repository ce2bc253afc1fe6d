//! `member_events`: every event with the visitor it belongs to.
//! Grain: one event. An event that names a member is that member's, on whatever device; one that does not is its device's
//! (`int_visitor_identity`), so nobody is lost for leaving before there was an account. No column is copied but the ids.

use super::journeys::{row_of, rows_by_code};
use super::{SOURCE_ROW, SUBJECT, flag, text, time};
use crate::engine::base::{Column, Dict, Interner, NULL_CODE, Result, Table};
use crate::engine::warehouse::{Build, DataTest, Input, Layer, ModelSpec, Severity, checks};

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "member_events",
    subject: SUBJECT,
    layer: Layer::Mart,
    grain: "one event",
    key: &["event_id"],
    columns: &[
        text("event_id", "Id of the event."),
        text(
            "visitor_id",
            "Whom it belongs to: a member, or a device on which nobody signed in.",
        ),
        text(
            "member_id",
            "The member; null: the visitor never signed up.",
        ),
        text(
            "domain_userid",
            "Id of the device's browser; null: not known.",
        ),
        text("domain_sessionid", "Id of the session; null: not known."),
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
        SOURCE_ROW,
    ],
    inputs: &[
        Input::Model("stg_funnel_events"),
        Input::Model("int_visitor_identity"),
    ],
    tests: &[DataTest {
        id: "no_event_lost",
        sentence: "Every staged event is here once.",
        severity: Severity::Error,
        run: |table, build| {
            let staged = build.model("stg_funnel_events")?;
            let (here, there) = (table.height() as f64, staged.height() as f64);
            Ok(checks::same_sum("events", here, there))
        },
    }],
    sql: include_str!("member_events.sql"),
    build,
};

fn build(build: &Build<'_>) -> Result<Table> {
    let events = build.model("stg_funnel_events")?;
    let devices = build.model("int_visitor_identity")?;
    let (device, user) = (events.text("domain_userid")?, events.text("user_id")?);
    let (owner, member) = (devices.text("visitor_id")?, devices.text("member_id")?);
    let rows = rows_by_code(devices.text("domain_userid")?, device.dict);
    let mut visitors = Interner::from_dict(Dict::clone(owner.dict));
    let users: Vec<u32> = user.dict.iter().map(|id| visitors.intern(id)).collect();
    let mut visitor_codes = Vec::with_capacity(events.height());
    let mut member_codes = Vec::with_capacity(events.height());
    for (device, user) in device.codes.iter().zip(user.codes) {
        let (visitor, member) = match users.get(user as usize) {
            Some(code) => (*code, *code),
            None => row_of(&rows, device).map_or((NULL_CODE, NULL_CODE), |row| {
                (owner.codes.at(row), member.codes.at(row))
            }),
        };
        visitor_codes.push(visitor);
        member_codes.push(member);
    }
    let visitors = visitors.finish();
    let mut columns = vec![
        events.column("event_id")?,
        Column::text("visitor_id", visitor_codes, visitors.clone()),
        Column::text("member_id", member_codes, visitors),
    ];
    for spec in SPEC.columns.iter().skip(columns.len()) {
        columns.push(events.column(spec.name)?);
    }
    Table::new(columns)
}
