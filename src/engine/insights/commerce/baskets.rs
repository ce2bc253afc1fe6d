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
    let is_one = (carts + purchases - 1.0).abs() < f64::EPSILON;
    vec![Finding {
        sentence: format!(
            "{} {} to no product that is known.",
            list(&parts),
            if is_one { "belongs" } else { "belong" }
        ),
        evidence: "They have no product page before them in their session, or one of a product that is not in the list. They are counted under “unknown” and left out of no total."
            .to_owned(),
        tone: Tone::Neutral,
        table: "product_funnel".to_owned(),
        weight: 0.0,
        ..Finding::default()
    }]
}
