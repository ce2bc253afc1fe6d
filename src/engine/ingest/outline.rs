//! What stands in an export beside its rows: titles above the header, comments, totals, repeated headers, other tables
//! below, closing lines. Such rows are set aside with a code of their own, never summed.
//!
//! Only words and places are judged here, field by field; who asks, and when, is `body`'s matter (never for a row that
//! is read without a fault, unless a text of the file says that a total hides among them).

use super::text::{shown, unquote};
use crate::engine::base::Arrange;
use crate::engine::base::Table;

/// What a row is that is not data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Above the header.
    Preamble,
    /// Begins with `#`.
    Comment,
    /// Adds up other rows.
    Totals,
    /// Adds up other rows, and no word says so: it stands first and names nothing.
    UnnamedTotals,
    /// The header once more.
    Header,
    /// Below the header of another table.
    OtherTable,
    /// Below the last row.
    Footer,
    /// Holds a NUL byte.
    Nul,
}

/// How many roles there are.
pub const ROLES: usize = 8;

impl Role {
    /// Code in the list of rows set aside.
    pub fn code(self) -> &'static str {
        match self {
            Role::Preamble => "preamble",
            Role::Comment => "comment",
            Role::Totals | Role::UnnamedTotals => "totals_row",
            Role::Header => "repeated_header",
            Role::OtherTable => "other_table",
            Role::Footer => "footer",
            Role::Nul => "nul_byte",
        }
    }

    /// What it is and what to do.
    pub fn message(self) -> &'static str {
        match self {
            Role::Preamble => {
                "This line stands above the header and is no row of the table. If it is the header, choose its line in the file's card."
            }
            Role::Comment => {
                "This line begins with # and is taken for a comment. If it is data, take the # off."
            }
            Role::Totals => {
                "This row adds up others and would be counted twice: it is left out. If it is data, rename it, or read totals as rows in the file's card."
            }
            Role::UnnamedTotals => {
                "The first row names nothing and is taken for the report's total: it is left out. If it is data, fill its names in."
            }
            Role::Header => {
                "This row repeats the header. Nothing is lost; leave it out of the export."
            }
            Role::OtherTable => {
                "This row belongs to another table below the first: save that table as a file of its own to load it."
            }
            Role::Footer => {
                "This line stands below the last row and is no row of the table. If it is one, give it as many fields as the header."
            }
            Role::Nul => {
                "This row holds a NUL byte, which no text has: export it again, or take the byte out."
            }
        }
    }
}

/// Words that name a row of totals, lower case, alone or before a colon or a bracket.
const TOTALS: [&str; 25] = [
    "total",
    "totals",
    "grand total",
    "grand totals",
    "report total",
    "subtotal",
    "subtotals",
    "sub-total",
    "overall total",
    "gesamt",
    "gesamtsumme",
    "gesamtergebnis",
    "insgesamt",
    "summe",
    "zwischensumme",
    "total général",
    "total general",
    "total geral",
    "sous-total",
    "totale",
    "totales",
    "totaux",
    "totais",
    "suma total",
    "totaal",
];
const LONGEST: usize = 200;

/// Whether a field names a row of totals: `Total`, `Total: Campaigns`, `Grand Totals (350 records)`.
pub fn is_total(field: &[u8]) -> bool {
    if field.len() > LONGEST {
        return false;
    }
    let text = shown(&unquote(field), LONGEST).trim().to_lowercase();
    let head = text
        .split([':', '('])
        .next()
        .unwrap_or_default()
        .trim_end_matches(|c: char| c.is_whitespace() || c == '\u{a0}' || c == '\u{202f}');
    TOTALS.contains(&head)
}

/// Whether the first field that is not empty names a row of totals.
pub fn begins_with_total(fields: &[&[u8]]) -> bool {
    fields
        .iter()
        .find(|field| !is_blank(field))
        .is_some_and(|field| is_total(field))
}

/// Whether a field is empty but for spaces and quotes.
pub fn is_blank(field: &[u8]) -> bool {
    field
        .iter()
        .all(|byte| matches!(byte, b' ' | b'\t' | b'"' | b'\r'))
}

/// Whether fields read like the header of a table: several, none empty, none a number, no two alike.
pub fn is_heading(fields: &[&[u8]]) -> bool {
    let mut names: Vec<String> = fields
        .iter()
        .map(|field| shown(&unquote(field), LONGEST).trim().to_lowercase())
        .collect();
    let is_name =
        |name: &String| name.starts_with(|c: char| c.is_alphabetic()) && name.chars().count() <= 80;
    if names.len() < 2 || !names.iter().all(is_name) {
        return false;
    }
    names.arrange();
    names.windows(2).all(|pair| pair.first() != pair.last())
}

/// The lines of a text that are not blank, with their numbers.
pub fn lines(text: &[u8]) -> Vec<(u64, &[u8])> {
    let mut out = Vec::new();
    let (mut rest, mut line) = (text, 1);
    while !rest.is_empty() {
        let size = memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
        let (now, after) = rest.split_at(size);
        if !now.iter().all(|byte| matches!(byte, b' ' | b'\t')) {
            out.push((line, now));
        }
        rest = after
            .strip_prefix(b"\r\n")
            .or_else(|| after.get(1..))
            .unwrap_or_default();
        line += 1;
    }
    out
}

/// Dictionaries of more texts than this are not looked through for names of totals.
const MOST_TEXTS: usize = 1 << 16;

/// Whether a row kept names a total in one of these columns, or holds a NUL in any text.
pub fn is_suspicious(table: &Table, naming: &[&str]) -> bool {
    table.names().iter().any(|name| {
        let Ok(texts) = table.text(name) else {
            return false;
        };
        let dict = texts.dict;
        let has_nul = memchr::memchr(0, dict.arena().as_bytes()).is_some();
        let may_name = naming.contains(name) && dict.len() <= MOST_TEXTS;
        if !has_nul && !may_name {
            return false;
        }
        let mut odd = (0_u32..)
            .zip(dict.iter())
            .filter(|(_, text)| {
                (has_nul && text.contains('\0')) || (may_name && is_total(text.as_bytes()))
            })
            .map(|(code, _)| code);
        // A dictionary may hold texts of rows that were set aside.
        odd.any(|code| texts.codes.count(code) > 0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_totals_are_known_in_several_languages_and_names_that_only_begin_so_are_not() {
        for text in [
            "Total",
            "total",
            "Total: Campaigns",
            "\"Total: Account\"",
            "Grand Totals (350 records)",
            "Gesamt: Kampagnen",
            "Total\u{a0}: campagnes",
            "Total : campagnes",
            " Totals ",
        ] {
            assert!(is_total(text.as_bytes()), "{text}");
        }
        for text in ["Total Wireless", "Totally", "", "Totalplay | Brand", "Sum"] {
            assert!(!is_total(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn a_heading_has_several_names_and_no_number() {
        let is = |line: &str| is_heading(&line.split(',').map(str::as_bytes).collect::<Vec<_>>());
        assert!(is("Country,Active users") && is("\"Day\",Cost"));
        assert!(!is("Country") && !is("Country,") && !is("DE,12") && !is("a,a"));
    }

    #[test]
    fn lines_are_counted_at_every_line_end() {
        let found: Vec<(u64, &[u8])> = lines(b"a\r\n\r\nb\rc\n \nd");
        assert_eq!(found, [(1, &b"a"[..]), (3, b"b"), (4, b"c"), (6, b"d")]);
    }
}
