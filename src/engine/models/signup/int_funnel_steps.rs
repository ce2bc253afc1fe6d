//! `int_funnel_steps`: which steps form the chain, in which order, under the link's `steps`.
//! Grain: one step name of the data. A name outside the chain is optional: it is reported, and stands outside the chain's
//! identities. How the chain is chosen: `settings::chain`.

use super::journeys::{row_of, rows_by_code};
use super::{SUBJECT, column, settings, text};
use crate::engine::base::{Arrange, Column, Dict, Kind, Result, Table, Unit};
use crate::engine::warehouse::{Build, Input, Layer, ModelSpec};
use std::sync::Arc;

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "int_funnel_steps",
    subject: SUBJECT,
    layer: Layer::Intermediate,
    grain: "one step name",
    key: &["step_name"],
    columns: &[
        text("step_name", "The name, as the events have it."),
        column(
            "step_order",
            Kind::Integer,
            Unit::Number,
            "Its place in the chain, from 1; null: an optional step.",
        ),
    ],
    inputs: &[Input::Model("int_step_names"), settings::STEPS],
    tests: &[],
    sql: include_str!("int_funnel_steps.sql"),
    build,
};

fn build(build: &Build<'_>) -> Result<Table> {
    let table = build.model("int_step_names")?;
    let names = by_position(table)?;
    let chain = settings::chain(build.other("steps")?, &names);
    let order = |name: &str| {
        let place = chain.iter().position(|step| step == name)?;
        Some(place as i64 + 1)
    };
    Table::new(vec![
        table.column("step_name")?,
        Column::integers(
            "step_order",
            table.text("step_name")?.iter().map(|name| order(name?)),
        ),
    ])
}

/// The names of `int_step_names` by where visitors meet them; of equals the one that more visitors meet, then the alphabet.
pub fn by_position(table: &Table) -> Result<Vec<&str>> {
    let name = table.text("step_name")?;
    let position = table.amounts("median_position")?;
    let visitors = table.integers("visitor_count")?;
    let mut rows: Vec<usize> = (0..table.height()).collect();
    rows.arrange_by(|a, b| {
        position.values[*a]
            .total_cmp(&position.values[*b])
            .then_with(|| visitors.values[*b].cmp(&visitors.values[*a]))
            .then_with(|| name.get(*a).cmp(&name.get(*b)))
    });
    Ok(rows.into_iter().filter_map(|row| name.get(row)).collect())
}

/// The names of the chain, in its order.
pub fn chain(table: &Table) -> Result<Vec<&str>> {
    let (name, order) = (table.text("step_name")?, table.integers("step_order")?);
    let mut steps: Vec<(i64, &str)> = (0..table.height())
        .filter_map(|row| Some((order.get(row)?, name.get(row)?)))
        .collect();
    steps.arrange();
    Ok(steps.into_iter().map(|(_, name)| name).collect())
}

/// The place in the chain of each code of `dict`; 0: none.
pub fn chain_orders(steps: &Table, dict: &Arc<Dict>) -> Result<Vec<u32>> {
    let order = steps.integers("step_order")?;
    let rows = rows_by_code(steps.text("step_name")?, dict);
    Ok((0..dict.len() as u32)
        .map(|code| {
            row_of(&rows, code)
                .and_then(|row| order.get(row))
                .unwrap_or(0) as u32
        })
        .collect())
}
