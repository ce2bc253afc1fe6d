//! `sourced_pipeline`: every opportunity of the range and the touch that sourced it under the rule of the link. Grain:
//! one opportunity; one without a touch is `Unsourced`, so the amounts add up to the whole pipeline.
//!
//! Rules that share credit name no single touch: the touch columns are then null, and a channel filter keeps the
//! opportunities that a channel shown has touched.

use super::int_pipeline_credits::counted;
use super::keys::{filled, gather};
use super::lookback::DAY_MS;
use super::settings::{RULE, Rule};
use super::{SUBJECT, UNKNOWN, UNSOURCED, column, count, flag, text, time, trials, usd};
use crate::engine::base::{Codes, Column, Kind, NULL_CODE, Result, Table, Unit};
use crate::engine::models::shown::Shown;
use crate::engine::warehouse::{Build, DataTest, Input, Layer, ModelSpec, Param, Severity};
use crate::protocol::Day;

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "sourced_pipeline",
    subject: SUBJECT,
    layer: Layer::Mart,
    grain: "one opportunity",
    key: &["opportunity_id"],
    columns: &[
        text("opportunity_id", "Id of the opportunity."),
        text("account_id", "Id of the account."),
        text("sales_segment", "Sales segment; Unknown: null."),
        text(
            "touchpoint_id",
            "Id of the touch that sourced it; null: Unsourced, or the rule shares credit.",
        ),
        text(
            "touchpoint_type",
            "`marketing` or `sales`; null as touchpoint_id.",
        ),
        text(
            "channel",
            "Channel that sourced it; Unsourced: no touch in the lookback; null: the rule shares credit.",
        ),
        text("contact_id", "Contact of the touch; null as touchpoint_id."),
        time(
            "touchpoint_time",
            "When the touch was; null as touchpoint_id.",
        ),
        time(
            "opportunity_created_time",
            "When the opportunity was created.",
        ),
        column(
            "days_to_opportunity",
            Kind::Integer,
            Unit::Number,
            "Whole days from the touch to the opportunity; null as touchpoint_id.",
        ),
        usd("pipeline_amount_usd", "Amount of pipeline."),
        count("touches", "Touches of all channels in the lookback."),
        flag(
            "is_shared_touch",
            "The touch serves other opportunities too; null as touchpoint_id.",
        ),
    ],
    inputs: &[
        Input::Model("stg_pipeline_opportunities"),
        Input::Model("fct_opportunity_touches"),
        Input::Param(Param::Other(RULE)),
        Input::Param(Param::Range),
        Input::Param(Param::Channels),
    ],
    tests: &[
        DataTest {
            id: "every_opportunity",
            sentence: "Every opportunity of the range is here once, with its amount; a channel filter aside.",
            severity: Severity::Error,
            run: |table, build| trials::same_pipeline(table, "pipeline_amount_usd", build),
        },
        DataTest {
            id: "channel_present",
            sentence: "Every opportunity has a channel or is Unsourced, unless the rule shares credit.",
            severity: Severity::Error,
            run: |table, build| {
                if Rule::read(build)?.is_single {
                    trials::nulls(table, "opportunity_id", "channel")
                } else {
                    Ok(Vec::new())
                }
            },
        },
    ],
    sql: include_str!("sourced_pipeline.sql"),
    build,
};

fn build(build: &Build<'_>) -> Result<Table> {
    let rule = Rule::read(build)?;
    let range = build.range()?;
    let shown = Shown::new(build.channels()?);
    let deals = build.model("stg_pipeline_opportunities")?;
    let touches = build.model("fct_opportunity_touches")?;
    let (channel, channel_dict, unsourced) = filled(touches.text("channel")?, "", UNSOURCED);
    let is_shown: Vec<bool> = channel_dict.iter().map(|name| shown.has(name)).collect();
    let credit = touches.amounts(rule.column)?;
    // The touch of each opportunity, how many there are, and whether a channel shown is among them.
    let mut touch_of = vec![NULL_CODE; deals.height()];
    let mut count = vec![0_i64; deals.height()];
    let mut is_kept = vec![false; deals.height()];
    for (touch, deal) in counted(deals, touches, rule)? {
        let (at, deal) = (touch as usize, deal as usize);
        count[deal] += 1;
        if rule.is_single && credit.values[at] > 0.0 {
            touch_of[deal] = touch;
        }
        if !rule.is_single || credit.values[at] > 0.0 {
            is_kept[deal] |= is_shown[channel[at] as usize];
        }
    }
    let created = deals.integers("opportunity_created_time")?;
    let rows: Vec<u32> = (0..deals.height())
        .filter(|row| {
            let is_kept = is_kept[*row] || count[*row] == 0 && is_shown[unsourced as usize];
            let day = Day(created.values[*row].div_euclid(DAY_MS) as i32);
            is_kept && range.contains(day)
        })
        .map(|row| row as u32)
        .collect();

    let (segment, segment_dict, _) = filled(deals.text("sales_segment")?, UNKNOWN, UNKNOWN);
    let touch: Vec<u32> = gather(&rows, Codes::from(&touch_of));
    let count: Vec<i64> = rows.iter().map(|row| count[*row as usize]).collect();
    let channels = touch.iter().zip(&count).map(|(touch, count)| match count {
        0 => unsourced,
        _ => channel.get(*touch as usize).copied().unwrap_or(NULL_CODE),
    });
    let deal_text = |name: &str| -> Result<Column> {
        let text = deals.text(name)?;
        Ok(Column::text(
            name,
            gather(&rows, text.codes),
            text.dict.clone(),
        ))
    };
    let touch_text = |name: &str| -> Result<Column> {
        let text = touches.text(name)?;
        Ok(Column::text(
            name,
            gather(&touch, text.codes),
            text.dict.clone(),
        ))
    };
    let number = |name: &'static str| -> Result<Vec<Option<i64>>> {
        let values = touches.integers(name)?.values;
        Ok(touch
            .iter()
            .map(|at| values.get(*at as usize).copied())
            .collect())
    };
    let amount = deals.amounts("pipeline_amount_usd")?;
    let is_shared = number("opportunities_served")?;
    Table::new(vec![
        deal_text("opportunity_id")?,
        deal_text("account_id")?,
        Column::text(
            "sales_segment",
            gather(&rows, Codes::from(&segment)),
            segment_dict,
        ),
        touch_text("touchpoint_id")?,
        touch_text("touchpoint_type")?,
        Column::text("channel", channels.collect(), channel_dict.clone()),
        touch_text("contact_id")?,
        Column::timestamps("touchpoint_time", number("touchpoint_time")?),
        Column::timestamps_dense(
            "opportunity_created_time",
            rows.iter()
                .map(|row| created.values[*row as usize])
                .collect(),
        ),
        Column::integers("days_to_opportunity", number("days_before_creation")?),
        Column::amounts_dense(
            "pipeline_amount_usd",
            rows.iter()
                .map(|row| amount.values[*row as usize])
                .collect(),
        ),
        Column::integers_dense("touches", count),
        Column::flags(
            "is_shared_touch",
            is_shared.iter().map(|n| n.map(|n| n > 1)),
        ),
    ])
}
