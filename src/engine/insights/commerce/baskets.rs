//! Carts and purchases whose product the session does not tell.

use super::super::language::{count, list, percent};
use super::evidence::Evidence;
use super::products::unknown_share;
use crate::protocol::{Finding, Tone};

/// One finding, where there are any.
pub fn find(evidence: &Evidence) -> Vec<Finding> {
    let unknown = evidence
        .products
        .iter()
        .find(|row| row.text("product_id") == "unknown");
    let Some(row) = unknown else {
        return Vec::new();
    };
    let (carts, purchases) = (row.sum("carts"), row.sum("purchases"));
    let mut parts = Vec::new();
    for (column, one, many) in [
        ("carts", "cart", "carts"),
        ("purchases", "purchase", "purchases"),
    ] {
        if row.sum(column) > 0.0 {
            parts.push(format!(
                "{} ({})",
                count(row.sum(column), one, many),
                percent(unknown_share(evidence, column))
            ));
        }
    }
    if parts.is_empty() {
        return Vec::new();
    }
    // By category the same row holds the products of no known category as well.
    let bare = evidence
        .categories
        .iter()
        .find(|row| row.text("member") == "(none)");
    let more = |column: &str| bare.map_or(0.0, |bare| bare.sum(column)) - row.sum(column);
    let (more_carts, more_purchases) = (more("carts"), more("purchases"));
    let beside = if more_carts + more_purchases > 0.0 {
        format!(
            "; by category that row has {} and {} more, of products whose category is not known",
            count(more_carts, "cart", "carts"),
            count(more_purchases, "purchase", "purchases")
        )
    } else {
        String::new()
    };
    let is_one = (carts + purchases - 1.0).abs() < f64::EPSILON;
    vec![Finding {
        sentence: format!(
            "{} {} to no product that is known.",
            list(&parts),
            if is_one { "belongs" } else { "belong" }
        ),
        evidence: format!(
            "They have no product page before them in their session, or one of a product that is not in the list. They are counted under “Not known” and left out of no total{beside}."
        ),
        tone: Tone::Neutral,
        table: "product_funnel".to_owned(),
        weight: 0.0,
        ..Finding::default()
    }]
}
