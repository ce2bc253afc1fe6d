//! What a mart keeps under a link: rows of the channels shown; and the ratios that a mart's row has.

use super::channel::fold;
use crate::engine::base::{Column, ColumnSpec, Error, Result};
use crate::engine::metrics;
use std::collections::BTreeSet;

/// The channels that the link shows, compared folded; none named shows all.
#[derive(Debug, Default)]
pub struct Shown(BTreeSet<String>);

impl Shown {
    /// From the values of `channel` in the link.
    pub fn new(channels: &[String]) -> Shown {
        Shown(channels.iter().map(|channel| fold(channel)).collect())
    }

    /// Whether a channel's rows are shown.
    pub fn has(&self, channel: &str) -> bool {
        self.0.is_empty() || self.0.contains(&fold(channel))
    }
}

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
