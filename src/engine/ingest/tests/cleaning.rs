//! Each cleaning rule of spec 00, through a whole file.

use super::{column, load, load_by, source};

const HEAD: &str =
    "date,campaign_id,channel,utm_source,utm_campaign,spend_usd,clicks,impressions\n";

fn ads(rows: &str) -> super::SourceData {
    source(&format!("{HEAD}{rows}"))
}

fn codes(data: &super::SourceData) -> Vec<(u64, &str, &str)> {
    data.rejects
        .iter()
        .map(|row| (row.line, row.code.as_str(), row.value.as_str()))
        .collect()
}

#[test]
fn a_clean_row_comes_through_typed() {
    let data = ads("2025-07-01,C1,Google Ads,google,brand,12.5,3,400\n");
    let row: Vec<String> = data
        .table
        .names()
        .iter()
        .flat_map(|name| column(&data, name))
        .collect();
    assert_eq!(
        row,
        [
            "2025-07-01",
            "C1",
            "Google Ads",
            "google",
            "brand",
            "12.5",
            "3",
            "400",
            "2"
        ]
    );
}

#[test]
fn null_words_and_empty_fields_are_null_and_text_is_trimmed() {
    let data =
        ads("2025-07-01,C1, Meta ,(not set),None,1,--,\n2025-07-01,C2,Meta,N/A,\"\",1,NULL,null\n");
    assert_eq!(column(&data, "channel"), ["Meta", "Meta"]);
    for name in ["utm_source", "utm_campaign", "clicks", "impressions"] {
        assert_eq!(column(&data, name), ["∅", "∅"], "{name}");
    }
    let pages = source("session_id,session_date,landing_page\nS1,2025-07-01,None\n");
    assert_eq!(column(&pages, "landing_page"), ["None"]);
}

#[test]
fn numbers_are_read_as_spreadsheets_write_them() {
    let data = ads(
        "2025-07-01,C1,Meta,,,\"$1,234.50\",\"1,234\",12.0\n2025-07-01,C2,Meta,,,(5.25),1.5,3.4%\n2025-07-01,C3,Meta,,,USD 7,x,1e3\n",
    );
    assert_eq!(column(&data, "spend_usd"), ["1234.5", "-5.25", "7"]);
    assert_eq!(column(&data, "clicks"), ["1234", "∅", "∅"]);
    assert_eq!(column(&data, "impressions"), ["12", "∅", "1000"]);
}

#[test]
fn a_bad_optional_value_is_null_and_counted() {
    let file = load(&format!(
        "{HEAD}2025-07-01,C1,Meta,,,1,x,1\n2025-07-01,C2,Meta,,,1,y,1\nbad,C2,Meta,,,1,z,1\n"
    ));
    assert_eq!(
        file.issues,
        [("bad optional value in clicks".to_owned(), 2)]
    );
    assert_eq!(file.rows_rejected, 1);
}

#[test]
fn a_required_value_that_is_missing_or_unreadable_sets_the_row_aside() {
    let data = ads(
        "2025-07-01,,Meta,,,1,1,1\n2025-02-30,C1,Meta,,,1,1,1\n2025-07-01,C2,Meta,,,inf,1,1\n2025-07-01,C3,Meta,,,--,1,1\n2025-07-01,C4,Meta,,,2,1,1\n",
    );
    assert_eq!(
        codes(&data),
        [
            (2, "missing_campaign_id", ""),
            (3, "bad_date", "2025-02-30"),
            (4, "bad_spend_usd", "inf"),
            (5, "missing_spend_usd", "--"),
        ]
    );
    let bad = data.rejects.get(1).expect("the second");
    assert_eq!(bad.raw, "2025-02-30,C1,Meta,,,1,1,1");
    assert!(bad.message.contains("a day that its month does not have"));
    assert_eq!(
        (bad.file.as_str(), bad.source.as_str(), bad.column.as_str()),
        ("file.csv", "ad_spend", "date")
    );
    assert!(bad.message.contains("YYYY-MM-DD"));
    assert_eq!(column(&data, "campaign_id"), ["C4"]);
    assert_eq!(column(&data, "_source_row"), ["6"]);
}

#[test]
fn a_decimal_comma_is_seen_in_the_first_rows() {
    let text = "date;campaign_id;channel;spend_usd;clicks\n2025-07-01;C1;Meta;1.234,50;1.234\n2025-07-01;C2;Meta;0,5;7\n";
    let data = source(text);
    assert_eq!(column(&data, "spend_usd"), ["1234.5", "0.5"]);
    assert_eq!(column(&data, "clicks"), ["1234", "7"]);
    assert!(
        load(text)
            .decisions
            .iter()
            .any(|d| d.what == "Decimal mark" && d.value == "comma")
    );
}

#[test]
fn a_decimal_comma_that_shows_late_reads_the_file_again() {
    let rows: Vec<String> = (0..200)
        .map(|n| format!("2025-07-01,C{n},Meta,{n}\n"))
        .collect();
    let mut text = format!("date,campaign_id,channel,spend_usd\n{}", rows.concat());
    text.push_str("2025-07-01,X,Meta,\"1,5\"\n2025-07-01,Y,Meta,\"2.000,25\"\n");
    let data = source(&text);
    assert_eq!(
        column(&data, "spend_usd").get(200..),
        Some(&["1.5".to_owned(), "2000.25".to_owned()][..])
    );
    assert!(data.rejects.is_empty());
}

#[test]
fn a_separator_that_could_be_either_raises_an_issue() {
    let file = load("date,campaign_id,channel,spend_usd\n2025-07-01,C1,Meta,\"1,234\"\n");
    assert!(
        file.issues
            .iter()
            .any(|(issue, n)| issue.contains("thousands or decimals") && *n == 1)
    );
}

