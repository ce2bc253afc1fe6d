//! `stg_clients`: who the clients are. Grain: one client; of two rows with one id the first in the files stays.

use super::{SOURCE_ROW, SUBJECT, date, text};
use crate::engine::base::{Result, Table};
use crate::engine::warehouse::{Build, Input, Layer, ModelSpec};

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "stg_clients",
    subject: SUBJECT,
    layer: Layer::Staging,
    grain: "one client",
    key: &["client_id"],
    columns: &[
        text("client_id", "Id of the client."),
        text("cohort", "Cohort of the client; null: not known."),
        text(
            "customer_segment",
            "Segment of the client; null: not known.",
        ),
        date(
            "registration_date",
            "Day the client registered; null: not known.",
        ),
        SOURCE_ROW,
    ],
    inputs: &[Input::Source("clients")],
    tests: &[],
    sql: include_str!("stg_clients.sql"),
    build,
};

fn build(build: &Build<'_>) -> Result<Table> {
    let names: Vec<&str> = SPEC.columns.iter().map(|column| column.name).collect();
    build.unique_source("clients")?.select(&names)
}
