//! How long does a purchase take, and how many visits? Days to purchase and touches, counted in bins.

use super::super::attribution::numbers::median;
use super::super::kit::charts::{axis, chart, series};
use super::super::kit::sheet::rows;
use super::data::Data;
use crate::engine::base::Unit;
use crate::engine::insights::language::{count, percent};
use crate::protocol::{Block, ChartView, Hue, Section, Span};

/// First value of each bin; a bin ends before the next.
const DAYS: [i64; 11] = [0, 1, 2, 3, 5, 8, 15, 22, 31, 46, 61];
const TOUCHES: [i64; 9] = [0, 1, 2, 3, 4, 5, 6, 8, 11];

/// The section; absent without a purchase.
pub fn section(data: &Data) -> Option<Section> {
    let all = &data.all;
    if all.purchases <= 0.0 {
        return None;
    }
    let days = Bins {
        id: "days_to_purchase",
        column: "journey_length_days",
        name: "days",
        subtitle: "Purchases by whole days from the first touch inside the lookback",
        values: &all.days,
        starts: &DAYS,
    };
    let touches = Bins {
        id: "touches",
        column: "touch_count",
        name: "touches",
        subtitle: "Purchases by number of touches inside the lookback",
        values: &all.touches,
        starts: &TOUCHES,
    };
    let same = all.days.partition_point(|days| *days == 0) as f64;
    let said = median(&all.days).map_or_else(
        || "No purchase has a touch".to_owned(),
        |middle| {
            format!(
                "Half of purchases{} come within {}, {} on the first day",
                if all.days.len() == all.touches.len() {
                    ""
                } else {
                    " with a touch"
                },
                count(middle, "day", "days"),
                percent(same / all.days.len() as f64)
            )
        },
    );
    let many = all.touches.len() - all.touches.partition_point(|touches| *touches <= 1);
    let several = format!(
        "{} of purchases take more than one touch",
        percent(many as f64 / all.purchases)
    );
    Some(Section {
        id: "lengths".to_owned(),
        title: "How long does a purchase take, and how many visits?".to_owned(),
        intro: String::new(),
        blocks: vec![
            (Span::Half, Block::Chart(histogram(data, &days, &said))),
            (
                Span::Half,
                Block::Chart(histogram(data, &touches, &several)),
            ),
        ],
    })
}

/// Whole numbers to count in bins.
struct Bins<'a> {
    id: &'static str,
    column: &'static str,
    name: &'static str,
    subtitle: &'static str,
    /// Ascending.
    values: &'a [i64],
    starts: &'a [i64],
}

fn histogram(data: &Data, bins: &Bins<'_>, finding: &str) -> ChartView {
    let largest = bins.values.last().copied().unwrap_or_default();
    let used = bins
        .starts
        .partition_point(|start| *start <= largest)
        .max(1);
    let (mut names, mut values, mut opens) = (Vec::new(), Vec::new(), Vec::new());
    for (at, from) in bins.starts.iter().enumerate().take(used) {
        let next = bins.starts.get(at + 1);
        let below = |bound: i64| bins.values.partition_point(|value| *value < bound);
        let end = next.map_or(bins.values.len(), |next| below(*next));
        let (name, span) = match next {
            Some(next) if *next == from + 1 => (from.to_string(), format!("{from}..{from}")),
            Some(next) => (
                format!("{from}–{}", next - 1),
                format!("{from}..{}", next - 1),
            ),
            None => (format!("{from}+"), format!("{from}..")),
        };
        names.push(name);
        values.push(Some((end - below(*from)) as f64));
        opens.push(rows(
            &data.params,
            "client_journeys",
            &[(bins.column, &span)],
        ));
    }
    ChartView {
        axis: axis(bins.name, names),
        series: vec![series("Purchases", Unit::Count, Hue::Accent, values)],
        opens,
        ..chart("histogram", bins.id, finding, bins.subtitle.to_owned())
    }
}
