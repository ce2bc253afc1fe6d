//! Tests of the metrics: golden vectors, the spend rule, and that every form of a formula agrees.

use super::*;

const GOLDEN: &str = include_str!("../../../tests/golden/gtm_metrics_edge_cases.csv");

/// Golden column -> metric. Its `leads` are conversions, its `open_opps` the opportunities that enter a metric.
const COLUMNS: [(&str, &str); 10] = [
    ("roi", "roi"),
    ("roas", "roas"),
    ("ctr", "ctr"),
    ("cpc", "cpc_usd"),
    ("cpl", "cost_per_conversion_usd"),
    ("cost_per_opp", "cost_per_opportunity_usd"),
    ("cac", "cac_usd"),
    ("win_rate", "win_rate"),
    ("avg_deal", "avg_deal_usd"),
    ("pipeline_velocity_per_day", "pipeline_velocity_usd_per_day"),
];

fn spend_and_revenue(name: &str) -> Option<f64> {
    match name {
        "spend_usd" => Some(369_826.02),
        "revenue_usd" => Some(815_827.87),
        "closed_won" => Some(20.0),
        "closed_lost" => Some(15.0),
        "open_opportunities" => Some(58.0),
        _ => None,
    }
}

#[test]
fn golden_edge_cases_come_out_as_published() {
    let mut lines = csv::Reader::from_reader(GOLDEN.as_bytes());
    let header = lines.headers().expect("a header").clone();
    let mut cases = 0;
    for row in lines.records() {
        let row = row.expect("a row");
        let cell = |name: &str| -> Option<f64> {
            let at = header.iter().position(|h| h == name)?;
            row.get(at)?.parse().ok()
        };
        let get = |name: &str| match name {
            "spend_usd" => cell("spend"),
            "revenue_usd" => cell("revenue"),
            "conversions" => cell("leads"),
            "opportunities" | "open_opportunities" => cell("open_opps"),
            other => cell(other),
        };
        for (column, id) in COLUMNS {
            let expected = cell(column);
            let value = metric(id).expect("a metric").value(&get);
            match (value, expected) {
                (Some(v), Some(e)) => assert!((v - e).abs() <= 1e-9 * e.abs().max(1.0)),
                (v, e) => assert_eq!(v, e, "{id} of {}", &row[0]),
            }
            let reason = metric(id).expect("a metric").null_reason(&get);
            assert_eq!(value.is_none(), !reason.is_empty());
            cases += 1;
        }
    }
    assert_eq!(cases, 70);
}

#[test]
fn every_metric_reads_says_and_documents_itself() {
    for metric in METRICS {
        assert!(!metric.sql().is_empty(), "{}", metric.id);
        assert!(metric.sql().contains("nullif("), "{}", metric.id);
        assert!(metric.words().contains('÷'), "{}", metric.id);
        assert!(!metric.inputs().is_empty());
        assert_eq!(metric.value(&|_| None), None);
        assert_eq!(metric.value(&|_| Some(0.0)), None);
        let doc = metric.doc();
        assert!(doc.definition.ends_with('.') && doc.null_rule.ends_with('.'));
        assert_eq!(METRICS.iter().filter(|m| m.id == metric.id).count(), 1);
    }
}

#[test]
fn one_formula_gives_value_sql_words_and_the_filled_line() {
    let roas = metric("roas").expect("roas");
    assert_eq!(roas.words(), "revenue ÷ spend");
    assert_eq!(roas.sql(), "revenue_usd / nullif(spend_usd, 0)");
    assert_eq!(
        roas.filled(&spend_and_revenue),
        "$815,828 ÷ $369,826 = 2.21×"
    );
    let win = metric("win_rate").expect("win_rate");
    assert_eq!(win.words(), "won ÷ (won + lost)");
    assert_eq!(
        win.sql(),
        "1.0 * closed_won / nullif(closed_won + closed_lost, 0)"
    );
    assert_eq!(win.filled(&spend_and_revenue), "20 ÷ (20 + 15) = 57.1 %");
    let roi = metric("roi").expect("roi");
    assert_eq!(roi.filled(&|_| None), "(— − —) ÷ — = —");
    let velocity = metric("pipeline_velocity_usd_per_day").expect("velocity");
    assert_eq!(
        velocity.sql(),
        "open_opportunities * (revenue_usd / nullif(closed_won, 0)) * (1.0 * closed_won / nullif(closed_won + closed_lost, 0)) / nullif(cycle_days, 0)"
    );
    assert_eq!(
        metric("mer").expect("mer").sql(),
        "sum(revenue_usd) / nullif(sum(spend_usd), 0)"
    );
}

#[test]
fn a_null_says_why() {
    let unpaid = |name: &str| (name != "spend_usd").then_some(5.0);
    let reason = |id: &str| metric(id).expect("a metric").null_reason(&unpaid);
    assert!(reason("roi").starts_with("No spend is recorded"));
    assert_eq!(reason("win_rate"), "");
    let nothing_decided = |name: &str| Some(if name.starts_with("closed") { 0.0 } else { 1.0 });
    let win = metric("win_rate").expect("win_rate");
    assert_eq!(
        win.null_reason(&nothing_decided),
        "No value while nothing is decided."
    );
    let cac = metric("cac_usd").expect("cac_usd");
    assert_eq!(
        cac.null_reason(&nothing_decided),
        "No won opportunities to divide by."
    );
    let velocity = metric("pipeline_velocity_usd_per_day").expect("velocity");
    assert!(
        velocity
            .null_reason(&spend_and_revenue)
            .contains("close dates")
    );
}
