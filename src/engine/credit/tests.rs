//! Rules against golden vectors, and what must hold of every rule.

use super::markov::{Path, State, solve};
use super::*;
use proptest::prelude::*;
use std::collections::BTreeMap;

const PATHS: &str = include_str!("../../../tests/golden/attribution_paths.csv");
const EXPECTED: &str = include_str!("../../../tests/golden/attribution_expected.csv");
const HOUR: f64 = 3_600_000.0;
const DIRECT: &str = "Direct";

/// A golden path: its channels by name, what it brought, and the hours of its touches before the conversion.
struct Golden {
    channels: Vec<String>,
    conversions: f64,
    value: f64,
    nulls: f64,
    hours: Vec<f64>,
}

fn records(text: &str) -> Vec<csv::StringRecord> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.records().map(|row| row.expect("a row")).collect()
}

fn golden() -> Vec<Golden> {
    let number = |text: &str| text.parse::<f64>().expect("a number");
    records(PATHS)
        .iter()
        .map(|row| Golden {
            channels: row[1].split(" > ").map(str::to_owned).collect(),
            conversions: number(&row[2]),
            value: number(&row[3]),
            nulls: number(&row[4]),
            hours: row[5].split(" > ").map(number).collect(),
        })
        .collect()
}

/// Channel names by code.
fn names(paths: &[Golden]) -> Vec<String> {
    let mut names: Vec<String> = paths.iter().flat_map(|p| p.channels.clone()).collect();
    names.sort();
    names.dedup();
    names
}

fn code(names: &[String], name: &str) -> u32 {
    names.iter().position(|n| n == name).expect("a channel") as u32
}

/// The expected rows of a model: (basis, channel) and the value with its tolerance.
fn expected(source: &str, model: &str) -> Vec<(String, String, f64, f64)> {
    records(EXPECTED)
        .iter()
        .filter(|row| row[0].starts_with(source) && &row[1] == model)
        .map(|row| {
            let number = |at: usize| row[at].parse::<f64>().expect("a number");
            (row[2].to_owned(), row[3].to_owned(), number(4), number(5))
        })
        .collect()
}

/// Credit by channel, conversions and value, under a touch rule; `filtered` runs the direct filter before.
fn credited(rule: &Rule, filtered: bool) -> BTreeMap<(&'static str, String), f64> {
    let paths = golden();
    let names = names(&paths);
    let mut out = BTreeMap::new();
    let mut weights = Vec::new();
    for path in &paths {
        let mut keep = vec![true; path.channels.len()];
        if filtered {
            direct::keep(path.channels.iter().map(|c| c == DIRECT), &mut keep);
        }
        let touches: Vec<Touch> = path
            .channels
            .iter()
            .zip(&path.hours)
            .zip(&keep)
            .filter(|(_, keep)| **keep)
            .map(|((channel, hours), _)| Touch {
                channel: code(&names, channel),
                time_ms: -(hours * HOUR) as i64,
            })
            .collect();
        (rule.weigh)(&touches, 0, &mut weights);
        for (touch, weight) in touches.iter().zip(&weights) {
            let channel = &names[touch.channel as usize];
            for (basis, total) in [("conversions", path.conversions), ("value", path.value)] {
                *out.entry((basis, channel.clone())).or_default() += weight * total;
            }
        }
    }
    out
}

#[test]
fn touch_rules_give_the_reference_numbers() {
    for (id, model, filtered) in [
        ("first_touch", "first_touch", false),
        ("last_touch", "last_touch", false),
        ("linear", "linear", false),
        ("time_decay", "time_decay_half_life_7d", false),
        ("position_based", "position_based_40_20_40", false),
        ("j_shaped", "j_shaped_20_20_60_renormalised", false),
        ("inverse_j", "inverse_j_60_20_20_renormalised", false),
        ("shapley", "shapley_subset_sum", false),
        ("first_touch", "first_non_direct", true),
        ("last_touch", "last_non_direct", true),
    ] {
        let credited = credited(rule(id).expect("a rule"), filtered);
        let rows = expected("reference", model);
        assert_eq!(rows.len(), 12, "{model}: six channels, two bases");
        for (basis, channel, value, tolerance) in rows {
            let basis = if basis == "value" {
                "value"
            } else {
                "conversions"
            };
            let ours = credited.get(&(basis, channel.clone())).copied();
            let ours = ours.unwrap_or_default();
            assert!(
                (ours - value).abs() <= tolerance,
                "{model} {basis} {channel}: {ours} {value}"
            );
        }
    }
}

