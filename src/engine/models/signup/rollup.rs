//! Visitors rolled up to steps: how many reached each step of the chain, how many still may reach the next, how many did
//! not. Shared by `funnel_steps` and `funnel_steps_by`, so that a breakdown counts as the whole does.

use crate::engine::base::{Column, NULL_CODE, Result, Table};

/// Visitors by the last step that they reached.
#[derive(Clone, Debug, Default)]
pub struct Steps {
    /// Reached step k (from 0), in the chain's order.
    pub reached: Vec<i64>,
    /// Reached it and not the next, and the window of the latest entry is open.
    pub in_progress: Vec<i64>,
}

impl Steps {
    fn new(chain: usize) -> Steps {
        Steps {
            reached: vec![0; chain],
            in_progress: vec![0; chain],
        }
    }

    /// Whether there is a step after this one.
    fn has_next(&self, step: usize) -> bool {
        step + 1 < self.reached.len()
    }

    /// Stopped after a step; `None` for the last.
    pub fn dropped(&self, step: usize) -> Option<i64> {
        self.has_next(step)
            .then(|| self.reached[step] - self.reached[step + 1] - self.in_progress[step])
    }

    /// In progress after a step; `None` for the last.
    pub fn waiting(&self, step: usize) -> Option<i64> {
        self.has_next(step).then(|| self.in_progress[step])
    }

    /// Reached the next step, of those whose window is over or who reached it.
    pub fn conversion(&self, step: usize) -> Option<f64> {
        let decided = self.reached[step] - self.waiting(step)?;
        (decided > 0).then(|| self.reached[step + 1] as f64 / decided as f64)
    }

    /// Of those who entered.
    pub fn overall(&self, step: usize) -> Option<f64> {
        (self.reached[0] > 0).then(|| self.reached[step] as f64 / self.reached[0] as f64)
    }

    /// The step after which most visitors dropped; the earlier on a tie; `None` where nobody did.
    pub fn largest(&self) -> Option<usize> {
        let losses = (0..self.reached.len()).filter_map(|step| Some((step, self.dropped(step)?)));
        losses
            .filter(|(_, dropped)| *dropped > 0)
            .max_by_key(|(step, dropped)| (*dropped, std::cmp::Reverse(*step)))
            .map(|(step, _)| step)
    }
}

/// Rolls visitors up by group: a group a row of `visitors`, `NULL_CODE` for a row that takes no part.
pub fn roll_up(visitors: &Table, chain: usize, ids: &[u32], groups: usize) -> Result<Vec<Steps>> {
    let reached = visitors.integers("steps_reached")?;
    let open = visitors.flags("is_window_open")?;
    let mut out = vec![Steps::new(chain); groups];
    for (row, id) in ids.iter().enumerate().filter(|(_, id)| **id != NULL_CODE) {
        let level = (reached.get(row).unwrap_or(0) as usize).min(chain);
        let Some(last) = level.checked_sub(1) else {
            continue;
        };
        let steps = &mut out[*id as usize];
        steps.reached[last] += 1;
        if level < chain && open.get(row) == Some(true) {
            steps.in_progress[last] += 1;
        }
    }
    // Who reached a step reached those before it.
    for steps in &mut out {
        for step in (1..chain).rev() {
            steps.reached[step - 1] += steps.reached[step];
        }
    }
    Ok(out)
}

/// The columns that both tables have, from (steps of a group, step) a row; `None` for an optional step.
pub fn columns(rows: &[(&Steps, Option<usize>)]) -> Vec<Column> {
    let whole = |name: &str, value: &dyn Fn(&Steps, usize) -> Option<i64>| {
        Column::integers(name, rows.iter().map(|(steps, at)| value(steps, (*at)?)))
    };
    let rate = |name: &str, value: &dyn Fn(&Steps, usize) -> Option<f64>| {
        Column::amounts(name, rows.iter().map(|(steps, at)| value(steps, (*at)?)))
    };
    vec![
        whole("step_order", &|_, at| Some(at as i64 + 1)),
        whole("reached", &|steps, at| Some(steps.reached[at])),
        whole("dropped_before_next", &Steps::dropped),
        whole("in_progress", &Steps::waiting),
        rate("step_conversion_rate", &Steps::conversion),
        rate("overall_conversion_rate", &Steps::overall),
    ]
}

/// Offences against what must hold between the steps of one funnel: reached never rises, and
/// reached(k) = reached(k + 1) + dropped + in progress. `group` names the columns that tell funnels apart.
pub fn broken(table: &Table, group: &[&str]) -> Result<Vec<String>> {
    let keys: Vec<&str> = group.iter().copied().chain(["step_order"]).collect();
    let order: Vec<(&str, bool)> = keys.iter().map(|key| (*key, false)).collect();
    let rows = table.order_by(&order)?;
    let (step, reached) = (table.integers("step_order")?, table.integers("reached")?);
    let (dropped, waiting) = (
        table.integers("dropped_before_next")?,
        table.integers("in_progress")?,
    );
    let name = table.text("step_name")?;
    let mut out = Vec::new();
    for pair in rows.windows(2) {
        let (a, b) = (pair[0] as usize, pair[1] as usize);
        // A new funnel begins with step 1, and optional steps have no order.
        let (Some(_), Some(next)) = (step.get(a), step.get(b)) else {
            continue;
        };
        if next == 1 {
            continue;
        }
        let (before, after) = (reached.get(a).unwrap_or(0), reached.get(b).unwrap_or(0));
        let rest = dropped.get(a).unwrap_or(0) + waiting.get(a).unwrap_or(0);
        if after > before || before != after + rest {
            out.push(name.get(a).unwrap_or_default().to_owned());
        }
    }
    Ok(out)
}
