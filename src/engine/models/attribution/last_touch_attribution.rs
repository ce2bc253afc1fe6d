//! `last_touch_attribution`: all of a purchase goes to the last touch that takes credit.
//! Grain: one purchase in the range; a purchase without a touch goes to direct, with a null touch time.

use super::identities;
use super::one_touch;
use super::{SUBJECT, time};
use crate::engine::base::{ColumnSpec, Result, Table};
use crate::engine::warehouse::{Build, Input, Layer, ModelSpec, Param};

const COLUMNS: [ColumnSpec; 9] = one_touch::columns(time(
    "last_touch_time",
    "Last time of the credited touch (UTC); null without a touch.",
));

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "last_touch_attribution",
    subject: SUBJECT,
    layer: Layer::Mart,
    grain: "one purchase",
    key: &["purchase_event_id"],
    columns: &COLUMNS,
    inputs: &[
        Input::Model("int_purchases"),
        Input::Model("int_touchpoints"),
        Input::Param(Param::Range),
        Input::Param(Param::Channels),
    ],
    tests: &[
        identities::ONE_ROW_A_PURCHASE,
        identities::REVENUE_ATTRIBUTED,
    ],
    sql: include_str!("last_touch_attribution.sql"),
    build,
};

fn build(build: &Build<'_>) -> Result<Table> {
    one_touch::build(build, "last_touch_time", &|journeys, purchase| {
        let touch = journeys.credited(purchase).next_back();
        (touch, touch.map(|touch| journeys.last[touch]))
    })
}
