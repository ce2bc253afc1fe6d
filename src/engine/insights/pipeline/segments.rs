//! Which channel sources which segment: the leader of each, and the clearest case of one that sources a segment more
//! often than the others.

use super::super::language::{count, list, percent, usd};
use super::super::stats::{gap_by_chance, one_in};
use super::evidence::{Evidence, Row};
use crate::engine::models::pipeline::UNKNOWN;
use crate::protocol::{Finding, Tone};

/// A channel that leads a segment.
struct Leader<'a> {
    row: &'a Row,
    /// Share of the segment's pipeline.
    share: f64,
    /// Opportunities of the segment.
    n: f64,
    /// Its share of the opportunities of the other segments.
    elsewhere: f64,
    chance: f64,
}

fn leaders(evidence: &Evidence) -> Vec<Leader<'_>> {
    let mut out = Vec::new();
    for (segment, pipeline) in evidence.segments() {
        let of_segment = |row: &&Row| row.segment == segment;
        let n: f64 = (evidence.cells.iter().filter(of_segment))
            .map(|row| row.opportunities)
            .sum();
        let leader = (evidence.cells.iter().filter(of_segment)).find(|row| !row.is_unsourced());
        let Some(row) = leader.filter(|row| row.pipeline > 0.0 && segment != UNKNOWN) else {
            continue;
        };
        let others = evidence.opportunities() - n;
        let theirs: f64 = (evidence.cells.iter())
            .filter(|cell| cell.channel == row.channel && cell.segment != segment)
            .map(|cell| cell.opportunities)
            .sum();
        let chance = gap_by_chance(row.opportunities.min(n), n, theirs.min(others), others);
        out.push(Leader {
            row,
            share: row.pipeline / pipeline,
            n,
            elsewhere: if others > 0.0 { theirs / others } else { 0.0 },
            chance: chance.unwrap_or(1.0),
        });
    }
    out
}

/// One finding; none without a segment.
pub fn find(evidence: &Evidence) -> Vec<Finding> {
    let leaders = leaders(evidence);
    let clear = leaders
        .iter()
        .filter(|at| at.row.opportunities / at.n > at.elsewhere)
        .min_by(|a, b| a.chance.total_cmp(&b.chance));
    let is_clear = |at: &&Leader<'_>| at.chance * (leaders.len() as f64) < 0.05;
    let Some(at) = clear.filter(is_clear).or(leaders.first()) else {
        return Vec::new();
    };
    let named: Vec<String> = leaders
        .iter()
        .map(|at| {
            format!(
                "{} {} ({})",
                at.row.segment,
                at.row.channel,
                percent(at.share)
            )
        })
        .collect();
    let gap = if is_clear(&at) && at.elsewhere > 0.0 {
        format!(
            "It sourced {} of {} there, against {} of those in other segments; a gap this wide comes up by chance {}. ",
            percent(at.row.opportunities / at.n),
            count(at.n, "opportunity", "opportunities"),
            percent(at.elsewhere),
            one_in(at.chance)
        )
    } else {
        String::new()
    };
    vec![Finding {
        sentence: format!(
            "{} sourced {} of {} pipeline: {} of {}.",
            at.row.channel,
            percent(at.share),
            at.row.segment,
            usd(at.row.pipeline),
            usd(at.row.pipeline / at.share)
        ),
        evidence: format!("{gap}Leading channel by segment: {}.", list(&named)),
        tone: Tone::Good,
        confidence: super::super::language::sample(
            at.row.opportunities.round(),
            "opportunity",
            "opportunities",
        ),
        assumption: evidence.rule.sentence.to_owned(),
        table: "pipeline_by_channel_segment".to_owned(),
        chart: "sourced_heatmap".to_owned(),
        weight: at.row.pipeline,
        ..Finding::default()
    }]
}