#[test]
fn markov_chains_give_the_exact_numbers() {
    let golden = golden();
    let names = names(&golden);
    for order in 1..=3 {
        for (suffix, with_nulls, rows) in [("", true, 12), ("_no_nulls", false, 6)] {
            let paths: Vec<Path> = golden
                .iter()
                .map(|path| Path {
                    channels: path.channels.iter().map(|c| code(&names, c)).collect(),
                    conversions: path.conversions,
                    value: path.value,
                    nulls: if with_nulls { path.nulls } else { 0.0 },
                })
                .collect();
            let markov = solve(order, &paths);
            let model = format!("markov_order{order}{suffix}");
            let expected = expected("exact", &model);
            assert_eq!(expected.len(), rows, "{model}");
            for (basis, channel, value, tolerance) in expected {
                let at = markov
                    .channels
                    .iter()
                    .position(|c| *c == code(&names, &channel));
                let credit = if basis == "value" {
                    &markov.revenue
                } else {
                    &markov.conversions
                };
                // Without its null paths the affiliate channel is not in the data at all.
                let ours = at.map_or(0.0, |at| credit[at]);
                assert!(
                    (ours - value).abs() <= tolerance,
                    "{model} {basis} {channel}: {ours} {value}"
                );
            }
        }
    }
}

#[test]
fn the_chain_shows_its_transitions() {
    let path = |channels: &[u32], conversions: f64, nulls: f64| Path {
        channels: channels.to_vec(),
        conversions,
        value: 0.0,
        nulls,
    };
    // Anderl et al.'s textbook case: three paths, of which C1 > C2 > C3 and C2 > C3 end otherwise.
    let markov = solve(
        1,
        &[
            path(&[1, 2, 3], 1.0, 0.0),
            path(&[1], 0.0, 1.0),
            path(&[2, 3], 0.0, 1.0),
        ],
    );
    let find = |from: State, to: State| {
        let found = markov
            .transitions
            .iter()
            .find(|t| t.from == from && t.to == to);
        found.map(|t| t.probability)
    };
    let at = |channel: u32| State::Touches(vec![channel]);
    assert_eq!(find(State::Start, at(1)), Some(2.0 / 3.0));
    assert_eq!(find(at(1), at(2)), Some(0.5));
    assert_eq!(find(at(1), State::Null), Some(0.5));
    assert_eq!(find(at(3), State::Conversion), Some(0.5));
    assert_eq!(find(at(2), State::Null), None);
    // C2 and C3 are on every way to the conversion; without C1 half of them remain.
    let effects = [0.5, 1.0, 1.0];
    for (effect, expected) in markov.removal_effects.iter().zip(effects) {
        assert!((effect - expected).abs() < 1e-12);
    }
    assert!((markov.conversions[1] - 0.4).abs() < 1e-12);
}

#[test]
fn no_path_makes_no_chain() {
    assert_eq!(solve(1, &[]), super::markov::Markov::default());
    let nothing = solve(
        2,
        &[Path {
            channels: vec![4],
            ..Path::default()
        }],
    );
    assert_eq!(nothing.channels, Vec::<u32>::new());
    let nulls = solve(
        1,
        &[Path {
            channels: vec![4, 5],
            nulls: 3.0,
            ..Path::default()
        }],
    );
    assert_eq!(nulls.conversions, [0.0, 0.0]);
}

#[test]
fn coalitions_add_up_to_the_even_split() {
    let journeys = vec![
        (vec![2, 1], 3.0),
        (vec![1], 4.0),
        (vec![1, 2, 1], 1.0),
        (vec![], 9.0),
    ];
    let coalitions = shapley::coalitions(journeys, 9);
    assert_eq!(coalitions.len(), 2);
    assert_eq!((coalitions[0].own, coalitions[0].worth), (4.0, 4.0));
    assert_eq!(
        (coalitions[1].own, coalitions[1].worth, coalitions[1].share),
        (4.0, 8.0, 2.0)
    );
}

/// The Shapley value by its definition: the average over orders of joining.
fn by_definition(journeys: &[(Vec<u32>, f64)], channels: u32) -> Vec<f64> {
    let worth = |mask: u32| -> f64 {
        let within = |journey: &&(Vec<u32>, f64)| {
            !journey.0.is_empty() && journey.0.iter().all(|c| mask >> c & 1 == 1)
        };
        journeys.iter().filter(within).map(|(_, n)| n).sum()
    };
    let factorial = |n: u32| (1..=n).map(f64::from).product::<f64>();
    (0..channels)
        .map(|channel| {
            (0..1_u32 << channels)
                .filter(|mask| mask >> channel & 1 == 0)
                .map(|mask| {
                    let size = mask.count_ones();
                    let weight =
                        factorial(size) * factorial(channels - size - 1) / factorial(channels);
                    weight * (worth(mask | 1 << channel) - worth(mask))
                })
                .sum()
        })
        .collect()
}

