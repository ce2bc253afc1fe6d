//! `fct_channel_daily`: what was spent, who came and what was sold, by day and channel. Additive measures only.
//! Grain: one day × channel that any source has rows of. Each fact counts on its own day: ads on theirs, sessions on
//! theirs, opportunities (and their revenue) on the day they were created. Never filtered.

use super::stage::Stage;
use super::{SUBJECT, count, date, identities, stg_web_sessions, text, usd};
use crate::engine::base::{Column, Numbers, Result, Table};
use crate::engine::warehouse::rollup::{Groups, day_codes};
use crate::engine::warehouse::{Build, DataTest, Input, Layer, ModelSpec, Severity, checks};
use std::collections::BTreeMap;

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "fct_channel_daily",
    subject: SUBJECT,
    layer: Layer::Fact,
    grain: "one day × channel",
    key: &["date", "channel"],
    columns: &[
        date(
            "date",
            "The day: of the ad, of the session, or on which the opportunity was created.",
        ),
        text("channel", "Channel."),
        usd("spend_usd", "Media spend; 0 where there is no ad row."),
        count("impressions", "Times an ad was shown."),
        count("clicks", "Clicks on ads."),
        count("sessions", "Sessions."),
        count("pageviews", "Pages seen."),
        count("conversions", "Conversions on the site."),
        count(
            "opportunities",
            "Opportunities created, whatever their stage.",
        ),
        count("open_opportunities", "Those that are open."),
        count("closed_won", "Those that are won."),
        count("closed_lost", "Those that are lost."),
        usd("pipeline_usd", "Amount of the open ones."),
        usd("revenue_usd", "Amount of the won ones."),
    ],
    inputs: &[
        Input::Model("stg_ad_spend"),
        Input::Model("stg_web_sessions"),
        Input::Model("stg_opportunities"),
    ],
    tests: &[
        DataTest {
            id: "date_known",
            sentence: "Every day is in dim_date.",
            severity: Severity::Error,
            run: |table, build| {
                checks::day_relation(table, "date", build.model("dim_date")?, "date")
            },
        },
        DataTest {
            id: "channel_known",
            sentence: "Every channel is in dim_channel.",
            severity: Severity::Error,
            run: |table, build| {
                checks::relation(table, "channel", build.model("dim_channel")?, "channel")
            },
        },
        DataTest {
            id: "sums_conserved",
            sentence: "Spend, clicks, sessions, conversions, opportunities and revenue add up to the staging tables.",
            severity: Severity::Error,
            run: |table, build| identities::conserved(table, build, false),
        },
    ],
    sql: include_str!("fct_channel_daily.sql"),
    build,
};

/// Whole-number measures, in the order of the columns.
pub const COUNTS: [&str; 9] = [
    "impressions",
    "clicks",
    "sessions",
    "pageviews",
    "conversions",
    "opportunities",
    "open_opportunities",
    "closed_won",
    "closed_lost",
];

/// Amounts, in the order of the columns.
pub const AMOUNTS: [&str; 3] = ["spend_usd", "pipeline_usd", "revenue_usd"];

/// The measures of one day × channel.
#[derive(Clone, Copy, Default)]
struct Sums {
    counts: [i64; COUNTS.len()],
    amounts: [f64; AMOUNTS.len()],
}

/// Measures of a source by group, each with its place among `COUNTS` or `AMOUNTS`.
#[derive(Default)]
struct Part {
    counts: Vec<(usize, Vec<i64>)>,
    amounts: Vec<(usize, Vec<f64>)>,
}

type Cells<'a> = BTreeMap<(i32, &'a str), Sums>;

fn build(build: &Build<'_>) -> Result<Table> {
    let mut cells = Cells::new();

    let ads = build.model("stg_ad_spend")?;
    add(&mut cells, ads, "date", |groups| {
        Ok(Part {
            counts: vec![
                (0, groups.integers(ads.integers("impressions")?)),
                (1, groups.integers(ads.integers("clicks")?)),
            ],
            amounts: vec![(0, groups.amounts(ads.amounts("spend_usd")?))],
        })
    })?;

    let web = build.model("stg_web_sessions")?;
    add(&mut cells, web, "session_date", |groups| {
        Ok(Part {
            counts: vec![
                (2, stg_web_sessions::counted(web, groups)?),
                (3, groups.integers(web.integers("pageviews")?)),
                (4, groups.integers(web.integers("conversions")?)),
            ],
            amounts: Vec::new(),
        })
    })?;

    let deals = build.model("stg_opportunities")?;
    let is = |stage| is_stage(deals, stage);
    let (open, won, lost) = (is(Stage::Open)?, is(Stage::Won)?, is(Stage::Lost)?);
    let amounts = deals.amounts("amount_usd")?;
    let of = |flags: &[i64]| -> Vec<f64> {
        let value = |(row, flag): (usize, &i64)| match flag {
            1 => amounts.get(row).unwrap_or(0.0),
            _ => 0.0,
        };
        flags.iter().enumerate().map(value).collect()
    };
    add(&mut cells, deals, "created_date", |groups| {
        Ok(Part {
            counts: vec![
                (5, groups.counts()),
                (6, groups.integers(all(&open))),
                (7, groups.integers(all(&won))),
                (8, groups.integers(all(&lost))),
            ],
            amounts: vec![
                (1, groups.amounts(all(&of(&open)))),
                (2, groups.amounts(all(&of(&won)))),
            ],
        })
    })?;

    let mut columns = vec![
        Column::dates_dense("date", cells.keys().map(|key| key.0).collect()),
        Column::text_of("channel", cells.keys().map(|key| Some(key.1))),
    ];
    for spec in SPEC.columns.iter().skip(columns.len()) {
        if let Some(at) = COUNTS.iter().position(|name| *name == spec.name) {
            let values = cells.values().map(|sums| sums.counts[at]).collect();
            columns.push(Column::integers_dense(spec.name, values));
        } else if let Some(at) = AMOUNTS.iter().position(|name| *name == spec.name) {
            let values = cells.values().map(|sums| sums.amounts[at]).collect();
            columns.push(Column::amounts_dense(spec.name, values));
        }
    }
    Table::new(columns)
}

/// Adds a staging table's measures, grouped by its channel and day.
fn add<'a>(
    cells: &mut Cells<'a>,
    table: &'a Table,
    date: &str,
    measures: impl FnOnce(&Groups) -> Result<Part>,
) -> Result<()> {
    let (days, calendar) = day_codes(table.days(date)?);
    let channel = table.text("channel")?;
    let groups = Groups::of(channel.codes, channel.dict.len(), &days, calendar.len());
    let part = measures(&groups)?;
    for (group, (channel_code, day)) in groups.keys.iter().enumerate() {
        let (Some(name), Some(day)) =
            (channel.dict.get(*channel_code), calendar.get(*day as usize))
        else {
            continue;
        };
        let sums = cells.entry((*day, name)).or_default();
        for (at, values) in &part.counts {
            sums.counts[*at] += values[group];
        }
        for (at, values) in &part.amounts {
            sums.amounts[*at] += values[group];
        }
    }
    Ok(())
}

/// 1 for each opportunity in a stage group, else 0.
pub fn is_stage(deals: &Table, stage: Stage) -> Result<Vec<i64>> {
    let groups = deals.text("stage_group")?.iter();
    Ok(groups
        .map(|group| i64::from(group == Some(stage.word())))
        .collect())
}

/// A measure without a null.
pub fn all<T>(values: &[T]) -> Numbers<'_, T> {
    Numbers {
        values,
        valid: None,
    }
}
