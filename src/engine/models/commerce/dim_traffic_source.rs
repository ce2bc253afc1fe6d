//! `dim_traffic_source`: every source of traffic that a session or a user names, and the member `unknown`.
//! Grain: one traffic source, spelled as the exports spell it.

use super::star::{keys, members};
use super::{SUBJECT, text};
use crate::engine::base::{Column, Result, Table};
use crate::engine::warehouse::{Build, Input, Layer, ModelSpec};
use std::collections::BTreeSet;

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "dim_traffic_source",
    subject: SUBJECT,
    layer: Layer::Dimension,
    grain: "one traffic source",
    key: &["traffic_source_key"],
    columns: &[
        text(
            "traffic_source_key",
            "Surrogate key: md5 of traffic_source.",
        ),
        text(
            "traffic_source",
            "What brings sessions and users; `unknown` stands for null.",
        ),
    ],
    inputs: &[Input::Model("stg_web_events"), Input::Model("stg_users")],
    tests: &[],
    sql: include_str!("dim_traffic_source.sql"),
    build,
};

fn build(build: &Build<'_>) -> Result<Table> {
    let mut names: BTreeSet<&str> = BTreeSet::new();
    for model in ["stg_web_events", "stg_users"] {
        let column = build.model(model)?.text("traffic_source")?;
        let mut used = vec![false; column.dict.len() + 1];
        for code in column.codes {
            used[(code as usize).min(column.dict.len())] = true;
        }
        let entries = column.dict.iter().zip(used);
        names.extend(entries.filter(|(_, used)| *used).map(|(name, _)| name));
    }
    let names = members(names.into_iter());
    Table::new(vec![
        keys("traffic_source_key", names.iter().copied()),
        Column::text_of("traffic_source", names.iter().map(|name| Some(*name))),
    ])
}
