//! Which products are looked at, carted and bought, and which come back? The funnel of everything and of the leading
//! categories, brands, departments or products, the rate into the cart, and the numbers.

use super::data::Data;
use super::numbers::ADDITIVE;
use super::rates::{Bar, bars};
use super::settings::LEVELS;
use super::table::{Sheet, totals};
use super::{title, written};
use crate::engine::base::Arrange;
use crate::engine::insights::commerce::{self, Row};
use crate::engine::insights::language::{count, number};
use crate::protocol::{Axis, Block, ChartView, Hue, Section, Series, Span, Stroke, Unit};

const STAGES: [(&str, &str); 3] = [
    ("Product pages", "views"),
    ("Carts", "carts"),
    ("Purchases", "purchases"),
];

const COLUMNS: [&str; 11] = [
    "views",
    "view_sessions",
    "carts",
    "purchases",
    "view_to_cart_rate",
    "cart_to_purchase_rate",
    "items",
    "revenue_usd",
    "margin_usd",
    "returns",
    "return_rate",
];

/// Groups in the charts, and rows in the table, at most.
const DRAWN: usize = 12;
const LISTED: usize = 30;

/// The section; absent without events and items.
pub fn section(data: &Data) -> Option<Section> {
    if data.products.is_empty() {
        return None;
    }
    let (_, _, plural) = LEVELS[data.level];
    let (findings, blocks_found) = written(data, commerce::PRODUCTS);
    let mut rows: Vec<&Row> = data.products.iter().collect();
    rows.arrange_by(|a, b| {
        let size = |row: &Row| (row.sum("views"), row.sum("revenue_usd"));
        let order = size(b).0.total_cmp(&size(a).0);
        order.then_with(|| size(b).1.total_cmp(&size(a).1))
    });
    let all = totals(&data.evidence.products, &ADDITIVE[..7]);
    let mut blocks = Vec::new();
    if all.sum("views") > 0.0 {
        let drawn = rows.get(..DRAWN.min(rows.len())).unwrap_or_default();
        blocks.push((Span::Half, Block::Chart(funnel(data, &all))));
        let said = if data.level == 0 {
            title(
                &findings,
                "No category is carted clearly less than the others",
            )
        } else {
            extremes(drawn)
        };
        blocks.push((Span::Half, Block::Chart(rates(data, &all, drawn, &said))));
    }
    blocks.extend(blocks_found);
    let shown = rows.get(..LISTED.min(rows.len())).unwrap_or_default();
    let counted = "Items count those returned, too; revenue and margin do not.";
    let subtitle = if shown.len() < rows.len() {
        format!(
            "The {} with most product pages of {}; the totals cover all of them. {counted}",
            number(shown.len() as f64),
            number(rows.len() as f64)
        )
    } else {
        format!("Sessions are counted once in each row, so they do not add up. {counted}")
    };
    let table = Sheet {
        heading: (
            data.product_table(),
            &format!("Product funnel by {}", LEVELS[data.level].0),
            subtitle,
        ),
        name: (LEVELS[data.level].0, &Data::name),
        columns: &COLUMNS,
        rows: shown,
        totals: Some((&all, &format!("All {plural}"))),
        link: &|row, column| behind(data, row, column),
    };
    blocks.push((Span::Full, Block::Table(table.view())));
    Some(Section {
        id: "products".to_owned(),
        title: "Which products are looked at, carted and bought, and which come back?".to_owned(),
        intro: format!(
            "{}, {}, {}.",
            count(all.sum("views"), "product page", "product pages"),
            count(all.sum("carts"), "cart", "carts"),
            count(
                all.sum("purchases"),
                "purchase of a product",
                "purchases of products"
            )
        ),
        blocks,
    })
}

