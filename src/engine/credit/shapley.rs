//! Shapley value: each channel's average contribution over all orders in which channels could join.
//!
//! A coalition S of channels is worth v(S) = the conversions of journeys whose channels all lie within S. For this v the
//! Shapley value has a closed form: each journey's conversions are split evenly over its distinct channels (every journey
//! is a unanimity game of its channels, and the value adds up over games). A channel's part is then shared equally over
//! its touches. `coalitions` shows the arithmetic.

use super::{Rule, Touch};
use crate::engine::base::Arrange;
use std::collections::BTreeMap;

/// The rule.
pub const RULE: Rule = Rule {
    id: "shapley",
    name: "Shapley value",
    about: "The channels of a journey share its credit evenly, however often each was touched.",
    weigh,
};

fn weigh(touches: &[Touch], _: i64, out: &mut Vec<f64>) {
    out.clear();
    let mut distinct = 0_u32;
    for (at, touch) in touches.iter().enumerate() {
        let is_same = |other: &&Touch| other.channel == touch.channel;
        distinct += u32::from(!touches[..at].iter().any(|other| is_same(&other)));
        out.push(touches.iter().filter(is_same).count() as f64);
    }
    for weight in out {
        *weight = 1.0 / (f64::from(distinct) * *weight);
    }
}

/// A set of channels and what it is worth.
#[derive(Clone, Debug, PartialEq)]
pub struct Coalition {
    /// The channels, ascending.
    pub channels: Vec<u32>,
    /// Conversions of journeys with exactly these channels.
    pub own: f64,
    /// v(S): conversions of journeys whose channels all lie within.
    pub worth: f64,
    /// What each of its channels gets of `own`.
    pub share: f64,
}

/// The `most` coalitions with most conversions of their own, from (channels of a journey in any order, conversions).
pub fn coalitions(
    journeys: impl IntoIterator<Item = (Vec<u32>, f64)>,
    most: usize,
) -> Vec<Coalition> {
    let mut own: BTreeMap<Vec<u32>, f64> = BTreeMap::new();
    for (mut channels, conversions) in journeys {
        channels.arrange();
        channels.dedup();
        if !channels.is_empty() && conversions != 0.0 {
            *own.entry(channels).or_default() += conversions;
        }
    }
    let is_within = |small: &[u32], large: &[u32]| {
        let mut channels = small.iter();
        channels.all(|channel| large.binary_search(channel).is_ok())
    };
    let mut largest: Vec<(&Vec<u32>, f64)> = own.iter().map(|(c, n)| (c, *n)).collect();
    largest.arrange_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    largest.truncate(most);
    let worth = |channels: &[u32]| -> f64 {
        let within = own.iter().filter(|(other, _)| is_within(other, channels));
        within.map(|(_, conversions)| conversions).sum()
    };
    largest
        .into_iter()
        .map(|(channels, own)| Coalition {
            channels: channels.clone(),
            own,
            worth: worth(channels),
            share: own / channels.len() as f64,
        })
        .collect()
}
