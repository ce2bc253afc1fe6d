//! Pages on tables made by hand: the published totals of the real exports, one row, nothing, and missing sources.

use super::*;
use crate::engine::base::{
    Column, ColumnSpec, Error, Kind, Result, SourceColumn, SourceSpec, Table, Unit,
};
use crate::engine::metrics::ADDITIVE;
use crate::protocol::{Block, Cell, ChartView, Day, Hue, Kpi, PageView, Params, Range, TableView};
use std::sync::Arc;

const GOLDEN: &str = include_str!("../../../tests/golden/gtm_channel_funnel_expected.csv");

const DATE: SourceColumn = SourceColumn {
    column: ColumnSpec {
        name: "date",
        kind: Kind::Date,
        unit: Unit::Date,
        doc: "Day.",
        adds: crate::engine::base::Adds::Never,
    },
    required: true,
    aliases: &[],
    keeps_null_words: false,
    one_of: &[],
};

const fn source(id: &'static str) -> SourceSpec {
    SourceSpec {
        id,
        grain: "one thing",
        keeps_equal_rows: false,
        key: &["date"],
        columns: &[DATE],
    }
}

static ADS: SourceSpec = source("ad_spend");
static WEB: SourceSpec = source("web_analytics");
static DEALS: SourceSpec = source("salesforce_opportunities");

fn sources(rows: [u64; 3]) -> Vec<Loaded> {
    [&ADS, &WEB, &DEALS]
        .into_iter()
        .zip(rows)
        .map(|(spec, rows)| Loaded {
            spec,
            rows,
            spread: 0,
        })
        .collect()
}

/// `channel_funnel` as published.
fn golden() -> Table {
    let mut reader = csv::Reader::from_reader(GOLDEN.as_bytes());
    let header = reader.headers().expect("a header").clone();
    let rows: Vec<csv::StringRecord> = reader.records().map(|r| r.expect("a row")).collect();
    let mut columns = vec![Column::text_of("channel", rows.iter().map(|r| r.get(0)))];
    for name in ADDITIVE.into_iter().chain(["users"]) {
        let at = header.iter().position(|h| h == name).expect("a column");
        let values = rows.iter().map(|r| r.get(at)?.parse().ok());
        columns.push(Column::amounts(name, values));
    }
    Table::new(columns).expect("a table")
}

const CHANNELS: [(&str, bool); 7] = [
    ("Direct", false),
    ("Google Ads", true),
    ("LinkedIn", true),
    ("Meta", true),
    ("Organic", false),
    ("Partner", false),
    ("Twitter", true),
];

/// The tables that the overview asks for, `rows` channels of the golden mart.
fn table(id: &str, keep: &dyn Fn(usize) -> bool) -> Result<Arc<Table>> {
    let golden = golden();
    let mask: Vec<bool> = (0..golden.height()).map(keep).collect();
    let funnel = golden.filter(&mask)?;
    let n = funnel.height();
    let names: Vec<Option<&str>> = funnel.text("channel")?.iter().collect();
    let whole = |name: &str, value: i64| Column::integers_dense(name, vec![value; n]);
    let texts = |name: &str, text: &'static str| Column::text_of(name, vec![Some(text); n]);
    let channel = || Column::text_of("channel", names.clone());
    Ok(Arc::new(match id {
        "channel_funnel" => funnel,
        "dim_channel" => Table::new(vec![
            Column::text_of("channel", CHANNELS.map(|c| Some(c.0))),
            Column::flags("is_paid", CHANNELS.map(|c| Some(c.1))),
        ])?,
        "campaign_performance" => Table::new(vec![
            texts("utm_source", "google"),
            texts("utm_campaign", "brand"),
            channel(),
            Column::amounts_dense("spend_usd", vec![50.0; n]),
            whole("clicks", 900),
            whole("sessions", 20),
            whole("conversions", 2),
        ])?,
        "region_funnel" => Table::new(vec![
            texts("owner_region", "EMEA"),
            channel(),
            whole("opportunities", 12),
            whole("closed_won", 5),
            whole("closed_lost", 4),
        ])?,
        "stg_web_sessions" => Table::new(vec![
            Column::text_of("user_id", vec![Some("u1"); n]),
            channel(),
            Column::dates_dense("session_date", vec![day("2025-07-09").0; n]),
        ])?,
        "stg_ad_spend" => Table::new(vec![
            Column::dates_dense("date", vec![day("2025-07-09").0; n]),
            channel(),
            funnel.column("spend_usd")?,
            whole("clicks", 10),
            whole("impressions", 100),
        ])?,
        "stg_opportunities" => Table::new(vec![Column::amounts("amount_usd", [Some(9.0)])])?,
        "fct_channel_daily" => {
            let mut columns = vec![
                Column::dates_dense("date", vec![day("2025-07-09").0; n]),
                channel(),
            ];
            for name in ADDITIVE {
                columns.push(funnel.column(name)?);
            }
            Table::new(columns)?
        }
        other => return Err(Error::new(format!("There is no table {other}."))),
    }))
}

