//! Reads numbers as people and spreadsheets write them (spec 00): currency signs and ISO codes, thousands separators,
//! a decimal comma where the file uses one, parentheses for negative, percent.
//!
//! The value is the correctly rounded f64 of the decimal written. What a number cannot be read as is `None`; nothing is
//! guessed: `1,5` is not a number under a decimal point, and it is evidence for the decimal comma.

use crate::protocol::currency::codes;
/// The decimal mark of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// `1,234.50`
    Point,
    /// `1.234,50`
    Comma,
}

impl Mark {
    /// The byte.
    pub fn byte(self) -> u8 {
        match self {
            Mark::Point => b'.',
            Mark::Comma => b',',
        }
    }

    /// The other one.
    #[must_use]
    pub fn other(self) -> Mark {
        match self {
            Mark::Point => Mark::Comma,
            Mark::Comma => Mark::Point,
        }
    }
}

/// How often values fitted only one of the marks, or fitted both with different meanings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// Values that fit only the mark in use.
    pub agrees: u64,
    /// Values that fit only the other one.
    pub differs: u64,
    /// Values that both would read, differently (`1,234`).
    pub unclear: u64,
}

/// A decimal as written: digits × 10^exponent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Decimal {
    negative: bool,
    /// Up to 19 significant digits.
    digits: u64,
    /// Digits beyond those were not zero.
    longer: bool,
    exponent: i32,
}

const POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
];

/// Whole numbers of 1 to 18 plain digits.
#[inline]
pub fn plain_digits(bytes: &[u8]) -> Option<i64> {
    if bytes.is_empty() || bytes.len() > 18 {
        return None;
    }
    let mut value = 0_i64;
    for byte in bytes {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        value = value * 10 + i64::from(digit);
    }
    Some(value)
}

/// Whole numbers of 1 to 8 plain digits, the first `len` bytes of a run of at least 8: without a branch on the length.
#[inline]
pub fn few_digits(wide: [u8; 8], len: usize) -> Option<i64> {
    const ZEROS: u64 = 0x3030_3030_3030_3030;
    if len == 0 || len > 8 {
        return None;
    }
    // The digits at the high end, zeros before them.
    let shift = 64 - 8 * len as u32;
    let digits =
        u64::from_le_bytes(wide) << shift | ZEROS.checked_shr(64 - shift).unwrap_or_default();
    let high = |word: u64| word & 0xF0F0_F0F0_F0F0_F0F0;
    if high(digits) != ZEROS || high(digits.wrapping_add(0x0606_0606_0606_0606)) != ZEROS {
        return None;
    }
    // Pairs, then fours, then all eight (Daniel Lemire, "Quickly parsing eight digits").
    let pairs = (digits - ZEROS).wrapping_mul(10 << 8 | 1) >> 8 & 0x00FF_00FF_00FF_00FF;
    let fours = pairs.wrapping_mul(100 << 16 | 1) >> 16 & 0x0000_FFFF_0000_FFFF;
    let all = fours.wrapping_mul(10_000 << 32 | 1) >> 32;
    Some(all as i64)
}

/// Plain decimals (`-12.50`): the value and how many digits follow the mark (`None` without a mark).
#[inline]
pub fn plain_decimal(bytes: &[u8], mark: u8) -> Option<(f64, Option<usize>)> {
    let (negative, digits) = match bytes {
        [b'-', rest @ ..] => (true, rest),
        _ => (false, bytes),
    };
    // At most 15 significant digits: the quotient of two exact floats is correctly rounded.
    if digits.is_empty() || digits.len() > 16 {
        return None;
    }
    let mut value = 0_u64;
    let mut point = None;
    for (at, byte) in digits.iter().enumerate() {
        let digit = byte.wrapping_sub(b'0');
        if digit <= 9 {
            value = value * 10 + u64::from(digit);
        } else if *byte == mark && point.is_none() && at > 0 {
            point = Some(at);
        } else {
            return None;
        }
    }
    let after = point.map(|at| digits.len() - at - 1);
    if after == Some(0) || (after.is_none() && digits.len() > 15) {
        return None;
    }
    let scaled = value as f64 / POWERS.get(after.unwrap_or(0))?;
    Some((if negative { -scaled } else { scaled }, after))
}

