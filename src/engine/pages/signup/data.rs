//! Everything the page reads, read once. A table that cannot be built leaves a notice and an empty place.

use super::super::Context;
use super::super::kit::dates;
use crate::engine::base::Arrange;
use crate::engine::base::{NULL_CODE, Result, Table};
use crate::engine::insights::signup::{Evidence, Page, Part, Phase, Seen, Step};
use crate::engine::models::signup::funnel_steps_by::DIMENSIONS;
use crate::engine::models::signup::levels::Mode;
use crate::engine::models::signup::member_intake_funnel_metrics::{
    COMPLETED, DROPPED, IN_PROGRESS,
};
use crate::engine::models::signup::{int_funnel_steps, settings};
use crate::protocol::Params;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What the sections read.
#[derive(Default)]
pub struct Data {
    /// Parameters of the link.
    pub params: Params,
    /// The range in words; empty without data.
    pub range: String,
    /// The breakdown on show.
    pub by: &'static str,
    /// Names of steps by where visitors meet them.
    pub names: Vec<String>,
    /// The chain.
    pub chain: Vec<String>,
    /// How steps must follow each other.
    pub mode: Mode,
    /// What the detectors look at.
    pub evidence: Evidence,
    /// `member_intake_funnel_metrics`.
    pub visitors: Option<Arc<Table>>,
    /// `project_durations`, `task_durations`, `phase_durations`.
    pub durations: [Option<Arc<Table>>; 3],
    /// `slowest_phases`.
    pub slowest: Option<Arc<Table>>,
    /// Parts that could not be built, values that could not be used.
    pub notices: Vec<String>,
}

impl Data {
    /// Reads it all.
    pub fn load(context: &mut Context<'_>) -> Data {
        let params = context.params.clone();
        let by = DIMENSIONS.iter().map(|(id, _)| *id);
        let mut data = Data {
            range: context.range().map(dates::range).unwrap_or_default(),
            by: by
                .clone()
                .find(|id| Some(*id) == params.other("by"))
                .unwrap_or(DIMENSIONS[0].0),
            mode: settings::mode(params.other("mode")),
            params,
            ..Data::default()
        };
        if let Some(asked) = data.params.other("by")
            && asked != data.by
        {
            let notice = format!("“{asked}” is no breakdown; devices are shown.");
            data.notices.push(notice);
        }
        data.evidence.window_days = settings::window_days(data.params.other("window_days"));
        data.evidence.any_order = data.mode == Mode::AnyOrder;
        if context.has("funnel_events") {
            let read = data.funnel(context);
            data.noted(read);
        }
        if context.has("projects") {
            data.durations[0] = data.table(context, "project_durations");
        }
        if context.has("tasks") {
            data.durations[1] = data.table(context, "task_durations");
        }
        if context.has("task_history") {
            data.durations[2] = data.table(context, "phase_durations");
            data.slowest = data.table(context, "slowest_phases");
        }
        let read = data.work();
        data.noted(read);
        data
    }

    fn table(&mut self, context: &mut Context<'_>, id: &str) -> Option<Arc<Table>> {
        let table = context.table(id);
        self.noted(table)
    }

    /// Notes an error and goes on.
    fn noted<T>(&mut self, result: Result<T>) -> Option<T> {
        result
            .map_err(|error| self.notices.push(error.to_string()))
            .ok()
    }

    fn funnel(&mut self, context: &mut Context<'_>) -> Result<()> {
        let names = context.table("int_step_names")?;
        self.names = owned(&int_funnel_steps::by_position(&names)?);
        let steps = context.table("int_funnel_steps")?;
        self.chain = owned(&int_funnel_steps::chain(&steps)?);
        let known: Vec<&str> = self.names.iter().map(String::as_str).collect();
        let chain: Vec<&str> = self.chain.iter().map(String::as_str).collect();
        let goal = settings::goal(self.params.other("goal"), &chain);
        self.evidence.goal = goal.unwrap_or_default().to_owned();
        let said = settings::notices(&self.params, &known, &chain);
        self.notices.extend(said);
        self.evidence.steps = read_steps(&*context.table("funnel_steps")?)?;
        self.evidence.parts = read_parts(&*context.table("funnel_steps_by")?)?;
        self.evidence.seen = read_seen(&*context.table("optional_steps_seen")?)?;
        let visitors = context.table("member_intake_funnel_metrics")?;
        self.outcomes(&visitors)?;
        self.visitors = Some(visitors);
        Ok(())
    }

