//! Position based, also called U-shaped: 40 % to the first, 40 % to the last, 20 % to all between.

use super::Rule;
use super::custom::Shares;

const SHARES: Shares = Shares::percent(40.0, 20.0, 40.0);

/// The rule.
pub const RULE: Rule = Rule {
    id: "position_based",
    name: "Position based",
    about: "The first and the last touch get 40 % each, those between share 20 %.",
    weigh: |touches, _, out| SHARES.weigh(touches.len(), out),
};
