//! The attribution page under a filter by channel: what follows it and what says that it does not.

use super::*;
use crate::protocol::PageView;

fn intro(view: &PageView, id: &str) -> String {
    let is_it = |section: &&Section| section.id == id;
    let section = view.sections.iter().find(is_it).expect("a section");
    section.intro.clone()
}

fn numbers(view: &PageView) -> Vec<(String, Option<f64>)> {
    let kpis = kpis(view).into_iter();
    kpis.map(|kpi| (kpi.label.clone(), kpi.value)).collect()
}

#[test]
fn cards_headline_and_findings_follow_the_filter() {
    let sources = [events(&shop()), spend()];
    let view = shown("attribution", "channel=email", &sources);
    assert_eq!(
        view.headline,
        "Email earns $500 of $4,500 by last touch (11.1 %), place 2 of 4. What Email earns depends on the rule: $259 by the Markov chain, $500 by first touch, from place 3 to place 2."
    );
    let said = |label: &str, value: f64| (label.to_owned(), Some(value));
    assert_eq!(
        numbers(&view)[..4],
        [
            said("Revenue credited", 500.0),
            said("Purchases touched", 10.0),
            said("Buyers touched", 10.0),
            said("Share touched", 10.0 / 56.0),
        ]
    );
    assert_eq!(
        intro(&view, "numbers"),
        "What last touch credits to Email, and the purchases with a visit from it inside the lookback."
    );
    assert!(
        said_of(&view, "rules")
            .iter()
            .all(|text| !text.contains("Paid search earns"))
    );
}

#[test]
fn what_is_of_all_channels_says_so_under_a_filter_alone() {
    let sources = [events(&shop()), spend()];
    let some = shown("attribution", "channel=email", &sources);
    let all = shown("attribution", "", &sources);
    for id in ["handover", "lookback", "arithmetic", "ledger", "limits"] {
        let of_all = "Of all channels, whatever the filter shows.";
        assert!(intro(&some, id).ends_with(of_all), "{id}");
        assert!(!intro(&all, id).contains(of_all), "{id}");
    }
    assert!(intro(&some, "questions").starts_with("The answers are of all channels"));
    assert_eq!(intro(&all, "numbers"), "");
}

#[test]
fn a_channel_without_credit_and_a_page_without_the_filter_say_so() {
    let sources = [events(&shop()), spend()];
    let none = shown("attribution", "channel=Nobody", &sources);
    assert_eq!(
        none.headline,
        "The channels chosen earn no credit in this range."
    );
    assert_eq!(
        numbers(&none)[1],
        ("Purchases touched".to_owned(), Some(0.0))
    );
    let journeys = shown("journeys", "channel=email", &sources);
    assert_eq!(
        journeys.notices,
        ["The filter by channel has no effect on this page."]
    );
}

#[test]
fn the_credit_of_direct_is_told_apart_from_its_effect() {
    let view = shown("attribution", "", &[events(&shop()), spend()]);
    let table = tables(&view)
        .into_iter()
        .find(|table| table.table == "markov_credits")
        .expect("a table");
    assert!(
        table
            .subtitle
            .contains("5 purchases without a touch ($100) are on no path and go to Direct"),
        "{}",
        table.subtitle
    );
    let direct = cells(&view, "Markov chain: removal effects", "Direct");
    // Nobody came directly: all of its credit is that of the purchases without a touch.
    assert_eq!(direct[3], Cell::Number(5.0));
    assert!((number(&direct[5]) - 100.0 / 4_500.0).abs() < 1e-9);
    assert!(
        table
            .formulas
            .iter()
            .any(|(_, at, text)| *at == 3 && text == "5 purchases without a touch")
    );
}

#[test]
fn of_a_part_of_the_channels_none_is_said_to_earn_most_of_all() {
    let sources = [events(&shop()), spend()];
    let title = |query: &str| {
        let view = shown("attribution", query, &sources);
        let section = view.sections.iter().find(|s| s.id == "custom");
        let mut blocks = section.into_iter().flat_map(|section| &section.blocks);
        let found = blocks.find_map(|(_, block)| match block {
            Block::Chart(chart) => Some(chart.finding.clone()),
            _ => None,
        });
        found.expect("a chart")
    };
    assert!(title("").starts_with("With your shares Paid search earns most: $"));
    assert!(title("channel=email").starts_with("With your shares Email earns: $"));
    let two = title("channel=email&channel=paid_social");
    assert!(
        two.starts_with("Of those shown, with your shares "),
        "{two}"
    );
}

/// The sentences of a section's findings.
fn said_of(view: &PageView, id: &str) -> Vec<String> {
    let sections = view.sections.iter().filter(|section| section.id == id);
    let blocks = sections.flat_map(|section| &section.blocks);
    let mut out = Vec::new();
    for (_, block) in blocks {
        if let Block::Findings(findings) = block {
            out.extend(findings.iter().map(|finding| finding.sentence.clone()));
        }
    }
    out
}
