//! Explanations that a product team raises for the largest loss: what each predicts, and what the data says to that. A
//! verdict is for, against or open; none of them is proof, since nothing here was an experiment.

use super::super::language::{count, number, percent};
use super::super::stats::{SMALL, gap_by_chance, one_in, wilson};
use super::{Evidence, contrast, label, span};
use crate::engine::models::signup::funnel_steps_by::DIMENSIONS;
use crate::protocol::Tone;

/// How the data stands to a prediction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It came true.
    For,
    /// It did not.
    Against,
    /// It cannot be told.
    Open,
}

impl Verdict {
    /// In words.
    pub fn word(self) -> &'static str {
        match self {
            Verdict::For => "speaks for it",
            Verdict::Against => "speaks against it",
            Verdict::Open => "cannot be told",
        }
    }

    fn of(is_so: bool) -> Verdict {
        if is_so {
            Verdict::For
        } else {
            Verdict::Against
        }
    }
}

/// A prediction and what the data says.
#[derive(Clone, Debug)]
pub struct Prediction {
    /// What would be seen if the explanation held.
    pub says: &'static str,
    /// What is seen, with numbers.
    pub seen: String,
    /// Visitors that it rests on.
    pub visitors: f64,
    /// The verdict.
    pub verdict: Verdict,
}

/// An explanation with its predictions.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// Id.
    pub id: &'static str,
    /// The explanation as somebody would say it.
    pub claim: &'static str,
    /// Predictions.
    pub predictions: Vec<Prediction>,
}

impl Explanation {
    /// The predictions weighed: how many speak for and against.
    pub fn tally(&self) -> (usize, usize) {
        let count = |verdict| {
            let same = self.predictions.iter().filter(|p| p.verdict == verdict);
            same.count()
        };
        (count(Verdict::For), count(Verdict::Against))
    }

    /// In a sentence.
    pub fn sentence(&self) -> String {
        let all = self.predictions.len();
        match self.tally() {
            (0, 0) => format!("{}: the data cannot tell.", self.claim),
            (yes, 0) => format!(
                "{}: {yes} of {all} predictions came true, none failed.",
                self.claim
            ),
            (0, no) => format!(
                "{}: {no} of {all} predictions failed, none came true.",
                self.claim
            ),
            (yes, no) => format!(
                "{}: mixed, {yes} of {all} predictions came true and {no} failed.",
                self.claim
            ),
        }
    }

    /// Good and bad mean nothing here; a held explanation is worth a look.
    pub fn tone(&self) -> Tone {
        match self.tally() {
            (yes, no) if yes > no => Tone::Warn,
            _ => Tone::Neutral,
        }
    }
}

/// The four explanations at the worst step; empty where nobody was lost.
pub fn explanations(evidence: &Evidence) -> Vec<Explanation> {
    let Some(worst) = evidence.worst() else {
        return Vec::new();
    };
    let all = [
        Explanation {
            id: "eligibility",
            claim: "The eligibility check turns people away",
            predictions: eligibility(evidence, worst),
        },
        Explanation {
            id: "unclear",
            claim: "It is not clear what to do next",
            predictions: unclear(evidence, worst),
        },
        Explanation {
            id: "mobile",
            claim: "It is harder on a mobile device",
            predictions: mobile(evidence, worst),
        },
        Explanation {
            id: "slow",
            claim: "Steps that take long lose people",
            predictions: slow(evidence, worst),
        },
    ];
    all.into_iter()
        .filter(|e| !e.predictions.is_empty())
        .collect()
}

fn is_check(name: &str) -> bool {
    let name = name.to_uppercase();
    ["ELIGIB", "VERIF"].iter().any(|part| name.contains(part))
}

fn is_failure(name: &str) -> bool {
    let name = name.to_uppercase();
    ["FAIL", "ERROR", "REJECT", "DENIED"]
        .iter()
        .any(|part| name.contains(part))
}

fn eligibility(evidence: &Evidence, worst: usize) -> Vec<Prediction> {
    // In any order a place of the chain is a number of steps, not a step.
    if evidence.any_order {
        return Vec::new();
    }
    let Some(check) = evidence.steps.iter().position(|step| is_check(&step.name)) else {
        return Vec::new();
    };
    let mut out = Vec::new();
    if let Some(before) = check.checked_sub(1) {
        let step = &evidence.steps[before];
        out.push(Prediction {
            says: "Most visitors are lost before the check is passed.",
            seen: format!(
                "{} lost before {}; most are lost before {}.",
                number(step.dropped.unwrap_or(0.0)),
                evidence.next(before),
                evidence.next(worst)
            ),
            visitors: step.decided(),
            verdict: Verdict::of(before == worst),
        });
        if let Some(case) = contrast(evidence, "verification_method", before) {
            let (rate, others) = case.rates();
            out.push(Prediction {
                says: "How many pass depends on how eligibility is verified.",
                seen: format!(
                    "{}: {} pass, against {} with the other methods; by chance {}.",
                    case.value,
                    percent(rate),
                    percent(others),
                    one_in(case.chance)
                ),
                visitors: case.worst.0 + case.rest.0,
                verdict: Verdict::of(case.is_clear()),
            });
        }
        out.extend(failures(evidence, before));
    }
    out
}

/// Optional steps that tell of a failed check.
fn failures(evidence: &Evidence, step: usize) -> Option<Prediction> {
    let seen = evidence
        .seen
        .iter()
        .find(|seen| seen.step == step && is_failure(&seen.name) && seen.with.0 > 0.0)?;
    let chance = gap_by_chance(seen.with.1, seen.with.0, seen.without.1, seen.without.0)?;
    let (with, without) = (seen.with.1 / seen.with.0, seen.without.1 / seen.without.0);
    Some(Prediction {
        says: "Who fails the check once goes on less often.",
        seen: format!(
            "{} of the {} with “{}” went on, {} of the others; by chance {}.",
            percent(with),
            number(seen.with.0),
            label(&seen.name),
            percent(without),
            one_in(chance)
        ),
        visitors: seen.with.0 + seen.without.0,
        verdict: if seen.with.0 < SMALL {
            Verdict::Open
        } else {
            Verdict::of(with < without && chance < 0.01)
        },
    })
}

