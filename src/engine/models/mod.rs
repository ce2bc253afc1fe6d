//! Every source and every model: the only list. Lineage, tables, tests, documentation and the dbt project come from it.
//!
//! One folder a subject, one file a model, its SQL twin beside it. Adding a model is a file there and a line here.

pub mod attribution;
pub mod channel_funnel;
mod columns;
pub mod shown;

use super::base::SourceSpec;
use super::warehouse::ModelSpec;

/// Every source.
pub static SOURCES: &[&SourceSpec] = &[
    &channel_funnel::sources::AD_SPEND,
    &channel_funnel::sources::WEB_ANALYTICS,
    &channel_funnel::sources::SALESFORCE_OPPORTUNITIES,
    &attribution::sources::EVENTS,
    &attribution::sources::CLIENTS,
];

/// Every model.
pub static MODELS: &[&ModelSpec] = &[
    &channel_funnel::int_channel_names::SPEC,
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
];

#[cfg(test)]
mod tests;
