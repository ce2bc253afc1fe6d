//! Who opens and who closes? Journeys by first and last channel.

use super::super::kit::charts::{axis, chart, series};
use super::super::kit::sheet::{Put, Sheet, rows};
use super::data::Data;
use super::{found, of_all};
use crate::engine::base::Arrange;
use crate::engine::base::Ordered;
use crate::engine::base::Unit;
use crate::engine::insights::attribution::{FINDERS, Pair};
use crate::engine::insights::found as run;
use crate::engine::insights::language::channel;
use crate::protocol::{Block, ChartView, Section, Span, TableView};
use std::collections::BTreeSet;

/// The section; absent without a journey.
pub fn section(data: &Data) -> Option<Section> {
    if data.evidence.pairs.is_empty() {
        return None;
    }
    let mut blocks = vec![(Span::Full, Block::Chart(heatmap(data)))];
    blocks.extend(found(data, &["credit_handover"]));
    Some(Section {
        id: "handover".to_owned(),
        title: "Who opens a journey, and who closes it?".to_owned(),
        intro: of_all(data, "On the diagonal one channel did both."),
        blocks,
    })
}

/// Channels of the pairs, in order of colour.
fn ids(data: &Data) -> Vec<&str> {
    let pairs = data.evidence.pairs.iter();
    let known: BTreeSet<&str> = pairs
        .flat_map(|p| [p.first.as_str(), p.last.as_str()])
        .into_set();
    let mut ids: Vec<&str> = known.into_iter().collect();
    ids.arrange_by_key(|id| (data.colours.place(id), *id));
    ids
}

fn heatmap(data: &Data) -> ChartView {
    let ids = ids(data);
    let findings = run(FINDERS, &data.evidence);
    let said = findings.iter().find(|f| f.id == "credit_handover");
    let finding = said.map_or("Every journey ends on the channel it began on", |f| {
        &f.sentence
    });
    let journeys = |first: &str, last: &str| {
        let is_it = |pair: &&Pair| pair.first == first && pair.last == last;
        data.evidence
            .pairs
            .iter()
            .find(is_it)
            .map(|pair| pair.journeys)
    };
    let row = |first: &&str| {
        let values = ids.iter().map(|last| journeys(first, last)).collect();
        series(
            &channel(first),
            Unit::Count,
            data.colours.hue(first),
            values,
        )
    };
    ChartView {
        axis: axis("last channel", ids.iter().map(|id| channel(id)).collect()),
        series: ids.iter().map(row).collect(),
        ..chart(
            "heatmap",
            "first_last",
            finding,
            "Purchases by first channel (rows) and last channel (columns)".to_owned(),
        )
    }
}

/// The pairs as a table, most journeys first.
pub fn table(data: &Data) -> TableView {
    let columns = [
        (
            "first_channel",
            Unit::Text,
            "Channel of the first credited touch.",
        ),
        (
            "last_channel",
            Unit::Text,
            "Channel of the last credited touch.",
        ),
        ("journeys", Unit::Count, "Purchases."),
        (
            "avg_revenue",
            Unit::Usd,
            "Revenue of an average one; both rules credit it whole.",
        ),
    ];
    let mut sheet = Sheet::new(
        ("model_comparison", "First against last touch"),
        "One row a pair of first and last channel.",
        &columns,
    );
    let mut pairs: Vec<&Pair> = data.evidence.pairs.iter().collect();
    pairs.arrange_by(|a, b| {
        let tie = || (&a.first, &a.last).cmp(&(&b.first, &b.last));
        b.journeys.total_cmp(&a.journeys).then_with(tie)
    });
    for pair in pairs {
        if !(data.shows(&pair.first) || data.shows(&pair.last)) {
            continue;
        }
        let wheres = [("channel", pair.first.as_str())];
        let link = rows(&data.params, "first_touch_attribution", &wheres);
        sheet.row(vec![
            Put::text(channel(&pair.first)).opens(link),
            Put::text(channel(&pair.last)),
            Put::count(pair.journeys),
            Put::number(pair.revenue, "No revenue is known."),
        ]);
    }
    sheet.view()
}
