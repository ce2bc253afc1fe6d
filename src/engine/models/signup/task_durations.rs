//! `task_durations`: how long tasks take from creation to completion, by type.
//! Grain: one `task_type` with a task created in the range; null is `(none)`. Open tasks are right-censored: counted apart.

use super::durations::{Group, TASKS, by_kind, named, statistics};
use super::{SUBJECT, count, hours, text};
use crate::engine::base::{Result, Table};
use crate::engine::warehouse::{Build, DataTest, Input, Layer, ModelSpec, Param, Severity, checks};

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "task_durations",
    subject: SUBJECT,
    layer: Layer::Mart,
    grain: "one task_type",
    key: &["task_type"],
    columns: &[
        text("task_type", "Type; `(none)`: null."),
        count("completed", "Tasks completed, with a usable duration."),
        count(
            "open",
            "Tasks not completed: their durations are not known yet and are in no average.",
        ),
        count(
            "unusable",
            "Completed before they were created: left out of the averages.",
        ),
        hours(
            "mean_hours",
            "Mean duration of the completed ones, hours; null: none.",
        ),
        hours("p10_hours", "Tenth percentile, hours; null: none."),
        hours("p25_hours", "Lower quartile, hours; null: none."),
        hours("median_hours", "Median, hours; null: none."),
        hours("p75_hours", "Upper quartile, hours; null: none."),
        hours("p90_hours", "Ninetieth percentile, hours; null: none."),
        hours(
            "median_open_hours",
            "How long the open ones have taken so far, to the newest moment of the data: the median, hours; null: none.",
        ),
    ],
    inputs: &[
        Input::Model("stg_tasks"),
        Input::Model("stg_task_history"),
        Input::Param(Param::Range),
    ],
    tests: &[DataTest {
        id: "every_task",
        sentence: "Completed, open and unusable tasks are all tasks created in the range.",
        severity: Severity::Error,
        run: |table, build| {
            let mut here = 0;
            for name in ["completed", "open", "unusable"] {
                here += table.integers(name)?.iter().flatten().sum::<i64>();
            }
            let range = build.range()?;
            let created = build.model("stg_tasks")?.integers("created_at")?;
            let there = created
                .iter()
                .filter(|at| super::durations::in_range(range, *at));
            Ok(checks::same_sum("tasks", here as f64, there.count() as f64))
        },
    }],
    sql: include_str!("task_durations.sql"),
    build,
};

fn build(build: &Build<'_>) -> Result<Table> {
    let (names, mut groups): (Vec<Option<&str>>, Vec<Group>) =
        by_kind(build, TASKS, build.range()?)?.into_iter().unzip();
    let mut columns = vec![named("task_type", names)];
    columns.extend(statistics(&SPEC.columns[1..], &mut groups));
    Table::new(columns)
}
