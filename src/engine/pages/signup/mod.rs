//! Which sign-up step loses most people, what goes with it, and how long projects and tasks take afterwards.
//!
//! Each question is a section: a line that answers it, the picture, the numbers, findings with their evidence. The funnel
//! needs `funnel_events` alone; the other exports add employers and durations, and a section without its data is left out.

mod breakdown;
mod controls;
mod data;
mod dropped;
mod durations;
mod explanations;
mod funnel;
mod grid;

#[cfg(test)]
mod tests;

use super::{Context, Need, PageSpec};
use crate::engine::insights::language::{count, number, percent};
use crate::engine::insights::signup::{Contrast, Evidence, LIMITS, contrast, label, stays_lost};
use crate::engine::insights::{Finder, found};
use crate::engine::models::signup::funnel_steps_by::DIMENSIONS;
use crate::protocol::{Block, Filters, Kpi, PageView, Section, Span, Unit};
use data::Data;

/// The page's line in the registry.
pub const PAGE: PageSpec = PageSpec {
    id: "signup",
    title: "Sign-up funnel",
    subject: Some("signup"),
    covers: &[
        ("int_funnel_visitors", "first_event_at"),
        ("stg_projects", "created_at"),
        ("stg_tasks", "created_at"),
    ],
    filters: Filters {
        range: true,
        compare: false,
        grain: false,
        channel: false,
    },
    needs: &[
        Need {
            source: "funnel_events",
            lost: "The funnel: who reached which step, and who was lost.",
        },
        Need {
            source: "members",
            lost: "Which employer a member belongs to, and with it every breakdown by employer.",
        },
        Need {
            source: "employers",
            lost: "Industry, size and verification method of employers.",
        },
        Need {
            source: "projects",
            lost: "How long projects take.",
        },
        Need {
            source: "tasks",
            lost: "How long tasks take, and the types of the phases.",
        },
        Need {
            source: "task_history",
            lost: "Which phase takes longest.",
        },
    ],
    glance: None,
    view,
};

fn view(context: &mut Context<'_>) -> PageView {
    let data = Data::load(context);
    let sections = [
        numbers(&data),
        funnel::section(&data),
        breakdown::section(&data),
        explanations::section(&data),
        dropped::section(&data),
        durations::section(&data),
        limits(&data),
    ];
    PageView {
        headline: headline(&data),
        controls: controls::controls(&data),
        sections: sections.into_iter().flatten().collect(),
        notices: data.notices,
        ..PageView::default()
    }
}

/// Who reached the goal, where most were lost, and the group that is lost most clearly.
fn headline(data: &Data) -> String {
    let evidence = &data.evidence;
    let (completed, dropped, waiting) = evidence.outcomes;
    let all = completed + dropped + waiting;
    if all <= 0.0 {
        return match evidence.phases.first() {
            Some(phase) => format!(
                "The phase “{}” of “{}” takes {} of all time spent on tasks.",
                phase.name,
                phase.kind,
                percent(phase.share)
            ),
            None => "There is nothing to show in this range.".to_owned(),
        };
    }
    let goal = reached(evidence);
    let worst = evidence.worst();
    let Some((worst, (lost, decided, _))) =
        worst.and_then(|at| Some((at, stays_lost(evidence, at)?)))
    else {
        return goal;
    };
    let clearest = DIMENSIONS
        .iter()
        .filter_map(|(id, _)| contrast(evidence, id, worst))
        .filter(Contrast::is_clear)
        .max_by(|a, b| a.excess.total_cmp(&b.excess));
    let group = clearest.map_or_else(String::new, |case| {
        format!(", {} for {}", percent(1.0 - case.rates().0), case.value)
    });
    format!(
        "{goal} Most are lost before {}: {} of those who reached {}{group}.",
        evidence.next(worst),
        percent(lost / decided),
        evidence.name(worst)
    )
}

