//! First touch: what opened the journey takes all.

use super::{Rule, all_to};

/// The rule.
pub const RULE: Rule = Rule {
    id: "first_touch",
    name: "First touch",
    about: "All credit goes to the touch that opened the journey.",
    weigh: |touches, _, out| all_to(0, touches, out),
};
