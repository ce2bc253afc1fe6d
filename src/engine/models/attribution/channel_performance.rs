//! `channel_performance`: what each channel brings under every rule of credit, and what it costs.
//! Grain: one channel with anything in the range: page views and purchases by the time of the event, credit by the time
//! of the purchase, spend by its day.
//!
//! Credits are added up here, rule by rule and channel by channel, without `attribution_credits`. Spend is null where
//! `ad_spend` has no row of the channel in the range: not known, so no ratio follows from it.

use super::int_page_views::code_of;
use super::journeys::Journeys;
use super::{SUBJECT, column, count, identities, ratio, text, usd};
use crate::engine::base::{Column, ColumnSpec, Kind, Result, Table, Unit};
use crate::engine::credit::{RULES, Rule, Touch, shapley};
use crate::engine::models::shown::Shown;
use crate::engine::warehouse::rollup::{Sum, distinct};
use crate::engine::warehouse::{Build, DataTest, Input, Layer, ModelSpec, Param, Severity, checks};
use crate::protocol::Day;
use std::collections::BTreeMap;

/// Rules with columns here: those that weigh touches, then the chain of order 1.
const COUNT: usize = RULES.len() + 1;

const fn revenue(name: &'static str, doc: &'static str) -> ColumnSpec {
    column(name, Kind::Amount, Unit::Usd, doc).added()
}

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "channel_performance",
    subject: SUBJECT,
    layer: Layer::Mart,
    grain: "one channel",
    key: &["channel"],
    columns: &[
        text("channel", "Channel."),
        count("page_views", "Page views."),
        count("clients", "Clients with a page view on the channel.").never_added(),
        count("sessions", "Sessions with a page view on the channel.").never_added(),
        count("purchases", "Purchase events on the channel itself."),
        count(
            "total_conversions",
            "Purchases with a touch of the channel that takes credit; those without any touch are direct.",
        ).never_added(),
        count("unique_clients", "Clients of these purchases.").never_added(),
        usd("spend_usd", "Media spend; null: not known."),
        revenue(
            "first_touch_revenue",
            "Revenue of the channel by first touch, refunds taken off.",
        ),
        revenue(
            "last_touch_revenue",
            "Revenue of the channel by last touch, refunds taken off.",
        ),
        revenue(
            "linear_revenue",
            "Revenue of the channel by an even split, refunds taken off.",
        ),
        revenue(
            "time_decay_revenue",
            "Revenue of the channel by time decay, refunds taken off.",
        ),
        revenue(
            "position_based_revenue",
            "Revenue of the channel by 40/20/40 by position, refunds taken off.",
        ),
        revenue(
            "j_shaped_revenue",
            "Revenue of the channel by 20/20/60 by position, refunds taken off.",
        ),
        revenue(
            "inverse_j_revenue",
            "Revenue of the channel by 60/20/20 by position, refunds taken off.",
        ),
        revenue(
            "shapley_revenue",
            "Revenue of the channel by the Shapley value, refunds taken off.",
        ),
        revenue(
            "markov_revenue",
            "Revenue of the channel by a Markov chain of order 1, refunds taken off.",
        ),
        count(
            "first_touch_conversions",
            "Purchases of the channel by first touch, refunds included.",
        ),
        count(
            "last_touch_conversions",
            "Purchases of the channel by last touch, refunds included.",
        ),
        ratio(
            "linear_conversions",
            Unit::Number,
            "Sum of credits by an even split, refunds included.",
        ),
        ratio(
            "time_decay_conversions",
            Unit::Number,
            "Sum of credits by time decay, refunds included.",
        ),
        ratio(
            "position_based_conversions",
            Unit::Number,
            "Sum of credits by 40/20/40 by position, refunds included.",
        ),
        ratio(
            "j_shaped_conversions",
            Unit::Number,
            "Sum of credits by 20/20/60 by position, refunds included.",
        ),
        ratio(
            "inverse_j_conversions",
            Unit::Number,
            "Sum of credits by 60/20/20 by position, refunds included.",
        ),
        ratio(
            "shapley_conversions",
            Unit::Number,
            "Sum of credits by the Shapley value, refunds left out.",
        ),
        ratio(
            "markov_conversions",
            Unit::Number,
            "Sum of credits by a Markov chain of order 1, refunds left out.",
        ),
        ratio(
            "first_touch_roas",
            Unit::Multiple,
            "first_touch_revenue / spend; null where spend is not known.",
        ),
        ratio(
            "last_touch_roas",
            Unit::Multiple,
            "last_touch_revenue / spend; null where spend is not known.",
        ),
        ratio(
            "linear_roas",
            Unit::Multiple,
            "linear_revenue / spend; null where spend is not known.",
        ),
        ratio(
            "time_decay_roas",
            Unit::Multiple,
            "time_decay_revenue / spend; null where spend is not known.",
        ),
        ratio(
            "position_based_roas",
            Unit::Multiple,
            "position_based_revenue / spend; null where spend is not known.",
        ),
        ratio(
            "j_shaped_roas",
            Unit::Multiple,
            "j_shaped_revenue / spend; null where spend is not known.",
        ),
        ratio(
            "inverse_j_roas",
            Unit::Multiple,
            "inverse_j_revenue / spend; null where spend is not known.",
        ),
        ratio(
            "shapley_roas",
            Unit::Multiple,
            "shapley_revenue / spend; null where spend is not known.",
        ),
        ratio(
            "markov_roas",
            Unit::Multiple,
            "markov_revenue / spend; null where spend is not known.",
        ),
        usd(
            "first_touch_cac_usd",
            "Spend / first_touch_conversions; null where spend is not known.",
        ).never_added(),
        usd(
            "last_touch_cac_usd",
            "Spend / last_touch_conversions; null where spend is not known.",
        ).never_added(),
        usd(
            "linear_cac_usd",
            "Spend / linear_conversions; null where spend is not known.",
        ).never_added(),
        usd(
            "time_decay_cac_usd",
            "Spend / time_decay_conversions; null where spend is not known.",
        ).never_added(),
        usd(
            "position_based_cac_usd",
            "Spend / position_based_conversions; null where spend is not known.",
        ).never_added(),
        usd(
            "j_shaped_cac_usd",
            "Spend / j_shaped_conversions; null where spend is not known.",
        ).never_added(),
        usd(
            "inverse_j_cac_usd",
            "Spend / inverse_j_conversions; null where spend is not known.",
        ).never_added(),
        usd(
            "shapley_cac_usd",
            "Spend / shapley_conversions; null where spend is not known.",
        ).never_added(),
        usd(
            "markov_cac_usd",
            "Spend / markov_conversions; null where spend is not known.",
        ).never_added(),
    ],
    inputs: &[
        Input::Model("event_mix"),
        Input::Model("int_purchases"),
        Input::Model("int_touchpoints"),
        Input::Model("markov_credits"),
        Input::Model("int_ad_spend"),
        Input::Param(Param::Range),
        Input::Param(Param::Channels),
    ],
    tests: &[
        DataTest {
            id: "revenue_attributed",
            sentence: "The revenue of the channels adds up to that of the purchases under every rule.",
            severity: Severity::Error,
            run: |table, build| {
                let names: Vec<&str> = SPEC.columns.iter().map(|column| column.name).collect();
                let revenue: Vec<&str> = names
                    .into_iter()
                    .filter(|name| name.ends_with("_revenue"))
                    .collect();
                let counts = [
                    ("first touch", "first_touch_conversions", 1.0),
                    ("last touch", "last_touch_conversions", 1.0),
                    ("linear", "linear_conversions", 1.0),
                ];
                identities::adds_up(table, build, &counts, &revenue)
            },
        },
        DataTest {
            id: "spend_conserved",
            sentence: "Spend adds up to the ad spend of the range.",
            severity: Severity::Error,
            run: |table, build| {
                if !Shown::new(build.channels()?).is_all() {
                    return Ok(Vec::new());
                }
                let there = spend(build)?.values().map(|sum| sum.value()).sum();
                let here = identities::total(table, "spend_usd")?;
                Ok(checks::same_sum("spend_usd", here, there))
            },
        },
    ],
    sql: include_str!("channel_performance.sql"),
    build,
};

