//! What does an opportunity, a customer cost? Media spend per opportunity and per won one, by channel.

use super::super::kit::dates;
use super::data::Data;
use super::found;
use crate::engine::base::Arrange;
use crate::engine::insights::Topic;
use crate::engine::metrics::{Line, MetricSpec, metric};
use crate::protocol::{Axis, Block, ChartView, Hue, Reference, Section, Series, Span, Stroke};

/// A cost and what it is the cost of.
const COSTS: [(&str, &str); 2] = [
    ("cost_per_opportunity_usd", "opportunities"),
    ("cac_usd", "closed_won"),
];

/// The section; absent where neither cost is known.
pub fn section(data: &Data) -> Option<Section> {
    let (mut findings, _) = found(data, Topic::Costs);
    if findings.is_empty() {
        return None;
    }
    // In the order of the pictures above them: the steps of the journey.
    findings.arrange_by_key(|finding| COSTS.iter().position(|(id, _)| *id == finding.chart));
    let mut blocks = Vec::new();
    for (id, column) in COSTS {
        let finding = findings.iter().find(|finding| finding.chart == id);
        if let (Some(finding), Some(metric)) = (finding, metric(id)) {
            let chart = bars(data, metric, column, &finding.sentence);
            blocks.push((Span::Half, Block::Chart(chart)));
        }
    }
    blocks.push((Span::Full, Block::Findings(findings)));
    Some(Section {
        id: "costs".to_owned(),
        title: "What does an opportunity, a customer cost?".to_owned(),
        intro: "Media spend of the channels that have it, divided by what they brought.".to_owned(),
        blocks,
    })
}

fn bars(data: &Data, metric: &MetricSpec, column: &str, sentence: &str) -> ChartView {
    let mut lines: Vec<(&Line, Option<f64>)> = data
        .evidence
        .spenders()
        .map(|line| (line, line.metric(metric.id)))
        .collect();
    lines.arrange_by(|a, b| match (a.1, b.1) {
        (Some(x), Some(y)) => y.total_cmp(&x),
        (x, y) => y.is_some().cmp(&x.is_some()),
    });
    let note = |line: &Line| {
        let get = |name: &str| line.get(name);
        let reason = metric.null_reason(&get);
        if reason.is_empty() {
            metric.filled(&get)
        } else {
            reason
        }
    };
    ChartView {
        id: metric.id.to_owned(),
        kind: "bars".to_owned(),
        finding: sentence.trim_end_matches('.').to_owned(),
        subtitle: format!(
            "{}, USD, {}",
            metric.name,
            data.range.map(dates::range).unwrap_or_default()
        ),
        footnote: format!("{} = {}, media spend only.", metric.name, metric.words()),
        axis: Axis {
            label: "channel".to_owned(),
            names: lines
                .iter()
                .map(|(line, _)| line.name().to_owned())
                .collect(),
            hues: lines
                .iter()
                .map(|(line, _)| data.colours.hue(line.name()))
                .collect(),
            samples: lines
                .iter()
                .map(|(line, _)| line.shown(column).map(|n| n as u64))
                .collect(),
            notes: lines.iter().map(|(line, _)| note(line)).collect(),
            ..Axis::default()
        },
        series: vec![Series {
            name: metric.name.to_owned(),
            unit: metric.unit,
            hue: Hue::Accent,
            stroke: Stroke::Solid,
            values: lines.iter().map(|(_, value)| *value).collect(),
        }],
        references: data
            .totals
            .get(metric.id)
            .map(|average| Reference {
                label: format!("average {}", metric.unit.compact(Some(average))),
                value: average,
            })
            .into_iter()
            .collect(),
        filter: Some("channel".to_owned()),
        ..ChartView::default()
    }
}
