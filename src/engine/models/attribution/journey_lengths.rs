//! `journey_lengths`: how long purchases take. Grain: one number of whole days from first touch to purchase. Purchases
//! without a touch have no length and are left out.

use super::{SUBJECT, column, count};
use crate::engine::base::{Column, Kind, NULL_CODE, Result, Table, Unit};
use crate::engine::warehouse::rollup::{Sum, distinct};
use crate::engine::warehouse::{Build, DataTest, Input, Layer, ModelSpec, Severity, checks};

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
    let of_row: Vec<u32> = (lengths.iter())
        .map(|days| days.map_or(NULL_CODE, |days| days as u32))
        .collect();
    let longest = of_row.iter().filter(|days| **days != NULL_CODE).max();
    let count = longest.map_or(0, |days| *days as usize + 1);
    let mut sums = vec![(0_i64, Sum::default()); count];
    for (days, revenue) in of_row.iter().zip(revenue.values) {
        if let Some((purchases, sum)) = sums.get_mut(*days as usize) {
            *purchases += 1;
            sum.add(*revenue);
        }
    }
    let different = distinct(&of_row, count, clients.codes, clients.dict.len());
    let days: Vec<usize> = (0..count).filter(|days| sums[*days].0 > 0).collect();
    let whole = |of: &dyn Fn(usize) -> i64| days.iter().map(|days| of(*days)).collect();
    Table::new(vec![
        Column::integers_dense("journey_length_days", whole(&|days| days as i64)),
        Column::integers_dense("purchases", whole(&|days| sums[days].0)),
        Column::integers_dense("client_count", whole(&|days| different[days])),
        Column::amounts_dense(
            "avg_revenue",
            days.iter()
                .map(|days| sums[*days].1.value() / sums[*days].0 as f64)
                .collect(),
        ),
    ])
}
