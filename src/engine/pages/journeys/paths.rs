//! Which paths lead to a purchase? The most frequent ones as bars, all of the larger ones as flows, and their table.

use super::super::kit::charts::{axis, chart, series};
use super::super::kit::sheet::{Put, Sheet, rows};
use super::data::{Data, PathRow};
use crate::engine::base::Arrange;
use crate::engine::base::Unit;
use crate::engine::insights::language::{channel, count, number, path, percent, usd};
use crate::protocol::{Block, ChartView, Hue, Link, Node, Section, Span, TableView};
use std::collections::BTreeMap;

/// Paths shown as bars and in the table.
const BARS: usize = 10;
const ROWS: usize = 50;

/// Touches of a path shown as columns of the flows; further ones are passed over.
const STEPS: usize = 4;

/// Channels in a column of the flows; the rest are one node.
const NODES: usize = 6;

/// The section; absent without a path.
pub fn section(data: &Data) -> Option<Section> {
    if data.marketing.is_empty() || data.all.purchases <= 0.0 {
        return None;
    }
    Some(Section {
        id: "paths".to_owned(),
        title: "Which paths lead to a purchase?".to_owned(),
        intro:
            "Channels in the order of visits inside the lookback, neighbouring repeats once. The pictures leave direct visits out where marketing brought others; the table has them all."
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

/// A node of the flows: a place in the path, and a channel.
type Place = (usize, String);

/// The node of the small channels of a column.
const OTHERS: &str = "other channels";

fn bars(data: &Data) -> ChartView {
    let top = &data.marketing[..data.marketing.len().min(BARS)];
    let held: f64 = top.iter().map(|row| row.journeys).sum();
    let finding = format!(
        "{} hold {} of purchases; there are {} in all",
        count(top.len() as f64, "path", "paths"),
        percent(held / data.all.purchases),
        number(data.marketing.len() as f64)
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
        footnote: "The colour is that of the last channel.".to_owned(),
        ..chart(
            "bars",
            "top_paths",
            &finding,
            "Purchases by path of marketing visits, the most frequent ones".to_owned(),
        )
    }
}

/// The channels of a path that stand in the columns: all of a short one; of a long one the first and the last.
fn steps(row: &PathRow) -> Vec<&str> {
    let all: Vec<&str> = row.path.split(" > ").collect();
    let is_kept = |at: usize| at + 1 < STEPS || at + 1 == all.len();
    let kept = all.iter().enumerate().filter(|(at, _)| is_kept(*at));
    kept.map(|(_, id)| *id).collect()
}

/// All paths step by step: (step, channel) nodes, purchases at the end.
fn flows(data: &Data) -> ChartView {
    let touched = || data.marketing.iter().filter(|row| !row.path.is_empty());
    let mut weights: BTreeMap<(usize, &str), f64> = BTreeMap::new();
    for row in touched() {
        for at in steps(row).into_iter().enumerate() {
            *weights.entry(at).or_default() += row.journeys;
        }
    }
    // The largest channels of each column have a node of their own.
    let mut order: Vec<((usize, &str), f64)> = weights.into_iter().collect();
    order.arrange_by(|a, b| {
        let tie = || b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0));
        a.0.0.cmp(&b.0.0).then_with(tie)
    });
    let mut known: Vec<(usize, &str)> = Vec::new();
    for (at, _) in &order {
        if known.iter().filter(|known| known.0 == at.0).count() < NODES {
            known.push(*at);
        }
    }
    let node_of = |at: (usize, &'_ str)| -> Place {
        let id = if known.contains(&at) { at.1 } else { OTHERS };
        (at.0, id.to_owned())
    };
    let mut nodes: BTreeMap<Place, f64> = BTreeMap::new();
    let mut links: BTreeMap<(Place, Place), f64> = BTreeMap::new();
    let end = (STEPS, "purchase".to_owned());
    let mut all = 0.0;
    for row in touched() {
        all += row.journeys;
        let mut walk: Vec<Place> = steps(row).into_iter().enumerate().map(node_of).collect();
        for node in &walk {
            *nodes.entry(node.clone()).or_default() += row.journeys;
        }
        walk.push(end.clone());
        for pair in walk.windows(2) {
            let link = (pair[0].clone(), pair[1].clone());
            *links.entry(link).or_default() += row.journeys;
        }
    }
    let id = |(place, channel): &Place| format!("{place} {channel}");
    let node = |at: &Place, title: String, n: f64, hue: Hue| Node {
        id: id(at),
        title,
        subtitle: number(n),
        fields: Vec::new(),
        rank: at.0 as u16,
        hue,
    };
    let mut order: Vec<(Place, f64)> = nodes.into_iter().collect();
    order.arrange_by(|a, b| {
        let key = |at: &Place| (at.0, at.1 == OTHERS);
        let tie = || b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0));
        key(&a.0).cmp(&key(&b.0)).then_with(tie)
    });
    let finding = order.first().map_or_else(
        || "No purchase has a touch".to_owned(),
        |((_, id), n)| {
            format!(
                "{} of journeys begin with {}",
                percent(n / all),
                channel(id)
            )
        },
    );
    let mut nodes: Vec<Node> = order
        .iter()
        .map(|(at, n)| node(at, channel(&at.1), *n, data.colours.hue(&at.1)))
        .collect();
    nodes.push(node(&end, "Purchase".to_owned(), all, Hue::Good));
    ChartView {
        nodes,
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
            "All {} with a touch. Of paths with more than {STEPS} touches the first {} and the last are drawn.",
            count(all, "purchase", "purchases"),
            STEPS - 1
        ),
        ..chart(
            "sankey",
            "path_flows",
            &finding,
            "Purchases from marketing visit to marketing visit".to_owned(),
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
            "avg_days_taken",
            Unit::Number,
            "Whole days from first touch to purchase, on average.",
        ),
    ];
    let top = &data.paths[..data.paths.len().min(ROWS)];
    let mut sheet = Sheet::new(
        ("path_performance", "Paths"),
        &format!(
            "The {} most frequent of {}.{}",
            top.len(),
            number(data.paths.len() as f64),
            if data.all.refunds.0 > 0.0 {
                " A refund counts as a purchase with negative revenue."
            } else {
                ""
            }
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
