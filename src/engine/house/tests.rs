//! The house over the sample data: rows in full, totals, conditions, origins.

use super::House;
use super::support::arrival;
use crate::protocol::{Cell, Params, RowQuery, RowView, RowsView};

const FILES: [(&str, &[u8]); 3] = [
    (
        "ad_spend.csv",
        include_bytes!("../../../sample-data/channel_funnel/ad_spend.csv"),
    ),
    (
        "web_analytics.csv",
        include_bytes!("../../../sample-data/channel_funnel/web_analytics.csv"),
    ),
    (
        "salesforce_opportunities.csv",
        include_bytes!("../../../sample-data/channel_funnel/salesforce_opportunities.csv"),
    ),
];

fn house() -> House {
    let mut house = House::new(|| 0.0);
    let files = FILES.map(|(name, bytes)| arrival(name, bytes, &[]));
    house.adopt(files.into_iter().collect(), true, true);
    house
}

fn params(query: &str) -> Params {
    Params::parse(query).0
}

fn rows(house: &mut House, table: &str, query: &str) -> RowsView {
    let params = params(query);
    let query = RowQuery {
        wheres: params.wheres(),
        limit: 2_000,
        ..RowQuery::default()
    };
    house.rows(table, &params, &query).expect("rows")
}

fn row(house: &mut House, table: &str, query: &str, offset: u64) -> RowView {
    let params = params(query);
    let query = RowQuery {
        wheres: params.wheres(),
        offset,
        limit: 1,
        ..RowQuery::default()
    };
    house.row(table, &params, &query).expect("a row")
}

fn position(house: &House, table: &str, column: &str) -> usize {
    let cards = house.warehouse.cards(&Params::default());
    let card = cards.iter().find(|card| card.id == table).expect("a table");
    let mut columns = card.columns.iter();
    columns.position(|c| c.name == column).expect("a column")
}

#[test]
fn the_rows_behind_a_number_of_a_mart_are_as_many_and_sum_to_it() {
    let mut house = house();
    let query = "from=2025-07-01&to=2025-07-31&where=channel~Meta";
    let meta = row(&mut house, "channel_funnel", query, 0);
    let opportunities = position(&house, "channel_funnel", "opportunities");
    let count = meta.cells[opportunities].number().expect("a count");
    let (text, hash) = meta
        .links
        .iter()
        .find(|(text, _)| text.ends_with("of stg_opportunities"))
        .expect("a link to the opportunities");
    assert_eq!(*text, format!("{count} rows of stg_opportunities"));
    let (path, query) = hash.split_once('?').expect("conditions");
    assert_eq!(path, "#/tables/stg_opportunities");
    assert!(
        query.contains("where=created_date~2025-07-01..2025-07-31"),
        "{query}"
    );
    let behind = rows(&mut house, "stg_opportunities", query);
    assert!((behind.matching as f64 - count).abs() < 0.5);
}

#[test]
fn a_row_says_its_formulas_and_why_a_value_is_missing() {
    let mut house = house();
    let roas = position(&house, "channel_funnel", "roas") as u32;
    let note = |house: &mut House, channel: &str| {
        let query = format!("where=channel~{channel}");
        let row = row(house, "channel_funnel", &query, 0);
        let found = row.notes.iter().find(|(at, _)| *at == roas);
        found.map(|(_, text)| text.clone()).unwrap_or_default()
    };
    let meta = note(&mut house, "Meta");
    assert!(
        meta.starts_with("revenue ÷ spend = $") && meta.ends_with('×'),
        "{meta}"
    );
    assert_eq!(note(&mut house, "Direct"), "No spend is recorded here.");
}

#[test]
fn a_row_of_a_file_says_its_name_and_line() {
    let mut house = house();
    for table in ["salesforce_opportunities", "stg_opportunities"] {
        let found = row(&mut house, table, "", 3);
        let (file, line) = found.origin.split_once(", line ").expect("a place");
        assert_eq!(file, "salesforce_opportunities.csv", "{table}");
        let line: usize = line.parse().expect("a line");
        let id = position(&house, table, "opportunity_id");
        let Cell::Text(id) = &found.cells[id] else {
            panic!("an id in {table}")
        };
        let text = std::str::from_utf8(FILES[2].1).expect("UTF-8");
        let raw = text.lines().nth(line - 1).expect("that line");
        assert!(raw.contains(id.as_str()), "{id} in line {line}: {raw}");
        let at = position(&house, table, "_source_row");
        let shown = &rows(&mut house, table, "").rows[3][at];
        let words = format!("salesforce_opportunities.csv · line {line}");
        assert_eq!(*shown, Cell::Text(words), "{table}");
    }
    let links = row(&mut house, "stg_opportunities", "", 3).links;
    assert!(
        links
            .iter()
            .any(|(text, _)| text == "1 row of salesforce_opportunities"),
        "{links:?}"
    );
}

