//! Detectors of attribution on nothing, on one channel and on three with a story.

use super::*;
use crate::engine::insights::found;
use crate::protocol::Finding;

fn channel(id: &str, revenue: &[f64; 9], spend: Option<f64>, conversions: f64) -> Channel {
    Channel {
        id: id.to_owned(),
        name: crate::engine::insights::language::channel(id),
        conversions,
        clients: conversions,
        spend,
        credits: revenue
            .iter()
            .map(|revenue| Credit {
                revenue: *revenue,
                roas: spend.map(|spend| revenue / spend),
                spread: Some([
                    revenue * 0.8,
                    revenue * 0.9,
                    *revenue,
                    revenue * 1.1,
                    revenue * 1.2,
                ]),
                ..Credit::default()
            })
            .collect(),
    }
}

fn story() -> Evidence {
    let level = |value: f64| [value; 9];
    let mut search = level(500.0);
    search[1] = 300.0;
    let mut email = level(300.0);
    email[1] = 500.0;
    let everyone = vec![
        channel("paid_search", &search, Some(400.0), 60.0),
        channel("email", &email, None, 50.0),
        channel("paid_social", &level(100.0), Some(150.0), 12.0),
    ];
    Evidence {
        methods: methods(),
        focus: 0,
        channels: everyone.clone(),
        everyone,
        purchases: Purchases {
            count: 100.0,
            revenue: 900.0,
            untouched: (1.0, 9.0),
            refunds: (2.0, -30.0),
            ..Purchases::default()
        },
        pairs: vec![
            pair("paid_search", "email", 40.0),
            pair("email", "email", 60.0),
        ],
        lookbacks: vec![
            Lookback {
                days: 7,
                first: 25.0,
                last: 4.0,
            },
            Lookback {
                days: 90,
                first: 5.0,
                last: 0.0,
            },
        ],
        lookback_days: 30,
        has_spend: true,
    }
}

fn pair(first: &str, last: &str, journeys: f64) -> Pair {
    Pair {
        first: first.to_owned(),
        last: last.to_owned(),
        journeys,
        revenue: Some(9.0),
    }
}

fn all(evidence: &Evidence) -> Vec<Finding> {
    let mut out = found(FINDERS, evidence);
    out.extend(found(LIMITS, evidence));
    out
}

#[test]
fn detectors_are_silent_on_nothing() {
    let nothing = Evidence {
        methods: methods(),
        ..Evidence::default()
    };
    assert_eq!(all(&nothing), []);
    assert_eq!(all(&Evidence::default()), []);
}

#[test]
fn the_story_names_leader_mover_losers_and_limits() {
    let said: Vec<String> = all(&story()).into_iter().map(|f| f.sentence).collect();
    let expected = [
        "Paid search earns most credit by first touch: $500 of $900 (55.6 %). It leads under 8 of 9 rules; under last touch it is Email.",
        "Email depends most on the rule: $300 by first touch, $500 by last touch, from place 2 to place 1.",
        "Whether Paid search earns its spend depends on the rule: $0.75 comes back for each dollar by last touch, $1.25 by first touch.",
        "Paid social brings back less than it costs under every rule: at most $100 for $150 of spend.",
        "40.0 % of purchases end on another channel than they began; most often Paid search opens and Email closes (40 purchases).",
        "With a lookback of 7 days instead of 30, 25.0 % of purchases have another first touch and 4.0 % another last; with 90 days, 5.0 % and 0.0 %.",
        "Too few purchases to judge Paid social (12): its credit rests on fewer than 30.",
        "1 purchase (1.0 %, $9.00) has no page view in the lookback; credit goes to Direct.",
        "2 refunds (−$30.00) are taken from the channels that the rule credits.",
    ];
    for sentence in expected {
        assert!(said.iter().any(|s| s == sentence), "{sentence}\n{said:#?}");
    }
    for finding in all(&story()) {
        assert!(finding.sentence.ends_with('.'), "{}", finding.sentence);
        assert!(!finding.evidence.contains("NaN") && !finding.evidence.contains("  "));
    }
}

#[test]
fn one_channel_leads_under_every_rule_and_depends_on_none() {
    let one = channel("email", &[50.0; 9], None, 40.0);
    let evidence = Evidence {
        everyone: vec![one.clone()],
        channels: vec![one],
        pairs: vec![pair("email", "email", 40.0)],
        lookbacks: Vec::new(),
        ..story()
    };
    let said: Vec<String> = found(FINDERS, &evidence)
        .into_iter()
        .map(|f| f.sentence)
        .collect();
    assert_eq!(
        said,
        [
            "Email earns most credit by first touch: $50.00 of $50.00 (100.0 %). It leads under all 9 rules."
        ]
    );
}

#[test]
fn leaders_within_chance_are_said_to_be_so() {
    let mut close = story();
    close.everyone[1] = channel("email", &[490.0; 9], None, 50.0);
    let said: Vec<String> = found(LIMITS, &close)
        .into_iter()
        .map(|f| f.sentence)
        .collect();
    let expected = "Paid search and Email cannot be told apart by first touch: with other clients, either could lead.";
    assert!(said.iter().any(|s| s == expected), "{said:#?}");
}

#[test]
fn under_a_filter_the_findings_speak_of_the_channels_shown_and_their_place_among_all() {
    let mut some = story();
    some.channels.remove(0);
    let said = |evidence: &Evidence| -> Vec<String> {
        let found = found(FINDERS, evidence).into_iter();
        found.map(|f| f.sentence).take(3).collect()
    };
    assert_eq!(
        said(&some),
        [
            "Email and Paid social earn $400 of $900 by first touch (44.4 %), most of it Email ($300).",
            "Of those shown Email depends most on the rule: $300 by first touch, $500 by last touch, from place 2 to place 1.",
            "Paid social brings back less than it costs under every rule: at most $100 for $150 of spend.",
        ]
    );
    some.channels.truncate(1);
    assert_eq!(
        said(&some)[..2],
        [
            "Email earns $300 of $900 by first touch (33.3 %), place 2 of 3.",
            "What Email earns depends on the rule: $300 by first touch, $500 by last touch, from place 2 to place 1.",
        ]
    );
    some.channels.clear();
    assert!(said(&some).iter().all(|text| !text.contains("earn")));
}
