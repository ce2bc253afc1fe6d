//! `int_pipeline_credits`: who gets how much of each opportunity under the rule of the link, and who touched it. Grain:
//! one opportunity × channel that touched it; an opportunity without a touch is one row of `Unsourced`.
//!
//! This is what the marts by channel add up, so that each of them is one sum over the opportunities of a range.

use super::keys::{filled, parents};
use super::settings::{RULE, Rule};
use super::{SUBJECT, UNKNOWN, UNSOURCED, column, ratio, text, time, usd};
use crate::engine::base::{Column, Kind, NULL_CODE, Result, Table, Unit};
use crate::engine::warehouse::rollup::{Groups, Sum};
use crate::engine::warehouse::{Build, DataTest, Input, Layer, ModelSpec, Param, Severity, checks};

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "int_pipeline_credits",
    subject: SUBJECT,
    layer: Layer::Intermediate,
    grain: "one opportunity × channel that touched it",
    key: &["opportunity_id", "channel"],
    columns: &[
        text("opportunity_id", "Id of the opportunity."),
        text("channel", "Channel; Unsourced: no touch in the lookback."),
        text("sales_segment", "Sales segment; Unknown: null."),
        column(
            "touches",
            Kind::Integer,
            Unit::Number,
            "Touches of the channel in the lookback.",
        ),
        column(
            "opportunity_touches",
            Kind::Integer,
            Unit::Number,
            "Touches of all channels in the lookback.",
        ),
        column(
            "first_touch_days",
            Kind::Integer,
            Unit::Number,
            "Whole days from the channel’s first touch to creation; null: Unsourced.",
        ),
        ratio("credit", Unit::Number, "Credit of the channel, 0 to 1."),
        ratio(
            "credited_days",
            Unit::Number,
            "Whole days before creation of the credited touches, times their credit; null: Unsourced.",
        ),
        usd("credited_pipeline_usd", "Amount times credit."),
        usd("pipeline_amount_usd", "Amount of the opportunity."),
        time(
            "opportunity_created_time",
            "When the opportunity was created.",
        ),
    ],
    inputs: &[
        Input::Model("stg_pipeline_opportunities"),
        Input::Model("fct_opportunity_touches"),
        Input::Param(Param::Other(RULE)),
    ],
    tests: &[DataTest {
        id: "pipeline_conserved",
        sentence: "Credits add up to every opportunity once, and credited pipeline to all pipeline.",
        severity: Severity::Error,
        run: |table, build| {
            let deals = build.model("stg_pipeline_opportunities")?;
            let sum = |table: &Table, name: &str| -> Result<f64> {
                Ok(table.numbers(name)?.into_iter().flatten().sum())
            };
            let mut out = checks::same_sum("credit", sum(table, "credit")?, deals.height() as f64);
            let staged = sum(deals, "pipeline_amount_usd")?;
            let here = sum(table, "credited_pipeline_usd")?;
            out.extend(checks::same_sum("pipeline", here, staged));
            Ok(out)
        },
    }],
    sql: include_str!("int_pipeline_credits.sql"),
    build,
};

/// Rows of `fct_opportunity_touches` that a rule counts, and the row of each one's opportunity.
pub fn counted(deals: &Table, touches: &Table, rule: &Rule) -> Result<Vec<(u32, u32)>> {
    let order = touches.integers("touch_order")?;
    let deal = parents(
        deals.text("opportunity_id")?,
        touches.text("opportunity_id")?,
    );
    Ok(deal
        .into_iter()
        .enumerate()
        .filter(|(row, deal)| {
            *deal != NULL_CODE && (rule.counts_whole_days() || order.values[*row] > 0)
        })
        .map(|(row, deal)| (row as u32, deal))
        .collect())
}

/// Sums in the making, one a row.
#[derive(Clone, Copy, Default)]
struct Row {
    touches: i64,
    first: Option<i64>,
    credit: Sum,
    days: Sum,
}

fn build(build: &Build<'_>) -> Result<Table> {
    let rule = Rule::read(build)?;
    let deals = build.model("stg_pipeline_opportunities")?;
    let touches = build.model("fct_opportunity_touches")?;
    let counted = counted(deals, touches, rule)?;
    let (channel, channel_dict, unsourced) = filled(touches.text("channel")?, "", UNSOURCED);
    let deal_of: Vec<u32> = counted.iter().map(|(_, deal)| *deal).collect();
    let channel_of: Vec<u32> = counted
        .iter()
        .map(|(row, _)| channel[*row as usize])
        .collect();
    let mut groups = Groups::of(&deal_of, deals.height(), &channel_of, channel_dict.len());

    let days = touches.integers("days_before_creation")?;
    let credit = touches.amounts(rule.column)?;
    let mut rows = vec![Row::default(); groups.len()];
    let mut in_all = vec![0_i64; deals.height()];
    for ((touch, deal), id) in counted.iter().zip(&groups.ids) {
        let (touch, row) = (*touch as usize, &mut rows[*id as usize]);
        in_all[*deal as usize] += 1;
        row.touches += 1;
        row.first = row.first.max(Some(days.values[touch]));
        row.credit.add(credit.values[touch]);
        row.days
            .add(credit.values[touch] * days.values[touch] as f64);
    }
    let mut alone = Row::default();
    alone.credit.add(1.0);
    for (deal, touches) in in_all.iter().enumerate() {
        if *touches == 0 {
            groups.keys.push((deal as u32, unsourced));
            rows.push(alone);
        }
    }

    let (segment, segment_dict, _) = filled(deals.text("sales_segment")?, UNKNOWN, UNKNOWN);
    let ids = deals.text("opportunity_id")?;
    let amount = deals.amounts("pipeline_amount_usd")?;
    let created = deals.integers("opportunity_created_time")?;
    let deal = || groups.keys.iter().map(|(deal, _)| *deal as usize);
    let amounts: Vec<f64> = deal().map(|deal| amount.values[deal]).collect();
    let credits: Vec<f64> = rows.iter().map(|row| row.credit.value()).collect();
    let credited = amounts.iter().zip(&credits).map(|(a, b)| a * b).collect();
    let sourced = |row: &Row| row.first.map(|_| row.days.value());
    Table::new(vec![
        Column::text(
            "opportunity_id",
            deal().map(|deal| ids.codes.at(deal)).collect(),
            ids.dict.clone(),
        ),
        Column::text(
            "channel",
            groups.keys.iter().map(|key| key.1).collect(),
            channel_dict,
        ),
        Column::text(
            "sales_segment",
            deal().map(|deal| segment[deal]).collect(),
            segment_dict,
        ),
        Column::integers_dense("touches", rows.iter().map(|row| row.touches).collect()),
        Column::integers_dense(
            "opportunity_touches",
            deal().map(|deal| in_all[deal]).collect(),
        ),
        Column::integers("first_touch_days", rows.iter().map(|row| row.first)),
        Column::amounts_dense("credit", credits),
        Column::amounts("credited_days", rows.iter().map(sourced)),
        Column::amounts_dense("credited_pipeline_usd", credited),
        Column::amounts_dense("pipeline_amount_usd", amounts),
        Column::timestamps_dense(
            "opportunity_created_time",
            deal().map(|deal| created.values[deal]).collect(),
        ),
    ])
}