/// `Calder is carted most, 45 times for 100 product pages; Lumen least, 31 times`.
fn extremes(rows: &[&Row]) -> String {
    let mut rates: Vec<(f64, &Row)> = rows
        .iter()
        .filter_map(|row| Some((row.metric("view_to_cart_rate")?, *row)))
        .collect();
    rates.arrange_by(|a, b| b.0.total_cmp(&a.0));
    let times = |rate: f64| count((rate * 100.0).round(), "time", "times");
    match rates.as_slice() {
        [(most, first), .., (least, last)] if most > least => format!(
            "{} is carted most, {} for 100 product pages; {} least, {}",
            Data::name(first),
            times(*most),
            Data::name(last),
            times(*least)
        ),
        _ => "All are carted equally often".to_owned(),
    }
}

/// The products of a category, brand or department; the events of a product.
fn behind(data: &Data, row: &Row, column: &str) -> Option<String> {
    let level = LEVELS[data.level].0;
    if level != "product" {
        return (column == "views" || column == "revenue_usd")
            .then(|| data.rows_link("product_funnel", &[(level, row.text("member"))]));
    }
    let id = row.text("product_id");
    match column {
        "views" | "carts" | "purchases" => {
            let kind = if column == "views" {
                "product"
            } else {
                column.trim_end_matches('s')
            };
            Some(data.rows_link(
                "int_event_products",
                &[("product_id", id), ("event_type", kind)],
            ))
        }
        "items" | "revenue_usd" | "returns" if id != "unknown" => {
            let conditions = [
                ("product_id", id),
                ("is_cancelled", "false"),
                (
                    "is_returned",
                    if column == "returns" { "true" } else { "false" },
                ),
            ];
            // Items are those that came back and those that did not.
            let used = conditions.get(..if column == "items" { 2 } else { 3 });
            Some(data.rows_link("stg_order_items", used.unwrap_or_default()))
        }
        _ => None,
    }
}

fn funnel(data: &Data, all: &Row) -> ChartView {
    let values = STAGES.iter().map(|(_, column)| all.get(column));
    let finding = match (
        all.metric("view_to_cart_rate"),
        all.metric("cart_to_purchase_rate"),
    ) {
        (Some(cart), Some(buy)) => format!(
            "Of 100 product pages {} end in the cart; of 100 carts {} are bought",
            number((cart * 100.0).round()),
            number((buy * 100.0).round())
        ),
        _ => "Nothing was carted in this range".to_owned(),
    };
    ChartView {
        id: "product_stages".to_owned(),
        kind: "funnel".to_owned(),
        finding,
        subtitle: format!("Product pages, carts and purchases, {}", data.range_text()),
        footnote:
            "A purchase counts once for each product that was carted since the purchase before it."
                .to_owned(),
        axis: Axis {
            label: "stage".to_owned(),
            names: STAGES.iter().map(|(name, _)| (*name).to_owned()).collect(),
            ..Axis::default()
        },
        series: vec![Series {
            name: "All products".to_owned(),
            unit: Unit::Count,
            hue: Hue::Accent,
            stroke: Stroke::Solid,
            values: values.collect(),
        }],
        ..ChartView::default()
    }
}

fn rates(data: &Data, all: &Row, rows: &[&Row], finding: &str) -> ChartView {
    let mut rows: Vec<&Row> = rows.to_vec();
    let rate = |row: &Row| row.metric("view_to_cart_rate");
    rows.arrange_by(|a, b| rate(b).unwrap_or(-1.0).total_cmp(&rate(a).unwrap_or(-1.0)));
    let (level, _, plural) = LEVELS[data.level];
    let bar = |row: &&Row| Bar {
        name: Data::name(row),
        sample: row.get("views"),
        rate: rate(row),
        opens: behind(data, row, "views").unwrap_or_default(),
    };
    let subtitle = format!(
        "Carts per product page, %, the {plural} with most product pages, {}",
        data.range_text()
    );
    ChartView {
        footnote: "The sample is the product pages that were seen.".to_owned(),
        ..bars(
            ("product_rates", finding, subtitle),
            (level, "Carts per product page"),
            ("all products", rate(all)),
            rows.iter().map(bar).collect(),
        )
    }
}
