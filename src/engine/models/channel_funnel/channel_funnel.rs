//! `channel_funnel`: from spend to revenue, by channel, over the reporting range. Grain: one channel with any fact in
//! the range (a full outer join: a channel that one source alone knows has its row); the channel filter hides rows.
//!
//! Spend of a channel without ad rows in the range is not known: `has_spend` is false, `spend_usd` shows 0, and every
//! ratio with spend is null. Users are counted over the range, so they do not add up over channels or days.
//! `cycle_days` and `cycle_deals` are what a blend of `pipeline_velocity_usd_per_day` needs.
//! Left out: `mer`, which sets all revenue against all spend and belongs to totals alone.

use super::fct_channel_daily::{AMOUNTS, COUNTS};
use super::filters::{Shown, metric_column};
use super::stage::Stage;
use super::{SUBJECT, count, flag, identities, ratio, text, usd};
use crate::engine::base::{Column, Kind, NULL_CODE, Result, Table, Unit};
use crate::engine::warehouse::rollup::{self, Groups, Sum};
use crate::engine::warehouse::{Build, DataTest, Input, Layer, ModelSpec, Param, Severity, checks};
use crate::protocol::{Day, Range};
use std::collections::{BTreeMap, BTreeSet};

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "channel_funnel",
    subject: SUBJECT,
    layer: Layer::Mart,
    grain: "one channel",
    key: &["channel"],
    columns: &[
        text("channel", "Channel."),
        flag(
            "has_spend",
            "ad_spend has rows of it in the range; without, spend is not known and its ratios are null.",
        ),
        usd(
            "spend_usd",
            "Media spend; 0 where it is not known (has_spend is false).",
        ),
        count("impressions", "Times an ad was shown."),
        count("clicks", "Clicks on ads."),
        count("sessions", "Sessions."),
        count(
            "users",
            "Different users with a session; they do not add up over channels.",
        )
        .never_added(),
        count("pageviews", "Pages seen."),
        count("conversions", "Conversions on the site."),
        count(
            "opportunities",
            "Opportunities created in the range, whatever their stage.",
        ),
        count("open_opportunities", "Those that are open."),
        count("closed_won", "Those that are won."),
        count("closed_lost", "Those that are lost."),
        usd("pipeline_usd", "Amount of the open ones."),
        usd("revenue_usd", "Amount of the won ones."),
        ratio(
            "cycle_days",
            Unit::Days,
            "Mean days from created to closed of won opportunities with a close date; null: there is none.",
        ),
        count(
            "cycle_deals",
            "Won opportunities with a close date: the weight of cycle_days.",
        ),
        ratio(
            "ctr",
            Unit::Percent,
            "Clicks per impression; null without impressions.",
        ),
        ratio(
            "cpc_usd",
            Unit::Usd,
            "Spend per click; null without spend rows or clicks.",
        ),
        ratio(
            "cpm_usd",
            Unit::Usd,
            "Spend per thousand impressions; null without spend rows or impressions.",
        ),
        ratio(
            "click_to_session_rate",
            Unit::Percent,
            "Sessions per click; null without clicks.",
        ),
        ratio(
            "session_conversion_rate",
            Unit::Percent,
            "Conversions per session; null without sessions.",
        ),
        ratio(
            "conversion_to_opportunity_rate",
            Unit::Percent,
            "Opportunities per conversion; null without conversions.",
        ),
        ratio(
            "win_rate",
            Unit::Percent,
            "Won of those decided; null while none is decided.",
        ),
        ratio(
            "close_rate",
            Unit::Percent,
            "Won of all opportunities; null without opportunities.",
        ),
        ratio(
            "avg_deal_usd",
            Unit::Usd,
            "Revenue per won opportunity; null without one.",
        ),
        ratio(
            "cost_per_conversion_usd",
            Unit::Usd,
            "Spend per conversion; null without spend rows or conversions.",
        ),
        ratio(
            "cost_per_opportunity_usd",
            Unit::Usd,
            "Spend per opportunity; null without spend rows or opportunities.",
        ),
        ratio(
            "cac_usd",
            Unit::Usd,
            "Media spend per won opportunity; null without spend rows or a won one.",
        ),
        ratio(
            "roas",
            Unit::Multiple,
            "Revenue per dollar of spend; null without spend.",
        ),
        ratio(
            "roi",
            Unit::Percent,
            "Revenue less spend, per dollar of spend; null without spend.",
        ),
        ratio(
            "pipeline_velocity_usd_per_day",
            Unit::UsdPerDay,
            "Open opportunities × average deal × win rate / cycle_days; null where any is null or cycle_days is 0.",
        ),
    ],
    inputs: &[
        Input::Model("fct_channel_daily"),
        Input::Model("stg_ad_spend"),
        Input::Model("stg_web_sessions"),
        Input::Model("stg_opportunities"),
        Input::Param(Param::Range),
        Input::Param(Param::Channels),
    ],
    tests: &[
        DataTest {
            id: "channel_known",
            sentence: "Every channel is in dim_channel.",
            severity: Severity::Error,
            run: |table, build| {
                checks::relation(table, "channel", build.model("dim_channel")?, "channel")
            },
        },
        DataTest {
            id: "sums_conserved",
            sentence: "Spend, clicks, sessions, conversions, opportunities and revenue add up to the staging tables over the same days and channels.",
            severity: Severity::Error,
            run: |table, build| identities::conserved(table, build, true),
        },
        DataTest {
            id: "stages_add_up",
            sentence: "Open, won and lost add up to all opportunities.",
            severity: Severity::Error,
            run: stages_add_up,
        },
        DataTest {
            id: "users_have_sessions",
            sentence: "No channel has more users than sessions.",
            severity: Severity::Error,
            run: |table, _| {
                let (users, sessions) = (table.integers("users")?, table.integers("sessions")?);
                let rows = (0..table.height()).filter(|row| users.get(*row) > sessions.get(*row));
                Ok(rows.map(|row| format!("row {}", row + 1)).collect())
            },
        },
        DataTest {
            id: "spend_not_negative",
            sentence: "No spend is negative.",
            severity: Severity::Warn,
            run: |table, _| checks::within(table, SPEC.key, "spend_usd", 0.0, f64::MAX),
        },
        DataTest {
            id: "ctr_at_most_one",
            sentence: "No channel has more clicks than impressions.",
            severity: Severity::Warn,
            run: |table, _| checks::within(table, SPEC.key, "ctr", 0.0, 1.0),
        },
    ],
    sql: include_str!("channel_funnel.sql"),
    build,
};

