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
    check(b"PK\x03\x04\x14\0\x06\0", "packed", "Excel workbook");
    check(&[0; 5000], "binary", "binary");
    check(b"<!DOCTYPE html><html></html>", "not_csv", "web page");
    check(b"{\"a\": 1}", "not_csv", "JSON");
    check(b"hello\nworld\n", "one_column", "No comma");
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

#[test]
fn a_file_that_would_not_fit_into_memory_is_refused_by_its_size_before_it_is_read() {
    let text = "session_id,session_date\nS000001,2025-07-01\nS000002,2025-07-01\n";
    let mut reader = Reader::new("x.csv", 40_000_000_000, SOURCES).limited(3_500_000_000);
    let beginning = text.repeat(10_000);
    let refused = reader
        .push(beginning.as_bytes())
        .expect_err("it is too large");
    assert_eq!(refused.code, "too_large");
    assert!(refused.sentence.contains("40.0 GB") && refused.sentence.contains("3.5 GB"));
    // A size that is not known, or a lie: refused when the limit is reached.
    let mut reader = Reader::new("x.csv", 0, SOURCES).limited(1 << 20);
    let pushed = (0..100)
        .take_while(|_| reader.push(beginning.as_bytes()).is_ok())
        .count();
    assert!((1..10).contains(&pushed), "refused after {pushed}");
}

#[test]
fn a_file_whose_clients_come_back_is_not_refused_because_its_first_rows_are_all_of_different_ones()
{
    // A thousand clients in turn: what they are called is kept once.
    let row = |n: u32| format!("{n:0>8},{:0>100},2025-07-01\n", n % 1000);
    let beginning =
        "session_id,user_id,session_date\n".to_owned() + &(0..4_000).map(row).collect::<String>();
    let mut reader = Reader::new("x.csv", 1_000_000_000, SOURCES).limited(1_000_000_000);
    assert_eq!(reader.push(beginning.as_bytes()), Ok(()));
}
