//! Channel resolution: one name a channel everywhere (spec 10 "Channel"). Pure: names and counts in, channels out.
//!
//! Every name is compared folded (case, spaces, dashes and underscores do not count). What a name stands for, first
//! match wins:
//! 1. the user's mapping;
//! 2. a channel that `ad_spend` itself names;
//! 3. the alias table; where `ad_spend` names the same channel by another of its aliases (`Facebook` for `Meta`), that
//!    name stands, or one channel would show under two names;
//! 4. the name itself.
//!
//! A channel is shown in one spelling: the alias table's, else the commonest of `ad_spend`, else the user's, else the
//! commonest of opportunities, else the commonest `utm_source` in title case; ties go to the alphabet.
//! Which channel `ad_spend` gives to a utm pair is `int_channel_evidence`.

use crate::engine::base::Arrange;
use crate::engine::base::Ordered;
use crate::engine::warehouse::ChannelAlias;
use std::collections::BTreeMap;

pub use crate::engine::models::shown::fold;

/// Why a name stands for its channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// The user said so.
    Mapping,
    /// `ad_spend` names a channel so.
    AdSpend,
    /// The alias table says so.
    Alias,
    /// Nothing knows it: it is its own channel.
    Itself,
}

impl Origin {
    /// As written in `int_channel_names`.
    pub fn word(self) -> &'static str {
        match self {
            Origin::Mapping => "mapping",
            Origin::AdSpend => "ad_spend",
            Origin::Alias => "alias",
            Origin::Itself => "itself",
        }
    }
}

/// A name as a source writes it, and in how many rows.
pub type Counted<'a> = (&'a str, u64);

/// Everything that says what names stand for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Evidence<'a> {
    /// Channels of `ad_spend`.
    pub ad_channels: &'a [Counted<'a>],
    /// `utm_sources` of `web_analytics` and `ad_spend`.
    pub utm_sources: &'a [Counted<'a>],
    /// Sources of opportunities.
    pub opportunity_sources: &'a [Counted<'a>],
    /// The alias table.
    pub aliases: &'a [ChannelAlias],
    /// The user's edits: (name, channel); of two for one name the later wins.
    pub mapping: &'a [(String, String)],
}

/// `paid_social` -> `Paid Social`.
pub fn title_case(name: &str) -> String {
    let words = name.split([' ', '-', '_']).filter(|word| !word.is_empty());
    let titled: Vec<String> = words
        .map(|word| {
            let lower = word.to_lowercase();
            let mut chars = lower.chars();
            let first = chars.next().map(|c| c.to_uppercase().to_string());
            first.unwrap_or_default() + chars.as_str()
        })
        .collect();
    titled.join(" ")
}

/// The channel of each folded name in use or in the alias table, and why.
pub fn resolve(evidence: &Evidence<'_>) -> BTreeMap<String, (String, Origin)> {
    let ads = spellings(evidence.ad_channels, str::to_owned);
    let mapping: BTreeMap<String, String> = evidence
        .mapping
        .iter()
        .map(|(from, to)| (fold(from), to.trim().to_owned()))
        .filter(|(from, to)| !from.is_empty() && !fold(to).is_empty())
        .into_map();
    let spelled = spelling(evidence, &ads, &mapping);
    let targets = alias_targets(evidence.aliases, &ads);

    let mut names: BTreeMap<String, (String, Origin)> = BTreeMap::new();
    let mut add = |name: String| {
        if name.is_empty() || names.contains_key(&name) {
            return;
        }
        let (channel, origin) = if let Some(to) = mapping.get(&name) {
            (fold(to), Origin::Mapping)
        } else if ads.contains_key(&name) {
            (name.clone(), Origin::AdSpend)
        } else if let Some(target) = targets.get(name.as_str()) {
            (target.clone(), Origin::Alias)
        } else {
            (name.clone(), Origin::Itself)
        };
        let shown = spelled.get(&channel).cloned().unwrap_or(channel);
        names.insert(name, (shown, origin));
    };
    let used = [
        evidence.ad_channels,
        evidence.utm_sources,
        evidence.opportunity_sources,
    ];
    for (name, _) in used.into_iter().flatten() {
        add(fold(name));
    }
    for alias in evidence.aliases {
        add(alias.alias.to_owned());
    }
    for name in mapping.keys() {
        add(name.clone());
    }
    names
}

