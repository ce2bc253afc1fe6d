//! What the marts owe to every input: edge cases by hand, and laws over made-up data.

use super::support::{self, lines, params, tested, typed, warehouse};
use crate::engine::base::Cell;
use crate::engine::models::MODELS;
use crate::engine::warehouse::{Input, Layer, ModelSpec, Param, Warehouse};
use crate::protocol::{Params, TestStatus};
use proptest::prelude::*;
use std::fmt::Write as _;
use std::sync::Arc;

const ADS: &str = "date,campaign_id,channel,utm_source,utm_campaign,spend_usd,clicks,impressions\n\
    2025-07-01,C1,Google Ads,google,brand,100,10,1000\n\
    2025-07-02,C1,GOOGLE ADS,google,brand,50.5,,\n\
    2025-07-02,C1,Google Ads,google,brand,999,9,9\n\
    2025-08-01,C2,Twitter,twitter,,20,2,10\n";
const WEB: &str = "session_id,user_id,session_date,utm_source,utm_campaign,pageviews,conversions\n\
    S1,U1,2025-07-01,Google,brand,3,1\n\
    S2,U1,2025-07-02,google,,1,0\n\
    S3,,2025-07-02,,,,\n\
    S3,U9,2025-07-03,fb,x,1,1\n\
    S4,U2,2025-08-02,fb,x,2,0\n";
const DEALS: &str = "opportunity_id,created_date,stage,amount_usd,source,owner_region,close_date\n\
    O1,2025-07-01,Closed Won,1000,google ads,EMEA,2025-07-11\n\
    O2,2025-07-02,closed-lost,,Google,,2025-07-04\n\
    O3,2025-07-03,Proposal,300,,EMEA,\n\
    O4,2025-08-03,won,500,Trade Show,APAC,\n";
const ALL: [(&str, &str); 3] = [
    ("ad_spend", ADS),
    ("web_analytics", WEB),
    ("salesforce_opportunities", DEALS),
];

fn check(query: &str, table: &str, columns: &[&str], expected: &[&str]) {
    support::check(&mut warehouse(&ALL), query, table, columns, expected);
}

#[test]
fn a_deal_entered_after_it_was_closed_counts_with_its_days_and_is_told() {
    let deals = "opportunity_id,created_date,stage,amount_usd,source,owner_region,close_date\n\
        O1,2025-07-11,won,1000,Google,EMEA,2025-07-01\n\
        O2,2025-07-01,won,500,Google,EMEA,2025-07-05\n\
        O3,2025-07-11,open,500,Google,EMEA,2025-07-05\n";
    let mut warehouse = warehouse(&[("salesforce_opportunities", deals)]);
    let columns = ["channel", "closed_won", "cycle_days", "cycle_deals"];
    support::check(
        &mut warehouse,
        "",
        "channel_funnel",
        &columns,
        &["Google Ads,2,-3,2"],
    );
    let tests = warehouse
        .run_tests("stg_opportunities", &Params::default())
        .expect("tests");
    let told = tests
        .iter()
        .find(|test| test.sentence.starts_with("No won opportunity closes"))
        .expect("the test");
    assert_eq!(told.examples, ["O1: created 2025-07-11, closed 2025-07-01"]);
}

#[test]
fn a_channel_that_one_source_alone_knows_has_its_row_and_unknown_spend_gives_no_ratio() {
    check(
        "",
        "channel_funnel",
        &[
            "channel",
            "has_spend",
            "spend_usd",
            "clicks",
            "sessions",
            "users",
            "opportunities",
            "closed_won",
            "revenue_usd",
            "roi",
            "cac_usd",
            "cycle_days",
        ],
        &[
            "Direct,false,0,0,1,0,0,0,0,,,",
            "Google Ads,true,150.5,10,2,1,2,1,1000,5.644518272425249,150.5,10",
            "Meta,false,0,0,1,1,0,0,0,,,",
            "Trade Show,false,0,0,0,0,1,1,500,,,",
            "Twitter,true,20,2,0,0,0,0,0,-1,,",
            "Unknown,false,0,0,0,0,1,0,0,,,",
        ],
    );
}

#[test]
fn the_range_counts_each_fact_by_its_own_day_and_spend_outside_it_is_not_known() {
    check(
        "from=2025-08-01&to=2025-08-31",
        "channel_funnel",
        &[
            "channel",
            "has_spend",
            "spend_usd",
            "sessions",
            "revenue_usd",
        ],
        &[
            "Meta,false,0,1,0",
            "Trade Show,false,0,0,500",
            "Twitter,true,20,0,0",
        ],
    );
}

