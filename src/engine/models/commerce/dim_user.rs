//! `dim_user`: users, and the member `unknown`. Grain: one user.

use super::star::{keys, members, padded};
use super::{SUBJECT, column, text, time};
use crate::engine::base::{Column, Kind, Result, Table, Unit};
use crate::engine::warehouse::{Build, Input, Layer, ModelSpec};

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "dim_user",
    subject: SUBJECT,
    layer: Layer::Dimension,
    grain: "one user",
    key: &["user_key"],
    columns: &[
        text("user_key", "Surrogate key: md5 of user_id."),
        text(
            "user_id",
            "Id of the user; `unknown` stands for visitors who are not signed in and users that users does not have.",
        ),
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
    ],
    inputs: &[Input::Model("stg_users")],
    tests: &[],
    sql: include_str!("dim_user.sql"),
    build,
};

fn build(build: &Build<'_>) -> Result<Table> {
    let users = build.model("stg_users")?;
    let ids = members(users.text("user_id")?.iter().flatten());
    let mut columns = vec![
        keys("user_key", ids.iter().copied()),
        Column::text_of("user_id", ids.iter().map(|id| Some(*id))),
    ];
    for name in ["gender", "country", "traffic_source"] {
        columns.push(padded(users, ids.len(), name)?);
    }
    let whole = |name: &str| -> Result<Vec<Option<i64>>> {
        let values = users.integers(name)?.iter();
        Ok(values
            .chain(std::iter::repeat(None))
            .take(ids.len())
            .collect())
    };
    columns.push(Column::integers("age", whole("age")?));
    columns.push(Column::timestamps("created_time", whole("created_time")?));
    Table::new(columns)
}
