//! `pipeline_by_rule`: what each sourcing rule gives each channel in each segment, and how far that is from
//! `first_touch`. Grain: one rule × channel × sales segment; every rule has the same cells, with 0 where it gives nothing.
//!
//! One pass over `fct_opportunity_touches` for all rules; the rule of the link plays no part.

use super::keys::{filled, parents};
use super::lookback::DAY_MS;
use super::settings::{FIRST_TOUCH, RULES};
use super::{SUBJECT, UNKNOWN, UNSOURCED, column, text, usd};
use crate::engine::base::{Column, Kind, NULL_CODE, Result, Table, Unit};
use crate::engine::models::shown::Shown;
use crate::engine::warehouse::rollup::{Groups, Sum};
use crate::engine::warehouse::{Build, DataTest, Input, Layer, ModelSpec, Param, Severity, checks};
use crate::protocol::Day;

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "pipeline_by_rule",
    subject: SUBJECT,
    layer: Layer::Mart,
    grain: "one sourcing rule × channel × sales segment",
    key: &["rule", "channel", "sales_segment"],
    columns: &[
        text("rule", "Sourcing rule, as the link has it."),
        text("channel", "Channel; Unsourced: no touch in the lookback."),
        text("sales_segment", "Sales segment; Unknown: null."),
        column(
            "opportunities",
            Kind::Amount,
            Unit::Count,
            "Opportunities sourced under the rule: the sum of credits.",
        ),
        usd("pipeline_amount_usd", "Pipeline sourced under the rule.").never_added(),
        usd("change_usd", "Pipeline less that under first_touch.").never_added(),
    ],
    inputs: &[
        Input::Model("stg_pipeline_opportunities"),
        Input::Model("fct_opportunity_touches"),
        Input::Param(Param::Range),
        Input::Param(Param::Channels),
    ],
    tests: &[DataTest {
        id: "rules_agree",
        sentence: "Every rule gives away all pipeline of the range; a channel filter aside.",
        severity: Severity::Error,
        run: |table, build| {
            if build.channels()?.is_empty() {
                let amount = table.amounts("pipeline_amount_usd")?.values;
                let rule = table.text("rule")?;
                let sum = |id: &str| -> f64 {
                    let rows = rule
                        .iter()
                        .zip(amount)
                        .filter(|(name, _)| *name == Some(id));
                    rows.map(|(_, amount)| amount).sum()
                };
                let first = sum(FIRST_TOUCH.id);
                let others = RULES.iter().map(|rule| (rule.id, sum(rule.id)));
                return Ok(others
                    .flat_map(|(id, here)| checks::same_sum(id, here, first))
                    .collect());
            }
            Ok(Vec::new())
        },
    }],
    sql: include_str!("pipeline_by_rule.sql"),
    build,
};

/// Opportunities and pipeline of a cell under each rule.
type Cell = [(Sum, Sum); RULES.len()];

fn build(build: &Build<'_>) -> Result<Table> {
    let range = build.range()?;
    let shown = Shown::new(build.channels()?);
    let deals = build.model("stg_pipeline_opportunities")?;
    let touches = build.model("fct_opportunity_touches")?;
    let (channel, names, unsourced) = filled(touches.text("channel")?, "", UNSOURCED);
    let (segment, segments, _) = filled(deals.text("sales_segment")?, UNKNOWN, UNKNOWN);
    let amount = deals.amounts("pipeline_amount_usd")?.values;
    let created = deals.integers("opportunity_created_time")?.values;
    let order = touches.integers("touch_order")?;
    let ids = (
        deals.text("opportunity_id")?,
        touches.text("opportunity_id")?,
    );
    let is_in: Vec<bool> = created
        .iter()
        .map(|time| range.contains(Day(time.div_euclid(DAY_MS) as i32)))
        .collect();

    // One row a touch, then one a deal: what the deal's rules leave without a touch.
    let mut deal_of: Vec<u32> = Vec::with_capacity(touches.height() + deals.height());
    let mut channel_of = Vec::with_capacity(deal_of.capacity());
    let mut is_touched = vec![(false, false); deals.height()];
    for (touch, deal) in parents(ids.0, ids.1).into_iter().enumerate() {
        let is_counted = is_in.get(deal as usize).copied().unwrap_or(false);
        deal_of.push(if is_counted { deal } else { NULL_CODE });
        channel_of.push(channel[touch]);
        if let Some(flags) = is_touched.get_mut(deal as usize) {
            *flags = (true, flags.1 || order.values[touch] > 0);
        }
    }
    for (deal, (_, is_inside)) in is_touched.iter().enumerate() {
        let is_left = is_in[deal] && !is_inside;
        deal_of.push(if is_left { deal as u32 } else { NULL_CODE });
        channel_of.push(unsourced);
    }
    let segment_of: Vec<u32> = deal_of
        .iter()
        .map(|deal| segment.get(*deal as usize).copied().unwrap_or(NULL_CODE))
        .collect();
    let groups = Groups::of(&channel_of, names.len(), &segment_of, segments.len());
    let mut cells = vec![Cell::default(); groups.len()];
    for (at, rule) in RULES.iter().enumerate() {
        let credits = touches.amounts(rule.column)?.values;
        for (row, (id, deal)) in groups.ids.iter().zip(&deal_of).enumerate() {
            let Some(amount) = amount.get(*deal as usize) else {
                continue;
            };
            let credit = credits.get(row).copied().unwrap_or_else(|| {
                let (is_near, _) = is_touched[*deal as usize];
                f64::from(u8::from(!(rule.counts_whole_days() && is_near)))
            });
            let cell = &mut cells[*id as usize][at];
            cell.0.add(credit);
            cell.1.add(credit * amount);
        }
    }

    let kept: Vec<usize> = (0..groups.len())
        .filter(|at| groups.keys[*at].1 != NULL_CODE)
        .filter(|at| {
            names
                .get(groups.keys[*at].0)
                .is_some_and(|name| shown.has(name))
        })
        .collect();
    let rows = || (0..RULES.len()).flat_map(|rule| kept.iter().map(move |at| (rule, *at)));
    let amounts = |name: &str, value: &dyn Fn(&Cell, usize) -> f64| {
        let values = rows().map(|(rule, at)| value(&cells[at], rule));
        Column::amounts_dense(name, values.collect())
    };
    Table::new(vec![
        Column::text_of("rule", rows().map(|(rule, _)| Some(RULES[rule].id))),
        Column::text(
            "channel",
            rows().map(|(_, at)| groups.keys[at].0).collect(),
            names.clone(),
        ),
        Column::text(
            "sales_segment",
            rows().map(|(_, at)| groups.keys[at].1).collect(),
            segments.clone(),
        ),
        amounts("opportunities", &|cell, rule| cell[rule].0.value()),
        amounts("pipeline_amount_usd", &|cell, rule| cell[rule].1.value()),
        amounts("change_usd", &|cell, rule| {
            cell[rule].1.value() - cell[0].1.value()
        }),
    ])
}
