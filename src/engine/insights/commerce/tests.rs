//! Every detector on empty data, one row and a clear story; and the grammar of its sentences.

use super::*;
use crate::engine::insights::found;

fn all(evidence: &Evidence) -> Vec<crate::protocol::Finding> {
    [PRODUCTS, MONTHS, SOURCES, CUSTOMERS, REVENUE, LIMITS]
        .into_iter()
        .flat_map(|finders| found(finders, evidence))
        .collect()
}

#[test]
fn nothing_is_said_of_nothing() {
    assert_eq!(all(&Evidence::default()), []);
}

fn category(name: &str, views: f64, carts: f64, items: f64, returns: f64) -> Row {
    Row::of(
        &[("member", name)],
        &[
            ("views", views),
            ("carts", carts),
            ("items", items),
            ("returns", returns),
        ],
    )
}

#[test]
fn a_category_that_stands_out_is_named_with_its_size_and_chance_is_not() {
    let evidence = Evidence {
        categories: vec![
            category("Coats", 1_000.0, 80.0, 100.0, 5.0),
            category("Tees", 1_000.0, 400.0, 100.0, 6.0),
            category("Shoes", 1_000.0, 410.0, 200.0, 60.0),
        ],
        ..Evidence::default()
    };
    let said: Vec<String> = found(PRODUCTS, &evidence)
        .into_iter()
        .map(|finding| finding.sentence)
        .collect();
    assert_eq!(
        said,
        [
            "Coats is looked at and seldom carted: 8.0 carts for 100 product pages, 41 elsewhere.",
            "Shoes comes back most: 30.0 % of its items are returned, 5.5 % of all others."
        ]
    );
    let alike = Evidence {
        categories: vec![
            category("Coats", 100.0, 40.0, 10.0, 1.0),
            category("Tees", 100.0, 41.0, 10.0, 1.0),
        ],
        ..Evidence::default()
    };
    assert_eq!(found(PRODUCTS, &alike), []);
}

#[test]
fn what_has_no_product_is_told_from_what_has_no_category() {
    let row = |column: &str, name: &str, carts: f64, purchases: f64| {
        Row::of(
            &[(column, name)],
            &[("carts", carts), ("purchases", purchases)],
        )
    };
    let mut evidence = Evidence {
        products: vec![
            row("product_id", "p1", 90.0, 15.0),
            row("product_id", "unknown", 10.0, 5.0),
        ],
        categories: vec![row("member", "(none)", 30.0, 6.0)],
        ..Evidence::default()
    };
    let finding = &found(PRODUCTS, &evidence)[0];
    assert_eq!(
        finding.sentence,
        "10 carts (10.0 %) and 5 purchases (25.0 %) belong to no product that is known."
    );
    assert!(finding.evidence.ends_with(
        "They are counted under “Not known” and left out of no total; by category that row has 20 carts and 1 purchase more, of products whose category is not known."
    ));
    evidence.categories = vec![row("member", "(none)", 10.0, 5.0)];
    assert!(
        found(PRODUCTS, &evidence)[0]
            .evidence
            .ends_with("left out of no total.")
    );
}

fn cause(word: &str, orders: f64, mart: f64, source: f64) -> Row {
    Row::of(
        &[("cause", word)],
        &[
            ("orders", orders),
            ("mart_revenue_usd", mart),
            ("source_revenue_usd", source),
            ("variance_usd", mart - source),
        ],
    )
}

#[test]
fn the_largest_cause_is_said_with_its_share_and_the_others_with_their_sign() {
    let evidence = Evidence {
        causes: vec![
            cause("matched", 90.0, 9_000.0, 9_000.0),
            cause("returned_or_cancelled", 8.0, 100.0, 900.0),
            cause("missing_in_source", 1.0, 50.5, 0.0),
            cause("duplicate_in_source", 2.0, 0.0, 250.5),
        ],
        ..Evidence::default()
    };
    let finding = &found(REVENUE, &evidence)[0];
    assert_eq!(
        finding.sentence,
        "The shop counts $1,000.00 less than the sales system; the largest cause is “returned or cancelled” with $800.00, 80.0 % of the difference."
    );
    assert_eq!(
        finding.evidence,
        "8 orders; then counted twice −$250.50, not in the report +$50.50."
    );
    let agreed = Evidence {
        causes: vec![cause("matched", 9.0, 90.0, 90.0)],
        ..Evidence::default()
    };
    assert_eq!(found(REVENUE, &agreed), []);
}

#[test]
fn amounts_are_said_to_the_cent() {
    assert_eq!(revenue::cents(1_234.5), "$1,234.50");
    assert_eq!(revenue::cents(-0.995), "$1.00");
    assert_eq!(revenue::signed(-12.5), "−$12.50");
}
