//! The state of the page in the hash of its address: `#/<page>/<sub>?<parameters>`.
//!
//! The parameters are `protocol::Params`; keys that no control knows are kept. Only text here: reading and writing
//! the address is `browser`'s work.

use crate::protocol::Params;

/// Where the page is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Link {
    /// Page id (`overview`).
    pub page: String,
    /// What follows the page's name (a table's id); may be empty.
    pub sub: String,
    /// Every control's value.
    pub params: Params,
    /// A sentence for each value that could not be used.
    pub notices: Vec<String>,
}

impl Link {
    /// Reads a hash (without `#`); an empty one is the overview.
    pub fn parse(hash: &str) -> Link {
        let (path, query) = hash.split_once('?').unwrap_or((hash, ""));
        let mut parts = path.split('/').filter(|part| !part.is_empty());
        let page = parts.next().unwrap_or("overview").to_owned();
        let sub = parts.next().unwrap_or_default().to_owned();
        let (params, notices) = Params::parse(query);
        Link {
            page,
            sub,
            params,
            notices,
        }
    }

    /// The hash (without `#`) of this place; `parse(hash()) == self` but for the notices.
    pub fn hash(&self) -> String {
        let sub = if self.sub.is_empty() {
            String::new()
        } else {
            format!("/{}", self.sub)
        };
        let query = self.params.query();
        let mark = if query.is_empty() { "" } else { "?" };
        format!("/{}{sub}{mark}{query}", self.page)
    }

    /// The same parameters on another page; what belongs to one chart or the rows of one table is
    /// left behind.
    #[must_use]
    pub fn on(&self, page: &str, sub: &str) -> Link {
        let mut params = self.params.clone();
        params
            .others
            .retain(|(key, _)| key != "chart" && key != "where");
        Link {
            page: page.to_owned(),
            sub: sub.to_owned(),
            params,
            notices: Vec::new(),
        }
    }
}

/// What a click on the mark of `name` does to the parameter `key`: set to it alone; where it is so already, cleared.
pub fn toggle(params: &mut Params, key: &str, name: &str) {
    if key == "channel" {
        let is_alone =
            params.channels.len() == 1 && params.channels.first().is_some_and(|c| c == name);
        params.channels = if is_alone {
            Vec::new()
        } else {
            vec![name.to_owned()]
        };
    } else {
        let is_set = params.other(key) == Some(name);
        params.set_other(key, (!is_set).then_some(name));
    }
}

/// Whether the parameter `key` chooses `name`; `None` where it chooses nothing.
pub fn chosen(params: &Params, key: &str, name: &str) -> Option<bool> {
    if key == "channel" {
        (!params.channels.is_empty()).then(|| params.channels.iter().any(|c| c == name))
    } else {
        params.other(key).map(|value| value == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_says_again_what_it_was_read_from() {
        for hash in [
            "/overview",
            "/tables/channel_funnel?from=2025-07-01&channel=Google+Ads",
            "/metrics?grain=month&theme=dark&later=1",
        ] {
            assert_eq!(Link::parse(hash).hash(), hash);
        }
        assert_eq!(Link::parse("").page, "overview");
    }

    #[test]
    fn a_control_at_its_default_leaves_the_link() {
        let mut params = Link::parse("/x?steps=a&lookback_days=7").params;
        params.set_control("lookback_days", "14", "30");
        assert_eq!(params.query(), "steps=a&lookback_days=14");
        params.set_control("lookback_days", "30", "30");
        assert_eq!(params.query(), "steps=a");
    }

    #[test]
    fn a_second_click_on_a_mark_clears_the_filter() {
        let mut params = Params::default();
        toggle(&mut params, "channel", "Meta");
        assert_eq!(params.channels, ["Meta"]);
        assert_eq!(chosen(&params, "channel", "Bing"), Some(false));
        toggle(&mut params, "channel", "Meta");
        assert!(params.channels.is_empty());
        toggle(&mut params, "region", "APAC");
        assert_eq!(params.other("region"), Some("APAC"));
        toggle(&mut params, "region", "APAC");
        assert_eq!(chosen(&params, "region", "APAC"), None);
    }

    #[test]
    fn another_page_keeps_the_filters_and_leaves_the_chart_behind() {
        let link = Link::parse("/overview?channel=Meta&chart=roi&where=a~b&later=1");
        assert_eq!(
            link.on("tables", "dim_date").hash(),
            "/tables/dim_date?channel=Meta&later=1"
        );
    }
}
