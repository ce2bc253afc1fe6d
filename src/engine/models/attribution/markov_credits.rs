//! `markov_credits`: what each channel gets by its removal effect. Grain: one order of the chain × channel.
//!
//! The chain is that of `markov_paths`, solved exactly (`engine::credit::markov`). Purchases without a touch are direct.
//! A refund is no conversion: refunds are spread as the revenue is, so revenue still adds up. It has no twin: SQL has no
//! plain way to solve a chain.

use super::client_journeys::ARROW;
use super::path_performance::NONE;
use super::{SUBJECT, column, count, identities, ratio, text};
use crate::engine::base::Arrange;
use crate::engine::base::{Column, Interner, Kind, Result, Table, TextColumn, Unit};
use crate::engine::credit::markov::{Markov, Path, solve};
use crate::engine::models::shown::Shown;
use crate::engine::warehouse::{Build, DataTest, Input, Layer, ModelSpec, Param, Severity, checks};
use std::collections::BTreeMap;

/// The orders of the chains: how many touches a state remembers.
pub const ORDERS: [i64; 3] = [1, 2, 3];

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "markov_credits",
    subject: SUBJECT,
    layer: Layer::Mart,
    grain: "one order of the chain × channel",
    key: &["order", "channel"],
    columns: &[
        count(
            "order",
            "Order of the chain: how many touches a state remembers, 1 to 3.",
        ),
        text("channel", "Channel."),
        ratio(
            "removal_effect",
            Unit::Percent,
            "Share of conversions that would be lost without the channel; null where it is not in the chain.",
        ),
        column(
            "conversions",
            Kind::Amount,
            Unit::Number,
            "Conversions credited; refunds are none.",
        ),
        column(
            "revenue",
            Kind::Amount,
            Unit::Usd,
            "Revenue credited, refunds taken off.",
        )
        .added_within(&["order"]),
    ],
    inputs: &[Input::Model("markov_paths"), Input::Param(Param::Channels)],
    tests: &[DataTest {
        id: "totals_conserved",
        sentence: "Conversions and revenue of each order add up to those of all purchases.",
        severity: Severity::Error,
        run: conserved,
    }],
    sql: "",
    build,
};

/// What a channel gets.
#[derive(Clone, Copy, Default)]
struct Share {
    removal_effect: Option<f64>,
    conversions: f64,
    revenue: f64,
}

/// `markov_paths`, read for a chain: channels are codes of `names`.
pub struct Paths {
    /// Names of the channels.
    pub names: Interner,
    /// The paths with a touch.
    pub paths: Vec<Path>,
    /// What refunds took back along each of them.
    pub refunds: Vec<f64>,
    /// Conversions without a touch, and their revenue with refunds.
    pub untouched: (f64, f64),
}

impl Paths {
    /// Reads the table, in the order of the paths whatever the order of its rows: the last digit of a sum hangs on it.
    pub fn new(table: &Table) -> Result<Paths> {
        let path: TextColumn<'_> = table.text("path")?;
        let count = |name: &str| -> Result<&[i64]> { Ok(table.integers(name)?.values) };
        let (conversions, nulls) = (count("conversions")?, count("null_journeys")?);
        let (value, refund) = (table.amounts("revenue")?, table.amounts("refund_revenue")?);
        let mut out = Paths {
            names: Interner::new(),
            paths: Vec::with_capacity(table.height()),
            refunds: Vec::with_capacity(table.height()),
            untouched: (0.0, 0.0),
        };
        let mut rows: Vec<usize> = (0..table.height()).collect();
        rows.arrange_by_key(|row| path.get(*row));
        for row in rows {
            let path = path.get(row).unwrap_or(NONE);
            let conversions = conversions[row] as f64;
            if path == NONE {
                out.untouched = (conversions, value.values[row] + refund.values[row]);
                continue;
            }
            out.paths.push(Path {
                channels: path
                    .split(ARROW)
                    .map(|name| out.names.intern(name))
                    .collect(),
                conversions,
                value: value.values[row],
                nulls: nulls[row] as f64,
            });
            out.refunds.push(refund.values[row]);
        }
        Ok(out)
    }
}

