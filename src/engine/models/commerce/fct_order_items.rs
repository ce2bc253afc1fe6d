//! `fct_order_items`: items of orders with their price, cost and margin, and the surrogate keys of their dimensions.
//! Grain: one order item. The traffic source is that of the buyer: nothing in the data ties an order to a session.

use super::star::{Dimension, day_keys, joins, keys};
use super::{SUBJECT, date, flag, text, time, usd};
use crate::engine::base::{Column, NULL_CODE, Result, Table};
use crate::engine::warehouse::rollup::day_codes;
use crate::engine::warehouse::{Build, DataTest, Input, Layer, ModelSpec, Severity, checks};

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "fct_order_items",
    subject: SUBJECT,
    layer: Layer::Fact,
    grain: "one order item",
    key: &["order_item_key"],
    columns: &[
        text("order_item_key", "Surrogate key: md5 of order_item_id."),
        text("date_key", "Day of the order (UTC), in dim_date."),
        text(
            "user_key",
            "Who, in dim_user; that of `unknown`: not known.",
        ),
        text(
            "product_key",
            "Which product, in dim_product; that of `unknown`: not known.",
        ),
        text(
            "traffic_source_key",
            "What brought the buyer to sign up, in dim_traffic_source; that of `unknown`: not known.",
        ),
        text("order_id", "Id of the order."),
        text("status", "Status as the export names it."),
        usd("sale_price_usd", "What the buyer paid for it."),
        usd(
            "cost_usd",
            "What the shop paid for it; null: the product or its cost is not known.",
        ),
        usd(
            "margin_usd",
            "Sale price less cost; null: the cost is not known.",
        ),
        flag("is_returned", "Status Returned."),
        flag("is_cancelled", "Status Cancelled."),
        date("created_date", "Day of the order (UTC)."),
        time("created_time", "When it was ordered."),
        time("shipped_time", "When it was shipped; null: not."),
        time("delivered_time", "When it was delivered; null: not."),
        time("returned_time", "When it came back; null: not."),
    ],
    inputs: &[
        Input::Model("stg_order_items"),
        Input::Model("dim_product"),
        Input::Model("dim_user"),
        Input::Model("dim_traffic_source"),
    ],
    tests: &[
        DataTest {
            id: "members_known",
            sentence: "Every item has a date, a user, a product and a traffic source in its dimension.",
            severity: Severity::Error,
            run: |table, build| {
                let keys = [
                    ("dim_date", "date_key"),
                    ("dim_user", "user_key"),
                    ("dim_product", "product_key"),
                    ("dim_traffic_source", "traffic_source_key"),
                ];
                joins(table, build, &keys)
            },
        },
        DataTest {
            id: "sums_conserved",
            sentence: "Sale prices add up to those of staging.",
            severity: Severity::Error,
            run: |table, build| {
                let sum = |table: &Table| -> Result<f64> {
                    Ok(table.amounts("sale_price_usd")?.iter().flatten().sum())
                };
                let staged = build.model("stg_order_items")?;
                Ok(checks::same_sum(
                    "sale_price_usd",
                    sum(table)?,
                    sum(staged)?,
                ))
            },
        },
        DataTest {
            id: "products_known",
            sentence: "Every sold product is in the product list.",
            severity: Severity::Warn,
            run: |_, build| {
                let items = build.model("stg_order_items")?;
                checks::relation(
                    items,
                    "product_id",
                    build.model("stg_products")?,
                    "product_id",
                )
            },
        },
    ],
    sql: include_str!("fct_order_items.sql"),
    build,
};

fn build(build: &Build<'_>) -> Result<Table> {
    let items = build.model("stg_order_items")?;
    let (products, users) = (build.model("dim_product")?, build.model("dim_user")?);
    let by_product = Dimension::new(products, "product_key", "product_id")?;
    let by_user = Dimension::new(users, "user_key", "user_id")?;
    let by_source = Dimension::new(
        build.model("dim_traffic_source")?,
        "traffic_source_key",
        "traffic_source",
    )?;
    let (days, calendar) = day_codes(items.days("created_date")?);
    let (product, user) = (items.text("product_id")?, items.text("user_id")?);
    let product_rows = by_product.rows(product.dict);
    let user_rows = by_user.rows(user.dict);
    let costs = products.amounts("cost_usd")?;
    let cost = |row: usize| {
        let product = product_rows.get(product.codes.at(row) as usize)?;
        costs.get((*product)? as usize)
    };
    let prices = items.amounts("sale_price_usd")?;
    let margin = |row: usize| Some(prices.get(row)? - cost(row)?);
    let came_by = users.text("traffic_source")?;
    let source_keys = by_source.entries(came_by.dict);
    let source = |code: u32| {
        let row = user_rows.get(code as usize).copied().flatten();
        let source = row.map_or(NULL_CODE, |row| came_by.codes.at(row as usize));
        let key = source_keys.get(source as usize).copied();
        key.unwrap_or(by_source.unknown())
    };
    let rows = 0..items.height();
    let ids = items.text("order_item_id")?;
    let mut columns = vec![
        keys("order_item_key", ids.iter().map(Option::unwrap_or_default)),
        day_keys("date_key", days, &calendar),
        by_user.looked_up("user_key", user),
        by_product.looked_up("product_key", product),
        by_source.column(
            "traffic_source_key",
            user.codes.iter().map(source).collect(),
        ),
    ];
    for spec in SPEC.columns.iter().skip(columns.len()) {
        columns.push(match spec.name {
            "cost_usd" => Column::amounts("cost_usd", rows.clone().map(cost)),
            "margin_usd" => Column::amounts("margin_usd", rows.clone().map(margin)),
            staged => items.column(staged)?,
        });
    }
    Table::new(columns)
}
