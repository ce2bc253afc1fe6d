//! The latest complete weeks against as many just before: what rose, what fell, what only wavered.
//!
//! Weeks cut by the ends of the range are left out. A change counts where it is wider than the weeks' own scatter.

use super::Evidence;
use super::language::{capital, count, list, percent, plural};
use super::stats::differs;
use crate::engine::metrics::{Line, Step, unit, words};
use crate::protocol::{Finding, Tone};

/// Weeks on each side, at most.
const MOST: usize = 4;

/// What is followed, what feeds it, and whether more of it is good.
const MEASURES: [(&str, &str, bool); 5] = [
    ("revenue_usd", "salesforce_opportunities", true),
    ("spend_usd", "ad_spend", false),
    ("opportunities", "salesforce_opportunities", true),
    ("conversions", "web_analytics", true),
    ("sessions", "web_analytics", true),
];

/// One finding a measure that moved, and one on those that did not.
pub fn find(evidence: &Evidence) -> Vec<Finding> {
    let whole: Vec<&Step> = evidence
        .weeks
        .iter()
        .filter(|week| week.is_whole())
        .collect();
    let n = (whole.len() / 2).min(MOST);
    let Some((before, after)) = whole
        .len()
        .checked_sub(2 * n)
        .and_then(|skip| whole.get(skip..))
        .and_then(|weeks| weeks.split_at_checked(n))
    else {
        return Vec::new();
    };
    if n == 0 {
        return Vec::new();
    }
    let mut out = Vec::new();
    let mut steady = Vec::new();
    for (at, (column, source, more_is_good)) in MEASURES.iter().enumerate() {
        if !evidence.has(source) {
            continue;
        }
        let values = |weeks: &[&Step]| -> Vec<f64> {
            weeks
                .iter()
                .map(|week| week.totals.all.sum(column))
                .collect()
        };
        let (old, new) = (values(before), values(after));
        let (old_sum, new_sum): (f64, f64) = (old.iter().sum(), new.iter().sum());
        if old_sum <= 0.0 && new_sum <= 0.0 {
            continue;
        }
        let is_news = differs(&old, &new).unwrap_or(false)
            && (old_sum <= 0.0 || ((new_sum - old_sum) / old_sum).abs() >= 0.02);
        if !is_news {
            steady.push(words::word(column));
            continue;
        }
        out.push(Finding {
            sentence: sentence(column, n, old_sum, new_sum),
            evidence: format!("Week by week: {}.", course(column, &old, &new)),
            tone: match (*column, (new_sum > old_sum) == *more_is_good) {
                ("spend_usd", _) => Tone::Neutral,
                (_, true) => Tone::Good,
                (_, false) => Tone::Bad,
            },
            confidence: format!("{n} complete weeks against {n}; wider than their own scatter"),
            assumption: match *column {
                "revenue_usd" => undecided(before, after),
                _ => String::new(),
            },
            table: "fct_channel_daily".to_owned(),
            chart: format!("trend_{}", column.trim_end_matches("_usd")),
            weight: (MEASURES.len() - at) as f64,
            ..Finding::default()
        });
    }
    if !steady.is_empty() {
        out.push(level(&steady, n, before, after));
    }
    out
}

fn sentence(column: &str, n: usize, old: f64, new: f64) -> String {
    let unit = unit(column);
    let moved = if new > old { "rose" } else { "fell" };
    let by = if old > 0.0 {
        format!(" {}", percent(((new - old) / old).abs()))
    } else {
        String::new()
    };
    format!(
        "{} {moved}{by}: {} in the last {} against {} before.",
        capital(&words::word(column)),
        unit.compact(Some(new)),
        count(n as f64, "complete week", "complete weeks"),
        unit.compact(Some(old))
    )
}

/// `$10k, $12k → $9k, $8k`.
fn course(column: &str, old: &[f64], new: &[f64]) -> String {
    let unit = unit(column);
    let side = |values: &[f64]| {
        values
            .iter()
            .map(|v| unit.compact(Some(*v)))
            .collect::<Vec<_>>()
            .join(", ")
    };
    format!("{} → {}", side(old), side(new))
}

/// Revenue counts by the day an opportunity was created, so young weeks are not yet decided.
fn undecided(before: &[&Step], after: &[&Step]) -> String {
    let share = |weeks: &[&Step]| {
        let all = Line::total(weeks.iter().map(|week| &week.totals.all));
        let n = all.sum("opportunities");
        (n > 0.0).then(|| all.sum("open_opportunities") / n)
    };
    match (share(before), share(after)) {
        (Some(old), Some(new)) => format!(
            "Revenue counts by the day the opportunity was created: of the latest weeks’ opportunities {} are still open, of those before {}.",
            percent(new),
            percent(old)
        ),
        _ => "Revenue counts by the day the opportunity was created.".to_owned(),
    }
}

fn level(steady: &[String], n: usize, before: &[&Step], after: &[&Step]) -> Finding {
    let weeks = count(n as f64, "complete week", "complete weeks");
    let many = steady.len() as f64;
    let revenue = words::word("revenue_usd");
    if n == 1 {
        return Finding {
            sentence: format!(
                "{}: one complete week against one before cannot tell a change from chance.",
                capital(&list(steady))
            ),
            tone: Tone::Neutral,
            confidence: "1 week against 1: a small sample".to_owned(),
            table: "fct_channel_daily".to_owned(),
            ..Finding::default()
        };
    }
    Finding {
        sentence: format!(
            "{} {} about level: the last {weeks} differ from the {n} before by no more than weeks usually do.",
            capital(&list(steady)),
            plural(many, "is", "are")
        ),
        evidence: steady_numbers(before, after),
        tone: Tone::Neutral,
        confidence: format!("{n} complete weeks against {n}"),
        assumption: if steady.contains(&revenue) {
            undecided(before, after)
        } else {
            String::new()
        },
        table: "fct_channel_daily".to_owned(),
        ..Finding::default()
    }
}

fn steady_numbers(before: &[&Step], after: &[&Step]) -> String {
    let (old, new) = (
        Line::total(before.iter().map(|week| &week.totals.all)),
        Line::total(after.iter().map(|week| &week.totals.all)),
    );
    let parts: Vec<String> = MEASURES
        .iter()
        .filter(|(column, _, _)| old.sum(column) > 0.0 || new.sum(column) > 0.0)
        .map(|(column, _, _)| {
            let unit = unit(column);
            format!(
                "{} {} → {}",
                words::word(column),
                unit.compact(Some(old.sum(column))),
                unit.compact(Some(new.sum(column)))
            )
        })
        .collect();
    format!("{}.", capital(&parts.join("; ")))
}
