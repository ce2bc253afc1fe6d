//! `markov_paths`: the journeys that a Markov chain is made of, the ones that led to nothing included.
//! Grain: one path of the touches that take credit, neighbouring repeats once; `(none)` for purchases without a touch,
//! which stay outside the chain.
//!
//! A client without a purchase in the range gives one journey that led to nothing: the touches of the lookback that ends
//! at the client's last page view in the range. A refund is no conversion; its amount follows the shares of the rule.

use super::client_journeys::ARROW;
use super::journeys::Journeys;
use super::path_performance::NONE;
use super::paths::Paths;
use super::settings::{DAYS, Lookback, PRECISION};
use super::walks::{LOST, credited};
use super::{SUBJECT, column, count, identities, text};
use crate::engine::base::{Column, Dict, Kind, Result, Table, Unit};
use crate::engine::warehouse::rollup::Sum;
use crate::engine::warehouse::{Build, DataTest, Input, Layer, ModelSpec, Param, Severity, checks};
use std::sync::Arc;

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "markov_paths",
    subject: SUBJECT,
    layer: Layer::Mart,
    grain: "one path of the touches that take credit",
    key: &["path"],
    columns: &[
        text(
            "path",
            "Channels by time, neighbouring repeats once, joined with ` > `; `(none)` without a touch.",
        ),
        count("conversions", "Purchases along the path, refunds left out."),
        count(
            "refunds",
            "Refunds along the path: purchases with negative revenue.",
        ),
        count(
            "null_journeys",
            "Clients without a purchase in the range whose last journey went this way.",
        ),
        column(
            "revenue",
            Kind::Amount,
            Unit::Usd,
            "What the conversions were worth.",
        )
        .added(),
        column(
            "refund_revenue",
            Kind::Amount,
            Unit::Usd,
            "What the refunds took back, a negative amount or 0.",
        )
        .added(),
    ],
    inputs: &[
        Input::Model("int_purchases"),
        Input::Model("int_touchpoints"),
        Input::Model("int_page_views"),
        Input::Param(Param::Range),
        DAYS,
        PRECISION,
    ],
    tests: &[DataTest {
        id: "purchases_conserved",
        sentence: "Conversions and refunds, and what they were worth, add up to the purchases of the range.",
        severity: Severity::Error,
        run: |table, build| {
            let (purchases, revenue) = identities::bought(build)?;
            let sum = |a, b| -> Result<f64> {
                Ok(identities::total(table, a)? + identities::total(table, b)?)
            };
            let mut out = checks::same_sum("purchases", sum("conversions", "refunds")?, purchases);
            out.extend(checks::same_sum(
                "revenue",
                sum("revenue", "refund_revenue")?,
                revenue,
            ));
            Ok(out)
        },
    }],
    sql: include_str!("markov_paths.sql"),
    build,
};

/// The sums of one path.
#[derive(Clone, Copy, Default)]
struct Sums {
    conversions: i64,
    refunds: i64,
    nulls: i64,
    revenue: Sum,
    refunded: Sum,
}

fn build(build: &Build<'_>) -> Result<Table> {
    let lookback = Lookback::read(build)?;
    let journeys = Journeys::read(build)?;
    let lost = build.derived(&LOST)?;
    let mut paths = lost.paths.clone();
    let nulls = lost.counts(lookback).into_iter();
    let mut sums: Vec<Sums> = nulls
        .map(|nulls| Sums {
            nulls,
            ..Sums::default()
        })
        .collect();
    for row in journeys.bought(build.range()?) {
        let path = credited(&journeys, row, &mut paths);
        if sums.len() < paths.len() {
            sums.resize(paths.len(), Sums::default());
        }
        let (sums, revenue) = (&mut sums[path as usize], journeys.revenue[row]);
        if revenue < 0.0 {
            sums.refunds += 1;
            sums.refunded.add(revenue);
        } else {
            sums.conversions += 1;
            sums.revenue.add(revenue);
        }
    }
    // Ends of paths that nobody went alone are no paths.
    let is_walked = |(_, sums): &(u32, Sums)| sums.conversions + sums.refunds + sums.nulls > 0;
    let (walked, sums): (Vec<u32>, Vec<Sums>) = (0..).zip(sums).filter(is_walked).unzip();
    let name = |code| journeys.channels.dict.get(code).unwrap_or_default();
    let mut names = Dict::default();
    for path in walked {
        if path == Paths::EMPTY {
            names.append(NONE, true);
        } else {
            names.append(&paths.named(path, ARROW, name), true);
        }
    }
    let whole = |of: fn(&Sums) -> i64| sums.iter().map(of).collect();
    let amount = |of: fn(&Sums) -> Sum| sums.iter().map(|sums| of(sums).value()).collect();
    Table::new(vec![
        Column::text("path", (0..sums.len() as u32).collect(), Arc::new(names)),
        Column::integers_dense("conversions", whole(|sums| sums.conversions)),
        Column::integers_dense("refunds", whole(|sums| sums.refunds)),
        Column::integers_dense("null_journeys", whole(|sums| sums.nulls)),
        Column::amounts_dense("revenue", amount(|sums| sums.revenue)),
        Column::amounts_dense("refund_revenue", amount(|sums| sums.refunded)),
    ])
}
