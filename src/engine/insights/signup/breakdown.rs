//! Which groups of visitors are lost more often at the worst step, each tested against the rest of its breakdown.
//!
//! The breakdown that matters most is the one whose worst group would keep most visitors at the rate of the others. Chance is
//! judged for as many comparisons as are made. Groups that are not known are left out of the test and said.

use super::super::language::{capital, count, list, number, percent, sample};
use super::super::stats::{SMALL, gap_by_chance, one_in, wilson};
use super::{Evidence, Part, dimension};
use crate::engine::models::signup::UNKNOWN;
use crate::engine::models::signup::funnel_steps_by::DIMENSIONS;
use crate::protocol::{Finding, Tone};

/// The worst group of a breakdown against the others.
#[derive(Clone, Debug)]
pub struct Contrast {
    /// Breakdown.
    pub dimension: &'static str,
    /// The worst group.
    pub value: String,
    /// Decided and converted visitors of the worst group.
    pub worst: (f64, f64),
    /// Of the other known groups.
    pub rest: (f64, f64),
    /// Visitors who would have gone on at the rate of the others.
    pub excess: f64,
    /// How likely a gap at least this wide is by chance, for all comparisons of the breakdown together.
    pub chance: f64,
    /// Share of the decided visitors whose value is known, among those who went on and those lost.
    pub known: (f64, f64),
}

impl Contrast {
    /// Whether chance is an unlikely explanation.
    pub fn is_clear(&self) -> bool {
        self.chance < 0.01
    }

    /// Rate of the worst group and of the others.
    pub fn rates(&self) -> (f64, f64) {
        (self.worst.1 / self.worst.0, self.rest.1 / self.rest.0)
    }

    /// Whether those lost are known much less often than those who went on, so that rates of groups flatter.
    pub fn is_selective(&self) -> bool {
        self.known.0 - self.known.1 > 0.1
    }
}

/// The worst known group of a breakdown at a step; `None` with fewer than two groups of enough visitors.
pub fn contrast(evidence: &Evidence, id: &'static str, step: usize) -> Option<Contrast> {
    let groups = evidence.groups(id, step);
    let known: Vec<&&Part> = groups
        .iter()
        .filter(|part| part.value != UNKNOWN && part.decided > 0.0)
        .collect();
    let sum = |parts: &mut dyn Iterator<Item = &Part>| {
        parts.fold((0.0, 0.0), |sum, part| {
            (sum.0 + part.decided, sum.1 + part.converted)
        })
    };
    let all = sum(&mut known.iter().map(|part| **part));
    let everybody = sum(&mut groups.iter().copied());
    let tested: Vec<(&Part, f64, f64)> = known
        .iter()
        .filter(|part| part.decided >= SMALL)
        .filter_map(|part| {
            let rest = (all.0 - part.decided, all.1 - part.converted);
            let chance = gap_by_chance(part.converted, part.decided, rest.1, rest.0)?;
            let excess = rest.1 / rest.0 * part.decided - part.converted;
            Some((**part, excess, chance))
        })
        .collect();
    let comparisons = tested.len() as f64;
    let (part, excess, chance) = tested
        .into_iter()
        .filter(|(_, excess, _)| *excess > 0.0)
        .max_by(|a, b| a.1.total_cmp(&b.1).then_with(|| b.0.value.cmp(&a.0.value)))?;
    let share = |known: f64, of: f64| if of > 0.0 { known / of } else { 0.0 };
    Some(Contrast {
        dimension: id,
        value: part.value.clone(),
        worst: (part.decided, part.converted),
        rest: (all.0 - part.decided, all.1 - part.converted),
        excess,
        chance: (chance * comparisons).min(1.0),
        known: (
            share(all.1, everybody.1),
            share(all.0 - all.1, everybody.0 - everybody.1),
        ),
    })
}

/// One finding a breakdown that makes a clear difference, and one that names those that make none.
pub fn find(evidence: &Evidence) -> Vec<Finding> {
    let Some(worst) = evidence.worst() else {
        return Vec::new();
    };
    let contrasts: Vec<Contrast> = DIMENSIONS
        .iter()
        .filter_map(|(id, _)| contrast(evidence, id, worst))
        .collect();
    let (clear, even): (Vec<&Contrast>, Vec<&Contrast>) =
        contrasts.iter().partition(|contrast| contrast.is_clear());
    let mut out: Vec<Finding> = clear
        .iter()
        .map(|c| clear_case(evidence, worst, c))
        .collect();
    if !even.is_empty() {
        let names: Vec<&str> = even.iter().map(|c| dimension(c.dimension)).collect();
        let gaps: Vec<String> = even
            .iter()
            .map(|c| {
                let (rate, others) = c.rates();
                let group = format!("{} {}", dimension(c.dimension), c.value);
                format!("{group}: {} against {}", percent(rate), percent(others))
            })
            .collect();
        out.push(Finding {
            sentence: format!(
                "{} {} no clear difference at this step: the gaps are within what chance gives.",
                capital(&list(&names)),
                if names.len() == 1 { "makes" } else { "make" }
            ),
            evidence: format!("The widest gaps: {}.", list(&gaps)),
            tone: Tone::Neutral,
            table: "funnel_steps_by".to_owned(),
            chart: "loss_by_group".to_owned(),
            ..Finding::default()
        });
    }
    out
}

fn clear_case(evidence: &Evidence, step: usize, case: &Contrast) -> Finding {
    let (rate, others) = case.rates();
    let range = wilson(case.worst.1, case.worst.0).map_or_else(String::new, |(low, high)| {
        format!(
            "; 19 times in 20 the true rate lies between {} and {}",
            percent(low),
            percent(high)
        )
    });
    let assumption = if case.is_selective() {
        format!(
            "The {} is known of {} of those who went on, but of {} of those lost: the rates flatter every group alike.",
            dimension(case.dimension),
            percent(case.known.0),
            percent(case.known.1)
        )
    } else {
        "The groups may differ in other ways, too: this is a comparison, not an experiment."
            .to_owned()
    };
    Finding {
        sentence: format!(
            "By {}, {} goes on to {} least: {} against {} of the others.",
            dimension(case.dimension),
            case.value,
            evidence.next(step),
            percent(rate),
            percent(others)
        ),
        evidence: format!(
            "{} of {} went on. At the rate of the others {} more would have. A gap this wide comes up by chance {}.",
            number(case.worst.1),
            count(case.worst.0, "visitor", "visitors"),
            number(case.excess.round()),
            one_in(case.chance)
        ),
        tone: Tone::Warn,
        confidence: format!("{}{range}", sample(case.worst.0, "visitor", "visitors")),
        assumption,
        table: "funnel_steps_by".to_owned(),
        chart: "loss_by_group".to_owned(),
        weight: case.excess,
        ..Finding::default()
    }
}
