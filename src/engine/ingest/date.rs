//! Reads dates and timestamps. ISO 8601 first; another format is chosen by consensus over a whole column.
//!
//! A text is asked under which formats it parses; `choose` weighs the answers of all texts of a column. Nothing is
//! guessed silently: an order of day and month that no value settles, and a two-digit year, each raise an issue.

use super::months::month_named;
use crate::protocol::Day;

/// How a column writes its dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// `2025-07-31`, `2025/07/31`, `20250731`, each also with a time after it.
    Iso,
    /// `31/07/2025`, `31.07.2025`, `31-07-2025`.
    DayFirst,
    /// `07/31/2025`.
    MonthFirst,
    /// `31 Jul 2025`, `July 31, 2025`, `31-Jul-2025`.
    Named,
    /// `31/07/25`.
    DayFirstShort,
    /// `07/31/25`.
    MonthFirstShort,
    /// `31-Jul-25`.
    NamedShort,
}

impl Format {
    /// All formats, in order of preference where evidence is equal.
    pub const ALL: [Format; 7] = [
        Format::Iso,
        Format::Named,
        Format::DayFirst,
        Format::MonthFirst,
        Format::NamedShort,
        Format::DayFirstShort,
        Format::MonthFirstShort,
    ];

    /// As shown to people.
    pub fn pattern(self) -> &'static str {
        match self {
            Format::Iso => "YYYY-MM-DD",
            Format::DayFirst => "DD/MM/YYYY",
            Format::MonthFirst => "MM/DD/YYYY",
            Format::Named => "DD Mon YYYY",
            Format::DayFirstShort => "DD/MM/YY",
            Format::MonthFirstShort => "MM/DD/YY",
            Format::NamedShort => "DD Mon YY",
        }
    }

    /// Whether years have two digits: 00–68 are 2000–2068, 69–99 are 1969–1999 (POSIX).
    pub fn is_short(self) -> bool {
        matches!(
            self,
            Format::DayFirstShort | Format::MonthFirstShort | Format::NamedShort
        )
    }
}

/// What is known of a column's format before it is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rule {
    /// Nothing: the whole column decides.
    #[default]
    Open,
    /// An earlier reading of the file settled it.
    Fixed(Format),
    /// An earlier reading found two-digit years that fit two orders: none of them is read.
    Unsettled,
}

/// What was chosen for a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The format; `None` where two-digit years fit two of them equally, which is never guessed.
    pub format: Option<Format>,
    /// Rows that parse under it.
    pub rows: u64,
    /// Day-first and month-first read every value equally well.
    pub unclear: bool,
}

/// Weighs the distinct texts of a column (how often each occurs); `iso` rows were read as ISO 8601 already.
/// `day_first` is the file's other evidence, asked only where no value settles the order.
pub fn choose<'a>(
    texts: impl Iterator<Item = (&'a str, u64)>,
    iso: u64,
    day_first: bool,
) -> Choice {
    let mut rows = [0_u64; Format::ALL.len()];
    let mut dots = false;
    for (text, count) in texts {
        dots |= text.contains('.');
        for (format, rows) in Format::ALL.iter().zip(&mut rows) {
            if parse(text, *format).is_some() {
                *rows += count;
            }
        }
    }
    rows[0] += iso;
    let of = |format: Format| {
        Format::ALL
            .iter()
            .zip(&rows)
            .find_map(|(f, rows)| (*f == format).then_some(*rows))
            .unwrap_or(0)
    };
    let mut best = (Format::Iso, rows[0]);
    for (format, rows) in Format::ALL.iter().zip(&rows) {
        if *rows > best.1 {
            best = (*format, *rows);
        }
    }
    let (format, rows) = best;
    let ordered = |format, unclear| Choice {
        format,
        rows,
        unclear,
    };
    match format {
        Format::DayFirst if of(Format::MonthFirst) == rows => {
            // A dotted date is German or Nordic: day first.
            let first = if day_first || dots {
                Format::DayFirst
            } else {
                Format::MonthFirst
            };
            ordered(Some(first), true)
        }
        Format::DayFirstShort if of(Format::MonthFirstShort) == rows => ordered(None, true),
        format => ordered(Some(format), false),
    }
}

/// Under any format at all?
pub fn is_date(text: &str) -> bool {
    Format::ALL
        .iter()
        .any(|format| parse(text, *format).is_some())
}

/// Reads `YYYY-MM-DD`, and moments that begin so, in few instructions: the days of the months seen are remembered.
#[derive(Clone, Copy, Debug, Default)]
pub struct PlainIso {
    /// By month modulo 16: year and month as text, the day before the first, days in the month.
    months: [(u64, i32, u32); 16],
}