fn build(build: &Build<'_>) -> Result<Table> {
    let shown = Shown::new(build.channels()?);
    let mut paths = Paths::new(build.model("markov_paths")?)?;
    let direct = paths.names.intern(super::channel::DIRECT);
    let mut rows: Vec<(i64, u32, Share)> = Vec::new();
    for order in ORDERS {
        let chain = solve(order as usize, &paths.paths);
        let mut shares = shares(&chain, &paths);
        if paths.untouched.0 > 0.0 || paths.untouched.1 < 0.0 {
            let own = shares.entry(direct).or_default();
            own.conversions += paths.untouched.0;
            own.revenue += paths.untouched.1;
        }
        rows.extend(
            shares
                .into_iter()
                .map(|(channel, share)| (order, channel, share)),
        );
    }
    let names = paths.names.finish();
    rows.retain(|(_, channel, _)| names.get(*channel).is_some_and(|name| shown.has(name)));
    Table::new(vec![
        Column::integers_dense("order", rows.iter().map(|row| row.0).collect()),
        Column::text("channel", rows.iter().map(|row| row.1).collect(), names),
        Column::amounts(
            "removal_effect",
            rows.iter().map(|row| row.2.removal_effect),
        ),
        Column::amounts_dense(
            "conversions",
            rows.iter().map(|row| row.2.conversions).collect(),
        ),
        Column::amounts_dense("revenue", rows.iter().map(|row| row.2.revenue).collect()),
    ])
}

/// What the channels of a chain get, refunds spread as the revenue is (as the conversions are, where nothing was worth
/// anything; evenly along their own path, where nobody bought).
fn shares(chain: &Markov, paths: &Paths) -> BTreeMap<u32, Share> {
    let value: f64 = chain.revenue.iter().sum();
    let conversions: f64 = chain.conversions.iter().sum();
    let refunds: f64 = paths.refunds.iter().sum();
    let mut out: BTreeMap<u32, Share> = BTreeMap::new();
    for (at, channel) in chain.channels.iter().enumerate() {
        let spread = if value > 0.0 {
            refunds * chain.revenue[at] / value
        } else if conversions > 0.0 {
            refunds * chain.conversions[at] / conversions
        } else {
            0.0
        };
        let share = Share {
            removal_effect: Some(chain.removal_effects[at]),
            conversions: chain.conversions[at],
            revenue: chain.revenue[at] + spread,
        };
        out.insert(*channel, share);
    }
    if conversions <= 0.0 {
        for (path, refund) in paths.paths.iter().zip(&paths.refunds) {
            let mut channels = path.channels.clone();
            channels.arrange();
            channels.dedup();
            for channel in &channels {
                let own = out.entry(*channel).or_default();
                own.revenue += refund / channels.len() as f64;
            }
        }
    }
    out
}

fn conserved(table: &Table, build: &Build<'_>) -> Result<Vec<String>> {
    if !Shown::new(build.channels()?).is_all() {
        return Ok(Vec::new());
    }
    let paths = build.model("markov_paths")?;
    let total = |name| identities::total(paths, name);
    let bought = total("conversions")?;
    let worth = total("revenue")? + total("refund_revenue")?;
    let order = table.integers("order")?;
    let (conversions, revenue) = (table.amounts("conversions")?, table.amounts("revenue")?);
    let mut out = Vec::new();
    for wanted in ORDERS {
        let rows = || (0..table.height()).filter(|row| order.values[*row] == wanted);
        let here: f64 = rows().map(|row| conversions.values[row]).sum();
        out.extend(checks::same_sum("conversions", here, bought));
        let here: f64 = rows().map(|row| revenue.values[row]).sum();
        out.extend(checks::same_sum("revenue", here, worth));
    }
    Ok(out)
}