fn day(text: &str) -> Day {
    Day::parse(text).expect("a day")
}

fn shown(page: &str, query: &str, rows: [u64; 3], keep: &dyn Fn(usize) -> bool) -> PageView {
    let (params, _) = Params::parse(query);
    let spec = super::page(page).expect("a page");
    let mut context = Context {
        params: &params,
        covered: Range {
            from: Some(day("2025-07-01")),
            to: Some(day("2025-09-30")),
        },
        is_sample: true,
        is_glance: false,
        sources: &sources(rows),
        models: &[],
        resolve: &mut |id, _| table(id, keep),
    };
    spec.compose(&mut context)
}

fn all(query: &str) -> PageView {
    shown("overview", query, [1, 1, 1], &|_| true)
}

pub(super) fn blocks(view: &PageView) -> impl Iterator<Item = &Block> {
    view.sections
        .iter()
        .flat_map(|s| s.blocks.iter().map(|b| &b.1))
}

pub(super) fn charts(view: &PageView) -> Vec<&ChartView> {
    blocks(view)
        .filter_map(|b| {
            if let Block::Chart(c) = b {
                Some(c)
            } else {
                None
            }
        })
        .collect()
}

pub(super) fn tables(view: &PageView) -> Vec<&TableView> {
    blocks(view)
        .filter_map(|b| {
            if let Block::Table(t) = b {
                Some(t)
            } else {
                None
            }
        })
        .collect()
}

pub(super) fn kpis(view: &PageView) -> Vec<&Kpi> {
    blocks(view)
        .filter_map(|b| {
            if let Block::Kpis(k) = b {
                Some(k)
            } else {
                None
            }
        })
        .flatten()
        .collect()
}

/// What must hold of every view, whatever the data.
pub(super) fn well_formed(view: &PageView) {
    for chart in charts(view) {
        assert!(!chart.finding.is_empty() && !chart.finding.ends_with('.'));
        for series in &chart.series {
            assert_eq!(series.values.len(), chart.axis.names.len(), "{}", chart.id);
            assert!(series.values.iter().flatten().all(|v| v.is_finite()));
        }
        for other in [
            chart.axis.hues.len(),
            chart.axis.samples.len(),
            chart.axis.notes.len(),
        ] {
            assert!(
                other == 0 || other == chart.axis.names.len(),
                "{}",
                chart.id
            );
        }
    }
    for table in tables(view) {
        let rows = table.rows.iter().chain([&table.totals]).enumerate();
        for (at, row) in rows.filter(|(_, row)| !row.is_empty()) {
            assert_eq!(row.len(), table.columns.len(), "{}", table.table);
            for (column, cell) in row.iter().enumerate().skip(3) {
                let said = table
                    .null_reasons
                    .iter()
                    .any(|(r, c, why)| (*r, *c) == (at as u32, column as u32) && !why.is_empty());
                assert_eq!(*cell == Cell::Null, said, "{} {at} {column}", table.table);
            }
        }
    }
    for kpi in kpis(view) {
        assert_eq!(
            kpi.value.is_none(),
            !kpi.null_reason.is_empty(),
            "{}",
            kpi.id
        );
    }
    assert!(!view.headline.is_empty());
}

