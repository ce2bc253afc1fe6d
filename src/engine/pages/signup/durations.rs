//! How long do projects and tasks take, in which phase? Spreads by type and phase; what is open is said apart.

use super::data::Data;
use super::grid::{Grid, amount, whole, words};
use super::written;
use crate::engine::base::Arrange;
use crate::engine::base::{Result, Table};
use crate::engine::insights::language::{count, list, percent};
use crate::engine::insights::signup::{DURATIONS, span};
use crate::engine::models::signup::NONE;
use crate::protocol::{
    Axis, Block, ChartView, Hue, Section, Series, Span, Stroke, TableView, Unit,
};

/// Spreads shown at most.
const MOST: usize = 12;

/// Low, quartiles and high of a box, by column.
const BOX: [(&str, &str); 5] = [
    ("nine in ten take longer than", "p10_hours"),
    ("lower quartile", "p25_hours"),
    ("median", "median_hours"),
    ("upper quartile", "p75_hours"),
    ("nine in ten are done by", "p90_hours"),
];

/// The section; absent without projects and tasks.
pub fn section(data: &Data) -> Option<Section> {
    let [projects, tasks, phases] = &data.durations;
    let mut blocks = Vec::new();
    for (table, id, thing) in [
        (
            projects,
            "project_spread",
            ("project_type", "project", "projects"),
        ),
        (tasks, "task_spread", ("task_type", "task", "tasks")),
    ] {
        if let Some(chart) = table
            .as_ref()
            .and_then(|table| by_type(data, table, id, thing).ok()?)
        {
            blocks.push((Span::Half, Block::Chart(chart)));
        }
    }
    blocks.extend(written(data, DURATIONS));
    if let Some(chart) = phases
        .as_ref()
        .and_then(|table| by_phase(data, table).ok()?)
    {
        blocks.push((Span::Full, Block::Chart(chart)));
    }
    if !data.evidence.phases.is_empty() {
        blocks.push((Span::Full, Block::Table(slowest(data))));
    }
    if blocks.is_empty() {
        return None;
    }
    Some(Section {
        id: "durations".to_owned(),
        title: "How long do projects and tasks take, and in which phase?".to_owned(),
        intro: open_note(data),
        blocks,
    })
}

/// How much is not over yet, with how long it has taken so far.
fn open_note(data: &Data) -> String {
    let (completed, open, _) = data.evidence.work;
    if open <= 0.0 {
        return "Everything begun in the range is completed.".to_owned();
    }
    let so_far: Vec<String> = data.durations[..2]
        .iter()
        .zip(["projects", "tasks"])
        .filter_map(|(table, word)| {
            let longest = table
                .as_ref()?
                .amounts("median_open_hours")
                .ok()?
                .iter()
                .flatten();
            let longest = longest.fold(0.0, f64::max);
            (longest > 0.0).then(|| format!("{word} up to {}", span(longest * 3_600.0)))
        })
        .collect();
    format!(
        "{} of {} begun in the range {} not over and in no average. They have lasted this long so far, by the median of their type: {}.",
        count(open, "project or task", "projects and tasks"),
        crate::engine::insights::language::number(open + completed),
        if open > 1.0 { "are" } else { "is" },
        list(&so_far)
    )
}

/// Five series of a box chart over rows of a table, in days.
fn boxes(table: &Table, rows: &[usize]) -> Result<Vec<Series>> {
    let mut out = Vec::with_capacity(BOX.len());
    for (name, column) in BOX {
        let hours = table.amounts(column)?;
        let days = |row: &usize| hours.get(*row).map(|hours| hours / 24.0);
        out.push(Series {
            name: name.to_owned(),
            unit: Unit::Days,
            hue: Hue::Accent,
            stroke: Stroke::Solid,
            values: rows.iter().map(days).collect(),
        });
    }
    Ok(out)
}

