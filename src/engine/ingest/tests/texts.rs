//! A text column reads whole groups of rows at once, each in the way that pays: every way gives what cleaning each field
//! alone gives.

use super::super::date_column::Read;
use super::super::scan::{Batch, Scanner};
use super::super::text;
use super::super::text_column::TextCells;

#[test]
fn fields_looked_up_together_are_what_cleaning_makes_of_each() {
    const ODD: [&[u8]; 16] = [
        b"",
        b"NULL",
        b"newsletter",
        b"'=1",
        b"=1",
        b"''=1",
        b" =1 ",
        b"\"\"\"q\"\"\"",
        b"q",
        b"\"q\"",
        b"caf\xc3\xa9",
        b"caf\xe9",
        b"exactly-16-bytes",
        b"GA1.1.1978477550.1752542850",
        b"'\tx",
        b"-",
    ];
    let fields = (0..12_000_usize).map(|row| match row % 5 {
        0 => format!("user-{}", row * 7919 % 9_000).into_bytes(),
        _ => ODD[row * 31 % 97 % ODD.len()].to_vec(),
    });
    reads_as_cleaned(&fields.collect::<Vec<_>>(), false);
}

#[test]
fn fields_appended_together_are_what_cleaning_makes_of_each() {
    const ODD: [&str; 5] = [
        "",
        " S77 ",
        "\"S78\"",
        "--",
        "a text of more than sixteen bytes",
    ];
    let field = |row: usize| match row {
        // Some of the rows after the sample stand as they are for long, others do not.
        9_000.. if row % 700 < 5 => ODD[row % 5].to_owned(),
        _ => format!("{row:x}{}", &"-abcdefgh"[..row % 9]),
    };
    let fields: Vec<Vec<u8>> = (0..14_000).map(|row| field(row).into_bytes()).collect();
    reads_as_cleaned(&fields, true);
}

/// Reads the fields as a column in batches, and holds every value to `text::clean`.
fn reads_as_cleaned(fields: &[Vec<u8>], ascii: bool) {
    let mut buffer = Vec::new();
    for field in fields {
        buffer.extend_from_slice(b"x,");
        buffer.extend_from_slice(field);
        buffer.push(b'\n');
    }
    let mut column = TextCells::new(false, 0);
    let mut others = Vec::new();
    let (mut at, mut rows) = (0, 0);
    let mut batch = Batch::default();
    while at < buffer.len() {
        let scanner = Scanner::new(b',', Some(2));
        scanner.fill(&mut batch, &buffer, at, 1, true, 1000);
        column.read(&buffer, &batch, 1, ascii, |row, read| {
            others.push((rows + row as usize, read));
        });
        rows += batch.rows();
        at = batch.next;
    }
    assert_eq!(column.wants_ascii(), ascii, "which way was taken");
    let texts = column.finish().expect("what was appended was valid");
    let mut wanted = Vec::new();
    for (row, field) in fields.iter().enumerate() {
        let clean = text::clean(field, false);
        match &clean {
            Ok(Some(_)) => {}
            Ok(None) => wanted.push((row, Read::Null)),
            Err(_) => wanted.push((row, Read::Encoding)),
        }
        let clean = clean.unwrap_or_default();
        assert_eq!(
            texts.dict.get(texts.codes.view().at(row)),
            clean.as_deref(),
            "{row}"
        );
    }
    assert_eq!((others, texts.codes.len()), (wanted, fields.len()));
}
