//! Rules of credit: which touch, or which channel, takes how much of a purchase. One rule a file, pure: ordered touches
//! in, weights out; no tables, no parameters, no direct filter (`direct` runs before every rule).
//!
//! Touch rules (`RULES`) weigh one journey at a time. `markov` judges all paths together and credits channels; `shapley`
//! can show the coalitions behind its even split; `bootstrap` says how far a total would move with other clients.
//!
//! Left out: what a touch is and how far back it counts (`models::attribution`), and currencies.

pub mod bootstrap;
pub mod custom;
pub mod direct;
pub mod first_touch;
pub mod inverse_j;
pub mod j_shaped;
pub mod last_touch;
pub mod linear;
pub mod markov;
pub mod position_based;
pub mod shapley;
pub mod time_decay;

/// A touch of a journey.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Touch {
    /// The channel's code.
    pub channel: u32,
    /// When it last happened, in milliseconds since 1970-01-01 UTC.
    pub time_ms: i64,
}

/// A rule that weighs the touches of one journey.
pub struct Rule {
    /// Id, as tables and links have it (`first_touch`).
    pub id: &'static str,
    /// Name, as people say it.
    pub name: &'static str,
    /// What it does, in a sentence.
    pub about: &'static str,
    /// Weights of the touches, which are ordered by time: `out` is emptied and gets one weight a touch, each in
    /// [0, 1], together 1. Without touches it stays empty. The second argument is the time of the purchase.
    pub weigh: fn(&[Touch], i64, &mut Vec<f64>),
}

/// Every touch rule, in the order in which tables and pages show them.
pub static RULES: &[Rule] = &[
    first_touch::RULE,
    last_touch::RULE,
    linear::RULE,
    time_decay::RULE,
    position_based::RULE,
    j_shaped::RULE,
    inverse_j::RULE,
    shapley::RULE,
];

/// The rule in focus where the link names none: what most reports show.
pub const DEFAULT: &str = last_touch::RULE.id;

/// The touch rule of an id.
pub fn rule(id: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.id == id)
}

/// All credit to one touch.
fn all_to(at: usize, touches: &[Touch], out: &mut Vec<f64>) {
    out.clear();
    out.resize(touches.len(), 0.0);
    if let Some(weight) = out.get_mut(at) {
        *weight = 1.0;
    }
}

#[cfg(test)]
mod tests;
