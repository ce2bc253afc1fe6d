//! `fct_web_events`: every event of the site with the surrogate keys of its dimensions. Grain: one event.
//!
//! One key a row is a digest a row, so no mart reads this table: it is built when somebody asks for it. Where a purchase
//! has several products, `product_key` is that of the product carted last; all of them are in `int_event_products`.

use super::star::{Dimension, day_keys, joins, keys};
use super::{SUBJECT, column, text, time};
use crate::engine::base::{Error, Kind, Result, Table, Unit};
use crate::engine::warehouse::rollup::day_codes;
use crate::engine::warehouse::{Build, DataTest, Input, Layer, ModelSpec, Severity, checks};
use std::sync::Arc;

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "fct_web_events",
    subject: SUBJECT,
    layer: Layer::Fact,
    grain: "one event",
    key: &["event_key"],
    columns: &[
        text("event_key", "Surrogate key: md5 of event_id."),
        text("date_key", "Day of the event (UTC), in dim_date."),
        text(
            "user_key",
            "Who, in dim_user; that of `unknown`: not signed in.",
        ),
        text(
            "product_key",
            "Which product, in dim_product; that of `unknown`: none, or not known.",
        ),
        text(
            "traffic_source_key",
            "What brought the session, in dim_traffic_source.",
        ),
        text("session_id", "Id of the session."),
        text("event_type", "Type of the event, in lower case."),
        column(
            "sequence_number",
            Kind::Integer,
            Unit::Number,
            "Place of the event in its session, as recorded.",
        ),
        time("created_time", "When it happened."),
    ],
    inputs: &[
        Input::Model("stg_web_events"),
        Input::Model("int_event_products"),
        Input::Model("dim_product"),
        Input::Model("dim_user"),
        Input::Model("dim_traffic_source"),
    ],
    tests: &[
        DataTest {
            id: "members_known",
            sentence: "Every event has a date, a user, a product and a traffic source in its dimension.",
            severity: Severity::Error,
            run: |table, build| {
                let keys = [
                    ("dim_date", "date_key"),
                    ("dim_user", "user_key"),
                    ("dim_product", "product_key"),
                    ("dim_traffic_source", "traffic_source_key"),
                ];
                joins(table, build, &keys)
            },
        },
        DataTest {
            id: "every_staged_row",
            sentence: "Every event of staging is here once.",
            severity: Severity::Error,
            run: |table, build| {
                let staged = build.model("stg_web_events")?.height();
                Ok(checks::same_sum(
                    "rows",
                    table.height() as f64,
                    staged as f64,
                ))
            },
        },
    ],
    sql: include_str!("fct_web_events.sql"),
    build,
};

fn build(build: &Build<'_>) -> Result<Table> {
    let events = build.model("stg_web_events")?;
    let products = Dimension::new(build.model("dim_product")?, "product_key", "product_id")?;
    let users = Dimension::new(build.model("dim_user")?, "user_key", "user_id")?;
    let sources = Dimension::new(
        build.model("dim_traffic_source")?,
        "traffic_source_key",
        "traffic_source",
    )?;
    let ids = events.text("event_id")?;
    let (days, calendar) = day_codes(events.days("created_date")?);
    Table::new(vec![
        keys("event_key", ids.iter().map(Option::unwrap_or_default)),
        day_keys("date_key", days, &calendar),
        users.looked_up("user_key", events.text("user_id")?),
        products.column(
            "product_key",
            product_keys(events, build.model("int_event_products")?, &products)?,
        ),
        sources.looked_up("traffic_source_key", events.text("traffic_source")?),
        events.column("session_id")?,
        events.column("event_type")?,
        events.column("sequence_number")?,
        events.column("created_time")?,
    ])
}

/// The product key of each event: of several, that of the product carted last. Events are unique in staging, and
/// `int_event_products` took their ids from there, so the code of an id names the event.
fn product_keys(events: &Table, touches: &Table, products: &Dimension<'_>) -> Result<Vec<u32>> {
    let (ids, event) = (events.text("event_id")?, touches.text("event_id")?);
    if !Arc::ptr_eq(ids.dict, event.dict) {
        return Err(Error::internal("the ids of events have two dictionaries"));
    }
    let product = touches.text("product_id")?;
    let places = touches.integers("product_place")?;
    let entries = products.entries(product.dict);
    let mut best = vec![(-1, products.unknown()); ids.dict.len()];
    for (row, code) in event.codes.iter().enumerate() {
        let place = places.get(row).unwrap_or(0);
        if let Some(best) = best.get_mut(code as usize)
            && place > best.0
            && let Some(key) = entries.get(product.codes.at(row) as usize)
        {
            *best = (place, *key);
        }
    }
    let key = |code: u32| {
        best.get(code as usize)
            .map_or(products.unknown(), |best| best.1)
    };
    Ok(ids.codes.iter().map(key).collect())
}
