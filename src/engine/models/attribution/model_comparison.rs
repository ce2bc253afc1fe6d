//! `model_comparison`: which channel opens a journey and which one closes it.
//! Grain: one first-touch channel × last-touch channel; the two are joined on the purchase, never on client and time. The
//! channel filter keeps a row where it shows either channel.

use super::journeys::Journeys;
use super::{SUBJECT, column, count, identities, text};
use crate::engine::base::{Column, Kind, Result, Table, Unit};
use crate::engine::models::shown::Shown;
use crate::engine::warehouse::rollup::{Groups, Sum};
use crate::engine::warehouse::{Build, DataTest, Input, Layer, ModelSpec, Param, Severity};

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "model_comparison",
    subject: SUBJECT,
    layer: Layer::Mart,
    grain: "one first-touch channel × last-touch channel",
    key: &["first_touch_channel", "last_touch_channel"],
    columns: &[
        text(
            "first_touch_channel",
            "Channel of the first touch that takes credit; direct without a touch.",
        ),
        text(
            "last_touch_channel",
            "Channel of the last touch that takes credit; direct without a touch.",
        ),
        count("journey_count", "Purchases."),
        column(
            "avg_first_touch_revenue",
            Kind::Amount,
            Unit::Usd,
            "Mean revenue that first touch attributes to a purchase.",
        ),
        column(
            "avg_last_touch_revenue",
            Kind::Amount,
            Unit::Usd,
            "Mean revenue that last touch attributes to a purchase.",
        ),
    ],
    inputs: &[
        Input::Model("int_purchases"),
        Input::Model("int_touchpoints"),
        Input::Param(Param::Range),
        Input::Param(Param::Channels),
    ],
    tests: &[DataTest {
        id: "journeys_conserved",
        sentence: "Journeys add up to the purchases of the range.",
        severity: Severity::Error,
        run: |table, build| {
            identities::adds_up(table, build, &[("journeys", "journey_count", 1.0)], &[])
        },
    }],
    sql: include_str!("model_comparison.sql"),
    build,
};

fn build(build: &Build<'_>) -> Result<Table> {
    let (range, shown) = (build.range()?, Shown::new(build.channels()?));
    let journeys = Journeys::read(build)?;
    let channel = |touch: Option<usize>| {
        touch.map_or(journeys.direct, |touch| journeys.channels.codes.at(touch))
    };
    let bought = journeys.bought(range);
    let (mut first, mut last) = (Vec::new(), Vec::new());
    for row in &bought {
        let mut credited = journeys.credited(*row);
        let opens = credited.next();
        first.push(channel(opens));
        last.push(channel(credited.next_back().or(opens)));
    }
    let dict = journeys.channels.dict;
    let pairs = Groups::of(&first, dict.len(), &last, dict.len());
    let mut sums = vec![(0_i64, Sum::default()); pairs.len()];
    for (pair, row) in pairs.ids.iter().zip(&bought) {
        let (count, sum) = &mut sums[*pair as usize];
        *count += 1;
        sum.add(journeys.revenue[*row]);
    }
    let has = |code: &u32| dict.get(*code).is_some_and(|name| shown.has(name));
    let rows = pairs.keys.iter().zip(&sums);
    let rows: Vec<_> = rows
        .filter(|((first, last), _)| has(first) || has(last))
        .collect();
    let means: Vec<f64> = rows
        .iter()
        .map(|(_, (count, sum))| sum.value() / *count as f64)
        .collect();
    Table::new(vec![
        Column::text(
            "first_touch_channel",
            rows.iter().map(|((first, _), _)| *first).collect(),
            dict.clone(),
        ),
        Column::text(
            "last_touch_channel",
            rows.iter().map(|((_, last), _)| *last).collect(),
            dict.clone(),
        ),
        Column::integers_dense(
            "journey_count",
            rows.iter().map(|(_, (count, _))| *count).collect(),
        ),
        Column::amounts_dense("avg_first_touch_revenue", means.clone()),
        Column::amounts_dense("avg_last_touch_revenue", means),
    ])
}
