//! `stg_transactions`: transactions of the loyalty system. Grain: one row of the export, which has no id.

use super::staging::staged;
use super::{SOURCE_ROW, SUBJECT, flag, text, usd};
use crate::engine::base::{Result, Table};
use crate::engine::warehouse::{Build, Input, Layer, ModelSpec};

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "stg_transactions",
    subject: SUBJECT,
    layer: Layer::Staging,
    grain: "one transaction",
    key: &["_source_row"],
    columns: &[
        SOURCE_ROW,
        text("user_id", "Id of the user."),
        usd(
            "transaction_amount_usd",
            "What was spent; below zero where it was given back.",
        ),
        flag("is_repeat_purchase", "Not the user's first purchase."),
    ],
    inputs: &[Input::Source("transactions")],
    tests: &[],
    sql: include_str!("stg_transactions.sql"),
    build,
};

fn build(build: &Build<'_>) -> Result<Table> {
    let names = [("transaction_amount", "transaction_amount_usd")];
    staged(build, "transactions", &SPEC, &names, &|_| Ok(Vec::new()))
}
