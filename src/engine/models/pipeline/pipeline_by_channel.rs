//! `pipeline_by_channel`: which channel sourced how much pipeline, what it touched, and what it cost. Grain: one channel
//! that sourced or touched an opportunity of the range, or whose cost is known there; `Unsourced` where there is any.
//!
//! A cost spreads evenly over the days of its period, and the days of the range count; one without a period counts only
//! where the link has no range. Pipeline is not revenue: there is pipeline for each dollar, and no return.

use super::rollup::{
    AVG_AMOUNT, AVG_DAYS, INFLUENCED, INFLUENCED_PIPELINE, OPPORTUNITIES, PIPELINE, Row, SHARE,
    TOUCHES, per, rolled,
};
use super::{SUBJECT, int_pipeline_channels, ratio, text, trials, usd};
use crate::engine::base::{Column, Interner, NULL_CODE, Result, Table, Unit};
use crate::engine::models::shown::Shown;
use crate::engine::warehouse::rollup::Sum;
use crate::engine::warehouse::{Build, DataTest, Input, Layer, ModelSpec, Param, Severity, checks};
use crate::protocol::Range;

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "pipeline_by_channel",
    subject: SUBJECT,
    layer: Layer::Mart,
    grain: "one channel",
    key: &["channel"],
    columns: &[
        text("channel", "Channel; Unsourced: no touch in the lookback."),
        OPPORTUNITIES,
        PIPELINE,
        SHARE,
        AVG_AMOUNT,
        AVG_DAYS,
        TOUCHES,
        INFLUENCED,
        INFLUENCED_PIPELINE,
        usd(
            "cost_usd",
            "Cost of the channel on the days of the range; null: not known.",
        ),
        ratio(
            "pipeline_per_cost",
            Unit::Multiple,
            "Pipeline sourced for each dollar of cost; null where the cost is not known or 0. Pipeline is not revenue.",
        ),
    ],
    inputs: &[
        Input::Model("int_pipeline_credits"),
        Input::Model("int_pipeline_channels"),
        Input::Model("stg_channel_costs"),
        Input::Param(Param::Range),
        Input::Param(Param::Channels),
    ],
    tests: &[
        DataTest {
            id: "pipeline_conserved",
            sentence: "Pipeline over channels, Unsourced included, is all pipeline of the range; a channel filter aside.",
            severity: Severity::Error,
            run: |table, build| trials::same_pipeline(table, "pipeline_amount_usd", build),
        },
        DataTest {
            id: "segments_agree",
            sentence: "Pipeline and opportunities are those of pipeline_by_channel_segment.",
            severity: Severity::Error,
            run: |table, build| {
                let cells = build.model("pipeline_by_channel_segment")?;
                let sum = |table: &Table, name: &str| -> Result<f64> {
                    Ok(table.numbers(name)?.into_iter().flatten().sum())
                };
                let mut out = Vec::new();
                for name in [
                    "opportunities",
                    "pipeline_amount_usd",
                    "influenced_opportunities",
                ] {
                    out.extend(checks::same_sum(name, sum(table, name)?, sum(cells, name)?));
                }
                Ok(out)
            },
        },
    ],
    sql: include_str!("pipeline_by_channel.sql"),
    build,
};

fn build(build: &Build<'_>) -> Result<Table> {
    let range = build.range()?;
    let shown = Shown::new(build.channels()?);
    let credits = build.model("int_pipeline_credits")?;
    let channel = credits.text("channel")?;
    let mut rolled = rolled(credits, range, false)?;
    // Channels that only a cost knows have a row of nothing.
    let mut names = Interner::from_dict(channel.dict.as_ref().clone());
    let mut costs: Vec<(u32, f64)> = Vec::new();
    let spelled = build.model("int_pipeline_channels")?;
    for (name, cost) in costs_of(build.model("stg_channel_costs")?, spelled, range)? {
        let code = names.intern(name);
        costs.push((code, cost));
        if !rolled.keys.iter().any(|key| key.0 == code) {
            rolled.keys.push((code, NULL_CODE));
            rolled.rows.push(Row::default());
        }
    }
    let names = names.finish();
    rolled.keep(&|code| names.get(code).is_some_and(|name| shown.has(name)));
    let channels: Vec<u32> = rolled.keys.iter().map(|key| key.0).collect();
    let cost = |code: &u32| costs.iter().find(|cost| cost.0 == *code).map(|cost| cost.1);
    let ratios = channels
        .iter()
        .zip(rolled.pipeline())
        .map(|(code, pipeline)| per(pipeline, cost(code)?));
    let mut columns = vec![Column::text("channel", channels.clone(), names)];
    columns.extend(rolled.columns());
    columns.push(Column::amounts("cost_usd", channels.iter().map(cost)));
    columns.push(Column::amounts("pipeline_per_cost", ratios));
    Table::new(columns)
}

/// What each channel cost on the days of a range.
fn costs_of<'a>(costs: &Table, spelled: &'a Table, range: Range) -> Result<Vec<(&'a str, f64)>> {
    let entry = costs.text("channel")?;
    let codes = int_pipeline_channels::codes_of(spelled, entry)?;
    let names = spelled.text("channel")?.dict;
    let amount = costs.amounts("cost_usd")?;
    let (start, end) = (costs.days("period_start")?, costs.days("period_end")?);
    let mut sums = vec![None::<Sum>; names.len()];
    for (row, code) in entry.codes.iter().enumerate() {
        let Some(slot) = codes
            .get(code as usize)
            .and_then(|code| sums.get_mut(*code as usize))
        else {
            continue;
        };
        let part = if range == Range::default() {
            1.0
        } else {
            let (Some(first), Some(last)) = (start.get(row), end.get(row)) else {
                continue;
            };
            let from = range.from.map_or(first, |day| day.0.max(first));
            let to = range.to.map_or(last, |day| day.0.min(last));
            if to < from {
                continue;
            }
            f64::from(to - from + 1) / f64::from(last - first + 1)
        };
        slot.get_or_insert_with(Sum::default)
            .add(amount.values[row] * part);
    }
    Ok(names
        .iter()
        .zip(sums)
        .filter_map(|(name, sum)| Some((name, sum?.value())))
        .collect())
}
