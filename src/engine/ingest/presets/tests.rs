//! Exports as vendors write them, end to end: bytes in, rows of the source out.

use super::{PRESETS, Step};
use crate::engine::base::Kind;
use crate::engine::ingest::{FileData, Finished, Reader, SourceData, combine};
use crate::engine::models::SOURCES;
use crate::protocol::Cell;

fn read(name: &str, text: &str) -> FileData {
    let mut reader = Reader::new(name, text.len() as u64, SOURCES);
    loop {
        reader.push(text.as_bytes()).expect("a source");
        match reader.finish().expect("a source") {
            Finished::Done(file) => return *file,
            Finished::Again(again) => reader = *again,
        }
    }
}

fn made(files: &[&FileData]) -> SourceData {
    let id = files.first().expect("a file").source.id;
    let source = SOURCES.iter().find(|s| s.id == id).expect("a source");
    combine(source, files).expect("columns that fit")
}

/// Rows as text, a line each.
fn lines(data: &SourceData, columns: &[&str]) -> Vec<String> {
    (0..data.table.height() as u32)
        .map(|row| data.table.row_text(row, columns, "|").expect("a row"))
        .collect()
}

fn sum(data: &SourceData, column: &str) -> f64 {
    (0..data.table.height())
        .filter_map(|row| data.table.cell(row, column).expect("a column").number())
        .sum()
}

fn said(data: &SourceData, words: &str) -> u64 {
    let issues = data.late.iter().flat_map(|late| &late.issues);
    issues
        .filter(|(issue, _)| issue.contains(words))
        .map(|(_, n)| n)
        .sum()
}

#[test]
fn a_preset_s_columns_and_steps_fit_its_source() {
    for preset in PRESETS {
        let Some(target) = SOURCES.iter().find(|s| s.id == preset.shape.id) else {
            continue;
        };
        let mut filled = Vec::new();
        for column in preset.shape.columns {
            for declared in target.columns {
                if declared.column.name == column.column.name {
                    let kinds = (declared.column.kind, column.column.kind);
                    assert_eq!(kinds.0, kinds.1, "{} {}", preset.vendor, column.column.name);
                    filled.push(column.column.name);
                }
            }
        }
        let has = |name: &str| preset.shape.columns.iter().any(|c| c.column.name == name);
        for step in preset.steps {
            let (made, read): (&str, Vec<&str>) = match *step {
                Step::Constant(name, _) => (name, vec![]),
                Step::Instead(name, from, _) => (name, vec![name, from]),
                Step::Identity(name, of, _) => (name, of.to_vec()),
                Step::Days(day, from, until) => (day, vec![from, until]),
                Step::Fixed(name, ..) | Step::Zero(name, _) | Step::Medium(name) => {
                    (name, vec![name])
                }
                Step::Sum(keys) => (
                    keys[0],
                    keys.iter().copied().filter(|k| *k != "channel").collect(),
                ),
                Step::SetAside(flag, ..) => (flag, vec![flag]),
            };
            for name in read.into_iter().filter(|n| *n != "from" && *n != "until") {
                assert!(has(name), "{} reads {name}", preset.vendor);
            }
            filled.push(made);
        }
        for declared in target.columns.iter().filter(|c| c.required) {
            let name = declared.column.name;
            assert!(filled.contains(&name), "{} supplies {name}", preset.vendor);
        }
        for column in preset.shape.columns {
            for alias in column.aliases.iter().chain(preset.marks) {
                assert_eq!(
                    *alias,
                    crate::engine::ingest::header::normal(alias),
                    "{}",
                    preset.vendor
                );
            }
        }
        assert!(
            preset
                .shape
                .columns
                .iter()
                .all(|c| c.column.kind != Kind::Boolean || !c.required)
        );
    }
}

