//! Markov chains: how many conversions, and how much of their value, would be lost without a channel.
//!
//! Journeys are walks over states, the last one, two or three touches. Each walk ends in a conversion or in nothing. A
//! channel's removal effect is the share of conversions that is lost when every state with the channel leads to nothing:
//! `1 − P(conversion without it) / P(conversion)`. Credit is the total in the proportion of the effects. The chain is
//! solved, not simulated: same paths, same bytes.
//!
//! Left out: which journeys count and where a path begins and ends (the model of the table decides), and direct touches
//! (the direct filter runs before).

mod chain;

pub use chain::Chain;

/// Id, as tables and links have it: a chain of order 1 where no order is named.
pub const ID: &str = "markov";

/// Name, as people say it.
pub const NAME: &str = "Markov chain";

/// What it does, in a sentence.
pub const ABOUT: &str = "A channel gets credit by the share of purchases that would be lost without it, judged over the paths of buyers and non-buyers.";

/// All journeys along one path.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Path {
    /// Channels in the order of touches; neighbouring repeats count once.
    pub channels: Vec<u32>,
    /// Journeys that ended in a purchase.
    pub conversions: f64,
    /// What those purchases were worth together; not negative (a refund is no conversion).
    pub value: f64,
    /// Journeys that ended without one.
    pub nulls: f64,
}

/// What a chain says of each channel.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Markov {
    /// Channels of the paths, ascending; the other vectors run along them.
    pub channels: Vec<u32>,
    /// Share of conversions that would be lost without the channel.
    pub removal_effects: Vec<f64>,
    /// Share of value that would be lost without it.
    pub value_effects: Vec<f64>,
    /// Conversions credited; together those of the paths.
    pub conversions: Vec<f64>,
    /// Value credited; together that of the paths.
    pub revenue: Vec<f64>,
    /// Every transition of the chain, by state.
    pub transitions: Vec<Transition>,
}

/// A state of the chain.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Before the first touch.
    Start,
    /// The channels of the last touches, as many as the chain's order; fewer where the whole path is shorter.
    Touches(Vec<u32>),
    /// A purchase.
    Conversion,
    /// The end without a purchase.
    Null,
}

/// How often one state followed another.
#[derive(Clone, Debug, PartialEq)]
pub struct Transition {
    /// From.
    pub from: State,
    /// To.
    pub to: State,
    /// Journeys that went this way.
    pub count: f64,
    /// As a share of all that left `from`.
    pub probability: f64,
}

/// Credits channels by a chain of order 1, 2 or 3 (at least 1 is taken). Paths without a touch or without a journey are
/// left out; equal paths are added up first.
pub fn solve(order: usize, paths: &[Path]) -> Markov {
    let walked = paths
        .iter()
        .filter(|path| !path.channels.is_empty() && path.conversions + path.nulls > 0.0);
    let mut all: Vec<(Vec<u32>, &Path)> = walked
        .map(|path| {
            let mut channels = path.channels.clone();
            channels.dedup();
            (channels, path)
        })
        .collect();
    all.sort_by(|a, b| a.0.cmp(&b.0));
    let groups: Vec<&[(Vec<u32>, &Path)]> = all.chunk_by(|a, b| a.0 == b.0).collect();
    let distinct: Vec<&[u32]> = groups.iter().map(|group| group[0].0.as_slice()).collect();
    let chain = Chain::of(order, &distinct);
    let mut counts = chain.no_counts();
    for (at, group) in groups.iter().enumerate() {
        let sum = |of: fn(&Path) -> f64| group.iter().map(|(_, path)| of(path)).sum::<f64>();
        let (bought, nothing) = (sum(|path| path.conversions), sum(|path| path.nulls));
        chain.add(at, bought, sum(|path| path.value), nothing, &mut counts);
    }
    let (removal_effects, value_effects) = chain.effects(&counts, f64::EPSILON);
    let (conversions, value) = chain.totals(&counts);
    Markov {
        conversions: spread(&removal_effects, conversions),
        revenue: spread(&value_effects, value),
        transitions: chain.transitions(&counts),
        channels: chain.channels,
        removal_effects,
        value_effects,
    }
}

/// A total in the proportion of removal effects; nothing where there is no effect.
pub fn spread(effects: &[f64], total: f64) -> Vec<f64> {
    let sum: f64 = effects.iter().sum();
    let share = |effect: &f64| if sum > 0.0 { effect / sum * total } else { 0.0 };
    effects.iter().map(share).collect()
}
