//! `product_funnel`: how often each product is seen, carted and bought, and what it earns, over the reporting range.
//! Grain: one product with a fact in the range; `unknown` collects what no product can be told for.

use super::measures::{COLUMNS, Facts, INPUTS, Sums, columns, conserved};
use super::{SUBJECT, UNKNOWN, text};
use crate::engine::base::{Column, ColumnSpec, Ordered, Result, Table};
use crate::engine::warehouse::{Build, DataTest, Layer, ModelSpec, Severity, checks};
use std::collections::BTreeMap;

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "product_funnel",
    subject: SUBJECT,
    layer: Layer::Mart,
    grain: "one product",
    key: &["product_id"],
    columns: &[
        NAMES[0],
        NAMES[1],
        NAMES[2],
        NAMES[3],
        NAMES[4],
        COLUMNS[0],
        COLUMNS[1],
        COLUMNS[2],
        COLUMNS[3],
        COLUMNS[4],
        COLUMNS[5],
        COLUMNS[6],
        COLUMNS[7],
        COLUMNS[8],
        COLUMNS[9],
        COLUMNS[10],
    ],
    inputs: INPUTS,
    tests: &[
        DataTest {
            id: "sums_conserved",
            sentence: "Views, carts, purchases, revenue and returns add up to the events and items of the range.",
            severity: Severity::Error,
            run: |table, build| conserved(table, build, &|_| true),
        },
        DataTest {
            id: "product_known",
            sentence: "Every product is in dim_product.",
            severity: Severity::Error,
            run: |table, build| {
                checks::relation(
                    table,
                    "product_id",
                    build.model("dim_product")?,
                    "product_id",
                )
            },
        },
        DataTest {
            id: "few_unknown",
            sentence: "Every cart and purchase finds its product through the session.",
            severity: Severity::Warn,
            run: |table, _| {
                let ids = table.text("product_id")?;
                let Some(row) = ids.iter().position(|id| id == Some(UNKNOWN)) else {
                    return Ok(Vec::new());
                };
                let lost = ["carts", "purchases"].map(|name| {
                    let count = table.integers(name).ok().and_then(|n| n.get(row));
                    format!("{} {name} without a product", count.unwrap_or(0))
                });
                Ok(lost
                    .into_iter()
                    .filter(|line| !line.starts_with("0 "))
                    .collect())
            },
        },
    ],
    sql: include_str!("product_funnel.sql"),
    build,
};

const NAMES: [ColumnSpec; 5] = [
    text(
        "product_id",
        "Id of the product; `unknown`: the session or products does not tell.",
    ),
    text("name", "Name; null: not known."),
    text("category", "Category; `(none)`: null."),
    text("brand", "Brand; `(none)`: null."),
    text("department", "Department; `(none)`: null."),
];

fn build(build: &Build<'_>) -> Result<Table> {
    let facts = Facts::read(build)?;
    let rows = facts.by("product_id", false)?;
    let products = facts.products;
    let at: BTreeMap<&str, usize> = products
        .text("product_id")?
        .iter()
        .enumerate()
        .filter_map(|(row, id)| Some((id?, row)))
        .into_map();
    let mut out = vec![Column::text_of(
        "product_id",
        rows.keys().map(|(_, id)| Some(*id)),
    )];
    for spec in NAMES.iter().skip(1) {
        let column = products.text(spec.name)?;
        let none = (spec.name != "name").then_some(super::NONE);
        let texts = rows
            .keys()
            .map(|(_, id)| at.get(id).and_then(|row| column.get(*row)).or(none));
        out.push(Column::text_of(spec.name, texts));
    }
    let sums: Vec<Sums> = rows.into_values().collect();
    out.extend(columns(&sums)?);
    Table::new(out)
}
