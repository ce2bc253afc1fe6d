//! `stg_opportunities`: opportunities with channel and stage group resolved.
//! Grain: one opportunity. A null source is Unknown; the words of the region stay as they are, null included.

use super::lookup::{Names, per_entry};
use super::stage::Stage;
use super::{SOURCE_ROW, SUBJECT, UNKNOWN, date, text, usd};
use crate::engine::base::{Column, Result, Table};
use crate::engine::warehouse::{Build, DataTest, Input, Layer, ModelSpec, Severity};
use crate::protocol::Day;

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "stg_opportunities",
    subject: SUBJECT,
    layer: Layer::Staging,
    grain: "one opportunity",
    key: &["opportunity_id"],
    columns: &[
        text("opportunity_id", "Id of the opportunity."),
        text("account_id", "Id of the account; null: not known."),
        text(
            "channel",
            "Channel of its source, in its one spelling; Unknown where there is no source.",
        ),
        text("source", "Source as the export names it; null: none."),
        text("stage", "Stage as the export names it."),
        text("stage_group", "`won`, `lost` or `open`."),
        text("owner_region", "Region of the owner; null: not known."),
        text("owner", "Owner; null: not known."),
        text("segment", "Segment of the account; null: not known."),
        usd("amount_usd", "Amount; null: not known."),
        date("created_date", "Day the opportunity was created."),
        date(
            "close_date",
            "Day it was closed or is expected to be; null: not known.",
        ),
        SOURCE_ROW,
    ],
    inputs: &[
        Input::Source("salesforce_opportunities"),
        Input::Model("int_channel_names"),
    ],
    tests: &[DataTest {
        id: "closed_after_created",
        sentence: "No won opportunity closes before it is created (its days to close are negative).",
        severity: Severity::Warn,
        run: |table, _| closed_before(table),
    }],
    sql: include_str!("stg_opportunities.sql"),
    build,
};

fn build(build: &Build<'_>) -> Result<Table> {
    let deals = build.unique_source("salesforce_opportunities")?;
    let names = Names::new(build.model("int_channel_names")?)?;
    let (source, stage) = (deals.text("source")?, deals.text("stage")?);
    let channels = per_entry(source.dict, |name| names.channel(name).unwrap_or(UNKNOWN));
    let groups = per_entry(stage.dict, |stage| Stage::of(stage).word());
    let channel = source
        .codes
        .iter()
        .map(|code| Some(channels.get(code as usize).copied().unwrap_or(UNKNOWN)));
    let group = stage.codes.iter().map(|code| {
        Some(
            groups
                .get(code as usize)
                .copied()
                .unwrap_or(Stage::Open.word()),
        )
    });
    deals
        .with(Column::text_of("channel", channel))?
        .with(Column::text_of("stage_group", group))?
        .select(
            &SPEC
                .columns
                .iter()
                .map(|column| column.name)
                .collect::<Vec<_>>(),
        )
}

/// Won opportunities that were entered after they were closed.
fn closed_before(deals: &Table) -> Result<Vec<String>> {
    let (ids, group) = (deals.text("opportunity_id")?, deals.text("stage_group")?);
    let (created, closed) = (deals.days("created_date")?, deals.days("close_date")?);
    let mut out = Vec::new();
    for row in 0..deals.height() {
        if let (Some(id), Some(created), Some(closed)) =
            (ids.get(row), created.get(row), closed.get(row))
            && closed < created
            && group.get(row) == Some(Stage::Won.word())
        {
            let (created, closed) = (Day(created), Day(closed));
            out.push(format!("{id}: created {created}, closed {closed}"));
        }
    }
    Ok(out)
}
