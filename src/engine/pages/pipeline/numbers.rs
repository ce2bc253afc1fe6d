//! Headline numbers, and the sum that always holds: sourced + unsourced = all pipeline.

use super::super::kit::delta::delta;
use super::data::Data;
use super::wide;
use crate::engine::insights::language::count;
use crate::engine::insights::pipeline::Row;
use crate::protocol::{Block, Kpi, Section, Tone, Unit};

/// Sums over the rows of `pipeline_by_channel`.
#[derive(Clone, Copy)]
struct Sums {
    all: f64,
    unsourced: f64,
    opportunities: f64,
    touched: f64,
}

fn sums(rows: &[Row]) -> Sums {
    let of = |pick: fn(&Row) -> f64, sourced: bool| -> f64 {
        (rows.iter().filter(|row| !(sourced && row.is_unsourced())))
            .map(pick)
            .sum()
    };
    Sums {
        all: of(|row| row.pipeline, false),
        unsourced: of(|row| row.pipeline, false) - of(|row| row.pipeline, true),
        opportunities: of(|row| row.opportunities, false),
        touched: of(|row| row.opportunities, true),
    }
}

/// A number: id, label, unit, whether more is better, its value.
type Number = (
    &'static str,
    &'static str,
    Unit,
    Tone,
    fn(&Sums) -> Option<f64>,
);

const NUMBERS: [Number; 5] = [
    (
        "pipeline_amount_usd",
        "All pipeline",
        Unit::Usd,
        Tone::Good,
        |s| Some(s.all),
    ),
    ("sourced_usd", "Sourced", Unit::Usd, Tone::Good, |s| {
        Some(s.all - s.unsourced)
    }),
    ("unsourced_usd", "Unsourced", Unit::Usd, Tone::Bad, |s| {
        Some(s.unsourced)
    }),
    (
        "sourced_share",
        "Sourced share",
        Unit::Percent,
        Tone::Good,
        |s| (s.all != 0.0).then(|| (s.all - s.unsourced) / s.all),
    ),
    (
        "opportunities",
        "Opportunities",
        Unit::Count,
        Tone::Good,
        |s| Some(s.opportunities),
    ),
];

/// The section; absent without opportunities.
pub fn section(data: &Data) -> Option<Section> {
    if data.evidence.channels.is_empty() {
        return None;
    }
    let here = sums(&data.evidence.channels);
    let before = data.before.as_deref().map(sums);
    let kpis = NUMBERS
        .iter()
        .map(|(id, label, unit, more, value)| {
            let now = value(&here);
            Kpi {
                id: (*id).to_owned(),
                label: (*label).to_owned(),
                unit: *unit,
                value: now,
                null_reason: if now.is_none() {
                    "There is no pipeline in this range.".to_owned()
                } else {
                    String::new()
                },
                delta: before
                    .as_ref()
                    .and_then(|then| Some(delta(now, value(then), (*unit, *more), data.compared?))),
                spark: Vec::new(),
                formula: formula(id).to_owned(),
                filled: filled(id, &here),
                definition: definition(id).to_owned(),
                table: "pipeline_by_channel".to_owned(),
            }
        })
        .collect();
    let usd = |value| Unit::Usd.full(Some(value));
    let hidden = if data.is_filtered() {
        " The channel filter hides rows below; these numbers are of every channel."
    } else {
        ""
    };
    let sum = format!(
        "Sourced {} + Unsourced {} = all pipeline {}, of {}. This sum holds under every rule and every range.{hidden}",
        usd(here.all - here.unsourced),
        usd(here.unsourced),
        usd(here.all),
        count(here.opportunities, "opportunity", "opportunities")
    );
    Some(Section {
        id: "numbers".to_owned(),
        title: String::new(),
        intro: String::new(),
        blocks: vec![wide(Block::Kpis(kpis)), wide(Block::Note(sum))],
    })
}

fn definition(id: &str) -> &'static str {
    match id {
        "sourced_usd" => "Pipeline of opportunities with a touch in the lookback.",
        "unsourced_usd" => "Pipeline of opportunities without a touch in the lookback.",
        "sourced_share" => "Part of all pipeline that a touch explains.",
        "opportunities" => "Opportunities created in the range.",
        _ => "Amount of the opportunities created in the range.",
    }
}

fn formula(id: &str) -> &'static str {
    match id {
        "sourced_usd" => "all pipeline − unsourced",
        "sourced_share" => "sourced ÷ all pipeline",
        "opportunities" => "opportunities with a touch + without",
        "unsourced_usd" => "sum over opportunities without a touch",
        _ => "sourced + unsourced",
    }
}

fn filled(id: &str, sums: &Sums) -> String {
    let usd = |value: f64| Unit::Usd.full(Some(value));
    let sourced = sums.all - sums.unsourced;
    match id {
        "sourced_usd" => format!(
            "{} − {} = {}",
            usd(sums.all),
            usd(sums.unsourced),
            usd(sourced)
        ),
        "sourced_share" => {
            let share = (sums.all != 0.0).then(|| sourced / sums.all);
            format!(
                "{} ÷ {} = {}",
                usd(sourced),
                usd(sums.all),
                Unit::Percent.full(share)
            )
        }
        "opportunities" => {
            let n = |value: f64| Unit::Count.full(Some(value));
            let alone = sums.opportunities - sums.touched;
            format!(
                "{} + {} = {}",
                n(sums.touched),
                n(alone),
                n(sums.opportunities)
            )
        }
        "unsourced_usd" => usd(sums.unsourced),
        _ => format!(
            "{} + {} = {}",
            usd(sourced),
            usd(sums.unsourced),
            usd(sums.all)
        ),
    }
}
