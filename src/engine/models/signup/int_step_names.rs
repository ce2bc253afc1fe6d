//! `int_step_names`: every step name that the data has, and where visitors meet it.
//! Grain: one `funnel_step_name`. Depends on the data alone; which of them form the chain is `int_funnel_steps`.

use super::journeys::Journeys;
use super::quantiles::quantile;
use super::{SUBJECT, column, count, text};
use crate::engine::base::{Arrange, Column, Kind, NULL_CODE, Result, Table, Unit};
use crate::engine::warehouse::{Build, Input, Layer, ModelSpec, rollup};

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "int_step_names",
    subject: SUBJECT,
    layer: Layer::Intermediate,
    grain: "one step name",
    key: &["step_name"],
    columns: &[
        text("step_name", "The name, as the events have it."),
        count("event_count", "Events of it."),
        count("visitor_count", "Different visitors with one.").never_added(),
        column(
            "median_position",
            Kind::Amount,
            Unit::Number,
            "The place at which visitors meet it first, among the names that they meet: the median.",
        ),
    ],
    inputs: &[Input::Model("member_events")],
    tests: &[],
    sql: include_str!("int_step_names.sql"),
    build,
};

fn build(build: &Build<'_>) -> Result<Table> {
    let events = build.model("member_events")?;
    let step = events.text("funnel_step_name")?;
    let codes = rollup::distinct_codes(step);
    let codes = codes.codes();
    let mut counts = vec![0_i64; step.dict.len()];
    let mut positions: Vec<Vec<f64>> = vec![Vec::new(); step.dict.len()];
    let mut last = vec![NULL_CODE; step.dict.len()];
    for (visitor, rows) in Journeys::of(events)?.iter() {
        let mut position = 0.0;
        for row in rows {
            let code = codes.read(*row as usize) as usize;
            let Some(seen) = last.get_mut(code) else {
                continue;
            };
            counts[code] += 1;
            if std::mem::replace(seen, visitor) != visitor {
                position += 1.0;
                positions[code].push(position);
            }
        }
    }
    for list in &mut positions {
        list.arrange_by(f64::total_cmp);
    }
    let present: Vec<u32> = (0..step.dict.len() as u32)
        .filter(|code| counts[*code as usize] > 0)
        .collect();
    let each =
        |value: &dyn Fn(usize) -> i64| present.iter().map(|code| value(*code as usize)).collect();
    Table::new(vec![
        Column::text("step_name", present.clone(), step.dict.clone()),
        Column::integers_dense("event_count", each(&|code| counts[code])),
        Column::integers_dense("visitor_count", each(&|code| positions[code].len() as i64)),
        Column::amounts(
            "median_position",
            present
                .iter()
                .map(|code| quantile(&positions[*code as usize], 0.5)),
        ),
    ])
}
