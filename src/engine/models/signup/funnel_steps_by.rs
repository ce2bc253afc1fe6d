//! `funnel_steps_by`: the funnel of each group of visitors, for every breakdown at once.
//! Grain: one dimension × value × step of the chain. A visitor counts under the value at the counted entry; what is not known
//! is Unknown, which holds everybody who left before there was an account wherever the dimension is one of employers. Only
//! the visitors of `member_intake_funnel_metrics` are rolled up: no event is read again.

use super::int_funnel_steps::chain;
use super::rollup::{Steps, broken, columns, roll_up};
use super::{SUBJECT, UNKNOWN, column, count, ratio, text};
use crate::engine::base::{Column, Interner, Kind, Result, Table, Unit};
use crate::engine::warehouse::{Build, DataTest, Input, Layer, ModelSpec, Severity};
use std::collections::BTreeMap;

/// Breakdowns: id, and the column of `member_intake_funnel_metrics` that has the value.
pub const DIMENSIONS: [(&str, &str); 5] = [
    ("device", "device_type"),
    ("country", "geo_country"),
    ("employer_industry", "client_industry"),
    ("employer_size", "client_size"),
    ("verification_method", "eligibility_verification_method"),
];

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "funnel_steps_by",
    subject: SUBJECT,
    layer: Layer::Mart,
    grain: "one dimension × value × step",
    key: &["dimension", "value", "step_name"],
    columns: &[
        text(
            "dimension",
            "`device`, `country`, `employer_industry`, `employer_size` or `verification_method`.",
        ),
        text("value", "Its value at the counted entry; Unknown: null."),
        text("step_name", "The step."),
        column(
            "step_order",
            Kind::Integer,
            Unit::Number,
            "Its place in the chain, from 1.",
        ),
        count("reached", "Visitors whose counted attempt reached it.")
            .added_within(&["dimension", "step_name"]),
        count(
            "dropped_before_next",
            "Reached it, not the next, and cannot any more; null: the last step.",
        )
        .added_within(&["dimension"]),
        count(
            "in_progress",
            "Reached it, not the next, and still may; null: the last step.",
        )
        .added_within(&["dimension"]),
        ratio(
            "step_conversion_rate",
            Unit::Percent,
            "Reached the next step ÷ (reached this one − in progress); null: the last step, or nobody decided.",
        ),
        ratio(
            "overall_conversion_rate",
            Unit::Percent,
            "Reached it ÷ reached the first step.",
        ),
    ],
    inputs: &[
        Input::Model("member_intake_funnel_metrics"),
        Input::Model("int_funnel_steps"),
    ],
    tests: &[
        DataTest {
            id: "reached_adds_up",
            sentence: "In each group reached never rises, and is what reached the next step, dropped or is in progress.",
            severity: Severity::Error,
            run: |table, _| broken(table, &["dimension", "value"]),
        },
        DataTest {
            id: "groups_add_up",
            sentence: "The groups of each dimension add up to funnel_steps.",
            severity: Severity::Error,
            run: groups_add_up,
        },
    ],
    sql: include_str!("funnel_steps_by.sql"),
    build,
};

fn build(build: &Build<'_>) -> Result<Table> {
    let visitors = build.model("member_intake_funnel_metrics")?;
    let chain = chain(build.model("int_funnel_steps")?)?;
    let mobile = visitors.flags("is_mobile_device")?;
    let mut groups: Vec<(&str, String, Steps)> = Vec::new();
    for (dimension, name) in DIMENSIONS {
        let value = visitors.text(name)?;
        let mut values = Interner::new();
        let codes: Vec<u32> = value.dict.iter().map(|text| values.intern(text)).collect();
        let unknown = values.intern(UNKNOWN);
        // A tracker that names no kind of device may still know that it is mobile.
        let handheld = (dimension == "device").then(|| values.intern("Mobile"));
        let ids: Vec<u32> = value
            .codes
            .iter()
            .enumerate()
            .map(|(row, code)| {
                let known = codes.get(code as usize).copied();
                let guess = handheld.filter(|_| mobile.get(row) == Some(true));
                known.or(guess).unwrap_or(unknown)
            })
            .collect();
        let names = values.finish();
        let rolled = roll_up(visitors, chain.len(), &ids, names.len())?;
        for (name, steps) in names.iter().zip(rolled) {
            if steps.reached.first() > Some(&0) {
                groups.push((dimension, name.to_owned(), steps));
            }
        }
    }
    let every = || {
        groups
            .iter()
            .flat_map(|group| (0..chain.len()).map(move |at| (group, at)))
    };
    let rows: Vec<(&Steps, Option<usize>)> = every()
        .map(|((_, _, steps), at)| (steps, Some(at)))
        .collect();
    let mut out = vec![
        Column::text_of(
            "dimension",
            every().map(|((dimension, ..), _)| Some(*dimension)),
        ),
        Column::text_of(
            "value",
            every().map(|((_, value, _), _)| Some(value.as_str())),
        ),
        Column::text_of("step_name", every().map(|(_, at)| Some(chain[at]))),
    ];
    out.extend(columns(&rows));
    Table::new(out)
}

fn groups_add_up(table: &Table, build: &Build<'_>) -> Result<Vec<String>> {
    let all = build.model("funnel_steps")?;
    let (name, order) = (all.text("step_name")?, all.integers("step_order")?);
    let reached = all.integers("reached")?;
    let (dimension, step) = (table.text("dimension")?, table.text("step_name")?);
    let here = table.integers("reached")?;
    let mut sums: BTreeMap<(&str, &str), i64> = BTreeMap::new();
    for row in 0..table.height() {
        if let (Some(dimension), Some(step)) = (dimension.get(row), step.get(row)) {
            *sums.entry((dimension, step)).or_default() += here.get(row).unwrap_or(0);
        }
    }
    let mut out = Vec::new();
    for row in (0..all.height()).filter(|row| order.get(*row).is_some()) {
        let step = name.get(row).unwrap_or_default();
        for (dimension, _) in DIMENSIONS {
            let sum = sums.get(&(dimension, step)).copied().unwrap_or(0);
            if Some(sum) != reached.get(row) {
                out.push(format!("{dimension}, {step}: {sum}"));
            }
        }
    }
    Ok(out)
}
