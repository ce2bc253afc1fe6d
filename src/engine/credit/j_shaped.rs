//! J-shaped: the close counts most, 20/20/60.

use super::Rule;
use super::custom::Shares;

const SHARES: Shares = Shares::percent(20.0, 20.0, 60.0);

/// The rule.
pub const RULE: Rule = Rule {
    id: "j_shaped",
    name: "J-shaped",
    about: "The last touch gets 60 %, the first 20 %, those between share 20 %.",
    weigh: |touches, _, out| SHARES.weigh(touches.len(), out),
};