/// The amount that a cleaned text stands for.
pub fn amount(text: &str, mark: Mark) -> Option<f64> {
    decimal(text, mark).and_then(|decimal| decimal.amount(text, mark))
}

/// The whole number that a cleaned text stands for: `12.0` and `1,234` are, `1.5` is not.
pub fn integer(text: &str, mark: Mark) -> Option<i64> {
    decimal(text, mark)?.integer()
}

/// Counts what a text says about the mark in use.
pub fn weigh(text: &str, mark: Mark, evidence: &mut Evidence) {
    let here = decimal(text, mark);
    let there = decimal(text, mark.other());
    match (here, there) {
        (Some(a), Some(b)) if a.same(b) => {}
        (Some(_), Some(_)) => evidence.unclear += 1,
        (Some(_), None) => evidence.agrees += 1,
        (None, Some(_)) => evidence.differs += 1,
        (None, None) => {}
    }
}

impl Decimal {
    fn same(self, other: Decimal) -> bool {
        self.integer().is_some() && self.integer() == other.integer()
    }

    fn amount(self, text: &str, mark: Mark) -> Option<f64> {
        let size = if self.digits == 0 && !self.longer {
            0.0
        } else if !self.longer && self.digits < (1 << 53) && (-22..=22).contains(&self.exponent) {
            let power = POWERS.get(self.exponent.unsigned_abs() as usize)?;
            if self.exponent < 0 {
                self.digits as f64 / power
            } else {
                self.digits as f64 * power
            }
        } else if self.longer {
            long(text, mark)?
        } else {
            format!("{}e{}", self.digits, self.exponent).parse().ok()?
        };
        let value: f64 = if self.negative { -size } else { size };
        value.is_finite().then_some(value)
    }

    fn integer(self) -> Option<i64> {
        if self.longer {
            return None;
        }
        let (mut digits, mut exponent) = (i128::from(self.digits), self.exponent);
        if digits == 0 {
            return Some(0);
        }
        while exponent < 0 {
            if digits % 10 != 0 {
                return None;
            }
            digits /= 10;
            exponent += 1;
        }
        if exponent > 18 {
            return None;
        }
        let size = digits.checked_mul(10_i128.checked_pow(exponent as u32)?)?;
        i64::try_from(if self.negative { -size } else { size }).ok()
    }
}

/// Numbers of more than 19 significant digits: the standard library rounds them.
fn long(text: &str, mark: Mark) -> Option<f64> {
    let parts = Parts::of(text)?;
    let mut plain: String = parts
        .body
        .chars()
        .filter(|c| c.is_ascii_digit() || *c == mark.byte() as char)
        .map(|c| if c.is_ascii_digit() { c } else { '.' })
        .collect();
    let exponent = parts.exponent - if parts.percent { 2 } else { 0 };
    plain.push('e');
    plain.push_str(&exponent.to_string());
    plain.parse().ok()
}

/// A number's text taken apart.
struct Parts<'a> {
    negative: bool,
    percent: bool,
    body: &'a str,
    exponent: i32,
}

