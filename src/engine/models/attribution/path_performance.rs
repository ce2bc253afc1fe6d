//! `path_performance`: which paths lead to purchases. Grain: one path over all touches, direct included; `(none)` for
//! purchases without a touch.

use super::{SUBJECT, column, count, text};
use crate::engine::base::{Column, Interner, Kind, Result, Table, Unit};
use crate::engine::warehouse::rollup::Sum;
use crate::engine::warehouse::{Build, DataTest, Input, Layer, ModelSpec, Severity, checks};

/// The path of a purchase without a touch.
pub const NONE: &str = "(none)";

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "path_performance",
    subject: SUBJECT,
    layer: Layer::Mart,
    grain: "one path",
    key: &["path"],
    columns: &[
        text(
            "path",
            "Channels of all touches by time, joined with ` > `; `(none)` without a touch.",
        ),
        count("journeys", "Purchases along the path."),
        column("revenue", Kind::Amount, Unit::Usd, "What they were worth.").added(),
        column(
            "avg_days",
            Kind::Amount,
            Unit::Days,
            "Mean whole days from first touch to purchase; null without a touch.",
        ),
    ],
    inputs: &[Input::Model("client_journeys")],
    tests: &[DataTest {
        id: "journeys_conserved",
        sentence: "Journeys and revenue add up to client_journeys.",
        severity: Severity::Error,
        run: |table, build| {
            let journeys = build.model("client_journeys")?;
            let total = super::identities::total;
            let mut out = checks::same_sum(
                "journeys",
                total(table, "journeys")?,
                journeys.height() as f64,
            );
            out.extend(checks::same_sum(
                "revenue",
                total(table, "revenue")?,
                total(journeys, "total_revenue")?,
            ));
            Ok(out)
        },
    }],
    sql: include_str!("path_performance.sql"),
    build,
};

fn build(build: &Build<'_>) -> Result<Table> {
    let journeys = build.model("client_journeys")?;
    let path = journeys.text("path")?;
    let (lengths, revenue) = (
        journeys.integers("journey_length_days")?,
        journeys.amounts("total_revenue")?,
    );
    // One for each path, and one for none.
    let mut sums = vec![(0_i64, Sum::default(), 0_i64); path.dict.len() + 1];
    for (row, code) in path.codes.iter().enumerate() {
        let slot = &mut sums[(code as usize).min(path.dict.len())];
        slot.0 += 1;
        slot.1.add(revenue.values[row]);
        slot.2 += lengths.get(row).unwrap_or(0);
    }
    let mut names = Interner::new();
    let mut codes = Vec::new();
    let mut rows = Vec::new();
    for (name, slot) in path.dict.iter().map(Some).chain([None]).zip(sums) {
        if slot.0 > 0 {
            codes.push(names.intern(name.unwrap_or(NONE)));
            rows.push((slot, name.is_some()));
        }
    }
    Table::new(vec![
        Column::text("path", codes, names.finish()),
        Column::integers_dense("journeys", rows.iter().map(|(slot, _)| slot.0).collect()),
        Column::amounts_dense(
            "revenue",
            rows.iter().map(|(slot, _)| slot.1.value()).collect(),
        ),
        Column::amounts(
            "avg_days",
            rows.iter()
                .map(|(slot, touched)| touched.then(|| slot.2 as f64 / slot.0 as f64)),
        ),
    ])
}
