//! `stg_sales_touchpoints`: what sales did, one row a touchpoint. Grain: one sales touchpoint. Channels stay as written.

use super::{SOURCE_ROW, SUBJECT, text, time, trials};
use crate::engine::base::{Result, Table};
use crate::engine::warehouse::{Build, DataTest, Input, Layer, ModelSpec, Severity};

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "stg_sales_touchpoints",
    subject: SUBJECT,
    layer: Layer::Staging,
    grain: "one sales touchpoint",
    key: &["sales_touchpoint_id"],
    columns: &[
        text("sales_touchpoint_id", "Id of the touchpoint."),
        text("channel_name", "Channel as the export names it."),
        text("contact_id", "Id of the contact."),
        time(
            "sales_touchpoint_time",
            "When it was; midnight: the day alone is known.",
        ),
        SOURCE_ROW,
    ],
    inputs: &[Input::Source("sales_touchpoints")],
    tests: &[
        DataTest {
            id: "contacts_known",
            sentence: "Every contact is in stg_contacts.",
            severity: Severity::Warn,
            run: |table, build| {
                trials::unknown(
                    table,
                    "contact_id",
                    build.model("stg_contacts")?,
                    "contact_id",
                )
            },
        },
        DataTest {
            id: "times_are_sane",
            sentence: "Every time lies from 2000 to 2099.",
            severity: Severity::Warn,
            run: |table, _| trials::sane_times(table, SPEC.key[0], "sales_touchpoint_time"),
        },
    ],
    sql: include_str!("stg_sales_touchpoints.sql"),
    build,
};

fn build(build: &Build<'_>) -> Result<Table> {
    let touches = build.unique_source("sales_touchpoints")?;
    let time = touches.column("sales_touchpoint_date")?;
    touches
        .with(time.renamed("sales_touchpoint_time"))?
        .select(&super::names(&SPEC))
}
