//! The sources of traffic whose sessions buy more, or less, than all others together, where chance is no explanation.

use super::super::language::{count, percent, sample};
use super::super::stats::gap_by_chance;
use super::evidence::{Evidence, Row, total};
use crate::protocol::{Finding, Tone};

/// The best and the worst.
pub fn find(evidence: &Evidence) -> Vec<Finding> {
    let rows = &evidence.sources;
    let (all, bought) = (total(rows, "sessions"), total(rows, "purchase_sessions"));
    let gap = |row: &Row| {
        let (mine, buys) = (row.sum("sessions"), row.sum("purchase_sessions"));
        let (others, theirs) = (all - mine, bought - buys);
        let by_chance = gap_by_chance(buys, mine, theirs, others)?;
        (by_chance < 0.05).then_some((buys - theirs / others * mine, theirs / others))
    };
    let known: Vec<(&Row, (f64, f64))> = rows
        .iter()
        .filter(|row| row.text("traffic_source") != "(none)")
        .filter_map(|row| Some((row, gap(row)?)))
        .collect();
    let best = known.iter().max_by(|a, b| a.1.0.total_cmp(&b.1.0));
    let worst = known.iter().min_by(|a, b| a.1.0.total_cmp(&b.1.0));
    let mut out = Vec::new();
    for (found, is_best) in [(best, true), (worst, false)] {
        let Some((row, (more, rest))) = found.filter(|(_, (more, _))| (*more > 0.0) == is_best)
        else {
            continue;
        };
        let rate = row.metric("purchase_session_rate").unwrap_or(0.0);
        out.push(Finding {
            sentence: format!(
                "{} brings the sessions that buy {}: {} of them do, {} of all others.",
                row.text("traffic_source"),
                if is_best { "most" } else { "least" },
                percent(rate),
                percent(*rest)
            ),
            evidence: format!(
                "{} with a purchase, about {} {} than at the rate of the others.",
                count(row.sum("purchase_sessions"), "session", "sessions"),
                count(more.abs().round(), "session", "sessions"),
                if is_best { "more" } else { "fewer" }
            ),
            tone: if is_best { Tone::Good } else { Tone::Bad },
            confidence: sample(row.sum("sessions"), "session", "sessions"),
            assumption: "What a visit by this source costs is not in these files.".to_owned(),
            table: "traffic_source_performance".to_owned(),
            chart: "source_rates".to_owned(),
            weight: more.abs(),
            ..Finding::default()
        });
    }
    out
}
