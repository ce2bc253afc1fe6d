//! How do paid channels drive traffic, pipeline and revenue, and what comes back per dollar?
//!
//! The story: three exports come in. `ad_spend` knows what was paid for, `web_analytics` who came, and
//! `salesforce_opportunities` what was sold. No key joins a session to an opportunity, so the channel is what they share,
//! and everything turns on one name a channel:
//!
//! ```text
//! ad_spend ────────────────┐
//! web_analytics ───────────┼─► int_channel_names ─► stg_ad_spend ─► int_channel_evidence ─► stg_web_sessions
//! salesforce_opportunities ┘          └─► stg_opportunities
//! ```
//!
//! `int_channel_names` gives every name in use its channel. `stg_ad_spend` takes its own; what it says of a utm pair
//! becomes evidence for sessions. `int_utm_spellings` gives each utm value one spelling. (Three intermediate models feed
//! staging here: spec 10 wants the channel in staging.)
//! Dimensions and facts follow: `dim_date`, `dim_channel`, `dim_campaign`, `fct_channel_daily`, `fct_opportunities`.
//! The marts answer the questions, under the date range and the channel filter: `channel_funnel` (which channel earns),
//! `campaign_performance` (which campaign gets clicks without conversions), `region_funnel` (who closes best where).
//!
//! Left out: revenue by campaign (nothing in the data ties an opportunity to one), attribution of single journeys.

pub mod campaign_performance;
pub mod channel;
#[allow(clippy::module_inception)] // A model's file has the model's name, and so has the subject.
pub mod channel_funnel;
pub mod dim_campaign;
pub mod dim_channel;
pub mod dim_date;
pub mod fct_channel_daily;
pub mod fct_opportunities;
pub mod filters;
mod identities;
pub mod int_channel_evidence;
pub mod int_channel_names;
pub mod int_utm_spellings;
pub mod lookup;
pub mod region_funnel;
pub mod sources;
pub mod stage;
pub mod stg_ad_spend;
pub mod stg_opportunities;
pub mod stg_web_sessions;

use super::columns::{SOURCE_ROW, column, count, date, flag, ratio, text, usd};

/// What a null in a grouping column is called in a mart.
pub const NONE: &str = "(none)";

/// A session that names no source.
pub const DIRECT: &str = "Direct";

/// What is not known: the channel of an opportunity without a source, a missing region.
pub const UNKNOWN: &str = "Unknown";

const SUBJECT: &str = "channel_funnel";

/// The name with most rows, then first in the alphabet.
fn commonest<'a>(counts: &std::collections::BTreeMap<&'a str, u64>) -> Option<&'a str> {
    let best = counts
        .iter()
        .min_by_key(|(name, rows)| (std::cmp::Reverse(**rows), **name));
    best.map(|(name, _)| *name)
}
