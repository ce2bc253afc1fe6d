//! `stg_contacts`: which account a contact belongs to. Grain: one contact.

use super::{SOURCE_ROW, SUBJECT, text, trials};
use crate::engine::base::{Result, Table};
use crate::engine::warehouse::{Build, DataTest, Input, Layer, ModelSpec, Severity};

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "stg_contacts",
    subject: SUBJECT,
    layer: Layer::Staging,
    grain: "one contact",
    key: &["contact_id"],
    columns: &[
        text("contact_id", "Id of the contact."),
        text("account_id", "Id of the contact’s account."),
        SOURCE_ROW,
    ],
    inputs: &[Input::Source("contacts")],
    tests: &[DataTest {
        id: "account_present",
        sentence: "Every contact has an account.",
        severity: Severity::Error,
        run: |table, _| trials::nulls(table, "contact_id", "account_id"),
    }],
    sql: include_str!("stg_contacts.sql"),
    build,
};

fn build(build: &Build<'_>) -> Result<Table> {
    build
        .unique_source("contacts")?
        .select(&super::names(&SPEC))
}
