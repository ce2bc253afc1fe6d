//! `stg_source_revenue`: the sales system's report, each line numbered within its order. Grain: one line.
//! The first line of an order (part 1) is what the shop's order is compared with; later ones count it again.

use super::staging::{days, staged};
use super::{SOURCE_ROW, SUBJECT, column, date, text, time, usd};
use crate::engine::base::{Column, Kind, Result, Table, Unit};
use crate::engine::warehouse::rollup::distinct_codes;
use crate::engine::warehouse::{Build, DataTest, Input, Layer, ModelSpec, Severity, checks};

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "stg_source_revenue",
    subject: SUBJECT,
    layer: Layer::Staging,
    grain: "one line of the sales system's report",
    key: &["_source_row"],
    columns: &[
        SOURCE_ROW,
        text("order_id", "Id of the order."),
        text("status", "Status in the sales system; null: not reported."),
        column(
            "part",
            Kind::Integer,
            Unit::Number,
            "1 for the first line of an order, 2 for the second, and so on.",
        ),
        usd("revenue_usd", "Revenue as the sales system booked it."),
        date("booked_date", "Day it was booked (UTC)."),
        time("booked_time", "When it was booked."),
    ],
    inputs: &[Input::Source("source_revenue")],
    tests: &[DataTest {
        id: "one_line_an_order",
        sentence: "The sales system reports each order once.",
        severity: Severity::Warn,
        run: |table, _| checks::within(table, &["order_id"], "part", 1.0, 1.0),
    }],
    sql: include_str!("stg_source_revenue.sql"),
    build,
};

fn build(build: &Build<'_>) -> Result<Table> {
    let names = [("booked_at", "booked_time")];
    staged(build, "source_revenue", &SPEC, &names, &|lines| {
        let order = lines.text("order_id")?;
        let codes = distinct_codes(order);
        let codes = codes.codes();
        let at = lines.integers("_source_row")?;
        let mut rows: Vec<u32> = (0..lines.height() as u32).collect();
        rows.sort_by_key(|row| at.get(*row as usize));
        let mut seen = vec![0_i64; order.dict.len() + 1];
        let mut parts = vec![0; lines.height()];
        for row in rows {
            let code = codes.at(row as usize) as usize;
            let count = &mut seen[code.min(order.dict.len())];
            *count += 1;
            parts[row as usize] = *count;
        }
        Ok(vec![
            Column::integers_dense("part", parts),
            days("booked_date", lines.integers("booked_at")?),
        ])
    })
}
