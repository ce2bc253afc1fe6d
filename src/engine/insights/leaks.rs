//! Where each channel leaks: the step whose rate lies furthest below that of the other channels, where chance alone
//! does not explain it.
//!
//! The last step counts decided opportunities only, so that a channel with many open ones is not called leaky.

use super::Evidence;
use super::language::{count, list, number, percent, plural, sample};
use super::stats::{gap_by_chance, one_in};
use crate::engine::metrics::Line;
use crate::protocol::{Finding, Tone};

/// A step of the funnel.
struct Step {
    from: (&'static str, &'static str),
    to: (&'static str, &'static str),
    base: fn(&Line) -> f64,
    done: fn(&Line) -> f64,
}

const STEPS: [Step; 3] = [
    Step {
        from: ("session", "sessions"),
        to: ("conversion", "conversions"),
        base: |line| line.sum("sessions"),
        done: |line| line.sum("conversions"),
    },
    Step {
        from: ("conversion", "conversions"),
        to: ("opportunity", "opportunities"),
        base: |line| line.sum("conversions"),
        done: |line| line.sum("opportunities"),
    },
    Step {
        from: ("decided opportunity", "decided opportunities"),
        to: ("won opportunity", "won opportunities"),
        base: |line| line.sum("closed_won") + line.sum("closed_lost"),
        done: |line| line.sum("closed_won"),
    },
];

/// A step of a channel against the same step of the others.
struct Gap<'a> {
    step: &'a Step,
    line: &'a Line,
    done: f64,
    base: f64,
    others: f64,
    chance: f64,
    weight: f64,
}

/// One finding a leaking channel, and one on those that do not leak.
pub fn find(evidence: &Evidence) -> Vec<Finding> {
    let gaps = gaps(evidence);
    let mut out = Vec::new();
    let mut even = Vec::new();
    for line in &evidence.channels {
        let mine = || gaps.iter().filter(|gap| gap.line.keys == line.keys);
        if mine().next().is_none() {
            continue;
        }
        let worst = mine()
            .filter(|gap| gap.done / gap.base < gap.others && gap.chance < 0.05)
            .min_by(|a, b| a.chance.total_cmp(&b.chance));
        match worst {
            Some(gap) => out.push(finding(gap, gaps.len())),
            // No opportunity at all is not "no leak".
            None if line.sum("opportunities") > 0.0 => even.push(line.name()),
            None => {}
        }
    }
    if !even.is_empty() {
        let n = even.len() as f64;
        out.push(Finding {
            sentence: format!(
                "{} {} no more than the others: every gap is within what chance would give.",
                list(&even),
                plural(n, "leaks", "leak")
            ),
            evidence: format!(
                "{} of a step of a channel with the same step of the other channels.",
                count(gaps.len() as f64, "comparison", "comparisons")
            ),
            tone: Tone::Neutral,
            table: "channel_funnel".to_owned(),
            chart: "funnel".to_owned(),
            ..Finding::default()
        });
    }
    out
}

/// Every step of every channel that can be compared: a share of something, with others to compare it with.
fn gaps(evidence: &Evidence) -> Vec<Gap<'_>> {
    let revenue: f64 = evidence.peers().iter().map(|l| l.sum("revenue_usd")).sum();
    let mut out = Vec::new();
    for step in &STEPS {
        // Where more come out than went in, the two systems do not count the same people: no share, no comparison.
        // A channel that no opportunity names at all is a finding of its own (spend_without_result).
        let counts: Vec<(&Line, f64, f64)> = evidence
            .peers()
            .iter()
            .map(|line| (line, (step.done)(line), (step.base)(line)))
            .filter(|(_, done, base)| *base > 0.0 && *done >= 0.0 && done <= base)
            .filter(|(line, _, _)| step.to.0 != "opportunity" || line.sum("opportunities") > 0.0)
            .collect();
        let all: (f64, f64) = counts.iter().fold((0.0, 0.0), |sum, (_, done, base)| {
            (sum.0 + done, sum.1 + base)
        });
        for (line, done, base) in counts {
            let (other_done, other_base) = (all.0 - done, all.1 - base);
            let Some(chance) = gap_by_chance(done, base, other_done, other_base) else {
                continue;
            };
            let others = other_done / other_base;
            let missing = others * base - done;
            out.push(Gap {
                step,
                line,
                done,
                base,
                others,
                chance,
                // What one of these is worth at the blend, only to put leaks of different steps in order.
                weight: missing.max(0.0)
                    * if all.0 > 0.0 {
                        (revenue / all.0).max(1.0)
                    } else {
                        1.0
                    },
            });
        }
    }
    out
}

