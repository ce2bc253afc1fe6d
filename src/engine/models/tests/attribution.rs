//! Attribution on journeys made by hand: the edges of the lookback, direct touches, ties, and rows at fault. And laws over
//! made-up journeys: sums are conserved, the order of the file does not matter.

use super::support::{imported, lines, params, rejects, tested, warehouse};
use crate::engine::warehouse::Warehouse;
use proptest::prelude::*;
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

pub fn house(events: &[&str]) -> Warehouse {
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

#[test]
fn a_touch_exactly_at_the_edge_of_the_lookback_counts_and_one_second_beyond_does_not() {
    let events = [
        "A v 01T11:59:59 s1 email - -",
        "A v 01T12:00:00 s2 social - -",
        "A p 31T12:00:00 s9 - - 100",
    ];
    check_touches("", &events, &["4,1,social,s2,1,true"]);
    // Whole days: 30 days and some hours are 30 days.
    let whole = ["4,1,email,s1,1,true", "4,2,social,s2,1,true"];
    check_touches("lookback_precision=whole_days", &events, &whole);
    check_touches("lookback_days=29", &events, &[]);
    check_touches(
        "lookback_days=29&lookback_precision=whole_days",
        &events,
        &[],
    );
}

#[test]
fn a_touch_in_the_purchase_s_own_second_counts_wherever_it_stands_and_one_after_it_does_not() {
    check_touches(
        "",
        &[
            "A v 10T12:00:00 s1 email - -",
            "A p 10T12:00:00 s1 - - 100",
            "A v 10T12:00:00 s2 social - -",
            "A v 10T12:00:01 s3 referral - -",
        ],
        &["3,1,email,s1,1,true", "3,2,social,s2,1,true"],
    );
}

#[test]
fn a_run_of_page_views_is_one_touch_only_as_far_as_it_lies_inside_the_lookback() {
    let mut house = house(&[
        "A v 01T11:00:00 s1 email c1 -",
        "A v 01T12:00:00 s1 email - -",
        "A v 01T12:30:00 s1 email c2 -",
        "A v 01T13:00:00 s1 social - -",
        "A v 01T14:00:00 s1 email - -",
        "A v 01T15:00:00 - email - -",
        "A v 01T15:00:00 - email - -",
        "A p 31T12:00:00 s9 - - 100",
    ]);
    let touches = house
        .table("int_touchpoints", &params(""))
        .expect("touches");
    assert_eq!(
        lines(
            &touches,
            &[
                "touch_number",
                "channel",
                "campaign_id",
                "page_views",
                "hours_to_conversion"
            ]
        ),
        [
            "1,email,c2,2,719.5",
            "2,social,,1,719",
            "3,email,,1,718",
            "4,email,,1,717",
            "5,email,,1,717",
        ]
    );
    let journeys = house
        .table("client_journeys", &params(""))
        .expect("journeys");
    let columns = [
        "path",
        "touch_count",
        "session_count",
        "channel_count",
        "journey_length_days",
        "total_revenue",
    ];
    assert_eq!(
        lines(&journeys, &columns),
        ["email > social > email,5,1,2,30,100"]
    );
}

#[test]
fn direct_before_and_after_a_marketing_touch_takes_no_credit() {
    check_credit(
        &[
            "A v 01T10:00:00 s1 direct - -",
            "A v 02T10:00:00 s2 email - -",
            "A v 03T10:00:00 s3 direct - -",
            "A p 03T11:00:00 s3 - - 100",
        ],
        &["email|email|direct > email > direct"],
    );
}

#[test]
fn where_all_touches_are_direct_they_take_the_credit() {
    let events = [
        "A v 01T10:00:00 s1 direct - -",
        "A v 02T10:00:00 s2 direct - -",
        "A p 03T11:00:00 s3 - - 100",
    ];
    check_credit(&events, &["direct|direct|direct"]);
    let mut house = house(&events);
    let columns = ["channel", "first_touch_time", "days_to_conversion"];
    let first = house
        .table("first_touch_attribution", &params(""))
        .expect("a table");
    assert_eq!(lines(&first, &columns), ["direct,1751364000000,2"]);
}

#[test]
fn a_purchase_without_a_touch_is_direct_with_a_null_touch_time() {
    let mut house = house(&["A v 05T10:00:00 s1 email - -", "A p 03T11:00:00 s3 - - 100"]);
    let query = params("");
    let first = house
        .table("first_touch_attribution", &query)
        .expect("a table");
    let columns = [
        "channel",
        "attributed_revenue",
        "first_touch_time",
        "days_to_conversion",
    ];
    assert_eq!(lines(&first, &columns), ["direct,100,,"]);
    let credits = house.table("attribution_credits", &query).expect("a table");
    assert_eq!(credits.height(), 8);
    let columns = [
        "rule",
        "touch_number",
        "channel",
        "credit",
        "attributed_revenue",
    ];
    assert_eq!(lines(&credits, &columns)[0], "first_touch,0,direct,1,100");
    let markov = house.table("markov_credits", &query).expect("a table");
    let columns = [
        "order",
        "channel",
        "removal_effect",
        "conversions",
        "revenue",
    ];
    assert_eq!(
        lines(&markov, &columns),
        ["1,direct,,1,100", "2,direct,,1,100", "3,direct,,1,100"]
    );
    let lengths = house.table("journey_lengths", &query).expect("a table");
    assert_eq!(lengths.height(), 0);
    let paths = house.table("path_performance", &query).expect("a table");
    assert_eq!(
        lines(&paths, &["path", "journeys", "revenue", "avg_days"]),
        ["(none),1,100,"]
    );
    tested(&mut house, &query);
}

#[test]
fn two_purchases_of_a_client_are_attributed_each_on_its_own() {
    let events = [
        "A v 01T10:00:00 s1 email - -",
        "A p 01T11:00:00 s1 - - 100",
        "A v 02T10:00:00 s2 social - -",
        "A p 02T11:00:00 s2 - - 50",
        "B p 02T11:00:00 s8 - - 7",
    ];
    check_credit(
        &events,
        &[
            "email|email|email",
            "email|social|email > social",
            "direct|direct|",
        ],
    );
    let mut house = house(&events);
    let journeys = house
        .table("client_journeys", &params(""))
        .expect("a table");
    let columns = ["client_id", "purchase_number", "total_revenue"];
    assert_eq!(lines(&journeys, &columns), ["A,1,100", "A,2,50", "B,1,7"]);
    let pairs = house
        .table("model_comparison", &params(""))
        .expect("a table");
    let columns = [
        "first_touch_channel",
        "last_touch_channel",
        "journey_count",
        "avg_first_touch_revenue",
    ];
    assert_eq!(
        lines(&pairs, &columns),
        [
            "direct,direct,1,7",
            "email,email,1,100",
            "email,social,1,50"
        ]
    );
}

#[test]
fn touches_of_one_second_are_ranked_by_their_place_in_the_file() {
    check_credit(
        &[
            "A v 01T10:00:00 s2 social - -",
            "A v 01T10:00:00 s1 email - -",
            "A v 01T10:00:00 s3 referral - -",
            "A p 01T10:00:00 s3 - - 100",
        ],
        &["social|referral|social > email > referral"],
    );
}

#[test]
fn an_unsorted_file_gives_the_same_journeys() {
    check_credit(
        &[
            "A p 03T11:00:00 s3 - - 100",
            "B v 02T10:00:00 s4 referral - -",
            "A v 02T10:00:00 s2 social - -",
            "A v 01T10:00:00 s1 email - -",
            "B p 02T11:00:00 s4 - - 5",
        ],
        &["email|social|email > social", "referral|referral|referral"],
    );
}

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
fn a_refund_follows_the_shares_of_the_rule_and_is_no_conversion_for_shapley_and_markov() {
    let mut house = house(&[
        "A v 01T10:00:00 s1 email - -",
        "A v 01T11:00:00 s2 social - -",
        "A p 02T10:00:00 s2 - - 100",
        "A p 02T11:00:00 s2 - - -40",
    ]);
    let query = params("");
    let table = house.table("channel_performance", &query).expect("a table");
    let columns = [
        "channel",
        "first_touch_revenue",
        "linear_revenue",
        "shapley_revenue",
        "markov_revenue",
        "first_touch_conversions",
        "linear_conversions",
        "shapley_conversions",
        "markov_conversions",
        "total_conversions",
        "unique_clients",
    ];
    assert_eq!(
        lines(&table, &columns),
        [
            "direct,0,0,0,0,0,0,0,0,0,0",
            "email,60,30,30,30,2,1,0.5,0.5,2,1",
            "social,0,30,30,30,0,1,0.5,0.5,2,1",
        ]
    );
    let warned = tested(&mut house, &query);
    assert!(
        warned.iter().any(|line| line.contains("refund")),
        "{warned:?}"
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

#[test]
fn the_range_selects_purchases_and_touches_before_it_still_count() {
    let mut house = house(&[
        "A v 01T10:00:00 s1 email - -",
        "A p 02T10:00:00 s1 - - 100",
        "A v 09T10:00:00 s1 social - -",
        "A p 10T10:00:00 s2 - - 10",
    ]);
    let query = params("from=2025-07-10&to=2025-07-10");
    let first = house
        .table("first_touch_attribution", &query)
        .expect("a table");
    assert_eq!(
        lines(&first, &["channel", "attributed_revenue"]),
        ["email,10"]
    );
    let touches = house.table("int_touchpoints", &query).expect("a table");
    assert_eq!(touches.height(), 3);
    tested(&mut house, &query);
    // The channel filter hides rows; the journey stays as it is.
    let query = params("channel=Social");
    let last = house
        .table("last_touch_attribution", &query)
        .expect("a table");
    assert_eq!(
        lines(&last, &["channel", "attributed_revenue"]),
        ["social,10"]
    );
    let journeys = house.table("client_journeys", &query).expect("a table");
    assert_eq!(lines(&journeys, &["path"]), ["email", "email > social"]);
    tested(&mut house, &query);
}

#[test]
fn clients_who_left_without_buying_are_null_paths_of_the_chain() {
    let mut house = house(&[
        "A v 01T10:00:00 s1 email - -",
        "A v 01T11:00:00 s2 direct - -",
        "A p 02T10:00:00 s1 - - 100",
        "B v 01T10:00:00 s3 email - -",
        "B v 02T10:00:00 s4 email - -",
        "B v 03T10:00:00 s5 direct - -",
        "B v 04T10:00:00 s5 social - -",
        "C v 03T10:00:00 s6 direct - -",
        "A p 09T10:00:00 s1 - - -30",
    ]);
    let query = params("");
    let paths = house.table("markov_paths", &query).expect("a table");
    let columns = [
        "path",
        "conversions",
        "refunds",
        "null_journeys",
        "revenue",
        "refund_revenue",
    ];
    assert_eq!(
        lines(&paths, &columns),
        [
            "direct,0,0,1,0,0",
            "email,1,1,0,100,-30",
            "email > social,0,0,1,0,0"
        ]
    );
    // A client who bought outside the range left without buying inside it.
    let paths = house
        .table("markov_paths", &params("to=2025-07-01"))
        .expect("a table");
    assert_eq!(lines(&paths, &["path", "null_journeys"]), ["email,2"]);
    tested(&mut house, &query);
}

#[test]
fn spend_follows_the_campaign_and_else_the_kind_of_its_ad_channel() {
    let events = csv(&[
        "A v 01T10:00:00 s1 video C1 -",
        "A v 01T10:00:01 s2 video C1 -",
        "A v 01T10:00:02 s3 social C1 -",
        "A p 01T11:00:00 s3 - - 90",
    ]);
    let ads = "date,campaign_id,channel,spend_usd\n2025-07-01,C1,Google Ads,10\n2025-07-02,C2,Meta,20\n\
        2025-07-02,C3,Google Ads,5\n2025-08-01,C3,Google Ads,70\n";
    let mut house = warehouse(&[("events", &events), ("ad_spend", ads)]);
    let query = params("to=2025-07-31");
    let table = house.table("channel_performance", &query).expect("a table");
    let columns = [
        "channel",
        "page_views",
        "purchases",
        "spend_usd",
        "first_touch_revenue",
        "first_touch_roas",
        "first_touch_cac_usd",
        "linear_cac_usd",
    ];
    assert_eq!(
        lines(&table, &columns),
        [
            "direct,0,1,,0,,,",
            "paid_search,0,0,5,0,0,,",
            "social,1,0,20,0,0,,60",
            "video,2,0,10,90,9,10,15",
        ]
    );
    tested(&mut house, &query);
}

#[test]
fn a_change_of_the_lookback_builds_nothing_before_the_touches() {
    let mut house = house(&["A v 01T10:00:00 s1 email - -", "A p 02T10:00:00 s1 - - 100"]);
    for query in [
        "",
        "lookback_days=7",
        "lookback_days=8&lookback_precision=whole_days",
    ] {
        house
            .table("channel_performance", &params(query))
            .expect("a table");
    }
    for record in house.records() {
        let follows = [
            "int_touchpoints",
            "markov_paths",
            "markov_credits",
            "channel_performance",
        ];
        let expected = if follows.contains(&record.id) { 3 } else { 1 };
        assert_eq!(record.builds, expected, "{}", record.id);
    }
}

#[test]
fn the_sensitivity_is_what_the_tables_of_each_lookback_say() {
    let mut house = house(&[
        "A v 01T10:00:00 s1 email - -",
        "A v 20T10:00:00 s2 direct - -",
        "A v 21T10:00:01 s3 social - -",
        "A p 31T10:00:00 s1 - - 100",
        "B v 29T10:00:00 s4 direct - -",
        "B v 30T10:00:00 s5 referral - -",
        "B p 31T10:00:00 s5 - - 5",
    ]);
    for precision in ["exact", "whole_days"] {
        let query = format!("lookback_precision={precision}");
        let table = house
            .table("lookback_sensitivity", &params(&query))
            .expect("a table");
        let said = lines(&table, &["changed_first", "changed_last"]);
        let mut channels = |days: i64| -> Vec<Vec<String>> {
            let query = params(&format!("{query}&lookback_days={days}"));
            ["first_touch_attribution", "last_touch_attribution"]
                .map(|id| lines(&house.table(id, &query).expect(id), &["channel"]))
                .to_vec()
        };
        let usual = channels(30);
        for (days, said) in (1..=90).zip(&said) {
            let changes = channels(days).into_iter().zip(&usual).map(|(own, usual)| {
                let differ = own.iter().zip(usual).filter(|(a, b)| a != b);
                differ.count().to_string()
            });
            assert_eq!(
                *said,
                changes.collect::<Vec<_>>().join(","),
                "{days} {precision}"
            );
        }
    }
}

/// Events of few clients in few minutes, so that everything happens: ties, runs, several purchases.
pub fn journeys() -> impl Strategy<Value = Vec<String>> {
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

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn every_identity_holds_on_made_up_journeys(
        events in journeys(), days in 1..20_u32, whole in proptest::bool::ANY, from in 1..20_u32,
    ) {
        let events: Vec<&str> = events.iter().map(String::as_str).collect();
        let mut house = house(&events);
        let precision = if whole { "whole_days" } else { "exact" };
        for query in [
            String::new(),
            format!("lookback_days={days}&lookback_precision={precision}&from=2025-07-{from:02}"),
        ] {
            tested(&mut house, &params(&query));
        }
    }

    #[test]
    fn the_order_of_the_file_does_not_matter_where_times_differ(events in journeys(), seed in 1..1_000_usize) {
        let mut distinct: Vec<String> = Vec::new();
        for (at, event) in events.iter().enumerate() {
            distinct.push(event.replace(":00:00 ", &format!(":{:02}:{:02} ", at / 50, at % 50)));
        }
        let mut shuffled = distinct.clone();
        for at in 1..shuffled.len() {
            shuffled.swap(at, (at * seed) % (at + 1));
        }
        let credit = |events: &[String]| {
            let events: Vec<&str> = events.iter().map(String::as_str).collect();
            let mut house = house(&events);
            let mut out = Vec::new();
            for (id, columns) in [
                ("channel_performance", &["channel", "linear_conversions", "last_touch_conversions"][..]),
                ("path_performance", &["path", "journeys"]),
                ("markov_paths", &["path", "conversions", "null_journeys"]),
            ] {
                out.extend(lines(&house.table(id, &params("")).expect(id), columns));
            }
            out
        };
        let (once, again) = (credit(&distinct), credit(&shuffled));
        prop_assert_eq!(once.len(), again.len());
        for (a, b) in once.iter().zip(&again) {
            for (a, b) in a.split(',').zip(b.split(',')) {
                if let (Ok(a), Ok(b)) = (a.parse::<f64>(), b.parse::<f64>()) {
                    prop_assert!((a - b).abs() < 1e-9);
                } else {
                    prop_assert_eq!(a, b);
                }
            }
        }
    }
}