/// The sums of one channel.
#[derive(Clone, Copy, Default)]
struct Row {
    page_views: i64,
    clients: i64,
    sessions: i64,
    purchases: i64,
    conversions: i64,
    buyers: i64,
    spend: Option<f64>,
    revenue: [f64; COUNT],
    credits: [f64; COUNT],
}

fn build(build: &Build<'_>) -> Result<Table> {
    let shown = Shown::new(build.channels()?);
    let mut rows: BTreeMap<&str, Row> = BTreeMap::new();
    add_activity(build.model("event_mix")?, &mut rows)?;
    let journeys = Journeys::read(build)?;
    add_credits(&journeys, &journeys.bought(build.range()?), &mut rows);
    add_chain(build.model("markov_credits")?, &mut rows)?;
    for (channel, sum) in spend(build)? {
        rows.entry(channel).or_default().spend = Some(sum.value());
    }
    rows.retain(|channel, _| shown.has(channel));

    let mut columns = vec![Column::text_of(
        "channel",
        rows.keys().map(|name| Some(*name)),
    )];
    for spec in &SPEC.columns[1..] {
        let cells = rows.values().map(|row| row.cell(spec.name));
        columns.push(match spec.kind {
            Kind::Integer => {
                Column::integers(spec.name, cells.map(|cell| cell.map(|value| value as i64)))
            }
            _ => Column::amounts(spec.name, cells),
        });
    }
    Table::new(columns)
}

