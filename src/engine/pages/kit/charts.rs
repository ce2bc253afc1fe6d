//! Charts put together in a line: a series, and the parts that most charts share.

use crate::protocol::{Axis, ChartView, Hue, Series, Stroke, Unit};

/// A full line or a set of bars.
pub fn series(name: &str, unit: Unit, hue: Hue, values: Vec<Option<f64>>) -> Series {
    Series {
        name: name.to_owned(),
        unit,
        hue,
        stroke: Stroke::Solid,
        values,
    }
}

/// A chart of one kind: its id, the finding (a sentence; its full stop is left out) and what is plotted.
pub fn chart(kind: &str, id: &str, finding: &str, subtitle: String) -> ChartView {
    ChartView {
        id: id.to_owned(),
        kind: kind.to_owned(),
        finding: finding.trim_end_matches('.').to_owned(),
        subtitle,
        ..ChartView::default()
    }
}

/// An axis of named categories.
pub fn axis(label: &str, names: Vec<String>) -> Axis {
    Axis {
        label: label.to_owned(),
        names,
        ..Axis::default()
    }
}
