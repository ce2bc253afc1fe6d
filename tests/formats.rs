//! The same table saved in every format gives the same marts, byte for byte; and every vendor's export is read whole.

mod support;

use encoding_rs::{Encoding, MACINTOSH, WINDOWS_1252};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write as _;
use std::sync::Arc;
use support::tables;
use tributary::engine::export;
use tributary::engine::ingest::{SOURCE_ROW, combine};
use tributary::engine::models::{MODELS, SOURCES};
use tributary::engine::warehouse::Warehouse;
use tributary::protocol::Params;

const CSV: &str = include_str!("golden/formats/ad_spend.csv");
/// Amounts and counts: the places that a locale changes.
const NUMBERS: [usize; 3] = [5, 6, 7];

/// Every table of the warehouse that holds no line numbers, as its export.
fn marts(name: &str, bytes: &[u8]) -> Vec<(&'static str, String)> {
    let mut files = Vec::new();
    for (_, outcome) in tables(name, bytes, 4096) {
        files.extend(outcome.ok());
    }
    let [file] = files.as_slice() else {
        panic!("{name}: one table, not {}", files.len())
    };
    assert_eq!(file.rows(), 40, "{name}: {:?}", file.rejects);
    let data = combine(file.source, &[file]).expect("columns that fit");
    let mut warehouse = Warehouse::new(MODELS, SOURCES);
    warehouse
        .set_source(file.source.id, Some(Arc::new(data.table)))
        .expect("a source");
    let mut out = Vec::new();
    for model in MODELS {
        let table = warehouse
            .table(model.id, &Params::default())
            .expect("a table");
        if !table.names().contains(&SOURCE_ROW) {
            let csv = export::csv::table(&table).expect("an export");
            out.push((model.id, String::from_utf8(csv).expect("UTF-8")));
        }
    }
    out
}

/// The table with another delimiter and another way to write numbers.
fn saved(delimiter: u8, thousands: char, mark: char) -> String {
    let mut writer = csv::WriterBuilder::new()
        .delimiter(delimiter)
        .from_writer(Vec::new());
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(CSV.as_bytes());
    for (row, record) in reader.records().enumerate() {
        let record = record.expect("a row");
        let fields = record.iter().enumerate().map(|(at, field)| {
            if row == 0 || field.is_empty() || !NUMBERS.contains(&at) {
                return field.to_owned();
            }
            let number: f64 = field.parse().expect("a number");
            let decimals = if at == 5 { 2 } else { 0 };
            grouped(&format!("{number:.decimals$}"), thousands, mark)
        });
        writer
            .write_record(fields.collect::<Vec<_>>())
            .expect("memory takes it");
    }
    String::from_utf8(writer.into_inner().expect("memory takes it")).expect("UTF-8")
}

/// `1234567.50` as `1,234,567.50` or `1.234.567,50`.
fn grouped(number: &str, thousands: char, mark: char) -> String {
    let (whole, rest) = number.split_once('.').unwrap_or((number, ""));
    let mut out = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            out.push(thousands);
        }
        out.push(digit);
    }
    if !rest.is_empty() {
        out.push(mark);
        out.push_str(rest);
    }
    out
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).expect("memory takes it");
    encoder.finish().expect("memory takes it")
}

fn encoded(text: &str, encoding: &'static Encoding) -> Vec<u8> {
    let (bytes, _, is_lossy) = encoding.encode(text);
    assert!(!is_lossy, "every character is in {}", encoding.name());
    bytes.into_owned()
}

#[test]
fn the_same_table_in_every_format_gives_the_same_marts_byte_for_byte() {
    let wanted = marts("ad_spend.csv", CSV.as_bytes());
    assert!(wanted.iter().any(|(_, csv)| csv.contains("Büro-Köln")));
    let check = |what: &str, bytes: &[u8]| {
        for ((id, got), (_, wanted)) in marts(what, bytes).iter().zip(&wanted) {
            assert_eq!(got, wanted, "{id} of {what}");
        }
    };
    for (delimiter, thousands, mark) in [
        (b',', ',', '.'),
        (b';', '.', ','),
        (b'\t', ',', '.'),
        (b'\t', '.', ','),
        (b'|', '\u{a0}', ','),
    ] {
        let text = saved(delimiter, thousands, mark);
        let what =
            |encoding: &str| format!("{}{thousands}{mark} {encoding}", char::from(delimiter));
        check(&what("UTF-8"), text.as_bytes());
        check(
            &what("UTF-8 with mark"),
            format!("\u{feff}{text}").as_bytes(),
        );
        let wide = |big: bool| -> Vec<u8> {
            let units = format!("\u{feff}{text}");
            let units = units.encode_utf16();
            units
                .flat_map(|unit| {
                    if big {
                        unit.to_be_bytes()
                    } else {
                        unit.to_le_bytes()
                    }
                })
                .collect()
        };
        check(&what("UTF-16 LE"), &wide(false));
        check(&what("UTF-16 BE"), &wide(true));
        check(&what("Windows-1252"), &encoded(&text, WINDOWS_1252));
        check(&what("Mac Roman"), &encoded(&text, MACINTOSH));
        check(&what("gz"), &gzip(text.as_bytes()));
        check(&what("UTF-16 gz"), &gzip(&wide(false)));
        check(&what("CRLF"), text.replace('\n', "\r\n").as_bytes());
        check(&what("CR"), text.replace('\n', "\r").as_bytes());
    }
    for name in ["ad_spend.xlsx", "ad_spend.xls", "ad_spend.ods"] {
        let bytes = std::fs::read(format!("tests/golden/formats/{name}")).expect("a file");
        check(name, &bytes);
        check(&format!("{name}.gz"), &gzip(&bytes));
    }
}

#[test]
fn hostile_files_get_a_sentence_or_are_read_and_never_break() {
    let columns: Vec<String> = (0..10_000).map(|n| format!("c{n}")).collect();
    let wide = format!("{}\n{}\n", columns.join(","), columns.join(","));
    let quotes = vec![b'"'; 20 << 20];
    let html = "<script>alert(1)</script>,date,<b>x</b>\n=cmd(),2025-07-01,<img onerror=x>\n";
    let zeros = gzip(&vec![b'0'; 20 << 20]);
    let cut = gzip(CSV.repeat(1000).as_bytes());
    for (name, bytes) in [
        ("columns.csv", wide.as_bytes()),
        ("quotes.csv", &quotes),
        ("page.csv", html.as_bytes()),
        ("zeros.csv.gz", &zeros),
        ("cut.csv.gz", &cut[..cut.len() / 2]),
        ("picture.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
        ("nuls.csv", &[0; 10_000]),
    ] {
        for (table, outcome) in tables(name, bytes, 1 << 20) {
            let sentence = outcome.map(|data| data.rows_read).expect_err(&table);
            assert!(
                sentence.contains("drop") || sentence.contains("Export"),
                "{name}: {sentence}"
            );
        }
    }
}

#[test]
fn vendor_exports_are_decoded_and_nothing_of_them_is_lost() {
    let mut seen = 0;
    for entry in std::fs::read_dir("tests/golden/vendor_exports").expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let bytes = std::fs::read(&path).expect("a file");
        for (_, outcome) in tables(&name, &bytes, 1 << 20) {
            seen += 1;
            let Ok(file) = outcome else { continue };
            assert_eq!(file.rows_read, file.rows() + file.rows_rejected, "{name}");
            let raw: String = file.rejects.iter().map(|row| row.raw.as_str()).collect();
            assert!(!file.is_undecoded && !raw.contains('\u{fffd}'), "{name}");
        }
    }
    assert!(seen >= 14);
}
