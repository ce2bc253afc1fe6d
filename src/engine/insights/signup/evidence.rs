//! What the detectors look at: the marts of the subject, read once, under the parameters on screen. Counts are `f64`, as the
//! statistics want them.

use super::super::language::{capital, count};

/// A step of the chain.
#[derive(Clone, Debug, Default)]
pub struct Step {
    /// Name as the events have it.
    pub name: String,
    /// Visitors who reached it.
    pub reached: f64,
    /// Who did not go on; `None` for the last.
    pub dropped: Option<f64>,
    /// Who still may; `None` for the last.
    pub waiting: Option<f64>,
    /// Seconds to the next: median, nine in ten.
    pub seconds: Option<(f64, f64)>,
}

impl Step {
    /// Visitors who went on or cannot any more.
    pub fn decided(&self) -> f64 {
        self.reached - self.waiting.unwrap_or(0.0)
    }
}

/// A group of visitors at a step.
#[derive(Clone, Debug, Default)]
pub struct Part {
    /// Breakdown (`device`).
    pub dimension: String,
    /// Its value; Unknown where it is not known.
    pub value: String,
    /// Place of the step, from 0.
    pub step: usize,
    /// Visitors decided at the step.
    pub decided: f64,
    /// Of those, who took the next.
    pub converted: f64,
}

/// An optional step beside a step of the chain.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// Place of the step of the chain, from 0.
    pub step: usize,
    /// The optional step.
    pub name: String,
    /// Decided and converted visitors who saw it before going on.
    pub with: (f64, f64),
    /// Decided and converted visitors who did not.
    pub without: (f64, f64),
}

/// A page that visitors lost after the worst step saw last.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// Path; `None`: not known.
    pub path: Option<String>,
    /// Visitors.
    pub visitors: f64,
}

/// A phase of a type of task.
#[derive(Clone, Debug, Default)]
pub struct Phase {
    /// Type of task.
    pub kind: String,
    /// Phase.
    pub name: String,
    /// Share of the time of all completed intervals.
    pub share: f64,
    /// Share of the time of its type.
    pub share_of_type: f64,
    /// Tasks that were in it, and those still in it.
    pub tasks: (f64, f64),
    /// Median and ninetieth percentile, hours.
    pub hours: Option<(f64, f64)>,
}

/// Everything.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    /// The chain in order.
    pub steps: Vec<Step>,
    /// Groups of every breakdown at every step.
    pub parts: Vec<Part>,
    /// Optional steps beside those of the chain.
    pub seen: Vec<Seen>,
    /// Where the visitors lost after the worst step were last, most first.
    pub pages: Vec<Page>,
    /// Phases by share of time.
    pub phases: Vec<Phase>,
    /// Tasks and projects: completed, open, and completed before they were created.
    pub work: (f64, f64, f64),
    /// Visitors who reached the goal, dropped, are in progress.
    pub outcomes: (f64, f64, f64),
    /// Visitors without an account, of those who dropped.
    pub anonymous: f64,
    /// The goal.
    pub goal: String,
    /// Days of the window.
    pub window_days: i64,
    /// Whether steps count whatever their order.
    pub any_order: bool,
}

impl Evidence {
    /// The step after which most visitors were lost, the earlier on a tie; `None` where nobody was.
    pub fn worst(&self) -> Option<usize> {
        let lost = |at: &usize| self.steps[*at].dropped.unwrap_or(0.0);
        (0..self.steps.len())
            .filter(|at| lost(at) > 0.0)
            .max_by(|a, b| lost(a).total_cmp(&lost(b)).then_with(|| b.cmp(a)))
    }

    /// What the step after this one is called, in quotes.
    pub fn next(&self, step: usize) -> String {
        if self.any_order {
            return format!("a {} step", ordinal(step + 2));
        }
        self.name(step + 1)
    }

    /// A step in a sentence: `“Create account”`; in any order the number of steps that it stands for.
    pub fn name(&self, step: usize) -> String {
        if self.any_order {
            return count(step as f64 + 1.0, "step", "steps");
        }
        let name = self.steps.get(step).map(|step| label(&step.name));
        format!("“{}”", name.unwrap_or_default())
    }

    /// A step on an axis or in a table.
    pub fn title(&self, step: usize) -> String {
        if self.any_order {
            return self.name(step);
        }
        self.steps
            .get(step)
            .map_or_else(String::new, |step| label(&step.name))
    }

    /// The groups of a breakdown at a step.
    pub fn groups(&self, dimension: &str, step: usize) -> Vec<&Part> {
        self.parts
            .iter()
            .filter(|part| part.dimension == dimension && part.step == step)
            .collect()
    }
}

fn ordinal(n: usize) -> String {
    match n {
        1 => "first".to_owned(),
        2 => "second".to_owned(),
        3 => "third".to_owned(),
        n => format!("{n}th"),
    }
}

/// `CREATE_ACCOUNT` → `Create account`; what is not in capitals stays.
pub fn label(step: &str) -> String {
    if step.chars().any(char::is_lowercase) {
        return step.to_owned();
    }
    capital(&step.replace(['_', '-'], " ").to_lowercase())
}

/// A breakdown as people say it.
pub fn dimension(id: &str) -> &'static str {
    match id {
        "device" => "device",
        "country" => "country",
        "employer_industry" => "employer’s industry",
        "employer_size" => "employer’s size",
        _ => "verification method",
    }
}

/// A time in the unit that fits: `87 seconds`, `3.6 minutes`, `23 hours`, `6.4 days`.
pub fn span(seconds: f64) -> String {
    let (value, unit) = match seconds {
        s if s < 120.0 => (s, "second"),
        s if s < 7_200.0 => (s / 60.0, "minute"),
        s if s < 172_800.0 => (s / 3_600.0, "hour"),
        s => (s / 86_400.0, "day"),
    };
    let text = if value < 9.95 && unit != "second" {
        format!("{value:.1}")
    } else {
        format!("{value:.0}")
    };
    let plural = if text == "1" { "" } else { "s" };
    format!("{text} {unit}{plural}")
}
