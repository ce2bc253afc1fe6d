//! How did it move month by month? Revenue by category, stacked.

use super::data::{Data, month_days};
use super::{title, written};
use crate::engine::base::Arrange;
use crate::engine::base::Ordered;
use crate::engine::insights::commerce::{self, Row};
use crate::engine::insights::language::list;
use crate::protocol::day::month_name;
use crate::protocol::{Axis, Block, ChartView, Day, Hue, Section, Series, Span, Stroke, Unit};
use std::collections::{BTreeMap, BTreeSet};

/// Categories with a colour of their own; the rest are one.
const SERIES: usize = 7;

/// The section; absent without two months.
pub fn section(data: &Data) -> Option<Section> {
    let months: BTreeSet<&str> = data.months.iter().map(|row| row.text("month")).into_set();
    let months: Vec<(&str, Day, Day)> = months
        .into_iter()
        .filter_map(|month| month_days(month).map(|(first, last)| (month, first, last)))
        .collect();
    if months.len() < 2 {
        return None;
    }
    let (column, what, unit) = if data.has("order_items") {
        ("revenue_usd", "Revenue", Unit::Usd)
    } else {
        ("views", "Product pages", Unit::Count)
    };
    let (findings, found) = written(data, commerce::MONTHS);
    let mut sums: BTreeMap<&str, f64> = BTreeMap::new();
    for row in &data.months {
        *sums.entry(row.text("category")).or_default() += row.sum(column);
    }
    let mut ranked: Vec<(&str, f64)> = sums.into_iter().collect();
    ranked.arrange_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    let (own, rest) = ranked.split_at(SERIES.min(ranked.len()));
    let value = |month: &str, of: &dyn Fn(&str) -> bool| {
        let is_in = |row: &&Row| row.text("month") == month && of(row.text("category"));
        let rows = data.months.iter().filter(is_in);
        Some(rows.map(|row| row.sum(column)).sum())
    };
    let series = |name: &str, hue: Hue, of: &dyn Fn(&str) -> bool| Series {
        name: if name == "(none)" { "Not known" } else { name }.to_owned(),
        unit,
        hue,
        stroke: Stroke::Solid,
        values: months
            .iter()
            .map(|(month, _, _)| value(month, of))
            .collect(),
    };
    let mut all: Vec<Series> = (0_u8..)
        .zip(own)
        .map(|(at, (name, _))| series(name, Hue::Series(at), &|category| category == *name))
        .collect();
    if !rest.is_empty() {
        let is_rest = |category: &str| rest.iter().any(|(name, _)| *name == category);
        all.push(series("Other", Hue::Grey(0), &is_rest));
    }
    let cut = |(_, first, last): &(&str, Day, Day)| {
        data.range.map_or_else(String::new, |(from, to)| {
            let held = last.0.min(to.0) - first.0.max(from.0) + 1;
            let length = last.0 - first.0 + 1;
            if held < length {
                format!("{held} of {length} days")
            } else {
                String::new()
            }
        })
    };
    let short: Vec<String> = months
        .iter()
        .filter(|month| !cut(month).is_empty())
        .map(|month| format!("{} ({})", month_name(month.1.ymd().1), cut(month)))
        .collect();
    let chart = ChartView {
        id: "commerce_months".to_owned(),
        kind: "stacked".to_owned(),
        finding: title(&findings, &format!("{what} by month")),
        subtitle: format!("{what} by month and category, {}", data.range_text()),
        footnote: if short.is_empty() {
            String::new()
        } else {
            format!("Cut short by the range: {}.", list(&short))
        },
        axis: Axis {
            label: "month".to_owned(),
            names: months
                .iter()
                .map(|month| month_name(month.1.ymd().1).to_owned())
                .collect(),
            days: months.iter().map(|month| month.1).collect(),
            notes: months.iter().map(cut).collect(),
            ..Axis::default()
        },
        series: all,
        ..ChartView::default()
    };
    let mut blocks = vec![(Span::Full, Block::Chart(chart))];
    blocks.extend(found);
    Some(Section {
        id: "months".to_owned(),
        title: "How did it move month by month?".to_owned(),
        intro: "Each event and each order counts on its own day.".to_owned(),
        blocks,
    })
}
