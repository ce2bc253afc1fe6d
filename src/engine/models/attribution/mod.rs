//! Which channel earns the credit for each purchase, and how much does the answer depend on the rule?
//!
//! The story: `events` says what clients did, `clients` (optional) who they are, and the channel funnel's `ad_spend`
//! (optional) what was paid. A purchase is explained by the page views of its client before it:
//!
//! ```text
//! events ─► stg_events ─┬─► int_page_views ─┐ (by client and time: a change of the lookback begins here)
//! clients ─► stg_clients│                   ├─► int_touchpoints ─► client_journeys, first_ and last_touch_attribution,
//!                       ├─► int_purchases ──┘                      attribution_credits, markov_paths ─► markov_credits
//! stg_ad_spend ─────────┴─► int_ad_spend ─────────────────────────► channel_performance
//! ```
//!
//! `stg_events` resolves the channel (`channel`). `int_touchpoints` holds every touch inside the lookback (`settings`)
//! and whether it takes credit: direct touches do only where a journey has no other. The rules that weigh touches are
//! `engine::credit`. Marts select purchases by the time of the purchase; touches before the range count all the same.
//!
//! Left out: touches that are not page views (calls, mails sent), and identity across devices (a client is a `client_id`).

pub mod attribution_credits;
pub mod attribution_intervals;
pub mod channel;
pub mod channel_performance;
pub mod client_journeys;
pub mod custom_credits;
pub mod event_mix;
pub mod first_touch_attribution;
mod identities;
pub mod int_ad_spend;
pub mod int_page_views;
pub mod int_purchases;
pub mod int_touchpoints;
pub mod journey_lengths;
pub mod journeys;
pub mod last_touch_attribution;
pub mod lookback_sensitivity;
pub mod markov_credits;
pub mod markov_paths;
pub mod model_comparison;
mod one_touch;
pub mod path_performance;
mod paths;
pub mod settings;
pub mod shares;
pub mod sources;
pub mod stg_clients;
pub mod stg_events;
mod views;
pub mod walks;

use super::columns::{SOURCE_ROW, column, count, date, flag, ratio, text, time, usd};

/// The purchase of a client, by the place of its event in the files.
const SUBJECT: &str = "attribution";
