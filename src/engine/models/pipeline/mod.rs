//! Which channel sourced the pipeline, and how does that look by sales segment?
//!
//! The story: marketing and sales export their touchpoints, each with a contact; `contacts` says whose account that is;
//! `pipeline_opportunities` says which account opened an opportunity, when, and for how much. A touch belongs to an
//! opportunity where the account is the same and the touch lies inside the lookback before creation:
//!
//! ```text
//! marketing_touchpoints ─► stg_ ─┬─► int_pipeline_channels ─┐
//! sales_touchpoints ─────► stg_ ─┤                          ▼
//! contacts ──────────────► stg_ ─┴──────────────────► fct_touchpoints ─┐
//! pipeline_opportunities ► stg_ ───────────────────────────────────────┴─► fct_opportunity_touches
//! ```
//!
//! `fct_opportunity_touches` has every touch of every opportunity with its place and its credit under each rule, so a
//! change of rule builds nothing before it. The rule of the link chooses: `sourced_pipeline` (one opportunity, the touch
//! that sourced it) and `int_pipeline_credits` (opportunity × channel), which the marts `pipeline_by_channel` and
//! `pipeline_by_channel_segment` add up. `pipeline_by_rule` sets all rules side by side, and `channel_touch_profile` says
//! how a channel touches, whatever the rule.
//!
//! An opportunity without a touch is `Unsourced`, so that every table adds up to the whole pipeline. Left out: revenue
//! and any return on it (pipeline is not revenue), and channels renamed by aliases (names match without regard to case).

pub mod channel_touch_profile;
pub mod fct_opportunity_touches;
pub mod fct_touchpoints;
pub mod int_pipeline_channels;
pub mod int_pipeline_credits;
mod keys;
pub mod lookback;
mod period;
pub mod pipeline_by_channel;
pub mod pipeline_by_channel_segment;
pub mod pipeline_by_rule;
mod rollup;
pub mod settings;
pub mod sourced_pipeline;
pub mod sources;
pub mod stg_channel_costs;
pub mod stg_contacts;
pub mod stg_marketing_touchpoints;
pub mod stg_pipeline_opportunities;
pub mod stg_sales_touchpoints;
mod trials;

use super::columns::{SOURCE_ROW, column, count, date, flag, ratio, text, time, usd};
use crate::engine::warehouse::ModelSpec;

/// The channel of an opportunity without a touch in the lookback.
pub const UNSOURCED: &str = "Unsourced";

/// A segment that is not known.
pub const UNKNOWN: &str = "Unknown";

/// A touch by marketing.
pub const MARKETING: &str = "marketing";

/// A touch by sales.
pub const SALES: &str = "sales";

const SUBJECT: &str = "pipeline";

/// Names of a model's columns.
fn names(spec: &ModelSpec) -> Vec<&'static str> {
    spec.columns.iter().map(|column| column.name).collect()
}
