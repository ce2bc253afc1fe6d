//! Which breakdown explains the largest loss? The rate at that step by group, each breakdown tested against chance.

use super::data::Data;
use super::grid::{Grid, amount, whole, words};
use super::written;
use crate::engine::insights::language::percent;
use crate::engine::insights::signup::{FUNNEL, Part, contrast, dimension};
use crate::engine::insights::stats::{SMALL, wilson};
use crate::engine::models::signup::UNKNOWN;
use crate::engine::models::signup::funnel_steps_by::DIMENSIONS;
use crate::protocol::{
    Axis, Block, ChartView, Hue, Reference, Section, Series, Span, Stroke, TableView, Unit,
};

/// More groups than this belong to the table's own page.
const MOST: usize = 12;

/// The section; absent where nobody was lost.
pub fn section(data: &Data) -> Option<Section> {
    let worst = data.evidence.worst()?;
    let mut groups = data.evidence.groups(data.by, worst);
    groups.retain(|part| part.decided > 0.0);
    let known = groups.iter().any(|part| part.value != UNKNOWN);
    let mut blocks = Vec::new();
    if known {
        groups.sort_by(|a, b| {
            (a.converted / a.decided)
                .total_cmp(&(b.converted / b.decided))
                .then_with(|| a.value.cmp(&b.value))
        });
        groups.truncate(MOST);
        blocks.push((Span::Half, Block::Chart(chart(data, worst, &groups))));
        blocks.push((Span::Half, Block::Table(table(data, worst, &groups))));
    } else {
        blocks.push((
            Span::Full,
            Block::Note(format!(
                "The {} of no visitor is known.",
                dimension(data.by)
            )),
        ));
    }
    blocks.extend(written(data, &FUNNEL[1..]));
    if known {
        blocks.push((Span::Full, Block::Chart(every_step(data, &groups))));
    }
    Some(Section {
        id: "groups".to_owned(),
        title: "Who is lost there more than others?".to_owned(),
        intro: format!(
            "Visitors who went on to {}, of those decided. All five breakdowns are tested; the control shows one.",
            data.evidence.next(worst)
        ),
        blocks,
    })
}

fn chart(data: &Data, worst: usize, groups: &[&Part]) -> ChartView {
    let step = &data.evidence.steps[worst];
    let all = 1.0 - step.dropped.unwrap_or(0.0) / step.decided();
    let case = DIMENSIONS
        .iter()
        .find(|(id, _)| *id == data.by)
        .and_then(|(id, _)| contrast(&data.evidence, id, worst));
    let finding = match &case {
        Some(case) if case.is_clear() => format!(
            "{}: {} go on, {} of the others",
            case.value,
            percent(case.rates().0),
            percent(case.rates().1)
        ),
        _ => format!(
            "By {} the gaps are within what chance gives",
            dimension(data.by)
        ),
    };
    let hue = |part: &&Part| match &case {
        Some(case) if case.is_clear() && case.value == part.value => Hue::Bad,
        _ if part.value == UNKNOWN => Hue::Muted,
        _ => Hue::Accent,
    };
    ChartView {
        id: "loss_by_group".to_owned(),
        kind: "bars".to_owned(),
        finding,
        subtitle: format!(
            "Went on from {} to {}, %, by {}, {}",
            data.evidence.name(worst),
            data.evidence.next(worst),
            dimension(data.by),
            data.range
        ),
        footnote: unknown_note(data, worst),
        axis: Axis {
            label: dimension(data.by).to_owned(),
            names: groups.iter().map(|part| part.value.clone()).collect(),
            hues: groups.iter().map(hue).collect(),
            samples: groups
                .iter()
                .map(|part| Some(part.decided as u64))
                .collect(),
            ..Axis::default()
        },
        series: vec![Series {
            name: "went on".to_owned(),
            unit: Unit::Percent,
            hue: Hue::Accent,
            stroke: Stroke::Solid,
            values: groups
                .iter()
                .map(|part| Some(part.converted / part.decided))
                .collect(),
        }],
        references: vec![Reference {
            label: format!("all {}", percent(all)),
            value: all,
        }],
        ..ChartView::default()
    }
}

