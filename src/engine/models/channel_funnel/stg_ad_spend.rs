//! `stg_ad_spend`: ad spend with its channel resolved.
//! Grain: one day of one campaign; of two rows with one key the first in the files stays.
//! A `utm_source` that the user mapped decides the channel, so that spend stays beside its sessions; else the row's own.

use super::int_utm_spellings::spelled;
use super::lookup::{Names, per_entry};
use super::{SOURCE_ROW, SUBJECT, UNKNOWN, count, date, text, usd};
use crate::engine::base::{Column, Result, Table};
use crate::engine::warehouse::{Build, Input, Layer, ModelSpec};

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "stg_ad_spend",
    subject: SUBJECT,
    layer: Layer::Staging,
    grain: "one day of one campaign",
    key: &["date", "campaign_id"],
    columns: &[
        date("date", "Day of the spend."),
        text("campaign_id", "The ad platform's id of the campaign."),
        text("channel", "Channel, in its one spelling."),
        text(
            "utm_source",
            "utm_source of the campaign's links, in its commonest spelling; null: not known.",
        ),
        text(
            "utm_campaign",
            "utm_campaign of the campaign's links, in its commonest spelling; null: not known.",
        ),
        usd("spend_usd", "Media spend."),
        count("clicks", "Clicks on ads; null: not reported."),
        count("impressions", "Times an ad was shown; null: not reported."),
        SOURCE_ROW,
    ],
    inputs: &[
        Input::Source("ad_spend"),
        Input::Model("int_channel_names"),
        Input::Model("int_utm_spellings"),
    ],
    tests: &[],
    sql: include_str!("stg_ad_spend.sql"),
    build,
};

fn build(build: &Build<'_>) -> Result<Table> {
    let spellings = build.model("int_utm_spellings")?;
    let ads = spelled(build.unique_source("ad_spend")?, spellings)?;
    let names = Names::new(build.model("int_channel_names")?)?;
    let (channel, source) = (ads.text("channel")?, ads.text("utm_source")?);
    let by_name = per_entry(channel.dict, |name| names.channel(name).unwrap_or(UNKNOWN));
    let by_source = per_entry(source.dict, |name| names.mapped(name));
    let channels = channel
        .codes
        .iter()
        .zip(source.codes)
        .map(|(name, source)| {
            let mapped = by_source.get(source as usize).copied().flatten();
            Some(mapped.unwrap_or_else(|| by_name.get(name as usize).copied().unwrap_or(UNKNOWN)))
        });
    ads.with(Column::text_of("channel", channels))?.select(
        &SPEC
            .columns
            .iter()
            .map(|column| column.name)
            .collect::<Vec<_>>(),
    )
}