fn by_type(
    data: &Data,
    table: &Table,
    id: &str,
    (kind, one, many): (&str, &str, &str),
) -> Result<Option<ChartView>> {
    let (name, completed) = (table.text(kind)?, table.integers("completed")?);
    let (median, open) = (table.amounts("median_hours")?, table.integers("open")?);
    let mut rows: Vec<usize> = (0..table.height())
        .filter(|row| completed.get(*row) > Some(0))
        .collect();
    let hours = |row: usize| median.get(row).unwrap_or(0.0);
    rows.arrange_by(|a, b| hours(*b).total_cmp(&hours(*a)));
    rows.truncate(MOST);
    let mut named = rows
        .iter()
        .filter(|row| name.get(**row) != Some(NONE))
        .peekable();
    let first = named.peek().copied().or(rows.first());
    let (Some(first), Some(last)) = (first, named.last().or(rows.last())) else {
        return Ok(None);
    };
    let text = |row: usize| name.get(row).unwrap_or_default().to_owned();
    let half = |row: usize| span(hours(row) * 3_600.0);
    let finding = if first == last {
        format!("Half of the {many} are over within {}", half(*first))
    } else {
        format!(
            "Half of the {many} of “{}” take more than {}, of “{}” {}",
            text(*first),
            half(*first),
            text(*last),
            half(*last)
        )
    };
    let model = format!("{one}_durations");
    Ok(Some(ChartView {
        id: id.to_owned(),
        kind: "box".to_owned(),
        finding,
        subtitle: format!(
            "Days from creation to completion, completed {many}, {}",
            data.range
        ),
        footnote: format!(
            "{} open and not shown.",
            count(
                open.iter().flatten().sum::<i64>() as f64,
                &format!("{one} is"),
                &format!("{many} are")
            )
        ),
        axis: Axis {
            label: "type".to_owned(),
            names: rows.iter().map(|row| text(*row)).collect(),
            samples: rows
                .iter()
                .map(|row| completed.get(*row).map(|n| n as u64))
                .collect(),
            ..Axis::default()
        },
        series: boxes(table, &rows)?,
        opens: rows
            .iter()
            .map(|row| data.link(&model, &[(kind, &text(*row))]))
            .collect(),
        ..ChartView::default()
    }))
}

fn by_phase(data: &Data, table: &Table) -> Result<Option<ChartView>> {
    let Some(first) = data.evidence.phases.first() else {
        return Ok(None);
    };
    let (kind, phase) = (table.text("task_type")?, table.text("phase")?);
    let completed = table.integers("completed")?;
    let row_of = |of: &crate::engine::insights::signup::Phase| {
        (0..table.height()).find(|row| {
            kind.get(*row) == Some(of.kind.as_str()) && phase.get(*row) == Some(of.name.as_str())
        })
    };
    let shown: Vec<usize> = data
        .evidence
        .phases
        .iter()
        .filter_map(row_of)
        .filter(|row| completed.get(*row) > Some(0))
        .take(MOST)
        .collect();
    let text = |row: usize| {
        format!(
            "{}: {}",
            kind.get(row).unwrap_or_default(),
            phase.get(row).unwrap_or_default()
        )
    };
    Ok((!shown.is_empty()).then_some(ChartView {
        id: "phase_spread".to_owned(),
        kind: "box".to_owned(),
        finding: format!(
            "The phase “{}” of “{}” holds {} of all time spent on tasks",
            first.name,
            first.kind,
            percent(first.share)
        ),
        subtitle: format!(
            "Days a task spends in a phase, largest share of all time first, {}",
            data.range
        ),
        footnote: "Visits of a task to a phase add up. Tasks still in a phase are not shown."
            .to_owned(),
        axis: Axis {
            label: "phase".to_owned(),
            names: shown.iter().map(|row| text(*row)).collect(),
            samples: shown
                .iter()
                .map(|row| completed.get(*row).map(|n| n as u64))
                .collect(),
            ..Axis::default()
        },
        series: boxes(table, &shown)?,
        ..ChartView::default()
    }))
}

fn slowest(data: &Data) -> TableView {
    let mut grid = Grid::new(
        (
            "slowest_phases",
            "Slowest phases",
            "By their share of the time of all completed intervals.",
        ),
        &[
            ("phase", Unit::Text, "The phase."),
            ("task_type", Unit::Text, "Type of the task."),
            (
                "share_of_time",
                Unit::Percent,
                "Its share of the time of all completed intervals.",
            ),
            (
                "share_of_type",
                Unit::Percent,
                "Its share of the time of its type.",
            ),
            (
                "completed",
                Unit::Count,
                "Tasks that were in it and are not any more.",
            ),
            (
                "open",
                Unit::Count,
                "Tasks still in it: how long is not known.",
            ),
            (
                "half_within",
                Unit::Days,
                "Half of the completed ones are done within this time.",
            ),
            ("nine_in_ten_within", Unit::Days, "Nine in ten of them are."),
        ],
    );
    for phase in data.evidence.phases.iter().take(MOST) {
        let time = |hours: Option<f64>| amount(hours.map(|h| h / 24.0));
        let row = grid.row(
            vec![
                words(phase.name.clone()),
                words(phase.kind.clone()),
                amount(Some(phase.share)),
                amount(Some(phase.share_of_type)),
                whole(Some(phase.tasks.0)),
                whole(Some(phase.tasks.1)),
                time(phase.hours.map(|(median, _)| median)),
                time(phase.hours.map(|(_, late)| late)),
            ],
            "No task has left the phase for good.",
        );
        let wheres = [
            ("task_type", phase.kind.as_str()),
            ("phase", phase.name.as_str()),
        ];
        grid.link(row, 4, data.link("full_task_history", &wheres));
    }
    grid.view()
}
