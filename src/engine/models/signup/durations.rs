//! How long things take: intervals from a history of entries, and their distribution. Shared by projects and tasks.
//!
//! A state lasts to the next entry, else to the completion, else it is open: right-censored, counted apart and never
//! averaged in. An entry after the completion lasts no time. Hours are exact fractions of milliseconds.

use super::journeys::{Journeys, newest, row_of, rows_by_code};
use super::quantiles::{mean, quantile};
use crate::engine::base::{Column, ColumnSpec, Result, Table};
use crate::engine::warehouse::Build;
use crate::protocol::{Day, Range};

const HOUR_MS: f64 = 3_600_000.0;
const DAY_MS: i64 = 86_400_000;

/// Projects or tasks: where their rows are and what they are called.
#[derive(Clone, Copy)]
pub struct Things {
    /// Model with one row a thing.
    pub model: &'static str,
    /// Model with one row an entry into a state.
    pub history: &'static str,
    /// Id, in both.
    pub id: &'static str,
    /// Type of a thing.
    pub kind: &'static str,
    /// State entered.
    pub state: &'static str,
    /// When it was entered.
    pub entered: &'static str,
}

/// Projects and their statuses.
pub const PROJECTS: Things = Things {
    model: "stg_projects",
    history: "stg_project_history",
    id: "project_id",
    kind: "project_type",
    state: "status",
    entered: "changed_at",
};

/// Tasks and their phases.
pub const TASKS: Things = Things {
    model: "stg_tasks",
    history: "stg_task_history",
    id: "task_id",
    kind: "task_type",
    state: "phase",
    entered: "entered_at",
};

/// One row an interval: id, `visit`, type, state, `hours`, `is_open`, `created_at`, `entered_at`, `left_at`.
pub fn intervals(build: &Build<'_>, things: Things) -> Result<Table> {
    let (items, history) = (build.model(things.model)?, build.model(things.history)?);
    let id = history.text(things.id)?;
    let entered = history.integers(things.entered)?.values;
    let source_row = history.integers(super::SOURCE_ROW.name)?.values;
    let items_by_id = rows_by_code(items.text(things.id)?, id.dict);
    let completed = items.integers("completed_at")?;
    let created = items.integers("created_at")?;
    // A dictionary may repeat itself: entries of one thing have one code here.
    let codes = crate::engine::warehouse::rollup::distinct_codes(id);
    let mut rows = Vec::with_capacity(history.height());
    let mut visits = Vec::with_capacity(history.height());
    let mut left = Vec::with_capacity(history.height());
    let mut item_rows = Vec::with_capacity(history.height());
    for (code, group) in Journeys::grouped(codes.codes(), id.dict.len()).iter() {
        let mut group = group.to_vec();
        group.sort_unstable_by_key(|row| (entered[*row as usize], source_row[*row as usize]));
        let item = row_of(&items_by_id, code);
        let end = item.and_then(|row| completed.get(row));
        for (place, row) in group.iter().enumerate() {
            let next = group.get(place + 1).map(|next| entered[*next as usize]);
            let from = entered[*row as usize];
            left.push(next.or(end.map(|end| end.max(from))));
            rows.push(*row);
            visits.push(place as i64 + 1);
            item_rows.push(item);
        }
    }
    let history = history.take(&rows)?;
    let from = history.integers(things.entered)?.values;
    let kind = items.text(things.kind)?;
    let kinds = super::journeys::brought(kind, &item_rows);
    let created = item_rows.iter().map(|row| created.get((*row)?));
    let hours = left
        .iter()
        .zip(from)
        .map(|(to, from)| Some(hours(*from, (*to)?)));
    Table::new(vec![
        history.column(things.id)?,
        Column::integers_dense("visit", visits),
        Column::text(things.kind, kinds, kind.dict.clone()),
        history.column(things.state)?,
        Column::amounts("hours", hours),
        Column::flags("is_open", left.iter().map(|to| Some(to.is_none()))),
        Column::timestamps("created_at", created),
        history.column(things.entered)?.renamed("entered_at"),
        Column::timestamps("left_at", left.iter().copied()),
    ])
}