fn finding(gap: &Gap<'_>, comparisons: usize) -> Finding {
    let (one, many) = gap.step.from;
    let rate = gap.done / gap.base;
    let missing = (gap.others * gap.base - gap.done).round();
    let sure = gap.chance * (comparisons as f64) < 0.05;
    let chance = if sure {
        format!("A gap this wide comes up by chance {}.", one_in(gap.chance))
    } else {
        format!(
            "A gap this wide comes up by chance {}, and {comparisons} were looked at: treat it as a hint.",
            one_in(gap.chance)
        )
    };
    let mut text = String::new();
    if missing >= 1.0 {
        text = format!(
            "At the others’ rate there would be about {} more. ",
            count(missing, gap.step.to.0, gap.step.to.1)
        );
    }
    Finding {
        sentence: format!(
            "{} leaks most from {one} to {}: {} of {} ({}), against {} for the other channels.",
            gap.line.name(),
            gap.step.to.0,
            number(gap.done),
            count(gap.base, one, many),
            percent(rate),
            percent(gap.others)
        ),
        evidence: text + &chance,
        tone: if sure { Tone::Bad } else { Tone::Warn },
        confidence: sample(gap.base, one, many),
        assumption: if gap.step.to.0 == "opportunity" {
            "Conversions and opportunities are matched by channel, not by person.".to_owned()
        } else {
            String::new()
        },
        table: "channel_funnel".to_owned(),
        chart: "funnel".to_owned(),
        weight: gap.weight,
        ..Finding::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn channel(name: &str, sessions: f64, conversions: f64) -> Line {
        let sums = [
            ("sessions", sessions),
            ("conversions", conversions),
            ("opportunities", conversions),
        ];
        Line::of(&[name], &sums)
    }

    #[test]
    fn a_leak_is_named_and_chance_is_not() {
        let evidence = Evidence {
            channels: vec![
                channel("Meta", 1_000.0, 50.0),
                channel("Direct", 1_000.0, 200.0),
                channel("Email", 100.0, 19.0),
            ],
            ..Evidence::default()
        };
        let said: Vec<String> = find(&evidence).into_iter().map(|f| f.sentence).collect();
        assert_eq!(
            said,
            [
                "Meta leaks most from session to conversion: 50 of 1,000 sessions (5.0 %), against 19.9 % for the other channels.",
                "Direct and Email leak no more than the others: every gap is within what chance would give.",
            ]
        );
    }

    #[test]
    fn a_channel_on_show_alone_is_compared_with_those_that_the_filter_hides() {
        let everyone = vec![
            channel("Meta", 1_000.0, 50.0),
            channel("Direct", 1_000.0, 200.0),
        ];
        let evidence = Evidence {
            channels: vec![channel("Meta", 1_000.0, 50.0)],
            everyone,
            ..Evidence::default()
        };
        let found = find(&evidence);
        assert_eq!(found.len(), 1);
        assert!(
            found[0]
                .sentence
                .contains("against 20.0 % for the other channels")
        );
    }

    #[test]
    fn more_out_than_in_is_no_share_and_not_compared() {
        let evidence = Evidence {
            channels: vec![
                channel("Meta", 10.0, 50.0),
                channel("Direct", 1_000.0, 200.0),
            ],
            ..Evidence::default()
        };
        assert!(
            find(&evidence)
                .iter()
                .all(|f| !f.sentence.starts_with("Meta"))
        );
    }
}
