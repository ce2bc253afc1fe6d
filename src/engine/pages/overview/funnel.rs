//! Where does each channel leak? The funnel of everything and of each channel, the way from an impression to a session
//! of the paid ones, and every step's rate.

use super::super::kit::dates;
use super::super::kit::grid::Grid;
use super::data::{Data, source_of};
use super::found;
use crate::engine::insights::Topic;
use crate::engine::insights::language::{count, list_some, percent};
use crate::engine::insights::{arrivals, leaks};
use crate::engine::metrics::Line;
use crate::protocol::{
    Axis, Block, ChartView, Finding, Hue, Reference, Section, Series, Span, Stroke, Tone, Unit,
};
use std::fmt::Write as _;

const STAGES: [(&str, &str); 4] = [
    ("Sessions", "sessions"),
    ("Conversions", "conversions"),
    ("Opportunities", "opportunities"),
    ("Won", "closed_won"),
];

const PAID_STAGES: [(&str, &str); 3] = [
    ("Impressions", "impressions"),
    ("Clicks", "clicks"),
    ("Sessions", "sessions"),
];

const STEP_COLUMNS: [&str; 11] = [
    "impressions",
    "ctr",
    "clicks",
    "click_to_session_rate",
    "sessions",
    "session_conversion_rate",
    "conversions",
    "conversion_to_opportunity_rate",
    "opportunities",
    "close_rate",
    "win_rate",
];

/// The section; absent without sessions and opportunities.
pub fn section(data: &Data) -> Option<Section> {
    let all = &data.totals.all;
    if all.sum("sessions") <= 0.0 && all.sum("opportunities") <= 0.0 {
        return None;
    }
    let (findings, written) = found(data, Topic::Leaks);
    let is_compared = findings.iter().any(|f| f.id == "leaks");
    let worst = findings
        .iter()
        .find(|f| f.id == "leaks" && matches!(f.tone, Tone::Bad | Tone::Warn))
        .map(|finding| finding.sentence.clone());
    let mut blocks = Vec::new();
    let lines: Vec<&Line> = data.channels.iter().collect();
    let title = worst.clone().unwrap_or_else(|| counts(all));
    let main = chart(
        data,
        "funnel",
        &title,
        &STAGES,
        ("All channels", all),
        &lines,
    );
    let paid: Vec<&Line> = lines.iter().copied().filter(|l| l.has_spend).collect();
    if data.totals.paid.sum("impressions") > 0.0 || data.totals.paid.sum("clicks") > 0.0 {
        // The reach has fewer stages and rows: at half the width it is as tall as the funnel beside it.
        blocks.push((Span::TwoThirds, Block::Chart(main)));
        let blend = ("Paid channels", &data.totals.paid);
        let reach = chart(
            data,
            "paid_reach",
            &reach_title(data, &findings),
            &PAID_STAGES,
            blend,
            &paid,
        );
        blocks.push((Span::Third, Block::Chart(reach)));
    } else {
        blocks.push((Span::Full, Block::Chart(main)));
    }
    blocks.extend(written);
    blocks.push((Span::Full, Block::Table(steps(data))));
    Some(Section {
        id: "funnel".to_owned(),
        title: "Where does each channel leak?".to_owned(),
        intro: match worst {
            None if is_compared => format!(
                "{} No channel’s step is clearly worse than the others’.",
                counts(all)
            ),
            _ => counts(all),
        },
        blocks,
    })
}

/// `4,930 sessions, 888 conversions, 350 opportunities, 80 won.`; what is not loaded is left out.
fn counts(all: &Line) -> String {
    let parts: Vec<String> = [
        ("sessions", "session", "sessions"),
        ("conversions", "conversion", "conversions"),
        ("opportunities", "opportunity", "opportunities"),
        ("closed_won", "won", "won"),
    ]
    .into_iter()
    .filter_map(|(column, one, many)| Some(count(all.shown(column)?, one, many)))
    .collect();
    format!("{}.", parts.join(", "))
}

fn reach_title(data: &Data, findings: &[Finding]) -> String {
    let is_lost = findings.iter().any(|f| f.id == "clicks_without_sessions");
    let arrived = data.totals.get("click_to_session_rate");
    match (data.totals.get("ctr"), arrived.filter(|_| is_lost)) {
        (Some(ctr), Some(rate)) => format!(
            "{} of the impressions of paid channels are clicked, {} of the clicks show up as sessions",
            percent(ctr),
            percent(rate)
        ),
        (Some(ctr), None) => format!(
            "{} of the impressions of paid channels are clicked",
            percent(ctr)
        ),
        _ => "From an impression to a session".to_owned(),
    }
}

