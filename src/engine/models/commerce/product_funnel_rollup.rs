//! `product_funnel_rollup`: the product funnel by category, by brand and by department, over the reporting range.
//! Grain: one level × member with a fact in the range. Each level holds every fact once; sessions with a product page
//! are counted for each member anew, so they do not add up.

use super::measures::{COLUMNS, Facts, INPUTS, Sums, columns, conserved};
use super::{SUBJECT, text};
use crate::engine::base::{Column, Result, Table};
use crate::engine::warehouse::{Build, DataTest, Layer, ModelSpec, Severity};

/// The levels, named as the columns of `dim_product`.
pub const LEVELS: [&str; 3] = ["category", "brand", "department"];

/// Each level holds the same products once more.
const LEVEL: &[&str] = &["level"];

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "product_funnel_rollup",
    subject: SUBJECT,
    layer: Layer::Mart,
    grain: "one level × member",
    key: &["level", "member"],
    columns: &[
        text("level", "category, brand or department."),
        text(
            "member",
            "The category, brand or department; `(none)`: null.",
        ),
        COLUMNS[0].added_within(LEVEL),
        COLUMNS[1],
        COLUMNS[2].added_within(LEVEL),
        COLUMNS[3].added_within(LEVEL),
        COLUMNS[4],
        COLUMNS[5],
        COLUMNS[6].added_within(LEVEL),
        COLUMNS[7].added_within(LEVEL),
        COLUMNS[8].added_within(LEVEL),
        COLUMNS[9].added_within(LEVEL),
        COLUMNS[10],
    ],
    inputs: INPUTS,
    tests: &[DataTest {
        id: "sums_conserved",
        sentence: "Each level adds up to the events and items of the range.",
        severity: Severity::Error,
        run: |table, build| {
            let levels = table.text("level")?;
            let mut out = Vec::new();
            for level in LEVELS {
                out.extend(conserved(table, build, &|row| {
                    levels.get(row) == Some(level)
                })?);
            }
            Ok(out)
        },
    }],
    sql: include_str!("product_funnel_rollup.sql"),
    build,
};

fn build(build: &Build<'_>) -> Result<Table> {
    let facts = Facts::read(build)?;
    let mut names: Vec<(&str, &str)> = Vec::new();
    let mut sums: Vec<Sums> = Vec::new();
    for level in LEVELS {
        for ((_, member), row) in facts.by(level, false)? {
            names.push((level, member));
            sums.push(row);
        }
    }
    let mut out = vec![
        Column::text_of("level", names.iter().map(|name| Some(name.0))),
        Column::text_of("member", names.iter().map(|name| Some(name.1))),
    ];
    out.extend(columns(&sums)?);
    Table::new(out)
}
