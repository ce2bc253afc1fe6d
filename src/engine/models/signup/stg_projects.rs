//! `stg_projects`: projects.
//! Grain: one project. Durations are those of `project_durations`.

use super::staging::staged;
use super::{SOURCE_ROW, SUBJECT, text, time};
use crate::engine::warehouse::{Input, Layer, ModelSpec};

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "stg_projects",
    subject: SUBJECT,
    layer: Layer::Staging,
    grain: "one project",
    key: &["project_id"],
    columns: &[
        text("project_id", "Id of the project."),
        text("member_id", "Id of the member; null: not known."),
        text("project_type", "Type; null: not known."),
        time("created_at", "When it was created."),
        time("completed_at", "When it was completed; null: it is open."),
        SOURCE_ROW,
    ],
    inputs: &[Input::Source("projects")],
    tests: &[],
    sql: include_str!("stg_projects.sql"),
    build: |build| staged(build, "projects", SPEC.columns, &[]),
};
