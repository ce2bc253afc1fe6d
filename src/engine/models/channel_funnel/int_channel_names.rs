//! `int_channel_names`: the channel that each name stands for, in whatever source the name is used.
//! Grain: one folded name. Rules: `channel.rs`. Left out: which channel a utm pair was paid on (`int_channel_evidence`).

use super::channel::{Evidence, resolve};
use super::lookup::counted;
use super::{SUBJECT, text};
use crate::engine::base::{Column, Result, Table};
use crate::engine::warehouse::{Build, Input, Layer, ModelSpec, Param};

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "int_channel_names",
    subject: SUBJECT,
    layer: Layer::Intermediate,
    grain: "one name of a channel, folded (case, spaces, dashes and underscores left out)",
    key: &["name"],
    columns: &[
        text("name", "The name, folded."),
        text("channel", "The channel it stands for, in its one spelling."),
        text(
            "origin",
            "Why: `mapping` (the user), `ad_spend` (it names a channel so), `alias` (the alias table) or `itself` (nothing knows it).",
        ),
    ],
    inputs: &[
        Input::Source("ad_spend"),
        Input::Source("web_analytics"),
        Input::Source("salesforce_opportunities"),
        Input::ChannelAliases,
        Input::Param(Param::Mapping),
    ],
    tests: &[],
    sql: include_str!("int_channel_names.sql"),
    build,
};

fn build(build: &Build<'_>) -> Result<Table> {
    let names = resolve(&Evidence {
        ad_channels: &counted(build.source("ad_spend")?.text("channel")?),
        utm_sources: &counted(build.source("web_analytics")?.text("utm_source")?),
        opportunity_sources: &counted(build.source("salesforce_opportunities")?.text("source")?),
        aliases: build.aliases()?,
        mapping: build.mapping()?,
    });
    Table::new(vec![
        Column::text_of("name", names.keys().map(|name| Some(name.as_str()))),
        Column::text_of(
            "channel",
            names.values().map(|(channel, _)| Some(channel.as_str())),
        ),
        Column::text_of(
            "origin",
            names.values().map(|(_, origin)| Some(origin.word())),
        ),
    ])
}
