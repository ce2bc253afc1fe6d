//! The phase of a type of task that takes most of the time, with what is not over yet said apart.

use super::super::language::{count, percent, sample};
use super::{Evidence, span};
use crate::engine::models::signup::NONE;
use crate::protocol::{Finding, Tone};

/// One finding; none without a completed phase.
pub fn find(evidence: &Evidence) -> Vec<Finding> {
    let Some(first) = evidence.phases.first() else {
        return Vec::new();
    };
    let Some((median, late)) = first.hours else {
        return Vec::new();
    };
    let elsewhere: Vec<&super::Phase> = evidence
        .phases
        .iter()
        .filter(|phase| phase.name == first.name && phase.kind != first.kind && phase.kind != NONE)
        .collect();
    let other = elsewhere
        .iter()
        .filter(|phase| phase.tasks.0 >= super::super::stats::SMALL)
        .filter_map(|phase| Some((phase.kind.as_str(), phase.hours?.0)))
        .max_by(|a, b| a.1.total_cmp(&b.1));
    let against = other.map_or_else(String::new, |(kind, hours)| {
        format!(
            " The same phase takes {} in “{kind}”.",
            span(hours * 3_600.0)
        )
    });
    let second = evidence.phases.get(1).map_or_else(String::new, |phase| {
        format!(
            " Next: “{}” of “{}” with {}.",
            phase.name,
            phase.kind,
            percent(phase.share)
        )
    });
    vec![Finding {
        sentence: format!(
            "The phase “{}” of “{}” takes {} of all time spent on tasks: half of them are in it for more than {}.",
            first.name,
            first.kind,
            percent(first.share),
            span(median * 3_600.0)
        ),
        evidence: format!(
            "It is {} of the time of its type; one in ten takes more than {}.{against}{second}",
            percent(first.share_of_type),
            span(late * 3_600.0)
        ),
        tone: Tone::Warn,
        confidence: format!(
            "{}; {} still in it and in no average",
            sample(first.tasks.0, "task", "tasks"),
            count(first.tasks.1, "task is", "tasks are")
        ),
        assumption: "Slow tasks are the last to end, so among tasks begun lately the quick ones are known first: the true times are longer rather than shorter.".to_owned(),
        table: "slowest_phases".to_owned(),
        chart: "phase_spread".to_owned(),
        weight: first.share,
        ..Finding::default()
    }]
}
