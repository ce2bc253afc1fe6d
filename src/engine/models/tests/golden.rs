//! The real exports of the shared folder give the expected channel funnel, and what a plain loop over a month gives.

use super::support::{imported, params, shared, tested};
use crate::engine::base::Cell;
use crate::protocol::{Day, Params};
use std::collections::BTreeMap;

const GOLDEN: &str = include_str!("../../../../tests/golden/gtm_channel_funnel_expected.csv");

#[test]
fn the_real_exports_give_the_expected_channel_funnel() {
    let Some(files) = shared() else { return };
    let mut house = imported(&files);
    let table = house
        .table("channel_funnel", &Params::default())
        .expect("a table");
    let mut golden = csv::Reader::from_reader(GOLDEN.as_bytes());
    let header = golden.headers().expect("a header").clone();
    let rows: Vec<csv::StringRecord> = golden.records().map(|r| r.expect("a row")).collect();
    assert_eq!(table.height(), rows.len());
    for (at, row) in rows.iter().enumerate() {
        for (name, expected) in header.iter().zip(row) {
            let cell = table.cell(at, name).expect("a column of the golden file");
            match cell {
                Cell::Text(text) => assert_eq!(text, expected),
                Cell::Null => assert_eq!(expected, "", "{row:?} {name}"),
                cell => {
                    let (got, expected) = (
                        cell.number().expect("a number"),
                        expected.parse::<f64>().expect("a number"),
                    );
                    let tolerance = match name {
                        "spend_usd" | "pipeline_usd" | "revenue_usd" => 0.005,
                        "cac_usd" | "cost_per_opportunity_usd" => 1e-4,
                        _ => 1e-6,
                    };
                    assert!((got - expected).abs() <= tolerance, "{row:?} {name}: {got}");
                }
            }
        }
    }
    assert_eq!(tested(&mut house, &Params::default()), Vec::<String>::new());
}

#[test]
fn a_month_by_the_link_is_what_a_plain_loop_over_the_rows_gives() {
    let Some(files) = shared() else { return };
    let mut house = imported(&files);
    let month = params("from=2025-08-01&to=2025-08-31");
    let table = house.table("channel_funnel", &month).expect("a table");
    let mut spend: BTreeMap<String, f64> = BTreeMap::new();
    for row in csv::Reader::from_reader(files[0].1.as_bytes()).records() {
        let row = row.expect("a row");
        if row[0].starts_with("2025-08") {
            *spend.entry(row[2].to_owned()).or_default() += row[5].parse::<f64>().expect("spend");
        }
    }
    let mut deals: BTreeMap<String, (i64, f64)> = BTreeMap::new();
    for row in csv::Reader::from_reader(files[2].1.as_bytes()).records() {
        let row = row.expect("a row");
        if row[2].starts_with("2025-08") {
            let deal = deals.entry(row[5].to_owned()).or_default();
            deal.0 += 1;
            if &row[3] == "Closed Won" {
                deal.1 += row[4].parse::<f64>().expect("an amount");
            }
        }
    }
    let mut users: BTreeMap<String, std::collections::BTreeSet<String>> = BTreeMap::new();
    for row in csv::Reader::from_reader(files[1].1.as_bytes()).records() {
        let row = row.expect("a row");
        if row[2].starts_with("2025-08") {
            users
                .entry(row[4].to_owned())
                .or_default()
                .insert(row[1].to_owned());
        }
    }
    for row in 0..table.height() {
        let number = |name| table.cell(row, name).expect("a column").number();
        let Ok(Cell::Text(channel)) = table.cell(row, "channel") else {
            panic!("a channel")
        };
        let utm = match channel.as_str() {
            "Google Ads" => "google",
            "Meta" => "facebook",
            "LinkedIn" => "linkedin",
            "Twitter" => "twitter",
            "Organic" => "organic",
            "Direct" => "",
            _ => "nobody",
        };
        let paid = spend.get(&channel).copied();
        assert!((number("spend_usd").expect("spend") - paid.unwrap_or(0.0)).abs() < 0.005);
        assert_eq!(table.cell(row, "has_spend"), Ok(Cell::Flag(paid.is_some())));
        let (count, revenue) = deals.get(&channel).copied().unwrap_or_default();
        assert_eq!(number("opportunities"), Some(count as f64), "{channel}");
        assert!((number("revenue_usd").expect("revenue") - revenue).abs() < 0.005);
        assert_eq!(
            number("users"),
            Some(users.get(utm).map_or(0.0, |u| u.len() as f64)),
            "{channel}"
        );
        if let (Some(paid), Some(roi)) = (paid, number("roi")) {
            assert!((roi - (revenue - paid) / paid).abs() < 1e-9);
        }
    }
    assert_eq!(tested(&mut house, &month), Vec::<String>::new());
    let dates = house.table("dim_date", &month).expect("a table");
    assert!(dates.height() as i32 > 31, "dimensions are never filtered");
    assert!(
        dates
            .days("date")
            .expect("days")
            .iter()
            .flatten()
            .all(|day| Day(day).ymd().0 == 2025)
    );
}