#[test]
fn the_channel_filter_hides_rows_and_changes_none() {
    check(
        "channel=google-ads&channel=Nobody",
        "channel_funnel",
        &["channel", "spend_usd", "users"],
        &["Google Ads,150.5,1"],
    );
    check(
        "channel=Google+Ads",
        "region_funnel",
        &[
            "owner_region",
            "channel",
            "closed_won",
            "closed_lost",
            "win_rate",
        ],
        &["EMEA,Google Ads,1,0,1", "Unknown,Google Ads,0,1,0"],
    );
}

#[test]
fn campaigns_are_utm_pairs_in_their_commonest_spelling_with_nulls_named() {
    check(
        "",
        "campaign_performance",
        &[
            "utm_source",
            "utm_campaign",
            "channel",
            "spend_usd",
            "sessions",
            "users",
            "conversions",
            "ctr",
            "cpc_usd",
        ],
        &[
            "(none),(none),Direct,0,1,0,0,,",
            "fb,x,Meta,0,1,1,0,,",
            "google,(none),Google Ads,0,1,1,0,,",
            "google,brand,Google Ads,150.5,1,1,1,0.01,15.05",
            "twitter,(none),Twitter,20,0,0,0,0.2,10",
        ],
    );
}

#[test]
fn a_name_of_several_spellings_counts_once_and_each_spelling_warns() {
    let ads = "date,campaign_id,channel,utm_source,utm_campaign,spend_usd\n\
        2025-07-01,C1,Google Ads,GOOGLE,Brand,100\n\
        2025-07-02,C1,Google Ads,google,Brand,50\n";
    let web = "session_id,user_id,session_date,utm_source,utm_campaign,conversions\n\
        S1,U1,2025-07-01,Google,brand,1\n\
        S2,U1,2025-07-02,google,BRAND,1\n\
        S3,U2,2025-07-02,GOOGLE,brand-2,1\n";
    let mut house = warehouse(&[("ad_spend", ads), ("web_analytics", web)]);
    let table = house
        .table("campaign_performance", &Params::default())
        .expect("a mart");
    let columns = [
        "utm_source",
        "utm_campaign",
        "spend_usd",
        "sessions",
        "users",
        "cost_per_conversion_usd",
    ];
    assert_eq!(
        lines(&table, &columns),
        ["GOOGLE,Brand,150,2,1,75", "GOOGLE,brand-2,0,1,1,"]
    );
    let warned = tested(&mut house, &Params::default());
    assert!(
        warned.iter().any(|w| w.starts_with("int_utm_spellings")),
        "{warned:?}"
    );
}

#[test]
fn of_two_rows_with_one_key_staging_keeps_the_first_and_the_other_can_be_shown() {
    let mut house = warehouse(&ALL);
    let rejects = house.key_rejects("web_analytics").expect("a source");
    assert_eq!(rejects.len(), 1);
    let reject = &rejects[0];
    assert_eq!((reject.file, reject.line, reject.kept), (0, 5, (0, 4)));
    assert_eq!(
        (reject.column.as_str(), reject.value.as_str()),
        ("session_id", "S3")
    );
    assert_eq!(reject.raw, "S3,U9,2025-07-03,,fb,x,1,1,");
    let ads = house.key_rejects("ad_spend").expect("a source");
    assert_eq!(ads[0].value, "2025-07-02, C1");
    let staged = house
        .table("stg_web_sessions", &Params::default())
        .expect("a table");
    assert_eq!(staged.height(), 4);
}

#[test]
fn an_edit_of_the_mapping_moves_spend_and_sessions_together() {
    check(
        "map=google~Search",
        "channel_funnel",
        &["channel", "spend_usd", "sessions", "opportunities"],
        &[
            "Direct,0,1,0",
            "Google Ads,0,0,1",
            "Meta,0,1,0",
            "Search,150.5,2,1",
            "Trade Show,0,0,1",
            "Twitter,20,0,0",
            "Unknown,0,0,1",
        ],
    );
}

