//! `int_channel_names` and `int_channel_evidence` as lookups for staging: text in, a channel out, once for each distinct
//! text (never once a row).

use super::channel::{Origin, fold};
use super::int_channel_evidence::ANY_CAMPAIGN;
use crate::engine::base::{Dict, Result, Table, TextColumn};
use std::collections::BTreeMap;

/// Channel of each folded name, and whether the user's mapping says so.
pub struct Names<'a>(BTreeMap<&'a str, (&'a str, bool)>);

impl<'a> Names<'a> {
    /// Reads `int_channel_names`.
    pub fn new(table: &'a Table) -> Result<Names<'a>> {
        let (name, channel, origin) = (
            table.text("name")?,
            table.text("channel")?,
            table.text("origin")?,
        );
        Ok(Names(
            (0..table.height())
                .filter_map(|row| {
                    let mapped = origin.get(row)? == Origin::Mapping.word();
                    Some((name.get(row)?, (channel.get(row)?, mapped)))
                })
                .collect(),
        ))
    }

    /// The channel of a name in any spelling.
    pub fn channel(&self, name: &str) -> Option<&'a str> {
        self.0.get(fold(name).as_str()).map(|(channel, _)| *channel)
    }

    /// The channel of a name that the user mapped.
    pub fn mapped(&self, name: &str) -> Option<&'a str> {
        let (channel, mapped) = self.0.get(fold(name).as_str())?;
        mapped.then_some(*channel)
    }
}

/// Channel that `ad_spend` gives to a folded utm pair.
pub struct UtmEvidence<'a>(BTreeMap<&'a str, BTreeMap<&'a str, &'a str>>);

impl<'a> UtmEvidence<'a> {
    /// Reads `int_channel_evidence`.
    pub fn new(table: &'a Table) -> Result<UtmEvidence<'a>> {
        let (source, campaign) = (table.text("utm_source")?, table.text("utm_campaign")?);
        let channel = table.text("channel")?;
        let mut out: BTreeMap<&str, BTreeMap<&str, &str>> = BTreeMap::new();
        for row in 0..table.height() {
            if let (Some(s), Some(c), Some(to)) =
                (source.get(row), campaign.get(row), channel.get(row))
            {
                out.entry(s).or_default().insert(c, to);
            }
        }
        Ok(UtmEvidence(out))
    }

    /// The channel of a pair; that of its source where the pair is not known.
    pub fn channel(&self, source: &str, campaign: Option<&str>) -> Option<&'a str> {
        let campaigns = self.0.get(source)?;
        campaign
            .and_then(|campaign| campaigns.get(campaign))
            .or_else(|| campaigns.get(ANY_CAMPAIGN))
            .copied()
    }
}

/// Something for each entry of a dictionary.
pub fn per_entry<'a, T>(dict: &'a Dict, of: impl Fn(&'a str) -> T) -> Vec<T> {
    dict.iter().map(of).collect()
}

/// How many rows hold each entry of a text column.
pub fn counted(text: TextColumn<'_>) -> Vec<(&str, u64)> {
    let mut rows = vec![0_u64; text.dict.len() + 1];
    for code in text.codes {
        rows[(code as usize).min(text.dict.len())] += 1;
    }
    text.dict
        .iter()
        .zip(rows)
        .filter(|(_, rows)| *rows > 0)
        .collect()
}
