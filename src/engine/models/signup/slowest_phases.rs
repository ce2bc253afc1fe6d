//! `slowest_phases`: where the time of tasks goes.
//! Grain: one `task_type` × phase with a completed interval, ranked by its share of the time of all completed intervals. Time
//! of open intervals is in no share: how long they will last is not known.

use super::{SUBJECT, column, count, hours, ratio, text};
use crate::engine::base::{Arrange, Column, Kind, Result, Table, Unit};
use crate::engine::warehouse::{Build, DataTest, Input, Layer, ModelSpec, Severity, checks};

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "slowest_phases",
    subject: SUBJECT,
    layer: Layer::Mart,
    grain: "one task_type × phase",
    key: &["task_type", "phase"],
    columns: &[
        text("task_type", "Type of the task; `(none)`: null."),
        text("phase", "The phase."),
        column(
            "rank",
            Kind::Integer,
            Unit::Number,
            "1: the largest share of all time; equal shares by the alphabet.",
        ),
        hours("total_hours", "All completed intervals together, hours."),
        ratio(
            "share_of_time",
            Unit::Percent,
            "Its share of the time of all completed intervals; null: no time passed.",
        ),
        ratio(
            "share_of_type",
            Unit::Percent,
            "Its share of the time of its task type; null: no time passed.",
        ),
        count(
            "completed",
            "Tasks that were in the phase and are not any more.",
        ),
        count("open", "Tasks still in it."),
        hours(
            "median_hours",
            "Median of the completed ones, hours; null: none.",
        ),
        hours(
            "p90_hours",
            "Ninetieth percentile of the completed ones, hours; null: none.",
        ),
    ],
    inputs: &[Input::Model("phase_durations")],
    tests: &[DataTest {
        id: "shares_add_up",
        sentence: "The shares of all phases add up to one.",
        severity: Severity::Error,
        run: |table, _| {
            let shares: Vec<f64> = table.amounts("share_of_time")?.iter().flatten().collect();
            if shares.is_empty() {
                return Ok(Vec::new());
            }
            Ok(checks::same_sum("shares", shares.iter().sum(), 1.0))
        },
    }],
    sql: include_str!("slowest_phases.sql"),
    build,
};

fn build(build: &Build<'_>) -> Result<Table> {
    let phases = build.model("phase_durations")?;
    let hours: Vec<f64> = phases.amounts("total_hours")?.iter().flatten().collect();
    let (kind, phase) = (phases.text("task_type")?, phases.text("phase")?);
    let (completed, revisits) = (phases.integers("completed")?, phases.integers("revisits")?);
    let mut order: Vec<u32> = (0..hours.len() as u32)
        .filter(|row| {
            let row = *row as usize;
            hours[row] > 0.0 || completed.get(row) > Some(0) || revisits.get(row) > Some(0)
        })
        .collect();
    order.arrange_by(|a, b| {
        let (a, b) = (*a as usize, *b as usize);
        hours[b]
            .total_cmp(&hours[a])
            .then_with(|| kind.get(a).cmp(&kind.get(b)))
            .then_with(|| phase.get(a).cmp(&phase.get(b)))
    });
    let share = |of: f64, row: usize| (of > 0.0).then(|| hours[row] / of);
    // Added up in this order, whatever the order of the rows; where no hours are, nothing is added.
    let rows = || order.iter().map(|row| *row as usize);
    let all: f64 = rows().map(|row| hours[row]).sum();
    let of_type = |row: usize| -> f64 {
        let same = rows().filter(|other| kind.get(*other) == kind.get(row));
        same.map(|other| hours[other]).sum()
    };
    let ranked = phases.take(&order)?;
    let mut columns = Vec::with_capacity(SPEC.columns.len());
    for spec in SPEC.columns {
        columns.push(match spec.name {
            "rank" => Column::integers_dense("rank", (1..=order.len() as i64).collect()),
            "share_of_time" => Column::amounts(spec.name, rows().map(|row| share(all, row))),
            "share_of_type" => {
                Column::amounts(spec.name, rows().map(|row| share(of_type(row), row)))
            }
            name => ranked.column(name)?,
        });
    }
    Table::new(columns)
}
