//! `dim_date`: the calendar from the first to the last day that any fact of any subject has. Grain: one day, no gaps.
//! Weeks are those of ISO 8601 (Monday first; week 1 holds the year's first Thursday).

use super::{SUBJECT, column, count, date, flag, text};
use crate::engine::base::{Arrange, Column, Kind, Result, Table, Unit, md5};
use crate::engine::warehouse::{Build, DataTest, Input, Layer, ModelSpec, Severity};
use crate::protocol::Day;

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "dim_date",
    subject: SUBJECT,
    layer: Layer::Dimension,
    grain: "one day, without gaps",
    key: &["date"],
    columns: &[
        date("date", "The day."),
        text("date_key", "Surrogate key: md5 of the day as text."),
        text("iso_week", "ISO week, `2025-W27`."),
        text("month", "Month, `2025-07`."),
        text("quarter", "Quarter, `2025-Q3`."),
        column("year", Kind::Integer, Unit::Number, "Calendar year."),
        count("day_of_week", "Monday = 1 … Sunday = 7."),
        flag("is_weekend", "Saturday or Sunday."),
    ],
    inputs: &[
        Input::Model("stg_ad_spend"),
        Input::Model("stg_web_sessions"),
        Input::Model("stg_opportunities"),
        Input::Model("stg_web_events"),
        Input::Model("stg_order_items"),
    ],
    tests: &[DataTest {
        id: "no_gaps",
        sentence: "No day is missing between the first and the last.",
        severity: Severity::Error,
        run: |table, _| {
            let mut days: Vec<i32> = table.days("date")?.iter().flatten().collect();
            days.arrange();
            Ok(days
                .windows(2)
                .filter(|pair| pair[1] != pair[0] + 1)
                .map(|pair| format!("nothing between {} and {}", Day(pair[0]), Day(pair[1])))
                .collect())
        },
    }],
    sql: include_str!("dim_date.sql"),
    build,
};

fn build(build: &Build<'_>) -> Result<Table> {
    let mut ends: Option<(i32, i32)> = None;
    for (model, column) in [
        ("stg_ad_spend", "date"),
        ("stg_web_sessions", "session_date"),
        ("stg_opportunities", "created_date"),
        ("stg_web_events", "created_date"),
        ("stg_order_items", "created_date"),
    ] {
        for day in build.model(model)?.days(column)?.iter().flatten() {
            ends = Some(ends.map_or((day, day), |(first, last)| (first.min(day), last.max(day))));
        }
    }
    let days: Vec<i32> = ends
        .map(|(first, last)| (first..=last).collect())
        .unwrap_or_default();
    let parts = || days.iter().map(|day| (Day(*day), Day(*day).ymd()));
    let labels = |name: &str, label: &dyn Fn(Day, i32, u32) -> String| {
        let labels: Vec<String> = parts()
            .map(|(day, (year, month, _))| label(day, year, month))
            .collect();
        Column::text_of(name, labels.iter().map(|label| Some(label.as_str())))
    };
    let week = |day: Day, _: i32, _: u32| {
        let (year, week) = day.iso_week();
        format!("{year:04}-W{week:02}")
    };
    Table::new(vec![
        Column::dates_dense("date", days.clone()),
        labels("date_key", &|day, _, _| md5::text(&day.to_string())),
        labels("iso_week", &week),
        labels("month", &|_, year, month| format!("{year:04}-{month:02}")),
        labels("quarter", &|_, year, month| {
            format!("{year:04}-Q{}", month.div_ceil(3))
        }),
        Column::integers_dense(
            "year",
            parts().map(|(_, (year, ..))| i64::from(year)).collect(),
        ),
        Column::integers_dense(
            "day_of_week",
            parts()
                .map(|(day, _)| i64::from(day.iso_weekday()))
                .collect(),
        ),
        Column::flags(
            "is_weekend",
            parts().map(|(day, _)| Some(day.iso_weekday() > 5)),
        ),
    ])
}