/// The folded channel of each alias.
fn alias_targets<'a>(
    aliases: &'a [ChannelAlias],
    ads: &BTreeMap<String, (String, u64)>,
) -> BTreeMap<&'a str, String> {
    // How `ad_spend` calls a channel that it does not call by its own name: the commonest alias, then the alphabet.
    let mut called: BTreeMap<&str, (u64, &str, String)> = BTreeMap::new();
    for alias in aliases {
        let Some((spelling, rows)) = ads.get(alias.alias) else {
            continue;
        };
        let better = called.get(alias.channel).is_none_or(|(best, known, _)| {
            (std::cmp::Reverse(rows), spelling.as_str()) < (std::cmp::Reverse(best), *known)
        });
        if better {
            called.insert(alias.channel, (*rows, spelling, alias.alias.to_owned()));
        }
    }
    aliases
        .iter()
        .map(|alias| {
            let target = fold(alias.channel);
            let name = match called.get(alias.channel) {
                Some((_, _, name)) if !ads.contains_key(&target) => name.clone(),
                _ => target,
            };
            (alias.alias, name)
        })
        .collect()
}

/// The one spelling of each folded channel name; the first list that knows it decides.
fn spelling(
    evidence: &Evidence<'_>,
    ads: &BTreeMap<String, (String, u64)>,
    mapping: &BTreeMap<String, String>,
) -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    for alias in evidence.aliases {
        out.entry(fold(alias.channel))
            .or_insert_with(|| alias.channel.to_owned());
    }
    let mut known = |folded: &String, spelling: &str| {
        out.entry(folded.clone())
            .or_insert_with(|| spelling.to_owned());
    };
    for (folded, (spelling, _)) in ads {
        known(folded, spelling);
    }
    let mut users: Vec<&String> = mapping.values().collect();
    users.arrange();
    for to in users {
        known(&fold(to), to);
    }
    for (folded, (spelling, _)) in &spellings(evidence.opportunity_sources, str::to_owned) {
        known(folded, spelling);
    }
    for (folded, (spelling, _)) in &spellings(evidence.utm_sources, title_case) {
        known(folded, spelling);
    }
    out
}

