//! How much depends on how far back a visit counts? Purchases that change hands at each lookback from 1 to 90 days, and
//! what the lookback in force moves between channels.

use super::super::kit::charts::{axis, chart, series};
use super::super::kit::sheet::{Put, Sheet};
use super::data::Data;
use super::rules::{cents, total};
use super::{found, of_all};
use crate::engine::base::Unit;
use crate::engine::insights::attribution::{Channel, FINDERS, Lookback};
use crate::engine::insights::found as run;
use crate::engine::insights::language::{count, percent, usd};
use crate::engine::models::attribution::settings::{self, DAYS_KEY, DEFAULT_DAYS, MOST_DAYS};
use crate::protocol::{Block, ChartView, Hue, Params, Section, Span, TableView};

/// Days that ad platforms and web analytics offer as a lookback: what a slider is moved to first.
const CUSTOMARY: [i64; 5] = [7, 14, 60, 90, 1];

/// The same link with each other lookback: the default and the customary ones, then from the nearest to the farthest.
pub fn ahead(params: &Params) -> Vec<Params> {
    let now = settings::Lookback::of(params).days;
    let near = (1..MOST_DAYS).flat_map(|gap| [now - gap, now + gap]);
    let mut days: Vec<i64> = Vec::new();
    for next in [DEFAULT_DAYS].into_iter().chain(CUSTOMARY).chain(near) {
        if (1..=MOST_DAYS).contains(&next) && next != now && !days.contains(&next) {
            days.push(next);
        }
    }
    let default = DEFAULT_DAYS.to_string();
    let moved = |days: i64| {
        let mut params = params.clone();
        params.set_control(DAYS_KEY, &days.to_string(), &default);
        params
    };
    days.into_iter().map(moved).collect()
}

/// The section; absent without a purchase.
pub fn section(data: &Data) -> Option<Section> {
    let evidence = &data.evidence;
    if evidence.lookbacks.is_empty() || evidence.purchases.count <= 0.0 {
        return None;
    }
    let mut blocks = vec![(Span::Full, Block::Chart(curve(data)))];
    blocks.extend(found(data, &["credit_lookback"]));
    if let Some(usual) = usual(data) {
        blocks.push((Span::Full, Block::Table(table(data, usual))));
    }
    Some(Section {
        id: "lookback".to_owned(),
        title: "How much depends on how far back a visit counts?".to_owned(),
        intro: of_all(data, &intro(data)),
        blocks,
    })
}

/// The channels under the default lookback: where that is in force, those on show, so that the table keeps its place
/// while the lookback slides past it. `None` where they could not be read.
fn usual(data: &Data) -> Option<&[Channel]> {
    let now = settings::Lookback::of(&data.params);
    let is_usual = now == settings::Lookback::of(&Params::default());
    if is_usual {
        Some(&data.evidence.everyone)
    } else {
        (!data.usual.is_empty()).then_some(&data.usual)
    }
}

/// What the lookback in force changes.
fn intro(data: &Data) -> String {
    let evidence = &data.evidence;
    let (days, all) = (evidence.lookback_days, evidence.purchases.count);
    let here = evidence.lookbacks.iter().find(|l| l.days == days);
    match here {
        Some(here) if !data.usual.is_empty() => format!(
            "At {} against the default of {DEFAULT_DAYS}, {} of {} change hands by first touch and {} by last touch; by {}, {} goes to other channels.",
            count(days as f64, "day", "days"),
            count(here.first, "purchase", "purchases"),
            crate::engine::insights::language::number(all),
            crate::engine::insights::language::number(here.last),
            evidence.method().said(),
            usd(moved(data))
        ),
        _ => format!(
            "Slide the lookback above to see which purchases change hands against the default of {DEFAULT_DAYS} days."
        ),
    }
}

/// Every channel with what the method in focus gives it now and under the default lookback.
fn both<'a>(data: &'a Data, usual: &'a [Channel]) -> Vec<(&'a str, Option<f64>, Option<f64>)> {
    let evidence = &data.evidence;
    let of = |channels: &[Channel], id: &str| {
        let found = channels.iter().find(|channel| channel.id == id)?;
        evidence.credit(found).map(|credit| credit.revenue)
    };
    let mut ids: Vec<&str> = evidence.everyone.iter().map(|c| c.id.as_str()).collect();
    ids.extend(usual.iter().map(|c| c.id.as_str()));
    let mut seen = std::collections::BTreeSet::new();
    ids.retain(|id| seen.insert(*id));
    ids.into_iter()
        .map(|id| (id, of(&evidence.everyone, id), of(usual, id)))
        .collect()
}

