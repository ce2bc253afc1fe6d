//! `attribution_intervals`: how far each channel's revenue would move with other clients. Grain: one rule × channel that
//! any purchase of the range credits.
//!
//! Clients of the range (buyers, and for the chain those who only looked) are drawn 200 times with a fixed seed
//! (`engine::credit::bootstrap`). Under a touch rule a resample adds up what each client's purchases gave each channel;
//! for the Markov chain of order 1 it adds up the transitions of their journeys and solves the chain again.
//! It has no twin: SQL has no plain way to draw the same clients.

use super::int_page_views::Views;
use super::journeys::Journeys;
use super::settings::{DAYS, Lookback, PRECISION};
use super::walks::{Walk, walks};
use super::{SUBJECT, column, text};
use crate::engine::base::dict::hash;
use crate::engine::base::{Column, Interner, Kind, Result, Table, Unit};
use crate::engine::credit::bootstrap::{Parts, RESAMPLES, spread};
use crate::engine::credit::markov::{self, Chain};
use crate::engine::credit::{RULES, Touch};
use crate::engine::models::shown::Shown;
use crate::engine::warehouse::{Build, DataTest, Input, Layer, ModelSpec, Param, Severity};

/// Beyond so many channels the chain is not solved 200 times; its rows are left out.
const MOST_CHANNELS: usize = 40;

/// How exactly a resample's chain is solved: far below what the resamples differ by.
const TOLERANCE: f64 = 1e-6;

const fn revenue(name: &'static str, doc: &'static str) -> crate::engine::base::ColumnSpec {
    column(name, Kind::Amount, Unit::Usd, doc)
}

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "attribution_intervals",
    subject: SUBJECT,
    layer: Layer::Mart,
    grain: "one rule × channel",
    key: &["rule", "channel"],
    columns: &[
        text("rule", "Rule of credit; markov: a chain of order 1."),
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
    let chain = (width <= MOST_CHANNELS).then(|| Chain::of(1, &paths));

    let layout = Layout {
        channels: width,
        counts: chain.as_ref().map_or(0, |chain| chain.no_counts().len()),
    };
    let (ranks, clients) = ranks(&walks, &journeys);
    let mut parts = Parts::new(clients, layout.width());
    let mut scales = (Vec::new(), Vec::new());
    for walk in &walks {
        let own = parts.of(ranks[walk.client as usize] as usize);
        let (shares, rest) = own.split_at_mut(layout.outside());
        let (aside, counts) = rest.split_at_mut(ASIDE);
        let worth = walk.purchase.map_or(0.0, |row| journeys.revenue[row]);
        if let Some(row) = walk.purchase {
            credit(&journeys, row, &used, layout, shares, &mut scales);
        }
        if outside == Some(walk.path as usize) {
            aside[UNTOUCHED] += worth;
        } else if worth < 0.0 {
            aside[REFUNDS] += worth;
        } else if let Some(chain) = &chain {
            let bought = f64::from(u8::from(walk.purchase.is_some()));
            chain.add(walk.path as usize, bought, worth, 1.0 - bought, counts);
        }
    }
    let mut samples = vec![Vec::with_capacity(RESAMPLES); layout.outside() + width];
    let direct = used[journeys.direct as usize].unwrap_or_default();
    parts.resample(&mut |totals| {
        let (shares, rest) = totals.split_at(layout.outside());
        let (aside, counts) = rest.split_at(ASIDE);
        for (samples, share) in samples.iter_mut().zip(shares) {
            samples.push(*share);
        }
        let Some(chain) = &chain else { return };
        let (_, effects) = chain.effects(counts, TOLERANCE);
        let value = chain.totals(counts).1 + aside[REFUNDS];
        let mut credited = vec![0.0; width];
        for (channel, revenue) in chain.channels.iter().zip(markov::spread(&effects, value)) {
            credited[used[*channel as usize].unwrap_or_default()] += revenue;
        }
        credited[direct] += aside[UNTOUCHED];
        for (samples, revenue) in samples[layout.outside()..].iter_mut().zip(credited) {
            samples.push(revenue);
        }
    });
    table(samples, &used, &shown, names)
}

/// Where the totals of a resample lie: revenue by rule and channel, what stays outside the chain, the chain's counts.
#[derive(Clone, Copy)]
struct Layout {
    channels: usize,
    counts: usize,
}

/// What stays outside the chain: revenue without a touch, and what refunds took back.
const ASIDE: usize = 2;
const UNTOUCHED: usize = 0;
const REFUNDS: usize = 1;

impl Layout {
    fn outside(self) -> usize {
        RULES.len() * self.channels
    }

    fn width(self) -> usize {
        self.outside() + ASIDE + self.counts
    }
}

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

/// Adds what the touch rules give each channel of a purchase.
fn credit(
    journeys: &Journeys<'_>,
    row: usize,
    used: &[Option<usize>],
    layout: Layout,
    shares: &mut [f64],
    (touches, weights): &mut (Vec<Touch>, Vec<f64>),
) {
    let time = journeys.times[row];
    touches.clear();
    touches.extend(journeys.credited(row).map(|touch| Touch {
        channel: journeys.channels.codes[touch],
        time_ms: journeys.last[touch],
    }));
    if touches.is_empty() {
        touches.push(Touch {
            channel: journeys.direct,
            time_ms: time,
        });
    }
    for (rule, shares) in RULES.iter().zip(shares.chunks_mut(layout.channels)) {
        (rule.weigh)(touches, time, weights);
        for (touch, weight) in touches.iter().zip(weights.iter()) {
            if let Some(Some(place)) = used.get(touch.channel as usize) {
                shares[*place] += weight * journeys.revenue[row];
            }
        }
    }
}

/// One row a rule and channel that any resample credits.
fn table(
    mut samples: Vec<Vec<f64>>,
    used: &[Option<usize>],
    shown: &Shown,
    names: &std::sync::Arc<crate::engine::base::Dict>,
) -> Result<Table> {
    let width = used.iter().flatten().count();
    let rules = RULES.iter().map(|rule| rule.id).chain([markov::ID]);
    let mut rule_names = Interner::new();
    let (mut rule_codes, mut channels) = (Vec::new(), Vec::new());
    let mut ends: [Vec<f64>; 5] = Default::default();
    for (rule, samples) in rules.zip(samples.chunks_mut(width.max(1))) {
        let rule = rule_names.intern(rule);
        for (code, place) in used.iter().enumerate() {
            let Some(place) = *place else { continue };
            let samples = &mut samples[place];
            let is_credited = samples.iter().any(|revenue| *revenue != 0.0);
            let name = names.get(code as u32).unwrap_or_default();
            let Some(five) = spread(samples).filter(|_| is_credited && shown.has(name)) else {
                continue;
            };
            rule_codes.push(rule);
            channels.push(code as u32);
            for (ends, end) in ends.iter_mut().zip(five) {
                ends.push(end);
            }
        }
    }
    let mut columns = vec![
        Column::text("rule", rule_codes, rule_names.finish()),
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
