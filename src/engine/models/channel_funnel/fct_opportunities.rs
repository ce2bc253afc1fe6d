//! `fct_opportunities`: opportunities with their channel and stage group as flags to add up. Grain: one opportunity.
//! Left out: owner, segment and close date, which no mart of this subject groups by.

use super::stage::Stage;
use super::{SUBJECT, date, flag, text, usd};
use crate::engine::base::{Column, Result, Table};
use crate::engine::warehouse::{Build, DataTest, Input, Layer, ModelSpec, Severity, checks};

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "fct_opportunities",
    subject: SUBJECT,
    layer: Layer::Fact,
    grain: "one opportunity",
    key: &["opportunity_id"],
    columns: &[
        text("opportunity_id", "Id of the opportunity."),
        text("account_id", "Id of the account; null: not known."),
        text("channel", "Channel of its source."),
        text("stage", "Stage as the export names it."),
        text("stage_group", "`won`, `lost` or `open`."),
        text("owner_region", "Region of the owner; null: not known."),
        usd("amount_usd", "Amount; null: not known."),
        flag("is_won", "Closed Won."),
        flag("is_lost", "Closed Lost."),
        flag("is_open", "Any other stage."),
        date("created_date", "Day the opportunity was created."),
    ],
    inputs: &[Input::Model("stg_opportunities")],
    tests: &[
        DataTest {
            id: "date_known",
            sentence: "Every created_date is in dim_date.",
            severity: Severity::Error,
            run: |table, build| {
                checks::day_relation(table, "created_date", build.model("dim_date")?, "date")
            },
        },
        DataTest {
            id: "channel_known",
            sentence: "Every channel is in dim_channel.",
            severity: Severity::Error,
            run: |table, build| {
                checks::relation(table, "channel", build.model("dim_channel")?, "channel")
            },
        },
        DataTest {
            id: "every_staged_row",
            sentence: "Every opportunity of staging is here once.",
            severity: Severity::Error,
            run: |table, build| {
                let staged = build.model("stg_opportunities")?.height();
                Ok(checks::same_sum(
                    "rows",
                    table.height() as f64,
                    staged as f64,
                ))
            },
        },
        DataTest {
            id: "amounts_not_negative",
            sentence: "No amount is negative.",
            severity: Severity::Warn,
            run: |table, _| checks::within(table, SPEC.key, "amount_usd", 0.0, f64::MAX),
        },
    ],
    sql: include_str!("fct_opportunities.sql"),
    build,
};

fn build(build: &Build<'_>) -> Result<Table> {
    let deals = build.model("stg_opportunities")?;
    let is = |name: &str, stage: Stage| -> Result<Column> {
        let groups = deals.text("stage_group")?.iter();
        Ok(Column::flags(
            name,
            groups.map(|group| Some(group == Some(stage.word()))),
        ))
    };
    deals
        .with(is("is_won", Stage::Won)?)?
        .with(is("is_lost", Stage::Lost)?)?
        .with(is("is_open", Stage::Open)?)?
        .select(
            &SPEC
                .columns
                .iter()
                .map(|column| column.name)
                .collect::<Vec<_>>(),
        )
}
