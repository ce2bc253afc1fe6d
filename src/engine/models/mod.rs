//! Every source and every model: the only list. Lineage, tables, tests, documentation and the dbt project come from it.
//!
//! One folder a subject, one file a model, its SQL twin beside it. Adding a model is a file there and a line here.

pub mod channel_funnel;
mod columns;
pub mod signup;

use super::base::SourceSpec;
use super::warehouse::ModelSpec;

/// Every source.
pub static SOURCES: &[&SourceSpec] = &[
    &channel_funnel::sources::AD_SPEND,
    &channel_funnel::sources::WEB_ANALYTICS,
    &channel_funnel::sources::SALESFORCE_OPPORTUNITIES,
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

#[cfg(test)]
mod tests;
