//! Ranges and steps of time as people say them.

use crate::engine::metrics::Step;
use crate::protocol::{Day, Grain};

/// `1–31 Jul`, `1 Jul – 5 Aug`, `28 Dec 2024 – 3 Jan 2025`; one day is itself.
pub fn range((from, to): (Day, Day)) -> String {
    let ((y1, m1, d1), (y2, m2, _)) = (from.ymd(), to.ymd());
    if from == to {
        from.short()
    } else if y1 != y2 {
        format!("{} – {}", from.long(), to.long())
    } else if m1 != m2 {
        format!("{} – {}", from.short(), to.short())
    } else {
        format!("{d1}–{}", to.short())
    }
}

/// A step on an axis: `3 Sep` for days and weeks, `Sep` for months (`Jan 2026` where a year begins).
pub fn step(start: Day, grain: Grain) -> String {
    let (year, month, _) = start.ymd();
    match grain {
        Grain::Day | Grain::Week => start.short(),
        Grain::Month if month == 1 => format!("Jan {year}"),
        Grain::Month => crate::protocol::day::month_name(month).to_owned(),
    }
}

/// A step in a sentence: `on 3 Sep`, `in the week of 1 Sep`, `in Sep`.
pub fn when(start: Day, grain: Grain) -> String {
    match grain {
        Grain::Day => format!("on {}", start.short()),
        Grain::Week => format!("in the week of {}", start.short()),
        Grain::Month => format!("in {}", step(start, grain)),
    }
}

/// What to know of steps that the range cuts; empty where all are whole.
pub fn cut(steps: &[Step], grain: Grain) -> String {
    let cut: Vec<String> = steps
        .iter()
        .filter(|step| !step.is_whole())
        .map(|one| {
            format!(
                "{} ({} of {} days)",
                step(one.start, grain),
                one.days,
                one.length
            )
        })
        .collect();
    if cut.is_empty() {
        String::new()
    } else {
        format!(
            "Cut by the range, so lower than a whole {}: {}.",
            grain.word(),
            crate::engine::insights::language::list(&cut)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_as_short_as_they_are_clear() {
        let said = |a: &str, b: &str| Day::parse(a).zip(Day::parse(b)).map(range);
        let check = |a, b, text: &str| assert_eq!(said(a, b).as_deref(), Some(text));
        check("2025-07-01", "2025-07-31", "1–31 Jul");
        check("2025-07-01", "2025-08-05", "1 Jul – 5 Aug");
        check("2024-12-28", "2025-01-03", "28 Dec 2024 – 3 Jan 2025");
        check("2025-07-01", "2025-07-01", "1 Jul");
    }
}
