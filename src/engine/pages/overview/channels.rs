//! Every channel with every metric, and totals by the total rule.

use super::super::kit::grid::Grid;
use super::data::Data;
use crate::protocol::{Block, Section, Span};

/// Money first, then the journey, then its rates and costs.
const COLUMNS: [&str; 28] = [
    "spend_usd",
    "revenue_usd",
    "roas",
    "roi",
    "impressions",
    "clicks",
    "sessions",
    "users",
    "pageviews",
    "conversions",
    "opportunities",
    "open_opportunities",
    "closed_won",
    "closed_lost",
    "pipeline_usd",
    "win_rate",
    "close_rate",
    "avg_deal_usd",
    "cost_per_conversion_usd",
    "cost_per_opportunity_usd",
    "cac_usd",
    "ctr",
    "cpc_usd",
    "cpm_usd",
    "click_to_session_rate",
    "session_conversion_rate",
    "conversion_to_opportunity_rate",
    "pipeline_velocity_usd_per_day",
];

/// The section; absent without channels.
pub fn section(data: &Data) -> Option<Section> {
    if data.channels.is_empty() {
        return None;
    }
    let table = Grid {
        heading: (
            "channel_funnel",
            "Channels",
            "One row a channel. Totals of costs, returns and click rates cover the paid channels; users are counted once over all."
                .to_owned(),
        ),
        keys: &[("channel", 0)],
        columns: &COLUMNS,
        rows: &data.channels,
        totals: Some((&data.totals, "All channels")),
        filter: Some("channel"),
        absent: &|column| data.reason(column),
        behind: &|column, line| data.behind(column, &[("channel", line.name())]),
    }
    .view();
    Some(Section {
        id: "channels".to_owned(),
        title: "Every channel, every metric".to_owned(),
        intro: String::new(),
        blocks: vec![(Span::Full, Block::Table(table))],
    })
}
