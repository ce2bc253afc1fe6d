//! `int_pipeline_channels`: the one spelling of each channel. Names match without regard to case and are never renamed:
//! of `Webinar`, `webinar` and `WEBINAR` the spelling in most rows stands for all, on a tie the first by the alphabet.
//! Grain: one name in lower case.

use super::{SUBJECT, text};
use crate::engine::base::{Column, Result, Table, TextColumn};
use crate::engine::warehouse::{Build, Input, Layer, ModelSpec};
use std::collections::BTreeMap;

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "int_pipeline_channels",
    subject: SUBJECT,
    layer: Layer::Intermediate,
    grain: "one name of a channel in lower case",
    key: &["name"],
    columns: &[
        text("name", "Name in lower case."),
        text("channel", "The spelling that stands for all."),
    ],
    inputs: &[
        Input::Model("stg_marketing_touchpoints"),
        Input::Model("stg_sales_touchpoints"),
        Input::Model("stg_channel_costs"),
    ],
    tests: &[],
    sql: include_str!("int_pipeline_channels.sql"),
    build,
};

fn build(build: &Build<'_>) -> Result<Table> {
    let mut spellings: BTreeMap<&str, u64> = BTreeMap::new();
    for (model, column) in [
        ("stg_marketing_touchpoints", "channel_name"),
        ("stg_sales_touchpoints", "channel_name"),
        ("stg_channel_costs", "channel"),
    ] {
        count(build.model(model)?.text(column)?, &mut spellings);
    }
    let mut best: BTreeMap<String, (&str, u64)> = BTreeMap::new();
    for (spelling, rows) in spellings {
        // In the order of the alphabet: a later spelling needs more rows.
        let slot = best.entry(spelling.to_lowercase()).or_insert((spelling, 0));
        if rows > slot.1 {
            *slot = (spelling, rows);
        }
    }
    Table::new(vec![
        Column::text_of("name", best.keys().map(|name| Some(name.as_str()))),
        Column::text_of("channel", best.values().map(|(channel, _)| Some(*channel))),
    ])
}

/// Adds the rows of each entry.
fn count<'a>(column: TextColumn<'a>, into: &mut BTreeMap<&'a str, u64>) {
    let mut rows = vec![0_u64; column.dict.len()];
    for code in column.codes {
        if let Some(slot) = rows.get_mut(code as usize) {
            *slot += 1;
        }
    }
    for (entry, rows) in column.dict.iter().zip(rows) {
        if rows > 0 {
            *into.entry(entry).or_default() += rows;
        }
    }
}

/// The channel of each entry of a dictionary, as codes into the entries of this model's `channel` column.
pub fn codes_of(channels: &Table, entries: TextColumn<'_>) -> Result<Vec<u32>> {
    let names = super::keys::Keys::of(channels.text("name")?);
    let channel = channels.text("channel")?;
    Ok(entries
        .dict
        .iter()
        .map(|entry| {
            let row = names.row(&entry.to_lowercase()).map(|row| row as usize);
            row.and_then(|row| channel.codes.get(row))
                .unwrap_or(crate::engine::base::NULL_CODE)
        })
        .collect())
}
