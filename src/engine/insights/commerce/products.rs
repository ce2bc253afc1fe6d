//! Categories whose products are looked at and seldom carted: against all others together, where chance is no
//! explanation.

use super::super::language::{count, percent, sample};
use super::super::stats::gap_by_chance;
use super::evidence::{Evidence, Row, total};
use crate::protocol::{Finding, Tone};

/// The category that loses most carts against the rest.
pub fn find(evidence: &Evidence) -> Vec<Finding> {
    let rows = &evidence.categories;
    let (views, carts) = (total(rows, "views"), total(rows, "carts"));
    let lost = |row: &Row| {
        let (seen, carted) = (row.sum("views"), row.sum("carts"));
        let (others, theirs) = (views - seen, carts - carted);
        // More carts than views happen where products are carted twice; then there is no share to compare.
        let by_chance = gap_by_chance(carted, seen, theirs, others)?;
        let missed = theirs / others * seen - carted;
        (by_chance < 0.05 && missed > 0.0).then_some((missed, theirs / others))
    };
    let worst = rows
        .iter()
        .filter(|row| row.text("member") != "(none)")
        .filter_map(|row| Some((row, lost(row)?)))
        .max_by(|a, b| a.1.0.total_cmp(&b.1.0));
    let Some((row, (missed, rest))) = worst else {
        return Vec::new();
    };
    vec![Finding {
        sentence: format!(
            "{} is looked at and seldom carted: {} carts for 100 product pages, {} elsewhere.",
            row.text("member"),
            each_hundred(row.metric("view_to_cart_rate").unwrap_or(0.0)),
            each_hundred(rest)
        ),
        evidence: format!(
            "At the rate of the other categories it would have {} more.",
            count(missed.round(), "cart", "carts")
        ),
        tone: Tone::Warn,
        confidence: sample(row.sum("views"), "product page", "product pages"),
        assumption: format!(
            "A cart belongs to the product page before it in the session; {} of all carts find none.",
            percent(unknown_share(evidence, "carts"))
        ),
        table: "product_funnel_rollup".to_owned(),
        chart: "product_rates".to_owned(),
        weight: missed,
        ..Finding::default()
    }]
}

/// Carts for a hundred pages, as people say it.
fn each_hundred(rate: f64) -> String {
    let n = rate * 100.0;
    if n < 10.0 {
        format!("{n:.1}")
    } else {
        super::super::language::number(n.round())
    }
}

/// The share of a count that belongs to no known product.
pub fn unknown_share(evidence: &Evidence, column: &str) -> f64 {
    let all = total(&evidence.products, column);
    let unknown = evidence
        .products
        .iter()
        .find(|row| row.text("product_id") == "unknown");
    if all > 0.0 {
        unknown.map_or(0.0, |row| row.sum(column)) / all
    } else {
        0.0
    }
}
