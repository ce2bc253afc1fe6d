//! `stg_task_history`: entries into phases.
//! Grain: one entry of a task into a phase. How long it lasted is in `full_task_history`.

use super::staging::staged;
use super::{SOURCE_ROW, SUBJECT, text, time};
use crate::engine::warehouse::{Input, Layer, ModelSpec};

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "stg_task_history",
    subject: SUBJECT,
    layer: Layer::Staging,
    grain: "one entry of a task into a phase",
    key: &["task_id", "phase", "entered_at"],
    columns: &[
        text("task_id", "Id of the task."),
        text("phase", "The phase entered."),
        time("entered_at", "Since when."),
        SOURCE_ROW,
    ],
    inputs: &[Input::Source("task_history")],
    tests: &[],
    sql: include_str!("stg_task_history.sql"),
    build: |build| staged(build, "task_history", SPEC.columns, &[]),
};
