//! `funnel_steps`: how many visitors reached each step, where they stopped, and how long the next step took.
//! Grain: one step. Visitors are those of `member_intake_funnel_metrics`; the goal plays no part. With mode `any_order` row k
//! counts visitors with at least k different steps of the chain. Optional steps stand outside the chain: they have no place
//! and no rates, only visitors who saw them.

use super::int_funnel_steps::chain;
use super::journeys::{row_of, rows_by_code};
use super::quantiles::quantile;
use super::rollup::{Steps, broken, columns, roll_up};
use super::{SUBJECT, column, count, flag, ratio, text};
use crate::engine::base::{Arrange, Column, Kind, Result, Table, Unit};
use crate::engine::warehouse::{Build, DataTest, Input, Layer, ModelSpec, Severity, checks};
use std::collections::BTreeMap;

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "funnel_steps",
    subject: SUBJECT,
    layer: Layer::Mart,
    grain: "one step",
    key: &["step_name"],
    columns: &[
        text("step_name", "The step."),
        column(
            "step_order",
            Kind::Integer,
            Unit::Number,
            "Its place in the chain, from 1; null: an optional step, outside the chain and its sums.",
        ),
        count(
            "reached",
            "Visitors whose counted attempt reached it (with mode any_order: has at least so many steps); of an optional step, who ever saw it.",
        ).never_added(),
        count(
            "dropped_before_next",
            "Reached it, not the next, and cannot any more; null: the last step, or an optional one.",
        ),
        count(
            "in_progress",
            "Reached it, not the next, and still may: the window of the latest entry is open; null: the last step, or an optional one.",
        ),
        ratio(
            "step_conversion_rate",
            Unit::Percent,
            "Reached the next step ÷ (reached this one − in progress); null: the last step, an optional one, or nobody decided.",
        ),
        ratio(
            "overall_conversion_rate",
            Unit::Percent,
            "Reached it ÷ reached the first step; null: an optional step, or nobody entered.",
        ),
        ratio(
            "median_seconds_to_next",
            Unit::Number,
            "Seconds from this step to the next, the median of those who took it; null: nobody did.",
        ),
        ratio(
            "p90_seconds_to_next",
            Unit::Number,
            "Seconds from this step to the next, that nine in ten took it in; null: nobody did.",
        ),
        flag(
            "is_largest_dropoff",
            "Whether most visitors dropped after it; the earlier step on a tie.",
        ),
    ],
    inputs: &[
        Input::Model("member_intake_funnel_metrics"),
        Input::Model("int_visitor_steps"),
        Input::Model("int_funnel_steps"),
    ],
    tests: &[
        DataTest {
            id: "reached_adds_up",
            sentence: "Reached never rises along the chain, and is what reached the next step, dropped or is in progress.",
            severity: Severity::Error,
            run: |table, _| broken(table, &[]),
        },
        DataTest {
            id: "everybody_counts",
            sentence: "The first step has everybody who entered, members or not.",
            severity: Severity::Error,
            run: |table, build| {
                let (order, reached) = (table.integers("step_order")?, table.integers("reached")?);
                let here: i64 = (0..table.height())
                    .filter(|row| order.get(*row) == Some(1))
                    .filter_map(|row| reached.get(row))
                    .sum();
                let visitors = build.model("member_intake_funnel_metrics")?;
                let there = visitors.integers("entered_at")?.iter().flatten().count();
                Ok(checks::same_sum("visitors", here as f64, there as f64))
            },
        },
    ],
    sql: include_str!("funnel_steps.sql"),
    build,
};

fn build(build: &Build<'_>) -> Result<Table> {
    let visitors = build.model("member_intake_funnel_metrics")?;
    let names = build.model("int_funnel_steps")?;
    let chain = chain(names)?;
    let everybody = vec![0; visitors.height()];
    let steps = roll_up(visitors, chain.len(), &everybody, 1)?
        .pop()
        .unwrap_or_default();
    let Paths { gaps, seen } = paths(build, visitors, chain.len())?;
    let optional: Vec<&str> = names
        .text("step_name")?
        .iter()
        .flatten()
        .filter(|name| !chain.contains(name))
        .collect();
    let rows: Vec<(&Steps, Option<usize>)> = (0..chain.len())
        .map(|at| (&steps, Some(at)))
        .chain(optional.iter().map(|_| (&steps, None)))
        .collect();
    let largest = steps.largest();
    let time = |name: &str, share: f64| {
        Column::amounts(
            name,
            rows.iter().map(|(_, at)| quantile(&gaps[(*at)?], share)),
        )
    };
    let mut out = vec![Column::text_of(
        "step_name",
        chain.iter().chain(&optional).map(|name| Some(*name)),
    )];
    for column in columns(&rows) {
        out.push(if column.name() == "reached" {
            let of_chain = steps.reached.iter().copied();
            let of_optional = optional
                .iter()
                .map(|name| seen.get(name).copied().unwrap_or(0));
            Column::integers_dense("reached", of_chain.chain(of_optional).collect())
        } else {
            column
        });
    }
    out.push(time("median_seconds_to_next", 0.5));
    out.push(time("p90_seconds_to_next", 0.9));
    out.push(Column::flags(
        "is_largest_dropoff",
        rows.iter()
            .map(|(_, at)| Some(at.is_some() && *at == largest)),
    ));
    Table::new(out)
}

/// What visitors' steps tell beside their number.
struct Paths<'a> {
    /// Seconds from each step of the chain to the next, sorted.
    gaps: Vec<Vec<f64>>,
    /// Visitors who saw each optional step.
    seen: BTreeMap<&'a str, i64>,
}

/// Of these visitors.
fn paths<'a>(build: &'a Build<'_>, visitors: &Table, chain: usize) -> Result<Paths<'a>> {
    let steps = build.model("int_visitor_steps")?;
    let (visitor, step) = (steps.text("visitor_id")?, steps.text("step_name")?);
    let (order, at) = (steps.integers("step_order")?, steps.integers("reached_at")?);
    let shown = rows_by_code(visitors.text("visitor_id")?, visitor.dict);
    let mut taken: Vec<(u32, i64, i64)> = Vec::new();
    let mut counts = vec![0_i64; step.dict.len()];
    for (row, code) in visitor.codes.iter().enumerate() {
        if row_of(&shown, code).is_none() {
            continue;
        }
        match order.get(row) {
            Some(order) => taken.push((code, order, at.values[row])),
            None => counts[step.codes.at(row) as usize] += 1,
        }
    }
    if !taken.is_sorted() {
        taken.arrange();
    }
    let mut gaps = vec![Vec::new(); chain];
    for pair in taken.windows(2) {
        let ((a, order, from), (b, _, to)) = (pair[0], pair[1]);
        if a == b
            && let Some(list) = gaps.get_mut(order as usize - 1)
        {
            list.push((to - from) as f64 / 1000.0);
        }
    }
    for list in &mut gaps {
        list.arrange_by(f64::total_cmp);
    }
    let seen = step.dict.iter().zip(counts).filter(|(_, count)| *count > 0);
    Ok(Paths {
        gaps,
        seen: seen.collect(),
    })
}
