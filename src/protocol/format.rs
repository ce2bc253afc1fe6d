//! How a number is written for people: the unit decides. The page, the charts and the sentences share these rules.
//!
//! Null is an em dash. Headlines are compact ($1.23M); tables are full ($1,234,567). No locale here: the page's
//! tables may use `Intl`, sentences are English.

use super::{Day, currency};
use serde::{Deserialize, Serialize};

/// What a number counts or measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unit {
    /// Words; never added.
    Text,
    /// A whole number of things.
    Count,
    /// An amount of money: US dollars, unless `currency` says otherwise.
    Usd,
    /// A share or rate, 0.034 shown as 3.4 %.
    Percent,
    /// A multiple, 1.21 shown as 1.21×.
    Multiple,
    /// A duration in days.
    Days,
    /// A plain number without a unit.
    Number,
    /// US dollars per day.
    UsdPerDay,
    /// A calendar day (days since 1970-01-01).
    Date,
    /// A moment (milliseconds since 1970-01-01 UTC).
    Time,
    /// True or false.
    Flag,
}

/// A null, wherever it is shown.
pub const NULL: &str = "—";

impl Unit {
    /// For headlines, marks and sentences: `$1.23M`, `12.3 %`, `1.21×`, `3 d 4 h`.
    pub fn compact(self, value: Option<f64>) -> String {
        let Some(v) = value.filter(|v| v.is_finite()) else {
            return NULL.to_owned();
        };
        match self {
            Unit::Usd => signed(v, |a| currency::sign() + &short(a, true)),
            Unit::UsdPerDay => signed(v, |a| format!("{}{}/day", currency::sign(), short(a, true))),
            Unit::Count | Unit::Number | Unit::Text => signed(v, |a| short(a, false)),
            _ => self.full(value),
        }
    }

    /// For tables and tooltips: `$1,234,567`, `12.3 %`; cents only below $100.
    pub fn full(self, value: Option<f64>) -> String {
        let Some(v) = value.filter(|v| v.is_finite()) else {
            return NULL.to_owned();
        };
        match self {
            Unit::Usd => signed(v, |a| {
                format!(
                    "{}{}",
                    currency::sign(),
                    thousands(a, if a < 100.0 && a != 0.0 { 2 } else { 0 })
                )
            }),
            Unit::UsdPerDay => signed(v, |a| {
                format!(
                    "{}{}/day",
                    currency::sign(),
                    thousands(a, if a < 100.0 && a != 0.0 { 2 } else { 0 })
                )
            }),
            Unit::Percent => {
                let p = v * 100.0;
                signed(p, |a| {
                    format!(
                        "{} %",
                        thousands(
                            a,
                            if a >= 1000.0 {
                                0
                            } else if a < 1.0 && a > 0.0 {
                                2
                            } else {
                                1
                            }
                        )
                    )
                })
            }
            Unit::Multiple => signed(v, |a| format!("{}×", thousands(a, 2))),
            Unit::Days => days(v),
            Unit::Count => signed(v, |a| thousands(a, 0)),
            Unit::Number | Unit::Text => signed(v, |a| {
                // A sum of shares that is whole but for rounding is whole.
                if (a - a.round()).abs() < 1e-9 * a.max(1.0) {
                    thousands(a, 0)
                } else {
                    thousands(a, 2)
                }
            }),
            Unit::Date => Day(v as i32).long(),
            Unit::Time => moment(v as i64),
            Unit::Flag => (if v == 0.0 { "no" } else { "yes" }).to_owned(),
        }
    }

    /// The unit in words for a table header or an axis: `USD`, `%`, `×`, `days`, `UTC`; empty where there is none.
    pub fn label(self) -> &'static str {
        match self {
            Unit::Usd => currency::code(),
            Unit::UsdPerDay if currency::code() == "USD" => "USD per day",
            // What stands before each amount says which.
            Unit::UsdPerDay => "per day",
            Unit::Percent => "%",
            Unit::Multiple => "×",
            Unit::Days => "days",
            Unit::Time => "UTC",
            _ => "",
        }
    }

    /// Whether cells are right-aligned numbers.
    pub fn is_number(self) -> bool {
        matches!(
            self,
            Unit::Count
                | Unit::Usd
                | Unit::Percent
                | Unit::Multiple
                | Unit::Days
                | Unit::Number
                | Unit::UsdPerDay
        )
    }
}

