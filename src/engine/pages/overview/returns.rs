//! Which channels earn more than they cost, and which lose money? Spend against revenue, and what is left per dollar.

use super::super::kit::dates;
use super::data::Data;
use super::found;
use crate::engine::base::Arrange;
use crate::engine::insights::Topic;
use crate::engine::insights::language::count;
use crate::engine::insights::verdict::{self, UNSEEN, Verdict};
use crate::engine::metrics::{Line, metric};
use crate::protocol::{
    Axis, Block, ChartView, Hue, Reference, Section, Series, Span, Stroke, Unit,
};

/// The section; absent without spend or opportunities of the same days.
pub fn section(data: &Data) -> Option<Section> {
    let spenders: Vec<&Line> = data.evidence.spenders().collect();
    if spenders.is_empty() || !data.evidence.has_returns() {
        return None;
    }
    let (_, findings) = found(data, Topic::Returns);
    let mut blocks = vec![
        (Span::Half, Block::Chart(scatter(data, &spenders))),
        (Span::Half, Block::Chart(bars(data))),
    ];
    blocks.extend(findings);
    Some(Section {
        id: "returns".to_owned(),
        title: "Which channels earn more than they cost, and which lose money?".to_owned(),
        intro: intro(&spenders),
        blocks,
    })
}

fn roi(line: &Line) -> Option<f64> {
    line.metric("roi")
}

fn intro(spenders: &[&Line]) -> String {
    format!(
        "Of {} with spend, {}.",
        count(spenders.len() as f64, "channel", "channels"),
        verdict::counted(spenders)
    )
}

/// A number with the doubt that it rests on, where no opportunity names the channel.
fn doubted(line: &Line, text: String) -> String {
    if verdict::verdict(line) == Some(Verdict::Unseen) {
        format!("{text}. No opportunity names it as its source: {UNSEEN}")
    } else {
        text
    }
}

fn range_text(data: &Data) -> String {
    data.range.map(dates::range).unwrap_or_default()
}

fn scatter(data: &Data, spenders: &[&Line]) -> ChartView {
    let series = |name: &str, column: &str| Series {
        name: name.to_owned(),
        unit: Unit::Usd,
        hue: Hue::Accent,
        stroke: Stroke::Solid,
        values: spenders.iter().map(|line| line.shown(column)).collect(),
    };
    ChartView {
        id: "spend_revenue".to_owned(),
        kind: "scatter".to_owned(),
        finding: verdict::named(spenders),
        subtitle: format!(
            "Spend across, revenue up, in USD, {}. Above the line a channel earns more than it costs.",
            range_text(data)
        ),
        footnote: "Revenue of won opportunities by the day they were created; media spend only. A ring rests on fewer than 30 won ones."
            .to_owned(),
        axis: Axis {
            label: "channel".to_owned(),
            names: spenders.iter().map(|line| line.name().to_owned()).collect(),
            hues: spenders
                .iter()
                .map(|line| data.colours.hue(line.name()))
                .collect(),
            samples: spenders
                .iter()
                .map(|line| line.shown("closed_won").map(|n| n as u64))
                .collect(),
            notes: spenders
                .iter()
                .map(|line| {
                    let roas = metric("roas")
                        .map(|roas| format!("ROAS {}", roas.filled(&|column| line.get(column))))
                        .unwrap_or_default();
                    doubted(line, roas)
                })
                .collect(),
            ..Axis::default()
        },
        series: vec![
            series("Spend", "spend_usd"),
            series("Revenue", "revenue_usd"),
        ],
        references: vec![Reference {
            label: "break-even".to_owned(),
            value: 1.0,
        }],
        filter: Some("channel".to_owned()),
        ..ChartView::default()
    }
}

fn bars(data: &Data) -> ChartView {
    let mut lines: Vec<&Line> = data.channels.iter().collect();
    lines.arrange_by(|a, b| match (roi(a), roi(b)) {
        (Some(x), Some(y)) => y.total_cmp(&x),
        (x, y) => y.is_some().cmp(&x.is_some()),
    });
    let note = |line: &Line| {
        metric("roi").map_or_else(String::new, |roi| {
            let get = |column: &str| line.get(column);
            let reason = roi.null_reason(&get);
            if reason.is_empty() {
                doubted(line, format!("{}: {}", roi.words(), roi.filled(&get)))
            } else {
                reason
            }
        })
    };
    let best = lines
        .first()
        .and_then(|line| Some((line.name(), line.metric("roas")?)));
    ChartView {
        id: "roi_by_channel".to_owned(),
        kind: "bars".to_owned(),
        finding: match best {
            Some((_, roas)) if roas <= 0.0 => nothing(&lines),
            Some((name, roas)) => format!(
                "{name} brings back {}{} for each dollar",
                if lines.iter().filter(|line| roi(line).is_some()).count() > 1 {
                    "most: "
                } else {
                    ""
                },
                crate::engine::insights::language::usd(roas)
            ),
            None => "No channel has spend, so no return can be computed".to_owned(),
        },
        subtitle: format!(
            "Return on investment: (revenue − spend) ÷ spend, %, {}",
            range_text(data)
        ),
        footnote: "A channel without recorded spend has no return: a gap, not a zero. The sample is its won opportunities."
            .to_owned(),
        axis: Axis {
            label: "channel".to_owned(),
            names: lines.iter().map(|line| line.name().to_owned()).collect(),
            hues: lines.iter().map(|line| data.colours.hue(line.name())).collect(),
            samples: lines
                .iter()
                .map(|line| line.shown("closed_won").map(|n| n as u64))
                .collect(),
            notes: lines.iter().map(|line| note(line)).collect(),
            ..Axis::default()
        },
        series: vec![Series {
            name: "ROI".to_owned(),
            unit: Unit::Percent,
            hue: Hue::Accent,
            stroke: Stroke::Solid,
            values: lines.iter().map(|line| roi(line)).collect(),
        }],
        references: vec![Reference {
            label: "break-even".to_owned(),
            value: 0.0,
        }],
        filter: Some("channel".to_owned()),
        ..ChartView::default()
    }
}

/// The title where nobody who spent has won anything: no one brings back most.
fn nothing(lines: &[&Line]) -> String {
    let judged = || lines.iter().filter_map(|line| verdict::verdict(line));
    let doubt = if judged().all(|verdict| verdict == Verdict::Unseen) {
        format!(": {UNSEEN}")
    } else {
        String::new()
    };
    if judged().count() == 1 {
        format!("The one channel with spend has brought nothing back so far{doubt}")
    } else {
        format!("No channel with spend has brought anything back so far{doubt}")
    }
}
