//! `model_comparison`: which channel opens a journey and which one closes it.
//! Grain: one first-touch channel × last-touch channel; the two are joined on the purchase, never on client and time. The
//! channel filter keeps a row where it shows either channel.

use super::journeys::Journeys;
use super::{SUBJECT, column, count, identities, text};
use crate::engine::base::{Column, Kind, Result, Table, Unit};
use crate::engine::models::shown::Shown;
use crate::engine::warehouse::rollup::Sum;
use crate::engine::warehouse::{Build, DataTest, Input, Layer, ModelSpec, Param, Severity};
use std::collections::BTreeMap;

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
    let purchases = build.model("int_purchases")?;
    let journeys = Journeys::new(purchases, build.model("int_touchpoints")?)?;
    let channel = |touch: Option<usize>| {
        touch.map_or(journeys.direct, |touch| journeys.channels.codes[touch])
    };
    let mut pairs: BTreeMap<(u32, u32), (i64, Sum)> = BTreeMap::new();
    for row in journeys.bought(range) {
        let mut credited = journeys.credited(row);
        let first = credited.next();
        let last = credited.next_back().or(first);
        let (count, sum) = pairs.entry((channel(first), channel(last))).or_default();
        *count += 1;
        sum.add(journeys.revenue[row]);
    }
    pairs.retain(|(first, last), _| {
        let mut names = [first, last]
            .into_iter()
            .map(|code| journeys.channels.dict.get(*code));
        names.any(|name| name.is_some_and(|name| shown.has(name)))
    });
    let dict = journeys.channels.dict;
    let means: Vec<f64> = pairs
        .values()
        .map(|(count, sum)| sum.value() / *count as f64)
        .collect();
    Table::new(vec![
        Column::text(
            "first_touch_channel",
            pairs.keys().map(|(first, _)| *first).collect(),
            dict.clone(),
        ),
        Column::text(
            "last_touch_channel",
            pairs.keys().map(|(_, last)| *last).collect(),
            dict.clone(),
        ),
        Column::integers_dense(
            "journey_count",
            pairs.values().map(|(count, _)| *count).collect(),
        ),
        Column::amounts_dense("avg_first_touch_revenue", means.clone()),
        Column::amounts_dense("avg_last_touch_revenue", means),
    ])
}
