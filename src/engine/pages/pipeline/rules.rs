//! How much does the answer depend on the rule? The change of each cell against `first_touch`, every rule side by side,
//! and why the two rules called first touch differ.

use super::data::Data;
use super::sources::{ALL, column, days, series};
use super::wide;
use crate::engine::base::Cell;
use crate::engine::models::pipeline::settings::{CLOSEST_DAY, FIRST_TOUCH, RULES, Rule};
use crate::protocol::{Axis, Block, ChartView, Hue, Section, Series, TableView, Unit};

const MOST: usize = 12;

/// The section; absent without pipeline.
pub fn section(data: &Data) -> Option<Section> {
    if data.evidence.rules.is_empty() || data.shown().next().is_none() {
        return None;
    }
    let mut blocks = vec![wide(Block::Chart(change(data)))];
    blocks.extend(data.written("rules"));
    blocks.push(wide(Block::Table(table(data))));
    Some(Section {
        id: "rules".to_owned(),
        title: "How much does the answer depend on the rule?".to_owned(),
        intro: "The pipeline is the same under every rule; what changes is who it is given to."
            .to_owned(),
        blocks,
    })
}

/// The rule that is set against `first_touch`: the one on screen, and where that is `first_touch`, `closest_day`.
fn other(data: &Data) -> &'static Rule {
    if *data.evidence.rule == *FIRST_TOUCH {
        CLOSEST_DAY
    } else {
        data.evidence.rule
    }
}

fn change_of(data: &Data, rule: &Rule, channel: &str, segment: &str) -> f64 {
    data.evidence
        .rules
        .iter()
        .filter(|row| row.rule == rule.id && row.channel == channel)
        .filter(|row| segment == ALL || row.segment == segment)
        .map(|row| row.change)
        .sum()
}

fn change(data: &Data) -> ChartView {
    let rule = other(data);
    let mut names: Vec<String> = data
        .segments
        .iter()
        .map(|segment| segment.0.clone())
        .collect();
    names.push(ALL.to_owned());
    let mut rows: Vec<(&str, f64)> = data
        .shown()
        .map(|row| {
            (
                row.channel.as_str(),
                change_of(data, rule, &row.channel, ALL),
            )
        })
        .collect();
    rows.sort_by(|a, b| b.1.total_cmp(&a.1));
    let finding = match (rows.first(), rows.last()) {
        (Some((gains, most)), Some((loses, least))) if *most > 0.0 && *least < 0.0 => format!(
            "Under {} {gains} gains {} and {loses} loses {}",
            rule.name.to_lowercase(),
            Unit::Usd.compact(Some(*most)),
            Unit::Usd.compact(Some(-least))
        ),
        _ => format!(
            "{} gives the channels shown what first touch gives them",
            rule.name
        ),
    };
    let series: Vec<Series> = rows
        .iter()
        .take(MOST)
        .map(|(channel, _)| {
            let values = names
                .iter()
                .map(|segment| Some(change_of(data, rule, channel, segment)));
            series(channel, Unit::Usd, Hue::Accent, values.collect())
        })
        .collect();
    ChartView {
        id: "rule_change".to_owned(),
        kind: "heatmap".to_owned(),
        finding,
        subtitle: format!(
            "{} less first touch, by channel and segment, USD, {}",
            rule.name,
            days(data)
        ),
        footnote: format!(
            "{} Over all channels the changes add up to nothing.",
            rule.sentence
        ),
        axis: Axis {
            label: "segment".to_owned(),
            names,
            ..Axis::default()
        },
        series,
        ..ChartView::default()
    }
}

/// Channels down, rules across.
fn table(data: &Data) -> TableView {
    let mut columns = vec![column("channel", Unit::Text, "Channel.")];
    for rule in &RULES {
        columns.push(column(rule.name, Unit::Usd, rule.sentence));
    }
    columns.push(column(
        "largest change",
        Unit::Usd,
        "The largest change of any rule against first touch.",
    ));
    let mut view = TableView {
        table: "pipeline_by_rule".to_owned(),
        title: "Every rule side by side".to_owned(),
        subtitle: "Pipeline given to each channel; every column adds up to all pipeline."
            .to_owned(),
        columns,
        ..TableView::default()
    };
    let mut totals = [0.0; RULES.len()];
    for row in &data.evidence.rules {
        if let Some(at) = RULES.iter().position(|rule| rule.id == row.rule) {
            totals[at] += row.pipeline;
        }
    }
    for (at, row) in data.shown().enumerate() {
        let values = RULES
            .each_ref()
            .map(|rule| data.evidence.under(rule.id, &row.channel));
        let widest = values
            .iter()
            .map(|value| value - values[0])
            .max_by(|a, b| a.abs().total_cmp(&b.abs()))
            .unwrap_or(0.0);
        let mut cells = vec![Cell::Text(row.channel.clone())];
        cells.extend(values.map(Cell::Number));
        cells.push(Cell::Number(widest));
        view.rows.push(cells);
        for (column, rule) in RULES.iter().enumerate() {
            let wheres = [("rule", rule.id), ("channel", row.channel.as_str())];
            let link = data.rows_of("pipeline_by_rule", &wheres);
            view.links.push((at as u32, column as u32 + 1, link));
        }
    }
    view.totals = vec![Cell::Text("All pipeline".to_owned())];
    view.totals.extend(totals.map(Cell::Number));
    view.totals.push(Cell::Number(0.0));
    if data.is_filtered() {
        "Pipeline given to each channel shown; the last row is that of every channel."
            .clone_into(&mut view.subtitle);
    }
    view
}
