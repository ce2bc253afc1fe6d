//! Every source and every model: the only list. Lineage, tables, tests, documentation and the dbt project come from it.
//!
//! One folder a subject, one file a model, its SQL twin beside it. Adding a model is a file there and a line here.

pub mod attribution;
pub mod channel_funnel;
mod columns;
pub mod commerce;
pub mod pipeline;
pub mod shown;
pub mod signup;

use super::base::{Result, SourceSpec, Table};
use super::warehouse::ModelSpec;

/// Every source.
pub static SOURCES: &[&SourceSpec] = &[
    &channel_funnel::sources::AD_SPEND,
    &channel_funnel::sources::WEB_ANALYTICS,
    &channel_funnel::sources::SALESFORCE_OPPORTUNITIES,
    &pipeline::sources::MARKETING_TOUCHPOINTS,
    &pipeline::sources::SALES_TOUCHPOINTS,
    &pipeline::sources::CONTACTS,
    &pipeline::sources::PIPELINE_OPPORTUNITIES,
    &pipeline::sources::CHANNEL_COSTS,
    &attribution::sources::EVENTS,
    &attribution::sources::CLIENTS,
    &commerce::sources::WEB_EVENTS,
    &commerce::sources::PRODUCTS,
    &commerce::sources::USERS,
    &commerce::sources::ORDER_ITEMS,
    &commerce::sources::TRANSACTIONS,
    &commerce::sources::SOURCE_REVENUE,
    &signup::sources::FUNNEL_EVENTS,
    &signup::sources::MEMBERS,
    &signup::sources::EMPLOYERS,
    &signup::sources::PROJECTS,
    &signup::sources::PROJECT_HISTORY,
    &signup::sources::TASKS,
    &signup::sources::TASK_HISTORY,
];

/// Every model.
pub static MODELS: &[&ModelSpec] = &[
    &channel_funnel::int_channel_names::SPEC,
    &channel_funnel::int_utm_spellings::SPEC,
    &channel_funnel::stg_ad_spend::SPEC,
    &channel_funnel::int_channel_evidence::SPEC,
    &channel_funnel::stg_web_sessions::SPEC,
    &channel_funnel::stg_opportunities::SPEC,
    &channel_funnel::dim_date::SPEC,
    &channel_funnel::dim_channel::SPEC,
    &channel_funnel::dim_campaign::SPEC,
    &channel_funnel::fct_channel_daily::SPEC,
    &channel_funnel::fct_opportunities::SPEC,
    &channel_funnel::channel_funnel::SPEC,
    &channel_funnel::campaign_performance::SPEC,
    &channel_funnel::region_funnel::SPEC,
    &pipeline::stg_marketing_touchpoints::SPEC,
    &pipeline::stg_sales_touchpoints::SPEC,
    &pipeline::stg_contacts::SPEC,
    &pipeline::stg_pipeline_opportunities::SPEC,
    &pipeline::stg_channel_costs::SPEC,
    &pipeline::int_pipeline_channels::SPEC,
    &pipeline::fct_touchpoints::SPEC,
    &pipeline::fct_opportunity_touches::SPEC,
    &pipeline::int_pipeline_credits::SPEC,
    &pipeline::sourced_pipeline::SPEC,
    &pipeline::pipeline_by_channel::SPEC,
    &pipeline::pipeline_by_channel_segment::SPEC,
    &pipeline::pipeline_by_rule::SPEC,
    &pipeline::channel_touch_profile::SPEC,
    &attribution::stg_events::SPEC,
    &attribution::stg_clients::SPEC,
    &attribution::int_page_views::SPEC,
    &attribution::int_purchases::SPEC,
    &attribution::int_touchpoints::SPEC,
    &attribution::int_ad_spend::SPEC,
    &attribution::event_mix::SPEC,
    &attribution::client_journeys::SPEC,
    &attribution::first_touch_attribution::SPEC,
    &attribution::last_touch_attribution::SPEC,
    &attribution::attribution_credits::SPEC,
    &attribution::markov_paths::SPEC,
    &attribution::markov_credits::SPEC,
    &attribution::channel_performance::SPEC,
    &attribution::model_comparison::SPEC,
    &attribution::journey_lengths::SPEC,
    &attribution::path_performance::SPEC,
    &attribution::lookback_sensitivity::SPEC,
    &attribution::attribution_intervals::SPEC,
    &attribution::custom_credits::SPEC,
    &commerce::stg_web_events::SPEC,
    &commerce::stg_products::SPEC,
    &commerce::stg_users::SPEC,
    &commerce::stg_order_items::SPEC,
    &commerce::stg_transactions::SPEC,
    &commerce::stg_source_revenue::SPEC,
    &commerce::int_event_products::SPEC,
    &commerce::int_sessions::SPEC,
    &commerce::dim_product::SPEC,
    &commerce::dim_user::SPEC,
    &commerce::dim_traffic_source::SPEC,
    &commerce::fct_web_events::SPEC,
    &commerce::fct_order_items::SPEC,
    &commerce::product_funnel::SPEC,
    &commerce::product_funnel_rollup::SPEC,
    &commerce::commerce_trend::SPEC,
    &commerce::traffic_source_performance::SPEC,
    &commerce::loyalty_scores::SPEC,
    &commerce::revenue_reconciliation::SPEC,
    &commerce::reconciliation_summary::SPEC,
    &signup::stg_funnel_events::SPEC,
    &signup::stg_members::SPEC,
    &signup::stg_employers::SPEC,
    &signup::stg_projects::SPEC,
    &signup::stg_project_history::SPEC,
    &signup::stg_tasks::SPEC,
    &signup::stg_task_history::SPEC,
    &signup::int_visitor_identity::SPEC,
    &signup::member_events::SPEC,
    &signup::int_step_names::SPEC,
    &signup::int_funnel_steps::SPEC,
    &signup::int_visitor_steps::SPEC,
    &signup::int_funnel_visitors::SPEC,
    &signup::member_intake_funnel_metrics::SPEC,
    &signup::funnel_steps::SPEC,
    &signup::funnel_steps_by::SPEC,
    &signup::optional_steps_seen::SPEC,
    &signup::full_project_history::SPEC,
    &signup::full_task_history::SPEC,
    &signup::project_durations::SPEC,
    &signup::task_durations::SPEC,
    &signup::phase_durations::SPEC,
    &signup::slowest_phases::SPEC,
];

/// Rows left out, each with the row that was kept for it; itself where it is left out whatever else there is.
pub type LeftOut = Vec<(u32, u32)>;

/// What a staging leaves out by a rule of its own, in the place of the rule of the lowest `_source_row`.
pub struct LeavesOut {
    /// The source.
    pub source: &'static str,
    /// The rows.
    pub rows: fn(&Table) -> Result<LeftOut>,
    /// Code, column and message of a row that is left out whatever else there is.
    pub because: (&'static str, &'static str, &'static str),
}

/// Sources whose staging has a rule of its own.
pub static LEAVES_OUT: &[LeavesOut] = &[signup::stg_funnel_events::LEAVES_OUT];

#[cfg(test)]
mod tests;
