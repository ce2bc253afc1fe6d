//! Each refusal: its code, and that its sentence says what to do.

use super::super::Reader;
use super::super::scan::LINE_LIMIT;
use super::super::specs::SOURCES;
use super::{load, refusal};

fn check(bytes: &[u8], code: &str, words: &str) {
    let refusal = refusal(bytes);
    assert_eq!(refusal.code, code, "{refusal:?}");
    assert!(
        refusal.sentence.contains(words) || refusal.detail.contains(words),
        "{refusal:?}"
    );
}

#[test]
fn an_empty_file_is_refused() {
    check(b"", "empty_file", "empty");
    check(b"\xef\xbb\xbf\n \r\n", "empty_file", "empty");
}

#[test]
fn a_header_alone_is_refused_with_the_source_it_would_be() {
    check(b"session_id,session_date\n", "header_only", "web_analytics");
    check(b"session_id,session_date", "header_only", "no rows");
}

#[test]
fn an_unknown_header_is_refused_with_what_was_found_and_what_is_missing() {
    check(
        b"date,spend_usd,x\n1,2,3\n",
        "unknown_header",
        "campaign_id and channel are missing",
    );
    check(
        b"date,spend_usd,x\n1,2,3\n",
        "unknown_header",
        "date, spend_usd, x",
    );
    check(b"a,b\n1,2\n", "unknown_header", "ad_spend needs");
}

#[test]
fn other_kinds_of_file_are_refused_by_what_they_are() {
    check(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "binary", "PNG");
    check(b"PK\x03\x04\x14\0\x06\0", "binary", "Excel workbook");
    check(&[0; 5000], "binary", "binary");
    check(b"<!DOCTYPE html><html></html>", "not_csv", "web page");
    check(b"{\"a\": 1}", "not_csv", "JSON");
    check(b"hello\nworld\n", "not_csv", "No comma");
    check(
        "\u{feff}a,b"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect::<Vec<u8>>()
            .as_slice(),
        "encoding",
        "UTF-16",
    );
}

#[test]
fn a_header_that_is_not_utf8_is_refused_as_such_where_it_names_no_source() {
    check(b"Campagne;Co\xfbt\nMarque;1\n", "encoding", "CSV UTF-8");
}

#[test]
fn a_file_whose_rows_are_all_ragged_is_refused() {
    check(b"session_id,session_date\na\nb,c,d\n", "ragged", "Line 2");
}

#[test]
fn a_line_without_an_end_is_refused_early_and_not_held() {
    let mut reader = Reader::new("x.csv", 1 << 30, SOURCES);
    let slice = vec![b'a'; 1 << 20];
    let pushed = (0..1024)
        .take_while(|_| reader.push(&slice).is_ok())
        .count();
    assert!(
        pushed <= (LINE_LIMIT >> 20) * 2 + 1,
        "refused after {pushed} MB"
    );

    let mut reader = Reader::new("x.csv", 1 << 30, SOURCES);
    reader
        .push(b"session_id,session_date\nS1,2025-07-01\n")
        .expect("a good beginning");
    let pushed = (0..1024)
        .take_while(|_| reader.push(&slice).is_ok())
        .count();
    assert!(
        pushed <= (LINE_LIMIT >> 20) + 1,
        "refused after {pushed} MB"
    );
    let again = reader.push(b"more").expect_err("a refusal stands");
    assert_eq!(again.code, "line_too_long");
    assert!(again.sentence.contains("Line 3"));
}

#[test]
fn a_header_of_ten_thousand_columns_is_read() {
    let names: Vec<String> = (0..10_000).map(|n| format!("extra_{n:08}")).collect();
    let header = format!("{},session_id,session_date", names.join(","));
    let row = format!("{},S1,2025-07-01", "x,".repeat(9_999) + "x");
    let file = load(&format!("{header}\n{row}\n"));
    assert_eq!((file.rows_read, file.rows()), (1, 1));
}

#[test]
fn a_first_line_whose_quote_is_never_closed_is_refused() {
    check(b"\"session_id,session_date\n", "not_csv", "quote");
}