impl Row {
    fn cell(&self, name: &str) -> Option<f64> {
        Some(match name {
            "page_views" => self.page_views as f64,
            "clients" => self.clients as f64,
            "sessions" => self.sessions as f64,
            "purchases" => self.purchases as f64,
            "total_conversions" => self.conversions as f64,
            "unique_clients" => self.buyers as f64,
            "spend_usd" => self.spend?,
            _ => return self.under_rule(name),
        })
    }

    /// A column of one rule: `<rule>_<measure>`.
    fn under_rule(&self, name: &str) -> Option<f64> {
        let rules = RULES.iter().map(|rule| rule.id).chain(["markov"]);
        let (at, measure) = rules
            .enumerate()
            .find_map(|(at, rule)| Some((at, name.strip_prefix(rule)?.strip_prefix('_')?)))?;
        let (revenue, credits) = (self.revenue[at], self.credits[at]);
        match measure {
            "revenue" => Some(revenue),
            "conversions" => Some(credits),
            "roas" => self
                .spend
                .filter(|spend| *spend != 0.0)
                .map(|spend| revenue / spend),
            _ => self
                .spend
                .filter(|_| credits != 0.0)
                .map(|spend| spend / credits),
        }
    }
}

/// Page views and purchases as they happened.
fn add_activity<'a>(mix: &'a Table, rows: &mut BTreeMap<&'a str, Row>) -> Result<()> {
    let (types, channel) = (mix.text("event_type")?, mix.text("channel")?);
    let count = |name: &str| -> Result<&'a [i64]> { Ok(mix.integers(name)?.values) };
    let (events, clients, sessions) = (
        count("event_count")?,
        count("unique_clients")?,
        count("unique_sessions")?,
    );
    let view = code_of(types, super::stg_events::PAGE_VIEW);
    let purchase = code_of(types, super::stg_events::PURCHASE);
    for at in 0..mix.height() {
        let row = rows.entry(channel.get(at).unwrap_or_default()).or_default();
        if types.codes.at(at) == view {
            row.page_views = events[at];
            row.clients = clients[at];
            row.sessions = sessions[at];
        } else if types.codes.at(at) == purchase {
            row.purchases = events[at];
        }
    }
    Ok(())
}