/// `1 Jul 2025, 12:00:00`, as people read it; in UTC, with milliseconds only where not zero.
pub fn moment(ms: i64) -> String {
    let text = timestamp(ms);
    let clock = text.split_once('T').map_or("", |(_, clock)| clock);
    let day = Day(ms.div_euclid(86_400_000) as i32).long();
    format!("{day}, {}", clock.trim_end_matches('Z'))
}

/// `2025-07-01T12:00:00Z`, with milliseconds only where not zero.
pub fn timestamp(ms: i64) -> String {
    let day = Day(ms.div_euclid(86_400_000) as i32);
    let rest = ms.rem_euclid(86_400_000);
    let (h, m, s, f) = (
        rest / 3_600_000,
        rest / 60_000 % 60,
        rest / 1000 % 60,
        rest % 1000,
    );
    if f == 0 {
        format!("{day}T{h:02}:{m:02}:{s:02}Z")
    } else {
        format!("{day}T{h:02}:{m:02}:{s:02}.{f:03}Z")
    }
}

fn days(v: f64) -> String {
    signed(v, |a| {
        let hours = (a * 24.0).round() as i64;
        match (hours / 24, hours % 24) {
            (0, h) => format!("{h} h"),
            (d, 0) => format!("{d} d"),
            (d, _) if d >= 10 => format!("{} d", a.round() as i64),
            (d, h) => format!("{d} d {h} h"),
        }
    })
}

/// A real minus sign before the whole; rounding to zero loses the sign.
fn signed(v: f64, write: impl Fn(f64) -> String) -> String {
    let text = write(v.abs());
    if v < 0.0 && text.bytes().any(|b| (b'1'..=b'9').contains(&b)) {
        format!("−{text}")
    } else {
        text
    }
}

fn short(a: f64, money: bool) -> String {
    for (limit, scale, suffix) in [
        (999_500_000.0, 1e9, "B"),
        (999_500.0, 1e6, "M"),
        (9_999.5, 1e3, "k"),
    ] {
        if a >= limit {
            let v = a / scale;
            let decimals = if v >= 99.95 {
                0
            } else if v >= 9.995 {
                1
            } else {
                2
            };
            return format!("{v:.decimals$}{suffix}");
        }
    }
    let decimals = if money && a < 100.0 && a != 0.0 {
        2
    } else {
        usize::from(!money && a < 10.0 && a.fract() != 0.0) * 2
    };
    thousands(a, decimals)
}

/// A non-negative number with comma thousands and fixed decimals.
fn thousands(a: f64, decimals: usize) -> String {
    let text = format!("{a:.decimals$}");
    let point = text.find('.').unwrap_or(text.len());
    let (whole, rest) = text.split_at_checked(point).unwrap_or((&text, ""));
    let mut out = String::with_capacity(text.len() + whole.len() / 3);
    for (i, c) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 {
            out.push(',');
        }
        out.push(c);
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headlines_are_compact_and_tables_full() {
        assert_eq!(Unit::Usd.compact(Some(1_234_567.0)), "$1.23M");
        assert_eq!(Unit::Usd.full(Some(1_234_567.4)), "$1,234,567");
        assert_eq!(Unit::Usd.compact(Some(-9_999.6)), "−$10.0k");
        assert_eq!(Unit::Usd.full(Some(0.33)), "$0.33");
        assert_eq!(Unit::Percent.compact(Some(0.1234)), "12.3 %");
        assert_eq!(Unit::Multiple.compact(Some(1.205_977)), "1.21×");
        assert_eq!(Unit::Days.compact(Some(3.1667)), "3 d 4 h");
        assert_eq!(Unit::Count.compact(None), "—");
        assert_eq!(Unit::Count.compact(Some(4_930.0)), "4,930");
    }

    #[test]
    fn a_moment_keeps_its_seconds_whatever_its_century() {
        assert_eq!(moment(1_755_631_830_000), "19 Aug 2025, 19:30:30");
        assert_eq!(moment(-1), "31 Dec 1969, 23:59:59.999");
    }

    #[test]
    fn rounding_to_zero_shows_no_minus() {
        assert_eq!(Unit::Percent.compact(Some(-0.000_000_1)), "0.00 %");
    }
}
