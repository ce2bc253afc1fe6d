//! A rate by group as bars, beside that of all.

use super::super::kit::charts::{axis, chart, series};
use crate::protocol::{Axis, ChartView, Hue, Reference, Unit};

/// One group.
pub struct Bar {
    /// Its name.
    pub name: String,
    /// What the rate is of.
    pub sample: Option<f64>,
    /// The rate; `None` where there is none.
    pub rate: Option<f64>,
    /// The link to the rows behind it; empty for none.
    pub opens: String,
}

/// The chart: id, finding and what is plotted; what a group is, the rate's name, and the rate of all with its name.
pub fn bars(
    (id, finding, subtitle): (&str, &str, String),
    (group, rate): (&str, &str),
    (all, of_all): (&str, Option<f64>),
    bars: Vec<Bar>,
) -> ChartView {
    let reference = |value| Reference {
        label: all.to_owned(),
        value,
    };
    let rates = bars.iter().map(|bar| bar.rate).collect();
    ChartView {
        axis: Axis {
            samples: bars
                .iter()
                .map(|bar| bar.sample.map(|n| n as u64))
                .collect(),
            ..axis(group, bars.iter().map(|bar| bar.name.clone()).collect())
        },
        series: vec![series(rate, Unit::Percent, Hue::Accent, rates)],
        references: of_all.map(reference).into_iter().collect(),
        opens: bars.into_iter().map(|bar| bar.opens).collect(),
        ..chart("bars", id, finding, subtitle)
    }
}
