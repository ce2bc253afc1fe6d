//! `loyalty_scores`: what each user's purchases come to. Grain: one user with a transaction. The score: `loyalty`.
//!
//! Where no `transactions` are given, they are made of the orders in the reporting range: one an order with something
//! neither cancelled nor returned, its amount what is left of it, a repeat where the user has an earlier such order
//! (in all the data, not only in the range). Transactions that are given carry no date: the range leaves them alone.

use super::loyalty::{Transaction, loyalty};
use super::{SUBJECT, column, count, text, usd};
use crate::engine::base::{Codes, Column, Kind, NULL_CODE, Result, Table, Unit};
use crate::engine::warehouse::rollup::{Sum, distinct_codes};
use crate::engine::warehouse::{Build, DataTest, Input, Layer, ModelSpec, Param, Severity, checks};
use crate::protocol::Day;

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "loyalty_scores",
    subject: SUBJECT,
    layer: Layer::Mart,
    grain: "one user",
    key: &["user_id"],
    columns: &[
        text("user_id", "Id of the user."),
        count("transactions", "Transactions."),
        usd("total_amount_usd", "Their amounts, added up."),
        count("repeat_purchases", "Those that are not the user's first."),
        column(
            "loyalty_score",
            Kind::Amount,
            Unit::Number,
            "Total amount, and 10 for each repeat purchase.",
        ),
    ],
    inputs: &[
        Input::Model("stg_transactions"),
        Input::Model("stg_order_items"),
        Input::Param(Param::Range),
    ],
    tests: &[
        DataTest {
            id: "score_is_its_parts",
            sentence: "Every score is the amount and ten points a repeat.",
            severity: Severity::Error,
            run: |table, _| {
                let (total, score) = (
                    table.amounts("total_amount_usd")?,
                    table.amounts("loyalty_score")?,
                );
                let repeats = table.integers("repeat_purchases")?;
                let mut out = Vec::new();
                for row in 0..table.height() {
                    let parts =
                        total.get(row).unwrap_or(0.0) + 10.0 * repeats.get(row).unwrap_or(0) as f64;
                    out.extend(checks::same_sum(
                        "loyalty_score",
                        score.get(row).unwrap_or(f64::NAN),
                        parts,
                    ));
                }
                Ok(out)
            },
        },
        DataTest {
            id: "repeats_below_transactions",
            sentence: "No user has more repeat purchases than transactions.",
            severity: Severity::Error,
            run: |table, _| {
                let (all, repeats) = (
                    table.integers("transactions")?,
                    table.integers("repeat_purchases")?,
                );
                let users = table.text("user_id")?;
                let rows = (0..table.height()).filter(|row| repeats.get(*row) > all.get(*row));
                Ok(rows
                    .map(|row| users.get(row).unwrap_or_default().to_owned())
                    .collect())
            },
        },
    ],
    sql: include_str!("loyalty_scores.sql"),
    build,
};

fn build(build: &Build<'_>) -> Result<Table> {
    let range = build.range()?;
    let given = build.model("stg_transactions")?;
    let items = build.model("stg_order_items")?;
    let table = if given.height() > 0 { given } else { items };
    let users = table.text("user_id")?;
    let codes = distinct_codes(users);
    let codes = codes.codes();
    let made: Vec<Transaction> = if given.height() > 0 {
        let amounts = given.amounts("transaction_amount_usd")?;
        let flags = given.flags("is_repeat_purchase")?;
        flags
            .iter()
            .enumerate()
            .map(|(row, flag)| (codes.at(row), amounts.get(row).unwrap_or(0.0), flag))
            .collect()
    } else {
        let inside = |day: i32| range.contains(Day(day));
        from_orders(items, codes, &inside)?
    };
    let sums = loyalty(made, users.dict.len());
    let rows: Vec<usize> = (0..sums.len())
        .filter(|at| sums[*at].transactions > 0)
        .collect();
    let whole = |name: &str, of: &dyn Fn(usize) -> i64| {
        Column::integers_dense(name, rows.iter().map(|at| of(*at)).collect())
    };
    let amount = |name: &str, of: &dyn Fn(usize) -> f64| {
        Column::amounts_dense(name, rows.iter().map(|at| of(*at)).collect())
    };
    Table::new(vec![
        Column::text(
            "user_id",
            rows.iter().map(|at| *at as u32).collect(),
            users.dict.clone(),
        ),
        whole("transactions", &|at| sums[at].transactions),
        amount("total_amount_usd", &|at| sums[at].total.value()),
        whole("repeat_purchases", &|at| sums[at].repeats),
        amount("loyalty_score", &|at| sums[at].score()),
    ])
}

/// What is left of an order.
#[derive(Clone, Copy)]
struct Order {
    user: u32,
    first: (i64, i64),
    day: i32,
    amount: Sum,
    is_bought: bool,
}

/// One transaction an order in the range, with whether its user has an earlier one. An order counts on the day of its
/// first item that was bought; of two at one moment the one with the lower row of the file is earlier.
fn from_orders(
    items: &Table,
    users: Codes<'_>,
    inside: &dyn Fn(i32) -> bool,
) -> Result<Vec<Transaction>> {
    let order = items.text("order_id")?;
    let codes = distinct_codes(order);
    let codes = codes.codes();
    let (time, at) = (
        items.integers("created_time")?,
        items.integers("_source_row")?,
    );
    let (days, prices) = (
        items.days("created_date")?,
        items.amounts("sale_price_usd")?,
    );
    let lost = items
        .flags("is_returned")?
        .iter()
        .zip(items.flags("is_cancelled")?.iter());
    let none = Order {
        user: NULL_CODE,
        first: (i64::MAX, i64::MAX),
        day: 0,
        amount: Sum::default(),
        is_bought: false,
    };
    let mut orders = vec![none; order.dict.len()];
    for (row, (returned, cancelled)) in lost.enumerate() {
        let Some(order) = orders.get_mut(codes.at(row) as usize) else {
            continue;
        };
        if returned == Some(true) || cancelled == Some(true) {
            continue;
        }
        let place = (
            time.get(row).unwrap_or_default(),
            at.get(row).unwrap_or_default(),
        );
        if place < order.first {
            order.first = place;
            order.user = users.at(row);
            order.day = days.get(row).unwrap_or_default();
        }
        order.amount.add(prices.get(row).unwrap_or(0.0));
        order.is_bought = true;
    }
    orders.retain(|order| order.is_bought && order.user != NULL_CODE);
    orders.sort_by_key(|order| (order.user, order.first));
    let mut before = NULL_CODE;
    let mut out = Vec::new();
    for order in orders {
        let is_repeat = order.user == before;
        before = order.user;
        if inside(order.day) {
            out.push((order.user, order.amount.value(), Some(is_repeat)));
        }
    }
    Ok(out)
}
