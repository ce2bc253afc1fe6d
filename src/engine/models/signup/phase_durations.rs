//! `phase_durations`: how long tasks of each type spend in each phase.
//! Grain: one `task_type` × phase of tasks created in the range. Repeated visits of a task add up; a task still in the phase
//! is open and in no average, though the visits that it did complete count in `total_hours`.

use super::durations::{Group, TASKS, hours as between, in_range, named, now, statistics};
use super::{SUBJECT, count, hours, text};
use crate::engine::base::{Column, NULL_CODE, Result, Table};
use crate::engine::warehouse::rollup::{Groups, Sum, distinct_codes};
use crate::engine::warehouse::{Build, DataTest, Input, Layer, ModelSpec, Param, Severity, checks};

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "phase_durations",
    subject: SUBJECT,
    layer: Layer::Mart,
    grain: "one task_type × phase",
    key: &["task_type", "phase"],
    columns: &[
        text("task_type", "Type of the task; `(none)`: null."),
        text("phase", "The phase."),
        count(
            "completed",
            "Tasks that were in the phase and are not any more.",
        ),
        count(
            "open",
            "Tasks still in the phase: how long they will stay is not known, and they are in no average.",
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
        hours("total_hours", "All completed intervals together, hours."),
        count("revisits", "Entries beyond the first of each task."),
    ],
    inputs: &[
        Input::Model("full_task_history"),
        Input::Model("stg_tasks"),
        Input::Model("stg_task_history"),
        Input::Param(Param::Range),
    ],
    tests: &[DataTest {
        id: "all_hours",
        sentence: "The hours of all phases are those of the completed intervals of tasks created in the range.",
        severity: Severity::Error,
        run: |table, build| {
            let range = build.range()?;
            let history = build.model("full_task_history")?;
            let (created, hours) = (history.integers("created_at")?, history.amounts("hours")?);
            let there: f64 = (0..history.height())
                .filter(|row| in_range(range, created.get(*row)))
                .filter_map(|row| hours.get(row))
                .sum();
            let here: f64 = table.amounts("total_hours")?.iter().flatten().sum();
            Ok(checks::same_sum("hours", here, there))
        },
    }],
    sql: include_str!("phase_durations.sql"),
    build,
};

/// What a group adds to its distribution.
#[derive(Clone, Default)]
struct Phase {
    durations: Group,
    total: Sum,
    revisits: i64,
}

fn build(build: &Build<'_>) -> Result<Table> {
    let range = build.range()?;
    let now = now(build, TASKS)?;
    let history = build.model("full_task_history")?;
    let (task, kind, phase) = (
        history.text("task_id")?,
        history.text("task_type")?,
        history.text("phase")?,
    );
    let (hours, created) = (history.amounts("hours")?, history.integers("created_at")?);
    let entered = history.integers("entered_at")?.values;
    let kinds = distinct_codes(kind);
    let phases = distinct_codes(phase);
    let pairs = Groups::of(&kinds, kind.dict.len(), &phases, phase.dict.len());
    // A task × its pair: visits of one task to one phase.
    let tasks = distinct_codes(task);
    let stays = Groups::of(&tasks, task.dict.len(), &pairs.ids, pairs.len());
    let mut stay = vec![(0.0_f64, false, 0_i64); stays.len()];
    let mut out = vec![Phase::default(); pairs.len()];
    for row in (0..history.height()).filter(|row| in_range(range, created.get(*row))) {
        let slot = &mut stay[stays.ids[row] as usize];
        slot.2 += 1;
        if let Some(hours) = hours.get(row) {
            slot.0 += hours;
            out[pairs.ids[row] as usize].total.add(hours);
        } else {
            slot.0 += between(entered[row], now);
            slot.1 = true;
        }
    }
    for ((_, pair), (hours, is_open, visits)) in stays.keys.iter().zip(stay) {
        if visits == 0 {
            continue;
        }
        let phase = &mut out[*pair as usize];
        phase.revisits += visits - 1;
        let list = if is_open {
            &mut phase.durations.open
        } else {
            &mut phase.durations.completed
        };
        list.push(hours);
    }
    let shown: Vec<((u32, u32), Phase)> = pairs
        .keys
        .into_iter()
        .zip(out)
        .filter(|(_, phase)| {
            !phase.durations.completed.is_empty() || !phase.durations.open.is_empty()
        })
        .collect();
    let mut groups: Vec<Group> = shown
        .iter()
        .map(|(_, phase)| phase.durations.clone())
        .collect();
    let kind_of = |code: u32| {
        if code == NULL_CODE {
            None
        } else {
            kind.dict.get(code)
        }
    };
    let mut columns = vec![
        named(
            "task_type",
            shown.iter().map(|((kind, _), _)| kind_of(*kind)),
        ),
        named(
            "phase",
            shown.iter().map(|((_, code), _)| phase.dict.get(*code)),
        ),
    ];
    let specs = &SPEC.columns[columns.len()..SPEC.columns.len() - 2];
    columns.extend(statistics(specs, &mut groups));
    columns.push(Column::amounts_dense(
        "total_hours",
        shown.iter().map(|(_, phase)| phase.total.value()).collect(),
    ));
    columns.push(Column::integers_dense(
        "revisits",
        shown.iter().map(|(_, phase)| phase.revisits).collect(),
    ));
    Table::new(columns)
}
