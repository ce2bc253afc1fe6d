//! Linear: every touch takes the same.

use super::Rule;

/// The rule.
pub const RULE: Rule = Rule {
    id: "linear",
    name: "Linear",
    about: "Every touch of the journey gets the same credit.",
    weigh: |touches, _, out| {
        out.clear();
        out.resize(touches.len(), 1.0 / touches.len() as f64);
    },
};
