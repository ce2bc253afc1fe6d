//! Which step loses most people? Each step with who went on, who still may and who was lost, and the time to the next.

use super::data::Data;
use super::grid::{Grid, amount, whole, words};
use super::written;
use crate::engine::insights::language::{number, percent};
use crate::engine::insights::signup::{FUNNEL, Step, span, stays_lost};
use crate::engine::insights::stats::wilson;
use crate::protocol::{
    Axis, Block, ChartView, Hue, Section, Series, Span, Stroke, TableView, Unit,
};

/// The section; absent without a visitor who began.
pub fn section(data: &Data) -> Option<Section> {
    let first = data.evidence.steps.first()?;
    if first.reached <= 0.0 {
        return None;
    }
    let mut blocks = vec![(Span::Full, Block::Chart(chart(data)))];
    // The first finding is the largest loss; groups have a section of their own.
    blocks.extend(written(data, &FUNNEL[..1]));
    blocks.push((Span::Full, Block::Table(table(data))));
    Some(Section {
        id: "funnel".to_owned(),
        title: "Which step loses most people?".to_owned(),
        intro: intro(data),
        blocks,
    })
}

fn intro(data: &Data) -> String {
    let days = data.evidence.window_days;
    let plural = if days == 1 { "day" } else { "days" };
    match data.mode {
        crate::engine::models::signup::levels::Mode::AnyOrder => format!(
            "A visitor counts with as many different steps as {days} {plural} hold, whatever their order: bar k is everybody with at least k of them."
        ),
        crate::engine::models::signup::levels::Mode::Strict => format!(
            "A step counts if it is the very next thing a visitor does, within {days} {plural} of the first."
        ),
        crate::engine::models::signup::levels::Mode::Ordered => format!(
            "A step counts if it comes after the one before it, within {days} {plural} of the first; other events may lie between."
        ),
    }
}

fn chart(data: &Data) -> ChartView {
    let steps = &data.evidence.steps;
    let worst = data.evidence.worst();
    let finding = worst
        .and_then(|at| Some((at, stays_lost(&data.evidence, at)?)))
        .map_or_else(
            || "Nobody is lost on the way so far".to_owned(),
            |(at, (lost, decided, _))| {
                format!(
                    "Most are lost before {}: {} of {} ({})",
                    data.evidence.next(at),
                    number(lost),
                    number(decided),
                    percent(lost / decided)
                )
            },
        );
    let series = |name: &str, hue: Hue, value: &dyn Fn(&Step) -> f64| Series {
        name: name.to_owned(),
        unit: Unit::Count,
        hue,
        stroke: Stroke::Solid,
        values: steps.iter().map(|step| Some(value(step))).collect(),
    };
    let lost = |step: &Step| step.dropped.unwrap_or(0.0);
    let waiting = |step: &Step| step.waiting.unwrap_or(0.0);
    let notes = steps.iter().enumerate().map(|(at, step)| {
        let rate = step.dropped.filter(|_| step.decided() > 0.0);
        rate.map_or_else(String::new, |lost| {
            let mark = if Some(at) == worst {
                "largest loss: "
            } else {
                ""
            };
            format!(
                "{mark}{} lost before the next step",
                percent(lost / step.decided())
            )
        })
    });
    ChartView {
        id: "signup_funnel".to_owned(),
        kind: "stacked".to_owned(),
        finding,
        subtitle: format!(
            "Visitors who reached each step, by what came next, {}",
            data.range
        ),
        footnote: "Who still may go on is not lost. At the last step everybody counts as gone on."
            .to_owned(),
        axis: Axis {
            label: "step".to_owned(),
            names: (0..steps.len()).map(|at| data.evidence.title(at)).collect(),
            samples: steps.iter().map(|step| Some(step.reached as u64)).collect(),
            notes: notes.collect(),
            ..Axis::default()
        },
        series: vec![
            series("Went on", Hue::Accent, &|step| {
                step.reached - lost(step) - waiting(step)
            }),
            series("Still may", Hue::Muted, &waiting),
            series("Lost", Hue::Bad, &lost),
        ],
        opens: data
            .evidence
            .steps
            .iter()
            .enumerate()
            .map(|(at, _)| lost_link(data, at))
            .collect(),
        ..ChartView::default()
    }
}

/// The visitors who were lost after a step; after the last, those who took all.
fn lost_link(data: &Data, step: usize) -> String {
    let reached = (step + 1).to_string();
    let mut wheres = vec![("steps_reached", reached.as_str())];
    if step + 1 < data.evidence.steps.len() {
        wheres.push(("is_window_open", "false"));
    }
    data.link("member_intake_funnel_metrics", &wheres)
}

fn table(data: &Data) -> TableView {
    let mut grid = Grid::new(
        (
            "funnel_steps",
            "Steps",
            "Rates leave out who still may go on. Times are of those who took the next step.",
        ),
        &[
            ("step", Unit::Text, "The step."),
            ("reached", Unit::Count, "Visitors who reached it."),
            (
                "lost",
                Unit::Count,
                "Reached it, not the next, and cannot any more.",
            ),
            (
                "still_may",
                Unit::Count,
                "Reached it, not the next, and still may.",
            ),
            (
                "went_on",
                Unit::Percent,
                "Reached the next ÷ (reached this one − still may).",
            ),
            (
                "between",
                Unit::Text,
                "The rate lies between these 19 times in 20 (Wilson).",
            ),
            ("of_all", Unit::Percent, "Reached it ÷ began."),
            (
                "half_within",
                Unit::Text,
                "Half of those who took the next step took it within this time.",
            ),
            ("nine_in_ten_within", Unit::Text, "Nine in ten of them did."),
        ],
    );
    let steps = &data.evidence.steps;
    for (at, step) in steps.iter().enumerate() {
        let next = steps.get(at + 1).map(|next| next.reached);
        let decided = step.decided();
        let rate = next.filter(|_| decided > 0.0).map(|next| next / decided);
        let range = next.and_then(|next| wilson(next, decided));
        let range = range.map(|(low, high)| format!("{} to {}", percent(low), percent(high)));
        let of_all = step.reached / steps[0].reached;
        let time =
            |seconds: Option<f64>| seconds.map_or(crate::protocol::Cell::Null, |s| words(span(s)));
        let row = grid.row(
            vec![
                words(data.evidence.title(at)),
                whole(Some(step.reached)),
                whole(step.dropped),
                whole(step.waiting),
                amount(rate),
                range.map_or(crate::protocol::Cell::Null, words),
                amount(Some(of_all)),
                time(step.seconds.map(|(median, _)| median)),
                time(step.seconds.map(|(_, late)| late)),
            ],
            if next.is_none() {
                "There is no step after the last."
            } else {
                "Nobody took the next step."
            },
        );
        if let (Some(next), Some(rate)) = (next, rate) {
            grid.formula(
                row,
                4,
                format!(
                    "reached the next ÷ (reached − still may): {} ÷ ({} − {}) = {}",
                    number(next),
                    number(step.reached),
                    number(step.waiting.unwrap_or(0.0)),
                    percent(rate)
                ),
            );
        }
        if step.dropped.is_some() {
            grid.link(row, 2, lost_link(data, at));
        }
        let reached = format!("{}..", at + 1);
        let link = data.link(
            "member_intake_funnel_metrics",
            &[("steps_reached", &reached)],
        );
        grid.link(row, 1, link);
    }
    grid.view()
}
