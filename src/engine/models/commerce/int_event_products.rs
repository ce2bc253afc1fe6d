//! `int_event_products`: product pages, carts and purchases with the product they belong to. Grain: one event × product
//! (a purchase has one row for each product that was carted). How the product is found: `journey`.
//! A product that `products` does not know is `unknown`.

use super::journey::{Clock, Sessions, Step, Touch, walk};
use super::{SUBJECT, UNKNOWN, column, date, text};
use crate::engine::base::{Column, Interner, Kind, NULL_CODE, Result, Table, TextColumn, Unit};
use crate::engine::warehouse::rollup::distinct_codes;
use crate::engine::warehouse::{Build, DataTest, Input, Layer, ModelSpec, Severity, checks};

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "int_event_products",
    subject: SUBJECT,
    layer: Layer::Intermediate,
    grain: "one product page, cart or purchase × product",
    key: &["event_id", "product_id"],
    columns: &[
        text("event_id", "Id of the event."),
        text(
            "product_id",
            "The product; `unknown` where the session or products does not tell.",
        ),
        text("session_id", "Id of the session."),
        text("event_type", "product, cart or purchase."),
        column(
            "place",
            Kind::Integer,
            Unit::Number,
            "Place of the event in its session, from 1.",
        ),
        column(
            "product_place",
            Kind::Integer,
            Unit::Number,
            "Place of the product page (of the last cart, for a purchase) that the product comes from; null: none.",
        ),
        date("created_date", "Day of the event (UTC)."),
    ],
    inputs: &[Input::Model("stg_web_events"), Input::Model("stg_products")],
    tests: &[DataTest {
        id: "every_event",
        sentence: "Every product page, cart and purchase of staging is here.",
        severity: Severity::Error,
        run: |table, build| {
            let events = build.model("stg_web_events")?;
            let mut out = Vec::new();
            for (word, _) in Step::ALL {
                let (here, there) = (
                    distinct_events(table, word)?,
                    distinct_events(events, word)?,
                );
                out.extend(checks::same_sum(word, here, there));
            }
            Ok(out)
        },
    }],
    sql: include_str!("int_event_products.sql"),
    build,
};

/// How many events of a type a table has.
fn distinct_events(table: &Table, event_type: &str) -> Result<f64> {
    let (types, ids) = (table.text("event_type")?, table.text("event_id")?);
    let wanted = types.dict.iter().map(|name| name == event_type);
    let wanted: Vec<bool> = wanted.collect();
    let ids = distinct_codes(ids);
    let mut found: Vec<u32> = types
        .codes
        .iter()
        .zip(ids.codes())
        .filter(|(code, _)| wanted.get(*code as usize) == Some(&true))
        .map(|(_, id)| id)
        .collect();
    found.sort_unstable();
    found.dedup();
    Ok(found.len() as f64)
}

fn build(build: &Build<'_>) -> Result<Table> {
    let events = build.model("stg_web_events")?;
    let mut products = Interner::new();
    for id in build.model("stg_products")?.text("product_id")?.iter() {
        products.intern(id.unwrap_or(UNKNOWN));
    }
    let unknown = products.intern(UNKNOWN);
    let session = events.text("session_id")?;
    let clock = Clock {
        sequence: events.integers("sequence_number")?,
        time: events.integers("created_time")?,
        source_row: events.integers("_source_row")?,
    };
    let codes = distinct_codes(session);
    let sessions = Sessions::of(codes.codes(), session.dict.len(), clock);
    let types = events.text("event_type")?;
    let steps: Vec<Option<Step>> = types.dict.iter().map(Step::of).collect();
    let uri = events.text("uri")?;
    let pages: Vec<Option<u32>> = uri
        .dict
        .iter()
        .map(|uri| products.find(product_of(uri)?.as_bytes()))
        .collect();
    let step = |row: u32| *steps.get(types.codes.at(row as usize) as usize)?;
    let page = |row: u32| *pages.get(uri.codes.at(row as usize) as usize)?;
    let mut touches: Vec<Touch> = Vec::with_capacity(events.height());
    for session in sessions.iter() {
        walk(session, &step, &page, &mut touches);
    }
    let gathered = |name: &str, text: TextColumn<'_>| {
        let codes = touches
            .iter()
            .map(|touch| text.codes.at(touch.row as usize));
        Column::text(name, codes.collect(), text.dict.clone())
    };
    let days = events.days("created_date")?;
    Table::new(vec![
        gathered("event_id", events.text("event_id")?),
        Column::text(
            "product_id",
            touches
                .iter()
                .map(|t| t.product.unwrap_or(unknown))
                .collect(),
            products.finish(),
        ),
        gathered("session_id", session),
        gathered("event_type", types),
        Column::integers_dense(
            "place",
            touches.iter().map(|t| i64::from(t.place)).collect(),
        ),
        Column::integers(
            "product_place",
            touches.iter().map(|t| t.origin.map(i64::from)),
        ),
        Column::dates(
            "created_date",
            touches.iter().map(|t| days.get(t.row as usize)),
        ),
    ])
}

/// The product of a product page: `/product/<id>`, after a host or not, up to a further `/`, `?` or `#`.
pub fn product_of(uri: &str) -> Option<&str> {
    let path = match uri.split_once("://") {
        Some((scheme, rest)) if !scheme.contains(['/', ':']) => {
            rest.find('/').and_then(|at| rest.get(at..))?
        }
        _ => uri,
    };
    let id = path.strip_prefix("/product/")?;
    let id = id.split(['/', '?', '#']).next()?;
    (!id.is_empty()).then_some(id)
}

/// `NULL_CODE` for what a dictionary does not have.
pub fn code_of(text: TextColumn<'_>, wanted: &str) -> u32 {
    let found = text.dict.iter().position(|entry| entry == wanted);
    found.map_or(NULL_CODE, |at| at as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_product_page_names_its_product_with_or_without_a_host() {
        assert_eq!(product_of("/product/42"), Some("42"));
        assert_eq!(
            product_of("https://shop.example/product/42?ref=a"),
            Some("42")
        );
        assert_eq!(
            product_of("/product/42?from=https://a.example/"),
            Some("42")
        );
        assert_eq!(product_of("/product/"), None);
        assert_eq!(product_of("/department/men/product/42"), None);
        assert_eq!(product_of("https://shop.example"), None);
        assert_eq!(product_of("/cart"), None);
    }
}
