//! `int_channel_evidence`: the channel that `ad_spend` gives to a `utm_source` × `utm_campaign`, and to a `utm_source` alone.
//! Grain: one folded pair; `(any)` as campaign is the source alone. Of several channels the one with most rows wins,
//! then the alphabet; a test warns of each such pair.

use super::channel::fold;
use super::{SUBJECT, count, text};
use crate::engine::base::{Column, Result, Table};
use crate::engine::warehouse::{Build, DataTest, Input, Layer, ModelSpec, Severity, checks};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// The campaign of a row that speaks for a `utm_source` alone.
pub const ANY_CAMPAIGN: &str = "(any)";

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "int_channel_evidence",
    subject: SUBJECT,
    layer: Layer::Intermediate,
    grain: "one utm_source × utm_campaign that ad_spend names, and one row for each utm_source alone",
    key: &["utm_source", "utm_campaign"],
    columns: &[
        text("utm_source", "utm_source, folded."),
        text(
            "utm_campaign",
            "utm_campaign, folded; `(any)`: the source alone.",
        ),
        text(
            "channel",
            "The channel with most rows, then first in the alphabet.",
        ),
        count("row_count", "Rows of ad_spend behind it."),
        count(
            "channel_count",
            "How many channels ad_spend names here; more than one is ambiguous.",
        )
        .never_added(),
    ],
    inputs: &[Input::Model("stg_ad_spend")],
    tests: &[DataTest {
        id: "one_channel",
        sentence: "ad_spend names one channel for each utm_source × utm_campaign (of several, the one with most rows is used).",
        severity: Severity::Warn,
        run: |table, _| checks::within(table, SPEC.key, "channel_count", 1.0, 1.0),
    }],
    sql: include_str!("int_channel_evidence.sql"),
    build,
};

fn build(build: &Build<'_>) -> Result<Table> {
    let ads = build.model("stg_ad_spend")?;
    let (source, campaign) = (ads.text("utm_source")?, ads.text("utm_campaign")?);
    let channel = ads.text("channel")?;
    let mut pairs: BTreeMap<(String, String), BTreeMap<&str, i64>> = BTreeMap::new();
    for row in 0..ads.height() {
        let (Some(source), Some(channel)) = (source.get(row).map(fold), channel.get(row)) else {
            continue;
        };
        if source.is_empty() {
            continue;
        }
        let campaign = campaign.get(row).map(fold).filter(|c| !c.is_empty());
        for campaign in campaign.into_iter().chain([ANY_CAMPAIGN.to_owned()]) {
            let channels = pairs.entry((source.clone(), campaign)).or_default();
            *channels.entry(channel).or_default() += 1;
        }
    }
    let best = pairs.values().map(|channels| {
        let best = channels
            .iter()
            .min_by_key(|(name, rows)| (Reverse(**rows), **name));
        best.map(|(name, _)| *name)
    });
    Table::new(vec![
        Column::text_of(
            "utm_source",
            pairs.keys().map(|(source, _)| Some(source.as_str())),
        ),
        Column::text_of(
            "utm_campaign",
            pairs.keys().map(|(_, campaign)| Some(campaign.as_str())),
        ),
        Column::text_of("channel", best),
        Column::integers_dense(
            "row_count",
            pairs.values().map(|c| c.values().sum()).collect(),
        ),
        Column::integers_dense(
            "channel_count",
            pairs.values().map(|c| c.len() as i64).collect(),
        ),
    ])
}