fn unclear(evidence: &Evidence, worst: usize) -> Vec<Prediction> {
    let lost: f64 = evidence.pages.iter().map(|page| page.visitors).sum();
    let mut out = Vec::new();
    if let Some(first) = evidence.pages.iter().find(|page| page.path.is_some()) {
        // Tries and help are events after the step itself: who has none left where the step was taken.
        let tried: f64 = evidence
            .seen
            .iter()
            .filter(|seen| seen.step == worst && is_failure(&seen.name))
            .map(|seen| seen.with.0 - seen.with.1)
            .sum();
        out.push(Prediction {
            says: "Most of those lost left without trying to go on.",
            seen: format!(
                "{} of the {} lost had a failed try before they left; the page most saw last is {} ({}).",
                percent(tried / lost),
                number(lost),
                first.path.as_deref().unwrap_or_default(),
                percent(first.visitors / lost)
            ),
            visitors: lost,
            verdict: match wilson(tried, lost) {
                Some((low, _)) if tried > 0.0 && low > 0.5 => Verdict::Against,
                Some((_, high)) if tried > 0.0 && high < 0.5 => Verdict::For,
                _ => Verdict::Open,
            },
        });
    }
    let clear: Vec<String> = DIMENSIONS
        .iter()
        .filter_map(|(id, _)| contrast(evidence, id, worst))
        .filter(super::Contrast::is_clear)
        .map(|case| super::dimension(case.dimension).to_owned())
        .collect();
    let decided = evidence.steps[worst].decided();
    out.push(Prediction {
        says: "Everybody is lost alike, whatever the device or the employer: all see the same page.",
        seen: if clear.is_empty() {
            "No breakdown makes a clear difference.".to_owned()
        } else {
            format!("The loss differs clearly by {}.", super::super::language::list(&clear))
        },
        visitors: decided,
        verdict: Verdict::of(clear.is_empty()),
    });
    out
}

fn mobile(evidence: &Evidence, worst: usize) -> Vec<Prediction> {
    let rates = |step: usize| {
        let groups = evidence.groups("device", step);
        let mobile = groups
            .iter()
            .find(|part| part.value.to_lowercase().contains("mobile"))?;
        let rest = groups
            .iter()
            .filter(|part| {
                part.value != mobile.value && part.value != crate::engine::models::signup::UNKNOWN
            })
            .fold((0.0, 0.0), |sum, part| {
                (sum.0 + part.decided, sum.1 + part.converted)
            });
        let chance = gap_by_chance(mobile.converted, mobile.decided, rest.1, rest.0)?;
        Some(((mobile.decided, mobile.converted), rest, chance))
    };
    let mut out = Vec::new();
    if let Some((here, rest, chance)) = rates(worst) {
        out.push(Prediction {
            says: "Visitors on mobile devices are lost more often at the worst step.",
            seen: format!(
                "{} go on on mobile devices, {} on others; by chance {}.",
                percent(here.1 / here.0),
                percent(rest.1 / rest.0),
                one_in(chance)
            ),
            visitors: here.0 + rest.0,
            verdict: Verdict::of(here.1 / here.0 < rest.1 / rest.0 && chance < 0.01),
        });
    }
    // If the device as such were the reason, the other steps would show it, too.
    let others: Vec<(bool, f64)> = (0..evidence.steps.len())
        .filter(|step| *step != worst)
        .filter_map(|step| {
            let (here, rest, chance) = rates(step)?;
            Some((
                here.1 / here.0 < rest.1 / rest.0 && chance < 0.01,
                here.0 + rest.0,
            ))
        })
        .collect();
    if !others.is_empty() {
        let clear = others.iter().filter(|(is_clear, _)| *is_clear).count();
        out.push(Prediction {
            says: "The other steps are clearly worse on mobile devices, too.",
            seen: format!(
                "{} of {} are.",
                clear,
                count(others.len() as f64, "other step", "other steps")
            ),
            visitors: others.iter().map(|(_, n)| *n).fold(0.0, f64::max),
            verdict: Verdict::of(clear * 2 > others.len()),
        });
    }
    out
}

fn slow(evidence: &Evidence, worst: usize) -> Vec<Prediction> {
    let timed: Vec<(usize, f64)> = evidence
        .steps
        .iter()
        .enumerate()
        .filter_map(|(at, step)| Some((at, step.seconds?.0)))
        .collect();
    let Some((slowest, seconds)) = timed
        .iter()
        .copied()
        .max_by(|a, b| a.1.total_cmp(&b.1).then_with(|| b.0.cmp(&a.0)))
    else {
        return Vec::new();
    };
    if timed.len() < 2 {
        return Vec::new();
    }
    let here = evidence.steps[worst]
        .seconds
        .map_or(0.0, |(median, _)| median);
    vec![Prediction {
        says: "The step that takes longest loses most.",
        seen: format!(
            "From {} to {} takes longest ({} for half of those who take it); most are lost from {} to {}, which takes {}. {} are too few to say more.",
            evidence.name(slowest),
            evidence.next(slowest),
            span(seconds),
            evidence.name(worst),
            evidence.next(worst),
            span(here),
            count(timed.len() as f64, "step", "steps")
        ),
        visitors: evidence.steps[slowest].decided(),
        verdict: Verdict::of(slowest == worst),
    }]
}
