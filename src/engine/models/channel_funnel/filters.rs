//! What a mart keeps under a link: rows of the channels shown; and the ratios that a mart's row has.

use crate::engine::base::{Column, ColumnSpec, Error, Result};
use crate::engine::metrics;

pub use crate::engine::models::shown::Shown;

/// A metric of the registry as a column: its value for each row's sums.
///
/// # Errors
/// Internal, where there is no such metric.
pub fn metric_column<R>(
    spec: &ColumnSpec,
    rows: &[R],
    sums: impl Fn(&R, &str) -> Option<f64>,
) -> Result<Column> {
    let metric = metrics::metric(spec.name)
        .ok_or_else(|| Error::internal(format!("there is no metric {}", spec.name)))?;
    Ok(Column::amounts(
        spec.name,
        rows.iter().map(|row| metric.value(&|name| sums(row, name))),
    ))
}
