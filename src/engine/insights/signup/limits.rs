//! What cannot be concluded from this data, and why.

use super::super::language::{count, number, percent};
use super::Evidence;
use crate::protocol::{Finding, Tone};

/// One finding a limit that applies.
pub fn find(evidence: &Evidence) -> Vec<Finding> {
    let (completed, dropped, waiting) = evidence.outcomes;
    let (_, open, unusable) = evidence.work;
    let mut said = Vec::new();
    if dropped > 0.0 && evidence.anonymous > 0.0 {
        said.push((
            format!(
                "{} of the {} who dropped never signed in: their employer, and how it verifies, is not known.",
                number(evidence.anonymous),
                count(dropped, "visitor", "visitors")
            ),
            "They count in the funnel and by device and country; by employer they are Unknown. Rates of known groups are therefore higher than the whole.".to_owned(),
        ));
    }
    if waiting > 0.0 {
        said.push((
            format!(
                "{} may still reach the goal: they came less than {} before the data ends.",
                count(waiting, "visitor", "visitors"),
                count(evidence.window_days as f64, "day", "days")
            ),
            format!(
                "They are {} of all {}, and neither lost nor won here.",
                percent(waiting / (completed + dropped + waiting)),
                number(completed + dropped + waiting)
            ),
        ));
    }
    if open > 0.0 {
        said.push((
            format!(
                "{} not over: how long they will take is not known, only that it is longer than so far.",
                count(open, "project or task is", "projects and tasks are")
            ),
            "They are in no average. Among those begun lately only the quick ones are over, so averages of short ranges come out too short.".to_owned(),
        ));
    }
    if unusable > 0.0 {
        said.push((
            format!(
                "{} completed before {} created, and so left out of the durations.",
                count(unusable, "project or task was", "projects and tasks were"),
                if unusable > 1.0 {
                    "they were"
                } else {
                    "it was"
                }
            ),
            "A date in the export is wrong.".to_owned(),
        ));
    }
    let findings = said.into_iter().map(|(sentence, evidence)| Finding {
        sentence,
        evidence,
        tone: Tone::Neutral,
        ..Finding::default()
    });
    findings.collect()
}
