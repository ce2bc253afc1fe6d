//! `stg_order_items`: items of orders, with their status as flags. Grain: one order item.
//! An item that was cancelled or returned is no revenue; any other status is.

use super::staging::{days, staged};
use super::{SOURCE_ROW, SUBJECT, date, flag, text, time, usd};
use crate::engine::base::{Column, Result, Table};
use crate::engine::warehouse::{Build, DataTest, Input, Layer, ModelSpec, Severity, checks};

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "stg_order_items",
    subject: SUBJECT,
    layer: Layer::Staging,
    grain: "one order item",
    key: &["order_item_id"],
    columns: &[
        text("order_item_id", "Id of the item."),
        text("order_id", "Id of the order."),
        text("user_id", "Id of the buyer; null: not known."),
        text("product_id", "Id of the product."),
        text("status", "Status as the export names it."),
        usd("sale_price_usd", "What the buyer paid for it."),
        flag("is_returned", "Status Returned."),
        flag("is_cancelled", "Status Cancelled."),
        date("created_date", "Day of the order (UTC)."),
        time("created_time", "When it was ordered."),
        time("shipped_time", "When it was shipped; null: not."),
        time("delivered_time", "When it was delivered; null: not."),
        time("returned_time", "When it came back; null: not."),
        SOURCE_ROW,
    ],
    inputs: &[Input::Source("order_items")],
    tests: &[DataTest {
        id: "prices_not_negative",
        sentence: "No sale price is negative.",
        severity: Severity::Warn,
        run: |table, _| checks::within(table, SPEC.key, "sale_price_usd", 0.0, f64::MAX),
    }],
    sql: include_str!("stg_order_items.sql"),
    build,
};

fn build(build: &Build<'_>) -> Result<Table> {
    let names = [
        ("id", "order_item_id"),
        ("sale_price", "sale_price_usd"),
        ("created_at", "created_time"),
        ("shipped_at", "shipped_time"),
        ("delivered_at", "delivered_time"),
        ("returned_at", "returned_time"),
    ];
    staged(build, "order_items", &SPEC, &names, &|items| {
        Ok(vec![
            is(items, "is_returned", &["returned"])?,
            is(items, "is_cancelled", &["cancelled", "canceled"])?,
            days("created_date", items.integers("created_at")?),
        ])
    })
}

/// Whether the status is one of these words: decided once for each distinct status.
fn is(items: &Table, name: &str, words: &[&str]) -> Result<Column> {
    let status = items.text("status")?;
    let found: Vec<bool> = status
        .dict
        .iter()
        .map(|entry| words.contains(&entry.to_lowercase().as_str()))
        .collect();
    let flags = status
        .codes
        .iter()
        .map(|code| Some(found.get(code as usize).copied().unwrap_or(false)));
    Ok(Column::flags(name, flags))
}
