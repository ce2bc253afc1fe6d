//! `stg_pipeline_opportunities`: opportunities with their pipeline amount. Grain: one opportunity. Segments stay as
//! written, null included.

use super::{SOURCE_ROW, SUBJECT, text, time, trials, usd};
use crate::engine::base::{Result, Table};
use crate::engine::warehouse::{Build, DataTest, Input, Layer, ModelSpec, Severity, checks};

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "stg_pipeline_opportunities",
    subject: SUBJECT,
    layer: Layer::Staging,
    grain: "one opportunity",
    key: &["opportunity_id"],
    columns: &[
        text("opportunity_id", "Id of the opportunity."),
        text("account_id", "Id of the account."),
        text("sales_segment", "Sales segment; null: not known."),
        usd("pipeline_amount_usd", "Amount of pipeline."),
        time(
            "opportunity_created_time",
            "When it was created; midnight: the day alone is known.",
        ),
        SOURCE_ROW,
    ],
    inputs: &[Input::Source("pipeline_opportunities")],
    tests: &[
        DataTest {
            id: "accounts_have_contacts",
            sentence: "Every opportunity’s account has a contact.",
            severity: Severity::Warn,
            run: |table, build| {
                trials::unknown(
                    table,
                    "account_id",
                    build.model("stg_contacts")?,
                    "account_id",
                )
            },
        },
        DataTest {
            id: "times_are_sane",
            sentence: "Every opportunity was created from 2000 to 2099.",
            severity: Severity::Warn,
            run: |table, _| trials::sane_times(table, SPEC.key[0], "opportunity_created_time"),
        },
        DataTest {
            id: "amounts_not_negative",
            sentence: "No amount is negative.",
            severity: Severity::Warn,
            run: |table, _| checks::within(table, SPEC.key, "pipeline_amount_usd", 0.0, f64::MAX),
        },
    ],
    sql: include_str!("stg_pipeline_opportunities.sql"),
    build,
};

fn build(build: &Build<'_>) -> Result<Table> {
    let deals = build.unique_source("pipeline_opportunities")?;
    let amount = deals.column("pipeline_amount")?;
    let created = deals.column("opportunity_created_date")?;
    deals
        .with(amount.renamed("pipeline_amount_usd"))?
        .with(created.renamed("opportunity_created_time"))?
        .select(&super::names(&SPEC))
}
