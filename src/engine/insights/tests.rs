//! Every detector on nothing, on one row and on the published totals of the real exports.

use super::*;
use crate::engine::base::{Column, Table};
use crate::engine::metrics::{ADDITIVE, Line};

const GOLDEN: &str = include_str!("../../../tests/golden/gtm_channel_funnel_expected.csv");

const SOURCES: [&str; 3] = ["ad_spend", "web_analytics", "salesforce_opportunities"];

fn all_sources() -> Vec<String> {
    SOURCES.map(str::to_owned).to_vec()
}

/// `channel_funnel` of the real exports, as published.
fn golden() -> Vec<Line> {
    let mut reader = csv::Reader::from_reader(GOLDEN.as_bytes());
    let header = reader.headers().expect("a header").clone();
    let rows: Vec<csv::StringRecord> = reader.records().map(|r| r.expect("a row")).collect();
    let mut columns = vec![Column::text_of("channel", rows.iter().map(|r| r.get(0)))];
    for name in ADDITIVE {
        let at = header.iter().position(|h| h == name).expect("a column");
        columns.push(Column::amounts(
            name,
            rows.iter().map(|r| r.get(at)?.parse().ok()),
        ));
    }
    Line::read(&Table::new(columns).expect("a table"), &["channel"]).expect("lines")
}

fn sentences(evidence: &Evidence, topic: Topic) -> Vec<String> {
    findings(topic, evidence)
        .into_iter()
        .map(|f| f.sentence)
        .collect()
}

fn well_formed(finding: &Finding) {
    for text in [&finding.sentence, &finding.evidence, &finding.confidence] {
        assert!(!text.contains("NaN") && !text.contains("inf "), "{text}");
        assert!(!text.contains("  ") && !text.contains(".."), "{text}");
    }
    assert!(finding.sentence.ends_with('.'), "{}", finding.sentence);
    assert!(finding.weight.is_finite(), "{}", finding.sentence);
}

#[test]
fn every_detector_is_silent_on_nothing() {
    for sources in [Vec::new(), all_sources()] {
        let evidence = Evidence {
            sources,
            ..Evidence::default()
        };
        for detector in DETECTORS {
            assert_eq!((detector.find)(&evidence), [], "{}", detector.id);
        }
    }
}

#[test]
fn every_detector_stands_one_row_of_anything() {
    for values in [[0.0; 12], [1.0; 12], [-5.0; 12], [1e12; 12]] {
        let mut line = Line::default();
        line.keys = ["Meta", "brand", "Meta"].map(str::to_owned).to_vec();
        line.has_spend = true;
        for (column, value) in ADDITIVE.iter().zip(values) {
            line.set(column, Some(value));
        }
        let evidence = Evidence {
            channels: vec![line.clone()],
            campaigns: vec![line.clone()],
            regions: vec![line],
            sources: all_sources(),
            ..Evidence::default()
        };
        for detector in DETECTORS {
            (detector.find)(&evidence).iter().for_each(well_formed);
        }
    }
}

#[test]
fn the_real_exports_tell_who_earns_and_who_loses() {
    let evidence = Evidence {
        channels: golden(),
        sources: all_sources(),
        ..Evidence::default()
    };
    for detector in DETECTORS {
        (detector.find)(&evidence).iter().for_each(well_formed);
    }
    assert_eq!(
        sentences(&evidence, Topic::Returns),
        [
            "LinkedIn returns most: $2.66 for each dollar, $667k won from $251k of spend.",
            "Twitter spent $126k and no opportunity names it as its source: a loss or a gap in tracking.",
            "Meta returns $0.87 for each dollar: it spent $240k and won $209k.",
        ]
    );
    let costs = sentences(&evidence, Topic::Costs);
    assert_eq!(costs.len(), 2);
    assert!(costs[0].starts_with("A customer costs $21.9k"), "{costs:?}");
    for topic in [Topic::Leaks, Topic::Limits, Topic::Costs] {
        for f in findings(topic, &evidence) {
            println!(
                "{} | {} | {} | {}",
                f.sentence, f.evidence, f.confidence, f.assumption
            );
        }
    }
}

#[test]
fn a_missing_source_is_never_read_as_zero() {
    let evidence = Evidence {
        channels: golden(),
        sources: vec!["ad_spend".to_owned()],
        ..Evidence::default()
    };
    assert_eq!(sentences(&evidence, Topic::Returns), [""; 0]);
    assert_eq!(sentences(&evidence, Topic::Costs), [""; 0]);
}
