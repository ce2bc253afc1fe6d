//! `attribution_intervals`: how far each channel's revenue would move with other clients. Grain: one channel that any
//! purchase of the range credits, under the rule in focus (all nine at once would take longer than everything else that
//! a move of the lookback builds).
//!
//! Clients of the range, those who bought and those who only looked, are drawn 200 times with a fixed seed
//! (`engine::credit::bootstrap`). Under a touch rule a resample adds up what each client's purchases gave each channel;
//! for the Markov chain of order 1 it adds up the transitions of their journeys and solves the chain again.
//! It has no twin: SQL has no plain way to draw the same clients.

use super::int_page_views::Views;
use super::journeys::Journeys;
use super::settings::{DAYS, Lookback, PRECISION};
use super::walks::{Walk, walks};
use super::{SUBJECT, column, text};
use crate::engine::base::dict::hash;
use crate::engine::base::{Column, Dict, Kind, Result, Table, Unit};
use crate::engine::credit::bootstrap::{Parts, RESAMPLES, spread};
use crate::engine::credit::markov::{self, Chain};
use crate::engine::credit::{DEFAULT, Touch, rule};
use crate::engine::models::shown::Shown;
use crate::engine::warehouse::{Build, DataTest, Input, Layer, ModelSpec, Param, Severity};
use std::sync::Arc;

/// Beyond so many channels the chain is not solved 200 times; its rows are left out.
const MOST_CHANNELS: usize = 40;

/// How exactly a resample's chain is solved: far below what the resamples differ by.
const TOLERANCE: f64 = 1e-6;

/// Key of the link: the rule in focus.
pub const MODEL_KEY: &str = "model";

const fn revenue(name: &'static str, doc: &'static str) -> crate::engine::base::ColumnSpec {
    column(name, Kind::Amount, Unit::Usd, doc)
}

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "attribution_intervals",
    subject: SUBJECT,
    layer: Layer::Mart,
    grain: "one channel, under the rule in focus",
    key: &["rule", "channel"],
    columns: &[
        text(
            "rule",
            "Rule in focus (`model` of the link; markov: a chain of order 1); last_touch where the link names none.",
        ),
        text("channel", "Channel."),
        revenue(
            "low_revenue",
            "2.5 % of the resamples give the channel less.",
        ),
        revenue("lower_quartile_revenue", "25 % give it less."),
        revenue("median_revenue", "Half give it less."),
        revenue("upper_quartile_revenue", "25 % give it more."),
        revenue("high_revenue", "2.5 % give it more."),
    ],
    inputs: &[
        Input::Model("int_purchases"),
        Input::Model("int_touchpoints"),
        Input::Model("int_page_views"),
        Input::Param(Param::Range),
        Input::Param(Param::Channels),
        Input::Param(Param::Other(MODEL_KEY)),
        DAYS,
        PRECISION,
    ],
    tests: &[DataTest {
        id: "in_order",
        sentence: "The ends of every interval are in order.",
        severity: Severity::Error,
        run: |table, _| out_of_order(table),
    }],
    sql: "",
    build,
};

fn build(build: &Build<'_>) -> Result<Table> {
    let (range, shown) = (build.range()?, Shown::new(build.channels()?));
    let lookback = Lookback::read(build)?;
    let purchases = build.model("int_purchases")?;
    let journeys = Journeys::new(purchases, build.model("int_touchpoints")?)?;
    let views = Views::new(build.model("int_page_views")?)?;
    let (walks, paths) = walks(&journeys, &views, lookback, range);
    let mut paths = paths.channels();
    let names = journeys.channels.dict;
    let used = used(&paths, journeys.direct, names.len());
    let width = used.iter().flatten().count();
    // A chain has no empty path; that of purchases without a touch stays outside.
    let outside = paths.iter().position(Vec::is_empty);
    if let Some(at) = outside {
        paths[at].push(journeys.direct);
    }
    let asked = build.other(MODEL_KEY)?;
    let rule = match asked.and_then(rule).or_else(|| rule(DEFAULT)) {
        _ if asked == Some(markov::ID) => None,
        known => known,
    };
    let chain = (rule.is_none() && width <= MOST_CHANNELS).then(|| {
        let paths: Vec<&[u32]> = paths.iter().map(Vec::as_slice).collect();
        Chain::of(1, &paths)
    });
    // Of a resample: the revenue of each channel under a touch rule; or what stays outside the chain, then its counts.
    let columns = match &chain {
        Some(chain) => ASIDE + chain.no_counts().len(),
        None => width,
    };
    let (ranks, clients) = ranks(&walks, &journeys);
    let mut parts = Parts::new(clients, columns);
    let (mut touches, mut weights) = (Vec::new(), Vec::new());
    for walk in &walks {
        let worth = walk.purchase.map_or(0.0, |row| journeys.revenue[row]);
        let own = parts.of(ranks[walk.client as usize] as usize);
        if let Some(chain) = &chain {
            let (aside, counts) = own.split_at_mut(ASIDE);
            if outside == Some(walk.path as usize) {
                aside[UNTOUCHED] += worth;
            } else if worth < 0.0 {
                aside[REFUNDS] += worth;
            } else {
                let bought = f64::from(u8::from(walk.purchase.is_some()));
                chain.add(walk.path as usize, bought, worth, 1.0 - bought, counts);
            }
        } else if let (Some(rule), Some(row)) = (rule, walk.purchase) {
            touches_of(&journeys, row, &mut touches);
            (rule.weigh)(&touches, journeys.times[row], &mut weights);
            for (touch, weight) in touches.iter().zip(&weights) {
                if let Some(Some(place)) = used.get(touch.channel as usize) {
                    own[*place] += weight * worth;
                }
            }
        }
    }
    let mut samples = vec![Vec::with_capacity(RESAMPLES); width];
    let direct = used[journeys.direct as usize].unwrap_or_default();
    parts.resample(&mut |totals| match &chain {
        Some(chain) => {
            let (aside, counts) = totals.split_at(ASIDE);
            let (_, effects) = chain.effects(counts, TOLERANCE);
            let value = chain.totals(counts).1 + aside[REFUNDS];
            let mut credited = vec![0.0; width];
            credited[direct] += aside[UNTOUCHED];
            for (channel, revenue) in chain.channels.iter().zip(markov::spread(&effects, value)) {
                credited[used[*channel as usize].unwrap_or_default()] += revenue;
            }
            for (samples, revenue) in samples.iter_mut().zip(credited) {
                samples.push(revenue);
            }
        }
        None => {
            for (samples, revenue) in samples.iter_mut().zip(totals) {
                samples.push(*revenue);
            }
        }
    });
    let id = rule.map_or(markov::ID, |rule| rule.id);
    table(id, samples, &used, &shown, names)
}

