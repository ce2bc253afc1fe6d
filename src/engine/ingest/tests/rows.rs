//! Rows: line ends, quotes, ragged rows, duplicates, several files.

use super::super::combine;
use super::super::specs::AD_SPEND;
use super::{column, load, load_by, reconcile, source};
use std::fmt::Write as _;

fn codes(data: &super::SourceData) -> Vec<(u64, &str)> {
    data.rejects
        .iter()
        .map(|row| (row.line, row.code.as_str()))
        .collect()
}

#[test]
fn every_line_end_is_one_and_a_byte_order_mark_is_none_of_the_header() {
    for end in ["\n", "\r\n", "\r"] {
        for last in ["", end] {
            let text = format!(
                "\u{feff}session_id,session_date{end}S1,2025-07-01{end}{end}S2,2025-07-02{last}"
            );
            let data = source(&text);
            assert_eq!(column(&data, "session_id"), ["S1", "S2"], "{text:?}");
            assert_eq!(column(&data, "_source_row"), ["2", "4"], "{text:?}");
        }
    }
}

#[test]
fn quoted_fields_hold_delimiters_breaks_and_quotes_and_lines_are_counted_on() {
    let data = source(
        "session_id,session_date,landing_page\nS1,2025-07-01,\"/a,b\"\nS2,2025-07-01,\"one\r\ntwo \"\"three\"\"\"\n\"S3\",\"2025-07-01\" ,5\" pipe\n",
    );
    assert_eq!(
        column(&data, "landing_page"),
        ["/a,b", "one\r\ntwo \"three\"", "5\" pipe"]
    );
    assert_eq!(column(&data, "_source_row"), ["2", "3", "5"]);
}

#[test]
fn ragged_rows_are_set_aside_and_never_shifted() {
    let data = source(
        "session_id,session_date,landing_page\nS1,2025-07-01\nS2,2025-07-01,/a,b\nS3,2025-07-01,/\n",
    );
    assert_eq!(codes(&data), [(2, "ragged_row"), (3, "ragged_row")]);
    assert!(
        data.rejects
            .first()
            .is_some_and(|r| r.message.contains("2 fields where the header has 3"))
    );
    assert_eq!(column(&data, "session_id"), ["S3"]);
}

#[test]
fn a_quote_that_is_never_closed_costs_its_line_and_not_the_file() {
    let data = source(
        "session_id,session_date,landing_page\nS1,2025-07-01,\"/a\nS2,2025-07-01,/b\nS3,2025-07-01,/c\n",
    );
    assert_eq!(codes(&data), [(2, "unclosed_quote")]);
    assert_eq!(
        data.rejects.first().map(|r| r.raw.as_str()),
        Some("S1,2025-07-01,\"/a")
    );
    assert_eq!(column(&data, "session_id"), ["S2", "S3"]);
}

#[test]
fn text_after_a_closing_quote_costs_its_line() {
    let data = source(
        "session_id,session_date,landing_page\nS1,2025-07-01,\"/a\"b\nS2,2025-07-01,\"/b\nS3,2025-07-01,\"/c\"\nS4,2025-07-01,/d\n",
    );
    assert_eq!(codes(&data), [(2, "stray_quote"), (3, "stray_quote")]);
    assert_eq!(column(&data, "session_id"), ["S3", "S4"]);
}

#[test]
fn exact_duplicates_are_counted_quoted_or_not_and_undeclared_columns_tell_rows_apart() {
    let data = source(
        "session_id,session_date,note\nS1,2025-07-01,x\nS1,2025-07-01,y\n\"S1\",2025-07-01,\"x\"\nS1,2025-07-01,x\n",
    );
    assert_eq!(column(&data, "_source_row"), ["2", "3"]);
    assert_eq!(data.rows_deduplicated, [2]);
    let data = source(
        "session_id,session_date,note,more\nS1,2025-07-01,\"a,b\",c\nS1,2025-07-01,a,\"b,c\"\n",
    );
    assert_eq!(data.rows_deduplicated, [0]);
}

