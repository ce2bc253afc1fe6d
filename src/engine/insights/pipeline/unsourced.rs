//! Pipeline that no touch explains: how much, and in which segment most often.

use super::super::language::{count, number, percent, usd};
use super::super::stats::{gap_by_chance, one_in};
use super::evidence::Evidence;
use crate::protocol::{Finding, Tone};

/// One finding where anything is unsourced.
pub fn find(evidence: &Evidence) -> Vec<Finding> {
    let Some(row) = evidence.unsourced().filter(|row| row.opportunities > 0.0) else {
        return Vec::new();
    };
    let (all, pipeline) = (evidence.opportunities(), evidence.pipeline());
    let share = if pipeline > 0.0 {
        format!(" ({} of all)", percent(row.pipeline / pipeline))
    } else {
        String::new()
    };
    let segments = evidence.segments();
    let worst = segments
        .iter()
        .filter_map(|(segment, _)| {
            let cells = || {
                evidence
                    .cells
                    .iter()
                    .filter(|cell| cell.segment == *segment)
            };
            let n: f64 = cells().map(|cell| cell.opportunities).sum();
            let k: f64 = cells()
                .filter(|cell| cell.is_unsourced())
                .map(|cell| cell.opportunities)
                .sum();
            let (others, theirs) = (all - n, row.opportunities - k);
            let is_more = others > 0.0 && k / n > theirs / others;
            let chance = is_more
                .then(|| gap_by_chance(k, n, theirs, others))
                .flatten()?;
            Some((chance, segment, k, n, theirs / others))
        })
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .filter(|worst| worst.0 * (segments.len() as f64) < 0.05);
    let text = worst.map_or_else(String::new, |(chance, segment, k, n, elsewhere)| {
        format!(
            "Most often in {segment}: {} of {} ({}), against {} elsewhere; a gap this wide comes up by chance {}.",
            number(k),
            count(n, "opportunity", "opportunities"),
            percent(k / n),
            percent(elsewhere),
            one_in(chance)
        )
    });
    vec![Finding {
        sentence: format!(
            "{}{share} has no touch in the {} before it: {} of {}.",
            usd(row.pipeline),
            count(evidence.lookback.days as f64, "day", "days"),
            number(row.opportunities),
            count(all, "opportunity", "opportunities")
        ),
        evidence: text,
        tone: Tone::Warn,
        assumption: "A touch that was never logged, or whose contact is not in contacts, looks the same as none."
            .to_owned(),
        table: "sourced_pipeline".to_owned(),
        chart: "sourced_heatmap".to_owned(),
        weight: row.pipeline,
        ..Finding::default()
    }]
}
