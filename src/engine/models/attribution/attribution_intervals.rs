//! `attribution_intervals`: how far each channel's revenue would move with other clients. Grain: one channel that any
//! purchase of the range credits, under the rule in focus (all nine at once would take longer than everything else that
//! a move of the lookback builds).
//!
//! Clients of the range, those who bought and those who only looked, are drawn 200 times with a fixed seed
//! (`engine::credit::bootstrap`). Under a touch rule a resample adds up what each client's purchases gave each channel;
//! for the Markov chain of order 1 it adds up the transitions of their journeys and solves the chain again.
//! It has no twin: SQL has no plain way to draw the same clients.

use super::journeys::Journeys;
use super::paths::Paths;
use super::settings::{DAYS, Lookback, PRECISION};
use super::views::Views;
use super::walks::{Walk, buyers, lookers, walks};
use super::{SUBJECT, column, text};
use crate::engine::base::hash::hash;
use crate::engine::base::{Column, Dict, Error, Kind, Result, Table, Unit};
use crate::engine::credit::bootstrap::{Parts, RESAMPLES, spread};
use crate::engine::credit::markov::{self, Chain};
use crate::engine::credit::{DEFAULT, Rule, Touch, rule};
use crate::engine::models::shown::Shown;
use crate::engine::warehouse::{
    Build, DataTest, Derived, Input, Layer, ModelSpec, Param, Severity,
};
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
    let journeys = Journeys::read(build)?;
    let drawn = build.derived(&DRAWN)?;
    let asked = build.other(MODEL_KEY)?;
    let (id, samples) = if asked == Some(markov::ID) {
        let views = Views::read(build)?;
        let has_bought = buyers(purchases, range)?;
        let (walks, paths) = walks(&journeys, &views, (lookback, range), &has_bought);
        (markov::ID, by_chain(&journeys, walks, &paths, &drawn))
    } else {
        let Some(rule) = asked.and_then(rule).or_else(|| rule(DEFAULT)) else {
            return Err(Error::internal("the default rule is unknown"));
        };
        let bought = journeys.bought(range);
        (rule.id, by_rule(rule, &journeys, bought, &drawn))
    };
    table(id, samples, &shown, journeys.channels.dict)
}

/// What the resamples give each channel, by code, under a rule that weighs touches.
fn by_rule(
    rule: &Rule,
    journeys: &Journeys<'_>,
    bought: Vec<usize>,
    (ranks, clients): &Drawn,
) -> Vec<Vec<f64>> {
    let width = journeys.channels.dict.len();
    let mut parts = Parts::new(*clients, width);
    let (mut touches, mut weights) = (Vec::new(), Vec::new());
    for row in bought {
        let worth = journeys.revenue[row];
        let own = parts.of(ranks[journeys.clients.codes.at(row) as usize] as usize);
        touches_of(journeys, row, &mut touches);
        (rule.weigh)(&touches, journeys.times[row], &mut weights);
        for (touch, weight) in touches.iter().zip(&weights) {
            if let Some(sum) = own.get_mut(touch.channel as usize) {
                *sum += weight * worth;
            }
        }
    }
    let mut samples = vec![Vec::with_capacity(RESAMPLES); width];
    parts.resample(&mut |totals| {
        for (samples, revenue) in samples.iter_mut().zip(totals) {
            samples.push(*revenue);
        }
    });
    samples
}

/// What the resamples give each channel, by code, under the chain of order 1; nothing where there are too many channels.
fn by_chain(
    journeys: &Journeys<'_>,
    mut walks: Vec<Walk>,
    paths: &Paths,
    (ranks, clients): &Drawn,
) -> Vec<Vec<f64>> {
    let all = journeys.channels.dict.len();
    // A chain has no empty path; that of purchases without a touch stays outside. Its paths are those that were walked.
    let mut numbers = vec![u32::MAX; paths.len()];
    let mut lists: Vec<Vec<u32>> = Vec::new();
    for walk in walks.iter_mut().filter(|walk| walk.path != Paths::EMPTY) {
        let number = &mut numbers[walk.path as usize];
        if *number == u32::MAX {
            *number = lists.len() as u32;
            lists.push(paths.channels(walk.path).collect());
        }
        walk.path = *number + 1;
    }
    let ways: Vec<&[u32]> = lists.iter().map(Vec::as_slice).collect();
    let chain = Chain::of(1, &ways);
    if chain.channels.len() > MOST_CHANNELS {
        return Vec::new();
    }
    // Of a resample: what stays outside the chain, then its counts.
    let mut parts = Parts::new(*clients, ASIDE + chain.no_counts().len());
    for walk in &walks {
        let worth = walk.purchase.map_or(0.0, |row| journeys.revenue[row]);
        let own = parts.of(ranks[walk.client as usize] as usize);
        let (aside, counts) = own.split_at_mut(ASIDE);
        match walk.path.checked_sub(1) {
            None => aside[UNTOUCHED] += worth,
            Some(_) if worth < 0.0 => aside[REFUNDS] += worth,
            Some(path) => {
                let bought = f64::from(u8::from(walk.purchase.is_some()));
                chain.add(path as usize, bought, worth, 1.0 - bought, counts);
            }
        }
    }
    let mut samples = vec![Vec::new(); all];
    parts.resample(&mut |totals| {
        let (aside, counts) = totals.split_at(ASIDE);
        let (_, effects) = chain.effects(counts, TOLERANCE);
        let value = chain.totals(counts).1 + aside[REFUNDS];
        let mut credited = vec![0.0; all];
        if let Some(direct) = credited.get_mut(journeys.direct as usize) {
            *direct += aside[UNTOUCHED];
        }
        for (channel, revenue) in chain.channels.iter().zip(markov::spread(&effects, value)) {
            credited[*channel as usize] += revenue;
        }
        for (samples, revenue) in samples.iter_mut().zip(credited) {
            samples.push(revenue);
        }
    });
    samples
}

