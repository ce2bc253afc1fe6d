//! `campaign_performance`: what each campaign costs and brings to the site, over the reporting range.
//! Grain: one `utm_source` × `utm_campaign` with an ad or a session in the range; null is `(none)`.
//! No revenue here: nothing in the data ties an opportunity to a campaign. Of a pair without ad rows spend is not
//! known: it shows 0 and its ratios are null.

use super::dim_campaign::{Pair, utm_pairs};
use super::filters::{Shown, metric_column};
use super::{SUBJECT, count, ratio, stg_web_sessions, text, usd};
use crate::engine::base::{Column, Kind, Ordered, Result, Table, Unit};
use crate::engine::warehouse::rollup;
use crate::engine::warehouse::{Build, DataTest, Input, Layer, ModelSpec, Param, Severity, checks};
use std::collections::{BTreeMap, BTreeSet};

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "campaign_performance",
    subject: SUBJECT,
    layer: Layer::Mart,
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
        text("channel", "Channel."),
        usd("spend_usd", "Media spend; 0 where there is no ad row."),
        count("impressions", "Times an ad was shown."),
        count("clicks", "Clicks on ads."),
        count("sessions", "Sessions."),
        count(
            "users",
            "Different users with a session; they do not add up over campaigns.",
        )
        .never_added(),
        count("conversions", "Conversions on the site."),
        ratio(
            "ctr",
            Unit::Percent,
            "Clicks per impression; null without impressions.",
        ),
        ratio(
            "cpc_usd",
            Unit::Usd,
            "Spend per click; null without ad rows or clicks.",
        ),
        ratio(
            "cost_per_conversion_usd",
            Unit::Usd,
            "Spend per conversion; null without ad rows or conversions.",
        ),
        ratio(
            "session_conversion_rate",
            Unit::Percent,
            "Conversions per session; null without sessions.",
        ),
    ],
    inputs: &[
        Input::Model("stg_ad_spend"),
        Input::Model("stg_web_sessions"),
        Input::Model("dim_campaign"),
        Input::Param(Param::Range),
        Input::Param(Param::Channels),
    ],
    tests: &[
        DataTest {
            id: "campaign_known",
            sentence: "Every utm_source × utm_campaign is in dim_campaign.",
            severity: Severity::Error,
            run: |table, build| {
                let known: BTreeSet<Pair<'_>> = pairs_of(build.model("dim_campaign")?)?
                    .into_iter()
                    .into_set();
                let unknown = pairs_of(table)?
                    .into_iter()
                    .filter(|pair| !known.contains(pair));
                Ok(unknown
                    .map(|(source, campaign)| format!("{source}, {campaign}"))
                    .collect())
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
            id: "clicks_convert",
            sentence: "Every campaign with more than a hundred clicks has a session.",
            severity: Severity::Warn,
            run: |table, _| {
                let (clicks, sessions) = (table.integers("clicks")?, table.integers("sessions")?);
                let lost =
                    |row: &usize| clicks.get(*row) > Some(100) && sessions.get(*row) == Some(0);
                let pairs = pairs_of(table)?.into_iter().enumerate();
                Ok(pairs
                    .filter(|(row, _)| lost(row))
                    .map(|(_, (s, c))| format!("{s}, {c}"))
                    .collect())
            },
        },
    ],
    sql: include_str!("campaign_performance.sql"),
    build,
};

#[derive(Default)]
struct Row<'a> {
    pair: Pair<'a>,
    channel: &'a str,
    ad_rows: i64,
    spend: f64,
    impressions: i64,
    clicks: i64,
    sessions: i64,
    users: i64,
    conversions: i64,
}

impl Row<'_> {
    fn sum(&self, name: &str) -> Option<f64> {
        let whole = match name {
            "spend_usd" => return (self.ad_rows > 0).then_some(self.spend),
            "impressions" => self.impressions,
            "clicks" => self.clicks,
            "sessions" => self.sessions,
            "users" => self.users,
            "conversions" => self.conversions,
            _ => return None,
        };
        Some(whole as f64)
    }
}

fn build(build: &Build<'_>) -> Result<Table> {
    let range = build.range()?;
    let shown = Shown::new(build.channels()?);
    let (ads, web) = (
        build.model("stg_ad_spend")?,
        build.model("stg_web_sessions")?,
    );
    let mut rows: BTreeMap<Pair<'_>, Row<'_>> = BTreeMap::new();

    let (mut groups, pairs) = utm_pairs(ads)?;
    groups.keep_range(ads.days("date")?, range);
    let present = groups.counts();
    let spend = groups.amounts(ads.amounts("spend_usd")?);
    let impressions = groups.integers(ads.integers("impressions")?);
    let clicks = groups.integers(ads.integers("clicks")?);
    for (at, pair) in pairs.iter().enumerate().filter(|(at, _)| present[*at] > 0) {
        let row = rows.entry(*pair).or_default();
        row.ad_rows += present[at];
        row.spend += spend[at];
        row.impressions += impressions[at];
        row.clicks += clicks[at];
    }

    let (mut groups, pairs) = utm_pairs(web)?;
    groups.keep_range(web.days("session_date")?, range);
    let present = groups.counts();
    let sessions = stg_web_sessions::counted(web, &groups)?;
    let conversions = groups.integers(web.integers("conversions")?);
    let user = web.text("user_id")?;
    let members = rollup::distinct_codes(user);
    let users = rollup::distinct(&groups.ids, groups.len(), &members, user.dict.len());
    for (at, pair) in pairs.iter().enumerate().filter(|(at, _)| present[*at] > 0) {
        let row = rows.entry(*pair).or_default();
        row.sessions += sessions[at];
        row.users += users[at];
        row.conversions += conversions[at];
    }

    let campaigns = build.model("dim_campaign")?;
    let channel = campaigns.text("channel")?;
    for (at, pair) in pairs_of(campaigns)?.into_iter().enumerate() {
        if let Some(row) = rows.get_mut(&pair) {
            row.pair = pair;
            row.channel = channel.get(at).unwrap_or(super::UNKNOWN);
        }
    }
    let rows: Vec<Row<'_>> = rows
        .into_values()
        .filter(|row| shown.has(row.channel))
        .collect();

    let mut columns = Vec::with_capacity(SPEC.columns.len());
    for spec in SPEC.columns {
        columns.push(match (spec.name, spec.kind) {
            ("utm_source", _) => {
                Column::text_of(spec.name, rows.iter().map(|row| Some(row.pair.0)))
            }
            ("utm_campaign", _) => {
                Column::text_of(spec.name, rows.iter().map(|row| Some(row.pair.1)))
            }
            ("channel", _) => Column::text_of(spec.name, rows.iter().map(|row| Some(row.channel))),
            ("spend_usd", _) => {
                Column::amounts_dense(spec.name, rows.iter().map(|row| row.spend).collect())
            }
            (name, Kind::Integer) => {
                Column::integers(name, rows.iter().map(|row| row.sum(name).map(|v| v as i64)))
            }
            _ => metric_column(spec, &rows, Row::sum)?,
        });
    }
    Table::new(columns)
}

/// The pair of each row of a table whose utm columns hold no null.
fn pairs_of(table: &Table) -> Result<Vec<Pair<'_>>> {
    let source = table.text("utm_source")?.iter();
    let campaign = table.text("utm_campaign")?.iter();
    Ok(source
        .zip(campaign)
        .map(|(s, c)| (s.unwrap_or(super::NONE), c.unwrap_or(super::NONE)))
        .collect())
}