#[test]
fn a_range_of_days_is_spread_and_its_sums_stay() {
    let file = read(
        "meta.csv",
        "Reporting starts,Reporting ends,Campaign name,Campaign delivery,Impressions,Link clicks,Amount spent (USD)\n\
         2025-09-01,2025-09-03,Brand,active,10,4,100\n\
         2025-09-03,2025-09-03,Brand,active,5,,0.5\n",
    );
    let data = made(&[&file]);
    assert_eq!(
        lines(
            &data,
            &[
                "date",
                "campaign_id",
                "channel",
                "spend_usd",
                "clicks",
                "impressions"
            ]
        ),
        [
            "2025-09-01|Brand|Meta|33.34|2|4",
            "2025-09-02|Brand|Meta|33.33|1|3",
            "2025-09-03|Brand|Meta|33.83|1|8",
        ]
    );
    assert_eq!((data.rows_read, data.rows_rejected), (2, 0));
    assert_eq!(said(&data, "spread evenly"), 1);
    assert_eq!(said(&data, "stands for its id"), 2);
    assert_eq!(said(&data, "added up"), 4);
}

#[test]
fn a_blank_cost_is_zero_and_a_wrong_one_is_set_aside() {
    let file = read(
        "report.csv",
        "Day,Campaign,Campaign status,Cost,Clicks,Impr.\n2025-09-01,Brand,Enabled, --,3,9\n\
         2025-09-01,Brand,Enabled,\"1,234.56\",1,2\n2025-09-02,Brand,Enabled,lots,1,2\n",
    );
    let data = made(&[&file]);
    assert_eq!(
        lines(&data, &["date", "channel", "spend_usd", "clicks"]),
        ["2025-09-01|Google Ads|1234.56|4"]
    );
    assert_eq!((said(&data, "is 0"), data.rows_rejected), (1, 1));
    assert_eq!(
        data.rejects.first().map(|r| r.code.as_str()),
        Some("bad_spend_usd")
    );
}

#[test]
fn vendors_are_told_apart_by_their_header_words() {
    for (vendor, header) in [
        ("Google Ads", "Kampagne;Kosten;Klicks;Impressionen;Tag"),
        ("Google Ads", "Día,Campaña,Coste,Clics,Impresiones"),
        ("Google Ads", "Dia,Campanha,Custo,Cliques,Impressões"),
        (
            "Meta Ads Manager",
            "Jour,Nom de la campagne,Montant dépensé (EUR),Impressions,Clics sur un lien",
        ),
        (
            "Meta Ads Manager",
            "Tag,Name der Kampagne,Ausgegebener Betrag (EUR),Impressionen",
        ),
        (
            "LinkedIn Campaign Manager",
            "Start Date (in UTC),Campaign Name,Total Spent,Clicks,Impressions",
        ),
        (
            "Microsoft Ads",
            "Gregorian date,Account name,Campaign,Spend,Clicks,Impressions,Avg. CPC",
        ),
        (
            "Pinterest",
            "Date,Campaign name,Spend in account currency,Pin clicks,Impressions",
        ),
        (
            "TikTok",
            "Campaign name,Primary status,By Day,Cost,Impressions,Clicks (destination)",
        ),
        (
            "Spotify",
            "Campaign name,Start date,End date,Spend,Impressions,Clicks,Completion rate",
        ),
        (
            "Google Analytics 4",
            "Date,Session source / medium,Sessions,Total users,Key events",
        ),
        ("Google Analytics 4", "Datum;Sitzungen;Aktive Nutzer"),
        (
            "Salesforce report",
            "Opportunity Name,Account Name,Stage,Amount,Created Date,Close Date",
        ),
        (
            "Salesforce report",
            "Opportunity-Name;Accountname;Phase;Betrag;Erstelldatum",
        ),
        (
            "Salesforce Data Loader",
            "Id,AccountId,StageName,Amount,CreatedDate,SystemModstamp",
        ),
        (
            "HubSpot",
            "Record ID,Deal Name,Deal Stage,Amount,Create Date,Close Date",
        ),
    ] {
        let by = if header.contains(';') { ';' } else { ',' };
        let fields: Vec<&[u8]> = header.split(by).map(str::as_bytes).collect();
        let header = crate::engine::ingest::header::Header::of(&fields);
        let found = crate::engine::ingest::recognise::recognise(&header, "export.csv", SOURCES);
        let found = found.and_then(|found| super::of(found.source));
        assert_eq!(
            found.map(|preset| preset.vendor),
            Some(vendor),
            "{:?}",
            header.names
        );
    }
}