#[test]
fn ambiguous_evidence_takes_the_channel_with_most_rows_and_warns() {
    let ads = "date,campaign_id,channel,utm_source,utm_campaign,spend_usd\n\
        2025-07-01,C1,Display,google,a,1\n2025-07-02,C1,Search,google,a,1\n\
        2025-07-03,C1,Video,google,b,1\n2025-07-04,C1,Video,google,b,1\n2025-07-05,C1,Video,,c,1\n";
    let web = "session_id,session_date,utm_source,utm_campaign\n\
        S1,2025-07-01,google,a\nS2,2025-07-01,google,b\nS3,2025-07-01,google,c\nS4,2025-07-01,,a\n";
    let mut house = warehouse(&[("ad_spend", ads), ("web_analytics", web)]);
    let staged = house
        .table("stg_web_sessions", &Params::default())
        .expect("a table");
    assert_eq!(
        lines(&staged, &["session_id", "channel"]),
        ["S1,Display", "S2,Video", "S3,Video", "S4,Direct"]
    );
    let warned = tested(&mut house, &Params::default());
    assert!(
        warned.iter().any(|w| w.starts_with("int_channel_evidence")),
        "{warned:?}"
    );
}

#[test]
fn every_model_builds_and_passes_without_any_source_and_with_each_alone() {
    for sources in [&ALL[..0], &ALL[..1], &ALL[1..2], &ALL[2..]] {
        let mut house = warehouse(sources);
        tested(&mut house, &Params::default());
        let funnel = house
            .table("channel_funnel", &Params::default())
            .expect("a table");
        assert_eq!(funnel.height() == 0, sources.is_empty());
    }
}

fn is_ranged(model: &ModelSpec) -> bool {
    model.inputs.iter().any(|input| match input {
        Input::Param(param) => *param == Param::Range,
        Input::Model(id) => MODELS.iter().any(|m| m.id == *id && is_ranged(m)),
        _ => false,
    })
}

#[test]
fn only_what_depends_on_a_change_is_built_again() {
    let mut house = warehouse(&ALL);
    let build_all = |house: &mut Warehouse, query: &str| {
        for model in MODELS {
            house.table(model.id, &params(query)).expect(model.id);
        }
    };
    let built = |house: &Warehouse| -> Vec<(&'static str, u64)> {
        house.records().iter().map(|r| (r.id, r.builds)).collect()
    };
    build_all(&mut house, "");
    assert!(
        built(&house).iter().all(|(_, n)| *n == 1),
        "{:?}",
        built(&house)
    );
    // The range touches what reads it, itself or through its inputs; going back to the range before builds nothing.
    build_all(&mut house, "from=2025-07-02");
    build_all(&mut house, "");
    for model in MODELS {
        let expected = if is_ranged(model) { 2 } else { 1 };
        assert!(
            built(&house).contains(&(model.id, expected)),
            "{}",
            model.id
        );
    }
    // A source touches what reads it.
    house
        .set_source(
            "salesforce_opportunities",
            Some(typed("salesforce_opportunities", DEALS)),
        )
        .expect("a source");
    house
        .table("dim_campaign", &Params::default())
        .expect("a table");
    build_all(&mut house, "");
    assert!(built(&house).contains(&("region_funnel", 3)));
}

#[test]
fn cards_say_what_is_built_tested_and_missing() {
    let mut house = warehouse(&ALL[..1]);
    let card = |house: &Warehouse, id: &str| {
        let cards = house.cards(&Params::default());
        cards
            .into_iter()
            .find(|card| card.id == id)
            .expect("a card")
    };
    assert_eq!(card(&house, "channel_funnel").rows, None);
    assert!(
        card(&house, "channel_funnel")
            .tests
            .iter()
            .all(|t| t.status == TestStatus::Pending)
    );
    assert!(card(&house, "web_analytics").blocked.contains("No file"));
    tested(&mut house, &Params::default());
    let funnel = card(&house, "channel_funnel");
    assert_eq!((funnel.rows, funnel.is_filtered), (Some(2), true));
    assert!(
        funnel.tests.iter().all(|t| t.status == TestStatus::Passed),
        "{:?}",
        funnel.tests
    );
    assert!(
        card(&house, "stg_ad_spend")
            .feeds
            .contains(&"dim_campaign".to_owned())
    );
    house
        .set_source("web_analytics", Some(typed("web_analytics", WEB)))
        .expect("a source");
    assert!(
        card(&house, "channel_funnel")
            .tests
            .iter()
            .all(|t| t.status == TestStatus::Pending)
    );
}

