//! What cannot be concluded from this data, and why.

use super::super::language::{count, number, percent};
use super::super::stats::SMALL;
use super::evidence::Evidence;
use crate::protocol::Finding;

/// One finding a limit that applies.
pub fn find(evidence: &Evidence) -> Vec<Finding> {
    if evidence.opportunities() <= 0.0 {
        return Vec::new();
    }
    let mut said: Vec<(String, String)> = vec![(
        "Sourced says who was there first, last or nearest, not who caused it.".to_owned(),
        "No rule of credit can tell what would have happened without a touch; a test with a group left out can."
            .to_owned(),
    )];
    let all: f64 = evidence.profiles.iter().map(|row| row.counts[0]).sum();
    let lost: f64 = evidence.profiles.iter().map(|row| row.counts[3]).sum();
    if lost > 0.0 {
        said.push((
            format!(
                "{} of {} ({}) belong to no account, so they can source nothing.",
                number(lost),
                count(all, "touch", "touches"),
                percent(lost / all)
            ),
            "Their contact is not in contacts, or has no account there.".to_owned(),
        ));
    }
    let small = evidence
        .cells
        .iter()
        .filter(|cell| cell.opportunities > 0.0 && cell.opportunities < SMALL)
        .count();
    if small > 0 {
        let cells = evidence
            .cells
            .iter()
            .filter(|cell| cell.opportunities > 0.0);
        said.push((
            format!(
                "{} of {} of channel and segment rest on fewer than {} opportunities.",
                number(small as f64),
                count(cells.count() as f64, "cell", "cells"),
                number(SMALL)
            ),
            "Read them as hints: one large opportunity can turn such a cell.".to_owned(),
        ));
    }
    said.push((
        "A touch serves every opportunity of its account that follows within the lookback.".to_owned(),
        "Contacts are tied to accounts, not to opportunities, so one webinar can source several of them; such touches are flagged."
            .to_owned(),
    ));
    said.into_iter()
        .map(|(sentence, text)| Finding {
            sentence,
            evidence: text,
            ..Finding::default()
        })
        .collect()
}
