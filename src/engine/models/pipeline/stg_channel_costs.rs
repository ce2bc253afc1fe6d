//! `stg_channel_costs`: what a channel cost in a period, with the days of the period. Grain: one channel in one period.

use super::{SOURCE_ROW, SUBJECT, column, date, period, text, usd};
use crate::engine::base::{Column, Kind, Result, Table, Unit};
use crate::engine::warehouse::{Build, DataTest, Input, Layer, ModelSpec, Severity, checks};

/// A cost without a period.
const NO_PERIOD: &str = "(none)";

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "stg_channel_costs",
    subject: SUBJECT,
    layer: Layer::Staging,
    grain: "one channel in one period",
    key: &["channel", "period"],
    columns: &[
        text("channel", "Channel as the export names it."),
        text(
            "period",
            "Period as the export names it; (none): it has none.",
        ),
        usd("cost_usd", "What the channel cost."),
        column(
            "period_days",
            Kind::Integer,
            Unit::Number,
            "Days of the period; null: the period is none or cannot be read, so the cost counts only over all the data.",
        ),
        date(
            "period_start",
            "First day of the period; null as period_days.",
        ),
        date("period_end", "Last day of the period; null as period_days."),
        SOURCE_ROW,
    ],
    inputs: &[Input::Source("channel_costs")],
    tests: &[
        DataTest {
            id: "periods_are_read",
            sentence: "Every period is a day, a month, a quarter or a year.",
            severity: Severity::Warn,
            run: |table, _| {
                let (period, days) = (table.text("period")?, table.integers("period_days")?);
                let lost = (0..table.height()).filter(|row| days.get(*row).is_none());
                Ok(lost
                    .filter_map(|row| period.get(row))
                    .filter(|period| *period != NO_PERIOD)
                    .map(|period| format!("period “{period}”"))
                    .collect())
            },
        },
        DataTest {
            id: "costs_not_negative",
            sentence: "No cost is negative.",
            severity: Severity::Warn,
            run: |table, _| checks::within(table, SPEC.key, "cost_usd", 0.0, f64::MAX),
        },
    ],
    sql: include_str!("stg_channel_costs.sql"),
    build,
};

fn build(build: &Build<'_>) -> Result<Table> {
    let costs = build.unique_source("channel_costs")?;
    let period = costs.text("period")?;
    let spans: Vec<_> = period.iter().map(|text| period::days(text?)).collect();
    let start = spans.iter().map(|span| span.map(|(first, _)| first.0));
    let end = spans.iter().map(|span| span.map(|(_, last)| last.0));
    let length = spans
        .iter()
        .map(|span| span.map(|(first, last)| i64::from(last.0 - first.0) + 1));
    costs
        .with(Column::text_of(
            "period",
            period.iter().map(|text| text.or(Some(NO_PERIOD))),
        ))?
        .with(Column::integers("period_days", length))?
        .with(Column::dates("period_start", start))?
        .with(Column::dates("period_end", end))?
        .select(&super::names(&SPEC))
}
