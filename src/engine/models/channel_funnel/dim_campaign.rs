//! `dim_campaign`: every `utm_source` × `utm_campaign` that ads or sessions carry. Grain: one pair; null is `(none)`.
//! The channel is that of its sessions; where there is none, the commonest of its ads.

use super::{NONE, SUBJECT, commonest, date, text};
use crate::engine::base::{Column, Numbers, Result, Table};
use crate::engine::warehouse::rollup::{Groups, distinct_codes};
use crate::engine::warehouse::{Build, DataTest, Input, Layer, ModelSpec, Severity, checks};
use std::collections::BTreeMap;

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "dim_campaign",
    subject: SUBJECT,
    layer: Layer::Dimension,
    grain: "one utm_source × utm_campaign",
    key: &["utm_source", "utm_campaign"],
    columns: &[
        text(
            "utm_source",
            "utm_source in its commonest spelling; `(none)`: null.",
        ),
        text(
            "utm_campaign",
            "utm_campaign in its commonest spelling; `(none)`: null.",
        ),
        text(
            "campaign_id",
            "The ad platform's id with most rows of this pair, then first in the alphabet; null: no ad of this pair.",
        ),
        text(
            "channel",
            "Channel of its sessions; without sessions, of most of its ads.",
        ),
        date("first_date", "First day with an ad or a session."),
        date("last_date", "Last day with an ad or a session."),
    ],
    inputs: &[
        Input::Model("stg_ad_spend"),
        Input::Model("stg_web_sessions"),
    ],
    tests: &[DataTest {
        id: "channel_known",
        sentence: "Every channel is in dim_channel.",
        severity: Severity::Error,
        run: |table, build| {
            checks::relation(table, "channel", build.model("dim_channel")?, "channel")
        },
    }],
    sql: include_str!("dim_campaign.sql"),
    build,
};

/// A utm pair, null as `(none)`.
pub type Pair<'a> = (&'a str, &'a str);

/// Rows of a staging table in groups of equal utm pairs, and the pair of each group.
pub fn utm_pairs(table: &Table) -> Result<(Groups, Vec<Pair<'_>>)> {
    let (source, campaign) = (table.text("utm_source")?, table.text("utm_campaign")?);
    let groups = Groups::of(
        &distinct_codes(source),
        source.dict.len(),
        &distinct_codes(campaign),
        campaign.dict.len(),
    );
    let pairs = groups
        .keys
        .iter()
        .map(|(s, c)| {
            (
                source.dict.get(*s).unwrap_or(NONE),
                campaign.dict.get(*c).unwrap_or(NONE),
            )
        })
        .collect();
    Ok((groups, pairs))
}

#[derive(Default)]
struct Campaign<'a> {
    ids: BTreeMap<&'a str, u64>,
    ad_channels: BTreeMap<&'a str, u64>,
    session_channel: Option<&'a str>,
    days: Option<(i32, i32)>,
}

fn build(build: &Build<'_>) -> Result<Table> {
    let (ads, web) = (
        build.model("stg_ad_spend")?,
        build.model("stg_web_sessions")?,
    );
    let mut campaigns: BTreeMap<Pair<'_>, Campaign<'_>> = BTreeMap::new();

    let (groups, pairs) = utm_pairs(ads)?;
    let (ids, channels) = (ads.text("campaign_id")?, ads.text("channel")?);
    for (row, group) in groups.ids.iter().enumerate() {
        let campaign = campaigns.entry(pairs[*group as usize]).or_default();
        if let Some(id) = ids.get(row) {
            *campaign.ids.entry(id).or_default() += 1;
        }
        if let Some(channel) = channels.get(row) {
            *campaign.ad_channels.entry(channel).or_default() += 1;
        }
    }
    widen(&mut campaigns, &pairs, &spans(&groups, ads.days("date")?));

    let (groups, pairs) = utm_pairs(web)?;
    let spans = spans(&groups, web.days("session_date")?);
    widen(&mut campaigns, &pairs, &spans);
    let channels = web.text("channel")?;
    for (pair, span) in pairs.iter().zip(&spans) {
        if let Some(campaign) = campaigns.get_mut(pair) {
            campaign.session_channel = channels.get(span.row);
        }
    }

    let rows = || campaigns.values();
    Table::new(vec![
        Column::text_of("utm_source", campaigns.keys().map(|pair| Some(pair.0))),
        Column::text_of("utm_campaign", campaigns.keys().map(|pair| Some(pair.1))),
        Column::text_of("campaign_id", rows().map(|c| commonest(&c.ids))),
        Column::text_of(
            "channel",
            rows().map(|c| c.session_channel.or_else(|| commonest(&c.ad_channels))),
        ),
        Column::dates("first_date", rows().map(|c| c.days.map(|days| days.0))),
        Column::dates("last_date", rows().map(|c| c.days.map(|days| days.1))),
    ])
}

/// First and last day of a group, and one of its rows.
#[derive(Clone, Copy)]
struct Span {
    first: i32,
    last: i32,
    row: usize,
}

fn spans(groups: &Groups, days: Numbers<'_, i32>) -> Vec<Span> {
    let none = Span {
        first: i32::MAX,
        last: i32::MIN,
        row: 0,
    };
    let mut spans = vec![none; groups.len()];
    for (row, group) in groups.ids.iter().enumerate() {
        let span = &mut spans[*group as usize];
        if let Some(day) = days.get(row) {
            span.first = span.first.min(day);
            span.last = span.last.max(day);
        }
        span.row = row;
    }
    spans
}

fn widen<'a>(campaigns: &mut BTreeMap<Pair<'a>, Campaign<'a>>, pairs: &[Pair<'a>], spans: &[Span]) {
    for (pair, span) in pairs.iter().zip(spans) {
        let campaign = campaigns.entry(*pair).or_default();
        if span.first <= span.last {
            campaign.days = Some(
                campaign
                    .days
                    .map_or((span.first, span.last), |(first, last)| {
                        (first.min(span.first), last.max(span.last))
                    }),
            );
        }
    }
}
