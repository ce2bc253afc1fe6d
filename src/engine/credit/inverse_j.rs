//! Inverse J: the opening counts most, 60/20/20.

use super::Rule;
use super::custom::Shares;

const SHARES: Shares = Shares::percent(60.0, 20.0, 20.0);

/// The rule.
pub const RULE: Rule = Rule {
    id: "inverse_j",
    name: "Inverse J",
    about: "The first touch gets 60 %, the last 20 %, those between share 20 %.",
    weigh: |touches, _, out| SHARES.weigh(touches.len(), out),
};
