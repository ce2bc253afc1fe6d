//! What the detectors of attribution look at: the marts of the subject, read once, under the parameters on screen.
//!
//! A method is a rule of credit: the eight touch rules, then the Markov chain of order 1. Every vector over methods runs
//! in that order.

use crate::engine::base::Arrange;
use crate::engine::base::{Result, Table};
use crate::engine::credit::{self, markov};

/// A rule of credit as people choose it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Method {
    /// Id, in the link and in column names (`first_touch`).
    pub id: &'static str,
    /// Name.
    pub name: &'static str,
    /// What it does, in a sentence.
    pub about: &'static str,
}

impl Method {
    /// The name inside a sentence: `first touch`, `the Markov chain`.
    pub fn said(&self) -> String {
        let mut letters = self.name.chars();
        match (self.id, letters.next()) {
            (markov::ID | "shapley", _) => format!("the {}", self.name),
            ("j_shaped", _) | (_, None) => self.name.to_owned(),
            (_, Some(first)) => first.to_lowercase().collect::<String>() + letters.as_str(),
        }
    }
}

/// Every method.
pub fn methods() -> Vec<Method> {
    let rules = credit::RULES.iter().map(|rule| Method {
        id: rule.id,
        name: rule.name,
        about: rule.about,
    });
    let chain = Method {
        id: markov::ID,
        name: markov::NAME,
        about: markov::ABOUT,
    };
    rules.chain([chain]).collect()
}

/// What a method gives a channel.
#[derive(Clone, Debug, Default)]
pub struct Credit {
    /// Revenue.
    pub revenue: f64,
    /// Revenue for each dollar of spend; null where spend is not known.
    pub roas: Option<f64>,
    /// Spend for each purchase credited; null where spend is not known or nothing is credited.
    pub cac: Option<f64>,
    /// Purchases credited, the sum of shares.
    pub conversions: f64,
    /// Revenue under other clients: low, lower quartile, median, upper quartile, high.
    pub spread: Option<[f64; 5]>,
}

/// A channel and its credit by method.
#[derive(Clone, Debug, Default)]
pub struct Channel {
    /// Id (`paid_search`).
    pub id: String,
    /// Name (`Paid search`).
    pub name: String,
    /// Distinct purchases with a credited touch.
    pub conversions: f64,
    /// Clients of those purchases.
    pub clients: f64,
    /// Spend; null where it is not known.
    pub spend: Option<f64>,
    /// By method.
    pub credits: Vec<Credit>,
}

/// Journeys that begin on one channel and end on another.
#[derive(Clone, Debug, Default)]
pub struct Pair {
    /// First-touch channel's id.
    pub first: String,
    /// Last-touch channel's id.
    pub last: String,
    /// Journeys.
    pub journeys: f64,
    /// Revenue of an average one.
    pub revenue: Option<f64>,
}

/// How many purchases change hands at a lookback.
#[derive(Clone, Copy, Debug, Default)]
pub struct Lookback {
    /// Days.
    pub days: i64,
    /// Purchases whose first-touch channel is another than under the default.
    pub first: f64,
    /// The same for last touch.
    pub last: f64,
}

/// Sums over the purchases of the range.
#[derive(Clone, Debug, Default)]
pub struct Purchases {
    /// Purchases.
    pub count: f64,
    /// Their revenue, refunds subtracted.
    pub revenue: f64,
    /// Purchases without a touch in the lookback, and their revenue.
    pub untouched: (f64, f64),
    /// Purchases with direct touches only, and their revenue.
    pub direct: (f64, f64),
    /// Refunds (negative revenue) and their sum.
    pub refunds: (f64, f64),
    /// Purchases whose revenue is 0: missing in the file, or free.
    pub free: f64,
    /// Clients.
    pub clients: f64,
    /// Whole days from first touch to purchase, of purchases with a touch, ascending.
    pub days: Vec<i64>,
    /// Touches of each purchase, ascending.
    pub touches: Vec<i64>,
}