#[test]
fn the_real_exports_show_their_published_numbers() {
    let view = all("");
    well_formed(&view);
    assert_eq!(
        view.headline,
        "Paid channels return $1.71 for each dollar: LinkedIn most ($2.66), Meta least ($0.87) apart from Twitter ($0). Look at Meta: it spent $240k and won $209k back; at Twitter: it spent $126k and no opportunity names it as its source, a loss or a gap in tracking."
    );
    let value = |id: &str| {
        kpis(&view)
            .into_iter()
            .find(|k| k.id == id)
            .and_then(|k| k.value)
    };
    assert_eq!(value("opportunities"), Some(350.0));
    let roas = value("roas").expect("roas");
    assert!((roas - 1_691_468.16 / 986_521.38).abs() < 1e-9, "{roas}");
    let channels = tables(&view)
        .into_iter()
        .find(|t| t.title == "Channels: visits and deals")
        .expect("the channel table");
    assert_eq!(channels.rows.len(), 7);
    let users = channels.columns.iter().position(|c| c.name == "users");
    let users = users.and_then(|at| channels.totals.get(at));
    assert_eq!(users, Some(&Cell::Integer(1)), "counted once, never added");
    let ids: Vec<&str> = view.sections.iter().map(|s| s.id.as_str()).collect();
    assert_eq!(
        ids,
        [
            "numbers",
            "returns",
            "funnel",
            "costs",
            "trend",
            "channels",
            "campaigns",
            "regions",
            "limits"
        ]
    );
}

#[test]
fn a_null_return_is_a_gap_with_its_reason() {
    let view = all("");
    let bars = charts(&view)
        .into_iter()
        .find(|c| c.id == "roi_by_channel")
        .expect("the bars");
    assert_eq!(bars.axis.names[0], "LinkedIn");
    let at = bars
        .axis
        .names
        .iter()
        .position(|n| n == "Direct")
        .expect("Direct");
    assert_eq!(bars.series[0].values[at], None);
    assert!(bars.axis.notes[at].starts_with("No spend is recorded"));
    assert!(bars.references[0].value.abs() < f64::EPSILON);
}

#[test]
fn a_channel_keeps_its_colour_under_a_filter() {
    let hue = |view: &PageView, name: &str| {
        view.channels
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, hue)| *hue)
    };
    let filtered = shown("overview", "channel=Meta", [1, 1, 1], &|row| row == 3);
    well_formed(&filtered);
    assert_eq!(hue(&filtered, "Meta"), Some(Hue::Series(1)));
    assert_eq!(hue(&filtered, "Meta"), hue(&all(""), "Meta"));
    assert_eq!(filtered.channels.len(), 7);
    let unknown = shown("overview", "channel=Nobody", [1, 1, 1], &|_| false);
    assert_eq!(
        unknown.notices,
        ["“Nobody” is not a channel of this data, so it shows nothing."]
    );
}

#[test]
fn the_comparison_gives_deltas_and_dashes() {
    let view = all("from=2025-08-16&to=2025-09-30&grain=week");
    well_formed(&view);
    let spend = kpis(&view)[0].delta.clone().expect("a delta");
    assert_eq!(spend.change, Some(0.0));
    assert!(
        spend.against.starts_with("vs 1 Jul – 15 Aug: $"),
        "{}",
        spend.against
    );
    let trend = charts(&view)
        .into_iter()
        .find(|c| c.id == "trend_spend")
        .expect("the trend");
    assert_eq!(trend.series.len(), 2);
    assert_eq!(trend.axis.names[..2], ["11 Aug", "18 Aug"]);
    // 9 July moved by the 46 days of the range is 24 August.
    assert!(trend.series[1].values[1] > Some(900_000.0));
    let none = all("from=2025-08-16&compare=none");
    assert!(kpis(&none).iter().all(|kpi| kpi.delta.is_none()));
}