/// What stays outside the chain: revenue without a touch, and what refunds took back.
const ASIDE: usize = 2;
const UNTOUCHED: usize = 0;
const REFUNDS: usize = 1;

/// A number for each client of the range, by code, and how many there are.
type Drawn = (Vec<u32>, usize);

/// The clients that are drawn from: the same whatever the lookback and the rule.
static DRAWN: Derived<Drawn> = Derived {
    id: "drawn",
    inputs: &[
        Input::Model("int_purchases"),
        Input::Model("int_page_views"),
        Input::Param(Param::Range),
    ],
    make: |build| {
        let range = build.range()?;
        let purchases = build.model("int_purchases")?;
        let has_bought = buyers(purchases, range)?;
        let views = Views::read(build)?;
        let flagged = (0..).zip(&has_bought).filter(|(_, bought)| **bought);
        let looked = lookers(&views, range, &has_bought).map(|(client, ..)| client);
        let all = flagged.map(|(client, _)| client).chain(looked);
        Ok(ranks(all, purchases.text("client_id")?.dict))
    },
};

/// Numbers these clients in an order that says nothing of what they did, and not of the order of the files either: by
/// the hash of their id.
fn ranks(clients: impl Iterator<Item = u32>, dict: &Dict) -> Drawn {
    let mut ranks = vec![u32::MAX; dict.len()];
    // Dealt by the first bits of the hash, so that hardly anything is left to sort.
    let mut order: Vec<(u64, u32)> = Vec::new();
    let mut ends = vec![0_u32; BUCKETS + 1];
    for client in clients {
        if std::mem::replace(&mut ranks[client as usize], 0) != 0 {
            let id = dict.bytes_of(client).unwrap_or_default();
            let hash = hash(id);
            ends[bucket(hash) + 1] += 1;
            order.push((hash, client));
        }
    }
    let mut sum = 0;
    for end in &mut ends {
        sum += *end;
        *end = sum;
    }
    let mut dealt = vec![(0, 0); order.len()];
    for own in &order {
        let next = &mut ends[bucket(own.0)];
        dealt[*next as usize] = *own;
        *next += 1;
    }
    for own in dealt.chunk_by_mut(|a, b| bucket(a.0) == bucket(b.0)) {
        own.sort_unstable();
    }
    for (rank, (_, client)) in (0..).zip(&dealt) {
        ranks[*client as usize] = rank;
    }
    (ranks, order.len())
}

const BUCKETS: usize = 1 << 16;

fn bucket(hash: u64) -> usize {
    (hash >> 48) as usize
}

/// The touches of a purchase that take credit; one of direct where it has none.
fn touches_of(journeys: &Journeys<'_>, row: usize, touches: &mut Vec<Touch>) {
    touches.clear();
    touches.extend(journeys.credited(row).map(|touch| Touch {
        channel: journeys.channels.codes.at(touch),
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
fn table(rule: &str, samples: Vec<Vec<f64>>, shown: &Shown, names: &Arc<Dict>) -> Result<Table> {
    let mut channels = Vec::new();
    let mut ends: [Vec<f64>; 5] = Default::default();
    for (code, mut samples) in (0..).zip(samples) {
        let is_credited = samples.iter().any(|revenue| *revenue != 0.0);
        let name = names.get(code).unwrap_or_default();
        let Some(five) = spread(&mut samples).filter(|_| is_credited && shown.has(name)) else {
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
