//! Which page views are the touches of a purchase: the edges of the lookback, runs of page views, ties, the order of the
//! file.

use super::super::support::{lines, params};
use super::{check_credit, check_touches, house};

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