impl PlainIso {
    /// The day, or `None` where the text is no such date.
    #[inline]
    pub fn read(&mut self, bytes: &[u8; 10]) -> Option<i32> {
        let [y1, y2, y3, y4, dash, m1, m2, then, d1, d2] = *bytes;
        let month = u64::from_le_bytes([y1, y2, y3, y4, dash, m1, m2, then]);
        let (high, low) = (d1.wrapping_sub(b'0'), d2.wrapping_sub(b'0'));
        let day = u32::from(high) * 10 + u32::from(low);
        let (known, before, days) = self.months[usize::from(m2 & 15)];
        if known == month && high <= 9 && low <= 9 && (1..=days).contains(&day) {
            return Some(before + day as i32);
        }
        self.other(bytes, month)
    }

    /// As `timestamp`, for the form that most files have (`2025-07-01T12:30:00Z`, with a space for the T, without the
    /// Z): read in place. `None` for any other form, and where there is no such moment.
    #[inline]
    pub fn moment(&mut self, raw: &[u8]) -> Option<i64> {
        let text: &[u8; 19] = raw.strip_suffix(b"Z").unwrap_or(raw).try_into().ok()?;
        let (date, clock) = (text.first_chunk()?, text.last_chunk::<9>()?);
        let [b'T' | b' ', h1, h2, b':', m1, m2, b':', s1, s2] = *clock else {
            return None;
        };
        let two = |tens: u8, ones: u8| {
            let (tens, ones) = (tens.wrapping_sub(b'0'), ones.wrapping_sub(b'0'));
            (tens <= 9 && ones <= 9).then_some(u32::from(tens) * 10 + u32::from(ones))
        };
        let day = self.read(date)?;
        let (hour, minute, second) = (two(h1, h2)?, two(m1, m2)?, two(s1, s2)?);
        let seconds = (hour * 60 + minute) * 60 + second;
        (hour < 24 && minute < 60 && second < 60)
            .then(|| i64::from(day) * 86_400_000 + i64::from(seconds) * 1000)
    }

    #[cold]
    fn other(&mut self, bytes: &[u8; 10], month: u64) -> Option<i32> {
        let text = std::str::from_utf8(bytes).ok()?;
        let day = Day::parse(text)?.0;
        let (year, number, of_month) = Day(day).ymd();
        let days = (28..=31)
            .rev()
            .find(|last| Day::from_ymd(year, number, *last).is_some())?;
        self.months[usize::from(bytes[6] & 15)] = (month, day - of_month as i32, days);
        Some(day)
    }
}

/// The day that a trimmed text stands for under a format.
pub fn parse(text: &str, format: Format) -> Option<i32> {
    let text = date_part(text)?;
    if format == Format::Iso {
        return iso(text);
    }
    let mut parts = text
        .split(['/', '.', '-', ' ', ','])
        .filter(|part| !part.is_empty());
    let (a, b, c) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let year = if format.is_short() {
        short_year(c)?
    } else {
        long_year(c)?
    };
    let (month, day) = match format {
        Format::DayFirst | Format::DayFirstShort => (small(b)?, small(a)?),
        Format::MonthFirst | Format::MonthFirstShort => (small(a)?, small(b)?),
        _ => match (month_named(a), month_named(b)) {
            (None, Some(month)) => (month, small(a)?),
            (Some(month), None) => (month, small(b)?),
            _ => return None,
        },
    };
    Day::from_ymd(year, month, day).map(|day| day.0)
}

/// Milliseconds since 1970-01-01 UTC; a naive timestamp is UTC, an offset or `Z` is converted, a bare day is midnight.
pub fn timestamp(text: &str) -> Option<i64> {
    let text = text.strip_suffix(" UTC").unwrap_or(text);
    let (date, time) = match text.find(['T', ' ']) {
        Some(at) => (text.get(..at)?, text.get(at + 1..)?),
        None => (text, ""),
    };
    let midnight = i64::from(iso(date)?) * 86_400_000;
    if time.is_empty() {
        return (!text.ends_with(['T', ' '])).then_some(midnight);
    }
    let (clock, offset) = match time.find(['Z', 'z', '+', '-']) {
        Some(at) => (time.get(..at)?.trim_end(), offset(time.get(at..)?)?),
        None => (time, 0),
    };
    Some(midnight + clock_millis(clock)? - offset)
}

