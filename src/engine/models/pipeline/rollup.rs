//! Sums of `int_pipeline_credits` over the opportunities of a range, by channel or by channel and segment: what both
//! roll-ups of this subject share.

use super::lookback::DAY_MS;
use super::{column, ratio, usd};
use crate::engine::base::{Codes, Column, ColumnSpec, Kind, NULL_CODE, Result, Table, Unit};
use crate::engine::warehouse::rollup::{Groups, Sum};
use crate::protocol::{Day, Range};

/// `opportunities`.
pub const OPPORTUNITIES: ColumnSpec = column(
    "opportunities",
    Kind::Amount,
    Unit::Count,
    "Opportunities sourced: the sum of credits, a whole number where one touch takes all.",
)
.added();
/// `pipeline_amount_usd`.
pub const PIPELINE: ColumnSpec = usd(
    "pipeline_amount_usd",
    "Pipeline sourced: amount times credit.",
);
/// `share`.
pub const SHARE: ColumnSpec = ratio(
    "share",
    Unit::Percent,
    "Part of the whole pipeline of the range, channels not shown included; null where that is 0.",
);
/// `avg_amount_usd`.
pub const AVG_AMOUNT: ColumnSpec = usd(
    "avg_amount_usd",
    "Pipeline for each opportunity sourced; null without one.",
)
.never_added();
/// `avg_days_to_opportunity`.
pub const AVG_DAYS: ColumnSpec = ratio(
    "avg_days_to_opportunity",
    Unit::Days,
    "Mean whole days from the credited touch to the opportunity, by credit; null without one, and for Unsourced.",
);
/// `touches_per_opportunity`.
pub const TOUCHES: ColumnSpec = ratio(
    "touches_per_opportunity",
    Unit::Number,
    "Mean touches of all channels before an opportunity sourced here, by credit; null without one.",
);
/// `influenced_opportunities`.
pub const INFLUENCED: ColumnSpec = column(
    "influenced_opportunities",
    Kind::Integer,
    Unit::Count,
    "Opportunities with any touch of the channel in the lookback; one counts for each of its channels, so they do not add up.",
);
/// `influenced_pipeline_usd`.
pub const INFLUENCED_PIPELINE: ColumnSpec = usd(
    "influenced_pipeline_usd",
    "Amount of the influenced opportunities; it does not add up over channels either.",
)
.never_added();

/// One row of a roll-up.
#[derive(Clone, Copy, Debug, Default)]
pub struct Row {
    opportunities: Sum,
    pipeline: Sum,
    days: Sum,
    sourced: Sum,
    touches: Sum,
    influenced: i64,
    influenced_pipeline: Sum,
}

/// Rows by (channel, segment) codes, and the pipeline of them all.
pub struct Rolled {
    /// The codes of each row; the second is `NULL_CODE` where segments do not count.
    pub keys: Vec<(u32, u32)>,
    /// The sums of each row.
    pub rows: Vec<Row>,
    total: f64,
}

/// Adds up the opportunities of a range.
pub fn rolled(credits: &Table, range: Range, by_segment: bool) -> Result<Rolled> {
    let (channel, segment) = (credits.text("channel")?, credits.text("sales_segment")?);
    let none = vec![NULL_CODE; credits.height()];
    let segments = if by_segment {
        segment.codes
    } else {
        Codes::from(&none)
    };
    let groups = Groups::of(
        channel.codes,
        channel.dict.len(),
        segments,
        segment.dict.len(),
    );
    let created = credits.integers("opportunity_created_time")?.values;
    let of_channel = credits.integers("touches")?.values;
    let of_all = credits.integers("opportunity_touches")?.values;
    let credit = credits.amounts("credit")?.values;
    let days = credits.amounts("credited_days")?;
    let credited = credits.amounts("credited_pipeline_usd")?.values;
    let amount = credits.amounts("pipeline_amount_usd")?.values;

    let mut rows = vec![Row::default(); groups.len()];
    let mut is_used = vec![false; groups.len()];
    let mut total = Sum::default();
    for (at, id) in groups.ids.iter().enumerate() {
        if !range.contains(Day(created[at].div_euclid(DAY_MS) as i32)) {
            continue;
        }
        is_used[*id as usize] = true;
        let row = &mut rows[*id as usize];
        row.opportunities.add(credit[at]);
        row.pipeline.add(credited[at]);
        row.touches.add(credit[at] * of_all[at] as f64);
        if let Some(days) = days.get(at) {
            row.days.add(days);
            row.sourced.add(credit[at]);
        }
        if of_channel[at] > 0 {
            row.influenced += 1;
            row.influenced_pipeline.add(amount[at]);
        }
        total.add(credited[at]);
    }
    let mut kept = Rolled {
        keys: Vec::new(),
        rows: Vec::new(),
        total: total.value(),
    };
    for (at, key) in groups
        .keys
        .iter()
        .enumerate()
        .filter(|(at, _)| is_used[*at])
    {
        kept.keys.push(*key);
        kept.rows.push(rows[at]);
    }
    Ok(kept)
}

impl Rolled {
    /// Keeps the rows of channels that pass.
    pub fn keep(&mut self, is_kept: &dyn Fn(u32) -> bool) {
        let mut flags = self.keys.iter().map(|key| is_kept(key.0));
        self.rows.retain(|_| flags.next().unwrap_or(true));
        self.keys.retain(|key| is_kept(key.0));
    }

    /// The columns that both roll-ups have, in order.
    pub fn columns(&self) -> Vec<Column> {
        let amounts = |spec: &ColumnSpec, value: &dyn Fn(&Row) -> Option<f64>| {
            Column::amounts(spec.name, self.rows.iter().map(value))
        };
        vec![
            amounts(&OPPORTUNITIES, &|row| Some(row.opportunities.value())),
            amounts(&PIPELINE, &|row| Some(row.pipeline.value())),
            amounts(&SHARE, &|row| per(row.pipeline.value(), self.total)),
            amounts(&AVG_AMOUNT, &|row| {
                per(row.pipeline.value(), row.opportunities.value())
            }),
            amounts(&AVG_DAYS, &|row| per(row.days.value(), row.sourced.value())),
            amounts(&TOUCHES, &|row| {
                per(row.touches.value(), row.opportunities.value())
            }),
            Column::integers_dense(
                INFLUENCED.name,
                self.rows.iter().map(|row| row.influenced).collect(),
            ),
            amounts(&INFLUENCED_PIPELINE, &|row| {
                Some(row.influenced_pipeline.value())
            }),
        ]
    }

    /// The pipeline of each row.
    pub fn pipeline(&self) -> impl Iterator<Item = f64> {
        self.rows.iter().map(|row| row.pipeline.value())
    }
}

/// A ratio; null where its denominator is 0.
pub fn per(value: f64, of: f64) -> Option<f64> {
    (of != 0.0).then(|| value / of)
}
