//! Findings on attribution: who earns the credit, how much that depends on the rule, on the lookback and on chance.
//!
//! One detector a file, one line in `FINDERS` or `LIMITS`. No rule is called true: where they differ, that is the finding.

mod chance;
mod evidence;
mod handover;
mod leader;
mod limits;
mod lookback;
mod mover;
mod returns;

#[cfg(test)]
mod tests;

pub use evidence::{
    Channel, Credit, Evidence, Lookback, Method, Pair, Purchases, channels, methods,
};

pub use leader::sentence as leader_sentence;
pub use mover::sentence as mover_sentence;

use super::Finder;

/// What the page leads with.
pub static FINDERS: &[Finder<Evidence>] = &[
    Finder {
        id: "credit_leader",
        find: leader::find,
    },
    Finder {
        id: "credit_mover",
        find: mover::find,
    },
    Finder {
        id: "credit_returns",
        find: returns::find,
    },
    Finder {
        id: "credit_handover",
        find: handover::find,
    },
    Finder {
        id: "credit_lookback",
        find: lookback::find,
    },
];

/// What cannot be concluded.
pub static LIMITS: &[Finder<Evidence>] = &[
    Finder {
        id: "credit_chance",
        find: chance::find,
    },
    Finder {
        id: "credit_limits",
        find: limits::find,
    },
];
