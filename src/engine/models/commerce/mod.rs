//! Which products do visitors look at, put into the cart and buy, what do customers come back for, and does the shop's
//! revenue agree with what the sales system reports?
//!
//! The story: six exports of a shop in the public thelook layout come in.
//!
//! ```text
//! web_events ──► stg_web_events ─┬─► int_event_products ─┐
//! products ────► stg_products ───┤                       ├─► product_funnel, product_funnel_rollup, commerce_trend
//! users ───────► stg_users ──────┼─► fct_order_items ────┤
//! order_items ─► stg_order_items ┘                       ├─► traffic_source_performance ◄── int_sessions
//! transactions ► stg_transactions ───────────────────────┼─► loyalty_scores
//! source_revenue ► stg_source_revenue ───────────────────┴─► revenue_reconciliation ─► reconciliation_summary
//! ```
//!
//! A cart names no product: `journey` finds it through the session, and `int_event_products` holds what it found. The
//! star: `fct_web_events` and `fct_order_items` join `dim_product`, `dim_user`, `dim_traffic_source` and `dim_date` by
//! surrogate keys; what a dimension does not know is its member `unknown`, so that no fact is lost. Marts read the
//! codes beneath: `fct_web_events`, with a digest for each row, is built only when somebody asks for it.
//!
//! Left out: baskets of a cancelled session (a `cancel` event takes nothing back), currencies, taxes, shipping cost.

pub mod commerce_trend;
pub mod dim_product;
pub mod dim_traffic_source;
pub mod dim_user;
pub mod fct_order_items;
pub mod fct_web_events;
pub mod int_event_products;
pub mod int_sessions;
mod journey;
pub mod loyalty;
pub mod loyalty_scores;
mod measures;
pub mod product_funnel;
pub mod product_funnel_rollup;
pub mod reconcile;
pub mod reconciliation_summary;
pub mod revenue_reconciliation;
pub mod sources;
mod staging;
mod star;
pub mod stg_order_items;
pub mod stg_products;
pub mod stg_source_revenue;
pub mod stg_transactions;
pub mod stg_users;
pub mod stg_web_events;
#[cfg(test)]
mod tests;
pub mod traffic_source_performance;

use super::columns::{SOURCE_ROW, column, count, date, flag, ratio, text, time, usd};

/// What a null in a grouping column is called in a mart.
pub const NONE: &str = "(none)";

/// Natural key of the member of a dimension that stands for what the dimension does not know.
pub const UNKNOWN: &str = "unknown";

const SUBJECT: &str = "commerce";