/// How many reached the goal, and the share of those who are decided.
fn reached(evidence: &Evidence) -> String {
    let (completed, dropped, waiting) = evidence.outcomes;
    let decided = completed + dropped;
    let visitors = count(decided + waiting, "visitor", "visitors");
    let (completed_words, goal) = (number(completed), label(&evidence.goal));
    if decided <= 0.0 {
        return format!("{completed_words} of {visitors} reached “{goal}”; all others still may.");
    }
    let share = percent(completed / decided);
    if waiting > 0.0 {
        format!(
            "{completed_words} of {visitors} reached “{goal}”; {} still may, and of the others {share} did.",
            number(waiting)
        )
    } else {
        format!("{completed_words} of {visitors} ({share}) reached “{goal}”.")
    }
}

fn numbers(data: &Data) -> Option<Section> {
    let (completed, dropped, waiting) = data.evidence.outcomes;
    let all = completed + dropped + waiting;
    data.evidence.steps.first()?;
    let goal = label(&data.evidence.goal);
    let decided = all - waiting;
    let kpi = |id: &str, name: &str, unit: Unit, value: Option<f64>, words: [&str; 3]| Kpi {
        id: id.to_owned(),
        label: name.to_owned(),
        unit,
        value,
        null_reason: value.map_or("Nobody is decided yet.".to_owned(), |_| String::new()),
        delta: None,
        spark: Vec::new(),
        formula: words[0].to_owned(),
        filled: words[1].to_owned(),
        definition: words[2].to_owned(),
        table: "member_intake_funnel_metrics".to_owned(),
    };
    let rate = (decided > 0.0).then(|| completed / decided);
    let filled = rate.map_or_else(String::new, |rate| {
        format!(
            "{} ÷ ({} − {}) = {}",
            number(completed),
            number(all),
            number(waiting),
            percent(rate)
        )
    });
    let counted = |n: f64, rule: &'static str| (Some(n), rule);
    let cards = [
        (
            "entered",
            format!("Began with {}", data.evidence.name(0)),
            counted(all, "Visitors with an entry in the range, members or not."),
        ),
        (
            "completed",
            format!("Reached “{goal}”"),
            counted(
                completed,
                "Their counted attempt has the goal within the window.",
            ),
        ),
        (
            "dropped",
            "Lost on the way".to_owned(),
            counted(
                dropped,
                "Did not reach the goal, and the window of their latest entry is over.",
            ),
        ),
        (
            "in_progress",
            "Still may reach it".to_owned(),
            counted(
                waiting,
                "Did not reach the goal, and the window of their latest entry is open.",
            ),
        ),
    ];
    let mut kpis: Vec<Kpi> = cards
        .iter()
        .map(|(id, name, (value, rule))| {
            kpi(
                id,
                name,
                Unit::Count,
                *value,
                ["count of visitors", "", rule],
            )
        })
        .collect();
    kpis.insert(
        2,
        kpi(
            "goal_rate",
            "Share of those decided",
            Unit::Percent,
            rate,
            [
                "reached the goal ÷ (began − still may reach it)",
                &filled,
                "Of those whose attempt is decided.",
            ],
        ),
    );
    Some(Section {
        id: "numbers".to_owned(),
        blocks: vec![(Span::Full, Block::Kpis(kpis))],
        ..Section::default()
    })
}

fn limits(data: &Data) -> Option<Section> {
    let blocks = written(data, LIMITS);
    (!blocks.is_empty()).then(|| Section {
        id: "limits".to_owned(),
        title: "What cannot be concluded from this data, and why?".to_owned(),
        intro: String::new(),
        blocks,
    })
}

/// Findings as blocks; none where there are none.
fn written(data: &Data, finders: &[Finder<Evidence>]) -> Vec<(Span, Block)> {
    let findings = found(finders, &data.evidence);
    if findings.is_empty() {
        return Vec::new();
    }
    vec![(Span::Full, Block::Findings(findings))]
}
