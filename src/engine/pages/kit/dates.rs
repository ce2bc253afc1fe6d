//! Ranges and steps of time as people say them.

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

/// Whether a range is so long that a day and a month stand in it twice: then their year is said.
pub fn is_long((from, to): (Day, Day)) -> bool {
    to.0 - from.0 >= 365
}

/// A step on an axis: `3 Sep` for days and weeks, `Sep` for months (`Jan 2026` where a year begins); with its year in a
/// long range.
pub fn step(start: Day, grain: Grain, is_long: bool) -> String {
    let (year, month, _) = start.ymd();
    match grain {
        Grain::Day | Grain::Week if is_long => start.long(),
        Grain::Day | Grain::Week => start.short(),
        Grain::Month if month == 1 || is_long => {
            format!("{} {year}", crate::protocol::day::month_name(month))
        }
        Grain::Month => crate::protocol::day::month_name(month).to_owned(),
    }
}

/// A step in a sentence: `on 3 Sep`, `in the week of 1 Sep`, `in Sep`; with its year in a long range.
pub fn when(start: Day, grain: Grain, is_long: bool) -> String {
    let said = step(start, grain, is_long);
    match grain {
        Grain::Day => format!("on {said}"),
        Grain::Week => format!("in the week of {said}"),
        Grain::Month => format!("in {said}"),
    }
}

/// Which steps a line leaves out, as (first day, days held, days in all): `the weeks of 31 Mar (6 of 7 days) and 29 Sep
/// (2 of 7)`; empty where all are whole.
pub fn left_out(cut: &[(Day, u32, u32)], grain: Grain, is_long: bool) -> String {
    if cut.is_empty() {
        return String::new();
    }
    let named: Vec<String> = cut
        .iter()
        .enumerate()
        .map(|(i, (start, held, length))| {
            let days = if i == 0 { " days" } else { "" };
            format!(
                "{} ({held} of {length}{days})",
                step(*start, grain, is_long)
            )
        })
        .collect();
    let is_one = cut.len() == 1;
    let steps = match (grain, is_one) {
        (Grain::Week, true) => "the week of ",
        (Grain::Week, false) => "the weeks of ",
        _ => "",
    };
    format!(
        "Left out of the lines, because {} cut short: {steps}{}.",
        if is_one { "it is" } else { "they are" },
        crate::engine::insights::language::list(&named)
    )
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

    #[test]
    fn a_day_that_stands_in_a_range_twice_has_its_year() {
        let at = |text| Day::parse(text).unwrap_or(Day(0));
        assert!(!is_long((at("2025-01-01"), at("2025-12-31"))));
        assert!(is_long((at("2024-09-01"), at("2025-09-01"))));
        let day = at("2024-01-22");
        assert_eq!(when(day, Grain::Week, true), "in the week of 22 Jan 2024");
        assert_eq!(when(day, Grain::Week, false), "in the week of 22 Jan");
        let month = at("2024-09-01");
        assert_eq!(step(month, Grain::Month, true), "Sep 2024");
        assert_eq!(step(month, Grain::Month, false), "Sep");
    }

    #[test]
    fn steps_that_are_cut_short_are_named_with_their_days() {
        let at = |text| Day::parse(text).unwrap_or(Day(0));
        let weeks = [(at("2025-03-31"), 6, 7), (at("2025-09-29"), 2, 7)];
        assert_eq!(
            left_out(&weeks, Grain::Week, false),
            "Left out of the lines, because they are cut short: the weeks of 31 Mar (6 of 7 days) and 29 Sep (2 of 7)."
        );
        assert_eq!(
            left_out(&[(at("2025-09-01"), 2, 30)], Grain::Month, false),
            "Left out of the lines, because it is cut short: Sep (2 of 30 days)."
        );
        assert_eq!(left_out(&[], Grain::Day, false), "");
    }
}