fn clock_millis(clock: &str) -> Option<i64> {
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, ""));
    let mut parts = clock.split(':');
    let mut part = |below: u32| {
        let text = parts.next()?;
        (text.len() == 2)
            .then(|| small(text))
            .flatten()
            .filter(|n| *n < below)
    };
    let (hour, minute) = (part(24)?, part(60)?);
    // A leap second is read as the second after it.
    let second = if clock.len() > 5 { part(61)? } else { 0 };
    if parts.next().is_some() || fraction.len() > 9 {
        return None;
    }
    if !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let millis: i64 = format!("{fraction:0<3}").get(..3)?.parse().ok()?;
    Some(i64::from((hour * 60 + minute) * 60 + second) * 1000 + millis)
}

/// `Z`, `+02:00`, `+0200`, `+02` in milliseconds.
fn offset(text: &str) -> Option<i64> {
    if matches!(text, "Z" | "z") {
        return Some(0);
    }
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let digits: String = text.get(1..)?.chars().filter(|c| *c != ':').collect();
    if !matches!(digits.len(), 2 | 4) {
        return None;
    }
    let hours = small(digits.get(..2)?).filter(|h| *h < 24)?;
    let minutes = match digits.get(2..)? {
        "" => 0,
        minutes => small(minutes).filter(|m| *m < 60)?,
    };
    Some(sign * i64::from(hours * 60 + minutes) * 60_000)
}

/// The text before a time of day.
fn date_part(text: &str) -> Option<&str> {
    let Some(colon) = text.find(':') else {
        // `2025-07-01T10`: an hour alone.
        return match text.split_once('T') {
            Some((date, hour)) if date.ends_with(|c: char| c.is_ascii_digit()) => hour
                .starts_with(|c: char| c.is_ascii_digit())
                .then_some(date),
            _ => Some(text),
        };
    };
    let before = text.get(..colon)?;
    let at = before.rfind(['T', ' '])?;
    let hour = before.get(at + 1..)?;
    (!hour.is_empty() && small(hour).is_some_and(|hour| hour < 24))
        .then(|| {
            before
                .get(..at)
                .map(|date| date.trim_end_matches([' ', ',']))
        })
        .flatten()
}

fn iso(text: &str) -> Option<i32> {
    let number = |text: &str| small(text);
    if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        let day = Day::from_ymd(
            long_year(text.get(..4)?)?,
            number(text.get(4..6)?)?,
            number(text.get(6..)?)?,
        );
        return day.map(|day| day.0);
    }
    let by = text.get(4..5).filter(|by| matches!(*by, "-" | "/"))?;
    let (month, day) = text.get(5..)?.split_once(by)?;
    Day::from_ymd(long_year(text.get(..4)?)?, number(month)?, number(day)?).map(|day| day.0)
}

