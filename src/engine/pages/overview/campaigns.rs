//! Which campaigns get clicks without conversions? The campaigns, dearest first, up to the conversion.

use super::super::kit::grid::Grid;
use super::data::Data;
use super::found;
use crate::engine::base::Arrange;
use crate::engine::insights::Topic;
use crate::engine::insights::language::{count, list_some, number, plural, usd};
use crate::engine::metrics::{Line, Totals};
use crate::protocol::{Block, Section, Span};

/// More rows than this belong to the table's own page.
const MOST: usize = 50;

/// Up to the conversion; impressions and users are on the table's own page, which has room for them.
const COLUMNS: [&str; 8] = [
    "spend_usd",
    "clicks",
    "sessions",
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
    let totals = Totals::of(&lines);
    let shown = lines.get(..MOST.min(lines.len())).unwrap_or_default();
    let rows = if shown.len() < lines.len() {
        format!(
            "The {} with most spend of {}; the totals cover all of them.",
            number(shown.len() as f64),
            number(lines.len() as f64)
        )
    } else {
        "One row a source and campaign of the links.".to_owned()
    };
    let subtitle = [rows, left_out(data, &totals), misplaced(data, &lines)].join(" ");
    let table = Grid {
        heading: (
            "campaign_performance",
            "Campaigns",
            subtitle.trim_end().to_owned(),
        ),
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

/// What the costs of the last row leave out: conversions of channels with spend that name no campaign with spend. Costs
/// of channels count them.
fn left_out(data: &Data, totals: &Totals) -> String {
    let of = |line: &Line| line.sum("conversions");
    let rest = of(&data.totals.paid) - of(&totals.paid);
    if rest <= 0.0 || of(&totals.paid) <= 0.0 {
        return String::new();
    }
    format!(
        "The last row’s costs and click rates are of campaigns with spend: {} of the paid channels {} no such campaign and {} left out of its cost per conversion.",
        count(rest, "conversion", "conversions"),
        plural(rest, "names", "name"),
        plural(rest, "is", "are")
    )
}

/// What stands under another channel than the one that spent it: a pair of source and campaign names one channel, and
/// ads without a pair are those of several.
fn misplaced(data: &Data, lines: &[Line]) -> String {
    if !data.params.channels.is_empty() {
        return String::new();
    }
    let named: Vec<String> = data
        .channels
        .iter()
        .filter_map(|channel| {
            let here = lines.iter().filter(|line| line.key(2) == channel.name());
            let here: f64 = here.map(|line| line.sum("spend_usd")).sum();
            let gap = channel.sum("spend_usd") - here;
            (gap >= 0.5).then(|| format!("{} of {}", usd(gap), channel.name()))
        })
        .collect();
    if named.is_empty() {
        return String::new();
    }
    format!(
        "Each row names one channel, though its ads may be of several: another’s name stands over {}.",
        list_some(&named, 3)
    )
}