/// What the rules give each channel of these purchases.
fn add_credits<'a>(journeys: &Journeys<'a>, bought: &[usize], rows: &mut BTreeMap<&'a str, Row>) {
    let channels = journeys.channels.dict;
    let mut revenue = vec![[Sum::default(); RULES.len()]; channels.len()];
    let mut credits = revenue.clone();
    // Of journeys of one touch, which every rule gives all: revenue, purchases, and those that are no refund.
    let mut alone = vec![(Sum::default(), 0_u32, 0_u32); channels.len()];
    let (mut of_channel, mut of_client) = (Vec::new(), Vec::new());
    let mut conversions = vec![0_i64; channels.len()];
    // The last purchase that each channel was seen in, counted from 1.
    let mut seen = vec![0; channels.len()];
    let (mut touches, mut weights) = (Vec::new(), Vec::new());
    for (number, row) in (1..).zip(bought) {
        touches.clear();
        touches.extend(journeys.credited(*row).map(|touch| Touch {
            channel: journeys.channels.codes.at(touch),
            time_ms: journeys.last[touch],
        }));
        if touches.is_empty() {
            touches.push(Touch {
                channel: journeys.direct,
                time_ms: journeys.times[*row],
            });
        }
        let worth = journeys.revenue[*row];
        let is_alone = touches.len() == 1;
        for touch in touches.iter().filter(|_| is_alone) {
            let (revenue, purchases, conversions) = &mut alone[touch.channel as usize];
            revenue.add(worth);
            *purchases += 1;
            *conversions += u32::from(worth >= 0.0);
        }
        for (at, rule) in RULES.iter().enumerate().filter(|_| !is_alone) {
            (rule.weigh)(&touches, journeys.times[*row], &mut weights);
            let counts = worth >= 0.0 || counts_refunds(rule);
            for (touch, weight) in touches.iter().zip(&weights) {
                let channel = touch.channel as usize;
                revenue[channel][at].add(weight * worth);
                if counts {
                    credits[channel][at].add(*weight);
                }
            }
        }
        for touch in &touches {
            let channel = touch.channel as usize;
            if std::mem::replace(&mut seen[channel], number) != number {
                conversions[channel] += 1;
                of_channel.push(touch.channel);
                of_client.push(journeys.clients.codes.at(*row));
            }
        }
    }
    let clients = journeys.clients.dict.len();
    let buyers = distinct(&of_channel, channels.len(), &of_client, clients);
    for (at, name) in channels.iter().enumerate() {
        if conversions[at] == 0 {
            continue;
        }
        let row = rows.entry(name).or_default();
        row.conversions = conversions[at];
        row.buyers = buyers[at];
        let (only_revenue, purchases, conversions) = alone[at];
        for (number, rule) in RULES.iter().enumerate() {
            let counted = if counts_refunds(rule) {
                purchases
            } else {
                conversions
            };
            revenue[at][number].add(only_revenue.value());
            credits[at][number].add(f64::from(counted));
            row.revenue[number] = revenue[at][number].value();
            row.credits[number] = credits[at][number].value();
        }
    }
}

/// A refund is no conversion for the rule that reasons about conversions.
fn counts_refunds(rule: &Rule) -> bool {
    rule.id != shapley::RULE.id
}

/// What the chain of order 1 gives each channel.
fn add_chain<'a>(chain: &'a Table, rows: &mut BTreeMap<&'a str, Row>) -> Result<()> {
    let (order, channel) = (chain.integers("order")?, chain.text("channel")?);
    let (conversions, revenue) = (chain.amounts("conversions")?, chain.amounts("revenue")?);
    for at in (0..chain.height()).filter(|at| order.values[*at] == 1) {
        let row = rows.entry(channel.get(at).unwrap_or_default()).or_default();
        row.revenue[RULES.len()] = revenue.values[at];
        row.credits[RULES.len()] = conversions.values[at];
    }
    Ok(())
}

/// Spend of the range by channel.
fn spend<'a>(build: &'a Build<'_>) -> Result<BTreeMap<&'a str, Sum>> {
    let range = build.range()?;
    let ads = build.model("int_ad_spend")?;
    let (days, channel) = (ads.days("date")?, ads.text("channel")?);
    let amount = ads.amounts("spend_usd")?;
    let mut sums: BTreeMap<&str, Sum> = BTreeMap::new();
    for at in 0..ads.height() {
        if days.get(at).is_some_and(|day| range.contains(Day(day))) {
            let sum = sums.entry(channel.get(at).unwrap_or_default()).or_default();
            sum.add(amount.get(at).unwrap_or(0.0));
        }
    }
    Ok(sums)
}
