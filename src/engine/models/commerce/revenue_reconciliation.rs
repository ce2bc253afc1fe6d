//! `revenue_reconciliation`: the shop's revenue against the sales system's report, order by order, over the reporting
//! range. Grain: one order × part that either side counts in the range. Part 1 sets the order against the first line of
//! the report; each later line of the same order is a part of its own, which the shop's side does not have.
//!
//! The shop counts what was neither cancelled nor returned, on the day of the order; the sales system counts what it
//! booked, on the day it booked. Amounts are those inside the range, so the variances add up to the whole difference.
//! Whether a side has an order at all is judged on all the data. The causes: `reconcile`.

use super::reconcile::{Cause, Side, cause, difference};
use super::{SUBJECT, column, date, text, usd};
use crate::engine::base::{Column, Interner, Kind, Result, Table, TextColumn, Unit};
use crate::engine::warehouse::rollup::{Sum, distinct_codes};
use crate::engine::warehouse::{Build, DataTest, Input, Layer, ModelSpec, Param, Severity, checks};
use crate::protocol::{Day, Range};

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "revenue_reconciliation",
    subject: SUBJECT,
    layer: Layer::Mart,
    grain: "one order × line of the sales system's report",
    key: &["order_id", "part"],
    columns: &[
        text("order_id", "Id of the order."),
        column(
            "part",
            Kind::Integer,
            Unit::Number,
            "1: the order against its first line in the report; 2 and more: a further line of the same order.",
        ),
        text(
            "cause",
            "Why the two differ: matched, different_period, returned_or_cancelled, amount_mismatch, missing_in_source, missing_in_mart or duplicate_in_source.",
        ),
        usd(
            "mart_revenue_usd",
            "What the shop counts in the range; 0 where it counts nothing.",
        ),
        usd(
            "source_revenue_usd",
            "What the sales system counts in the range; 0 where it counts nothing.",
        ),
        usd(
            "variance_usd",
            "The shop's revenue less the sales system's, to the millionth of a dollar.",
        ),
        date(
            "order_date",
            "Day of the order in the shop (UTC); null: the shop does not have it, or a further line.",
        ),
        date(
            "booked_date",
            "Day on which the sales system booked the line (UTC); null: it does not have the order.",
        ),
    ],
    inputs: &[
        Input::Model("stg_order_items"),
        Input::Model("stg_source_revenue"),
        Input::Param(Param::Range),
    ],
    tests: &[
        DataTest {
            id: "variances_add_up",
            sentence: "The variances add up to the difference of the two totals.",
            severity: Severity::Error,
            run: |table, build| {
                let (shop, report) = totals(build)?;
                let sum = |name: &str| -> Result<f64> {
                    let mut sum = Sum::default();
                    table
                        .amounts(name)?
                        .iter()
                        .flatten()
                        .for_each(|v| sum.add(v));
                    Ok(sum.value())
                };
                let mut out = checks::same_sum("mart_revenue_usd", sum("mart_revenue_usd")?, shop);
                out.extend(checks::same_sum(
                    "source_revenue_usd",
                    sum("source_revenue_usd")?,
                    report,
                ));
                out.extend(checks::same_sum(
                    "variance_usd",
                    sum("variance_usd")?,
                    shop - report,
                ));
                Ok(out)
            },
        },
        DataTest {
            id: "revenue_agrees",
            sentence: "The sales system and the shop agree on every order.",
            severity: Severity::Warn,
            run: |table, _| {
                let (order, cause) = (table.text("order_id")?, table.text("cause")?);
                let named = order.iter().zip(cause.iter());
                Ok(named
                    .filter_map(|(order, cause)| Some((order?, cause?)))
                    .filter(|(_, cause)| *cause != Cause::Matched.word())
                    .map(|(order, cause)| format!("{order}: {cause}"))
                    .collect())
            },
        },
    ],
    sql: include_str!("revenue_reconciliation.sql"),
    build,
};

/// What the two sides count in the range, straight from staging.
fn totals(build: &Build<'_>) -> Result<(f64, f64)> {
    let range = build.range()?;
    let (items, report) = (
        build.model("stg_order_items")?,
        build.model("stg_source_revenue")?,
    );
    let (mut shop, mut booked) = (Sum::default(), Sum::default());
    let (returned, cancelled) = (items.flags("is_returned")?, items.flags("is_cancelled")?);
    let (days, prices) = (
        items.days("created_date")?,
        items.amounts("sale_price_usd")?,
    );
    for row in 0..items.height() {
        let is_lost = returned.get(row) == Some(true) || cancelled.get(row) == Some(true);
        if !is_lost && is_inside(days.get(row), range) {
            shop.add(prices.get(row).unwrap_or(0.0));
        }
    }
    let (days, amounts) = (report.days("booked_date")?, report.amounts("revenue_usd")?);
    for row in 0..report.height() {
        if is_inside(days.get(row), range) {
            booked.add(amounts.get(row).unwrap_or(0.0));
        }
    }
    Ok((shop.value(), booked.value()))
}

