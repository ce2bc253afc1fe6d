//! `stg_project_history`: changes of status.
//! Grain: one change of a project's status. How long it lasted is in `full_project_history`.

use super::staging::staged;
use super::{SOURCE_ROW, SUBJECT, text, time};
use crate::engine::warehouse::{Input, Layer, ModelSpec};

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "stg_project_history",
    subject: SUBJECT,
    layer: Layer::Staging,
    grain: "one change of a project's status",
    key: &["project_id", "status", "changed_at"],
    columns: &[
        text("project_id", "Id of the project."),
        text("status", "The new status."),
        time("changed_at", "Since when."),
        SOURCE_ROW,
    ],
    inputs: &[Input::Source("project_history")],
    tests: &[],
    sql: include_str!("stg_project_history.sql"),
    build: |build| staged(build, "project_history", SPEC.columns, &[]),
};
