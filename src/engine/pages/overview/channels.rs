//! Every channel with every metric, and totals by the total rule: what it costs and returns, then what it counts. Rates
//! from step to step stand beside the funnel; one table of all would be wider than any screen.

use super::super::kit::grid::Grid;
use super::data::Data;
use crate::protocol::{Block, Section, Span};

/// What a channel costs and returns.
const MONEY: [&str; 9] = [
    "spend_usd",
    "revenue_usd",
    "roas",
    "roi",
    "cpc_usd",
    "cpm_usd",
    "cost_per_conversion_usd",
    "cost_per_opportunity_usd",
    "cac_usd",
];

/// What it counts, along the journey, and what its opportunities are worth.
const COUNTS: [&str; 11] = [
    "sessions",
    "users",
    "pageviews",
    "conversions",
    "opportunities",
    "open_opportunities",
    "closed_won",
    "closed_lost",
    "pipeline_usd",
    "avg_deal_usd",
    "pipeline_velocity_usd_per_day",
];

/// The section; absent without channels.
pub fn section(data: &Data) -> Option<Section> {
    if data.channels.is_empty() {
        return None;
    }
    let table = |heading: (&str, &str, &str), columns: &[&str]| {
        let (table, title, subtitle) = heading;
        let grid = Grid {
            heading: (table, title, subtitle.to_owned()),
            keys: &[("channel", 0)],
            columns,
            rows: &data.channels,
            totals: Some((&data.totals, "All channels")),
            filter: Some("channel"),
            absent: &|column| data.reason(column),
            behind: &|column, line| data.behind(column, &[("channel", line.name())]),
        };
        (Span::Full, Block::Table(grid.view()))
    };
    Some(Section {
        id: "channels".to_owned(),
        title: "Every channel, every metric".to_owned(),
        intro: "The rates from step to step stand with the funnel above.".to_owned(),
        blocks: vec![
            table(
                (
                    "channel_funnel#money",
                    "Channels: spend and return",
                    "Totals of costs and returns cover the paid channels.",
                ),
                &MONEY,
            ),
            table(
                (
                    "channel_funnel#counts",
                    "Channels: visits and deals",
                    "Users are counted once over all channels.",
                ),
                &COUNTS,
            ),
        ],
    })
}
