//! The step that loses most visitors, and how sure that is.

use super::super::language::{capital, count, number, percent, sample};
use super::super::stats::{gap_by_chance, one_in, wilson};
use super::{Evidence, label};
use crate::protocol::{Finding, Tone};

/// Lost and decided visitors of a step, and the 95 % interval of the share, in words.
pub fn stays_lost(evidence: &Evidence, step: usize) -> Option<(f64, f64, String)> {
    let step = evidence.steps.get(step)?;
    let (lost, decided) = (step.dropped?, step.decided());
    let (low, high) = wilson(lost, decided)?;
    let interval = format!(
        "19 times in 20 the true share lies between {} and {}",
        percent(low),
        percent(high)
    );
    Some((lost, decided, interval))
}

/// Visitors lost after the goal, who count as won; in any order a place of the chain is no step, so nobody.
fn after_goal(evidence: &Evidence) -> f64 {
    if evidence.any_order {
        return 0.0;
    }
    let steps = evidence.steps.iter();
    steps
        .skip_while(|step| step.name != evidence.goal)
        .filter_map(|step| step.dropped)
        .sum()
}

/// One finding, or that nobody was lost.
pub fn find(evidence: &Evidence) -> Vec<Finding> {
    let Some(worst) = evidence.worst() else {
        return Vec::new();
    };
    let Some((lost, decided, interval)) = stays_lost(evidence, worst) else {
        return Vec::new();
    };
    let all: f64 = evidence.steps.iter().filter_map(|step| step.dropped).sum();
    let late = after_goal(evidence);
    let of_them = if late > 0.0 {
        format!(
            ", {} of them after “{}”",
            number(late),
            label(&evidence.goal)
        )
    } else {
        String::new()
    };
    // The step that loses the largest share of those who are decided there may be another.
    let steepest = (0..evidence.steps.len())
        .filter(|at| *at != worst)
        .filter_map(|at| Some((at, stays_lost(evidence, at)?)))
        .max_by(|a, b| (a.1.0 / a.1.1).total_cmp(&(b.1.0 / b.1.1)));
    let against = steepest.map_or_else(String::new, |(at, (k, n, _))| {
        let word = if k / n > lost / decided {
            "A larger share is lost"
        } else {
            "Next by share"
        };
        let chance = gap_by_chance(lost, decided, k, n)
            .map(|p| format!(" A gap this wide comes up by chance {}.", one_in(p)))
            .unwrap_or_default();
        format!(
            " {word} before {}: {} of {} ({}).{chance}",
            evidence.next(at),
            number(k),
            number(n),
            percent(k / n)
        )
    });
    vec![Finding {
        sentence: capital(&format!(
            "{} of {} who reached {} never took {} ({}): the largest loss of any step.",
            number(lost),
            count(decided, "visitor", "visitors"),
            evidence.name(worst),
            evidence.next(worst),
            percent(lost / decided),
        )),
        evidence: format!(
            "That is {} of all {} at any step{of_them}.{against}",
            percent(lost / all),
            count(all, "loss", "losses"),
        ),
        tone: Tone::Bad,
        confidence: format!("{}; {interval}", sample(decided, "visitor", "visitors")),
        assumption: format!(
            "Who may still go on within {} is left out of the share.",
            count(evidence.window_days as f64, "day", "days")
        ),
        table: "funnel_steps".to_owned(),
        chart: "signup_funnel".to_owned(),
        weight: lost,
        ..Finding::default()
    }]
}
