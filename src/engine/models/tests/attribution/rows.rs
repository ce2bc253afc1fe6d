//! Rows at fault, repeated or incomplete: what becomes of them, and what is said.

use super::super::support::{imported, lines, params, rejects, tested, warehouse};
use super::{HEADER, csv, house};

#[test]
fn a_row_exported_twice_counts_once() {
    let once = csv(&["A v 01T10:00:00 s1 email - -", "A p 02T10:00:00 s1 - - 100"]);
    let body = once.strip_prefix(HEADER).expect("a header");
    let mut house = imported(&[("events", &format!("{once}{body}"))]);
    let journeys = house
        .table("client_journeys", &params(""))
        .expect("a table");
    assert_eq!(
        lines(&journeys, &["touch_count", "total_revenue"]),
        ["1,100"]
    );
}

#[test]
fn missing_utm_tags_leave_the_channel_to_the_referrer_and_then_to_direct() {
    let text = "client_id,event_type,event_time,channel,utm_source,utm_medium,page_url,referrer_url\n\
        A,page_view,2025-07-01T10:00:00Z,Paid Search,x,email,,\n\
        A,page_view,2025-07-01T10:00:00Z,,x,email,,\n\
        A,page_view,2025-07-01T10:00:00Z,,google,,,\n\
        A,page_view,2025-07-01T10:00:00Z,,,,https://acme.io/,https://www.google.de/\n\
        A,page_view,2025-07-01T10:00:00Z,,,,https://acme.io/,https://www.acme.io/a\n\
        A,page_view,2025-07-01T10:00:00Z,,,,/a,https://t.co/x\n\
        A,page_view,2025-07-01T10:00:00Z,,,,,https://blog.org/\n\
        A,page_view,2025-07-01T10:00:00Z,,,,,\n";
    let mut house = warehouse(&[("events", text)]);
    let events = house.table("stg_events", &params("")).expect("a table");
    assert_eq!(
        lines(&events, &["channel"]),
        [
            "paid_search",
            "email",
            "paid_search",
            "organic_search",
            "direct",
            "social",
            "referral",
            "direct",
        ]
    );
}

#[test]
fn a_row_without_a_client_or_a_time_or_with_an_unknown_type_is_set_aside() {
    let text = csv(&[
        "A v 01T10:00:00 s1 email - -",
        "- v 01T10:00:00 s1 email - -",
    ]) + "A,page_view,soon,s1,email,,\nA,page_view,,s1,email,,\nA,scroll,2025-07-01T10:00:00Z,s1,email,,\n\
           A,Page View,2025-07-01T10:00:00Z,s2,email,,\n";
    assert_eq!(
        rejects("events", &text),
        [
            (3, "missing_client_id"),
            (4, "bad_event_time"),
            (5, "missing_event_time"),
            (6, "bad_event_type"),
        ]
        .map(|(line, code)| (line, code.to_owned()))
    );
}

#[test]
fn a_purchase_without_revenue_counts_as_nothing_and_is_named() {
    let mut house = house(&["A v 01T10:00:00 s1 email - -", "A p 02T10:00:00 s2 - - -"]);
    let query = params("");
    let journeys = house.table("client_journeys", &query).expect("a table");
    assert_eq!(lines(&journeys, &["path", "total_revenue"]), ["email,0"]);
    let warned = tested(&mut house, &query);
    assert!(
        warned.iter().any(|line| line.contains("has a revenue")),
        "{warned:?}"
    );
}

#[test]
fn a_client_in_no_clients_file_keeps_the_purchase_and_is_named() {
    let events = csv(&["A p 02T10:00:00 s2 - - 5", "B p 02T10:00:00 s2 - - 6"]);
    let clients = "client_id,registration_date,cohort,customer_segment\nB,2025-01-01,2025-01,Big\nB,2025-01-02,x,Small\n";
    let mut house = warehouse(&[("events", &events), ("clients", clients)]);
    let query = params("");
    let journeys = house.table("client_journeys", &query).expect("a table");
    assert_eq!(
        lines(&journeys, &["client_id", "cohort", "customer_segment"]),
        ["A,,", "B,2025-01,Big"]
    );
    let warned = tested(&mut house, &query);
    assert!(
        warned.iter().any(|line| line.contains("clients file")),
        "{warned:?}"
    );
    // Without any clients file there is nothing to compare with.
    let mut house = warehouse(&[("events", &events)]);
    assert_eq!(tested(&mut house, &query), Vec::<String>::new());
}