impl<'a> Parts<'a> {
    fn of(text: &'a str) -> Option<Parts<'a>> {
        let mut rest = text.trim();
        let mut signs = 0;
        let mut negative = false;
        let mut percent = false;
        let mut currency = false;
        if let Some(inner) = rest.strip_prefix('(') {
            rest = inner.strip_suffix(')')?.trim();
            negative = true;
            signs += 1;
        }
        loop {
            let before = rest.len();
            for (sign, minus) in [("-", true), ("\u{2212}", true), ("+", false)] {
                let stripped = rest.strip_prefix(sign).or_else(|| {
                    // A minus at the end, as SAP writes it.
                    rest.strip_suffix(sign)
                        .filter(|_| minus && !rest.ends_with("e-"))
                });
                if let Some(stripped) = stripped {
                    rest = stripped.trim();
                    negative |= minus;
                    signs += 1;
                }
            }
            if let Some(stripped) = rest.strip_suffix('%').filter(|_| !percent) {
                rest = stripped.trim();
                percent = true;
            }
            if !currency && let Some((_, stripped)) = without_currency(rest) {
                rest = stripped;
                currency = true;
            }
            if rest.len() == before {
                break;
            }
        }
        if signs > 1 {
            return None;
        }
        let (body, exponent) = match rest.find(['e', 'E']) {
            Some(at) => {
                let power = rest.get(at + 1..)?;
                let digits = power.trim_start_matches(['+', '-']);
                if digits.is_empty() || digits.len() > 4 || power.len() > digits.len() + 1 {
                    return None;
                }
                (rest.get(..at)?, power.parse::<i32>().ok()?)
            }
            None => (rest, 0),
        };
        Some(Parts {
            negative,
            percent,
            body,
            exponent,
        })
    }
}

/// A text without the currency at its beginning or end, and which that is. A lone `$` is the US dollar.
fn without_currency(text: &str) -> Option<(&'static str, &str)> {
    for (sign, code) in [("US$", "USD"), ("$", "USD"), ("€", "EUR"), ("£", "GBP")] {
        if let Some(rest) = text.strip_prefix(sign).or_else(|| text.strip_suffix(sign)) {
            return Some((code, rest.trim()));
        }
    }
    if let Some(code) = text.get(..3).and_then(code) {
        return Some((code, text.get(3..)?.trim()));
    }
    let at = text.len().checked_sub(3)?;
    let code = text.get(at..).and_then(code)?;
    Some((code, text.get(..at)?.trim()))
}

/// An ISO code as it is written here.
fn code(text: &str) -> Option<&'static str> {
    codes().find(|known| known.eq_ignore_ascii_case(text))
}

/// The currency that a text stands for: `EUR`, `eur`, `€`.
pub fn currency(text: &str) -> Option<&'static str> {
    without_currency(text.trim())
        .filter(|(_, rest)| rest.is_empty())
        .map(|(code, _)| code)
}

/// The currency written beside a number.
pub fn currency_beside(text: &str) -> Option<&'static str> {
    let inner = text.trim().trim_matches(['(', ')', '-', '+', '\u{2212}']);
    without_currency(inner.trim()).map(|(code, _)| code)
}

fn decimal(text: &str, mark: Mark) -> Option<Decimal> {
    let parts = Parts::of(text)?;
    let mut digits = 0_u64;
    let mut significant = 0;
    let mut longer = false;
    let mut exponent = parts.exponent - if parts.percent { 2 } else { 0 };
    let mut seen = 0_usize;
    let mut fraction = None;
    let mut groups = Groups::default();
    for c in parts.body.chars() {
        if let Some(digit) = c.to_digit(10) {
            seen += 1;
            groups.digits += 1;
            if significant > 0 || digit > 0 {
                significant += 1;
            }
            if significant <= 19 {
                digits = digits * 10 + u64::from(digit);
                exponent -= i32::from(fraction.is_some());
            } else {
                longer |= digit > 0;
                exponent += i32::from(fraction.is_none());
            }
            if let Some(after) = &mut fraction {
                *after += 1_u32;
            }
        } else if c == mark.byte() as char {
            if fraction.is_some() {
                return None;
            }
            groups.close()?;
            fraction = Some(0);
        } else if fraction.is_none() && separates(c, mark) {
            groups.separator(c)?;
        } else {
            return None;
        }
    }
    if seen == 0 {
        return None;
    }
    if fraction.is_none() {
        groups.close()?;
    }
    Some(Decimal {
        negative: parts.negative,
        digits,
        longer,
        exponent,
    })
}

fn separates(c: char, mark: Mark) -> bool {
    c == mark.other().byte() as char
        || matches!(
            c,
            ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\'' | '\u{2019}'
        )
}

/// Checks that thousands separators stand where they belong: groups of three, or of two before a last three (India).
#[derive(Default)]
struct Groups {
    digits: u32,
    by: Option<char>,
    count: u32,
    twos: bool,
    threes: bool,
}

impl Groups {
    fn separator(&mut self, c: char) -> Option<()> {
        if self.by.is_some_and(|by| by != c) {
            return None;
        }
        let fits = if self.count == 0 {
            (1..=3).contains(&self.digits)
        } else {
            self.twos |= self.digits == 2;
            self.threes |= self.digits == 3;
            (self.digits == 2 || self.digits == 3) && !(self.twos && self.threes)
        };
        self.by = Some(c);
        self.count += 1;
        self.digits = 0;
        fits.then_some(())
    }

