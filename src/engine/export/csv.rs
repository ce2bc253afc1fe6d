//! CSV as spec 00 "Types and export" fixes it: UTF-8, comma, `\n`, a header row, RFC 4180 quoting, numbers in the
//! shortest form that reads back, `YYYY-MM-DD`, UTC timestamps, `true`/`false`, an empty field for null.
//!
//! A text cell that a spreadsheet would run as a formula gets a leading `'`; import strips it again. Left out: sorting
//! and choosing columns, which happen before.

use super::Format;
use crate::engine::base::{Amounts, Error, Kind, Numbers, Result, Table, TextColumn, Whole};
use crate::protocol::Day;
use crate::protocol::format::timestamp;
use polars_core::prelude::BooleanChunked;
use std::borrow::Cow;
use std::io::Write as _;

/// The format's line in the registry.
pub const FORMAT: Format = Format {
    id: "csv",
    mime: "text/csv;charset=utf-8",
    write: table,
};

/// A column ready to be written.
enum Cells<'a> {
    Text(TextColumn<'a>),
    Integer(Whole<'a>),
    Amount(Amounts<'a>),
    Date(Numbers<'a, i32>),
    Time(Whole<'a>),
    Flag(&'a BooleanChunked),
}

/// Writes a table.
///
/// # Errors
/// Internal ones only.
pub fn table(table: &Table) -> Result<Vec<u8>> {
    let names = table.names();
    let columns = names
        .iter()
        .map(|name| {
            Ok(match table.kind(name)? {
                Kind::Text => Cells::Text(table.text(name)?),
                Kind::Integer => Cells::Integer(table.whole(name)?),
                Kind::Amount => Cells::Amount(table.sparse(name)?),
                Kind::Date => Cells::Date(table.days(name)?),
                Kind::Timestamp => Cells::Time(table.whole(name)?),
                Kind::Boolean => Cells::Flag(table.flags(name)?),
            })
        })
        .collect::<Result<Vec<_>>>()?;
    let mut file = csv::Writer::from_writer(Vec::with_capacity(table.height() * names.len() * 8));
    file.write_record(&names).map_err(broken)?;
    let mut field = Vec::new();
    for row in 0..table.height() {
        for column in &columns {
            field.clear();
            fill(&mut field, column, row).map_err(broken)?;
            file.write_field(&field).map_err(broken)?;
        }
        file.write_record(None::<&[u8]>).map_err(broken)?;
    }
    file.into_inner().map_err(broken)
}

fn fill(field: &mut Vec<u8>, column: &Cells<'_>, row: usize) -> std::io::Result<()> {
    match column {
        Cells::Text(text) => {
            if let Some(text) = text.get(row) {
                field.extend_from_slice(guarded(text).as_bytes());
            }
        }
        Cells::Integer(numbers) => {
            if let Some(value) = numbers.get(row) {
                write!(field, "{value}")?;
            }
        }
        Cells::Amount(numbers) => {
            if let Some(value) = numbers.get(row).filter(|v| v.is_finite()) {
                // `+ 0.0` turns −0 into 0. Display is the shortest form that reads back, without an exponent.
                write!(field, "{}", value + 0.0)?;
            }
        }
        Cells::Date(numbers) => {
            if let Some(day) = numbers.get(row) {
                write!(field, "{}", Day(day))?;
            }
        }
        Cells::Time(numbers) => {
            if let Some(ms) = numbers.get(row) {
                field.extend_from_slice(timestamp(ms).as_bytes());
            }
        }
        Cells::Flag(flags) => {
            if let Some(flag) = flags.get(row) {
                write!(field, "{flag}")?;
            }
        }
    }
    Ok(())
}

/// The text with a leading `'` where a spreadsheet would otherwise run it.
pub fn guarded(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

pub(super) fn broken(error: impl std::fmt::Display) -> Error {
    Error::internal(format!("a file could not be written: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::base::Column;
    use proptest::prelude::*;

    fn text(table: &Table) -> String {
        String::from_utf8(super::table(table).expect("a file")).expect("UTF-8")
    }

    #[test]
    fn each_type_is_written_as_the_conventions_say() {
        let table = Table::new(vec![
            Column::text_of("name", [Some("=1+1"), Some("a,\"b\"\nc"), None]),
            Column::integers("count", [Some(-3), None, Some(1_234_567)]),
            Column::amounts("amount_usd", [Some(0.1), Some(1e21), Some(-0.0)]),
            Column::dates("date", [Some(0), Some(20_270), None]),
            Column::timestamps("time", [Some(0), Some(1_500), None]),
            Column::flags("is_paid", [Some(true), Some(false), None]),
        ])
        .expect("a table");
        assert_eq!(
            text(&table),
            "name,count,amount_usd,date,time,is_paid\n\
             '=1+1,-3,0.1,1970-01-01,1970-01-01T00:00:00Z,true\n\
             \"a,\"\"b\"\"\nc\",,1000000000000000000000,2025-07-01,1970-01-01T00:00:01.500Z,false\n\
             ,1234567,0,,,\n"
        );
    }

    #[test]
    fn an_empty_table_is_its_header_and_a_lone_null_keeps_its_row() {
        let empty = Table::new(vec![Column::amounts("a", []), Column::amounts("b", [])]);
        assert_eq!(text(&empty.expect("a table")), "a,b\n");
        let lone = Table::new(vec![Column::amounts("a", [None, Some(1.0)])]);
        assert_eq!(text(&lone.expect("a table")), "a\n\"\"\n1\n");
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(
            rows in proptest::collection::vec(
                (proptest::option::of("[-=+@a\\t\\r\\n\", é']{1,8}"), proptest::option::of(proptest::num::f64::NORMAL)),
                0..20,
            )
        ) {
            let table = Table::new(vec![
                Column::text_of("t", rows.iter().map(|(t, _)| t.as_deref())),
                Column::amounts("n", rows.iter().map(|(_, n)| *n)),
            ]).expect("a table");
            let bytes = super::table(&table).expect("a file");
            let mut reader = csv::Reader::from_reader(bytes.as_slice());
            let back: Vec<_> = reader.records().map(|r| r.expect("a row")).collect();
            prop_assert_eq!(back.len(), rows.len());
            for (row, (t, n)) in back.iter().zip(&rows) {
                let written = t.as_deref().map(guarded).unwrap_or_default();
                prop_assert_eq!(&row[0], written.as_ref());
                let first = row[0].chars().next();
                prop_assert!(!matches!(first, Some('=' | '+' | '-' | '@' | '\t' | '\r')));
                prop_assert_eq!(row[1].parse::<f64>().ok(), *n);
            }
        }
    }
}
