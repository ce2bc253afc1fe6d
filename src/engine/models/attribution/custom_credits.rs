//! `custom_credits`: what each channel gets under the user's own shares of first, middle and last touch (`shares`).
//! Grain: one channel with credit; a purchase without a touch goes to direct. The rule itself is `credit::custom`.

use super::journeys::Journeys;
use super::{SUBJECT, identities, ratio, shares, text, usd};
use crate::engine::base::{Column, Result, Table, Unit};
use crate::engine::models::shown::Shown;
use crate::engine::warehouse::rollup::Sum;
use crate::engine::warehouse::{Build, DataTest, Input, Layer, ModelSpec, Param, Severity};
use std::collections::BTreeMap;

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "custom_credits",
    subject: SUBJECT,
    layer: Layer::Mart,
    grain: "one channel",
    key: &["channel"],
    columns: &[
        text("channel", "Channel; direct where a purchase has no touch."),
        ratio(
            "custom_conversions",
            Unit::Number,
            "Sum of the shares of purchases that it is credited with, refunds included.",
        )
        .added(),
        usd(
            "custom_revenue",
            "Revenue credited by the shares of the link.",
        ),
    ],
    inputs: &[
        Input::Model("int_purchases"),
        Input::Model("int_touchpoints"),
        Input::Param(Param::Range),
        Input::Param(Param::Channels),
        shares::FIRST,
        shares::MIDDLE,
        shares::LAST,
    ],
    tests: &[DataTest {
        id: "revenue_attributed",
        sentence: "Credits and revenue add up to the purchases of the range.",
        severity: Severity::Error,
        run: |table, build| {
            let counts = [("credits", "custom_conversions", 1.0)];
            identities::adds_up(table, build, &counts, &["custom_revenue"])
        },
    }],
    sql: include_str!("custom_credits.sql"),
    build,
};

fn build(build: &Build<'_>) -> Result<Table> {
    let (range, shown) = (build.range()?, Shown::new(build.channels()?));
    let shares = shares::read(build)?;
    let journeys = Journeys::read(build)?;
    let width = journeys.channels.dict.len();
    // One for each channel, and one for direct where no touch is.
    let mut sums = vec![(Sum::default(), Sum::default()); width + 1];
    let mut weights = Vec::new();
    for row in journeys.bought(range) {
        let revenue = journeys.revenue[row];
        let mut add = |channel: u32, credit: f64| {
            let slot = &mut sums[(channel as usize).min(width)];
            slot.0.add(credit);
            slot.1.add(credit * revenue);
        };
        shares.weigh(journeys.credited(row).count(), &mut weights);
        if weights.is_empty() {
            add(journeys.direct, 1.0);
        }
        for (touch, weight) in journeys.credited(row).zip(&weights) {
            add(journeys.channels.codes.at(touch), *weight);
        }
    }
    let names = journeys
        .channels
        .dict
        .iter()
        .chain([super::channel::DIRECT]);
    let mut rows: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
    for (name, (credits, revenue)) in names.zip(sums) {
        let (credits, revenue) = (credits.value(), revenue.value());
        if (credits != 0.0 || revenue != 0.0) && shown.has(name) {
            let row = rows.entry(name).or_default();
            row.0 += credits;
            row.1 += revenue;
        }
    }
    Table::new(vec![
        Column::text_of("channel", rows.keys().map(|name| Some(*name))),
        Column::amounts_dense(
            "custom_conversions",
            rows.values().map(|row| row.0).collect(),
        ),
        Column::amounts_dense("custom_revenue", rows.values().map(|row| row.1).collect()),
    ])
}
