//! Snowplow: a table of atomic events. A structured event's category and action are its funnel and step; any other event
//! is a step by its name.

use super::{Preset, Step, column, flag, needed, text};
use crate::engine::base::{Kind, SourceColumn, SourceSpec, Unit};

const fn time(name: &'static str, aliases: &'static [&'static str]) -> SourceColumn {
    column(name, Kind::Timestamp, Unit::Time, aliases)
}

static COLUMNS: [SourceColumn; 14] = [
    needed(text("event_id", &[])),
    needed(time("derived_tstamp", &[])),
    time("collector_tstamp", &[]),
    text("domain_userid", &[]),
    text("domain_sessionid", &[]),
    text("user_id", &[]),
    text("funnel_name", &["funnel_funnel_name", "se_category"]),
    text("funnel_step_name", &["se_action"]),
    text("event_name", &["event"]),
    text("page_urlpath", &[]),
    text("page_referrer", &[]),
    text("device_type", &["dvce_type"]),
    flag("is_mobile_device", &["dvce_ismobile"]),
    text("geo_country", &[]),
];

/// The preset.
pub static PRESET: Preset = Preset {
    vendor: "Snowplow",
    shape: SourceSpec {
        id: "funnel_events",
        grain: "one event",
        key: &[],
        keeps_equal_rows: false,
        columns: &COLUMNS,
    },
    marks: &[
        "etl_tstamp",
        "dvce_created_tstamp",
        "v_collector",
        "v_tracker",
        "v_etl",
        "name_tracker",
        "platform",
        "app_id",
        "network_userid",
        "event_vendor",
        "event_fingerprint",
    ],
    marks_needed: 2,
    steps: &[
        Step::Instead(
            "funnel_step_name",
            "event_name",
            "the event's name stands for a step, which the event does not carry",
        ),
        Step::Fixed(
            "funnel_name",
            "Website",
            "an event that names no funnel belongs to one named Website",
        ),
    ],
};
