//! Headline numbers, each against the range before.

use super::super::kit::delta::delta;
use super::data::Data;
use super::table::totals;
use crate::engine::insights::commerce::Row;
use crate::engine::insights::language::{count, number, usd};
use crate::engine::metrics::{Direction, MetricSpec, metric, unit, words};
use crate::protocol::{Block, Delta, Kpi, Section, Span};
use std::collections::BTreeMap;

/// Number, where it is read from, the source without which it is not known, and what it is.
const SHOWN: [(&str, &str, &str, &str); 7] = [
    (
        "revenue_usd",
        "product_funnel",
        "order_items",
        "Sale price of ordered items that were neither cancelled nor returned.",
    ),
    (
        "margin_usd",
        "product_funnel",
        "products",
        "Sale price less cost of those items; items of unknown cost add nothing.",
    ),
    ("return_rate", "product_funnel", "order_items", ""),
    (
        "sessions",
        "traffic_source_performance",
        "web_events",
        "Sessions on the site, by the day of their first event.",
    ),
    (
        "purchase_session_rate",
        "traffic_source_performance",
        "web_events",
        "",
    ),
    ("view_to_cart_rate", "product_funnel", "web_events", ""),
    ("cart_to_purchase_rate", "product_funnel", "web_events", ""),
];

/// What of the marts adds up over rows.
pub const ADDITIVE: [&str; 9] = [
    "views",
    "carts",
    "purchases",
    "revenue_usd",
    "margin_usd",
    "returns",
    "items",
    "sessions",
    "purchase_sessions",
];

/// The section; absent without any data.
pub fn section(data: &Data) -> Option<Section> {
    let evidence = &data.evidence;
    if evidence.products.is_empty() && evidence.sources.is_empty() {
        return None;
    }
    let now = sums(&evidence.products, &evidence.sources);
    let is_compared = !data.products_before.is_empty() || !data.sources_before.is_empty();
    let before = is_compared.then(|| sums(&data.products_before, &data.sources_before));
    let kpis = SHOWN
        .iter()
        .map(|shown| kpi(data, shown, &now, before.as_ref()))
        .collect();
    Some(Section {
        id: "numbers".to_owned(),
        title: String::new(),
        intro: String::new(),
        blocks: vec![(Span::Full, Block::Kpis(kpis))],
    })
}

/// The sums of both marts; revenue is that of the products.
fn sums(products: &[Row], sources: &[Row]) -> Row {
    let mut out = totals(products, &ADDITIVE[..7]);
    out.numbers.extend(totals(sources, &ADDITIVE[7..]).numbers);
    out
}

fn kpi(
    data: &Data,
    (id, table, source, definition): &(&str, &str, &str, &str),
    now: &Row,
    before: Option<&Row>,
) -> Kpi {
    let get = |column: &str| now.get(column);
    let value_of = |row: &Row| metric(id).map_or_else(|| row.get(id), |_| row.metric(id));
    let is_known = data.has(source);
    let value = value_of(now).filter(|_| is_known);
    let null_reason = match (value, metric(id)) {
        (Some(_), _) => String::new(),
        (None, _) if !is_known => format!("{source} is not loaded."),
        (None, Some(metric)) => metric.null_reason(&get),
        (None, None) => "Nothing is recorded here.".to_owned(),
    };
    Kpi {
        id: (*id).to_owned(),
        label: metric(id).map_or_else(|| words::title(id), |metric| metric.name.to_owned()),
        unit: unit(id),
        value,
        null_reason,
        delta: before
            .filter(|_| is_known)
            .and_then(|before| change(data, id, value, value_of(before))),
        spark: by_month(data, id),
        formula: metric(id).map(MetricSpec::words).unwrap_or_default(),
        filled: metric(id)
            .map(|metric| metric.filled(&get))
            .unwrap_or_default(),
        definition: metric(id)
            .map_or(*definition, |metric| metric.definition)
            .to_owned(),
        table: (*table).to_owned(),
    }
}

/// The course over the whole months; empty for what the trend does not have.
fn by_month(data: &Data, id: &str) -> Vec<Option<f64>> {
    if id.contains("session") {
        return Vec::new();
    }
    let mut months: BTreeMap<&str, Vec<Row>> = BTreeMap::new();
    for row in &data.evidence.months {
        months
            .entry(row.text("month"))
            .or_default()
            .push(row.clone());
    }
    let sums = months.values().map(|rows| totals(rows, &ADDITIVE[..7]));
    sums.map(|row| metric(id).map_or_else(|| row.get(id), |_| row.metric(id)))
        .collect()
}

fn change(data: &Data, id: &str, value: Option<f64>, base: Option<f64>) -> Option<Delta> {
    let direction = metric(id).map_or(Direction::Higher, |metric| metric.direction);
    Some(delta(
        value,
        base,
        (unit(id), direction.tone()),
        data.compared?,
    ))
}

/// `The shop earned $357k with 6,654 items (7,252 sold, 598 returned).`: the first sentence of the page.
pub fn earned(data: &Data) -> String {
    let evidence = &data.evidence;
    let now = sums(&evidence.products, &evidence.sources);
    match (data.has("order_items"), data.has("web_events")) {
        (true, _) if now.sum("items") > 0.0 => {
            let (sold, returned) = (now.sum("items"), now.sum("returns"));
            let of_them = if returned > 0.0 {
                format!(" ({} sold, {} returned)", number(sold), number(returned))
            } else {
                String::new()
            };
            format!(
                "The shop earned {} with {}{of_them}.",
                usd(now.sum("revenue_usd")),
                count(sold - returned, "item", "items"),
            )
        }
        (_, true) if now.sum("sessions") > 0.0 => format!(
            "{} brought {}.",
            count(now.sum("sessions"), "session", "sessions"),
            count(now.sum("purchases"), "purchase", "purchases")
        ),
        _ => String::new(),
    }
}