    fn close(&self) -> Option<()> {
        (self.by.is_none() || self.digits == 3).then_some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn amounts_are_read_as_people_write_them() {
        for (text, value) in [
            ("$1,234.50", 1234.5),
            ("€ 12", 12.0),
            ("12 £", 12.0),
            ("USD 5.25", 5.25),
            ("5.25 EUR", 5.25),
            ("(1,234.50)", -1234.5),
            ("($5)", -5.0),
            ("-$5", -5.0),
            ("$-5", -5.0),
            ("\u{2212}7.5", -7.5),
            ("7.5-", -7.5),
            ("3.4%", 0.034),
            ("1\u{a0}234\u{a0}567.5", 1_234_567.5),
            ("1'234", 1234.0),
            ("12,34,567", 1_234_567.0),
            (".5", 0.5),
            ("5.", 5.0),
            ("1e3", 1000.0),
            ("1.5E-2", 0.015),
            ("0.1", 0.1),
            ("123456789012345678901234567890", 1.234_567_890_123_456_8e29),
            ("+4", 4.0),
        ] {
            assert_eq!(amount(text, Mark::Point), Some(value), "{text}");
        }
    }

    #[test]
    fn what_is_not_a_number_is_none() {
        for text in [
            "", "abc", "inf", "-inf", "nan", "1e999", "1,5", "1.2.3", "--5", "$", "12x", "1,,234",
            "1,23,4", "(5", "5)", "1 2", "0x10", "e5", "-(5)", "$$5", "1e", "1e+-3", ".", "-",
        ] {
            assert_eq!(amount(text, Mark::Point), None, "{text}");
        }
    }

    #[test]
    fn the_decimal_comma_counts_where_the_file_uses_one() {
        assert_eq!(amount("1.234,50 €", Mark::Comma), Some(1234.5));
        assert_eq!(amount("1,5", Mark::Comma), Some(1.5));
        assert_eq!(amount("1.5", Mark::Comma), None);
        assert_eq!(amount("1.234", Mark::Comma), Some(1234.0));
        let mut evidence = Evidence::default();
        for text in ["1,5", "1.5", "1,234", "7", "x", "1,234.5"] {
            weigh(text, Mark::Point, &mut evidence);
        }
        assert_eq!(
            evidence,
            Evidence {
                agrees: 2,
                differs: 1,
                unclear: 1
            }
        );
    }

    #[test]
    fn an_integer_may_carry_zeros_and_separators_but_no_fraction() {
        for (text, value) in [
            ("12.0", Some(12)),
            ("1,234", Some(1234)),
            ("1.5", None),
            ("-3", Some(-3)),
            ("9223372036854775807", Some(i64::MAX)),
            ("9223372036854775808", None),
            ("1e3", Some(1000)),
            ("50%", None),
            ("0.000", Some(0)),
        ] {
            assert_eq!(integer(text, Mark::Point), value, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_written_float_reads_back_to_itself(value in proptest::num::f64::NORMAL | proptest::num::f64::ZERO) {
            let text = value.to_string();
            prop_assert_eq!(amount(&text, Mark::Point), Some(value));
        }

        #[test]
        fn the_fast_path_agrees_with_the_standard_library(whole in 0_u64..10_000_000_000, cents in 0_u32..100_000, minus: bool) {
            let text = format!("{}{whole}.{cents:05}", if minus { "-" } else { "" });
            let wanted: f64 = text.parse().expect("a plain decimal");
            prop_assert_eq!(plain_decimal(text.as_bytes(), b'.').map(|v| v.0), Some(wanted));
            prop_assert_eq!(amount(&text, Mark::Point), Some(wanted));
        }

        #[test]
        fn eight_digits_at_once_are_read_as_one_by_one(text in "[0-9]{1,8}|[ -~]{1,8}", after in "[ -~]{8}") {
            let run = format!("{text}{after}");
            let wide = run.as_bytes().first_chunk().expect("eight bytes");
            prop_assert_eq!(few_digits(*wide, text.len()), plain_digits(text.as_bytes()));
        }

        #[test]
        fn any_text_is_a_number_or_none_and_never_a_panic(text in "\\PC{0,12}") {
            for mark in [Mark::Point, Mark::Comma] {
                prop_assert!(amount(&text, mark).is_none_or(f64::is_finite));
                let _ = integer(&text, mark);
            }
        }
    }
}
