//! Which signup step loses the most people, and how long do projects and tasks take, in which phase?
//!
//! The story: a tracker sends an event a step, most of them before there is an account. Each device is given to the member
//! first seen on it, so that those who left before signing up are counted and not lost by a join on the member:
//!
//! ```text
//! funnel_events ─► stg_funnel_events ─► int_visitor_identity ─► member_events
//! member_events ─► int_step_names ─► int_funnel_steps (steps)
//!               └► int_visitor_steps (window_days, mode) ─► int_funnel_visitors
//! int_funnel_visitors + members + employers ─► member_intake_funnel_metrics (goal, range)
//!               └► funnel_steps, funnel_steps_by, optional_steps_seen
//! projects, tasks and their histories ─► full_project_history, full_task_history (range from here on)
//!               └► project_durations, task_durations, phase_durations ─► slowest_phases
//! ```
//!
//! `int_visitor_steps` is the only model that walks the events under the parameters (`levels.rs`); breakdowns, goal and
//! range roll up visitors. Open durations are right-censored and reported apart (`durations.rs`).
//!
//! Left out: which funnel an event belongs to (steps go by their names), and what a visitor did outside the funnel.

mod durations;
pub mod full_project_history;
pub mod full_task_history;
pub mod funnel_steps;
pub mod funnel_steps_by;
pub mod int_funnel_steps;
pub mod int_funnel_visitors;
pub mod int_step_names;
pub mod int_visitor_identity;
pub mod int_visitor_steps;
mod journeys;
pub mod levels;
pub mod member_events;
pub mod member_intake_funnel_metrics;
pub mod optional_steps_seen;
pub mod phase_durations;
pub mod project_durations;
pub mod quantiles;
mod rollup;
pub mod settings;
pub mod slowest_phases;
pub mod sources;
mod staging;
pub mod stg_employers;
pub mod stg_funnel_events;
pub mod stg_members;
pub mod stg_project_history;
pub mod stg_projects;
pub mod stg_task_history;
pub mod stg_tasks;
pub mod task_durations;

#[cfg(test)]
mod tests;

use super::columns::{SOURCE_ROW, column, count, date, flag, ratio, text, time};
use crate::engine::base::{ColumnSpec, Unit};

/// What a null in a grouping column is called in a mart.
pub const NONE: &str = "(none)";

/// What is not known of a visitor.
pub const UNKNOWN: &str = "Unknown";

const SUBJECT: &str = "signup";

/// A number of hours.
const fn hours(name: &'static str, doc: &'static str) -> ColumnSpec {
    ratio(name, Unit::Number, doc)
}
