//! `journey_lengths`: how long purchases take. Grain: one number of whole days from first touch to purchase. Purchases
//! without a touch have no length and are left out.

use super::{SUBJECT, column, count};
use crate::engine::base::{Column, Kind, Result, Table, Unit};
use crate::engine::warehouse::rollup::Sum;
use crate::engine::warehouse::{Build, DataTest, Input, Layer, ModelSpec, Severity, checks};
use std::collections::{BTreeMap, BTreeSet};

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "journey_lengths",
    subject: SUBJECT,
    layer: Layer::Mart,
    grain: "one journey length in whole days",
    key: &["journey_length_days"],
    columns: &[
        count(
            "journey_length_days",
            "Whole days from the first touch to the purchase.",
        ),
        count(
            "purchases",
            "Purchases that took so long; those without a touch are in no row.",
        ),
        count("client_count", "Clients of these purchases.").never_added(),
        column(
            "avg_revenue",
            Kind::Amount,
            Unit::Usd,
            "Mean revenue of a purchase.",
        ),
    ],
    inputs: &[Input::Model("client_journeys")],
    tests: &[DataTest {
        id: "purchases_conserved",
        sentence: "Purchases add up to those of client_journeys that have a touch.",
        severity: Severity::Error,
        run: |table, build| {
            let lengths = build
                .model("client_journeys")?
                .integers("journey_length_days")?;
            let there = lengths.iter().flatten().count() as f64;
            let here = super::identities::total(table, "purchases")?;
            Ok(checks::same_sum("purchases", here, there))
        },
    }],
    sql: include_str!("journey_lengths.sql"),
    build,
};

fn build(build: &Build<'_>) -> Result<Table> {
    let journeys = build.model("client_journeys")?;
    let lengths = journeys.integers("journey_length_days")?;
    let (clients, revenue) = (
        journeys.text("client_id")?,
        journeys.amounts("total_revenue")?,
    );
    let mut days: BTreeMap<i64, (i64, BTreeSet<u32>, Sum)> = BTreeMap::new();
    for (row, length) in lengths.iter().enumerate() {
        let Some(length) = length else { continue };
        let (count, seen, sum) = days.entry(length).or_default();
        *count += 1;
        seen.insert(clients.codes[row]);
        sum.add(revenue.values[row]);
    }
    Table::new(vec![
        Column::integers_dense("journey_length_days", days.keys().copied().collect()),
        Column::integers_dense("purchases", days.values().map(|day| day.0).collect()),
        Column::integers_dense(
            "client_count",
            days.values().map(|day| day.1.len() as i64).collect(),
        ),
        Column::amounts_dense(
            "avg_revenue",
            days.values()
                .map(|day| day.2.value() / day.0 as f64)
                .collect(),
        ),
    ])
}
