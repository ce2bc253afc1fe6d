//! `region_funnel`: which region closes which channel, over the reporting range (by the day of creation).
//! Grain: one `owner_region` × channel with an opportunity in the range; a null region is Unknown.

use super::filters::{Shown, metric_column};
use super::{SUBJECT, UNKNOWN, count, ratio, text, usd};
use crate::engine::base::{Column, Kind, Result, Table, Unit};
use crate::engine::warehouse::rollup::Sum;
use crate::engine::warehouse::{Build, DataTest, Input, Layer, ModelSpec, Param, Severity, checks};
use crate::protocol::Day;
use std::collections::BTreeMap;

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "region_funnel",
    subject: SUBJECT,
    layer: Layer::Mart,
    grain: "one owner_region × channel",
    key: &["owner_region", "channel"],
    columns: &[
        text("owner_region", "Region of the owner; Unknown: null."),
        text("channel", "Channel."),
        count(
            "opportunities",
            "Opportunities created in the range, whatever their stage.",
        ),
        count("closed_won", "Those that are won."),
        count("closed_lost", "Those that are lost."),
        usd("pipeline_usd", "Amount of the open ones."),
        usd("revenue_usd", "Amount of the won ones."),
        ratio(
            "win_rate",
            Unit::Percent,
            "Won of those decided; null while none is decided.",
        ),
    ],
    inputs: &[
        Input::Model("fct_opportunities"),
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
            id: "sums_agree",
            sentence: "Opportunities, pipeline and revenue add up to those of channel_funnel.",
            severity: Severity::Error,
            run: |table, build| {
                let funnel = build.model("channel_funnel")?;
                let mut out = Vec::new();
                for name in [
                    "opportunities",
                    "closed_won",
                    "closed_lost",
                    "pipeline_usd",
                    "revenue_usd",
                ] {
                    let sum = |table: &Table| -> Result<f64> {
                        Ok(table.numbers(name)?.into_iter().flatten().sum())
                    };
                    out.extend(checks::same_sum(name, sum(table)?, sum(funnel)?));
                }
                Ok(out)
            },
        },
    ],
    sql: include_str!("region_funnel.sql"),
    build,
};

#[derive(Default)]
struct Row<'a> {
    region: &'a str,
    channel: &'a str,
    opportunities: i64,
    won: i64,
    lost: i64,
    pipeline: Sum,
    revenue: Sum,
}

impl Row<'_> {
    fn sum(&self, name: &str) -> Option<f64> {
        match name {
            "opportunities" => Some(self.opportunities as f64),
            "closed_won" => Some(self.won as f64),
            "closed_lost" => Some(self.lost as f64),
            "pipeline_usd" => Some(self.pipeline.value()),
            "revenue_usd" => Some(self.revenue.value()),
            _ => None,
        }
    }
}

fn build(build: &Build<'_>) -> Result<Table> {
    let range = build.range()?;
    let shown = Shown::new(build.channels()?);
    let deals = build.model("fct_opportunities")?;
    let (region, channel) = (deals.text("owner_region")?, deals.text("channel")?);
    let (amount, created) = (deals.amounts("amount_usd")?, deals.days("created_date")?);
    let (won, lost) = (deals.flags("is_won")?, deals.flags("is_lost")?);
    let mut rows: BTreeMap<(&str, &str), Row<'_>> = BTreeMap::new();
    for at in 0..deals.height() {
        let Some(channel) = channel.get(at).filter(|channel| shown.has(channel)) else {
            continue;
        };
        if !created.get(at).is_some_and(|day| range.contains(Day(day))) {
            continue;
        }
        let region = region.get(at).unwrap_or(UNKNOWN);
        let row = rows.entry((region, channel)).or_default();
        (row.region, row.channel) = (region, channel);
        row.opportunities += 1;
        let amount = amount.get(at).unwrap_or(0.0);
        if won.get(at) == Some(true) {
            row.won += 1;
            row.revenue.add(amount);
        } else if lost.get(at) == Some(true) {
            row.lost += 1;
        } else {
            row.pipeline.add(amount);
        }
    }
    let rows: Vec<Row<'_>> = rows.into_values().collect();

    let mut columns = vec![
        Column::text_of("owner_region", rows.iter().map(|row| Some(row.region))),
        Column::text_of("channel", rows.iter().map(|row| Some(row.channel))),
    ];
    for spec in SPEC.columns.iter().skip(columns.len()) {
        columns.push(match (spec.name, spec.kind) {
            (name, Kind::Integer) => {
                Column::integers(name, rows.iter().map(|row| row.sum(name).map(|v| v as i64)))
            }
            ("pipeline_usd" | "revenue_usd", _) => {
                Column::amounts(spec.name, rows.iter().map(|row| row.sum(spec.name)))
            }
            _ => metric_column(spec, &rows, Row::sum)?,
        });
    }
    Table::new(columns)
}