#[derive(Default)]
struct Row<'a> {
    channel: &'a str,
    has_spend: bool,
    counts: [i64; COUNTS.len()],
    amounts: [Sum; AMOUNTS.len()],
    users: i64,
    cycle_days: i64,
    cycle_deals: i64,
}

impl Row<'_> {
    /// A sum by its column's name, as metrics ask for it: spend that is not known is null.
    fn sum(&self, name: &str) -> Option<f64> {
        if let Some(at) = COUNTS.iter().position(|known| *known == name) {
            return Some(self.counts[at] as f64);
        }
        if let Some(at) = AMOUNTS.iter().position(|known| *known == name) {
            return (name != "spend_usd" || self.has_spend).then(|| self.amounts[at].value());
        }
        match name {
            "users" => Some(self.users as f64),
            "cycle_days" => {
                (self.cycle_deals > 0).then(|| self.cycle_days as f64 / self.cycle_deals as f64)
            }
            _ => None,
        }
    }
}

fn build(build: &Build<'_>) -> Result<Table> {
    let range = build.range()?;
    let shown = Shown::new(build.channels()?);
    let daily = build.model("fct_channel_daily")?;
    let mut rows: Vec<Row<'_>> = rollup(daily, range)?
        .into_values()
        .filter(|row| shown.has(row.channel))
        .collect();
    let bought = bought(build.model("stg_ad_spend")?, range)?;
    let users = users(build.model("stg_web_sessions")?, range)?;
    let cycles = cycles(build.model("stg_opportunities")?, range)?;
    for row in &mut rows {
        row.has_spend = bought.contains(row.channel);
        row.users = users.get(row.channel).copied().unwrap_or(0);
        (row.cycle_days, row.cycle_deals) = cycles.get(row.channel).copied().unwrap_or_default();
    }

    let mut columns = Vec::with_capacity(SPEC.columns.len());
    for spec in SPEC.columns {
        columns.push(match (spec.name, spec.kind) {
            ("channel", _) => Column::text_of(spec.name, rows.iter().map(|row| Some(row.channel))),
            ("has_spend", _) => {
                Column::flags(spec.name, rows.iter().map(|row| Some(row.has_spend)))
            }
            ("spend_usd", _) => Column::amounts_dense(
                spec.name,
                rows.iter().map(|row| row.amounts[0].value()).collect(),
            ),
            ("cycle_deals", _) => {
                Column::integers_dense(spec.name, rows.iter().map(|row| row.cycle_deals).collect())
            }
            (name, Kind::Integer) => {
                Column::integers(name, rows.iter().map(|row| row.sum(name).map(|v| v as i64)))
            }
            ("pipeline_usd" | "revenue_usd" | "cycle_days", _) => {
                Column::amounts(spec.name, rows.iter().map(|row| row.sum(spec.name)))
            }
            _ => metric_column(spec, &rows, Row::sum)?,
        });
    }
    Table::new(columns)
}

