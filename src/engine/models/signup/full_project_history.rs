//! `full_project_history`: how long each project was in each status.
//! Grain: one interval of a project, from an entry to the next, else to the completion, else open. A status that is entered
//! again has several intervals. Rules: `durations.rs`.

use super::durations::{PROJECTS, intervals};
use super::{SUBJECT, count, flag, hours, text, time};
use crate::engine::warehouse::{DataTest, Input, Layer, ModelSpec, Severity, checks};

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "full_project_history",
    subject: SUBJECT,
    layer: Layer::Mart,
    grain: "one interval of a project in a status",
    key: &["project_id", "visit"],
    columns: &[
        text("project_id", "The project."),
        count("visit", "Number of the entry, from 1, by time.").never_added(),
        text("project_type", "Type of the project; null: not known."),
        text("status", "The status entered."),
        hours("hours", "How long it lasted, hours; null: it is open."),
        flag("is_open", "Whether it still lasts."),
        time(
            "created_at",
            "When the project was created; null: the project is not known.",
        ),
        time("entered_at", "Since when."),
        time(
            "left_at",
            "Until when: the next entry, else the completion; null: it is open.",
        ),
    ],
    inputs: &[
        Input::Model("stg_projects"),
        Input::Model("stg_project_history"),
    ],
    tests: &[
        DataTest {
            id: "hours_positive",
            sentence: "No interval ends before it begins.",
            severity: Severity::Error,
            run: |table, _| checks::within(table, &["project_id", "visit"], "hours", 0.0, f64::MAX),
        },
        DataTest {
            id: "project_known",
            sentence: "Every project of the history is in stg_projects.",
            severity: Severity::Warn,
            run: |table, build| {
                checks::relation(
                    table,
                    "project_id",
                    build.model("stg_projects")?,
                    "project_id",
                )
            },
        },
    ],
    sql: include_str!("full_project_history.sql"),
    build: |build| intervals(build, PROJECTS),
};