fn is_inside(day: Option<i32>, range: Range) -> bool {
    day.is_some_and(|day| range.contains(Day(day)))
}

/// An order of the shop.
#[derive(Clone, Copy, Default)]
struct Order {
    is_known: bool,
    is_inside: bool,
    kept: Sum,
    lost: Sum,
    day: Option<i32>,
    /// Row of its first line in the report.
    line: Option<u32>,
}

/// A row of the table.
struct Row {
    order: u32,
    part: i64,
    cause: Cause,
    mart: f64,
    source: f64,
    order_date: Option<i32>,
    booked_date: Option<i32>,
}

fn build(build: &Build<'_>) -> Result<Table> {
    let range = build.range()?;
    let items = build.model("stg_order_items")?;
    let report = build.model("stg_source_revenue")?;
    let mut names = Interner::new();
    let item_orders = codes(items.text("order_id")?, &mut names);
    let line_orders = codes(report.text("order_id")?, &mut names);
    let mut orders = vec![Order::default(); names.dict().len()];
    add_items(&mut orders, items, &item_orders, range)?;

    let parts = report.integers("part")?;
    let (days, amounts) = (report.days("booked_date")?, report.amounts("revenue_usd")?);
    let mut rows = Vec::new();
    for (line, code) in (0_u32..).zip(&line_orders) {
        let (at, part) = (line as usize, parts.get(line as usize).unwrap_or(1));
        if part == 1 {
            if let Some(order) = orders.get_mut(*code as usize) {
                order.line = Some(line);
            }
        } else if is_inside(days.get(at), range) {
            rows.push(Row {
                order: *code,
                part,
                cause: Cause::DuplicateInSource,
                mart: 0.0,
                source: amounts.get(at).unwrap_or(0.0),
                order_date: None,
                booked_date: days.get(at),
            });
        }
    }
    for (code, order) in (0_u32..).zip(&orders) {
        let line = order.line.map(|line| line as usize);
        let booked_date = line.and_then(|line| days.get(line));
        let mart = Side {
            is_known: order.is_known,
            is_inside: order.is_inside,
            amount: order.kept.value(),
        };
        let is_booked = is_inside(booked_date, range);
        let source = Side {
            is_known: line.is_some(),
            is_inside: is_booked,
            amount: line
                .filter(|_| is_booked)
                .and_then(|line| amounts.get(line))
                .unwrap_or(0.0),
        };
        if mart.is_inside || source.is_inside {
            rows.push(Row {
                order: code,
                part: 1,
                cause: cause(mart, source, order.lost.value()),
                mart: mart.amount,
                source: source.amount,
                order_date: order.day,
                booked_date,
            });
        }
    }
    table(&rows, names)
}

/// The code of each row's order, in one list of names for both sides.
fn codes(orders: TextColumn<'_>, names: &mut Interner) -> Vec<u32> {
    let entries: Vec<u32> = orders.dict.iter().map(|name| names.intern(name)).collect();
    distinct_codes(orders).codes().through(&entries)
}

/// What the shop counts of each order in the range.
fn add_items(orders: &mut [Order], items: &Table, codes: &[u32], range: Range) -> Result<()> {
    let (days, prices) = (
        items.days("created_date")?,
        items.amounts("sale_price_usd")?,
    );
    let returned = items.flags("is_returned")?.iter();
    let lost = returned.zip(items.flags("is_cancelled")?.iter());
    for (row, (returned, cancelled)) in lost.enumerate() {
        let Some(order) = orders.get_mut(codes[row] as usize) else {
            continue;
        };
        let day = days.get(row);
        order.is_known = true;
        order.day = match (order.day, day) {
            (Some(known), Some(day)) => Some(known.min(day)),
            (known, day) => known.or(day),
        };
        if !is_inside(day, range) {
            continue;
        }
        order.is_inside = true;
        let price = prices.get(row).unwrap_or(0.0);
        if returned == Some(true) || cancelled == Some(true) {
            order.lost.add(price);
        } else {
            order.kept.add(price);
        }
    }
    Ok(())
}

fn table(rows: &[Row], names: Interner) -> Result<Table> {
    let amount = |name: &str, of: fn(&Row) -> f64| {
        Column::amounts_dense(name, rows.iter().map(of).collect())
    };
    Table::new(vec![
        Column::text(
            "order_id",
            rows.iter().map(|row| row.order).collect(),
            names.finish(),
        ),
        Column::integers_dense("part", rows.iter().map(|row| row.part).collect()),
        Column::text_of("cause", rows.iter().map(|row| Some(row.cause.word()))),
        amount("mart_revenue_usd", |row| row.mart),
        amount("source_revenue_usd", |row| row.source),
        amount("variance_usd", |row| difference(row.mart, row.source)),
        Column::dates("order_date", rows.iter().map(|row| row.order_date)),
        Column::dates("booked_date", rows.iter().map(|row| row.booked_date)),
    ])
}