#[test]
fn a_source_in_its_own_form_is_not_taken_for_a_vendor_s() {
    for source in SOURCES {
        let header = source.header();
        let fields: Vec<&[u8]> = header.split(',').map(str::as_bytes).collect();
        let header = crate::engine::ingest::header::Header::of(&fields);
        let found = crate::engine::ingest::recognise::recognise(&header, "export.csv", SOURCES);
        let found = found.expect(source.id);
        assert!(std::ptr::eq(found.source, *source), "{}", source.id);
    }
}

#[test]
fn analytics_counts_sessions_together_and_its_users_are_not_known() {
    let file = read(
        "ga4.csv",
        "Date,Session source / medium,Sessions,Total users,Views,Key events\n20250901,google / cpc,10,8,30,2\n\
         20250901,(direct) / (none),5,5,9,0\n20250901,google / organic,1,1,1,1\n",
    );
    let data = made(&[&file]);
    assert_eq!(
        lines(
            &data,
            &[
                "session_date",
                "user_id",
                "utm_source",
                "sessions",
                "pageviews",
                "conversions"
            ]
        ),
        ["2025-09-01||google|11|31|3", "2025-09-01|||5|9|0"]
    );
    assert_eq!(said(&data, "users are not known"), 2);
}

#[test]
fn a_salesforce_report_gets_ids_that_do_not_change_from_one_export_to_the_next() {
    let header =
        "Account Name,Opportunity Name,Stage,Amount Currency,Amount,Created Date,Lead Source\n";
    let row = "\"Peña, S.A.\",Expansion,Closed Won,USD,\"12,500.00\",12/15/2024,Web\n";
    let one = made(&[&read("a.csv", &format!("{header}{row}"))]);
    let two = made(&[&read(
        "b.csv",
        &format!("{header}X,Y,Open,USD,1,12/16/2024,\n{row}"),
    )]);
    let id = |data: &SourceData, row| data.table.cell(row, "opportunity_id").expect("an id");
    assert_eq!(id(&one, 0), id(&two, 1));
    assert_ne!(id(&two, 0), id(&two, 1));
    assert!(matches!(id(&one, 0), Cell::Text(id) if id.len() == 16));
    assert_eq!(
        lines(&one, &["account_id", "amount_usd", "source"]),
        ["Peña, S.A.|12500|Web"]
    );
}

#[test]
fn two_currencies_are_never_added_unless_a_rate_is_given() {
    let header = "Day,Campaign,Campaign status,Cost,Currency code\n";
    let mixed = read(
        "a.csv",
        &format!("{header}2025-09-01,A,on,10,USD\n2025-09-01,B,on,20,EUR\n"),
    );
    let data = made(&[&mixed]);
    assert_eq!((sum(&data, "spend_usd"), data.rows_rejected), (10.0, 1));
    let reject = data.rejects.first().expect("a row");
    assert_eq!(
        (reject.code.as_str(), reject.line, reject.value.as_str()),
        ("other_currency", 3, "EUR")
    );
    assert_eq!(data.currency.as_deref(), Some("USD"));

    let source = SOURCES
        .iter()
        .find(|s| s.id == "ad_spend")
        .expect("a source");
    let rates = crate::engine::ingest::Rates::parse("EUR~1.5");
    let data = crate::engine::ingest::combine_at(source, &[&mixed], &rates).expect("a source");
    assert_eq!((sum(&data, "spend_usd"), data.rows_rejected), (40.0, 0));
    assert_eq!(said(&data, "converted"), 1);

    let euro = read(
        "b.csv",
        "date,campaign_id,channel,Spend (EUR)\n2025-09-02,C,Google,\"5.00\"\n",
    );
    let data = made(&[&euro]);
    assert_eq!(
        (sum(&data, "spend_usd"), data.currency.as_deref()),
        (5.0, Some("EUR"))
    );
    let data = made(&[&mixed, &euro]);
    assert_eq!((sum(&data, "spend_usd"), data.rows_rejected), (10.0, 2));
    let signs = read(
        "c.csv",
        "date,campaign_id,channel,spend\n2025-09-02,C,Google,5.00 €\n2025-09-03,C,Google,£6\n",
    );
    assert_eq!(signs.currencies, ["EUR", "GBP"]);
    assert_eq!(made(&[&signs]).rows_rejected, 2);
}

