//! Which paths lead to a purchase? The most frequent ones as bars, all of the larger ones as flows, and their table.

use super::super::kit::charts::{axis, chart, series};
use super::super::kit::sheet::{Put, Sheet, rows};
use super::data::{Data, PathRow};
use crate::engine::base::Arrange;
use crate::engine::base::Unit;
use crate::engine::insights::language::{channel, number, path, percent, usd};
use crate::protocol::{Block, ChartView, Hue, Link, Node, Section, Span, TableView};
use std::collections::BTreeMap;

/// Paths shown as bars, as flows and in the table.
const BARS: usize = 10;
const FLOWS: usize = 60;
const ROWS: usize = 50;

/// Touches of a path shown as columns of the flows; further ones are passed over.
const STEPS: usize = 4;

/// The section; absent without a path.
pub fn section(data: &Data) -> Option<Section> {
    if data.paths.is_empty() || data.all.purchases <= 0.0 {
        return None;
    }
    Some(Section {
        id: "paths".to_owned(),
        title: "Which paths lead to a purchase?".to_owned(),
        intro:
            "Channels in the order of visits inside the lookback; neighbouring repeats count once."
                .to_owned(),
        blocks: vec![
            (Span::Half, Block::Chart(bars(data))),
            (Span::Half, Block::Chart(flows(data))),
            (Span::Full, Block::Table(table(data))),
        ],
    })
}

fn said(row: &PathRow) -> String {
    if row.path.is_empty() {
        "No touch".to_owned()
    } else {
        path(&row.path)
    }
}

/// The hue of a path is that of its last channel: what closed it.
fn hue(data: &Data, row: &PathRow) -> Hue {
    data.colours
        .hue(row.path.rsplit(" > ").next().unwrap_or_default())
}

fn link(data: &Data, row: &PathRow) -> String {
    rows(&data.params, "client_journeys", &[("path", &row.path)])
}

fn bars(data: &Data) -> ChartView {
    let top = &data.paths[..data.paths.len().min(BARS)];
    let held: f64 = top.iter().map(|row| row.journeys).sum();
    let finding = format!(
        "{} paths hold {} of purchases; there are {} in all",
        number(top.len() as f64),
        percent(held / data.all.purchases),
        number(data.paths.len() as f64)
    );
    let mut axis = axis("path", top.iter().map(said).collect());
    axis.hues = top.iter().map(|row| hue(data, row)).collect();
    axis.notes = top
        .iter()
        .map(|row| format!("revenue {}", usd(row.revenue)))
        .collect();
    let values = top.iter().map(|row| Some(row.journeys)).collect();
    ChartView {
        axis,
        series: vec![series("Purchases", Unit::Count, Hue::Accent, values)],
        opens: top.iter().map(|row| link(data, row)).collect(),
        footnote: "The colour is that of the last channel. A click opens the purchases.".to_owned(),
        ..chart(
            "bars",
            "top_paths",
            &finding,
            "Purchases by path, the most frequent ones".to_owned(),
        )
    }
}

/// The larger paths step by step: (step, channel) nodes, purchases at the end.
fn flows(data: &Data) -> ChartView {
    let mut nodes: BTreeMap<(usize, String), f64> = BTreeMap::new();
    let mut links: BTreeMap<((usize, String), (usize, String)), f64> = BTreeMap::new();
    let end = (STEPS, "purchase".to_owned());
    let mut shown = 0.0;
    for row in data
        .paths
        .iter()
        .filter(|row| !row.path.is_empty())
        .take(FLOWS)
    {
        let steps: Vec<&str> = row.path.split(" > ").collect();
        shown += row.journeys;
        // Of a long path the first touches and the last are kept.
        let skip = steps.len().saturating_sub(STEPS);
        let kept = steps
            .iter()
            .enumerate()
            .filter(|(at, _)| *at + 1 < STEPS || *at + 1 - skip >= STEPS);
        let mut before: Option<(usize, String)> = None;
        for (place, (_, id)) in kept.enumerate() {
            let node = (place, (*id).to_owned());
            *nodes.entry(node.clone()).or_default() += row.journeys;
            if let Some(before) = before {
                *links.entry((before, node.clone())).or_default() += row.journeys;
            }
            before = Some(node);
        }
        if let Some(before) = before {
            *links.entry((before, end.clone())).or_default() += row.journeys;
        }
    }
    let mut order: Vec<(&(usize, String), f64)> =
        nodes.iter().map(|(node, n)| (node, *n)).collect();
    order.arrange_by(|a, b| {
        a.0.0
            .cmp(&b.0.0)
            .then_with(|| b.1.total_cmp(&a.1))
            .then_with(|| a.0.cmp(b.0))
    });
    let id = |(place, channel): &(usize, String)| format!("{place} {channel}");
    let node = |at: &(usize, String), title: String, n: f64, hue: Hue| Node {
        id: id(at),
        title,
        subtitle: number(n),
        fields: Vec::new(),
        rank: at.0 as u16,
        hue,
    };
    let mut all: Vec<Node> = order
        .into_iter()
        .map(|(at, n)| node(at, channel(&at.1), n, data.colours.hue(&at.1)))
        .collect();
    all.push(node(&end, "Purchase".to_owned(), shown, Hue::Good));
    let first = all
        .first()
        .map(|node| node.title.clone())
        .unwrap_or_default();
    ChartView {
        nodes: all,
        links: links
            .iter()
            .map(|((from, to), n)| Link {
                from: id(from),
                to: id(to),
                label: String::new(),
                value: *n,
            })
            .collect(),
        series: vec![series("Purchases", Unit::Count, Hue::Accent, Vec::new())],
        footnote: format!(
            "The {} most frequent paths, {} of purchases. Of paths with more than {STEPS} touches the first {} and the last are drawn.",
            number(data.paths.len().min(FLOWS) as f64),
            percent(shown / data.all.purchases),
            STEPS - 1
        ),
        ..chart(
            "sankey",
            "path_flows",
            &format!("Most journeys begin with {first}"),
            "Purchases from touch to touch".to_owned(),
        )
    }
}

fn table(data: &Data) -> TableView {
    let columns = [
        ("path", Unit::Text, "Channels in the order of visits."),
        ("journeys", Unit::Count, "Purchases."),
        (
            "share",
            Unit::Percent,
            "Share of all purchases in the range.",
        ),
        ("revenue", Unit::Usd, "Their revenue."),
        ("avg_revenue", Unit::Usd, "Revenue of an average one."),
        (
            "avg_days",
            Unit::Days,
            "Days from first touch to purchase, on average.",
        ),
    ];
    let top = &data.paths[..data.paths.len().min(ROWS)];
    let mut sheet = Sheet::new(
        ("path_performance", "Paths"),
        &format!(
            "The {} most frequent of {}.",
            top.len(),
            number(data.paths.len() as f64)
        ),
        &columns,
    );
    for row in top {
        sheet.row(vec![
            Put::text(said(row)),
            Put::count(row.journeys).opens(link(data, row)),
            Put::number(Some(row.journeys / data.all.purchases), ""),
            Put::number(Some(row.revenue), ""),
            Put::number(
                (row.journeys > 0.0).then(|| row.revenue / row.journeys),
                "No purchase.",
            ),
            Put::number(row.days, "No touch, so no first day."),
        ]);
    }
    sheet.view()
}
