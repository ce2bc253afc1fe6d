//! `stg_web_sessions`: sessions with their channel resolved.
//! Grain: one session. The channel is decided once for each distinct utm pair: what `ad_spend` says of the pair, else of
//! the source, else what the name stands for; no `utm_source` is Direct. All other columns are the source's, not copied.

use super::channel::fold;
use super::int_utm_spellings::spelled;
use super::lookup::{Names, UtmEvidence, per_entry};
use super::{DIRECT, SOURCE_ROW, SUBJECT, count, date, text};
use crate::engine::base::{Column, Interner, Numbers, Result, Table};
use crate::engine::warehouse::rollup::Groups;
use crate::engine::warehouse::{Build, Input, Layer, ModelSpec};

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "stg_web_sessions",
    subject: SUBJECT,
    layer: Layer::Staging,
    grain: "one session",
    key: &["session_id"],
    columns: &[
        text("session_id", "Id of the session."),
        text("user_id", "Id of the visitor; null: not known."),
        text(
            "channel",
            "Channel, in its one spelling; Direct where there is no utm_source.",
        ),
        text(
            "landing_page",
            "First page of the session; null: not known.",
        ),
        text(
            "utm_source",
            "utm_source in its commonest spelling; null: none.",
        ),
        text(
            "utm_campaign",
            "utm_campaign in its commonest spelling; null: none.",
        ),
        count("pageviews", "Pages seen; null: not reported."),
        count("conversions", "Conversions; null: not reported."),
        count(
            "sessions",
            "Sessions that the row stands for, in an export that counts them together; null: one.",
        ),
        date("session_date", "Day of the session."),
        SOURCE_ROW,
    ],
    inputs: &[
        Input::Source("web_analytics"),
        Input::Model("int_channel_names"),
        Input::Model("int_channel_evidence"),
        Input::Model("int_utm_spellings"),
    ],
    tests: &[],
    sql: include_str!("stg_web_sessions.sql"),
    build,
};

/// How many sessions each row of the staged table stands for; `None` where each is one.
pub fn weights(web: &Table) -> Result<Option<Vec<i64>>> {
    let sessions = web.integers("sessions")?;
    let is_counted = sessions
        .valid
        .is_none_or(|valid| valid.unset_bits() < valid.len());
    let weight = |value: Option<i64>| value.unwrap_or(1);
    Ok((is_counted && !sessions.values.is_empty()).then(|| sessions.iter().map(weight).collect()))
}

/// Sessions of each group of the staged table's rows.
pub fn counted(web: &Table, groups: &Groups) -> Result<Vec<i64>> {
    Ok(match weights(web)? {
        None => groups.counts(),
        Some(weights) => groups.integers(Numbers {
            values: &weights,
            valid: None,
        }),
    })
}

fn build(build: &Build<'_>) -> Result<Table> {
    let spellings = build.model("int_utm_spellings")?;
    let web = spelled(build.unique_source("web_analytics")?, spellings)?;
    let names = Names::new(build.model("int_channel_names")?)?;
    let evidence = UtmEvidence::new(build.model("int_channel_evidence")?)?;
    let (source, campaign) = (web.text("utm_source")?, web.text("utm_campaign")?);
    let sources = per_entry(source.dict, |name| (fold(name), names.channel(name)));
    let campaigns = per_entry(campaign.dict, fold);

    let pairs = Groups::of(
        source.codes,
        source.dict.len(),
        campaign.codes,
        campaign.dict.len(),
    );
    let mut channels = Interner::new();
    let of_pair: Vec<u32> = pairs
        .keys
        .iter()
        .map(|(source, campaign)| {
            let channel = sources.get(*source as usize).and_then(|(folded, named)| {
                let campaign = campaigns.get(*campaign as usize).map(String::as_str);
                evidence.channel(folded, campaign).or(*named)
            });
            channels.intern(channel.unwrap_or(DIRECT))
        })
        .collect();
    let codes = pairs.ids.iter().map(|id| of_pair[*id as usize]).collect();
    web.with(Column::text("channel", codes, channels.finish()))?
        .select(
            &SPEC
                .columns
                .iter()
                .map(|column| column.name)
                .collect::<Vec<_>>(),
        )
}