/// The text of a vendor's file, as `unpack` hands it on.
fn decoded(bytes: &[u8]) -> String {
    if let Some(wide) = bytes.strip_prefix(b"\xff\xfe") {
        let units: Vec<u16> = wide
            .chunks_exact(2)
            .map(|pair| u16::from_le_bytes([pair[0], pair[1]]))
            .collect();
        return String::from_utf16(&units).expect("UTF-16");
    }
    String::from_utf8(bytes.to_vec()).unwrap_or_else(|_| {
        let letter = |byte: &u8| match byte {
            0x96 => '–',
            byte => char::from(*byte),
        };
        bytes.iter().map(letter).collect()
    })
}

#[test]
#[allow(clippy::too_many_lines)] // A line a vendor.
fn every_vendor_s_file_loads_to_its_source_with_the_sums_of_its_rows() {
    // Sums of the raw rows without totals, counted with Python.
    for (name, vendor, amount, sums, rows, kept) in [
        (
            "google_ads__de_semicolon_utf8bom",
            "Google Ads",
            1834.56,
            (1142.0, 17034.0),
            60,
            2,
        ),
        (
            "google_ads__en_totals",
            "Google Ads",
            1834.56,
            (1152.0, 17134.0),
            90,
            3,
        ),
        (
            "google_ads__excel_utf16le_tsv",
            "Google Ads",
            1834.56,
            (1152.0, 17134.0),
            90,
            3,
        ),
        (
            "google_ads__fr_semicolon_cp1252",
            "Google Ads",
            1834.56,
            (0.0, 0.0),
            60,
            2,
        ),
        (
            "google_ads__fr_semicolon_utf8_nnbsp",
            "Google Ads",
            1834.56,
            (0.0, 0.0),
            60,
            2,
        ),
        (
            "linkedin__en_preamble_utf16le_tsv",
            "LinkedIn Campaign Manager",
            1100.0,
            (332.0, 14645.0),
            3,
            3,
        ),
        (
            "meta_ads__range_with_total_first_row_utf8bom",
            "Meta Ads Manager",
            916.9,
            (0.0, 40210.0),
            60,
            2,
        ),
        (
            "salesforce_report__cp1252_footer",
            "Salesforce report",
            1_262_500.0,
            (0.0, 0.0),
            4,
            4,
        ),
        (
            "salesforce_report__latin1_footer",
            "Salesforce report",
            1_262_500.0,
            (0.0, 0.0),
            4,
            4,
        ),
        (
            "salesforce_report__semicolon_utf8bom",
            "Salesforce report",
            1_262_500.0,
            (0.0, 0.0),
            4,
            4,
        ),
        (
            "salesforce_report__utf8_footer",
            "Salesforce report",
            1_262_500.0,
            (0.0, 0.0),
            4,
            4,
        ),
        (
            "sfdc_demo__Opportunity",
            "Salesforce Data Loader",
            43_603_545.98,
            (0.0, 0.0),
            50,
            50,
        ),
        ("hubspot__deal_data", "HubSpot", 0.0, (0.0, 0.0), 44, 44),
    ] {
        let bytes = std::fs::read(format!("tests/golden/vendor_exports/{name}.csv"));
        let file = read("export.csv", &decoded(&bytes.expect("a file")));
        let preset = super::of(file.source).expect("a vendor");
        assert_eq!(preset.vendor, vendor, "{name}");
        let data = made(&[&file]);
        let here = |column: &str| {
            if data.table.has(column) {
                sum(&data, column)
            } else {
                0.0
            }
        };
        let spent = here("spend_usd") + here("amount_usd");
        assert!((spent - amount).abs() < 1e-6, "{name}: {spent}");
        assert_eq!((here("clicks"), here("impressions")), sums, "{name}");
        assert_eq!(data.table.height(), rows, "{name}");
        assert_eq!(
            data.rows_read - data.rows_rejected,
            kept,
            "{name}: {:?}",
            data.rejects
        );
    }
}
