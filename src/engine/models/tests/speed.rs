//! A million sessions through every model, in release: `cargo test --release --lib million -- --ignored --nocapture`.

use super::measure::{Chance, clock, print_builds, took};
use super::support::{params, typed};
use crate::engine::base::{Column, Dict, Interner, Table};
use crate::engine::models::{MODELS, SOURCES};
use crate::engine::warehouse::{SOURCE_ROW, Warehouse};
use std::fmt::Write as _;
use std::sync::Arc;

const ROWS: u64 = 1_000_000;
const USERS: u64 = 300_000;
/// Milliseconds that everything the overview needs may take, staging included, on a quiet machine.
const BUDGET: f64 = 40.0;

/// A million sessions: ids that rise with the file, 300,000 users, 20 × 20 utm values, a year of days.
fn sessions() -> Arc<Table> {
    let mut chance = Chance(7);
    let mut random = |below: u64| chance.below(below);
    let mut ids = Dict::default();
    let mut users = Interner::new();
    let mut sources = Interner::new();
    let mut campaigns = Interner::new();
    let (mut id, mut user, mut source, mut campaign) = (vec![], vec![], vec![], vec![]);
    let (mut days, mut views, mut conversions) = (vec![], vec![], vec![]);
    let names = ["google", "facebook", "linkedin", "twitter", "organic"];
    let mut text = String::new();
    for row in 0..ROWS {
        let mut write = |value: std::fmt::Arguments<'_>| {
            text.clear();
            let _ = text.write_fmt(value);
            text.clone()
        };
        id.push(ids.append(&write(format_args!("S{row}")), false));
        user.push(users.intern(&write(format_args!("U{}", random(USERS)))));
        let n = random(20);
        source.push(match names.get(n as usize) {
            Some(name) => sources.intern(name),
            None if n == 19 => u32::MAX,
            None => sources.intern(&write(format_args!("source_{n}"))),
        });
        campaign.push(campaigns.intern(&write(format_args!("campaign-{}", random(20)))));
        days.push(20_000 + (row * 365 / ROWS) as i32);
        views.push(random(9) as i64);
        conversions.push(i64::from(random(8) == 0));
    }
    let pages = Interner::new();
    let table = Table::new(vec![
        Column::text("session_id", id, Arc::new(ids)),
        Column::text("user_id", user, users.finish()),
        Column::dates_dense("session_date", days),
        Column::text(
            "landing_page",
            vec![u32::MAX; ROWS as usize],
            pages.finish(),
        ),
        Column::text("utm_source", source, sources.finish()),
        Column::text("utm_campaign", campaign, campaigns.finish()),
        Column::integers_dense("pageviews", views),
        Column::integers_dense("conversions", conversions),
        Column::integers("sessions", (0..ROWS).map(|_| None)),
        Column::integers_dense(SOURCE_ROW, (2..ROWS as i64 + 2).collect()),
    ]);
    Arc::new(table.expect("columns of one length"))
}

#[test]
#[ignore = "a measurement: run it in release"]
fn a_million_sessions_reach_every_mart_within_the_budget() {
    let ads = "date,campaign_id,channel,utm_source,utm_campaign,spend_usd,clicks,impressions\n\
               2024-10-05,C1,Google Ads,google,campaign-1,100,10,1000\n\
               2024-10-06,C2,Meta,facebook,campaign-2,50,5,800\n";
    let deals = "opportunity_id,created_date,stage,amount_usd,source\nO1,2024-10-07,Closed Won,900,Google Ads\n";
    let (ads, deals, web) = (
        typed("ad_spend", ads),
        typed("salesforce_opportunities", deals),
        sessions(),
    );
    let marts = [
        "channel_funnel",
        "fct_channel_daily",
        "campaign_performance",
        "region_funnel",
    ];
    let mut best = f64::MAX;
    for round in 0..5 {
        let mut house = Warehouse::new(MODELS, SOURCES).with_clock(clock);
        for (id, table) in [
            ("ad_spend", &ads),
            ("web_analytics", &web),
            ("salesforce_opportunities", &deals),
        ] {
            house.set_source(id, Some(table.clone())).expect("a source");
        }
        let mut built = |query: &str| {
            took(|| {
                for id in marts {
                    house.table(id, &params(query)).expect(id);
                }
            })
        };
        let all = built("");
        best = best.min(all);
        let range = built("from=2024-11-01&to=2025-01-31");
        let tests = took(|| {
            let results = house.run_tests("stg_web_sessions", &params(""));
            let results = results.expect("tests");
            assert!(results.iter().all(|r| r.failures == 0));
        });
        println!("round {round}: all {all:.1} ms, a range {range:.1} ms, key tests {tests:.1} ms");
        if round == 4 {
            print_builds(&house);
        }
    }
    assert!(best <= BUDGET, "{best:.1} ms");
}
