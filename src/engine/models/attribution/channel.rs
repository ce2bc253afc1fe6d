//! Which channel an event came from (spec 20 "Channel"). Pure: a text in, a channel out; the models ask once for each
//! distinct text.
//!
//! First evidence wins: the channel that the export names; the medium; the source, through the alias table; the host of
//! the referrer. Without any it is direct. Names of channels are lower snake case.

use crate::engine::models::shown::fold;
use crate::engine::warehouse::ChannelAlias;

/// A visit that says nothing of where it came from.
pub const DIRECT: &str = "direct";

const PAID_SEARCH: &str = "paid_search";
const PAID_SOCIAL: &str = "paid_social";
const ORGANIC_SEARCH: &str = "organic_search";
const SOCIAL: &str = "social";

/// Search engines and social networks, by the name that their hosts have before the country.
const ENGINES: [&str; 12] = [
    "google",
    "bing",
    "yahoo",
    "duckduckgo",
    "baidu",
    "yandex",
    "ecosia",
    "qwant",
    "startpage",
    "naver",
    "sogou",
    "brave",
];
const NETWORKS: [&str; 12] = [
    "facebook",
    "fb",
    "instagram",
    "linkedin",
    "lnkd",
    "twitter",
    "reddit",
    "pinterest",
    "tiktok",
    "youtube",
    "threads",
    "quora",
];

/// Hosts of social networks whose names are too short to be told anywhere else.
const SHORT_HOSTS: [&str; 2] = ["t.co", "x.com"];

/// What may stand before the name of a search engine or a social network; so may two letters of a country.
const BEFORE: [&str; 7] = ["www", "m", "l", "lm", "out", "search", "old"];

/// Lower snake case: what is neither letter nor digit parts words. `None` where nothing is left.
pub fn snake(name: &str) -> Option<String> {
    let mut out = String::with_capacity(name.len());
    for c in name.chars() {
        if c.is_alphanumeric() {
            out.extend(c.to_lowercase());
        } else if !out.is_empty() && !out.ends_with('_') {
            out.push('_');
        }
    }
    out.truncate(out.trim_end_matches('_').len());
    (!out.is_empty()).then_some(out)
}

/// The channel of a `utm_medium`.
pub fn of_medium(medium: &str) -> Option<String> {
    let name = snake(medium)?;
    let known = match name.as_str() {
        "cpc" | "ppc" | "paid" | "paidsearch" => PAID_SEARCH,
        "paidsocial" => PAID_SOCIAL,
        "organic" => ORGANIC_SEARCH,
        "none" => DIRECT,
        _ => return Some(name),
    };
    Some(known.to_owned())
}

/// The channel of a `utm_source`, or of a channel of `ad_spend`: the group of its channel in the alias table, which says
/// how a platform reaches people (Google Ads: `paid_search`); itself where the table does not know it.
pub fn of_source(source: &str, aliases: &[ChannelAlias]) -> Option<String> {
    let folded = fold(source);
    let Some(known) = aliases.iter().find(|alias| alias.alias == folded) else {
        return snake(source);
    };
    match snake(known.channel_group)?.as_str() {
        "organic" => Some(ORGANIC_SEARCH.to_owned()),
        group => Some(group.to_owned()),
    }
}

/// Where spend goes that the alias table calls paid social, in data that knows `social` only.
pub fn of_spend(channel: String, has: &dyn Fn(&str) -> bool) -> String {
    if channel == PAID_SOCIAL && !has(PAID_SOCIAL) && has(SOCIAL) {
        return SOCIAL.to_owned();
    }
    channel
}

/// The host of an address, without `www.` and port. `None` for a path alone.
pub fn host(url: &str) -> Option<String> {
    let host = authority(url).rsplit('@').next()?.split(':').next()?;
    let host = host.to_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    host.contains('.').then(|| host.to_owned())
}

/// The part of an address that names its host, as it stands.
pub fn authority(url: &str) -> &str {
    let rest = match url.split_once("://") {
        Some((scheme, rest)) if !scheme.contains(['/', '?', '#']) => rest,
        _ => url.strip_prefix("//").unwrap_or(url),
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    rest.get(..end).unwrap_or_default()
}

/// The channel of a referrer's host.
pub fn of_host(host: &str) -> &'static str {
    if SHORT_HOSTS.contains(&host) {
        return SOCIAL;
    }
    let labels: Vec<&str> = host.split('.').collect();
    // The last label is a country or a kind, never a name.
    for label in labels.iter().take(labels.len().saturating_sub(1)) {
        if ENGINES.contains(label) {
            return ORGANIC_SEARCH;
        }
        if NETWORKS.contains(label) {
            return SOCIAL;
        }
        if !BEFORE.contains(label) && label.chars().count() != 2 {
            break;
        }
    }
    "referral"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::warehouse::aliases::channel_aliases;

    #[test]
    fn names_are_lower_snake_case() {
        for (name, expected) in [
            (" Paid  Search ", "paid_search"),
            ("paid-social", "paid_social"),
            ("(direct)", "direct"),
            ("Élan/2", "élan_2"),
        ] {
            assert_eq!(snake(name).as_deref(), Some(expected), "{name}");
        }
        assert_eq!(snake(" - "), None);
    }

    #[test]
    fn a_medium_says_the_channel() {
        for (medium, expected) in [
            ("cpc", "paid_search"),
            ("PPC", "paid_search"),
            ("paid", "paid_search"),
            ("paidsearch", "paid_search"),
            ("paid-social", "paid_social"),
            ("PaidSocial", "paid_social"),
            ("organic", "organic_search"),
            ("email", "email"),
            ("social", "social"),
            ("referral", "referral"),
            ("none", "direct"),
            ("Display Banner", "display_banner"),
        ] {
            assert_eq!(of_medium(medium).as_deref(), Some(expected), "{medium}");
        }
    }

    #[test]
    fn a_source_goes_through_the_alias_table() {
        for (source, expected) in [
            ("google", "paid_search"),
            ("Bing", "paid_search"),
            ("fb", "paid_social"),
            ("newsletter", "email"),
            ("organic", "organic_search"),
            ("Partner", "partner"),
            ("(direct)", "direct"),
            ("acme-Blog", "acme_blog"),
        ] {
            let channel = of_source(source, channel_aliases());
            assert_eq!(channel.as_deref(), Some(expected), "{source}");
        }
    }

    #[test]
    fn a_referrer_is_judged_by_its_host() {
        for (url, expected) in [
            ("https://www.google.co.uk/search?q=a", "organic_search"),
            ("https://search.yahoo.com/", "organic_search"),
            ("https://uk.search.yahoo.com", "organic_search"),
            ("https://m.facebook.com/", "social"),
            ("https://t.co/abc", "social"),
            ("http://user@news.example.org:8080/x", "referral"),
            ("docs.google.com/d/1", "referral"),
            ("https://exbing.com/", "referral"),
        ] {
            let host = host(url).expect(url);
            assert_eq!(of_host(&host), expected, "{url}");
        }
        assert_eq!(of_host("t.example.org"), "referral");
        assert_eq!(host("/pricing?from=https://a.b"), None);
        assert_eq!(host("//Acme.com#top").as_deref(), Some("acme.com"));
    }

    #[test]
    fn paid_social_spend_goes_to_social_only_where_the_data_knows_no_other() {
        let to = |known: &[&str]| of_spend("paid_social".to_owned(), &|name| known.contains(&name));
        assert_eq!(to(&["social", "email"]), "social");
        assert_eq!(to(&["social", "paid_social"]), "paid_social");
        assert_eq!(to(&[]), "paid_social");
    }
}
