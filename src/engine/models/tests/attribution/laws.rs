//! Laws over made-up journeys: sums are conserved, the order of the file does not matter.

use super::super::support::{lines, params, tested};
use super::{house, journeys};
use proptest::prelude::*;

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