#[test]
fn files_of_a_source_are_read_in_order_of_name_and_duplicates_found_across_them() {
    let head = "date,campaign_id,channel,spend_usd\n";
    let file = |name: &str, rows: &str| {
        load_by(name, format!("{head}{rows}").as_bytes(), 13).expect("a source")
    };
    let b = file(
        "b.csv",
        "2025-07-01,C1,Meta,1\n2025-07-02,C2,LinkedIn,\n2025-07-03,C9,Bing,4\n",
    );
    let a = file(
        "a.csv",
        "2025-07-04,C3,LinkedIn,2\n2025-07-01,C1,Meta,1\n2025-07-01,C1,Meta,1\n",
    );
    let data = combine(&AD_SPEND, &[&b, &a]).expect("columns that fit");
    reconcile(&data, &[&b, &a]);
    assert_eq!(column(&data, "campaign_id"), ["C3", "C1", "C9"]);
    assert_eq!(column(&data, "channel"), ["LinkedIn", "Meta", "Bing"]);
    assert_eq!(column(&data, "_source_row"), ["2", "3", "4294967300"]);
    assert_eq!(data.rows_deduplicated, [1, 1]);
    assert_eq!(codes(&data), [(3, "missing_spend_usd")]);
}

#[test]
fn a_source_keyed_by_its_row_keeps_equal_rows() {
    let data = source("order_no,revenue\nA,10\nA,10\nB,4\n");
    assert_eq!(column(&data, "order_no"), ["A", "A", "B"]);
    assert_eq!(data.rows_deduplicated, [0]);
}

#[test]
fn no_file_is_an_empty_table_with_the_declared_columns() {
    let data = combine(&AD_SPEND, &[]).expect("an empty table");
    assert_eq!(data.table.height(), 0);
    assert_eq!(data.table.names().len(), AD_SPEND.columns.len() + 1);
    assert!(data.table.text("channel").is_ok() && data.table.days("date").is_ok());
}

#[test]
fn ids_of_several_large_files_share_one_dictionary_and_equal_text_one_code() {
    let file = |name: &str, from: u32| {
        let rows: Vec<String> = (from..from + 12_000)
            .map(|n| format!("S{n},2025-07-01,{from}\n"))
            .collect();
        let text = format!("session_id,session_date,conversions\n{}", rows.concat());
        load_by(name, text.as_bytes(), 1 << 16).expect("a source")
    };
    let (a, b) = (file("a", 0), file("b", 11_000));
    let data = combine(a.source, &[&a, &b]).expect("columns that fit");
    reconcile(&data, &[&a, &b]);
    let ids = data.table.text("session_id").expect("text");
    assert_eq!(ids.get(11_000), ids.get(12_000));
    assert_eq!(ids.codes.get(11_000), ids.codes.get(12_000));
    assert!(ids.dict.is_distinct());
}

#[test]
fn a_source_is_recognised_whatever_its_file_is_called() {
    let file = load_by("ad_spend.csv", b"Session ID\tDate\nS1\t2025-07-01\n", 4).expect("a source");
    assert_eq!(file.source.id, "web_analytics");
    assert!(
        file.decisions
            .iter()
            .any(|d| d.what == "Delimiter" && d.value == "tab")
    );
    assert_eq!(
        load("session_id,session_date,session_id\nS1,2025-07-01,S2\n").rows(),
        1
    );
}

#[test]
fn a_value_that_is_none_of_those_declared_sets_its_row_aside_or_is_null() {
    let mut text =
        "voter,vote,mood\nA,In Favour,glad\nB,perhaps,sad\nC,,sad\nD,AGAINST,so so\nE,perhaps,\n"
            .to_owned();
    let data = source(&text);
    assert_eq!(
        codes(&data),
        [(3, "bad_vote"), (4, "missing_vote"), (6, "bad_vote")]
    );
    let message = data.rejects.first().map(|row| row.message.as_str());
    assert_eq!(
        message,
        Some("`vote` is none of in_favour, against: write one of them.")
    );
    assert_eq!(column(&data, "vote"), ["In Favour", "AGAINST"]);
    assert_eq!(column(&data, "mood"), ["glad", "∅"]);
    // Also where values practically never repeat, so that they are no longer looked up.
    for row in 0..20_000 {
        let _ = writeln!(text, "V{row},against,mood {row}");
    }
    let data = source(&text);
    assert_eq!(data.rejects.len(), 3);
    assert_eq!(column(&data, "mood").last().map(String::as_str), Some("∅"));
}
