//! Which region closes which channel best? Win rate by region and channel, with the sample behind each cell.
//!
//! In the heat map the first block of series holds the rates, a row a channel; the second block, as long, dashed
//! and in counts, holds the decided opportunities behind each cell, so that small samples can be hatched.

use super::super::kit::dates;
use super::super::kit::grid::Grid;
use super::data::Data;
use super::found;
use crate::engine::base::Arrange;
use crate::engine::insights::Topic;
use crate::engine::insights::language::{count, number};
use crate::engine::metrics::{Line, Totals};
use crate::protocol::{Axis, Block, ChartView, Section, Series, Span, Stroke, Unit};
use std::collections::BTreeMap;

const COLUMNS: [&str; 6] = [
    "opportunities",
    "closed_won",
    "closed_lost",
    "win_rate",
    "pipeline_usd",
    "revenue_usd",
];

/// Rows and columns of the heat map, at most.
const MOST: usize = 12;

/// The section; absent without opportunities.
pub fn section(data: &Data) -> Option<Section> {
    let lines = &data.evidence.regions;
    if lines.is_empty() || !data.has("salesforce_opportunities") {
        return None;
    }
    let (findings, written) = found(data, Topic::Regions);
    let title = findings.first().map_or_else(
        || undecided(lines),
        |finding| finding.sentence.trim_end_matches('.').to_owned(),
    );
    let table = Grid {
        heading: (
            "region_funnel",
            "Regions and channels",
            "One row a region of the owner and a channel.".to_owned(),
        ),
        keys: &[("owner_region", 0), ("channel", 1)],
        columns: &COLUMNS,
        rows: lines,
        totals: Some((&Totals::of(lines), "All regions")),
        filter: None,
        absent: &|column| data.reason(column),
        behind: &|column, line| {
            let keys = [("owner_region", line.key(0)), ("channel", line.key(1))];
            data.behind(column, &keys)
        },
    }
    .view();
    let mut blocks = vec![(Span::Full, Block::Chart(heatmap(data, title)))];
    blocks.extend(written);
    blocks.push((Span::Full, Block::Table(table)));
    Some(Section {
        id: "regions".to_owned(),
        title: "Which region closes which channel best?".to_owned(),
        intro: "Share of decided opportunities that are won. Most cells rest on few deals: read them as hints."
            .to_owned(),
        blocks,
    })
}

/// What to say where no region stands out: nothing is decided, or too little to compare.
fn undecided(lines: &[Line]) -> String {
    let all = Line::total(lines);
    if decided(&all) > 0.0 {
        format!(
            "{} of {} won: no region stands out",
            number(all.sum("closed_won")),
            count(
                decided(&all),
                "decided opportunity",
                "decided opportunities"
            )
        )
    } else {
        "Nothing is decided yet, so no win rate can be computed".to_owned()
    }
}

fn decided(line: &Line) -> f64 {
    line.sum("closed_won") + line.sum("closed_lost")
}

/// The names with most opportunities, then in the order given by `place`.
fn leading(lines: &[Line], key: usize, place: &dyn Fn(&str) -> usize) -> Vec<String> {
    let mut sums: BTreeMap<&str, f64> = BTreeMap::new();
    for line in lines {
        *sums.entry(line.key(key)).or_default() += line.sum("opportunities");
    }
    let mut names: Vec<(&str, f64)> = sums.into_iter().collect();
    names.arrange_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    names.truncate(MOST);
    names.arrange_by_key(|(name, _)| (place(name), *name));
    names.into_iter().map(|(name, _)| name.to_owned()).collect()
}

fn heatmap(data: &Data, finding: String) -> ChartView {
    let lines = &data.evidence.regions;
    let regions = leading(lines, 0, &|_| 0);
    let channels = leading(lines, 1, &|name| data.colours.place(name));
    let cell = |region: &str, channel: &str| {
        lines
            .iter()
            .find(|line| line.key(0) == region && line.key(1) == channel)
    };
    let row = |channel: &str, is_sample: bool| Series {
        name: if is_sample {
            format!("{channel}, decided")
        } else {
            channel.to_owned()
        },
        unit: if is_sample {
            Unit::Count
        } else {
            Unit::Percent
        },
        hue: data.colours.hue(channel),
        stroke: if is_sample {
            Stroke::Dashed
        } else {
            Stroke::Solid
        },
        values: regions
            .iter()
            .map(|region| {
                let line = cell(region, channel)?;
                if is_sample {
                    Some(decided(line))
                } else {
                    line.metric("win_rate")
                }
            })
            .collect(),
    };
    let rates = channels.iter().map(|channel| row(channel, false));
    let samples = channels.iter().map(|channel| row(channel, true));
    ChartView {
        id: "region_heatmap".to_owned(),
        kind: "heatmap".to_owned(),
        finding,
        subtitle: format!(
            "Win rate by region and channel, %, {}",
            data.range.map(dates::range).unwrap_or_default()
        ),
        footnote: "The sample of a cell is its decided opportunities; empty where none is decided."
            .to_owned(),
        axis: Axis {
            label: "region".to_owned(),
            names: regions.clone(),
            ..Axis::default()
        },
        series: rates.chain(samples).collect(),
        filter: Some("channel".to_owned()),
        ..ChartView::default()
    }
}
