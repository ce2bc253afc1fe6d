//! `first_touch` and `closest_day` opportunity by opportunity: which go to another channel, and how far back the touch
//! lies that each credits.

use crate::engine::base::Arrange;
use crate::engine::base::{Result, Table};
use crate::engine::insights::pipeline::{Difference, Flow};
use crate::engine::models::pipeline::UNSOURCED;
use std::collections::BTreeMap;

/// Compares two tables of `sourced_pipeline` over the same opportunities, both in the order of their ids.
pub fn between(first: &Table, closest: &Table) -> Result<Difference> {
    let (one, other) = (first.text("channel")?, closest.text("channel")?);
    let amount = first.numbers("pipeline_amount_usd")?;
    let (early, late) = (days(first)?, days(closest)?);
    let mut flows: BTreeMap<(u32, u32), (f64, f64)> = BTreeMap::new();
    let mut out = Difference::default();
    // Codes of the first table for those of the second: one comparison of text for each channel, not each row.
    let codes: Vec<Option<u32>> = other
        .dict
        .iter()
        .map(|name| one.dict.iter().position(|known| known == name))
        .map(|at| at.map(|at| at as u32))
        .collect();
    let rows = first.height().min(closest.height());
    for row in 0..rows {
        let (from, to) = (one.codes.at(row), other.codes.at(row));
        out.all += 1.0;
        if codes.get(to as usize).copied().flatten() == Some(from) {
            continue;
        }
        let flow = flows.entry((from, to)).or_default();
        flow.0 += 1.0;
        flow.1 += amount[row].unwrap_or(0.0);
        match (early[row], late[row]) {
            (Some(a), Some(b)) if a.total_cmp(&b).is_eq() => out.ties += 1.0,
            (None, Some(_)) => out.near += 1.0,
            _ => {}
        }
    }
    for ((from, to), (opportunities, pipeline)) in flows {
        out.flows.push(Flow {
            from: one.dict.get(from).unwrap_or(UNSOURCED).to_owned(),
            to: other.dict.get(to).unwrap_or(UNSOURCED).to_owned(),
            opportunities,
            pipeline,
        });
    }
    out.flows
        .arrange_by(|a, b| b.pipeline.total_cmp(&a.pipeline));
    (out.first_days, out.closest_days) = (median(early), median(late));
    Ok(out)
}

fn days(table: &Table) -> Result<Vec<Option<f64>>> {
    table.numbers("days_to_opportunity")
}

fn median(values: Vec<Option<f64>>) -> Option<f64> {
    let mut values: Vec<f64> = values.into_iter().flatten().collect();
    values.arrange_by(f64::total_cmp);
    let middle = values.len() / 2;
    let high = values.get(middle)?;
    if values.len() % 2 == 1 {
        return Some(*high);
    }
    Some(f64::midpoint(*values.get(middle - 1)?, *high))
}