/// What stays outside the chain: revenue without a touch, and what refunds took back.
const ASIDE: usize = 2;
const UNTOUCHED: usize = 0;
const REFUNDS: usize = 1;

/// Each channel that a path (or a purchase without a touch) names, numbered from 0.
fn used(paths: &[Vec<u32>], direct: u32, channels: usize) -> Vec<Option<usize>> {
    let mut used = vec![None; channels];
    let mut next = 0;
    let all = paths.iter().flatten().chain(std::iter::once(&direct));
    for code in all {
        if let Some(place @ None) = used.get_mut(*code as usize) {
            *place = Some(next);
            next += 1;
        }
    }
    used
}

/// Numbers the clients of the journeys in an order that says nothing of what they did, and not of the order of the files
/// either: by the hash of their id.
fn ranks(walks: &[Walk], journeys: &Journeys<'_>) -> (Vec<u32>, usize) {
    let dict = journeys.clients.dict;
    let mut ranks = vec![u32::MAX; dict.len()];
    let mut order: Vec<(u64, u32)> = Vec::new();
    for walk in walks {
        if std::mem::replace(&mut ranks[walk.client as usize], 0) != 0 {
            let id = dict.bytes_of(walk.client).unwrap_or_default();
            order.push((hash(id), walk.client));
        }
    }
    order.sort_unstable();
    for (rank, (_, client)) in (0..).zip(&order) {
        ranks[*client as usize] = rank;
    }
    (ranks, order.len())
}

/// The touches of a purchase that take credit; one of direct where it has none.
fn touches_of(journeys: &Journeys<'_>, row: usize, touches: &mut Vec<Touch>) {
    touches.clear();
    touches.extend(journeys.credited(row).map(|touch| Touch {
        channel: journeys.channels.codes[touch],
        time_ms: journeys.last[touch],
    }));
    if touches.is_empty() {
        touches.push(Touch {
            channel: journeys.direct,
            time_ms: journeys.times[row],
        });
    }
}

/// One row a channel that any resample credits.
fn table(
    rule: &str,
    mut samples: Vec<Vec<f64>>,
    used: &[Option<usize>],
    shown: &Shown,
    names: &Arc<Dict>,
) -> Result<Table> {
    let mut channels = Vec::new();
    let mut ends: [Vec<f64>; 5] = Default::default();
    for (code, place) in (0..).zip(used) {
        let Some(samples) = place.and_then(|place| samples.get_mut(place)) else {
            continue;
        };
        let is_credited = samples.iter().any(|revenue| *revenue != 0.0);
        let name = names.get(code).unwrap_or_default();
        let Some(five) = spread(samples).filter(|_| is_credited && shown.has(name)) else {
            continue;
        };
        channels.push(code);
        for (ends, end) in ends.iter_mut().zip(five) {
            ends.push(end);
        }
    }
    let mut columns = vec![
        Column::text_of("rule", vec![Some(rule); channels.len()]),
        Column::text("channel", channels, names.clone()),
    ];
    for (spec, values) in SPEC.columns[2..].iter().zip(ends) {
        columns.push(Column::amounts_dense(spec.name, values));
    }
    Table::new(columns)
}

fn out_of_order(table: &Table) -> Result<Vec<String>> {
    let mut ends = Vec::new();
    for spec in &SPEC.columns[2..] {
        ends.push(table.amounts(spec.name)?.values);
    }
    let (rule, channel) = (table.text("rule")?, table.text("channel")?);
    let is_wrong = |row: &usize| !ends.iter().map(|ends| ends[*row]).is_sorted();
    Ok((0..table.height())
        .filter(is_wrong)
        .map(|row| {
            let (rule, channel) = (rule.get(row), channel.get(row));
            format!(
                "{}, {}",
                rule.unwrap_or_default(),
                channel.unwrap_or_default()
            )
        })
        .collect())
}