/// `fct_channel_daily` over the range, by channel.
fn rollup(daily: &Table, range: Range) -> Result<BTreeMap<&str, Row<'_>>> {
    let channel = daily.text("channel")?;
    let days = daily.days("date")?;
    let mut rows: BTreeMap<&str, Row<'_>> = BTreeMap::new();
    let mut counts = Vec::with_capacity(COUNTS.len());
    for name in COUNTS {
        counts.push(daily.integers(name)?);
    }
    let mut amounts = Vec::with_capacity(AMOUNTS.len());
    for name in AMOUNTS {
        amounts.push(daily.amounts(name)?);
    }
    for at in 0..daily.height() {
        let (Some(name), Some(day)) = (channel.get(at), days.get(at)) else {
            continue;
        };
        if !range.contains(Day(day)) {
            continue;
        }
        let row = rows.entry(name).or_default();
        row.channel = name;
        for (sum, values) in row.counts.iter_mut().zip(&counts) {
            *sum += values.get(at).unwrap_or(0);
        }
        for (sum, values) in row.amounts.iter_mut().zip(&amounts) {
            sum.add(values.get(at).unwrap_or(0.0));
        }
    }
    Ok(rows)
}

/// Channels with ad rows in the range.
fn bought(ads: &Table, range: Range) -> Result<BTreeSet<&str>> {
    let days = ads.days("date")?.iter();
    let rows = ads.text("channel")?.iter().zip(days);
    Ok(rows
        .filter(|(_, day)| day.is_some_and(|day| range.contains(Day(day))))
        .filter_map(|(channel, _)| channel)
        .collect())
}

/// Different users of each channel over the range.
fn users(web: &Table, range: Range) -> Result<BTreeMap<&str, i64>> {
    let (channel, user) = (web.text("channel")?, web.text("user_id")?);
    let members = rollup::distinct_codes(user);
    let channels = channel.dict.len();
    let counts = if range == Range::default() {
        rollup::distinct(channel.codes, channels, &members, user.dict.len())
    } else {
        let mut groups = Groups {
            ids: channel.codes.to_vec(),
            keys: vec![(NULL_CODE, NULL_CODE); channels],
        };
        groups.keep_range(web.days("session_date")?, range);
        rollup::distinct(&groups.ids, channels, &members, user.dict.len())
    };
    Ok(channel.dict.iter().zip(counts).collect())
}

/// Days from created to closed of won opportunities with a close date, and how many those are.
fn cycles(deals: &Table, range: Range) -> Result<BTreeMap<&str, (i64, i64)>> {
    let (channel, group) = (deals.text("channel")?, deals.text("stage_group")?);
    let (created, closed) = (deals.days("created_date")?, deals.days("close_date")?);
    let mut out: BTreeMap<&str, (i64, i64)> = BTreeMap::new();
    for row in 0..deals.height() {
        if let (Some(channel), Some(created), Some(closed)) =
            (channel.get(row), created.get(row), closed.get(row))
            && group.get(row) == Some(Stage::Won.word())
            && range.contains(Day(created))
        {
            let cycle = out.entry(channel).or_default();
            cycle.0 += i64::from(closed) - i64::from(created);
            cycle.1 += 1;
        }
    }
    Ok(out)
}

fn stages_add_up(table: &Table, _: &Build<'_>) -> Result<Vec<String>> {
    let channel = table.text("channel")?;
    let parts = [
        table.integers("open_opportunities")?,
        table.integers("closed_won")?,
        table.integers("closed_lost")?,
    ];
    let all = table.integers("opportunities")?;
    Ok((0..table.height())
        .filter(|row| {
            let sum: i64 = parts.iter().filter_map(|part| part.get(*row)).sum();
            all.get(*row) != Some(sum)
        })
        .map(|row| channel.get(row).unwrap_or_default().to_owned())
        .collect())
}
