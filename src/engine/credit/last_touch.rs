//! Last touch: what closed the journey takes all.

use super::{Rule, all_to};

/// The rule.
pub const RULE: Rule = Rule {
    id: "last_touch",
    name: "Last touch",
    about: "All credit goes to the last touch before the purchase.",
    weigh: |touches, _, out| all_to(touches.len().wrapping_sub(1), touches, out),
};
