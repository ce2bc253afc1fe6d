//! What is worth saying of the pipeline: one detector a file, over the marts of the range with every channel in.

mod costs;
mod evidence;
mod influence;
mod limits;
mod rules;
mod segments;
mod unsourced;

#[cfg(test)]
mod tests;

pub use evidence::{Difference, Evidence, Flow, Profile, Row, RuleRow};

use super::Finder;

/// Every detector.
pub static FINDERS: &[Finder<Evidence>] = &[
    Finder {
        id: "segments",
        find: segments::find,
    },
    Finder {
        id: "unsourced",
        find: unsourced::find,
    },
    Finder {
        id: "rules",
        find: rules::find,
    },
    Finder {
        id: "influence",
        find: influence::find,
    },
    Finder {
        id: "costs",
        find: costs::find,
    },
    Finder {
        id: "limits",
        find: limits::find,
    },
];
