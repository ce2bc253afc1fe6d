//! `int_ad_spend`: ad spend beside the channels of `stg_events`. Grain: one day of one campaign.
//!
//! A campaign that events name has the channel that most of them come from (direct, which nobody pays for, left out);
//! any other the kind of its ad channel in the alias table (Google Ads: `paid_search`). Paid social is `social` where the
//! events know that name only.

use super::channel::{self, DIRECT};
use super::int_page_views::code_of;
use super::{SUBJECT, date, text, usd};
use crate::engine::base::{Column, Interner, NULL_CODE, Result, Table};
use crate::engine::warehouse::rollup::Groups;
use crate::engine::warehouse::{Build, DataTest, Input, Layer, ModelSpec, Severity, checks};
use std::collections::BTreeMap;

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "int_ad_spend",
    subject: SUBJECT,
    layer: Layer::Intermediate,
    grain: "one day of one campaign",
    key: &["date", "campaign_id"],
    columns: &[
        date("date", "Day of the spend."),
        text("campaign_id", "The ad platform's id of the campaign."),
        text("channel", "Channel, as stg_events names it."),
        text(
            "evidence",
            "Why: `campaign` (events name the campaign) or `ad_channel` (the kind of its ad channel).",
        ),
        usd("spend_usd", "Media spend."),
    ],
    inputs: &[
        Input::Model("stg_ad_spend"),
        Input::Model("stg_events"),
        Input::ChannelAliases,
    ],
    tests: &[DataTest {
        id: "spend_conserved",
        sentence: "Spend adds up to stg_ad_spend.",
        severity: Severity::Error,
        run: |table, build| {
            let total = super::identities::total;
            let there = total(build.model("stg_ad_spend")?, "spend_usd")?;
            Ok(checks::same_sum(
                "spend_usd",
                total(table, "spend_usd")?,
                there,
            ))
        },
    }],
    sql: include_str!("int_ad_spend.sql"),
    build,
};

fn build(build: &Build<'_>) -> Result<Table> {
    let ads = build.model("stg_ad_spend")?;
    let events = build.model("stg_events")?;
    let aliases = build.aliases()?;
    let used = events.text("channel")?;
    // Without spend nobody asks where the campaigns of a million events come from.
    let by_campaign = match ads.height() {
        0 => BTreeMap::new(),
        _ => campaigns(events)?,
    };
    let mut is_used = vec![false; used.dict.len()];
    for code in used.codes {
        if let Some(flag) = is_used.get_mut(code as usize) {
            *flag = true;
        }
    }
    let has = |name: &str| is_used.get(code_of(used, name) as usize) == Some(&true);

    let ad_channel = ads.text("channel")?;
    let campaign = ads.text("campaign_id")?;
    let mut channels = Interner::new();
    let by_kind: Vec<u32> = ad_channel
        .dict
        .iter()
        .map(|name| {
            let kind = channel::of_source(name, aliases).unwrap_or_else(|| name.to_owned());
            channels.intern(&channel::of_spend(kind, &has))
        })
        .collect();
    let named: Vec<u32> = campaign
        .dict
        .iter()
        .map(|id| {
            by_campaign
                .get(id)
                .map_or(NULL_CODE, |name| channels.intern(name))
        })
        .collect();
    let at = |codes: &[u32], code: u32| codes.get(code as usize).copied().unwrap_or(NULL_CODE);
    let mut evidence = Vec::with_capacity(ads.height());
    let codes = campaign
        .codes
        .iter()
        .zip(ad_channel.codes)
        .map(|(campaign, ad_channel)| {
            let by_campaign = at(&named, campaign);
            evidence.push(u32::from(by_campaign == NULL_CODE));
            if by_campaign == NULL_CODE {
                at(&by_kind, ad_channel)
            } else {
                by_campaign
            }
        })
        .collect();
    let mut words = Interner::new();
    words.intern("campaign");
    words.intern("ad_channel");
    Table::new(vec![
        ads.column("date")?,
        ads.column("campaign_id")?,
        Column::text("channel", codes, channels.finish()),
        Column::text("evidence", evidence, words.finish()),
        ads.column("spend_usd")?,
    ])
}

/// The channel that most events of each campaign come from, then the first in the alphabet.
fn campaigns(events: &Table) -> Result<BTreeMap<&str, &str>> {
    let (campaign, channel) = (events.text("campaign_id")?, events.text("channel")?);
    let groups = Groups::of(
        campaign.codes,
        campaign.dict.len(),
        channel.codes,
        channel.dict.len(),
    );
    let mut best: BTreeMap<&str, (i64, &str)> = BTreeMap::new();
    for ((campaign_code, channel_code), count) in groups.keys.iter().zip(groups.counts()) {
        let (Some(campaign), Some(channel)) = (
            campaign.dict.get(*campaign_code),
            channel.dict.get(*channel_code),
        ) else {
            continue;
        };
        let known = best.get(campaign);
        let is_better = known.is_none_or(|(most, name)| (-count, channel) < (-most, *name));
        if channel != DIRECT && is_better {
            best.insert(campaign, (count, channel));
        }
    }
    Ok(best
        .into_iter()
        .map(|(campaign, (_, channel))| (campaign, channel))
        .collect())
}
