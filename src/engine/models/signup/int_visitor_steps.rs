//! `int_visitor_steps`: the counted attempt of each visitor, step by step, and the optional steps seen.
//! Grain: one visitor × step name. The only model that walks the events under `window_days` and `mode` (`levels.rs`); what
//! follows works on visitors. Steps of the chain outside the counted attempt have no row.

use super::int_funnel_steps::chain_orders;
use super::journeys::Journeys;
use super::levels::{Event, Walker};
use super::{SUBJECT, column, settings, text, time};
use crate::engine::base::{Column, Kind, NULL_CODE, Result, Table, Unit};
use crate::engine::warehouse::{Build, DataTest, Input, Layer, ModelSpec, Severity, rollup};

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "int_visitor_steps",
    subject: SUBJECT,
    layer: Layer::Intermediate,
    grain: "one visitor × step",
    key: &["visitor_id", "step_name"],
    columns: &[
        text("visitor_id", "The visitor."),
        text("step_name", "The step."),
        column(
            "step_order",
            Kind::Integer,
            Unit::Number,
            "Its place in the counted attempt, from 1 (with mode any_order the place at which it was taken); null: an optional step, seen at any time.",
        ),
        column(
            "event_row",
            Kind::Integer,
            Unit::Number,
            "_source_row of the event.",
        ),
        time(
            "reached_at",
            "When it was taken; of an optional step, first seen.",
        ),
    ],
    inputs: &[
        Input::Model("member_events"),
        Input::Model("int_funnel_steps"),
        settings::WINDOW,
        settings::MODE,
    ],
    tests: &[DataTest {
        id: "places_without_gaps",
        sentence: "The steps of an attempt are numbered from 1 without a gap.",
        severity: Severity::Error,
        run: |table, _| {
            let (visitor, order) = (table.text("visitor_id")?, table.integers("step_order")?);
            let mut sums = vec![(0_i64, 0_i64); visitor.dict.len()];
            for (code, order) in visitor.codes.iter().zip(order.iter()) {
                if let (Some((sum, most)), Some(order)) = (sums.get_mut(code as usize), order) {
                    *sum += order;
                    *most = (*most).max(order);
                }
            }
            let broken = visitor.dict.iter().zip(sums);
            Ok(broken
                .filter(|(_, (sum, most))| most * (most + 1) / 2 != *sum)
                .map(|(name, _)| name.to_owned())
                .collect())
        },
    }],
    sql: include_str!("int_visitor_steps.sql"),
    build,
};

fn build(build: &Build<'_>) -> Result<Table> {
    let (window, mode) = settings::window_and_mode(build)?;
    let events = build.model("member_events")?;
    let steps = build.model("int_funnel_steps")?;
    let step = events.text("funnel_step_name")?;
    let names = rollup::distinct_codes(step);
    let names = names.codes();
    let at = events.integers("derived_tstamp")?.values;
    let source_row = events.integers(super::SOURCE_ROW.name)?.values;
    let orders = chain_orders(steps, step.dict)?;
    let chain = orders.iter().max().copied().unwrap_or(0) as usize;

    let mut out = Rows::default();
    let mut walker = Walker::new(mode, window, chain);
    let mut journey: Vec<Event> = Vec::new();
    let mut seen = vec![NULL_CODE; step.dict.len()];
    for (visitor, rows) in Journeys::of(events)?.iter() {
        journey.clear();
        journey.extend(rows.iter().map(|row| {
            let name = names.read(*row as usize);
            Event {
                at: at[*row as usize],
                name,
                step: orders.get(name as usize).copied().unwrap_or(0),
            }
        }));
        let mut push = |place: usize, order: Option<i64>| {
            let event = journey[place];
            out.visitor.push(visitor);
            out.step.push(event.name);
            out.order.push(order);
            out.event.push(source_row[rows[place] as usize]);
            out.at.push(event.at);
        };
        for (place, order) in walker.attempt(&journey).iter().zip(1..) {
            push(*place as usize, Some(order));
        }
        for (place, event) in journey.iter().enumerate() {
            if event.step == 0
                && let Some(last) = seen.get_mut(event.name as usize)
                && std::mem::replace(last, visitor) != visitor
            {
                push(place, None);
            }
        }
    }
    Table::new(vec![
        Column::text(
            "visitor_id",
            out.visitor,
            events.text("visitor_id")?.dict.clone(),
        ),
        Column::text("step_name", out.step, step.dict.clone()),
        Column::integers("step_order", out.order),
        Column::integers_dense("event_row", out.event),
        Column::timestamps_dense("reached_at", out.at),
    ])
}

#[derive(Default)]
struct Rows {
    visitor: Vec<u32>,
    step: Vec<u32>,
    order: Vec<Option<i64>>,
    event: Vec<i64>,
    at: Vec<i64>,
}
