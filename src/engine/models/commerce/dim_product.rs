//! `dim_product`: products, and the member `unknown`. Grain: one product.

use super::star::{keys, members, padded};
use super::{SUBJECT, text, usd};
use crate::engine::base::{Column, Result, Table};
use crate::engine::warehouse::{Build, Input, Layer, ModelSpec};

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "dim_product",
    subject: SUBJECT,
    layer: Layer::Dimension,
    grain: "one product",
    key: &["product_key"],
    columns: &[
        text("product_key", "Surrogate key: md5 of product_id."),
        text(
            "product_id",
            "Id of the product; `unknown` stands for every product that products does not have.",
        ),
        text("name", "Name; null: not known."),
        text("category", "Category; null: not known."),
        text("brand", "Brand; null: not known."),
        text("department", "Department; null: not known."),
        text("sku", "Stock keeping unit; null: not known."),
        usd("cost_usd", "What the shop pays for it; null: not known.").never_added(),
        usd("retail_price_usd", "List price; null: not known.").never_added(),
    ],
    inputs: &[Input::Model("stg_products")],
    tests: &[],
    sql: include_str!("dim_product.sql"),
    build,
};

fn build(build: &Build<'_>) -> Result<Table> {
    let products = build.model("stg_products")?;
    let ids = members(products.text("product_id")?.iter().flatten());
    let mut columns = vec![
        keys("product_key", ids.iter().copied()),
        Column::text_of("product_id", ids.iter().map(|id| Some(*id))),
    ];
    for name in ["name", "category", "brand", "department", "sku"] {
        columns.push(padded(products, ids.len(), name)?);
    }
    for name in ["cost_usd", "retail_price_usd"] {
        let values = products.amounts(name)?.iter();
        let values = values.chain(std::iter::repeat(None)).take(ids.len());
        columns.push(Column::amounts(name, values));
    }
    Table::new(columns)
}