/// Hours between two moments.
pub fn hours(from: i64, to: i64) -> f64 {
    (to - from) as f64 / HOUR_MS
}

/// Whether a moment lies in the range; an unknown one does in the open range alone.
pub fn in_range(range: Range, at: Option<i64>) -> bool {
    range == Range::default()
        || at.is_some_and(|at| range.contains(Day(at.div_euclid(DAY_MS) as i32)))
}

/// Durations of a group.
#[derive(Clone, Debug, Default)]
pub struct Group {
    /// Hours of the completed ones.
    pub completed: Vec<f64>,
    /// Hours since the open ones began, up to the newest moment of the data.
    pub open: Vec<f64>,
    /// Completed before they were created.
    pub unusable: i64,
}

/// Durations of things from creation to completion, by type: names and groups, a null type last.
pub fn by_kind<'a>(
    build: &'a Build<'_>,
    things: Things,
    range: Range,
) -> Result<Vec<(Option<&'a str>, Group)>> {
    let items = build.model(things.model)?;
    let now = now(build, things)?;
    let kind = items.text(things.kind)?;
    let codes = crate::engine::warehouse::rollup::distinct_codes(kind);
    let (created, completed) = (
        items.integers("created_at")?,
        items.integers("completed_at")?,
    );
    let mut groups = vec![Group::default(); kind.dict.len() + 1];
    let mut present = vec![false; kind.dict.len() + 1];
    for (row, code) in codes.codes().iter().enumerate() {
        let Some(from) = created.get(row).filter(|at| in_range(range, Some(*at))) else {
            continue;
        };
        let at = (code as usize).min(kind.dict.len());
        present[at] = true;
        match completed.get(row) {
            Some(to) if to < from => groups[at].unusable += 1,
            Some(to) => groups[at].completed.push(hours(from, to)),
            None => groups[at].open.push(hours(from, now)),
        }
    }
    let names = kind.dict.iter().map(Some).chain([None]);
    let shown = names
        .zip(groups)
        .zip(present)
        .filter(|(_, present)| *present);
    Ok(shown.map(|(group, _)| group).collect())
}

/// The newest moment of the data: how far open things are known to have come.
pub fn now(build: &Build<'_>, things: Things) -> Result<i64> {
    let (items, history) = (build.model(things.model)?, build.model(things.history)?);
    let moments = [
        items.integers("created_at")?,
        items.integers("completed_at")?,
        history.integers(things.entered)?,
    ];
    Ok(newest(&moments).unwrap_or(0))
}

/// Statistics of groups by the names of their columns.
pub fn statistics(specs: &[ColumnSpec], groups: &mut [Group]) -> Vec<Column> {
    for group in groups.iter_mut() {
        group.completed.sort_unstable_by(f64::total_cmp);
        group.open.sort_unstable_by(f64::total_cmp);
    }
    let number = |name: &str, of: &dyn Fn(&Group) -> Option<f64>| {
        Column::amounts(name, groups.iter().map(of))
    };
    let count = |name: &str, of: &dyn Fn(&Group) -> i64| {
        Column::integers_dense(name, groups.iter().map(of).collect())
    };
    let mut out = Vec::new();
    for spec in specs {
        let name = spec.name;
        let share = match name {
            "p10_hours" => 0.1,
            "p25_hours" => 0.25,
            "p75_hours" => 0.75,
            "p90_hours" => 0.9,
            _ => 0.5,
        };
        out.push(match name {
            "completed" => count(name, &|group| group.completed.len() as i64),
            "open" => count(name, &|group| group.open.len() as i64),
            "unusable" => count(name, &|group| group.unusable),
            "mean_hours" => number(name, &|group| mean(&group.completed)),
            "median_open_hours" => number(name, &|group| quantile(&group.open, share)),
            _ => number(name, &|group| quantile(&group.completed, share)),
        });
    }
    out
}

/// A text of each group, null as `(none)`.
pub fn named<'a>(name: &str, values: impl IntoIterator<Item = Option<&'a str>>) -> Column {
    let values = values
        .into_iter()
        .map(|value| Some(value.unwrap_or(super::NONE)));
    Column::text_of(name, values)
}