/// Rows of the three sources, keys distinct.
fn rows() -> impl Strategy<Value = [Vec<String>; 3]> {
    let day = || (1_u32..28).prop_map(|d| format!("2025-07-{d:02}"));
    let name = || {
        prop::sample::select(vec![
            "google",
            "Google Ads",
            "fb",
            "",
            "x-y",
            "X Y",
            "podcast",
        ])
    };
    let stage = || prop::sample::select(vec!["Closed Won", "lost", "Proposal"]);
    let ads = prop::collection::vec((day(), name(), name(), 0_u32..9000), 0..25);
    let web = prop::collection::vec((day(), name(), name(), 0_u32..9, 0_u32..3), 0..40);
    let deals = prop::collection::vec((day(), name(), stage(), 0_u32..9000), 0..25);
    (ads, web, deals).prop_map(|(ads, web, deals)| {
        let cents = |n: u32| f64::from(n) / 100.0;
        [
            ads.into_iter()
                .enumerate()
                .map(|(i, (d, channel, utm, n))| {
                    let channel = if channel.is_empty() {
                        "Display"
                    } else {
                        channel
                    };
                    format!("{d},C{i},{channel},{utm},{utm},{},{n},{}", cents(n), n * 7)
                })
                .collect(),
            web.into_iter()
                .enumerate()
                .map(|(i, (d, utm, campaign, user, n))| {
                    format!("S{i},U{user},{d},{utm},{campaign},{n},{n}")
                })
                .collect(),
            deals
                .into_iter()
                .enumerate()
                .map(|(i, (d, source, stage, n))| format!("O{i},{d},{stage},{},{source}", cents(n)))
                .collect(),
        ]
    })
}

fn house(rows: &[Vec<String>; 3], backwards: bool) -> Warehouse {
    let headers = [
        (
            "ad_spend",
            "date,campaign_id,channel,utm_source,utm_campaign,spend_usd,clicks,impressions",
        ),
        (
            "web_analytics",
            "session_id,user_id,session_date,utm_source,utm_campaign,pageviews,conversions",
        ),
        (
            "salesforce_opportunities",
            "opportunity_id,created_date,stage,amount_usd,source",
        ),
    ];
    let mut house = warehouse(&[]);
    for ((id, header), rows) in headers.iter().zip(rows) {
        let mut text = format!("{header}\n");
        let mut rows = rows.clone();
        if backwards {
            rows.reverse();
        }
        for row in rows {
            let _ = writeln!(text, "{row}");
        }
        house
            .set_source(id, Some(typed(id, &text)))
            .expect("a source");
    }
    house
}

fn close(a: &Cell, b: &Cell) -> bool {
    match (a.number(), b.number()) {
        (Some(a), Some(b)) => (a - b).abs() <= 1e-9 * a.abs().max(1.0),
        _ => a == b,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn totals_are_conserved_under_any_range_and_filter(rows in rows(), from in 1_u32..28, channel in 0_usize..4) {
        let mut house = house(&rows, false);
        let channel = ["", "&channel=Google+Ads", "&channel=direct", "&channel=X+Y&channel=Meta"][channel];
        tested(&mut house, &params(&format!("from=2025-07-{from:02}{channel}")));
    }

    #[test]
    fn the_order_of_rows_does_not_matter_where_keys_are_distinct(rows in rows()) {
        let (mut forth, mut back) = (house(&rows, false), house(&rows, true));
        for model in MODELS {
            let a = forth.table(model.id, &Params::default()).expect(model.id);
            let b = back.table(model.id, &Params::default()).expect(model.id);
            prop_assert_eq!(a.height(), b.height(), "{}", model.id);
            for column in model.columns.iter().filter(|c| c.name != "_source_row") {
                for row in 0..a.height() {
                    let (x, y) = (a.cell(row, column.name).expect("a cell"), b.cell(row, column.name).expect("a cell"));
                    prop_assert!(close(&x, &y), "{}.{}: {:?} {:?}", model.id, column.name, x, y);
                }
            }
        }
    }

    #[test]
    fn a_filter_never_adds_rows(rows in rows(), from in 1_u32..28, days in 0_u32..9) {
        let mut house = house(&rows, false);
        let to = (from + days).min(28);
        let narrow = params(&format!("from=2025-07-{from:02}&to=2025-07-{to:02}"));
        let shown = params(&format!("from=2025-07-{from:02}&to=2025-07-{to:02}&channel=Meta"));
        for model in MODELS {
            let mut height = |params: &Params| -> usize {
                let table: Arc<_> = house.table(model.id, params).expect(model.id);
                table.height()
            };
            let (all, some, few) = (height(&Params::default()), height(&narrow), height(&shown));
            prop_assert!(all >= some && some >= few, "{}", model.id);
            if model.layer != Layer::Mart {
                prop_assert_eq!(all, few);
            }
        }
    }
}
