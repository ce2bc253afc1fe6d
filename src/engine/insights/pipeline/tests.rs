//! The detectors on evidence made by hand: the numbers in the sentences, and silence where there is nothing to say.

use super::super::found;
use super::*;
use crate::engine::models::pipeline::UNSOURCED;

fn row(channel: &str, segment: &str, opportunities: f64, pipeline: f64) -> Row {
    Row {
        channel: channel.to_owned(),
        segment: segment.to_owned(),
        opportunities,
        pipeline,
        influenced: opportunities,
        influenced_pipeline: pipeline,
        ..Row::default()
    }
}

fn evidence() -> Evidence {
    let cells = vec![
        row("Webinar", "Enterprise", 60.0, 6_000_000.0),
        row("Search", "SMB", 200.0, 2_000_000.0),
        row("Webinar", "SMB", 10.0, 100_000.0),
        row("Search", "Enterprise", 40.0, 3_900_000.0),
        row(UNSOURCED, "SMB", 90.0, 900_000.0),
        row(UNSOURCED, "Enterprise", 1.0, 100_000.0),
    ];
    let mut channels = vec![
        row("Webinar", "", 70.0, 6_100_000.0),
        row("Search", "", 240.0, 5_900_000.0),
        row("Event", "", 0.0, 0.0),
        row(UNSOURCED, "", 91.0, 1_000_000.0),
    ];
    channels[0].cost = Some(61_000.0);
    channels[2].influenced_pipeline = 8_000_000.0;
    Evidence {
        channels,
        cells,
        ..Evidence::empty()
    }
}

fn said(id: &str, evidence: &Evidence) -> Vec<String> {
    found(FINDERS, evidence)
        .into_iter()
        .filter(|finding| finding.id == id)
        .map(|finding| finding.sentence)
        .collect()
}

#[test]
fn nothing_gives_no_finding() {
    assert_eq!(found(FINDERS, &Evidence::empty()), []);
}

#[test]
fn the_leader_of_a_segment_is_named_with_its_share() {
    assert_eq!(
        said("segments", &evidence()),
        ["Webinar sourced 60.0 % of Enterprise pipeline: $6.00M of $10.0M."]
    );
}

#[test]
fn what_is_unsourced_is_said_with_the_segment_where_it_is_most() {
    let findings = found(FINDERS, &evidence());
    let at = findings.iter().find(|finding| finding.id == "unsourced");
    let at = at.expect("a finding");
    assert_eq!(
        at.sentence,
        "$1.00M (7.7 % of all) has no touch in the 90 days before it: 91 of 401 opportunities."
    );
    assert!(at.evidence.starts_with(
        "Most often in SMB: 90 of 300 opportunities (30.0 %), against 0.99 % elsewhere"
    ));
}

#[test]
fn a_channel_that_touches_and_never_starts_is_named() {
    assert_eq!(
        said("influence", &evidence()),
        ["Event takes part far more than it starts: it touched $8.00M of pipeline and sourced $0."]
    );
}

#[test]
fn pipeline_per_dollar_says_what_must_be_won_and_which_costs_are_not_known() {
    assert_eq!(
        said("costs", &evidence()),
        [
            "Webinar cost $61.0k and sourced $6.10M: $100 for each dollar. 1.0 % of it must be won to pay for the channel.",
            "No cost is known of Search, which sourced $5.90M (45.4 % of all pipeline).",
        ]
    );
}

#[test]
fn two_rules_that_differ_are_explained_and_two_that_agree_are_not() {
    let mut evidence = evidence();
    assert_eq!(said("rules", &evidence), [""; 0]);
    for (rule, channel, pipeline) in [
        ("first_touch", "Webinar", 6.1e6),
        ("closest_day", "Webinar", 1.1e6),
        ("closest_day", "Search", 10.9e6),
        ("first_touch", "Search", 5.9e6),
    ] {
        evidence.rules.push(RuleRow {
            rule: rule.to_owned(),
            channel: channel.to_owned(),
            pipeline,
            ..RuleRow::default()
        });
    }
    evidence.difference = Difference {
        all: 401.0,
        flows: vec![Flow {
            from: "Webinar".to_owned(),
            to: "Search".to_owned(),
            opportunities: 50.0,
            pipeline: 5e6,
        }],
        first_days: Some(60.0),
        closest_days: Some(0.0),
        ties: 1.0,
        near: 0.0,
    };
    let findings = found(FINDERS, &evidence);
    let at = findings.iter().find(|finding| finding.id == "rules");
    let at = at.expect("a finding");
    assert_eq!(
        at.sentence,
        "Closest day gives Search $10.9M (1.85× as much), first touch $5.90M: the one credits what came last, the other what came first."
    );
    assert_eq!(
        at.evidence,
        "50 of 401 opportunities (12.5 %), worth $5.00M, go to another channel. First touch credits a touch 60 days before the opportunity (median), closest day one 0 days before it. Largest move: Webinar to Search, 50 opportunities worth $5.00M. In 1 of them both touches lie the same number of whole days before, and closest day takes marketing before sales."
    );
}