/// For each folded name: its commonest spelling (ties to the alphabet) and all its rows.
fn spellings(names: &[Counted<'_>], write: fn(&str) -> String) -> BTreeMap<String, (String, u64)> {
    let mut counts: BTreeMap<(String, String), u64> = BTreeMap::new();
    for (name, rows) in names {
        let folded = fold(name);
        if !folded.is_empty() {
            *counts.entry((folded, write(name))).or_default() += rows;
        }
    }
    let mut out: BTreeMap<String, (String, u64)> = BTreeMap::new();
    let mut best: BTreeMap<String, u64> = BTreeMap::new();
    for ((folded, spelling), rows) in counts {
        let most = best.entry(folded.clone()).or_default();
        let entry = out.entry(folded).or_insert_with(|| (spelling.clone(), 0));
        entry.1 += rows;
        // Spellings come in the order of the alphabet, so only a larger count takes over.
        if rows > *most {
            *most = rows;
            entry.0 = spelling;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::warehouse::aliases::channel_aliases;

    fn check(evidence: &Evidence<'_>, expected: &[(&str, &str, Origin)]) {
        let names = resolve(evidence);
        for (name, channel, origin) in expected {
            assert_eq!(
                names.get(*name),
                Some(&((*channel).to_owned(), *origin)),
                "{name}"
            );
        }
    }

    fn map(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs
            .iter()
            .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
            .collect()
    }

    #[test]
    fn folding_leaves_case_spaces_dashes_and_underscores_out() {
        assert_eq!(fold("Google - Ads"), "googleads");
        assert_eq!(fold("GOOGLE_ADS"), "googleads");
        assert_eq!(fold(" - "), "");
        assert_eq!(title_case("cold_OUTREACH-q3"), "Cold Outreach Q3");
        assert_eq!(title_case("élan"), "Élan");
    }

    #[test]
    fn aliases_of_the_spec_resolve() {
        let evidence = Evidence {
            aliases: channel_aliases(),
            ..Evidence::default()
        };
        let alias = Origin::Alias;
        check(
            &evidence,
            &[
                ("google", "Google Ads", alias),
                ("facebook", "Meta", alias),
                ("fb", "Meta", alias),
                ("instagram", "Meta", alias),
                ("meta", "Meta", alias),
                ("linkedin", "LinkedIn", alias),
                ("twitter", "Twitter", alias),
                ("x", "Twitter", alias),
                ("bing", "Microsoft Ads", alias),
                ("microsoft", "Microsoft Ads", alias),
                ("organic", "Organic", alias),
                ("email", "Email", alias),
                ("newsletter", "Email", alias),
                ("partner", "Partner", alias),
                ("referral", "Referral", alias),
            ],
        );
    }

    #[test]
    fn one_channel_has_one_spelling_whoever_names_it() {
        let evidence = Evidence {
            ad_channels: &[
                ("GOOGLE ads", 9),
                ("google-ads", 2),
                ("Display", 1),
                ("DISPLAY", 1),
            ],
            opportunity_sources: &[("Trade Show", 3), ("trade-show", 2), ("tikTok shop", 1)],
            utm_sources: &[("trade_show", 50), ("Tiktok_Shop", 9), ("new-source", 2)],
            aliases: channel_aliases(),
            ..Evidence::default()
        };
        check(
            &evidence,
            &[
                ("googleads", "Google Ads", Origin::AdSpend),
                ("google", "Google Ads", Origin::Alias),
                ("display", "DISPLAY", Origin::AdSpend),
                ("tradeshow", "Trade Show", Origin::Itself),
                ("tiktokshop", "tikTok shop", Origin::Itself),
                ("newsource", "New Source", Origin::Itself),
            ],
        );
    }

    #[test]
    fn an_alias_follows_the_name_that_ad_spend_uses_for_the_channel() {
        let evidence = Evidence {
            ad_channels: &[("Facebook", 4), ("FB", 4), ("Instagram", 3)],
            utm_sources: &[("ig", 1)],
            aliases: channel_aliases(),
            ..Evidence::default()
        };
        check(
            &evidence,
            &[
                ("facebook", "Facebook", Origin::AdSpend),
                ("fb", "FB", Origin::AdSpend),
                ("ig", "FB", Origin::Alias),
                ("meta", "FB", Origin::Alias),
            ],
        );
        let both = Evidence {
            ad_channels: &[("Facebook", 4), ("Meta", 1)],
            ..evidence
        };
        check(
            &both,
            &[
                ("ig", "Meta", Origin::Alias),
                ("facebook", "Facebook", Origin::AdSpend),
            ],
        );
    }

    #[test]
    fn the_users_mapping_comes_first_and_its_last_word_counts() {
        let mapping = map(&[
            ("FB", "Search"),
            ("fb", "google ads"),
            ("acme", "My Show"),
            ("Google Ads", "PPC"),
            ("", "x"),
            ("y", " - "),
        ]);
        let evidence = Evidence {
            ad_channels: &[("Google Ads", 4)],
            utm_sources: &[("fb", 1), ("my-show", 8), ("google", 1), ("y", 1)],
            aliases: channel_aliases(),
            mapping: &mapping,
            ..Evidence::default()
        };
        check(
            &evidence,
            &[
                ("fb", "Google Ads", Origin::Mapping),
                ("acme", "My Show", Origin::Mapping),
                ("myshow", "My Show", Origin::Itself),
                ("googleads", "PPC", Origin::Mapping),
                ("y", "Y", Origin::Itself),
            ],
        );
    }
}
