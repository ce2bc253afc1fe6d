//! The pages of attribution and of journeys over the real models: a small shop with a story, one event, nothing, and
//! values of the link that cannot be used.

use super::super::tests::{blocks, charts, kpis, tables, well_formed};
use super::super::{Context, Loaded, page};
use crate::engine::base::{Column, Kind, SourceSpec, Table};
use crate::engine::models::{MODELS, SOURCES};
use crate::engine::warehouse::{SOURCE_ROW, Warehouse};
use crate::protocol::{Block, Cell, Day, PageView, Params, Range, Section};
use std::sync::Arc;

mod filter;
mod refunds;

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

/// An event: client, hours since 1 July 2025, channel, revenue of a purchase.
type Event = (String, i64, &'static str, Option<f64>);

/// Sixty clients open on social; forty of them come back through paid search and buy at once, ten more through email
/// after forty days. Five buy without having been seen, and one gives its purchase back.
fn shop() -> Vec<Event> {
    let mut out = Vec::new();
    for n in 0..60 {
        let id = format!("c{n:02}");
        let start = 24 * n;
        out.push((id.clone(), start, "paid_social", None));
        if n < 40 {
            out.push((id.clone(), start + 48, "Paid Search", None));
            out.push((id, start + 49, "Paid Search", Some(100.0)));
        } else if n < 50 {
            out.push((id.clone(), start + 24 * 40, "email", None));
            out.push((id, start + 24 * 40 + 1, "email", Some(50.0)));
        }
    }
    for n in 0..5 {
        out.push((format!("x{n}"), 500 + n, "", Some(20.0)));
    }
    out.push(("c00".to_owned(), 400, "email", Some(-100.0)));
    out
}

fn source(id: &str, mut columns: Vec<Column>, rows: usize) -> (&'static SourceSpec, Arc<Table>) {
    let spec = SOURCES.iter().find(|spec| spec.id == id).expect("a source");
    let mut all = Vec::new();
    for column in spec.columns {
        let (name, kind) = (column.column.name, column.column.kind);
        let given = columns.iter().position(|column| column.name() == name);
        all.push(match given {
            Some(at) => columns.swap_remove(at),
            None => match kind {
                Kind::Text => Column::text_of(name, vec![None; rows]),
                Kind::Amount => Column::amounts(name, vec![None; rows]),
                Kind::Date => Column::dates(name, vec![None; rows]),
                _ => Column::integers(name, vec![None; rows]),
            },
        });
    }
    all.push(Column::integers_dense(
        SOURCE_ROW,
        (2..rows as i64 + 2).collect(),
    ));
    (*spec, Arc::new(Table::new(all).expect("a source's table")))
}

fn events(events: &[Event]) -> (&'static SourceSpec, Arc<Table>) {
    let first = i64::from(Day::parse("2025-07-01").expect("a day").0) * DAY;
    let kind = |event: &Event| {
        if event.3.is_some() {
            "purchase"
        } else {
            "page_view"
        }
    };
    let columns = vec![
        Column::text_of("client_id", events.iter().map(|e| Some(e.0.as_str()))),
        Column::text_of("event_type", events.iter().map(|e| Some(kind(e)))),
        Column::timestamps_dense(
            "event_time",
            events.iter().map(|e| first + e.1 * HOUR).collect(),
        ),
        Column::text_of(
            "channel",
            events.iter().map(|e| Some(e.2).filter(|c| !c.is_empty())),
        ),
        Column::amounts("revenue", events.iter().map(|e| e.3)),
    ];
    source("events", columns, events.len())
}

fn spend() -> (&'static SourceSpec, Arc<Table>) {
    let day = Day::parse("2025-07-05").expect("a day").0;
    let columns = vec![
        Column::text_of("channel", [Some("Google Ads"), Some("Meta")]),
        Column::text_of("campaign_id", [Some("g1"), Some("m1")]),
        Column::dates_dense("date", vec![day; 2]),
        Column::amounts_dense("spend_usd", vec![1_000.0, 2_500.0]),
    ];
    source("ad_spend", columns, 2)
}

fn shown(id: &str, query: &str, sources: &[(&'static SourceSpec, Arc<Table>)]) -> PageView {
    let (params, _) = Params::parse(query);
    let mut warehouse = Warehouse::new(MODELS, SOURCES);
    let mut loaded: Vec<Loaded> = SOURCES
        .iter()
        .map(|spec| Loaded {
            spec,
            rows: 0,
            spread: 0,
        })
        .collect();
    for (spec, table) in sources {
        warehouse
            .set_source(spec.id, Some(table.clone()))
            .expect("a source");
        for loaded in loaded.iter_mut().filter(|loaded| loaded.spec.id == spec.id) {
            loaded.rows = table.height() as u64;
        }
    }
    let covered = warehouse.unordered("int_purchases", &params).ok();
    let covered = covered.and_then(|table| table.days_covered("event_time"));
    let mut context = Context {
        params: &params,
        covered: Range {
            from: covered.map(|days| Day(days.0)),
            to: covered.map(|days| Day(days.1)),
        },
        is_sample: false,
        is_glance: false,
        sources: &loaded,
        models: MODELS,
        resolve: &mut |id, params| warehouse.table(id, params),
    };
    let spec = page(id).expect("a page");
    let view = spec.compose(&mut context);
    well_formed(&view);
    if let Some(glance) = spec.glance {
        context.is_glance = true;
        let first = spec.compose(&mut context);
        let is_at_once = |section: &&Section| glance.sections.contains(&section.id.as_str());
        let at_once: Vec<&Section> = view.sections.iter().filter(is_at_once).collect();
        assert_eq!(first.sections.iter().collect::<Vec<_>>(), at_once);
        assert_eq!(
            (first.headline, first.controls),
            (view.headline.clone(), view.controls.clone())
        );
    }
    for text in said(&view) {
        assert!(!text.contains("NaN") && !text.contains("inf"), "{text}");
    }
    view
}

/// Every sentence of a view.
fn said(view: &PageView) -> Vec<String> {
    let mut out = vec![view.headline.clone()];
    for section in &view.sections {
        out.push(section.intro.clone());
    }
    for block in blocks(view) {
        if let Block::Findings(findings) = block {
            out.extend(findings.iter().map(|finding| finding.sentence.clone()));
        }
    }
    out.extend(charts(view).iter().map(|chart| chart.finding.clone()));
    out
}

fn cells<'a>(view: &'a PageView, title: &str, first: &str) -> &'a [Cell] {
    let table = tables(view)
        .into_iter()
        .find(|table| table.title == title)
        .expect(title);
    let rows = table.rows.iter().chain([&table.totals]);
    let is_it = |row: &&Vec<Cell>| row.first() == Some(&Cell::Text(first.to_owned()));
    rows.into_iter().find(is_it).expect(first)
}

fn number(cell: &Cell) -> f64 {
    cell.number().expect("a number")
}

#[test]
fn the_headline_names_the_leader_and_what_depends_on_the_rule() {
    let view = shown("attribution", "", &[events(&shop()), spend()]);
    assert_eq!(
        view.headline,
        "Paid search earns most credit by last touch: $3,900 of $4,500 (86.7 %). It leads under 7 of 9 rules; under first touch it is Paid social. No channel depends more on the rule: $0 by first touch, $3,900 by last touch, from place 4 to place 1."
    );
    assert_eq!(view.missing.len(), 0);
    let names: Vec<&str> = view
        .channels
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(names, ["Paid search", "Paid social", "Email", "Direct"]);
}

#[test]
fn every_rule_credits_all_revenue_and_every_dollar_is_in_the_ledger() {
    let query = "from=2025-07-03&to=2025-08-20";
    let view = shown("attribution", query, &[events(&shop()), spend()]);
    let totals = cells(&view, "Revenue by channel and rule", "All channels");
    let sold = number(&totals[1]);
    assert_eq!(totals.len(), 10);
    for total in &totals[1..] {
        assert!((number(total) - sold).abs() < 1e-9);
    }
    let all = cells(&view, "Ledger", "All purchases in the files");
    assert_eq!(all[1..], [Cell::Integer(56), Cell::Number(4_500.0)]);
    let intro = view
        .sections
        .iter()
        .find(|s| s.id == "ledger")
        .map(|s| s.intro.clone());
    assert_eq!(
        intro.as_deref(),
        Some("Checked: each of the 9 rules credits exactly the $4,000 sold in the range.")
    );
    let untouched = cells(
        &view,
        "Ledger",
        "No touch in the lookback: credited to Direct",
    );
    assert_eq!(untouched[1..], [Cell::Integer(5), Cell::Number(100.0)]);
}

#[test]
fn the_rule_in_focus_brings_returns_and_intervals() {
    let sources = [events(&shop()), spend()];
    let view = shown("attribution", "model=first_touch", &sources);
    let social = cells(&view, "Channels by first touch", "Paid social");
    assert_eq!(social[1], Cell::Number(3_900.0));
    let (low, high) = (number(&social[3]), number(&social[4]));
    assert!(
        low < 3_900.0 && 3_900.0 < high && low > 2_500.0 && high < 5_200.0,
        "{low} {high}"
    );
    assert_eq!(social[8], Cell::Number(1.56));
    let email = cells(&view, "Channels by first touch", "Email");
    assert_eq!(email[8], Cell::Null);
    assert_eq!(email[10], Cell::Text("too few conversions".to_owned()));
    let markov = shown("attribution", "model=markov", &sources);
    assert!(
        markov.headline.contains("by the Markov chain"),
        "{}",
        markov.headline
    );
}

#[test]
fn a_longer_lookback_moves_what_it_says() {
    let sources = [events(&shop()), spend()];
    let view = shown(
        "attribution",
        "model=first_touch&lookback_days=60",
        &sources,
    );
    let lookback = view
        .sections
        .iter()
        .find(|s| s.id == "lookback")
        .expect("a section");
    assert_eq!(
        lookback.intro,
        "At 60 days against the default of 30, 10 purchases of 56 change hands by first touch and 0 by last touch; by first touch, $500 goes to other channels."
    );
    let email = cells(&view, "What the lookback moves between channels", "Email");
    assert_eq!(email[3], Cell::Number(-500.0));
    // The table keeps its place where the lookback slides past the default, and says that nothing differs.
    let usual = shown("attribution", "", &sources);
    let table = tables(&usual)
        .into_iter()
        .find(|table| table.table == "lookback_sensitivity#change")
        .expect("a table");
    assert!(table.rows.iter().all(|row| row[3] == Cell::Number(0.0)));
    assert_eq!(
        table.subtitle,
        "By last touch: the lookback is the default, so nothing differs. Slide it to see what moves."
    );
}

#[test]
fn the_chain_shows_effects_transitions_and_coalitions() {
    let view = shown("attribution", "", &[events(&shop())]);
    let search = cells(&view, "Markov chain: removal effects", "Paid search");
    // Of 50 conversions on paths 40 need paid search.
    assert!((number(&search[1]) - 0.8).abs() < 1e-9);
    let chart = charts(&view)
        .into_iter()
        .find(|c| c.id == "transitions")
        .expect("a chart");
    assert!(chart.axis.names.contains(&"Purchase".to_owned()));
    let both = cells(
        &view,
        "Shapley value: coalitions",
        "Paid search and Paid social",
    );
    assert_eq!(both[1..3], [Cell::Integer(40), Cell::Integer(40)]);
}

#[test]
fn journeys_show_paths_lengths_and_one_client() {
    let view = shown("journeys", "client=c01", &[events(&shop())]);
    assert_eq!(
        view.headline,
        "Half of purchases come within 2 days of the first visit inside the lookback and after at most 2 touches. The most frequent path of marketing visits is Paid social > Paid search (73.2 % of purchases)."
    );
    let section = view
        .sections
        .iter()
        .find(|s| s.id == "client")
        .expect("a client");
    assert_eq!(section.intro, "c01: 2 page views, 1 purchase worth $100.");
    let timeline = charts(&view)
        .into_iter()
        .find(|c| c.kind == "timeline")
        .expect("a line");
    assert_eq!((timeline.axis.names.len(), timeline.series.len()), (3, 3));
    let credit = tables(&view)
        .into_iter()
        .find(|t| t.table == "attribution_credits")
        .expect("credit");
    assert_eq!(credit.rows.len(), 2);
    let shares = |column: usize| {
        credit
            .rows
            .iter()
            .map(|row| number(&row[column]))
            .sum::<f64>()
    };
    assert!((3..11).all(|column| (shares(column) - 1.0).abs() < 1e-12));
    let days = charts(&view)
        .into_iter()
        .find(|c| c.id == "days_to_purchase")
        .expect("bins");
    let counted: f64 = days.series[0].values.iter().flatten().sum();
    assert!(
        (counted - 51.0).abs() < f64::EPSILON,
        "purchases with a touch"
    );
}

#[test]
fn a_client_is_found_by_a_part_of_its_id_and_a_wrong_one_is_said() {
    let near = shown("journeys", "client=C0", &[events(&shop())]);
    assert_eq!(
        near.notices,
        ["There is no client “C0” in the events; c00 is shown."]
    );
    let wrong = shown("journeys", "client=nobody", &[events(&shop())]);
    assert!(wrong.notices[0].starts_with("There is no client “nobody” in the events; c"));
}

#[test]
fn bad_values_fall_back_with_a_notice() {
    let view = shown(
        "attribution",
        "model=best&lookback_days=400",
        &[events(&shop())],
    );
    assert_eq!(
        view.notices,
        [
            "“best” is no attribution rule; last touch is shown.",
            "“400” is no lookback of 1 to 90 days; 30 is used."
        ]
    );
    assert_eq!(view.controls[0].value, "last_touch");
    assert_eq!(view.missing.len(), 1, "spend is missing and said");
    assert!(
        charts(&view)
            .iter()
            .all(|chart| chart.id != "roas_by_channel")
    );
}

#[test]
fn a_channel_filter_hides_rows_and_no_touch() {
    let view = shown("attribution", "channel=Email", &[events(&shop())]);
    let table = tables(&view)
        .into_iter()
        .find(|t| t.title == "Revenue by channel and rule");
    assert_eq!(table.map(|table| table.rows.len()), Some(1));
    assert!(
        view.headline
            .starts_with("Email earns $500 of $4,500 by last touch"),
        "{}",
        view.headline
    );
}

#[test]
fn no_row_or_one_event_make_pages() {
    for id in ["attribution", "journeys"] {
        shown(id, "", &[]);
        shown(id, "", &[events(&[])]);
        for only in shop().into_iter().step_by(7) {
            let view = shown(id, "", &[events(std::slice::from_ref(&only))]);
            assert_eq!(kpis(&view).is_empty(), only.3.is_none());
        }
    }
}

#[test]
fn own_shares_credit_as_the_rules_that_they_are_settings_of() {
    let sources = [events(&shop()), spend()];
    let of = |query: &str| -> Vec<(String, Cell)> {
        let view = shown("attribution", query, &sources);
        well_formed(&view);
        let table = tables(&view)
            .into_iter()
            .find(|table| table.table == "custom_credits")
            .expect("own shares");
        let mut rows: Vec<(String, Cell)> = table
            .rows
            .iter()
            .map(|row| (format!("{:?}", row[0]), row[1].clone()))
            .collect();
        rows.sort_by(|a, b| a.0.cmp(&b.0));
        rows
    };
    let by_rule = |rule: &str| -> Vec<(String, Cell)> {
        let view = shown("attribution", "", &sources);
        let table = tables(&view)
            .into_iter()
            .find(|table| table.title == "Revenue by channel and rule")
            .expect("every rule");
        let at = (table.columns.iter().position(|column| column.name == rule)).expect("a rule");
        let mut rows: Vec<(String, Cell)> = table
            .rows
            .iter()
            .map(|row| (format!("{:?}", row[0]), row[at].clone()))
            .collect();
        rows.sort_by(|a, b| a.0.cmp(&b.0));
        rows
    };
    assert_eq!(of(""), by_rule("Position based"));
    assert_eq!(
        of("first_share=100&middle_share=0&last_share=0"),
        by_rule("First touch")
    );
    assert_eq!(
        of("first_share=1&middle_share=1&last_share=3"),
        by_rule("J-shaped")
    );
    let view = shown("attribution", "first_share=many", &sources);
    assert!(
        view.notices.iter().any(|n| n.contains("40 / 20 / 40")),
        "{:?}",
        view.notices
    );
    let keys: Vec<&str> = view.controls.iter().map(|c| c.key.as_str()).collect();
    assert!(keys.ends_with(&["first_share", "middle_share", "last_share"]));
    let folds: Vec<&str> = view.controls.iter().map(|c| c.fold.as_str()).collect();
    assert!(folds.ends_with(&["Own shares: 40 / 20 / 40"; 3]) && folds[0].is_empty());
}
