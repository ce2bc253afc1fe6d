//! Names of months in English, German, French, Spanish and Portuguese, in full or shortened; and the span of days that
//! the title of a report names (`September 1, 2025 - September 30, 2025`).

use super::date::{self, Format};
use crate::protocol::Day;

/// Each month in five languages, without accents.
const NAMES: [[&str; 5]; 12] = [
    ["january", "januar", "janvier", "enero", "janeiro"],
    ["february", "februar", "fevrier", "febrero", "fevereiro"],
    ["march", "marz", "mars", "marzo", "marco"],
    ["april", "april", "avril", "abril", "abril"],
    ["may", "mai", "mai", "mayo", "maio"],
    ["june", "juni", "juin", "junio", "junho"],
    ["july", "juli", "juillet", "julio", "julho"],
    ["august", "august", "aout", "agosto", "agosto"],
    [
        "september",
        "september",
        "septembre",
        "septiembre",
        "setembro",
    ],
    ["october", "oktober", "octobre", "octubre", "outubro"],
    ["november", "november", "novembre", "noviembre", "novembro"],
    ["december", "dezember", "decembre", "diciembre", "dezembro"],
];

/// The month of a name or its first letters (at least three; `jui` is two months and therefore none).
pub fn month_named(text: &str) -> Option<u32> {
    let folded: String = text
        .trim_end_matches('.')
        .chars()
        .flat_map(char::to_lowercase)
        .map(unaccented)
        .collect();
    if folded.len() < 3 {
        return None;
    }
    let mut of = (1..).zip(&NAMES).filter_map(|(month, names)| {
        names
            .iter()
            .any(|name| name.starts_with(&folded))
            .then_some(month)
    });
    let month = of.next()?;
    of.next().is_none().then_some(month)
}

fn unaccented(letter: char) -> char {
    match letter {
        'ä' | 'á' | 'ã' => 'a',
        'é' | 'è' | 'ê' => 'e',
        'û' | 'ü' | 'ú' => 'u',
        'ç' => 'c',
        other => other,
    }
}

/// The first two days that lines of text name, as a span; `None` where fewer are named, or where day and month cannot
/// be told apart.
pub fn span(lines: &[&str]) -> Option<(i32, i32)> {
    let mut days = Vec::new();
    for line in lines {
        let words: Vec<&str> = line
            .split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '"' | '(' | ')' | '–'))
            .filter(|word| !word.is_empty())
            .collect();
        let mut at = 0;
        while let Some(word) = words.get(at) {
            if let Some(day) = words.get(at..at + 3).and_then(in_words) {
                days.push(Ok(day));
                at += 3;
                continue;
            }
            // `1 de septiembre de 2025`
            if let Some([a, of, b, of2, c]) = words.get(at..at + 5)
                && of.eq_ignore_ascii_case("de")
                && of2.eq_ignore_ascii_case("de")
                && let Some(day) = in_words(&[*a, *b, *c])
            {
                days.push(Ok(day));
                at += 5;
                continue;
            }
            days.extend(numeric(word));
            at += 1;
        }
    }
    let (first, last) = match days.as_slice() {
        [first, last, ..] => (*first, *last),
        [] | [_] => return None,
    };
    let (from, to) = match (first, last) {
        (Ok(from), Ok(to)) => (from, to),
        // Only one order may read both: `9/1/2025 - 9/30/2025`.
        (first, last) => {
            let read = |month_first: bool| {
                let one = |day: Result<i32, (Option<i32>, Option<i32>)>| match day {
                    Ok(day) => Some(day),
                    Err((_, by_month)) if month_first => by_month,
                    Err((by_day, _)) => by_day,
                };
                Some((one(first)?, one(last)?))
            };
            match (read(false), read(true)) {
                (Some(span), None) | (None, Some(span)) => span,
                (Some(a), Some(b)) if a == b => a,
                _ => return None,
            }
        }
    };
    (from <= to).then_some((from, to))
}

/// `September 1 2025`, `1. September 2025`, `1er septembre 2025`.
fn in_words(words: &[&str]) -> Option<i32> {
    let [a, b, c] = words else { return None };
    let number = |text: &str| {
        let digits = text.trim_end_matches(['.', 'e', 'r', 's', 't', 'n', 'd', 'h', 'º']);
        (digits.len() <= 2).then(|| digits.parse::<u32>().ok())?
    };
    let year = c.trim_end_matches('.');
    let year: i32 = (year.len() == 4).then(|| year.parse().ok())??;
    let (month, day) = match (month_named(a), month_named(b)) {
        (Some(month), None) => (month, number(b)?),
        (None, Some(month)) => (month, number(a)?),
        _ => return None,
    };
    Day::from_ymd(year, month, day).map(|day| day.0)
}

/// A day as day-first and as month-first read it.
type Either = (Option<i32>, Option<i32>);

/// A day in digits: certain, or as day-first and month-first read it.
fn numeric(word: &str) -> Option<Result<i32, Either>> {
    let word = word.trim_end_matches('.');
    if let Some(day) = date::parse(word, Format::Iso) {
        return Some(Ok(day));
    }
    match (
        date::parse(word, Format::DayFirst),
        date::parse(word, Format::MonthFirst),
    ) {
        (None, None) => None,
        (by_day, by_month) if by_day == by_month => by_day.map(Ok),
        orders => Some(Err(orders)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_known_in_five_languages_and_never_guessed() {
        for (text, month) in [
            ("Sept.", Some(9)),
            ("März", Some(3)),
            ("août", Some(8)),
            ("Dez", Some(12)),
            ("enero", Some(1)),
            ("out", Some(10)),
            ("jui", None),
            ("juin", Some(6)),
            ("ma", None),
            ("Total", None),
        ] {
            assert_eq!(month_named(text), month, "{text}");
        }
    }

    #[test]
    fn the_title_of_a_report_names_its_days() {
        let of = |text: &str| span(&[text]).map(|(a, b)| format!("{} {}", Day(a), Day(b)));
        let september = Some("2025-09-01 2025-09-30".to_owned());
        for title in [
            "\"September 1, 2025 - September 30, 2025\"",
            "1. September 2025 - 30. September 2025",
            "1 septembre 2025 - 30 septembre 2025",
            "1er septembre 2025 – 30 sept. 2025",
            "1 de septiembre de 2025 - 30 de septiembre de 2025",
            "20250901-20250930 # 20250901 20250930",
            "9/1/2025 - 9/30/2025",
            "01.09.2025 - 30.09.2025",
            "2025-09-01 - 2025-09-30",
        ] {
            assert_eq!(of(title), september, "{title}");
        }
        for title in [
            "Campaign report",
            "9/1/2025 - 9/2/2025",
            "2025-09-30 - 2025-09-01",
        ] {
            assert_eq!(of(title), None, "{title}");
        }
    }
}
