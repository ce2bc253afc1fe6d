//! How view models are put into words: cells, headers, changes, tones. Pure text.

use crate::protocol::{Cell, Column, Delta, Tone, Unit, format};

/// Short forms that are written in capitals.
const CAPITALS: [&str; 10] = [
    "ctr", "cpc", "cpm", "cac", "roas", "roi", "mer", "utm", "id", "j",
];

/// A cell as shown; a null is an em dash.
pub fn cell(cell: &Cell, unit: Unit) -> String {
    match cell {
        Cell::Null => format::NULL.to_owned(),
        Cell::Text(text) => text.clone(),
        Cell::Integer(n) => unit.full(Some(*n as f64)),
        Cell::Number(n) => unit.full(Some(*n)),
        Cell::Day(day) => crate::protocol::Day(*day).to_string(),
        Cell::Time(ms) => format::timestamp(*ms),
        Cell::Flag(flag) => (if *flag { "yes" } else { "no" }).to_owned(),
    }
}

/// A cell among a page's words: a day and a moment as people read them. The browser of a whole table keeps the writing of
/// its export, which a search there finds.
pub fn said(cell: &Cell, unit: Unit) -> String {
    match cell {
        Cell::Day(day) => crate::protocol::Day(*day).long(),
        Cell::Time(ms) => format::moment(*ms),
        other => self::cell(other, unit),
    }
}

/// A column's name for readers: `session_conversion_rate` → `Session conversion rate`, without the unit's suffix.
pub fn title(column: &Column) -> String {
    let name = column.name.as_str();
    let name = ["_usd_per_day", "_usd", "_days"]
        .iter()
        .find_map(|suffix| name.strip_suffix(suffix))
        .unwrap_or(name);
    let words: Vec<String> = name
        .split('_')
        .enumerate()
        .map(|(i, word)| {
            let mut letters = word.chars();
            if CAPITALS.contains(&word) {
                word.to_uppercase()
            } else if i == 0 {
                letters.next().map_or_else(String::new, |first| {
                    first.to_uppercase().collect::<String>() + letters.as_str()
                })
            } else {
                word.to_owned()
            }
        })
        .collect();
    words.join(" ")
}

/// A change with its sign and arrow: `▲ +12.4 %`, `▼ −1.2 points`; an em dash without a base.
pub fn change(delta: &Delta) -> String {
    let Some(change) = delta.change.filter(|change| change.is_finite()) else {
        return format::NULL.to_owned();
    };
    let amount = if delta.is_points {
        format!("{:.1} points", change.abs() * 100.0)
    } else {
        Unit::Percent.full(Some(change.abs()))
    };
    let is_nothing = !amount.bytes().any(|b| (b'1'..=b'9').contains(&b));
    let sign = match change {
        _ if is_nothing => "= ",
        c if c > 0.0 => "▲ +",
        _ => "▼ −",
    };
    format!("{sign}{amount}")
}

/// A tone's class, sign and word.
pub fn tone(tone: Tone) -> (&'static str, &'static str, &'static str) {
    match tone {
        Tone::Good => ("good", "✓", "Good"),
        Tone::Bad => ("bad", "✕", "Problem"),
        Tone::Warn => ("warn", "!", "Watch"),
        Tone::Neutral => ("muted", "i", "Note"),
    }
}

/// `1 file`, `3 files`.
pub fn count(n: u64, one: &str, many: &str) -> String {
    let number = Unit::Count.full(Some(n as f64));
    format!("{number} {}", if n == 1 { one } else { many })
}

/// `812 B`, `12.4 kB`, `88.0 MB`.
pub fn bytes(n: u64) -> String {
    let n = n as f64;
    if n < 1e3 {
        format!("{n}\u{a0}B")
    } else if n < 1e6 {
        format!("{:.1}\u{a0}kB", n / 1e3)
    } else {
        format!("{:.1}\u{a0}MB", n / 1e6)
    }
}

/// `820 ms`, `1.4 s`.
pub fn millis(ms: f64) -> String {
    if ms < 1000.0 {
        format!("{ms:.0}\u{a0}ms")
    } else {
        format!("{:.1}\u{a0}s", ms / 1000.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delta(change: f64, is_points: bool) -> String {
        super::change(&Delta {
            change: Some(change),
            is_points,
            tone: Tone::Neutral,
            against: String::new(),
        })
    }

    #[test]
    fn a_change_carries_sign_arrow_and_unit() {
        assert_eq!(delta(0.124, false), "▲ +12.4 %");
        assert_eq!(delta(-0.012, true), "▼ −1.2 points");
        assert_eq!(delta(0.0, false), "= 0.0 %");
    }

    #[test]
    fn a_moment_reads_as_people_say_it_to_the_second() {
        let moment = Cell::Time(1_755_631_830_000);
        assert_eq!(said(&moment, Unit::Time), "19 Aug 2025, 19:30:30");
        assert_eq!(cell(&moment, Unit::Time), "2025-08-19T19:30:30Z");
        assert_eq!(said(&Cell::Day(0), Unit::Date), "1 Jan 1970");
        assert_eq!(said(&Cell::Null, Unit::Time), "—");
    }

    #[test]
    fn column_names_read_as_words() {
        let title = |name: &str| {
            super::title(&Column {
                name: name.to_owned(),
                kind: crate::protocol::Kind::Amount,
                unit: Unit::Usd,
                doc: String::new(),
                is_key: false,
            })
        };
        assert_eq!(title("cpc_usd"), "CPC");
        assert_eq!(title("cost_per_opportunity_usd"), "Cost per opportunity");
        assert_eq!(title("pipeline_velocity_usd_per_day"), "Pipeline velocity");
        assert_eq!(title("utm_source"), "UTM source");
        assert_eq!(title("inverse_j"), "Inverse J");
    }
}
