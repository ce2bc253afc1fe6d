//! `optional_steps_seen`: do visitors who see an optional step (a failed check, the help) go on less often?
//! Grain: one step of the chain that has a next × optional step. Counted are visitors of `member_intake_funnel_metrics` who
//! are decided at the step: they took the next, or cannot any more. Seen means seen before the next step was taken. What is
//! seen together need not be a cause.

use super::int_funnel_steps::chain;
use super::journeys::{Journeys, row_of, rows_by_code};
use super::{SUBJECT, column, count, text};
use crate::engine::base::{Column, Kind, Ordered, Result, Table, Unit};
use crate::engine::warehouse::{Build, DataTest, Input, Layer, ModelSpec, Severity};
use std::collections::BTreeMap;

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "optional_steps_seen",
    subject: SUBJECT,
    layer: Layer::Mart,
    grain: "one step of the chain × optional step",
    key: &["step_name", "optional_step"],
    columns: &[
        text("step_name", "The step of the chain."),
        text("optional_step", "The optional step."),
        column(
            "step_order",
            Kind::Integer,
            Unit::Number,
            "Place of the step in the chain, from 1.",
        ),
        count(
            "decided_with",
            "Visitors decided at the step who saw the optional one before they took the next.",
        )
        .never_added(),
        count("converted_with", "Of those, who took the next step.").never_added(),
        count(
            "decided_without",
            "Visitors decided at the step who did not see it before.",
        )
        .never_added(),
        count("converted_without", "Of those, who took the next step.").never_added(),
    ],
    inputs: &[
        Input::Model("member_intake_funnel_metrics"),
        Input::Model("int_visitor_steps"),
        Input::Model("int_funnel_steps"),
    ],
    tests: &[DataTest {
        id: "parts_add_up",
        sentence: "With and without add up to the visitors decided at the step.",
        severity: Severity::Error,
        run: parts_add_up,
    }],
    sql: include_str!("optional_steps_seen.sql"),
    build,
};

/// Decided and converted visitors.
#[derive(Clone, Copy, Default)]
struct Part {
    decided: i64,
    converted: i64,
}

impl Part {
    fn add(&mut self, converted: bool) {
        self.decided += 1;
        self.converted += i64::from(converted);
    }
}

fn build(build: &Build<'_>) -> Result<Table> {
    let visitors = build.model("member_intake_funnel_metrics")?;
    let steps = build.model("int_visitor_steps")?;
    let names = build.model("int_funnel_steps")?;
    let chain = chain(names)?;
    let nexts = chain.len().saturating_sub(1);
    let optional: BTreeMap<&str, usize> = names
        .text("step_name")?
        .iter()
        .flatten()
        .filter(|name| !chain.contains(name))
        .zip(0..)
        .into_map();
    let step = steps.text("step_name")?;
    let places: Vec<Option<usize>> = step
        .dict
        .iter()
        .map(|name| optional.get(name).copied())
        .collect();
    let (order, at) = (
        steps.integers("step_order")?,
        steps.integers("reached_at")?.values,
    );
    let visitor = steps.text("visitor_id")?;
    let shown = rows_by_code(visitors.text("visitor_id")?, visitor.dict);
    let (reached, open) = (
        visitors.integers("steps_reached")?,
        visitors.flags("is_window_open")?,
    );
    let mut all = vec![Part::default(); nexts];
    let mut with = vec![Part::default(); nexts * optional.len()];
    let mut taken = vec![0_i64; chain.len()];
    for (code, rows) in Journeys::grouped(visitor.codes, visitor.dict.len()).iter() {
        let Some(shown) = row_of(&shown, code) else {
            continue;
        };
        let level = reached.get(shown).unwrap_or(0) as usize;
        for row in rows.iter().map(|row| *row as usize) {
            if let Some(slot) = order.get(row).and_then(|k| taken.get_mut(k as usize - 1)) {
                *slot = at[row];
            }
        }
        for k in 0..level.min(nexts) {
            let converted = level > k + 1;
            if !converted && open.get(shown) == Some(true) {
                continue;
            }
            all[k].add(converted);
            for row in rows.iter().map(|row| *row as usize) {
                let place = places.get(step.codes.at(row) as usize).copied().flatten();
                if let Some(place) = place.filter(|_| !converted || at[row] <= taken[k + 1]) {
                    with[k * optional.len() + place].add(converted);
                }
            }
        }
    }
    let keys = || (0..nexts).flat_map(|k| optional.iter().map(move |(name, at)| (k, *name, *at)));
    let counts = |name: &str, of: &dyn Fn(Part, Part) -> i64| {
        let rows = keys().map(|(k, _, at)| of(with[k * optional.len() + at], all[k]));
        Column::integers_dense(name, rows.collect())
    };
    Table::new(vec![
        Column::text_of("step_name", keys().map(|(k, ..)| Some(chain[k]))),
        Column::text_of("optional_step", keys().map(|(_, name, _)| Some(name))),
        Column::integers_dense("step_order", keys().map(|(k, ..)| k as i64 + 1).collect()),
        counts("decided_with", &|with, _| with.decided),
        counts("converted_with", &|with, _| with.converted),
        counts("decided_without", &|with, all| all.decided - with.decided),
        counts("converted_without", &|with, all| {
            all.converted - with.converted
        }),
    ])
}

fn parts_add_up(table: &Table, build: &Build<'_>) -> Result<Vec<String>> {
    let funnel = build.model("funnel_steps")?;
    let name = funnel.text("step_name")?;
    let (reached, waiting) = (funnel.integers("reached")?, funnel.integers("in_progress")?);
    let decided: BTreeMap<&str, i64> = (0..funnel.height())
        .filter_map(|row| Some((name.get(row)?, reached.get(row)? - waiting.get(row)?)))
        .into_map();
    let step = table.text("step_name")?;
    let (with, without) = (
        table.integers("decided_with")?,
        table.integers("decided_without")?,
    );
    Ok((0..table.height())
        .filter(|row| {
            let sum = with.values[*row] + without.values[*row];
            step.get(*row).and_then(|name| decided.get(name)) != Some(&sum)
        })
        .map(|row| step.get(row).unwrap_or_default().to_owned())
        .collect())
}
