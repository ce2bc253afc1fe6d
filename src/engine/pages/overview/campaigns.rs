//! Which campaigns get clicks without conversions? The campaigns, dearest first, up to the conversion.

use super::super::kit::grid::Grid;
use super::data::Data;
use super::found;
use crate::engine::base::Arrange;
use crate::engine::insights::Topic;
use crate::engine::insights::language::number;
use crate::engine::metrics::{Line, Totals};
use crate::protocol::{Block, Section, Span};

/// More rows than this belong to the table's own page.
const MOST: usize = 50;

const COLUMNS: [&str; 10] = [
    "spend_usd",
    "impressions",
    "clicks",
    "sessions",
    "users",
    "conversions",
    "ctr",
    "cpc_usd",
    "cost_per_conversion_usd",
    "session_conversion_rate",
];

/// The section; absent without campaigns.
pub fn section(data: &Data) -> Option<Section> {
    let mut lines: Vec<Line> = data.evidence.campaigns.clone();
    if lines.is_empty() {
        return None;
    }
    lines.arrange_by(|a, b| {
        b.sum("spend_usd")
            .total_cmp(&a.sum("spend_usd"))
            .then_with(|| b.sum("sessions").total_cmp(&a.sum("sessions")))
            .then_with(|| a.keys.cmp(&b.keys))
    });
    let mut totals = Totals::of(&lines);
    totals.all.set("users", data.totals.all.shown("users"));
    let shown = lines.get(..MOST.min(lines.len())).unwrap_or_default();
    let subtitle = if shown.len() < lines.len() {
        format!(
            "The {} with most spend of {}; the totals cover all of them.",
            number(shown.len() as f64),
            number(lines.len() as f64)
        )
    } else {
        "One row a source and campaign of the links.".to_owned()
    };
    let table = Grid {
        heading: ("campaign_performance", "Campaigns", subtitle),
        keys: &[("utm_source", 0), ("utm_campaign", 1), ("channel", 2)],
        columns: &COLUMNS,
        rows: shown,
        totals: Some((&totals, "All campaigns")),
        filter: None,
        absent: &|column| data.reason(column),
        // A campaign of the marts joins what staging keeps apart.
        behind: &|_, _| None,
    }
    .view();
    let mut blocks = found(data, Topic::Campaigns).1;
    blocks.push((Span::Full, Block::Table(table)));
    Some(Section {
        id: "campaigns".to_owned(),
        title: "Which campaigns get clicks without conversions?".to_owned(),
        intro: "There is no revenue by campaign: nothing in the data ties an opportunity to one."
            .to_owned(),
        blocks,
    })
}
