//! `dim_channel`: every channel that any source has. Grain: one channel.
//! What it is comes from the alias table; a channel that it does not know is paid where `ad_spend` has rows of it.

use super::{SUBJECT, flag, text};
use crate::engine::base::{Column, Ordered, Result, Table};
use crate::engine::warehouse::{Build, Input, Layer, ModelSpec};
use std::collections::{BTreeMap, BTreeSet};

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "dim_channel",
    subject: SUBJECT,
    layer: Layer::Dimension,
    grain: "one channel",
    key: &["channel"],
    columns: &[
        text("channel", "The channel, in its one spelling."),
        text(
            "channel_group",
            "What kind of channel it is (`Paid search`); `Paid other` and `Other` where the alias table does not know it.",
        ),
        flag(
            "is_paid",
            "Media is bought on it: the alias table says so, or ad_spend has rows of it.",
        ),
    ],
    inputs: &[
        Input::Model("stg_ad_spend"),
        Input::Model("stg_web_sessions"),
        Input::Model("stg_opportunities"),
        Input::ChannelAliases,
    ],
    tests: &[],
    sql: include_str!("dim_channel.sql"),
    build,
};

fn build(build: &Build<'_>) -> Result<Table> {
    let bought: BTreeSet<&str> = used(build.model("stg_ad_spend")?)?.into_iter().into_set();
    let mut channels = bought.clone();
    channels.extend(used(build.model("stg_web_sessions")?)?);
    channels.extend(used(build.model("stg_opportunities")?)?);
    let known: BTreeMap<&str, (&str, bool)> = build
        .aliases()?
        .iter()
        .map(|alias| (alias.channel, (alias.channel_group, alias.is_paid)))
        .into_map();
    let rows = || {
        channels.iter().map(|channel| {
            let bought = bought.contains(channel);
            let other = if bought { "Paid other" } else { "Other" };
            let (group, paid) = known.get(channel).copied().unwrap_or((other, false));
            (*channel, group, paid || bought)
        })
    };
    Table::new(vec![
        Column::text_of("channel", rows().map(|row| Some(row.0))),
        Column::text_of("channel_group", rows().map(|row| Some(row.1))),
        Column::flags("is_paid", rows().map(|row| Some(row.2))),
    ])
}

/// The channels that a staging table has rows of.
fn used(table: &Table) -> Result<Vec<&str>> {
    let counted = super::lookup::counted(table.text("channel")?);
    Ok(counted.into_iter().map(|(channel, _)| channel).collect())
}