fn chart(
    data: &Data,
    id: &str,
    finding: &str,
    stages: &[(&str, &str)],
    (name, blend): (&str, &Line),
    lines: &[&Line],
) -> ChartView {
    let stages: Vec<&(&str, &str)> = stages
        .iter()
        .filter(|(_, column)| data.has(source_of(column)))
        .collect();
    let values = |line: &Line| {
        stages
            .iter()
            .map(|(_, column)| line.shown(column))
            .collect()
    };
    let series = |name: &str, hue: Hue, line: &Line| Series {
        name: name.to_owned(),
        unit: Unit::Count,
        hue,
        stroke: Stroke::Solid,
        values: values(line),
    };
    let mut all = vec![series(name, Hue::Accent, blend)];
    // ▼ stands where the findings name a leak, and nowhere else.
    let marks = if lines.len() < 2 {
        Vec::new()
    } else if id == "funnel" {
        leaks::marks(&data.evidence)
    } else {
        let few = arrivals::few(&data.evidence).into_iter();
        few.map(|line| (line.name().to_owned(), "sessions"))
            .collect()
    };
    if lines.len() > 1 {
        all.extend(
            lines
                .iter()
                .map(|line| series(line.name(), data.colours.hue(line.name()), line)),
        );
    }
    ChartView {
        id: id.to_owned(),
        kind: "funnel".to_owned(),
        finding: finding.trim_end_matches('.').to_owned(),
        subtitle: format!(
            "Counts at each stage and the rate from one to the next, {}",
            data.range.map(dates::range).unwrap_or_default()
        ),
        footnote: if id == "funnel" {
            let systems = if data.has("web_analytics") && data.has("salesforce_opportunities") {
                "Stages are of different systems, matched by channel: a rate can pass 100 %."
            } else {
                ""
            };
            let blend = blend_note(lines, &marks);
            format!("{systems}{blend}").trim_start().to_owned()
        } else if data.has("web_analytics") {
            "Ad platforms count clicks, web analytics counts sessions: missing tags and refused consent lower the last rate."
                .to_owned()
        } else {
            String::new()
        },
        axis: Axis {
            label: "stage".to_owned(),
            names: stages.iter().map(|(name, _)| (*name).to_owned()).collect(),
            ..Axis::default()
        },
        series: all,
        references: marks
            .into_iter()
            .filter_map(|(label, column)| {
                let value = stages.iter().position(|(_, known)| *known == column)? as f64;
                Some(Reference { label, value })
            })
            .collect(),
        filter: Some("channel".to_owned()),
        ..ChartView::default()
    }
}

/// Where the blend is not what the findings, and so ▼, compare a channel with.
fn blend_note(lines: &[&Line], marks: &[(String, &str)]) -> String {
    let mut text = String::new();
    let is_outside =
        |line: &&&Line| line.shown("conversions") == Some(0.0) && line.sum("opportunities") > 0.0;
    let outside: Vec<&Line> = lines.iter().filter(is_outside).copied().collect();
    if !outside.is_empty() && outside.len() < lines.len() {
        let names: Vec<&str> = outside.iter().map(|line| line.name()).collect();
        let n = outside.iter().map(|line| line.sum("opportunities")).sum();
        let _ = write!(
            text,
            " ▼ leaves out {} without conversions ({}).",
            count(n, "opportunity", "opportunities"),
            list_some(&names, 3)
        );
    }
    if marks.iter().any(|(_, column)| *column == "closed_won") {
        text.push_str(" At Won, ▼ compares decided opportunities only.");
    }
    text
}

fn steps(data: &Data) -> crate::protocol::TableView {
    Grid {
        heading: (
            "channel_funnel",
            "Every step of every channel",
            "Counts and the rates between them; impressions and clicks exist for paid channels only."
                .to_owned(),
        ),
        keys: &[("channel", 0)],
        columns: &STEP_COLUMNS,
        rows: &data.channels,
        totals: Some((&data.totals, "All channels")),
        filter: Some("channel"),
        absent: &|column| data.reason(column),
        behind: &|column, line| data.behind(column, &[("channel", line.name())]),
    }
    .view()
}
