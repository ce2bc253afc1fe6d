//! `stg_tasks`: tasks.
//! Grain: one task. Durations are those of `task_durations`.

use super::staging::staged;
use super::{SOURCE_ROW, SUBJECT, text, time};
use crate::engine::warehouse::{Input, Layer, ModelSpec};

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "stg_tasks",
    subject: SUBJECT,
    layer: Layer::Staging,
    grain: "one task",
    key: &["task_id"],
    columns: &[
        text("task_id", "Id of the task."),
        text("project_id", "Id of its project."),
        text("task_type", "Type; null: not known."),
        time("created_at", "When it was created."),
        time("completed_at", "When it was completed; null: it is open."),
        SOURCE_ROW,
    ],
    inputs: &[Input::Source("tasks")],
    tests: &[],
    sql: include_str!("stg_tasks.sql"),
    build: |build| staged(build, "tasks", SPEC.columns, &[]),
};