    /// Outcomes, and where the visitors lost after the worst step were last.
    fn outcomes(&mut self, visitors: &Table) -> Result<()> {
        let (outcome, member) = (visitors.text("outcome")?, visitors.text("member_id")?);
        let (reached, open) = (
            visitors.integers("steps_reached")?,
            visitors.flags("is_window_open")?,
        );
        let page = visitors.text("most_recent_page_url")?;
        let worst = self.evidence.worst().map(|step| step as i64 + 1);
        let mut last: BTreeMap<u32, f64> = BTreeMap::new();
        let (completed, dropped, waiting) = &mut self.evidence.outcomes;
        let words: Vec<&str> = outcome.dict.iter().collect();
        for row in 0..visitors.height() {
            match words.get(outcome.codes.at(row) as usize).copied() {
                Some(COMPLETED) => *completed += 1.0,
                Some(IN_PROGRESS) => *waiting += 1.0,
                Some(DROPPED) => {
                    *dropped += 1.0;
                    if member.codes.at(row) == NULL_CODE {
                        self.evidence.anonymous += 1.0;
                    }
                }
                _ => {}
            }
            if worst.is_some() && reached.get(row) == worst && open.get(row) == Some(false) {
                *last.entry(page.codes.at(row)).or_default() += 1.0;
            }
        }
        let mut pages: BTreeMap<Option<&str>, f64> = BTreeMap::new();
        for (code, visitors) in last {
            *pages.entry(page.dict.get(code)).or_default() += visitors;
        }
        self.evidence.pages = pages
            .into_iter()
            .map(|(path, visitors)| Page {
                path: path.map(str::to_owned),
                visitors,
            })
            .collect();
        let pages = &mut self.evidence.pages;
        pages.arrange_by(|a, b| {
            b.visitors
                .total_cmp(&a.visitors)
                .then_with(|| a.path.cmp(&b.path))
        });
        Ok(())
    }

    /// Sums of the durations, and the phases.
    fn work(&mut self) -> Result<()> {
        for table in self.durations[..2].iter().flatten() {
            let sum = |name: &str| -> Result<f64> {
                Ok(table.integers(name)?.iter().flatten().sum::<i64>() as f64)
            };
            self.evidence.work.0 += sum("completed")?;
            self.evidence.work.1 += sum("open")?;
            self.evidence.work.2 += sum("unusable")?;
        }
        if let Some(slowest) = &self.slowest {
            self.evidence.phases = read_phases(slowest)?;
        }
        Ok(())
    }

    /// A link to rows of a table under the parameters on screen.
    pub fn link(&self, table: &str, wheres: &[(&str, &str)]) -> String {
        let mut params = self.params.clone();
        params
            .others
            .retain(|(key, _)| key != "where" && key != "by");
        for (column, value) in wheres {
            let pair = ("where".to_owned(), format!("{column}~{value}"));
            params.others.push(pair);
        }
        format!("#/tables/{table}?{}", params.query())
    }
}

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn read_steps(table: &Table) -> Result<Vec<Step>> {
    let name = table.text("step_name")?;
    let order = table.integers("step_order")?;
    let numbers = |column: &str| table.numbers(column);
    let (reached, dropped, waiting) = (
        numbers("reached")?,
        numbers("dropped_before_next")?,
        numbers("in_progress")?,
    );
    let (median, late) = (
        numbers("median_seconds_to_next")?,
        numbers("p90_seconds_to_next")?,
    );
    let mut steps: Vec<(i64, Step)> = (0..table.height())
        .filter_map(|row| {
            let step = Step {
                name: name.get(row)?.to_owned(),
                reached: reached[row]?,
                dropped: dropped[row],
                waiting: waiting[row],
                seconds: median[row].zip(late[row]),
            };
            Some((order.get(row)?, step))
        })
        .collect();
    steps.arrange_by_key(|(order, _)| *order);
    Ok(steps.into_iter().map(|(_, step)| step).collect())
}

fn read_parts(table: &Table) -> Result<Vec<Part>> {
    let (dimension, value) = (table.text("dimension")?, table.text("value")?);
    let order = table.integers("step_order")?;
    let (reached, dropped, waiting) = (
        table.numbers("reached")?,
        table.numbers("dropped_before_next")?,
        table.numbers("in_progress")?,
    );
    Ok((0..table.height())
        .filter_map(|row| {
            let decided = reached[row]? - waiting[row]?;
            Some(Part {
                dimension: dimension.get(row)?.to_owned(),
                value: value.get(row)?.to_owned(),
                step: order.get(row)? as usize - 1,
                decided,
                converted: decided - dropped[row]?,
            })
        })
        .collect())
}

fn read_seen(table: &Table) -> Result<Vec<Seen>> {
    let (name, order) = (table.text("optional_step")?, table.integers("step_order")?);
    let numbers = |column: &str| table.numbers(column);
    let (with, converted_with) = (numbers("decided_with")?, numbers("converted_with")?);
    let (without, converted) = (numbers("decided_without")?, numbers("converted_without")?);
    Ok((0..table.height())
        .filter_map(|row| {
            Some(Seen {
                step: order.get(row)? as usize - 1,
                name: name.get(row)?.to_owned(),
                with: (with[row]?, converted_with[row]?),
                without: (without[row]?, converted[row]?),
            })
        })
        .collect())
}

fn read_phases(table: &Table) -> Result<Vec<Phase>> {
    let (kind, name) = (table.text("task_type")?, table.text("phase")?);
    let numbers = |column: &str| table.numbers(column);
    let (rank, share, of_type) = (
        numbers("rank")?,
        numbers("share_of_time")?,
        numbers("share_of_type")?,
    );
    let (completed, open) = (numbers("completed")?, numbers("open")?);
    let (median, late) = (numbers("median_hours")?, numbers("p90_hours")?);
    let mut rows: Vec<usize> = (0..table.height()).collect();
    rows.arrange_by(|a, b| rank[*a].unwrap_or(0.0).total_cmp(&rank[*b].unwrap_or(0.0)));
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            Some(Phase {
                kind: kind.get(row)?.to_owned(),
                name: name.get(row)?.to_owned(),
                share: share[row]?,
                share_of_type: of_type[row]?,
                tasks: (completed[row]?, open[row]?),
                hours: median[row].zip(late[row]),
            })
        })
        .collect())
}
