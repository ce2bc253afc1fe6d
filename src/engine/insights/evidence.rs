//! What the detectors look at: the marts of the channel funnel, read once, under the parameters on screen.

use crate::engine::metrics::{Line, Step, Totals};
use crate::protocol::Day;

/// Rows of the marts and the weeks of the range.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    /// `channel_funnel`; key: `channel`.
    pub channels: Vec<Line>,
    /// `channel_funnel` without the channel filter: what a channel is compared with. Empty: the channels shown.
    pub everyone: Vec<Line>,
    /// `campaign_performance`; keys: `utm_source`, `utm_campaign`, `channel`.
    pub campaigns: Vec<Line>,
    /// `region_funnel`; keys: `owner_region`, `channel`.
    pub regions: Vec<Line>,
    /// The weeks of the range, whatever the grain on screen.
    pub weeks: Vec<Step>,
    /// First and last day of each kind of record inside the range: what, from, to.
    pub spans: Vec<(&'static str, Day, Day)>,
    /// First and last day that each source covers, in the range or not: source, from, to.
    pub cover: Vec<(&'static str, Day, Day)>,
    /// The range, ends resolved.
    pub range: Option<(Day, Day)>,
    /// Rows of spend that stand for more than a week and were spread evenly over its days.
    pub spread: u64,
    /// Sources with at least one row.
    pub sources: Vec<String>,
}

impl Evidence {
    /// Whether a source is loaded.
    pub fn has(&self, source: &str) -> bool {
        self.sources.iter().any(|known| known == source)
    }

    /// Every channel, filtered or not.
    pub fn peers(&self) -> &[Line] {
        if self.everyone.is_empty() {
            &self.channels
        } else {
            &self.everyone
        }
    }

    /// The weeks that the range and a source's own days hold in full.
    pub fn whole_weeks(&self, source: &str) -> Vec<&Step> {
        let cover = self.cover.iter().find(|(known, _, _)| *known == source);
        self.weeks
            .iter()
            .filter(|week| week.is_whole())
            .filter(|week| {
                cover.is_none_or(|(_, first, last)| *first <= week.start && week.end() <= *last)
            })
            .collect()
    }

    /// The days of spend and of opportunities in the range, where the two have not one in common: then neither is to be
    /// set against the other.
    pub fn apart(&self) -> Option<[(Day, Day); 2]> {
        let days = |what: &str| {
            let span = self.spans.iter().find(|span| span.0 == what);
            span.map(|span| (span.1, span.2))
        };
        let (spend, deals) = (days("spend")?, days("opportunities")?);
        (spend.0 > deals.1 || deals.0 > spend.1).then_some([spend, deals])
    }

    /// Whether costs can be judged: spend and opportunities are both there, and of the same time.
    pub fn has_costs(&self) -> bool {
        self.has("ad_spend") && self.has("salesforce_opportunities") && self.apart().is_none()
    }

    /// Whether returns can be judged: as costs, of opportunities with amounts.
    pub fn has_returns(&self) -> bool {
        self.has_costs() && self.totals().all.shown("revenue_usd").is_some()
    }

    /// Totals over the channels shown.
    pub fn totals(&self) -> Totals {
        Totals::of(&self.channels)
    }

    /// Channels with spend above zero.
    pub fn spenders(&self) -> impl Iterator<Item = &Line> {
        self.channels
            .iter()
            .filter(|line| line.has_spend && line.sum("spend_usd") > 0.0)
    }
}
