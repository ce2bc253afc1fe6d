//! `traffic_source_performance`: which source of traffic brings sessions that cart and buy, and what its users' orders
//! earn, over the reporting range. Grain: one traffic source with a session or an order in the range; null is `(none)`.
//!
//! Sessions count by their own source on the day of their first event. Revenue counts by the source that brought the
//! buyer to sign up, on the day of the order: nothing in the data ties an order to a session.

use super::measures::rate;
use super::{NONE, SUBJECT, UNKNOWN, count, ratio, text, usd};
use crate::engine::base::{Column, Ordered, Result, Table, TextColumn, Unit};
use crate::engine::warehouse::rollup::Sum;
use crate::engine::warehouse::{Build, DataTest, Input, Layer, ModelSpec, Param, Severity, checks};
use crate::protocol::Day;
use std::collections::BTreeMap;

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "traffic_source_performance",
    subject: SUBJECT,
    layer: Layer::Mart,
    grain: "one traffic source",
    key: &["traffic_source"],
    columns: &[
        text(
            "traffic_source",
            "What brings sessions and users, as the exports spell it; `(none)`: not known.",
        ),
        count("sessions", "Sessions that it brought."),
        count("cart_sessions", "Those with something put into the cart."),
        count("purchase_sessions", "Those with a purchase."),
        ratio(
            "cart_session_rate",
            Unit::Percent,
            "Share of sessions with something in the cart; null without sessions.",
        ),
        ratio(
            "purchase_session_rate",
            Unit::Percent,
            "Share of sessions with a purchase; null without sessions.",
        ),
        usd(
            "revenue_usd",
            "Revenue of the orders of users whom it brought to sign up.",
        ),
    ],
    inputs: &[
        Input::Model("int_sessions"),
        Input::Model("fct_order_items"),
        Input::Model("dim_traffic_source"),
        Input::Param(Param::Range),
    ],
    tests: &[DataTest {
        id: "revenue_agrees",
        sentence: "Revenue adds up to that of the product funnel.",
        severity: Severity::Error,
        run: |table, build| {
            let sum = |table: &Table| -> Result<f64> {
                Ok(table.amounts("revenue_usd")?.iter().flatten().sum())
            };
            let funnel = sum(build.model("product_funnel")?)?;
            Ok(checks::same_sum("revenue_usd", sum(table)?, funnel))
        },
    }],
    sql: include_str!("traffic_source_performance.sql"),
    build,
};

#[derive(Clone, Copy, Default)]
struct Row {
    rows: i64,
    sessions: i64,
    carts: i64,
    purchases: i64,
    revenue: Sum,
}

fn build(build: &Build<'_>) -> Result<Table> {
    let range = build.range()?;
    let inside = |day: Option<i32>| day.is_some_and(|day| range.contains(Day(day)));
    let sessions = build.model("int_sessions")?;
    let source = sessions.text("traffic_source")?;
    let days = sessions.days("session_date")?;
    let (carts, purchases) = (sessions.integers("carts")?, sessions.integers("purchases")?);
    let mut by_session = vec![Row::default(); source.dict.len() + 1];
    for (row, code) in source.codes.iter().enumerate() {
        if !inside(days.get(row)) {
            continue;
        }
        let sums = &mut by_session[(code as usize).min(source.dict.len())];
        sums.sessions += 1;
        sums.carts += i64::from(carts.get(row) > Some(0));
        sums.purchases += i64::from(purchases.get(row) > Some(0));
        sums.rows += 1;
    }

    let items = build.model("fct_order_items")?;
    let key = items.text("traffic_source_key")?;
    let days = items.days("created_date")?;
    let prices = items.amounts("sale_price_usd")?;
    let (returned, cancelled) = (items.flags("is_returned")?, items.flags("is_cancelled")?);
    let mut by_key = vec![Row::default(); key.dict.len() + 1];
    let lost = returned.iter().zip(cancelled.iter());
    for (row, (returned, cancelled)) in lost.enumerate() {
        if !inside(days.get(row)) {
            continue;
        }
        let sums = &mut by_key[(key.codes.at(row) as usize).min(key.dict.len())];
        sums.rows += 1;
        if returned != Some(true) && cancelled != Some(true) {
            sums.revenue.add(prices.get(row).unwrap_or(0.0));
        }
    }

    let dimension = build.model("dim_traffic_source")?;
    let (keys, names) = (
        dimension.text("traffic_source_key")?,
        dimension.text("traffic_source")?,
    );
    let sources: BTreeMap<&str, &str> = keys
        .iter()
        .zip(names.iter())
        .filter_map(|(key, name)| key.zip(name))
        .into_map();
    let mut rows: BTreeMap<&str, Row> = BTreeMap::new();
    merge(&mut rows, source, &by_session, &|text| text);
    merge(&mut rows, key, &by_key, &|key| {
        let name = sources.get(key).copied().unwrap_or(NONE);
        if name == UNKNOWN { NONE } else { name }
    });
    table(&rows)
}

/// Adds the sums of each entry of a column (and of null, behind the last) to the row of its name.
fn merge<'a>(
    rows: &mut BTreeMap<&'a str, Row>,
    column: TextColumn<'a>,
    sums: &[Row],
    name: &dyn Fn(&'a str) -> &'a str,
) {
    let names = column.dict.iter().map(name).chain([NONE]);
    for (name, sums) in names.zip(sums).filter(|(_, sums)| sums.rows > 0) {
        let row = rows.entry(name).or_default();
        row.sessions += sums.sessions;
        row.carts += sums.carts;
        row.purchases += sums.purchases;
        row.revenue.add(sums.revenue.value());
    }
}

fn table(rows: &BTreeMap<&str, Row>) -> Result<Table> {
    let list: Vec<&Row> = rows.values().collect();
    let counts = |at: usize, name: &str| {
        let row = list.get(at)?;
        Some(match name {
            "sessions" => row.sessions,
            "cart_sessions" => row.carts,
            "purchase_sessions" => row.purchases,
            _ => return None,
        })
    };
    let mut columns = vec![Column::text_of(
        "traffic_source",
        rows.keys().map(|name| Some(*name)),
    )];
    for spec in SPEC.columns.iter().skip(1) {
        columns.push(match spec.name {
            "revenue_usd" => Column::amounts_dense(
                spec.name,
                list.iter().map(|row| row.revenue.value()).collect(),
            ),
            name if spec.unit == Unit::Count => {
                Column::integers(name, (0..list.len()).map(|at| counts(at, name)))
            }
            name => rate(name, list.len(), &counts)?,
        });
    }
    Table::new(columns)
}
