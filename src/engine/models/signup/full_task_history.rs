//! `full_task_history`: how long each task was in each phase.
//! Grain: one interval of a task, from an entry to the next, else to the completion, else open. A phase that is entered
//! again has several intervals. Rules: `durations.rs`.

use super::durations::{TASKS, intervals};
use super::{SUBJECT, count, flag, hours, text, time};
use crate::engine::warehouse::{DataTest, Input, Layer, ModelSpec, Severity, checks};

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "full_task_history",
    subject: SUBJECT,
    layer: Layer::Mart,
    grain: "one interval of a task in a phase",
    key: &["task_id", "visit"],
    columns: &[
        text("task_id", "The task."),
        count("visit", "Number of the entry, from 1, by time.").never_added(),
        text("task_type", "Type of the task; null: not known."),
        text("phase", "The phase entered."),
        hours("hours", "How long it lasted, hours; null: it is open."),
        flag("is_open", "Whether it still lasts."),
        time(
            "created_at",
            "When the task was created; null: the task is not known.",
        ),
        time("entered_at", "Since when."),
        time(
            "left_at",
            "Until when: the next entry, else the completion; null: it is open.",
        ),
    ],
    inputs: &[Input::Model("stg_tasks"), Input::Model("stg_task_history")],
    tests: &[
        DataTest {
            id: "hours_positive",
            sentence: "No interval ends before it begins.",
            severity: Severity::Error,
            run: |table, _| checks::within(table, &["task_id", "visit"], "hours", 0.0, f64::MAX),
        },
        DataTest {
            id: "task_known",
            sentence: "Every task of the history is in stg_tasks.",
            severity: Severity::Warn,
            run: |table, build| {
                checks::relation(table, "task_id", build.model("stg_tasks")?, "task_id")
            },
        },
    ],
    sql: include_str!("full_task_history.sql"),
    build: |build| intervals(build, TASKS),
};
