//! Properties: the tokenizer agrees with the `csv` crate; any bytes reconcile and never panic; slices change nothing.

use super::super::scan::{Batch, Scanner, Stop, field, first_records};
use super::super::text::unquote;
use super::{load_by, outcome};
use proptest::prelude::*;

fn oracle(text: &[u8], delimiter: u8) -> Vec<Vec<Vec<u8>>> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text)
        .byte_records()
        .map(|record| {
            let record = record.expect("the csv crate reads any bytes");
            record.iter().map(<[u8]>::to_vec).collect()
        })
        .collect()
}

/// Our records; `None` where a quote is out of place, where we differ from the csv crate on purpose.
fn ours(text: &[u8], delimiter: u8) -> Option<Vec<Vec<Vec<u8>>>> {
    let mut out = Vec::new();
    let (mut at, mut line) = (0, 1);
    loop {
        let mut batch = Batch::default();
        let stop = Scanner::new(delimiter, None).fill(&mut batch, text, at, line, true, 1);
        if !batch.bad.is_empty() {
            return None;
        }
        if batch.rows() == 1
            && let Some(first) = first_records(text.get(at..)?, delimiter, 1, true).first()
        {
            out.push(
                first
                    .fields
                    .iter()
                    .map(|f| unquote(f).into_owned())
                    .collect(),
            );
        }
        (at, line) = (batch.next, batch.next_line);
        if stop != Stop::Full {
            return Some(out);
        }
    }
}

/// A line of spaces is blank to us and a field to the csv crate.
fn without_blank(records: Vec<Vec<Vec<u8>>>) -> Vec<Vec<Vec<u8>>> {
    let blank =
        |record: &Vec<Vec<u8>>| record.len() == 1 && record.iter().flatten().all(|b| *b == b' ');
    records
        .into_iter()
        .filter(|record| !blank(record))
        .collect()
}

fn csv_like() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just(","),
        Just(","),
        Just("\n"),
        Just("\r\n"),
        Just("\r"),
        Just("\""),
        Just("\"\""),
        Just("a"),
        Just("bc"),
        Just(" "),
        Just("é"),
        Just(";"),
    ];
    proptest::collection::vec(piece, 0..120).prop_map(|pieces| pieces.concat())
}