#[test]
fn a_step_cut_short_is_a_gap_in_every_line_and_said() {
    let view = all("from=2025-07-09&to=2025-09-30&grain=week");
    let last = kpis(&view)[0].spark.len() - 1;
    for kpi in kpis(&view) {
        assert_eq!((kpi.spark[0], kpi.spark[last]), (None, None), "{}", kpi.id);
    }
    assert!(
        kpis(&view)[0].value > Some(900_000.0),
        "totals hold its days"
    );
    for chart in charts(&view).iter().filter(|c| c.kind == "lines") {
        assert_eq!(chart.series[0].values[0], None, "{}", chart.id);
        assert_eq!(chart.axis.notes[0], "left out: 5 of 7 days");
        assert!(!chart.finding.contains("7 Jul"), "{}", chart.finding);
    }
    let trend = view.sections.iter().find(|s| s.id == "trend");
    assert_eq!(
        trend.map(|s| s.intro.as_str()),
        Some(
            "Left out of the lines, because they are cut short: the weeks of 7 Jul (5 of 7 days) and 29 Sep (2 of 7)."
        )
    );
    let days = all("from=2025-07-09&to=2025-09-30&grain=day");
    assert!(kpis(&days)[0].spark[0].is_some(), "a day is never cut");
}

#[test]
fn any_missing_source_leaves_the_rest_and_names_its_header() {
    for mask in 0..8_u64 {
        let rows = [mask & 1, mask >> 1 & 1, mask >> 2 & 1];
        let view = shown("overview", "", rows, &|_| true);
        well_formed(&view);
        assert_eq!(view.missing.len() as u64, 3 - rows.iter().sum::<u64>());
        assert!(
            view.missing
                .iter()
                .all(|m| m.header == "date" && !m.lost.is_empty())
        );
        let kpis = kpis(&view);
        if mask != 0 {
            assert_eq!(kpis[0].value.is_some(), rows[0] == 1, "spend, never 0");
            let revenue = kpis.iter().find(|k| k.id == "revenue_usd");
            assert_eq!(revenue.and_then(|k| k.value).is_some(), rows[2] == 1);
        }
    }
}

#[test]
fn no_rows_or_one_row_make_a_page() {
    well_formed(&shown("overview", "", [1, 1, 1], &|_| false));
    for only in 0..7 {
        well_formed(&shown("overview", "", [1, 1, 1], &move |row| row == only));
    }
}

#[test]
fn a_table_that_fails_is_a_notice_and_the_rest_stands() {
    let (params, _) = Params::parse("");
    let mut context = Context {
        params: &params,
        covered: Range {
            from: Some(day("2025-07-01")),
            to: Some(day("2025-07-31")),
        },
        is_sample: false,
        is_glance: false,
        sources: &sources([1, 1, 1]),
        models: &[],
        resolve: &mut |id, _| match id {
            "region_funnel" => Err(Error::new("The region table is blocked.")),
            _ => table(id, &|_| true),
        },
    };
    let view = overview::PAGE.compose(&mut context);
    assert_eq!(view.notices, ["The region table is blocked."]);
    assert!(view.sections.iter().all(|s| s.id != "regions"));
    assert!(view.sections.iter().any(|s| s.id == "returns"));
}

#[test]
fn the_metrics_page_documents_every_metric() {
    let view = shown("metrics", "", [0, 0, 0], &|_| true);
    let docs = blocks(&view)
        .find_map(|b| {
            if let Block::Metrics(docs) = b {
                Some(docs)
            } else {
                None
            }
        })
        .expect("definitions");
    assert_eq!(docs.len(), crate::engine::metrics::METRICS.len());
    assert_eq!(view.missing, []);
}
