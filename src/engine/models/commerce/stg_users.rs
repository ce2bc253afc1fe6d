//! `stg_users`: users under the names of the warehouse. Grain: one user.

use super::staging::staged;
use super::{SOURCE_ROW, SUBJECT, column, text, time};
use crate::engine::base::{Kind, Result, Table, Unit};
use crate::engine::warehouse::{Build, Input, Layer, ModelSpec};

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "stg_users",
    subject: SUBJECT,
    layer: Layer::Staging,
    grain: "one user",
    key: &["user_id"],
    columns: &[
        text("user_id", "Id of the user."),
        text("gender", "Gender; null: not known."),
        text("country", "Country; null: not known."),
        text(
            "traffic_source",
            "What brought the user to sign up; null: not known.",
        ),
        column(
            "age",
            Kind::Integer,
            Unit::Number,
            "Age in years; null: not known.",
        ),
        time("created_time", "When the user signed up; null: not known."),
        SOURCE_ROW,
    ],
    inputs: &[Input::Source("users")],
    tests: &[],
    sql: include_str!("stg_users.sql"),
    build,
};

fn build(build: &Build<'_>) -> Result<Table> {
    let names = [("id", "user_id"), ("created_at", "created_time")];
    staged(build, "users", &SPEC, &names, &|_| Ok(Vec::new()))
}
