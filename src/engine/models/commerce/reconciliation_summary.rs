//! `reconciliation_summary`: how much of the difference each cause explains, over the reporting range. Grain: one cause
//! that occurs. The variances add up to the whole difference.

use super::reconcile::{Cause, difference};
use super::{SUBJECT, count, text, usd};
use crate::engine::base::{Column, Result, Table};
use crate::engine::warehouse::rollup::{Sum, distinct_codes};
use crate::engine::warehouse::{Build, DataTest, Input, Layer, ModelSpec, Severity, checks};
use std::collections::BTreeSet;

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "reconciliation_summary",
    subject: SUBJECT,
    layer: Layer::Mart,
    grain: "one cause",
    key: &["cause"],
    columns: &[
        text("cause", "Why the shop and the sales system differ."),
        count("orders", "Different orders.").never_added(),
        usd("mart_revenue_usd", "What the shop counts of them."),
        usd(
            "source_revenue_usd",
            "What the sales system counts of them.",
        ),
        usd(
            "variance_usd",
            "The shop's revenue less the sales system's, to the millionth of a dollar.",
        ),
    ],
    inputs: &[Input::Model("revenue_reconciliation")],
    tests: &[DataTest {
        id: "variances_add_up",
        sentence: "The variances add up to those of the orders.",
        severity: Severity::Error,
        run: |table, build| {
            let sum = |table: &Table| -> Result<f64> {
                let mut sum = Sum::default();
                let values = table.amounts("variance_usd")?;
                values.iter().flatten().for_each(|value| sum.add(value));
                Ok(sum.value())
            };
            let orders = sum(build.model("revenue_reconciliation")?)?;
            Ok(checks::same_sum("variance_usd", sum(table)?, orders))
        },
    }],
    sql: include_str!("reconciliation_summary.sql"),
    build,
};

#[derive(Default)]
struct Row<'a> {
    word: &'a str,
    orders: BTreeSet<u32>,
    amounts: [Sum; 3],
}

const AMOUNTS: [&str; 3] = ["mart_revenue_usd", "source_revenue_usd", "variance_usd"];

fn build(build: &Build<'_>) -> Result<Table> {
    let lines = build.model("revenue_reconciliation")?;
    let cause = lines.text("cause")?;
    let orders = distinct_codes(lines.text("order_id")?);
    let mut rows: Vec<Row<'_>> = Cause::ALL
        .iter()
        .map(|(_, word)| Row {
            word,
            ..Row::default()
        })
        .collect();
    for (at, name) in AMOUNTS.iter().enumerate() {
        let values = lines.amounts(name)?;
        for (row, word) in cause.iter().enumerate() {
            if let Some(sums) = rows.iter_mut().find(|sums| Some(sums.word) == word) {
                sums.amounts[at].add(values.get(row).unwrap_or(0.0));
                sums.orders.insert(orders.codes().at(row));
            }
        }
    }
    rows.retain(|row| !row.orders.is_empty());
    let mut columns = vec![
        Column::text_of("cause", rows.iter().map(|row| Some(row.word))),
        Column::integers_dense(
            "orders",
            rows.iter().map(|row| row.orders.len() as i64).collect(),
        ),
    ];
    for (at, name) in AMOUNTS.iter().enumerate() {
        let values = rows.iter().map(|row| {
            let sum = row.amounts[at].value();
            if *name == "variance_usd" {
                difference(sum, 0.0)
            } else {
                sum
            }
        });
        columns.push(Column::amounts_dense(name, values.collect()));
    }
    Table::new(columns)
}