/// The rate at every step by group: the first block of series holds rates, the second the decided visitors behind them.
fn every_step(data: &Data, groups: &[&Part]) -> ChartView {
    let last = data.evidence.steps.len().saturating_sub(1);
    let row = |group: &Part, is_sample: bool| Series {
        name: if is_sample {
            format!("{}, decided", group.value)
        } else {
            group.value.clone()
        },
        unit: if is_sample {
            Unit::Count
        } else {
            Unit::Percent
        },
        hue: Hue::Accent,
        stroke: if is_sample {
            Stroke::Dashed
        } else {
            Stroke::Solid
        },
        values: (0..last)
            .map(|step| {
                let parts = data.evidence.groups(data.by, step);
                let part = parts.iter().find(|part| part.value == group.value)?;
                match (is_sample, part.decided > 0.0) {
                    (true, _) => Some(part.decided),
                    (false, true) => Some(part.converted / part.decided),
                    (false, false) => None,
                }
            })
            .collect(),
    };
    let rates = groups.iter().map(|group| row(group, false));
    let samples = groups.iter().map(|group| row(group, true));
    ChartView {
        id: "rates_by_group".to_owned(),
        kind: "heatmap".to_owned(),
        finding: widest(data, groups, last),
        subtitle: format!(
            "Went on to the next step, of those decided, %, {}",
            data.range
        ),
        footnote:
            "A column is the step that was left; the sample of a cell is who was decided there."
                .to_owned(),
        axis: Axis {
            label: "step".to_owned(),
            names: (0..last).map(|at| data.evidence.title(at)).collect(),
            ..Axis::default()
        },
        series: rates.chain(samples).collect(),
        ..ChartView::default()
    }
}

/// The step at which the known groups of enough visitors lie furthest apart.
fn widest(data: &Data, groups: &[&Part], steps: usize) -> String {
    let spread = |step: usize| {
        let parts = data.evidence.groups(data.by, step);
        let rates = parts
            .iter()
            .filter(|part| groups.iter().any(|group| group.value == part.value))
            .filter(|part| part.value != UNKNOWN && part.decided >= SMALL)
            .map(|part| part.converted / part.decided);
        rates.fold(None, |span: Option<(f64, f64)>, rate| {
            let (low, high) = span.unwrap_or((rate, rate));
            Some((low.min(rate), high.max(rate)))
        })
    };
    (0..steps)
        .filter_map(|step| Some((step, spread(step)?)))
        .max_by(|(_, a), (_, b)| (a.1 - a.0).total_cmp(&(b.1 - b.0)))
        .map_or_else(
            || format!("Every step by {}", dimension(data.by)),
            |(step, (low, high))| {
                format!(
                    "By {} the rates differ most on the way to {}: {} to {}",
                    dimension(data.by),
                    data.evidence.next(step),
                    percent(low),
                    percent(high)
                )
            },
        )
}

/// What Unknown means where those lost are known less often.
fn unknown_note(data: &Data, worst: usize) -> String {
    let case = DIMENSIONS
        .iter()
        .find(|(id, _)| *id == data.by)
        .and_then(|(id, _)| contrast(&data.evidence, id, worst));
    match case {
        Some(case) if case.is_selective() => format!(
            "Unknown holds those who left before they could be known: known are {} of those who went on and {} of those lost.",
            percent(case.known.0),
            percent(case.known.1)
        ),
        _ => String::new(),
    }
}

fn table(data: &Data, worst: usize, groups: &[&Part]) -> TableView {
    let mut grid = Grid::new(
        (
            "funnel_steps_by",
            &format!("By {}", dimension(data.by)),
            "At the step that loses most, lowest rate first.",
        ),
        &[
            (data.by, Unit::Text, "The group."),
            (
                "decided",
                Unit::Count,
                "Visitors who went on or cannot any more.",
            ),
            ("went_on", Unit::Count, "Of those, who took the next step."),
            ("rate", Unit::Percent, "Went on ÷ decided."),
            (
                "between",
                Unit::Text,
                "The rate lies between these 19 times in 20 (Wilson).",
            ),
        ],
    );
    let step = data.evidence.steps[worst].name.as_str();
    for part in groups {
        let rate = part.converted / part.decided;
        let range = wilson(part.converted, part.decided).unwrap_or((rate, rate));
        let row = grid.row(
            vec![
                words(part.value.clone()),
                whole(Some(part.decided)),
                whole(Some(part.converted)),
                amount(Some(rate)),
                words(format!("{} to {}", percent(range.0), percent(range.1))),
            ],
            "",
        );
        let wheres = [
            ("dimension", part.dimension.as_str()),
            ("value", part.value.as_str()),
            ("step_name", step),
        ];
        grid.link(row, 1, data.link("funnel_steps_by", &wheres));
    }
    grid.view()
}
