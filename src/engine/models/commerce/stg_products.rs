//! `stg_products`: products under the names of the warehouse. Grain: one product.

use super::staging::staged;
use super::{SOURCE_ROW, SUBJECT, text, usd};
use crate::engine::base::{Result, Table};
use crate::engine::warehouse::{Build, Input, Layer, ModelSpec};

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "stg_products",
    subject: SUBJECT,
    layer: Layer::Staging,
    grain: "one product",
    key: &["product_id"],
    columns: &[
        text("product_id", "Id of the product."),
        text("name", "Name; null: not known."),
        text("category", "Category; null: not known."),
        text("brand", "Brand; null: not known."),
        text("department", "Department; null: not known."),
        text("sku", "Stock keeping unit; null: not known."),
        usd("cost_usd", "What the shop pays for it; null: not known.").never_added(),
        usd("retail_price_usd", "List price; null: not known.").never_added(),
        SOURCE_ROW,
    ],
    inputs: &[Input::Source("products")],
    tests: &[],
    sql: include_str!("stg_products.sql"),
    build,
};

fn build(build: &Build<'_>) -> Result<Table> {
    let names = [
        ("id", "product_id"),
        ("cost", "cost_usd"),
        ("retail_price", "retail_price_usd"),
    ];
    staged(build, "products", &SPEC, &names, &|_| Ok(Vec::new()))
}
