//! Rows set aside: counted exactly, the first ones kept in full, each with a sentence that says how to mend it.

use super::column::Trouble;
use super::date::{self, Format};
use super::number::Mark;
use super::outline::{ROLES, Role};
use super::scan::{BadRecord, Fault};
use super::text::{shown, unquote};
use crate::engine::base::{Kind, SourceColumn};
use crate::protocol::RejectRow;

/// Rows kept in full.
const MOST_ROWS: usize = 100_000;
/// Text of whole rows kept, in bytes; later ones are kept without it.
const MOST_RAW: usize = 64 << 20;
const VALUE_CHARS: usize = 200;
const RAW_CHARS: usize = 2_000;

/// A field for which its row is set aside.
pub struct BadCell<'a> {
    /// Line of the row.
    pub line: u64,
    /// Column.
    pub column: &'static SourceColumn,
    /// The field as it stands.
    pub value: &'a [u8],
    /// What is wrong with it.
    pub trouble: Trouble,
    /// Decimal mark of the file.
    pub mark: Mark,
    /// How the column writes its dates.
    pub dates: Option<&'static str>,
    /// The whole row.
    pub raw: &'a [u8],
}

impl BadCell<'_> {
    fn message(&self) -> String {
        let name = self.column.column.name;
        let how = match (self.trouble, self.column.column.kind, self.mark) {
            (Trouble::Missing, _, _) => {
                return format!("`{name}` is empty and every row needs it: fill it in.");
            }
            (Trouble::Encoding, _, _) => {
                return format!("`{name}` is not UTF-8: save the file as \"CSV UTF-8\".");
            }
            (_, Kind::Date, _) if is_beyond_month(self.value) => {
                return format!(
                    "`{name}` is a day that its month does not have: write one that exists, as YYYY-MM-DD."
                );
            }
            (_, Kind::Date, _) => {
                let pattern = self.dates.unwrap_or("YYYY-MM-DD");
                return format!(
                    "`{name}` is not a date that fits its column: write it as {pattern}."
                );
            }
            (_, Kind::Text, _) => {
                let known = self.column.one_of.join(", ");
                return format!("`{name}` is none of {known}: write one of them.");
            }
            (_, Kind::Timestamp, _) => "a time: write it as YYYY-MM-DDTHH:MM:SSZ",
            (_, Kind::Integer, _) => "a whole number: write it as 1234",
            (_, Kind::Boolean, _) => "true or false: write one of them",
            (_, _, Mark::Point) => "a number: write it as 1234.50",
            (_, _, Mark::Comma) => "a number: write it as 1234,50",
        };
        format!("`{name}` is not {how}.")
    }
}

/// Whether a value is written as an ISO date, of a day that its month does not have (`2025-06-31`).
fn is_beyond_month(value: &[u8]) -> bool {
    let text = shown(&unquote(value), VALUE_CHARS);
    let is_date = |text: &str| date::parse(text, Format::Iso).is_some();
    match text.trim().rsplit_once('-') {
        Some((month, "29" | "30" | "31")) => {
            is_date(&format!("{month}-28")) && !is_date(text.trim())
        }
        _ => false,
    }
}

/// The rows set aside of one file.
#[derive(Clone, Debug, Default)]
pub struct Rejects {
    /// Source id.
    pub source: &'static str,
    /// File name.
    pub file: String,
    /// The first ones.
    pub rows: Vec<RejectRow>,
    /// All of them.
    pub count: u64,
    /// Those with another number of fields than the header.
    pub ragged: u64,
    /// Those with text that is not UTF-8.
    pub undecoded: u64,
    /// Those that are no rows of the table, by role.
    roles: [u64; ROLES],
    /// Places in `rows` of ragged ones, each with whether it may open a footer: one field, below a blank line or of
    /// several words.
    narrow: Vec<(usize, bool)>,
    raw_bytes: usize,
    /// Roles that the user says are rows like any other.
    as_rows: Vec<Role>,
}

impl Rejects {
    /// None yet.
    pub fn new(source: &'static str, file: &str, as_rows: &[Role]) -> Rejects {
        Rejects {
            source,
            file: file.to_owned(),
            as_rows: as_rows.to_vec(),
            ..Rejects::default()
        }
    }

    /// Rows set aside that are no rows of the table.
    pub fn apart(&self) -> u64 {
        self.roles.iter().sum()
    }

