//! How much depends on how far back a visit counts? What changes at the lookback in force, and the course from 1 day to
//! the longest.

use super::super::kit::charts::{axis, chart, series};
use super::data::Data;
use super::found;
use crate::engine::base::Unit;
use crate::engine::credit::DEFAULT;
use crate::engine::insights::attribution::{Lookback, MARKOV};
use crate::engine::insights::language::{count, percent, plural, usd};
use crate::engine::models::attribution::settings::DEFAULT_DAYS;
use crate::protocol::{Block, ChartView, Hue, Section, Span};

/// The section; absent without a course.
pub fn section(data: &Data) -> Option<Section> {
    let evidence = &data.evidence;
    let changes = |of: fn(&Lookback) -> f64| evidence.lookbacks.iter().any(|l| of(l) > 0.0);
    if evidence.lookbacks.is_empty() || evidence.purchases.count <= 0.0 {
        return None;
    }
    let mut blocks = vec![
        (Span::Half, Block::Chart(curve(data, CHANGED))),
        (Span::Half, Block::Chart(curve(data, UNTOUCHED))),
    ];
    if changes(|l| l.changed) {
        blocks.extend(found(data, &["credit_lookback"]));
    }
    Some(Section {
        id: "lookback".to_owned(),
        title: "How much depends on how far back a visit counts?".to_owned(),
        intro: intro(data),
        blocks,
    })
}

/// What the lookback in force changes.
fn intro(data: &Data) -> String {
    let evidence = &data.evidence;
    let days = evidence.lookback_days;
    let here = evidence.lookbacks.iter().find(|l| l.days == days);
    let rule = if evidence.method().id == MARKOV {
        let name = crate::engine::credit::rule(DEFAULT).map_or("", |rule| rule.name);
        format!(" (by {}: a chain judges all paths together)", name.to_lowercase())
    } else {
        String::new()
    };
    match here {
        Some(here) if days != DEFAULT_DAYS => format!(
            "At {} against the default of {DEFAULT_DAYS}, {} of {} ({}) {} credit otherwise, and {} goes to another channel{rule}.",
            count(days as f64, "day", "days"),
            count(here.changed, "purchase", "purchases"),
            count(evidence.purchases.count, "", "").trim(),
            percent(here.changed / evidence.purchases.count),
            plural(here.changed, "shares its", "share their"),
            usd(here.moved)
        ),
        _ => format!(
            "Slide the lookback above to see how many purchases change hands against the default of {DEFAULT_DAYS} days{rule}."
        ),
    }
}

/// A curve: id, name of the line, subtitle, footnote, value, and its finding from (7 days, longest) shares.
struct Curve {
    id: &'static str,
    name: &'static str,
    subtitle: &'static str,
    footnote: &'static str,
    value: fn(&Lookback) -> f64,
}

const CHANGED: Curve = Curve {
    id: "lookback_curve",
    name: "Change hands",
    subtitle: "Share of purchases whose credit is shared otherwise than under 30 days, by lookback in days",
    footnote: "Zero at the default of 30 days.",
    value: |lookback| lookback.changed,
};

const UNTOUCHED: Curve = Curve {
    id: "lookback_untouched",
    name: "Without a touch",
    subtitle: "Share of purchases without any visit inside the lookback, by lookback in days",
    footnote: "Their credit goes to Direct.",
    value: |lookback| lookback.untouched,
};

fn curve(data: &Data, curve: Curve) -> ChartView {
    let evidence = &data.evidence;
    let all = evidence.purchases.count;
    let share = |lookback: &Lookback| (curve.value)(lookback) / all;
    let at = |days: i64| evidence.lookbacks.iter().find(|l| l.days == days).map(share);
    let longest = evidence.lookbacks.last();
    let finding = match (at(7), longest) {
        (Some(week), Some(longest)) => format!(
            "{}: {} of purchases at 7 days, {} at {}",
            curve.name,
            percent(week),
            percent(share(longest)),
            longest.days
        ),
        _ => curve.name.to_owned(),
    };
    let names = evidence.lookbacks.iter().map(|l| l.days.to_string()).collect();
    let values = evidence.lookbacks.iter().map(|l| Some(share(l))).collect();
    ChartView {
        axis: axis("days", names),
        series: vec![series(curve.name, Unit::Percent, Hue::Accent, values)],
        footnote: curve.footnote.to_owned(),
        ..chart("lines", curve.id, &finding, curve.subtitle.to_owned())
    }
}
