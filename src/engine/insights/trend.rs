//! The latest complete weeks against as many just before: what rose, what fell, what only wavered.
//!
//! Weeks cut by the ends of the range are left out, and spend where totals of more than a week were spread over their days. A change counts where it is wider than the weeks' own scatter.

use super::Evidence;
use super::language::{capital, count, list, percent};
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
    let mut out = Vec::new();
    let mut steady: Vec<Course<'_>> = Vec::new();
    for (at, (column, source, more_is_good)) in MEASURES.into_iter().enumerate() {
        let Some(course) = Course::of(evidence, column, source) else {
            continue;
        };
        let (old, new) = course.sums();
        let is_news = differs(&course.before, &course.after).unwrap_or(false)
            && (old <= 0.0 || ((new - old) / old).abs() >= 0.02);
        if !is_news {
            steady.push(course);
            continue;
        }
        let n = course.before.len();
        out.push(Finding {
            sentence: course.sentence(),
            evidence: format!("Week by week: {}.", course.values()),
            tone: match (column, (new > old) == more_is_good) {
                ("spend_usd", _) => Tone::Neutral,
                (_, true) => Tone::Good,
                (_, false) => Tone::Bad,
            },
            confidence: format!("{n} complete weeks against {n}; wider than their own scatter"),
            assumption: course.assumption(),
            table: "fct_channel_daily".to_owned(),
            chart: format!("trend_{}", column.trim_end_matches("_usd")),
            weight: (MEASURES.len() - at) as f64,
            ..Finding::default()
        });
    }
    out.extend(level(&steady));
    out
}

/// The latest complete weeks of a measure and as many before.
struct Course<'a> {
    column: &'static str,
    before: Vec<f64>,
    after: Vec<f64>,
    /// The weeks themselves, earliest first.
    weeks: Vec<&'a Step>,
}

impl<'a> Course<'a> {
    /// `None` where there is nothing to compare.
    fn of(evidence: &'a Evidence, column: &'static str, source: &str) -> Option<Course<'a>> {
        if !evidence.has(source) || column == "spend_usd" && evidence.spread > 0 {
            return None;
        }
        let whole = evidence.whole_weeks(source);
        let n = (whole.len() / 2).min(MOST);
        let weeks = whole.get(whole.len().checked_sub(2 * n)?..)?.to_vec();
        let values: Vec<f64> = weeks
            .iter()
            .map(|week| week.totals.all.sum(column))
            .collect();
        let (before, after) = values.split_at_checked(n)?;
        let is_empty = n == 0 || values.iter().all(|value| *value <= 0.0);
        (!is_empty).then(|| Course {
            column,
            before: before.to_vec(),
            after: after.to_vec(),
            weeks: weeks.clone(),
        })
    }

    fn sums(&self) -> (f64, f64) {
        (self.before.iter().sum(), self.after.iter().sum())
    }

    fn sentence(&self) -> String {
        let unit = unit(self.column);
        let (old, new) = self.sums();
        let moved = if new > old { "rose" } else { "fell" };
        let by = if old > 0.0 {
            format!(" {}", percent(((new - old) / old).abs()))
        } else {
            String::new()
        };
        format!(
            "{} {moved}{by}: {} in the last {} against {} before.",
            capital(&words::word(self.column)),
            unit.compact(Some(new)),
            count(self.after.len() as f64, "complete week", "complete weeks"),
            unit.compact(Some(old))
        )
    }

    /// `$10k, $12k → $9k, $8k`.
    fn values(&self) -> String {
        let unit = unit(self.column);
        let side = |values: &[f64]| {
            values
                .iter()
                .map(|v| unit.compact(Some(*v)))
                .collect::<Vec<_>>()
                .join(", ")
        };
        format!("{} → {}", side(&self.before), side(&self.after))
    }

    /// Revenue counts by the day an opportunity was created, so young weeks are not yet decided.
    fn assumption(&self) -> String {
        if self.column != "revenue_usd" {
            return String::new();
        }
        let share = |weeks: &[&Step]| {
            let all = Line::total(weeks.iter().map(|week| &week.totals.all));
            let n = all.sum("opportunities");
            (n > 0.0).then(|| all.sum("open_opportunities") / n)
        };
        let (before, after) = self.weeks.split_at(self.before.len().min(self.weeks.len()));
        match (share(before), share(after)) {
            (Some(old), Some(new)) => format!(
                "Revenue counts by the day the opportunity was created: of the latest weeks’ opportunities {} are still open, of those before {}.",
                percent(new),
                percent(old)
            ),
            _ => "Revenue counts by the day the opportunity was created.".to_owned(),
        }
    }
}

