//! `stg_members`: members as the application knows them.
//! Grain: one member. Left out: everything of the way to the account.

use super::staging::staged;
use super::{SOURCE_ROW, SUBJECT, date, flag, text, time};
use crate::engine::warehouse::{Input, Layer, ModelSpec};

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "stg_members",
    subject: SUBJECT,
    layer: Layer::Staging,
    grain: "one member",
    key: &["member_id"],
    columns: &[
        text("member_id", "Id of the member."),
        text("user_name", "Name; null: not known."),
        text("email", "Address; null: not known."),
        text("client_id", "Id of the employer; null: none."),
        text("country", "Country; null: not known."),
        flag(
            "is_eligibility_verified",
            "Whether eligibility is verified; null: not known.",
        ),
        date("birthdate", "Day of birth; null: not known."),
        time(
            "created_at",
            "When the account was created; null: not known.",
        ),
        SOURCE_ROW,
    ],
    inputs: &[Input::Source("members")],
    tests: &[],
    sql: include_str!("stg_members.sql"),
    build: |build| {
        staged(
            build,
            "members",
            SPEC.columns,
            &[("member_id", "user_id"), ("created_at", "created")],
        )
    },
};