    /// Whether nothing was set aside that is a row of the table.
    pub fn is_only_apart(&self) -> bool {
        self.count == self.apart()
    }

    /// Whether the user says that what has this role is a row like any other.
    pub fn is_row(&self, role: Role) -> bool {
        self.as_rows.contains(&role)
    }

    /// Rows set aside in this role.
    pub fn of(&self, role: Role) -> u64 {
        self.roles.get(role as usize).copied().unwrap_or(0)
    }

    /// Sets a row aside that is no row of the table.
    pub fn role(&mut self, line: u64, role: Role, raw: &[u8]) {
        if let Some(count) = self.roles.get_mut(role as usize) {
            *count += 1;
        }
        self.push(line, "", "", role.code(), || role.message().to_owned(), raw);
    }

    /// Ragged rows below the last row kept are a footer, from the first on that reads like one.
    pub fn find_footer(&mut self, last_row: u64) {
        if self.is_row(Role::Footer) {
            return;
        }
        let is_below = |row: &RejectRow| row.line > last_row;
        let (mut narrow, mut begun) = (self.narrow.iter().peekable(), false);
        for (at, row) in self.rows.iter_mut().enumerate() {
            while narrow.next_if(|(other, _)| *other < at).is_some() {}
            let opens = narrow
                .next_if(|(other, _)| *other == at)
                .map(|(_, opens)| *opens);
            if !is_below(row) {
                continue;
            }
            begun |= row.code == Role::Totals.code() || opens == Some(true);
            if let Some(count) = self.roles.get_mut(Role::Footer as usize)
                && begun
                && opens.is_some()
            {
                *count += 1;
                self.ragged -= 1;
                Role::Footer.code().clone_into(&mut row.code);
                Role::Footer.message().clone_into(&mut row.message);
            }
        }
    }

    /// Sets a record aside that could not be divided into the header's fields; `below_blank` says that a blank line
    /// stands above it.
    pub fn record(
        &mut self,
        buffer: &[u8],
        bad: BadRecord,
        width: usize,
        delimiter: &str,
        below_blank: bool,
    ) {
        let raw = buffer.get(bad.start..bad.end).unwrap_or_default();
        let (code, message) = match bad.fault {
            Fault::Ragged(fields) => {
                self.ragged += 1;
                if self.rows.len() < MOST_ROWS {
                    let opens = fields == 1 && (below_blank || raw.contains(&b' '));
                    self.narrow.push((self.rows.len(), opens));
                }
                (
                    "ragged_row",
                    format!(
                        "This row has {fields} fields where the header has {width}: add or take out a {delimiter}, \
                         or put quotes around a field that holds one."
                    ),
                )
            }
            Fault::StrayQuote => (
                "stray_quote",
                "Text follows a closing quote: double the quotes inside a quoted field (\"\"), or take them out."
                    .to_owned(),
            ),
            Fault::UnclosedQuote => (
                "unclosed_quote",
                format!(
                    "A quote opens on line {} and is never closed: close it or take it out.",
                    bad.line
                ),
            ),
        };
        self.push(bad.line, "", "", code, || message, raw);
    }

    /// Sets a row aside for one of its fields.
    pub fn cell(&mut self, bad: &BadCell<'_>) {
        self.undecoded += u64::from(bad.trouble == Trouble::Encoding);
        let name = bad.column.column.name;
        let code = match bad.trouble {
            Trouble::Missing => format!("missing_{name}"),
            Trouble::Encoding => "bad_encoding".to_owned(),
            Trouble::Bad | Trouble::Optional => format!("bad_{name}"),
        };
        let value = shown(&unquote(bad.value), VALUE_CHARS);
        self.push(bad.line, name, &value, &code, || bad.message(), bad.raw);
    }

    fn push(
        &mut self,
        line: u64,
        column: &str,
        value: &str,
        code: &str,
        message: impl FnOnce() -> String,
        raw: &[u8],
    ) {
        self.count += 1;
        if self.rows.len() >= MOST_ROWS {
            return;
        }
        let raw = if self.raw_bytes < MOST_RAW {
            shown(raw, RAW_CHARS)
        } else {
            String::new()
        };
        self.raw_bytes += raw.len();
        self.rows.push(RejectRow {
            source: self.source.to_owned(),
            file: self.file.clone(),
            line,
            column: column.to_owned(),
            value: value.to_owned(),
            code: code.to_owned(),
            message: message(),
            raw,
        });
    }
}
