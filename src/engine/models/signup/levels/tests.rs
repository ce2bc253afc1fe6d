//! Levels, entries and times against published results: 18 visitors, two windows, three modes.

use super::*;
use std::collections::BTreeMap;

const EVENTS: &str = include_str!("../../../../../tests/golden/funnel_events.csv");
const EXPECTED: &str = include_str!("../../../../../tests/golden/funnel_expected.csv");
const STEPS: [&str; 3] = ["view", "cart", "purchase"];
/// Any moment but zero.
const EPOCH: i64 = 1_750_000_000_000;

fn journeys() -> BTreeMap<&'static str, Vec<Event>> {
    let mut out: BTreeMap<&str, Vec<Event>> = BTreeMap::new();
    for line in EVENTS.lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let seconds: i64 = fields[1].parse().expect("seconds");
        let step = STEPS.iter().position(|step| *step == fields[2]);
        out.entry(fields[0]).or_default().push(Event {
            at: EPOCH + seconds * 1000,
            name: step.map_or(9, |at| at as u32),
            step: step.map_or(0, |at| at as u32 + 1),
        });
    }
    for events in out.values_mut() {
        events.sort_by_key(|event| event.at);
    }
    out
}

fn mode(word: &str) -> Mode {
    match word {
        "strict" => Mode::Strict,
        "any_order" => Mode::AnyOrder,
        _ => Mode::Ordered,
    }
}

#[test]
fn levels_and_times_are_the_published_ones_in_both_windows_and_all_modes() {
    let journeys = journeys();
    assert_eq!(journeys.len(), 18);
    let mut compared = 0;
    for line in EXPECTED.lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let window: i64 = fields[1].parse().expect("a window");
        let events = &journeys[fields[2]];
        let mut walker = Walker::new(mode(fields[0]), window * 1000, STEPS.len());
        let attempt = walker.attempt(events).to_vec();
        assert_eq!(attempt.len().to_string(), fields[3], "{line}");
        if fields[0] == "ordered" {
            let times: Vec<String> = attempt
                .iter()
                .map(|at| ((events[*at as usize].at - EPOCH) / 1000).to_string())
                .collect();
            assert_eq!(times.join(" "), fields[4], "{line}");
        }
        compared += 1;
    }
    assert_eq!(compared, 18 * 6);
}

#[test]
fn a_walker_forgets_one_visitor_before_the_next() {
    let journeys = journeys();
    for mode in [Mode::Ordered, Mode::Strict, Mode::AnyOrder] {
        let mut one = Walker::new(mode, 3_600_000, STEPS.len());
        for events in journeys.values() {
            let fresh = Walker::new(mode, 3_600_000, STEPS.len())
                .attempt(events)
                .to_vec();
            assert_eq!(one.attempt(events), fresh);
        }
    }
}

/// The definition, written down without thought of speed.
fn plain(mode: Mode, window: i64, steps: u32, events: &[Event]) -> Vec<usize> {
    let mut best = Vec::new();
    for entry in 0..events.len() {
        if !is_entry(mode, events[entry].step) {
            continue;
        }
        let end = events[entry].at + window;
        let mut path = vec![entry];
        match mode {
            Mode::Ordered => {
                for step in 2..=steps {
                    let from = path[path.len() - 1] + 1;
                    match (from..events.len()).find(|at| events[*at].step == step) {
                        Some(at) if events[at].at <= end => path.push(at),
                        _ => break,
                    }
                }
            }
            Mode::Strict => {
                for at in entry + 1..events.len() {
                    if path.len() == steps as usize {
                        break;
                    }
                    let last = &events[path[path.len() - 1]];
                    if events[at].name == last.name {
                        continue;
                    }
                    if events[at].step as usize != path.len() + 1 || events[at].at > end {
                        break;
                    }
                    path.push(at);
                }
            }
            Mode::AnyOrder => {
                for at in entry + 1..events.len() {
                    let is_new = path
                        .iter()
                        .all(|taken| events[*taken].step != events[at].step);
                    if events[at].step > 0 && events[at].at <= end && is_new {
                        path.push(at);
                    }
                }
            }
        }
        if path.len() > best.len() {
            best = path;
        }
    }
    best
}

proptest::proptest! {
    #[test]
    fn the_fast_walk_is_the_plain_definition(
        events in proptest::collection::vec((0_i64..4, 0_u32..6), 0..24),
        window in 0_i64..30,
        steps in 1_u32..5,
    ) {
        let mut at = 0;
        let events: Vec<Event> = events
            .into_iter()
            .map(|(gap, name)| {
                at += gap;
                Event { at, name, step: if name <= steps { name } else { 0 } }
            })
            .collect();
        for mode in [Mode::Ordered, Mode::Strict, Mode::AnyOrder] {
            let fast: Vec<usize> = Walker::new(mode, window, steps as usize)
                .attempt(&events)
                .iter()
                .map(|at| *at as usize)
                .collect();
            proptest::prop_assert_eq!(fast, plain(mode, window, steps, &events));
        }
    }
}
