//! What must add up (spec 20 "Identities"): a mart against the purchases of the range. A mart that the channel filter
//! narrows is held to it where the filter is off.

use super::settings::span;
use crate::engine::base::{Result, Table};
use crate::engine::models::shown::Shown;
use crate::engine::warehouse::{Build, DataTest, Severity, checks};

/// One row for each purchase of the range.
pub const ONE_ROW_A_PURCHASE: DataTest = DataTest {
    id: "one_row_a_purchase",
    sentence: "Every purchase of the range has one row.",
    severity: Severity::Error,
    run: |table, build| adds_up(table, build, &[("rows", "", 1.0)], &[]),
};

/// What is attributed is what was bought.
pub const REVENUE_ATTRIBUTED: DataTest = DataTest {
    id: "revenue_attributed",
    sentence: "Attributed revenue adds up to the revenue of the purchases.",
    severity: Severity::Error,
    run: |table, build| adds_up(table, build, &[], &["attributed_revenue"]),
};

/// How many purchases the range has, and what they were worth.
pub fn bought(build: &Build<'_>) -> Result<(f64, f64)> {
    let (from, to) = span(build.range()?);
    let purchases = build.model("int_purchases")?;
    let (times, revenue) = (
        purchases.integers("event_time")?,
        purchases.amounts("revenue")?,
    );
    let mut sums = (0.0, 0.0);
    for (row, time) in times.values.iter().enumerate() {
        if (from..to).contains(time) {
            sums.0 += 1.0;
            sums.1 += revenue.values[row];
        }
    }
    Ok(sums)
}

/// Compares sums of columns (or the rows, where the column is empty) with the purchases of the range: counts, each for
/// so many of a kind (purchases × factor), and amounts.
pub fn adds_up(
    table: &Table,
    build: &Build<'_>,
    counts: &[(&str, &str, f64)],
    amounts: &[&str],
) -> Result<Vec<String>> {
    if !Shown::new(build.channels()?).is_all() {
        return Ok(Vec::new());
    }
    let (purchases, revenue) = bought(build)?;
    let mut out = Vec::new();
    for (what, column, times) in counts {
        let here = if column.is_empty() {
            table.height() as f64
        } else {
            total(table, column)?
        };
        out.extend(checks::same_sum(what, here, purchases * times));
    }
    for column in amounts {
        out.extend(checks::same_sum(column, total(table, column)?, revenue));
    }
    Ok(out)
}

/// The sum of a column.
pub fn total(table: &Table, column: &str) -> Result<f64> {
    Ok(table.numbers(column)?.into_iter().flatten().sum())
}
