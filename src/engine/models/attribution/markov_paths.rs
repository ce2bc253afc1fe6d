//! `markov_paths`: the journeys that a Markov chain is made of, the ones that led to nothing included.
//! Grain: one path of the touches that take credit, neighbouring repeats once; `(none)` for purchases without a touch,
//! which stay outside the chain.
//!
//! A client without a purchase in the range gives one journey that led to nothing: the touches of the lookback that ends
//! at the client's last page view in the range. A refund is no conversion; its amount follows the shares of the rule.

use super::client_journeys::ARROW;
use super::int_page_views::{Views, code_of};
use super::journeys::Journeys;
use super::path_performance::NONE;
use super::settings::{DAYS, Lookback, PRECISION, span};
use super::{SUBJECT, column, count, identities, text};
use crate::engine::base::{Column, Interner, Kind, Result, Table, Unit};
use crate::engine::warehouse::rollup::Sum;
use crate::engine::warehouse::{Build, DataTest, Input, Layer, ModelSpec, Param, Severity, checks};

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "markov_paths",
    subject: SUBJECT,
    layer: Layer::Mart,
    grain: "one path of the touches that take credit",
    key: &["path"],
    columns: &[
        text(
            "path",
            "Channels by time, neighbouring repeats once, joined with ` > `; `(none)` without a touch.",
        ),
        count("conversions", "Purchases along the path, refunds left out."),
        count(
            "refunds",
            "Refunds along the path: purchases with negative revenue.",
        ),
        count(
            "null_journeys",
            "Clients without a purchase in the range whose last journey went this way.",
        ),
        column(
            "revenue",
            Kind::Amount,
            Unit::Usd,
            "What the conversions were worth.",
        ),
        column(
            "refund_revenue",
            Kind::Amount,
            Unit::Usd,
            "What the refunds took back, a negative amount or 0.",
        ),
    ],
    inputs: &[
        Input::Model("int_purchases"),
        Input::Model("int_touchpoints"),
        Input::Model("int_page_views"),
        Input::Param(Param::Range),
        DAYS,
        PRECISION,
    ],
    tests: &[DataTest {
        id: "purchases_conserved",
        sentence: "Conversions and refunds, and what they were worth, add up to the purchases of the range.",
        severity: Severity::Error,
        run: |table, build| {
            let (purchases, revenue) = identities::bought(build)?;
            let sum = |a, b| -> Result<f64> {
                Ok(identities::total(table, a)? + identities::total(table, b)?)
            };
            let mut out = checks::same_sum("purchases", sum("conversions", "refunds")?, purchases);
            out.extend(checks::same_sum(
                "revenue",
                sum("revenue", "refund_revenue")?,
                revenue,
            ));
            Ok(out)
        },
    }],
    sql: include_str!("markov_paths.sql"),
    build,
};

/// The sums of one path.
#[derive(Clone, Copy, Default)]
struct Sums {
    conversions: i64,
    refunds: i64,
    nulls: i64,
    revenue: Sum,
    refunded: Sum,
}

/// A channel as one character, of one byte where there are few channels; `channel_of` is its inverse.
fn letter(channel: u32) -> char {
    // The next 2,048 numbers after 0xD7FF are no characters.
    let gap = if channel < 0xD7FF { 1 } else { 0x801 };
    char::from_u32(channel + gap).unwrap_or(char::MAX)
}

fn channel_of(letter: char) -> u32 {
    let number = letter as u32;
    number - if number < 0xD800 { 1 } else { 0x801 }
}

/// Paths told apart without a list for each: a channel is one character of a text.
#[derive(Default)]
struct Paths {
    known: Interner,
    sums: Vec<Sums>,
    text: String,
}

impl Paths {
    /// The sums of the path along these channels.
    fn along(&mut self, channels: impl Iterator<Item = u32>) -> &mut Sums {
        self.text.clear();
        let mut before = None;
        for channel in channels {
            if before.replace(channel) != Some(channel) {
                self.text.push(letter(channel));
            }
        }
        let at = self.known.intern(&self.text) as usize;
        if at == self.sums.len() {
            self.sums.push(Sums::default());
        }
        &mut self.sums[at]
    }
}

fn build(build: &Build<'_>) -> Result<Table> {
    let lookback = Lookback::read(build)?;
    let range = build.range()?;
    let purchases = build.model("int_purchases")?;
    let journeys = Journeys::new(purchases, build.model("int_touchpoints")?)?;
    let views = Views::new(build.model("int_page_views")?)?;

    let mut paths = Paths::default();
    let mut has_bought = vec![false; journeys.clients.dict.len()];
    for row in journeys.bought(range) {
        if let Some(flag) = has_bought.get_mut(journeys.clients.codes[row] as usize) {
            *flag = true;
        }
        let channels = journeys
            .credited(row)
            .map(|touch| journeys.channels.codes[touch]);
        let sums = paths.along(channels);
        let revenue = journeys.revenue[row];
        if revenue < 0.0 {
            sums.refunds += 1;
            sums.refunded.add(revenue);
        } else {
            sums.conversions += 1;
            sums.revenue.add(revenue);
        }
    }

    let (from, to) = span(range);
    let direct = code_of(views.channels, super::channel::DIRECT);
    for own in views.clients() {
        let client = views.clients.codes[own.0];
        if has_bought.get(client as usize) == Some(&true) {
            continue;
        }
        let (first, after) = views.between(own, from, to.saturating_sub(1));
        if first == after {
            continue;
        }
        let last = views.times[after - 1];
        let (first, after) = views.between(own, lookback.opens(last), last);
        let channels = &views.channels.codes[first..after];
        let marketing = channels
            .iter()
            .copied()
            .filter(|channel| *channel != direct);
        let sums = if channels.iter().all(|channel| *channel == direct) {
            paths.along(std::iter::once(direct))
        } else {
            paths.along(marketing)
        };
        sums.nulls += 1;
    }

    let name = |c: char| views.channels.dict.get(channel_of(c)).unwrap_or_default();
    let names: Vec<String> = paths
        .known
        .dict()
        .iter()
        .map(|path| path.chars().map(name).collect::<Vec<_>>().join(ARROW))
        .collect();
    let sums = &paths.sums;
    let shown = names
        .iter()
        .map(|path| Some(if path.is_empty() { NONE } else { path.as_str() }));
    let whole = |of: fn(&Sums) -> i64| sums.iter().map(of).collect();
    let amount = |of: fn(&Sums) -> Sum| sums.iter().map(|sums| of(sums).value()).collect();
    Table::new(vec![
        Column::text_of("path", shown),
        Column::integers_dense("conversions", whole(|sums| sums.conversions)),
        Column::integers_dense("refunds", whole(|sums| sums.refunds)),
        Column::integers_dense("null_journeys", whole(|sums| sums.nulls)),
        Column::amounts_dense("revenue", amount(|sums| sums.revenue)),
        Column::amounts_dense("refund_revenue", amount(|sums| sums.refunded)),
    ])
}
