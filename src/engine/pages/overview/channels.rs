//! Every channel with every metric, and totals by the total rule: what it costs and returns, then what it counts. Rates
//! from step to step stand beside the funnel; one table of all would be wider than any screen.

use super::super::kit::grid::{Grid, withhold};
use super::{data::Data, unreported};
use crate::engine::insights::language::{list, number};
use crate::engine::insights::stats::SMALL;
use crate::engine::metrics::Totals;
use crate::protocol::{Block, Section, Span};
use std::fmt::Write as _;

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

/// That users are counted once, and where the pipeline's velocity rests on few days to close.
fn counted(data: &Data) -> String {
    let all = Totals::of(&data.channels).all;
    let lines = data.channels.iter().map(|line| (line.name(), line));
    let few: Vec<String> = lines
        .chain([("all channels", &all)])
        .filter(|(_, line)| line.metric("pipeline_velocity_usd_per_day").is_some())
        .map(|(name, line)| (name, line.sum("cycle_deals")))
        .filter(|(_, deals)| *deals < SMALL)
        .map(|(name, deals)| format!("{name} ({})", number(deals)))
        .collect();
    let mut text = "Users are counted once over all channels.".to_owned();
    if !few.is_empty() {
        let _ = write!(
            text,
            " Pipeline velocity is a hint where fewer than 30 won opportunities tell the days to close: {}.",
            list(&few)
        );
    }
    text
}

/// What the table of costs leaves out.
fn spent(data: &Data) -> String {
    let mut text = if data.evidence.apart().is_some() {
        "Totals of costs cover the paid channels. Spend and opportunities have no day in common, so what spend returns and what a deal costs are left out."
    } else {
        "Totals of costs and returns cover the paid channels."
    }
    .to_owned();
    let untold = unreported::names(&data.channels);
    if !untold.is_empty() {
        let _ = write!(
            text,
            " Ads of {} come without clicks or impressions, so what one costs is not known there and over all.",
            list(&untold)
        );
    }
    text
}

/// The section; absent without channels.
pub fn section(data: &Data) -> Option<Section> {
    if data.channels.is_empty() {
        return None;
    }
    let counted = counted(data);
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
        let mut view = grid.view();
        for (at, column) in columns.iter().enumerate() {
            if let Some(why) = super::untold(data, column) {
                withhold(&mut view, 1 + at, &why);
            }
        }
        (Span::Full, Block::Table(view))
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
                    &spent(data),
                ),
                &MONEY,
            ),
            table(
                (
                    "channel_funnel#counts",
                    "Channels: visits and deals",
                    &counted,
                ),
                &COUNTS,
            ),
        ],
    })
}