fn touches() -> impl Strategy<Value = Vec<Touch>> {
    prop::collection::vec((0_u32..6, 0_i64..90 * 86_400_000), 0..12).prop_map(|mut raw| {
        raw.sort_by_key(|touch| -touch.1);
        raw.into_iter()
            .map(|(channel, before)| Touch {
                channel,
                time_ms: -before,
            })
            .collect()
    })
}

fn paths() -> impl Strategy<Value = Vec<Path>> {
    let path = (
        prop::collection::vec(0_u32..5, 1..6),
        0_u32..4,
        0_u32..200,
        0_u32..4,
    );
    let path = path.prop_map(|(channels, conversions, value, nulls)| Path {
        channels,
        conversions: f64::from(conversions),
        value: f64::from(conversions * value),
        nulls: f64::from(nulls),
    });
    prop::collection::vec(path, 1..20)
}

fn close(a: &[f64], b: &[f64]) -> bool {
    a.len() == b.len()
        && a.iter()
            .zip(b)
            .all(|(a, b)| (a - b).abs() <= 1e-9 * a.abs().max(1.0))
}

proptest! {
    #[test]
    fn weights_of_every_rule_are_shares_of_one(touches in touches()) {
        let mut out = vec![7.0];
        for rule in RULES {
            (rule.weigh)(&touches, 0, &mut out);
            prop_assert_eq!(out.len(), touches.len());
            prop_assert!(out.iter().all(|w| (0.0..=1.0).contains(w)), "{}", rule.id);
            let sum: f64 = out.iter().sum();
            prop_assert!(touches.is_empty() || (sum - 1.0).abs() < 1e-12, "{} {}", rule.id, sum);
        }
    }

    #[test]
    fn a_journey_of_one_channel_gives_it_all(n in 1_usize..9) {
        let touches = vec![Touch { channel: 3, time_ms: 0 }; n];
        let mut out = Vec::new();
        for rule in RULES {
            (rule.weigh)(&touches, 0, &mut out);
            prop_assert!((out.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn the_even_split_is_the_shapley_value(
        journeys in prop::collection::vec((prop::collection::vec(0_u32..5, 0..5), 1_u32..9), 1..8)
    ) {
        let journeys: Vec<(Vec<u32>, f64)> =
            journeys.into_iter().map(|(channels, n)| (channels, f64::from(n))).collect();
        let mut ours = vec![0.0; 5];
        let mut weights = Vec::new();
        for (channels, n) in &journeys {
            let touches: Vec<Touch> =
                channels.iter().map(|c| Touch { channel: *c, time_ms: 0 }).collect();
            (shapley::RULE.weigh)(&touches, 0, &mut weights);
            for (channel, weight) in channels.iter().zip(&weights) {
                ours[*channel as usize] += weight * n;
            }
        }
        prop_assert!(close(&ours, &by_definition(&journeys, 5)));
        let mut told = vec![0.0; 5];
        for coalition in shapley::coalitions(journeys, usize::MAX) {
            for channel in &coalition.channels {
                told[*channel as usize] += coalition.share;
            }
        }
        prop_assert!(close(&ours, &told));
    }

    #[test]
    fn a_chain_conserves_scales_and_forgets_order(paths in paths(), order in 1_usize..4) {
        let markov = solve(order, &paths);
        let total: f64 = paths.iter().map(|p| p.conversions).sum();
        let value: f64 = paths.iter().map(|p| p.value).sum();
        prop_assert!((markov.conversions.iter().sum::<f64>() - total).abs() < 1e-9 * total.max(1.0));
        prop_assert!((markov.revenue.iter().sum::<f64>() - value).abs() < 1e-9 * value.max(1.0));
        prop_assert!(markov.removal_effects.iter().all(|e| (0.0..=1.0 + 1e-12).contains(e)));
        let reversed: Vec<Path> = paths.iter().rev().cloned().collect();
        let back = solve(order, &reversed);
        prop_assert!(close(&markov.conversions, &back.conversions));
        let scaled: Vec<Path> = paths
            .iter()
            .map(|p| Path {
                conversions: p.conversions * 8.0,
                value: p.value * 8.0,
                nulls: p.nulls * 8.0,
                ..p.clone()
            })
            .collect();
        let larger: Vec<f64> = markov.conversions.iter().map(|c| c * 8.0).collect();
        prop_assert!(close(&solve(order, &scaled).conversions, &larger));
        // A channel that was never bought through, on paths of its own, earns nothing and changes nothing.
        let mut with_null_only = paths.clone();
        with_null_only.push(Path { channels: vec![99], nulls: 5.0, ..Path::default() });
        let beside = solve(order, &with_null_only);
        let last = beside.channels.len() - 1;
        prop_assert!(beside.conversions[last].abs() < f64::EPSILON);
        prop_assert!(close(&markov.conversions, &beside.conversions[..last]));
    }
}
