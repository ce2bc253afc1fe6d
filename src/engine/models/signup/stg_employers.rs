//! `stg_employers`: employers with the names that the funnel gives them.
//! Grain: one employer. Archived employers stay: their members did sign up.

use super::staging::staged;
use super::{SOURCE_ROW, SUBJECT, flag, text, time};
use crate::engine::warehouse::{Input, Layer, ModelSpec};

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "stg_employers",
    subject: SUBJECT,
    layer: Layer::Staging,
    grain: "one employer",
    key: &["client_id"],
    columns: &[
        text("client_id", "Id of the employer."),
        text("client_name", "Name."),
        text(
            "client_size",
            "Size, as the export names it; null: not known.",
        ),
        text("client_industry", "Industry; null: not known."),
        text(
            "eligibility_verification_method",
            "How eligibility is verified; null: not known.",
        ),
        flag(
            "is_archived",
            "Whether it is no client any more; null: not known.",
        ),
        time(
            "created_at",
            "When it became a client, its launch; null: not known.",
        ),
        time("archived_at", "When it ceased to be one; null: it did not."),
        time(
            "modified_at",
            "When the row was last changed; null: not known.",
        ),
        SOURCE_ROW,
    ],
    inputs: &[Input::Source("employers")],
    tests: &[],
    sql: include_str!("stg_employers.sql"),
    build: |build| {
        staged(
            build,
            "employers",
            SPEC.columns,
            &[
                ("client_id", "id"),
                ("client_name", "name"),
                ("eligibility_verification_method", "verification_type"),
                ("created_at", "created"),
                ("archived_at", "archived"),
                ("modified_at", "modified"),
            ],
        )
    },
};