/// Revenue that goes to other channels than under the default lookback.
fn moved(data: &Data) -> f64 {
    let gaps = both(data, &data.usual)
        .into_iter()
        .map(|(_, now, usual)| (now.unwrap_or_default() - usual.unwrap_or_default()).abs());
    gaps.sum::<f64>() / 2.0
}

fn table(data: &Data, usual: &[Channel]) -> TableView {
    let evidence = &data.evidence;
    let now = format!("Revenue credited at {} days.", evidence.lookback_days);
    let default = format!("Revenue credited at {DEFAULT_DAYS} days.");
    let columns = [
        ("channel", Unit::Text, "Channel."),
        ("revenue", Unit::Usd, now.as_str()),
        ("revenue_by_default", Unit::Usd, default.as_str()),
        (
            "change",
            Unit::Usd,
            "The difference; all channels together lose what they gain.",
        ),
    ];
    let mut sheet = Sheet::new(
        (
            "lookback_sensitivity#change",
            "What the lookback moves between channels",
        ),
        &if data.usual.is_empty() {
            format!(
                "By {}: the lookback is the default, so nothing differs. Slide it to see what moves.",
                evidence.method().said()
            )
        } else {
            format!(
                "By {}: {} days against {DEFAULT_DAYS}.",
                evidence.method().said(),
                evidence.lookback_days
            )
        },
        &columns,
    )
    .filters("channel");
    let why = "The channel has no event in the range.";
    for (id, now, usual) in both(data, usual) {
        if !data.shows(id) {
            continue;
        }
        let change = cents(now.unwrap_or_default() - usual.unwrap_or_default());
        sheet.row(vec![
            Put::text(crate::engine::insights::language::channel(id)),
            Put::number(now, why),
            Put::number(usual, why),
            Put::number(Some(change), ""),
        ]);
    }
    let (now, usual) = (
        total(&evidence.everyone, evidence.focus),
        total(usual, evidence.focus),
    );
    sheet.total(vec![
        Put::text("All channels"),
        Put::number(Some(now), ""),
        Put::number(Some(usual), ""),
        Put::number(Some(cents(now - usual)), ""),
    ])
}

fn curve(data: &Data) -> ChartView {
    let evidence = &data.evidence;
    let all = evidence.purchases.count;
    let findings = run(FINDERS, evidence);
    let said = findings.iter().find(|f| f.id == "credit_lookback");
    let finding = said.map_or("No lookback changes a first or a last touch", |f| {
        &f.sentence
    });
    let line = |name: &str, hue: Hue, of: fn(&Lookback) -> f64| {
        let values = evidence.lookbacks.iter().map(|l| Some(of(l) / all));
        series(name, Unit::Percent, hue, values.collect())
    };
    let mut axis = axis(
        "days",
        evidence
            .lookbacks
            .iter()
            .map(|l| l.days.to_string())
            .collect(),
    );
    let here = evidence.lookbacks.iter().map(|l| {
        let marks = [
            (l.days == DEFAULT_DAYS, "the default"),
            (l.days == evidence.lookback_days, "in force"),
        ];
        let said: Vec<&str> = marks.iter().filter(|m| m.0).map(|m| m.1).collect();
        said.join(", ")
    });
    axis.notes = here.collect();
    let now = evidence
        .lookbacks
        .iter()
        .find(|l| l.days == evidence.lookback_days);
    ChartView {
        axis,
        series: vec![
            line("First touch", Hue::Series(0), |l| l.first),
            line("Last touch", Hue::Series(4), |l| l.last),
        ],
        footnote: now.map_or_else(String::new, |now| {
            if now.days == DEFAULT_DAYS {
                return format!("Now {} days, the default: nothing changes hands.", now.days);
            }
            format!(
                "Now {} days: {} of purchases have another first touch and {} another last touch.",
                now.days,
                percent(now.first / all),
                percent(now.last / all)
            )
        }),
        ..chart(
            "lines",
            "lookback_curve",
            finding,
            "Share of purchases that change hands against a lookback of 30 days, by lookback in days"
                .to_owned(),
        )
    }
}