/// One or two digits.
fn small(text: &str) -> Option<u32> {
    if !(1..=2).contains(&text.len()) || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

fn long_year(text: &str) -> Option<i32> {
    if text.len() != 4 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

fn short_year(text: &str) -> Option<i32> {
    if text.len() != 2 {
        return None;
    }
    small(text).map(|year| {
        if year < 69 {
            2000 + year as i32
        } else {
            1900 + year as i32
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Option<i32> {
        Day::parse(text).map(|day| day.0)
    }

    #[test]
    fn iso_dates_are_read_with_dashes_slashes_or_none_and_with_a_time() {
        let wanted = day("2025-07-01");
        for text in [
            "2025-07-01",
            "2025/07/01",
            "20250701",
            "2025-7-1",
            "2025-07-01T10:30:00Z",
            "2025-07-01 10:30",
            "2025-07-01T23",
        ] {
            assert_eq!(parse(text, Format::Iso), wanted, "{text}");
        }
        for text in [
            "2025-02-30",
            "2025-13-01",
            "2025",
            "07/01/2025",
            "1 2025-07-01",
            "2025-07-01x",
        ] {
            assert_eq!(parse(text, Format::Iso), None, "{text}");
        }
    }

    #[test]
    fn plain_iso_dates_are_read_as_day_reads_them_whatever_was_read_before() {
        let mut plain = PlainIso::default();
        for text in [
            "2025-07-01",
            "2025-07-31",
            "2025-07-32",
            "2025-07-00",
            "2025-17-01",
            "2025-07-0x",
            "2024-02-29",
            "2025-02-29",
            "2025-02-28",
            "2024-12-31",
            "2025-02/01",
            "0000-00-00",
            "9999-12-31",
            "2025-07-1 ",
            "é025-07-1",
            "2025-07-15",
        ] {
            let bytes = text.as_bytes().first_chunk().expect("ten bytes");
            assert_eq!(
                plain.read(bytes),
                Day::parse(text).map(|day| day.0),
                "{text}"
            );
        }
    }

    #[test]
    fn other_formats_are_read_each_under_its_own_name() {
        let wanted = day("2025-07-31");
        for (text, format) in [
            ("31/07/2025", Format::DayFirst),
            ("31.7.2025", Format::DayFirst),
            ("07/31/2025", Format::MonthFirst),
            ("7/31/2025 4:05", Format::MonthFirst),
            ("31 Jul 2025", Format::Named),
            ("July 31, 2025", Format::Named),
            ("31-Jul-25", Format::NamedShort),
            ("31/07/25", Format::DayFirstShort),
        ] {
            assert_eq!(parse(text, format), wanted, "{text}");
        }
        assert!(!is_date("soon") && !is_date("31/31/2025") && !is_date(""));
    }

    #[test]
    fn one_value_above_twelve_settles_the_order_for_the_whole_column() {
        let texts = [("03/04/2025", 5), ("25/04/2025", 1)];
        let choice = choose(texts.into_iter(), 0, false);
        assert_eq!(
            (choice.format, choice.unclear),
            (Some(Format::DayFirst), false)
        );
        let texts = [("03/04/2025", 5), ("04/25/2025", 1)];
        let choice = choose(texts.into_iter(), 0, true);
        assert_eq!(
            (choice.format, choice.unclear),
            (Some(Format::MonthFirst), false)
        );
    }

    #[test]
    fn an_order_that_no_value_settles_follows_other_evidence_and_is_marked() {
        let texts = || [("03/04/2025", 5)].into_iter();
        assert_eq!(choose(texts(), 0, true).format, Some(Format::DayFirst));
        let month = choose(texts(), 0, false);
        assert_eq!(
            (month.format, month.unclear),
            (Some(Format::MonthFirst), true)
        );
        let dotted = choose([("03.04.2025", 5)].into_iter(), 0, false);
        assert_eq!(dotted.format, Some(Format::DayFirst));
    }

    #[test]
    fn two_digit_years_that_fit_two_orders_are_not_guessed() {
        let choice = choose([("03/04/25", 5)].into_iter(), 0, true);
        assert_eq!((choice.format, choice.unclear), (None, true));
        let choice = choose([("03/04/25", 5), ("13/04/25", 1)].into_iter(), 0, true);
        assert_eq!(choice.format, Some(Format::DayFirstShort));
    }

    #[test]
    fn a_plain_timestamp_is_read_as_any_other() {
        let mut days = PlainIso::default();
        let mut read = 0;
        for date in [
            "2025-07-01",
            "2024-02-29",
            "2025-02-29",
            "1969-12-31",
            "20a5-01-01",
        ] {
            for clock in [
                "12:30:05", "00:00:00", "23:59:59", "24:00:00", "23:60:00", "1 :00:00",
            ] {
                for (between, end) in [("T", "Z"), (" ", ""), ("T", "")] {
                    let text = format!("{date}{between}{clock}{end}");
                    let fresh = PlainIso::default().moment(text.as_bytes());
                    assert_eq!(fresh, timestamp(&text), "{text}");
                    assert_eq!(days.moment(text.as_bytes()), fresh, "{text}");
                    read += u32::from(timestamp(&text).is_some());
                }
            }
        }
        assert_eq!(read, 27);
        for text in [
            "2025-07-01T12:30:60Z",
            "2025-07-01",
            "2025-07-01T12:30:05ZZ",
            "",
        ] {
            assert_eq!(PlainIso::default().moment(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn timestamps_are_utc_and_offsets_are_converted() {
        let noon = day("2025-07-01").map(|d| i64::from(d) * 86_400_000 + 43_200_000);
        for text in [
            "2025-07-01T12:00:00Z",
            "2025-07-01 12:00",
            "2025-07-01 12:00:00 UTC",
            "2025-07-01T14:00:00+02:00",
            "2025-07-01T07:00:00.000-0500",
        ] {
            assert_eq!(timestamp(text), noon, "{text}");
        }
        assert_eq!(timestamp("2025-07-01T12:00:00.25Z"), noon.map(|n| n + 250));
        for text in [
            "2025-07-01T25:00",
            "2025-07-01T",
            "noon",
            "2025-07-01T12:00:00+2",
            "2025-07-01T12:0",
        ] {
            assert_eq!(timestamp(text), None, "{text}");
        }
    }
}
