//! What a purchase gives to its channels: direct touches, none at all, several purchases, refunds, the range, journeys
//! that led to nothing, spend.

use super::super::support::{lines, params, tested, warehouse};
use super::{check_credit, csv, house};

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