/// What the detectors look at.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    /// Every method.
    pub methods: Vec<Method>,
    /// The method in focus.
    pub focus: usize,
    /// Channels on show, by credit under the method in focus.
    pub channels: Vec<Channel>,
    /// Every channel, whatever the filter, likewise.
    pub everyone: Vec<Channel>,
    /// Purchases of the range.
    pub purchases: Purchases,
    /// First × last.
    pub pairs: Vec<Pair>,
    /// Lookbacks from 1 day up.
    pub lookbacks: Vec<Lookback>,
    /// The lookback in force, in days.
    pub lookback_days: i64,
    /// Whether spend is loaded.
    pub has_spend: bool,
}

impl Evidence {
    /// The method in focus.
    pub fn method(&self) -> Method {
        self.methods.get(self.focus).copied().unwrap_or(Method {
            id: "",
            name: "",
            about: "",
        })
    }

    /// Whether the link hides channels.
    pub fn is_filtered(&self) -> bool {
        self.channels.len() < self.everyone.len()
    }

    /// What the method in focus gives a channel.
    pub fn credit<'a>(&self, channel: &'a Channel) -> Option<&'a Credit> {
        channel.credits.get(self.focus)
    }

    /// Each channel's place by revenue under a method, 1 for the first; in the order of `everyone`.
    pub fn ranks(&self, method: usize) -> Vec<usize> {
        let of = |channel: &Channel| channel.credits.get(method).map_or(0.0, |c| c.revenue);
        let revenue: Vec<f64> = self.everyone.iter().map(of).collect();
        let above = |at: usize| {
            let is_above = |(other, value): (usize, &f64)| {
                *value > revenue[at] || (*value >= revenue[at] && other < at)
            };
            1 + revenue
                .iter()
                .enumerate()
                .filter(|o| is_above((o.0, o.1)))
                .count()
        };
        (0..revenue.len()).map(above).collect()
    }

    /// The least and the most that any method gives a channel: (method, revenue) each.
    pub fn extremes(&self, channel: &Channel) -> Option<((usize, f64), (usize, f64))> {
        let all = channel
            .credits
            .iter()
            .enumerate()
            .map(|(at, c)| (at, c.revenue));
        let least = all.clone().min_by(|a, b| a.1.total_cmp(&b.1))?;
        // Of equals the first counts, as above.
        let most = all.rev().max_by(|a, b| a.1.total_cmp(&b.1))?;
        Some((least, most))
    }
}

/// `channel_performance` as channels, by credit under the method in focus.
///
/// # Errors
/// Internal, where a column is missing.
pub fn channels(table: &Table, methods: &[Method], focus: usize) -> Result<Vec<Channel>> {
    let names = table.text("channel")?;
    let conversions = table.numbers("total_conversions")?;
    let clients = table.numbers("unique_clients")?;
    let spend = table.numbers("spend_usd")?;
    let mut out: Vec<Channel> = (0..table.height())
        .map(|row| {
            let id = names.get(row).unwrap_or_default();
            Channel {
                id: id.to_owned(),
                name: super::super::language::channel(id),
                conversions: conversions[row].unwrap_or_default(),
                clients: clients[row].unwrap_or_default(),
                spend: spend[row],
                credits: vec![Credit::default(); methods.len()],
            }
        })
        .collect();
    for (at, method) in methods.iter().enumerate() {
        let column = |what: &str| table.numbers(&format!("{}_{what}", method.id));
        let (revenue, roas, cac) = (column("revenue")?, column("roas")?, column("cac_usd")?);
        let credited = column("conversions")?;
        for (row, channel) in out.iter_mut().enumerate() {
            channel.credits[at].revenue = revenue[row].unwrap_or_default();
            channel.credits[at].conversions = credited[row].unwrap_or_default();
            channel.credits[at].roas = roas[row];
            channel.credits[at].cac = cac[row];
        }
    }
    let of = |channel: &Channel| channel.credits.get(focus).map_or(0.0, |c| c.revenue);
    out.arrange_by(|a, b| of(b).total_cmp(&of(a)).then_with(|| a.id.cmp(&b.id)));
    Ok(out)
}
