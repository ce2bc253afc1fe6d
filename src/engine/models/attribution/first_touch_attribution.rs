//! `first_touch_attribution`: all of a purchase goes to the first touch that takes credit.
//! Grain: one purchase in the range; a purchase without a touch goes to direct, with a null touch time.

use super::identities;
use super::one_touch;
use super::{SUBJECT, time};
use crate::engine::base::{ColumnSpec, Result, Table};
use crate::engine::warehouse::{Build, Input, Layer, ModelSpec, Param};

const COLUMNS: [ColumnSpec; 9] = one_touch::columns(time(
    "first_touch_time",
    "First time of the credited touch (UTC); null without a touch.",
));

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "first_touch_attribution",
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
    sql: include_str!("first_touch_attribution.sql"),
    build,
};

fn build(build: &Build<'_>) -> Result<Table> {
    one_touch::build(build, "first_touch_time", &|journeys, purchase| {
        let touch = journeys.credited(purchase).next();
        (touch, touch.map(|touch| journeys.first[touch]))
    })
}
