//! The category whose revenue moved most between the last two whole months.

use super::super::language::{percent, usd};
use super::evidence::{Evidence, Row};
use crate::engine::base::Ordered;
use crate::protocol::day::month_name;
use crate::protocol::{Finding, Tone};
use std::collections::BTreeSet;

/// The largest fall and the largest rise, with the shop as a whole beside.
pub fn find(evidence: &Evidence) -> Vec<Finding> {
    let months: BTreeSet<&str> = evidence
        .months
        .iter()
        .map(|row| row.text("month"))
        .into_set();
    let mut latest = months.into_iter().rev();
    let (Some(now), Some(then)) = (latest.next(), latest.next()) else {
        return Vec::new();
    };
    let of = |month: &str, category: &str| {
        let row = |row: &&Row| {
            row.text("month") == month && (category.is_empty() || row.text("category") == category)
        };
        let rows = evidence.months.iter().filter(row);
        rows.map(|row| row.sum("revenue_usd")).sum::<f64>()
    };
    let categories: BTreeSet<&str> = evidence
        .months
        .iter()
        .map(|row| row.text("category"))
        .filter(|name| *name != "(none)")
        .into_set();
    let moves: Vec<(&str, f64)> = categories
        .into_iter()
        .map(|name| (name, of(now, name) - of(then, name)))
        .collect();
    let whole = of(now, "") - of(then, "");
    let fall = moves.iter().min_by(|a, b| a.1.total_cmp(&b.1));
    let rise = moves.iter().max_by(|a, b| a.1.total_cmp(&b.1));
    let mut out = Vec::new();
    for (found, word) in [(fall, "fell"), (rise, "rose")] {
        let Some((name, change)) = found.filter(|(_, change)| (*change > 0.0) == (word == "rose"))
        else {
            continue;
        };
        let base = of(then, name);
        if change.abs() < 1.0 || base <= 0.0 {
            continue;
        }
        out.push(Finding {
            sentence: format!(
                "{name} {word} most: {} in {}, {} in {} ({}{}).",
                usd(base),
                named(then),
                usd(base + change),
                named(now),
                if *change > 0.0 { "+" } else { "" },
                percent(change / base)
            ),
            evidence: format!(
                "All categories together moved by {}, from {} to {}.",
                usd(whole),
                usd(of(then, "")),
                usd(of(now, ""))
            ),
            tone: if *change > 0.0 { Tone::Good } else { Tone::Bad },
            confidence: "Two months are compared: no season is taken out.".to_owned(),
            table: "commerce_trend".to_owned(),
            chart: "commerce_months".to_owned(),
            weight: change.abs(),
            ..Finding::default()
        });
    }
    out
}

/// `2025-07` as `Jul`.
fn named(month: &str) -> String {
    let number = month.get(5..7).and_then(|text| text.parse().ok());
    number.map_or_else(|| month.to_owned(), |n| month_name(n).to_owned())
}
