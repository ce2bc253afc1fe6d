//! The period of a cost: a day, a month, a quarter or a year, as text says it.

use crate::protocol::Day;

/// The first and the last day of `2025-07-01`, `2025-07`, `2025-Q3` or `2025`; `None` for any other text.
pub fn days(text: &str) -> Option<(Day, Day)> {
    let bytes = text.as_bytes();
    let digits = |from: usize, to: usize| -> Option<u32> {
        let part = text.get(from..to)?;
        let is_plain = part.bytes().all(|byte| byte.is_ascii_digit());
        is_plain.then(|| part.parse().ok()).flatten()
    };
    let year = digits(0, 4)? as i32;
    let (first, months) = match text.len() {
        4 => (1, 12),
        7 if bytes[4] == b'-' && matches!(bytes[5], b'Q' | b'q') => {
            let quarter = digits(6, 7).filter(|q| (1..=4).contains(q))?;
            (quarter * 3 - 2, 3)
        }
        7 if bytes[4] == b'-' => (digits(5, 7)?, 1),
        10 => {
            let day = Day::parse(text)?;
            return Some((day, day));
        }
        _ => return None,
    };
    let end = first + months;
    let (end_year, end_month) = if end > 12 {
        (year + 1, end - 12)
    } else {
        (year, end)
    };
    let last = Day::from_ymd(end_year, end_month, 1)?.0 - 1;
    Some((Day::from_ymd(year, first, 1)?, Day(last)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_months_quarters_and_years_are_spans_of_days() {
        let check = |text: &str, span: Option<(&str, &str)>| {
            let said = days(text).map(|(a, b)| (a.to_string(), b.to_string()));
            let span = span.map(|(a, b)| (a.to_owned(), b.to_owned()));
            assert_eq!(said, span, "{text}");
        };
        check("2025-07-04", Some(("2025-07-04", "2025-07-04")));
        check("2024-02", Some(("2024-02-01", "2024-02-29")));
        check("2025-Q4", Some(("2025-10-01", "2025-12-31")));
        check("2025-q1", Some(("2025-01-01", "2025-03-31")));
        check("2025", Some(("2025-01-01", "2025-12-31")));
        for text in [
            "2025-13",
            "2025-Q5",
            "July",
            "",
            "2025/07",
            "25-07",
            "2025-02-30",
        ] {
            check(text, None);
        }
    }
}