/// One finding on all that did not clearly move.
fn level(steady: &[Course<'_>]) -> Option<Finding> {
    let names: Vec<String> = steady
        .iter()
        .map(|course| words::word(course.column))
        .collect();
    let most = steady.iter().map(|course| course.before.len()).max()?;
    let numbers: Vec<String> = steady
        .iter()
        .map(|course| {
            let (old, new) = course.sums();
            let unit = unit(course.column);
            format!(
                "{} {} → {}",
                words::word(course.column),
                unit.compact(Some(old)),
                unit.compact(Some(new))
            )
        })
        .collect();
    let is_many = names.len() > 1 || names.iter().any(|name| name.ends_with('s'));
    let is_short = most == 1;
    Some(Finding {
        sentence: if is_short {
            format!(
                "{}: one complete week against one before cannot tell a change from chance.",
                capital(&list(&names))
            )
        } else {
            format!(
                "{} {} no clear change: the last {} differ from those before by no more than weeks usually do.",
                capital(&list(&names)),
                if is_many { "show" } else { "shows" },
                count(most as f64, "complete week", "complete weeks")
            )
        },
        evidence: format!("{}.", capital(&numbers.join("; "))),
        tone: Tone::Neutral,
        confidence: if is_short {
            "1 week against 1: a small sample".to_owned()
        } else {
            format!("{most} complete weeks against {most}")
        },
        assumption: steady
            .iter()
            .map(Course::assumption)
            .find(|text| !text.is_empty())
            .unwrap_or_default(),
        table: "fct_channel_daily".to_owned(),
        ..Finding::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::metrics::Totals;
    use crate::protocol::Day;

    fn evidence(sessions: &[f64]) -> Evidence {
        let weeks = sessions.iter().enumerate().map(|(at, value)| Step {
            start: Day(20_269 + 7 * at as i32),
            days: 7,
            length: 7,
            totals: Totals {
                all: Line::of(&[], &[("sessions", *value)]),
                ..Totals::default()
            },
        });
        Evidence {
            weeks: weeks.collect(),
            sources: vec!["web_analytics".to_owned()],
            ..Evidence::default()
        }
    }

    fn said(sessions: &[f64]) -> Vec<String> {
        find(&evidence(sessions))
            .into_iter()
            .map(|f| f.sentence)
            .collect()
    }

    #[test]
    fn a_rise_beyond_the_scatter_is_news_and_a_wobble_is_not() {
        assert_eq!(
            said(&[100.0, 110.0, 90.0, 100.0, 200.0, 210.0, 190.0, 200.0]),
            ["Sessions rose 100.0 %: 800 in the last 4 complete weeks against 400 before."]
        );
        assert!(said(&[100.0, 140.0, 90.0, 120.0])[0].starts_with("Sessions show no clear change"));
        assert!(said(&[100.0, 300.0])[0].contains("cannot tell a change from chance"));
        assert_eq!(said(&[100.0]), [""; 0]);
        assert_eq!(said(&[0.0; 8]), [""; 0]);
    }

    #[test]
    fn spend_that_was_spread_over_its_days_has_no_trend() {
        let mut evidence = evidence(&[100.0; 4]);
        for week in &mut evidence.weeks {
            week.totals.all.set("spend_usd", Some(50.0));
        }
        evidence.sources.push("ad_spend".to_owned());
        assert!(find(&evidence)[0].sentence.contains("Spend"));
        evidence.spread = 1;
        assert!(!find(&evidence)[0].sentence.contains("Spend"));
    }

    #[test]
    fn weeks_that_the_range_or_the_source_cuts_are_left_out() {
        let mut evidence = evidence(&[7.0, 100.0, 100.0, 100.0, 100.0, 9.0]);
        if let Some(first) = evidence.weeks.first_mut() {
            first.days = 3;
        }
        // The source ends in the middle of the last week.
        evidence.cover = vec![("web_analytics", Day(20_269), Day(20_269 + 37))];
        let found = find(&evidence);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].evidence, "Sessions 200 → 200.");
    }
}
