//! Where each channel leaks: the step whose rate lies furthest below that of the other channels, where chance alone
//! does not explain it.
//!
//! The last step counts decided opportunities only, so that a channel with many open ones is not called leaky. Who
//! cannot be compared at a step is left out of the others and said to be. The funnel's picture marks what is found here
//! (`marks`): there is one rule.

use super::Evidence;
use super::language::{count, list, list_some, number, percent, plural, sample};
use super::stats::{SMALL, gap_by_chance, one_in};
use crate::engine::metrics::Line;
use crate::protocol::{Finding, Tone};

/// A step of the funnel.
struct Step {
    /// The column of the funnel's stage.
    column: &'static str,
    from: (&'static str, &'static str),
    to: (&'static str, &'static str),
    base: fn(&Line) -> f64,
    done: fn(&Line) -> f64,
}

const STEPS: [Step; 3] = [
    Step {
        column: "conversions",
        from: ("session", "sessions"),
        to: ("conversion", "conversions"),
        base: |line| line.sum("sessions"),
        done: |line| line.sum("conversions"),
    },
    Step {
        column: "opportunities",
        from: ("conversion", "conversions"),
        to: ("opportunity", "opportunities"),
        base: |line| line.sum("conversions"),
        done: |line| line.sum("opportunities"),
    },
    Step {
        column: "closed_won",
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
        if !gaps.iter().any(|gap| gap.line.keys == line.keys) {
            continue;
        }
        match clearest(&gaps, line) {
            Some(gap) => out.push(finding(gap, gaps.len(), &left_out(evidence, gap.step))),
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

/// Where channels leak, for the picture: the channel and the column of the stage that too few reach.
pub fn marks(evidence: &Evidence) -> Vec<(String, &'static str)> {
    let gaps = gaps(evidence);
    let lines = evidence.channels.iter();
    let found = lines.filter_map(|line| clearest(&gaps, line));
    found
        .map(|gap| (gap.line.name().to_owned(), gap.step.column))
        .collect()
}

/// The step of a channel that lies below the others' and that chance explains least.
fn clearest<'a, 'b>(gaps: &'b [Gap<'a>], line: &Line) -> Option<&'b Gap<'a>> {
    gaps.iter()
        .filter(|gap| gap.line.keys == line.keys)
        .filter(|gap| gap.done / gap.base < gap.others && gap.chance < 0.05)
        .min_by(|a, b| a.chance.total_cmp(&b.chance))
}

/// Why a channel cannot be compared at a step; `None` where it can, or has nothing there.
fn obstacle(step: &Step, line: &Line) -> Option<String> {
    let (done, base) = ((step.done)(line), (step.base)(line));
    // A channel that no opportunity names at all is a finding of its own (spend_without_result).
    if base > 0.0 && step.column == "opportunities" && done <= 0.0 {
        Some("no opportunity names it".to_owned())
    } else if base <= 0.0 && done > 0.0 {
        Some(format!("no {}", step.from.0))
    } else {
        // The two systems do not count the same people: no share.
        (done > base).then(|| format!("more {} than {}", step.to.1, step.from.1))
    }
}

/// Who is not among the others of a step, and why: ` Not among the others: Twitter (no opportunity names it).`
fn left_out(evidence: &Evidence, step: &Step) -> String {
    let peers = evidence.peers().iter();
    let said: Vec<String> = peers
        .filter_map(|line| Some(format!("{} ({})", line.name(), obstacle(step, line)?)))
        .collect();
    if said.is_empty() {
        return String::new();
    }
    format!("Not among the others: {}.", list_some(&said, 4))
}

/// Every step of every channel that can be compared: a share of something, with others to compare it with.
fn gaps(evidence: &Evidence) -> Vec<Gap<'_>> {
    let revenue: f64 = evidence.peers().iter().map(|l| l.sum("revenue_usd")).sum();
    let mut out = Vec::new();
    for step in &STEPS {
        let counts: Vec<(&Line, f64, f64)> = evidence
            .peers()
            .iter()
            .map(|line| (line, (step.done)(line), (step.base)(line)))
            .filter(|(line, done, base)| {
                *base > 0.0 && *done >= 0.0 && obstacle(step, line).is_none()
            })
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

fn finding(gap: &Gap<'_>, comparisons: usize, left_out: &str) -> Finding {
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
            "The clearest leak of {} is from {one} to {}: {} of {} ({}), against {} for the other channels.",
            gap.line.name(),
            gap.step.to.0,
            number(gap.done),
            count(gap.base, one, many),
            percent(rate),
            percent(gap.others)
        ),
        evidence: text + &chance,
        // A handful is too few for more than a warning, however wide the gap.
        tone: if sure && gap.base >= SMALL {
            Tone::Bad
        } else {
            Tone::Warn
        },
        confidence: sample(gap.base, one, many),
        assumption: if gap.step.column == "opportunities" {
            let matched = "Conversions and opportunities are matched by channel, not by person.";
            format!("{matched} {left_out}").trim_end().to_owned()
        } else {
            left_out.to_owned()
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
                "The clearest leak of Meta is from session to conversion: 50 of 1,000 sessions (5.0 %), against 19.9 % for the other channels.",
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
        assert!(find(&evidence).iter().all(|f| !f.sentence.contains("Meta")));
    }

    /// Conversions and opportunities of channels with many sessions.
    fn deals(rows: &[(&str, f64, f64)]) -> Evidence {
        let channels = rows.iter().map(|(name, conversions, opportunities)| {
            let sums = [
                ("sessions", 9.0 * conversions),
                ("conversions", *conversions),
                ("opportunities", *opportunities),
            ];
            Line::of(&[*name], &sums)
        });
        Evidence {
            channels: channels.collect(),
            ..Evidence::default()
        }
    }

    #[test]
    fn two_channels_that_leak_at_one_step_do_not_contradict_each_other() {
        // Of the real exports.
        let evidence = deals(&[
            ("Google Ads", 295.0, 93.0),
            ("Meta", 169.0, 53.0),
            ("LinkedIn", 158.0, 63.0),
            ("Twitter", 87.0, 0.0),
            ("Direct", 87.0, 52.0),
            ("Organic", 92.0, 70.0),
            ("Partner", 0.0, 19.0),
        ]);
        let found = find(&evidence);
        let said: Vec<&str> = found.iter().map(|f| f.sentence.as_str()).collect();
        assert_eq!(
            said,
            [
                "The clearest leak of Google Ads is from conversion to opportunity: 93 of 295 conversions (31.5 %), against 47.0 % for the other channels.",
                "The clearest leak of Meta is from conversion to opportunity: 53 of 169 conversions (31.4 %), against 44.0 % for the other channels.",
                "LinkedIn, Direct and Organic leak no more than the others: every gap is within what chance would give.",
            ]
        );
        assert_eq!(
            found[0].assumption,
            "Conversions and opportunities are matched by channel, not by person. Not among the others: Twitter (no opportunity names it) and Partner (no conversion)."
        );
    }

    #[test]
    fn the_picture_marks_what_the_findings_name_and_nothing_else() {
        let evidence = deals(&[
            ("Google Ads", 212.0, 129.0),
            ("Meta", 115.0, 65.0),
            ("LinkedIn", 131.0, 87.0),
            ("Twitter", 7.0, 12.0),
            ("Organic", 97.0, 77.0),
            ("Unknown", 0.0, 35.0),
        ]);
        let found = find(&evidence);
        let marks = marks(&evidence);
        assert_eq!(marks, [("Meta".to_owned(), "opportunities")]);
        assert!(found[0].sentence.starts_with("The clearest leak of Meta"));
        assert!(
            found[0].assumption.ends_with(
                "Not among the others: Twitter (more opportunities than conversions) and Unknown (no conversion)."
            ),
            "{}",
            found[0].assumption
        );
    }
}