/// A file of sessions with all that can go wrong in it.
fn sessions() -> impl Strategy<Value = Vec<u8>> {
    let cell = prop_oneof![
        6 => "[a-z0-9]{1,12}".prop_map(String::into_bytes),
        3 => Just(b"2025-07-01".to_vec()),
        1 => Just(b"01/07/2025".to_vec()),
        1 => Just(b"\"x, \"\"y\"\"\r\nz\"".to_vec()),
        1 => Just(b"\"".to_vec()),
        1 => Just(b"1,5".to_vec()),
        1 => Just(b"\"1,5\"".to_vec()),
        1 => Just(b"(none)".to_vec()),
        1 => Just(b"caf\xe9".to_vec()),
        1 => Just(b"".to_vec()),
        1 => proptest::collection::vec(any::<u8>(), 0..6),
    ];
    let end = prop_oneof![4 => Just(&b"\n"[..]), 1 => Just(&b"\r\n"[..]), 1 => Just(&b"\r"[..]), 1 => Just(&b"\n\n"[..])];
    let good =
        (0..30_u32).prop_map(|n| format!("S{n},2025-07-{:02},/p{n},{n}", n % 28 + 1).into_bytes());
    let any_row = proptest::collection::vec(cell, 1..6).prop_map(|cells| cells.join(&b','));
    let row = prop_oneof![3 => good, 2 => any_row];
    proptest::collection::vec((row, end), 0..40).prop_map(|rows| {
        let mut out = b"session_id,session_date,landing_page,pageviews\n".to_vec();
        for (row, end) in rows {
            out.extend(row);
            out.extend(end);
        }
        out
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn records_and_fields_are_those_of_the_csv_crate(text in csv_like()) {
        if let Some(ours) = ours(text.as_bytes(), b',') {
            prop_assert_eq!(without_blank(ours), without_blank(oracle(text.as_bytes(), b',')));
        }
    }

    #[test]
    fn what_the_csv_crate_writes_we_read(rows in proptest::collection::vec(proptest::collection::vec("[ -~\n\ré]{0,8}", 2..5), 0..12), always: bool, semicolon: bool) {
        let delimiter = if semicolon { b';' } else { b',' };
        let style = if always { csv::QuoteStyle::Always } else { csv::QuoteStyle::Necessary };
        let mut writer = csv::WriterBuilder::new().flexible(true).quote_style(style).delimiter(delimiter).from_writer(Vec::new());
        for row in &rows {
            writer.write_record(row).expect("memory takes it");
        }
        let text = writer.into_inner().expect("memory takes it");
        let wanted: Vec<Vec<Vec<u8>>> = rows.iter().map(|row| row.iter().map(|cell| cell.clone().into_bytes()).collect()).collect();
        prop_assert_eq!(ours(&text, delimiter), Some(wanted));
    }

    #[test]
    fn batches_and_slices_change_no_record(text in csv_like(), limit in 1_usize..5, cut in 0_usize..200) {
        let bytes = text.as_bytes();
        let scan = |limit: usize, cut: usize| {
            let scanner = Scanner::new(b',', Some(2));
            let (mut at, mut line, mut out) = (0, 1, Vec::new());
            let mut size = cut.min(bytes.len());
            let mut batch = Batch::default();
            loop {
                let last = size == bytes.len();
                let buffer = &bytes[..size];
                let stop = scanner.fill(&mut batch, buffer, at, line, last, limit);
                let mut found: Vec<String> = batch.bad.iter().map(|b| format!("{b:?}")).collect();
                for (record, line) in batch.records().zip(&batch.lines) {
                    found.push(format!("{line} {:?} {:?}", field(buffer, record, 0), field(buffer, record, 1)));
                }
                found.sort();
                out.extend(found);
                (at, line) = (batch.next, batch.next_line);
                if stop == Stop::Starved {
                    if last { break; }
                    size += 1;
                }
            }
            out.sort();
            out
        };
        prop_assert_eq!(scan(limit, cut), scan(1000, 1000));
    }

    #[test]
    fn slices_change_nothing_and_every_row_is_accounted_for(bytes in sessions(), step in 1_usize..40) {
        let whole = outcome(load_by("x.csv", &bytes, bytes.len()));
        prop_assert_eq!(outcome(load_by("x.csv", &bytes, step)), whole);
    }

    #[test]
    fn any_bytes_reconcile_or_are_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400), headed: bool) {
        let mut file = if headed { b"session_id,session_date\n".to_vec() } else { Vec::new() };
        file.extend(bytes);
        outcome(load_by("x.csv", &file, 11));
    }
}

#[test]
fn slices_change_nothing_beyond_the_head_of_a_large_file() {
    let mut text = b"session_id,session_date,landing_page,pageviews\n".to_vec();
    for n in 0..20_000 {
        let row = match n % 97 {
            0 => format!("S{n},2025-07-01,\"/a,\r\n{n}\",1\r\n"),
            1 => format!("S{n},2025-07-01,\"/a\"x,1\n"),
            2 => format!("S{},2025-07-01,/é,\"1,234\"\n", n - 97),
            3 => format!("S{n},2025-13-01,/,1\r"),
            4 => "\n".to_owned(),
            _ => format!("S{n},2025-07-{:02},/{},{}\n", n % 28 + 1, n % 7, n % 5),
        };
        text.extend(row.bytes());
    }
    let whole = outcome(load_by("x.csv", &text, text.len()));
    for step in [1, 63, 64, 4096, 65_537, 300_000] {
        assert_eq!(
            outcome(load_by("x.csv", &text, step)),
            whole,
            "slices of {step}"
        );
    }
}
