//! Attribution on journeys made by hand, and laws over made-up journeys.
//!
//! `touches`: which page views are touches, and in what order. `credit`: what a purchase gives to its channels.
//! `rows`: rows at fault, repeated or incomplete. `lookback`: one lookback after another. `laws`: what holds for any
//! journeys.

mod credit;
mod laws;
mod lookback;
mod rows;
mod touches;

use super::support::{lines, params, tested, warehouse};
use crate::engine::warehouse::Warehouse;
use proptest::prelude::Strategy;
use std::fmt::Write as _;

const HEADER: &str = "client_id,event_type,event_time,session_id,channel,campaign_id,revenue\n";

/// Events as `client event time session channel campaign revenue`: `v` a page view, `p` a purchase, `-` a null; the time
/// is of July 2025 (`31T12:00:00`).
fn csv(events: &[&str]) -> String {
    let mut out = HEADER.to_owned();
    for event in events {
        let words: Vec<&str> = event
            .split(' ')
            .map(|word| if word == "-" { "" } else { word })
            .collect();
        let kind = if words[1] == "p" {
            "purchase"
        } else {
            "page_view"
        };
        let _ = writeln!(
            out,
            "{},{kind},2025-07-{}Z,{}",
            words[0],
            words[2],
            words[3..].join(",")
        );
    }
    out
}

fn house(events: &[&str]) -> Warehouse {
    warehouse(&[("events", &csv(events))])
}

/// The touches of every purchase as `line of the purchase, number, channel, session, page views, takes credit`.
fn check_touches(query: &str, events: &[&str], expected: &[&str]) {
    let mut house = house(events);
    let params = params(query);
    let touches = house.table("int_touchpoints", &params).expect("touches");
    let columns = [
        "purchase_event_id",
        "touch_number",
        "channel",
        "session_id",
        "page_views",
        "takes_credit",
    ];
    assert_eq!(lines(&touches, &columns), expected);
    tested(&mut house, &params);
}

/// Channel of first touch, of last touch and path of every purchase.
fn check_credit(events: &[&str], expected: &[&str]) {
    let mut house = house(events);
    let params = params("");
    let mut rows = Vec::new();
    for (table, column) in [
        ("first_touch_attribution", "channel"),
        ("last_touch_attribution", "channel"),
        ("client_journeys", "path"),
    ] {
        let table = house.table(table, &params).expect(table);
        rows.push(lines(&table, &[column]));
    }
    let joined: Vec<String> = (0..rows[0].len())
        .map(|at| {
            rows.iter()
                .map(|column| column[at].as_str())
                .collect::<Vec<_>>()
                .join("|")
        })
        .collect();
    assert_eq!(joined, expected);
    tested(&mut house, &params);
}

/// Events of few clients in few minutes, so that everything happens: ties, runs, several purchases.
fn journeys() -> impl Strategy<Value = Vec<String>> {
    let event = (
        0..4_u32,
        0..5_u32,
        0..40_u32,
        0..3_u32,
        0..4_usize,
        -5..50_i32,
    );
    let event = event.prop_map(|(client, kind, minute, session, channel, revenue)| {
        let channel = ["email", "social", "direct", "-"][channel];
        let time = format!("{:02}T{:02}:00:00", 1 + minute / 4 * 3, minute % 4);
        if kind == 0 {
            format!("K{client} p {time} s{session} - - {revenue}")
        } else {
            format!("K{client} v {time} s{session} {channel} - -")
        }
    });
    proptest::collection::vec(event, 0..60)
}