#[test]
fn the_total_of_a_ratio_is_made_from_sums_over_paid_channels() {
    let mut house = house();
    let all = rows(&mut house, "channel_funnel", "");
    let at = |column: &str| position(&house, "channel_funnel", column);
    let (spend, revenue, roas, users) =
        (at("spend_usd"), at("revenue_usd"), at("roas"), at("users"));
    let sum = |column: usize| -> f64 {
        let paid = all
            .rows
            .iter()
            .filter(|row| row[spend].number() != Some(0.0));
        paid.filter_map(|row| row[column].number()).sum()
    };
    let total = all.totals[roas].number().expect("a total");
    assert!((total - sum(revenue) / sum(spend)).abs() < 1e-9, "{total}");
    assert_eq!(
        all.totals[users],
        Cell::Null,
        "distinct users do not add up"
    );
    let is_it =
        |(row, at, _): &&(u32, u32, String)| (*row, *at as usize) == (all.rows.len() as u32, roas);
    let note = all.notes.iter().find(is_it);
    assert!(
        note.is_some_and(|(_, _, text)| text.starts_with("Of paid channels: $")),
        "{note:?}"
    );
}

#[test]
fn the_total_of_a_cost_by_rule_is_spend_for_each_purchase_credited_to_paid_channels() {
    let events = "event_id,client_id,session_id,event_type,event_time,channel,revenue\n\
        1,A,s1,page_view,2025-07-10T08:00:00Z,paid_search,\n\
        2,A,s2,page_view,2025-07-11T08:00:00Z,email,\n\
        3,A,s2,purchase,2025-07-11T09:00:00Z,email,90\n\
        4,B,s3,page_view,2025-07-12T08:00:00Z,paid_search,\n\
        5,B,s3,purchase,2025-07-12T09:00:00Z,paid_search,60\n";
    let mut house = House::new(|| 0.0);
    let files = [FILES[0], ("events.csv", events.as_bytes())];
    let files = files.map(|(name, bytes)| arrival(name, bytes, &[]));
    house.adopt(files.into_iter().collect(), true, true);
    let all = rows(&mut house, "channel_performance", "");
    let at = |column: &str| position(&house, "channel_performance", column);
    let (spend, bought) = (at("spend_usd"), at("linear_conversions"));
    let (cac, roas) = (at("linear_cac_usd"), at("linear_roas"));
    let paid = || {
        let rows = all.rows.iter();
        rows.filter_map(|row| Some((row[spend].number()?, row[bought].number()?)))
    };
    let (spent, credited) = paid().fold((0.0, 0.0), |sum, row| (sum.0 + row.0, sum.1 + row.1));
    let total = |column: usize| all.totals[column].number().expect("a total");
    assert!(paid().count() < all.rows.len() && credited > 0.0);
    assert!((total(cac) - spent / credited).abs() < 1e-9);
    let note = |column: usize| {
        let is_it = |note: &&(u32, u32, String)| {
            (note.0, note.1 as usize) == (all.rows.len() as u32, column)
        };
        all.notes.iter().find(is_it).map(|note| note.2.as_str())
    };
    assert!(note(cac).is_some_and(|text| text.starts_with("Of paid channels: $")));
    assert!(note(roas).is_some_and(|text| text.ends_with('×')));
}

#[test]
fn a_null_in_a_window_says_why_and_so_does_a_number_without_a_total() {
    let mut house = house();
    let all = rows(&mut house, "channel_funnel", "");
    let at = |column: &str| position(&house, "channel_funnel", column);
    let (channel, roas, users) = (at("channel"), at("roas") as u32, at("users") as u32);
    let note = |view: &RowsView, row: usize, column: u32| {
        let is_it = |note: &&(u32, u32, String)| (note.0 as usize, note.1) == (row, column);
        let found = view.notes.iter().find(is_it);
        found.map_or(String::new(), |(.., text)| text.clone())
    };
    for (index, row) in all.rows.iter().enumerate() {
        let is_paid = row[roas as usize] != Cell::Null;
        let expected = if is_paid {
            ""
        } else {
            "No spend is recorded here."
        };
        assert_eq!(note(&all, index, roas), expected, "{:?}", row[channel]);
    }
    let said = note(&all, all.rows.len(), users);
    assert!(said.starts_with("No total"), "{said}");
    // Narrowed to channels without spend, the ratio has no total either, and says the same.
    let direct = rows(&mut house, "channel_funnel", "where=channel~Direct");
    assert_eq!(note(&direct, 1, roas), "No spend is recorded here.");
}
