//! `commerce_trend`: the product funnel month by month and category by category, over the reporting range.
//! Grain: one month × category with a fact in the range. A month that the range cuts holds its days inside only.

use super::measures::{COLUMNS, Facts, INPUTS, Sums, columns, conserved};
use super::{SUBJECT, text};
use crate::engine::base::{Column, Result, Table};
use crate::engine::warehouse::{Build, DataTest, Layer, ModelSpec, Severity};
use crate::protocol::Day;

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "commerce_trend",
    subject: SUBJECT,
    layer: Layer::Mart,
    grain: "one month × category",
    key: &["month", "category"],
    columns: &[
        text("month", "Month, `2025-07`."),
        text("category", "Category; `(none)`: null."),
        COLUMNS[0],
        COLUMNS[1],
        COLUMNS[2],
        COLUMNS[3],
        COLUMNS[4],
        COLUMNS[5],
        COLUMNS[6],
        COLUMNS[7],
        COLUMNS[8],
    ],
    inputs: INPUTS,
    tests: &[DataTest {
        id: "sums_conserved",
        sentence: "Views, carts, purchases, revenue and returns add up to the events and items of the range.",
        severity: Severity::Error,
        run: |table, build| conserved(table, build, &|_| true),
    }],
    sql: include_str!("commerce_trend.sql"),
    build,
};

fn build(build: &Build<'_>) -> Result<Table> {
    let rows = Facts::read(build)?.by("category", true)?;
    let months: Vec<String> = rows.keys().map(|(month, _)| label(*month)).collect();
    let mut out = vec![
        Column::text_of("month", months.iter().map(|month| Some(month.as_str()))),
        Column::text_of("category", rows.keys().map(|(_, name)| Some(*name))),
    ];
    let sums: Vec<Sums> = rows.into_values().collect();
    out.extend(columns(&sums)?);
    Table::new(out)
}

fn label(month: Option<i32>) -> String {
    month.map_or_else(
        || super::NONE.to_owned(),
        |first| {
            let (year, month, _) = Day(first).ymd();
            format!("{year:04}-{month:02}")
        },
    )
}
