//! `channel_touch_profile`: how a channel touches: how often, whom, and how early. Grain: one channel with a touch in
//! the range. Touches count by their own day, opportunities by the day of creation; no rule of sourcing plays a part.

use super::int_pipeline_credits::counted;
use super::lookback::DAY_MS;
use super::rollup::per;
use super::settings::FIRST_TOUCH;
use super::{SUBJECT, count, ratio, text};
use crate::engine::base::{Arrange, Column, NULL_CODE, Result, Table, Unit};
use crate::engine::models::shown::Shown;
use crate::engine::warehouse::rollup::{self, Groups};
use crate::engine::warehouse::{Build, DataTest, Input, Layer, ModelSpec, Param, Severity};
use crate::protocol::{Day, Range};

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "channel_touch_profile",
    subject: SUBJECT,
    layer: Layer::Mart,
    grain: "one channel",
    key: &["channel"],
    columns: &[
        text("channel", "Channel."),
        count(
            "touches",
            "Touches in the range, with an opportunity or without.",
        ),
        count(
            "contacts",
            "Different contacts touched; they do not add up over channels.",
        )
        .never_added(),
        count(
            "accounts",
            "Different accounts touched; they do not add up over channels.",
        )
        .never_added(),
        count(
            "unmatched_touches",
            "Touches whose contact leads to no account, so that no opportunity can have them.",
        ),
        ratio(
            "touches_per_opportunity",
            Unit::Number,
            "Mean touches of the channel before an opportunity that it touched; null where it touched none.",
        ),
        ratio(
            "median_days_first_touch_to_opportunity",
            Unit::Days,
            "Median whole days from the channel’s first touch in the lookback to the opportunity; null where it touched none.",
        ),
    ],
    inputs: &[
        Input::Model("fct_touchpoints"),
        Input::Model("stg_pipeline_opportunities"),
        Input::Model("fct_opportunity_touches"),
        Input::Param(Param::Range),
        Input::Param(Param::Channels),
    ],
    tests: &[DataTest {
        id: "contacts_have_touches",
        sentence: "No channel has more contacts than touches, or more accounts than contacts.",
        severity: Severity::Error,
        run: |table, _| {
            let name = table.text("channel")?;
            let (touches, contacts, accounts) = (
                table.integers("touches")?,
                table.integers("contacts")?,
                table.integers("accounts")?,
            );
            Ok((0..table.height())
                .filter(|row| {
                    contacts.get(*row) > touches.get(*row)
                        || accounts.get(*row) > contacts.get(*row)
                })
                .map(|row| name.get(row).unwrap_or_default().to_owned())
                .collect())
        },
    }],
    sql: include_str!("channel_touch_profile.sql"),
    build,
};

fn day(time: i64) -> Day {
    Day(time.div_euclid(DAY_MS) as i32)
}

fn build(build: &Build<'_>) -> Result<Table> {
    let range = build.range()?;
    let shown = Shown::new(build.channels()?);
    let touches = build.model("fct_touchpoints")?;
    let channel = touches.text("channel")?;
    let n = channel.dict.len();
    let time = touches.integers("touchpoint_time")?.values;
    let ids: Vec<u32> = channel
        .codes
        .iter()
        .zip(time)
        .map(|(code, time)| {
            if range.contains(day(*time)) {
                code
            } else {
                NULL_CODE
            }
        })
        .collect();
    let mut count = vec![0_i64; n];
    for id in &ids {
        if let Some(slot) = count.get_mut(*id as usize) {
            *slot += 1;
        }
    }
    let different = |name: &str| -> Result<Vec<i64>> {
        let text = touches.text(name)?;
        let members = rollup::distinct_codes(text);
        Ok(rollup::distinct(&ids, n, &members, text.dict.len()))
    };
    let (contacts, accounts) = (different("contact_id")?, different("account_id")?);
    let mut unmatched = vec![0_i64; n];
    for (id, account) in ids.iter().zip(touches.text("account_id")?.codes) {
        if let Some(slot) = unmatched.get_mut(*id as usize) {
            *slot += i64::from(account == NULL_CODE);
        }
    }
    let reach = reach(
        build.model("stg_pipeline_opportunities")?,
        build.model("fct_opportunity_touches")?,
        range,
        &channel.dict.iter().collect::<Vec<_>>(),
    )?;
    let rows: Vec<usize> = (0..n)
        .filter(|at| count[*at] > 0)
        .filter(|at| {
            channel
                .dict
                .get(*at as u32)
                .is_some_and(|name| shown.has(name))
        })
        .collect();
    let whole = |name: &str, values: &[i64]| {
        Column::integers_dense(name, rows.iter().map(|at| values[*at]).collect())
    };
    Table::new(vec![
        Column::text(
            "channel",
            rows.iter().map(|at| *at as u32).collect(),
            channel.dict.clone(),
        ),
        whole("touches", &count),
        whole("contacts", &contacts),
        whole("accounts", &accounts),
        whole("unmatched_touches", &unmatched),
        Column::amounts(
            "touches_per_opportunity",
            rows.iter().map(|at| reach[*at].0),
        ),
        Column::amounts(
            "median_days_first_touch_to_opportunity",
            rows.iter().map(|at| reach[*at].1),
        ),
    ])
}

/// Of each channel: touches for each opportunity of the range that it touched, and the median of days from its first.
fn reach(
    deals: &Table,
    touches: &Table,
    range: Range,
    channels: &[&str],
) -> Result<Vec<(Option<f64>, Option<f64>)>> {
    let created = deals.integers("opportunity_created_time")?.values;
    let mut rows = counted(deals, touches, FIRST_TOUCH)?;
    rows.retain(|(_, deal)| range.contains(day(created[*deal as usize])));
    let channel = touches.text("channel")?;
    let days = touches.integers("days_before_creation")?.values;
    let deal_of: Vec<u32> = rows.iter().map(|(_, deal)| *deal).collect();
    let channel_of: Vec<u32> = rows
        .iter()
        .map(|(row, _)| channel.codes.at(*row as usize))
        .collect();
    let groups = Groups::of(&deal_of, deals.height(), &channel_of, channel.dict.len());
    let mut first = vec![0_i64; groups.len()];
    for ((row, _), id) in rows.iter().zip(&groups.ids) {
        let slot = &mut first[*id as usize];
        *slot = days[*row as usize].max(*slot);
    }
    let counts = groups.counts();
    let places: Vec<Option<usize>> = channel
        .dict
        .iter()
        .map(|name| channels.iter().position(|known| *known == name))
        .collect();
    let mut out = vec![(0_i64, Vec::new()); channels.len()];
    for (at, (_, code)) in groups.keys.iter().enumerate() {
        if let Some(place) = places.get(*code as usize).copied().flatten() {
            out[place].0 += counts[at];
            out[place].1.push(first[at]);
        }
    }
    Ok(out
        .into_iter()
        .map(|(touches, mut days)| {
            let mean = per(touches as f64, days.len() as f64);
            (mean, median(&mut days))
        })
        .collect())
}

/// The middle value, or the mean of the two in the middle.
fn median(values: &mut [i64]) -> Option<f64> {
    values.arrange();
    let at = values.len() / 2;
    let high = *values.get(at)? as f64;
    if values.len() % 2 == 1 {
        return Some(high);
    }
    Some(f64::midpoint(*values.get(at - 1)? as f64, high))
}