#[test]
fn day_first_dates_are_chosen_by_consensus() {
    let data = source("date,campaign_id,channel,spend_usd\n03/04/2025,a,m,1\n25/04/2025,b,m,1\n");
    assert_eq!(column(&data, "date"), ["2025-04-03", "2025-04-25"]);
    let data = source("date,campaign_id,channel,spend_usd\n03/04/2025,a,m,1\n04/25/2025,b,m,1\n");
    assert_eq!(column(&data, "date"), ["2025-03-04", "2025-04-25"]);
    let data =
        source("date,campaign_id,channel,spend_usd\n1 Jul 2025,a,m,1\n\"July 2, 2025\",b,m,1\n");
    assert_eq!(column(&data, "date"), ["2025-07-01", "2025-07-02"]);
}

#[test]
fn a_day_and_month_that_nothing_settles_is_told_and_follows_the_currency() {
    let with = |amount: &str| {
        let text = format!("date,campaign_id,channel,spend_usd\n03/04/2025,a,m,{amount}\n");
        let file = load(&text);
        assert!(
            file.issues
                .iter()
                .any(|(issue, _)| issue.contains("day-first or month-first"))
        );
        assert!(file.decisions.iter().any(|d| d.what == "Dates in date"));
        column(&source(&text), "date")
    };
    assert_eq!(with("1"), ["2025-04-03"]);
    assert_eq!(with("$1"), ["2025-03-04"]);
    assert_eq!(with("€1"), ["2025-04-03"]);
}

#[test]
fn a_date_that_does_not_fit_its_column_is_set_aside_with_its_row() {
    let text = "date,campaign_id,channel,spend_usd\n2025-07-01,a,m,1\n2025-07-02,b,m,1\n03/04/2025,c,m,1\n";
    let data = source(text);
    assert_eq!(codes(&data), [(4, "bad_date", "03/04/2025")]);
    assert_eq!(
        data.rejects.first().map(|r| r.raw.as_str()),
        Some("03/04/2025,c,m,1")
    );
    let data = source(
        "date,campaign_id,channel,spend_usd\n31/07/2025,a,m,1\n30/07/2025,b,m,1\n2025-07-02,c,m,1\n",
    );
    assert_eq!(codes(&data), [(4, "bad_date", "2025-07-02")]);
    assert!(
        data.rejects
            .first()
            .is_some_and(|r| r.message.contains("DD/MM/YYYY"))
    );
}

#[test]
fn two_digit_years_are_read_where_one_order_fits_and_told() {
    let file = load("date,campaign_id,channel,spend_usd\n31/07/25,a,m,1\n01/07/25,b,m,1\n");
    assert!(
        file.issues
            .iter()
            .any(|(issue, _)| issue.contains("two-digit years"))
    );
    let data = source("date,campaign_id,channel,spend_usd\n31/07/25,a,m,1\n01/07/25,b,m,1\n");
    assert_eq!(column(&data, "date"), ["2025-07-31", "2025-07-01"]);
    let unsettled =
        source("date,campaign_id,channel,spend_usd\n01/07/25,a,m,1\n2025-07-01,b,m,1\n");
    assert_eq!(codes(&unsettled), [(2, "bad_date", "01/07/25")]);
}

#[test]
fn the_spreadsheet_guard_comes_off() {
    let data = ads("2025-07-01,'=C1,'@x,'tis,'-a,1,1,1\n");
    assert_eq!(column(&data, "campaign_id"), ["=C1"]);
    assert_eq!(column(&data, "channel"), ["@x"]);
    assert_eq!(column(&data, "utm_source"), ["'tis"]);
    assert_eq!(column(&data, "utm_campaign"), ["-a"]);
}

#[test]
fn text_that_is_not_utf8_sets_its_row_aside_unless_its_column_is_not_kept() {
    let bytes = b"session_id,session_date,note,landing_page\nS1,2025-07-01,caf\xe9,/\nS2,2025-07-01,x,/caf\xe9\n";
    let file = load_by("x.csv", bytes, 7).expect("a source");
    assert_eq!((file.rows(), file.rows_rejected), (1, 1));
    assert!(file.is_undecoded);
    let bad = file.rejects.first().expect("one");
    assert_eq!(
        (bad.code.as_str(), bad.line, bad.column.as_str()),
        ("bad_encoding", 3, "landing_page")
    );
}

#[test]
fn times_and_booleans_are_read() {
    let data = source(
        "key,happened_at,is_paid,count\na,2025-07-01T12:00:00Z,TRUE,1\nb,2025-07-01 14:00:00+02:00,no,2\nc,soon,,3\nd,2025-07-01,maybe,4\n",
    );
    assert_eq!(
        column(&data, "happened_at"),
        ["1751371200000", "1751371200000", "1751328000000"]
    );
    assert_eq!(column(&data, "is_paid"), ["true", "false", "∅"]);
    assert_eq!(codes(&data), [(4, "bad_happened_at", "soon")]);
}

#[test]
fn header_names_and_aliases_are_found_in_any_order_and_case() {
    let text = "Note,Cost,Channel,Campaign ID,Day\nx,\"$5.00\",Meta,C1,2025-07-01\n";
    let data = source(text);
    assert_eq!(column(&data, "spend_usd"), ["5"]);
    assert_eq!(column(&data, "clicks"), ["∅"]);
    let decisions = load(text).decisions;
    assert!(
        decisions
            .iter()
            .any(|d| d.what == "Mapping" && d.value.contains("Cost → spend_usd"))
    );
    assert!(
        decisions
            .iter()
            .any(|d| d.what == "Not used" && d.value == "Note")
    );
}
