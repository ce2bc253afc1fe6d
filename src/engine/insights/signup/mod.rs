//! What the sign-up data says: where visitors are lost, what goes with it, which phase takes longest, and what speaks for and
//! against each explanation that a product team would raise. One detector a file.

mod breakdown;
mod evidence;
pub mod explanations;
mod limits;
mod loss;
mod phases;
#[cfg(test)]
mod tests;

pub use breakdown::{Contrast, contrast};
pub use evidence::{Evidence, Page, Part, Phase, Seen, Step, dimension, label, span};
pub use loss::stays_lost;

use super::Finder;

/// Where visitors are lost, and what goes with it.
pub static FUNNEL: &[Finder<Evidence>] = &[
    Finder {
        id: "largest_loss",
        find: loss::find,
    },
    Finder {
        id: "loss_by_group",
        find: breakdown::find,
    },
];

/// How long things take.
pub static DURATIONS: &[Finder<Evidence>] = &[Finder {
    id: "slowest_phase",
    find: phases::find,
}];

/// What cannot be concluded.
pub static LIMITS: &[Finder<Evidence>] = &[Finder {
    id: "signup_limits",
    find: limits::find,
}];
