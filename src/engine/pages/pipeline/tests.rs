//! The page over a small pipeline, through the whole engine: sums that hold on every link, links that lead to the rows
//! of their number, and what is left when a file is missing.

use crate::engine::house::{About, Arrival, House, Outcome};
use crate::engine::ingest::{Finished, Reader};
use crate::engine::models::pipeline::settings::RULES;
use crate::engine::models::{MODELS, SOURCES};
use crate::protocol::{Block, Cell, ChartView, Kpi, PageView, Params, RowQuery, TableView};

const FILES: [(&str, &str); 5] = [
    (
        "marketing_touchpoints.csv",
        "marketing_touchpoint_id,channel_name,contact_id,marketing_touchpoint_date\n\
        M1,Webinar,C1,2025-05-01T09:00:00Z\nM2,webinar,C2,2025-05-20T09:00:00Z\n\
        M3,Email,C1,2025-05-31T08:00:00Z\nM4,Email,C3,2025-06-09T08:00:00Z\nM5,Email,C9,2025-06-09T08:00:00Z\n",
    ),
    (
        "sales_touchpoints.csv",
        "sales_touchpoint_id,channel_name,contact_id,sales_touchpoint_date\nS1,Call,C1,2025-05-02\nS2,Call,C3,2025-05-31\n",
    ),
    (
        "contacts.csv",
        "contact_id,account_id\nC1,A1\nC2,A1\nC3,A2\n",
    ),
    (
        "pipeline_opportunities.csv",
        "opportunity_id,account_id,pipeline_amount,opportunity_created_date,sales_segment\n\
        O1,A1,1000,2025-06-01T07:00:00Z,Enterprise\nO2,A2,500,2025-06-10T07:00:00Z,SMB\n\
        O3,A3,70,2025-06-10T07:00:00Z,\nO4,A1,40.5,2025-07-15T07:00:00Z,Enterprise\n",
    ),
    (
        "channel_costs.csv",
        "channel,cost_usd,period\nWEBINAR,300,2025-06\n",
    ),
];

fn house(files: &[(&str, &str)]) -> House {
    let arrival = |(name, text): &(&str, &str)| {
        let mut reader = Reader::new(name, text.len() as u64, SOURCES);
        let outcome = loop {
            reader.push(text.as_bytes()).expect("a file that is read");
            match reader.finish().expect("a file that is read") {
                Finished::Done(file) => break Outcome::Loaded(file),
                Finished::Again(again) => reader = *again,
            }
        };
        Arrival {
            name: (*name).to_owned(),
            bytes: text.len() as u64,
            outcome,
            millis: 0.0,
            about: About::default(),
        }
    };
    let mut house = House::new(|| 0.0);
    house.adopt(files.iter().map(arrival).collect(), true, true);
    house
}

fn shown(house: &mut House, query: &str) -> PageView {
    let (params, _) = Params::parse(query);
    let view = house.page("pipeline", &params).expect("a page");
    for chart in charts(&view) {
        assert!(!chart.finding.is_empty() && !chart.finding.ends_with('.'));
        let n = chart.axis.names.len();
        assert!(chart.series.iter().all(|series| series.values.len() == n));
        let others = [
            chart.opens.len(),
            chart.axis.samples.len(),
            chart.axis.notes.len(),
        ];
        assert!(
            others.iter().all(|len| *len == 0 || *len == n),
            "{}",
            chart.id
        );
    }
    for table in tables(&view) {
        let rows = table.rows.iter().chain([&table.totals]).enumerate();
        for (at, row) in rows.filter(|(_, row)| !row.is_empty()) {
            assert_eq!(row.len(), table.columns.len(), "{}", table.title);
            for (column, cell) in row.iter().enumerate() {
                let place = (at as u32, column as u32);
                let said = table.null_reasons.iter().any(|(r, c, _)| (*r, *c) == place);
                assert_eq!(*cell == Cell::Null, said, "{} {place:?}", table.title);
            }
        }
    }
    assert!(!view.headline.is_empty());
    view
}

fn blocks(view: &PageView) -> impl Iterator<Item = &Block> {
    let sections = view.sections.iter();
    sections.flat_map(|section| section.blocks.iter().map(|block| &block.1))
}

fn charts(view: &PageView) -> Vec<&ChartView> {
    blocks(view)
        .filter_map(|block| match block {
            Block::Chart(chart) => Some(chart),
            _ => None,
        })
        .collect()
}

fn tables(view: &PageView) -> Vec<&TableView> {
    blocks(view)
        .filter_map(|block| match block {
            Block::Table(table) => Some(table),
            _ => None,
        })
        .collect()
}

fn kpi(view: &PageView, id: &str) -> f64 {
    let kpis = blocks(view).filter_map(|block| match block {
        Block::Kpis(kpis) => Some(kpis),
        _ => None,
    });
    let found: Option<&Kpi> = kpis.flatten().find(|kpi| kpi.id == id);
    found.and_then(|kpi| kpi.value).expect(id)
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-6
}

/// Every rule, alone, over a range, and under a channel filter.
fn queries() -> Vec<String> {
    let rule = |tail: &'static str| {
        RULES
            .iter()
            .map(move |rule| format!("rule={}{tail}", rule.id))
    };
    rule("")
        .chain(rule("&from=2025-06-02&to=2025-07-31"))
        .chain(rule("&channel=Webinar"))
        .collect()
}

#[test]
fn sourced_and_unsourced_are_all_pipeline_on_every_link() {
    let mut house = house(&FILES);
    for query in queries() {
        let view = shown(&mut house, &query);
        let all = kpi(&view, "pipeline_amount_usd");
        assert!(close(
            all,
            if query.contains("from") {
                610.5
            } else {
                1610.5
            }
        ));
        assert!(close(
            kpi(&view, "sourced_usd") + kpi(&view, "unsourced_usd"),
            all
        ));
        for title in ["Channels and segments", "Every rule side by side"] {
            let found = tables(&view);
            let table = found.iter().find(|t| t.title == title).expect(title);
            for column in 1..6 {
                let number = |row: &Vec<Cell>| row.get(column).and_then(Cell::number);
                let sum: f64 = table.rows.iter().filter_map(number).sum();
                let is_whole = title.starts_with("Channels") || !query.contains("channel");
                assert!(
                    !is_whole || close(sum, number(&table.totals).expect("a sum")),
                    "{query} {column}"
                );
            }
        }
    }
}

#[test]
fn each_cell_leads_to_opportunities_that_add_up_to_it() {
    let mut house = house(&FILES);
    for query in queries() {
        let view = shown(&mut house, &query);
        let found = tables(&view);
        let table = found
            .iter()
            .find(|t| t.title == "Channels and segments")
            .expect("a table");
        assert!(table.links.len() > 4, "{query}");
        for (row, column, link) in &table.links {
            let (id, behind) = link
                .strip_prefix("#/tables/")
                .and_then(|link| link.split_once('?'))
                .expect("a link");
            let (params, _) = Params::parse(behind);
            let asked = RowQuery {
                wheres: params.wheres(),
                limit: 100,
                ..RowQuery::default()
            };
            let rows = house.rows(id, &params, &asked).expect("rows");
            let cells = table.rows.get(*row as usize).unwrap_or(&table.totals);
            let shown = cells
                .get(*column as usize)
                .and_then(Cell::number)
                .expect("a number");
            let is_count = *column as usize == table.columns.len() - 1;
            let names: &[&str] = match (id, is_count) {
                ("sourced_pipeline", true) => &[],
                ("sourced_pipeline", false) => &["pipeline_amount_usd"],
                (_, true) => &["credit"],
                (_, false) => &["credited_pipeline_usd"],
            };
            let spec = MODELS.iter().find(|spec| spec.id == id).expect("a table");
            let at = spec.columns.iter().position(|c| names.contains(&c.name));
            let sum: f64 = match at {
                None => rows.matching as f64,
                Some(at) => rows
                    .rows
                    .iter()
                    .filter_map(|row| row.get(at)?.number())
                    .sum(),
            };
            assert!(close(sum, shown), "{query} {link}: {sum} behind {shown}");
        }
    }
}

#[test]
fn an_opportunity_leads_to_its_touches_in_order() {
    let mut house = house(&FILES);
    let view = shown(&mut house, "lookback_days=60");
    let found = tables(&view);
    let table = found
        .iter()
        .find(|t| t.table == "sourced_pipeline")
        .expect("a table");
    assert_eq!(
        table.rows[0][..3],
        [
            Cell::Text("O1".into()),
            Cell::Number(1000.0),
            Cell::Integer(4)
        ]
    );
    let link = table
        .links
        .iter()
        .find(|(row, column, _)| (*row, *column) == (0, 2))
        .expect("a link");
    assert_eq!(
        link.2,
        "#/tables/fct_opportunity_touches?lookback_days=60&where=opportunity_id~O1"
    );
    let (params, _) = Params::parse(link.2.split_once('?').expect("a query").1);
    let asked = RowQuery {
        wheres: params.wheres(),
        limit: 10,
        ..RowQuery::default()
    };
    let rows = house
        .rows("fct_opportunity_touches", &params, &asked)
        .expect("rows");
    let order: Vec<Option<f64>> = rows.rows.iter().map(|row| row[1].number()).collect();
    assert_eq!(order, [Some(1.0), Some(2.0), Some(3.0), Some(4.0)]);
}

#[test]
fn values_that_cannot_be_used_fall_back_and_say_so() {
    let mut house = house(&FILES);
    let view = shown(&mut house, "rule=magic&lookback_days=forever&channel=Radio");
    assert_eq!(view.notices.len(), 3, "{:?}", view.notices);
    assert_eq!(view.controls[0].value, "first_touch");
    assert_eq!(view.controls[1].value, "90");
    assert!(close(kpi(&view, "pipeline_amount_usd"), 1610.5));
}

#[test]
fn any_missing_file_leaves_the_rest_and_names_its_header() {
    // No file, each alone, each missing, all.
    let alone = (0..5).map(|at| 1_usize << at);
    for mask in alone
        .clone()
        .chain(alone.map(|bit| 31 - bit))
        .chain([0, 31])
    {
        let files: Vec<(&str, &str)> = (0..5)
            .filter(|at| mask >> at & 1 == 1)
            .map(|at| FILES[at])
            .collect();
        let mut house = house(&files);
        for rule in ["", "rule=linear"] {
            let view = shown(&mut house, rule);
            assert_eq!(view.missing.len(), 5 - files.len());
            assert!(
                view.missing
                    .iter()
                    .all(|missing| !missing.header.is_empty())
            );
            if mask >> 3 & 1 == 1 {
                assert!(close(kpi(&view, "pipeline_amount_usd"), 1610.5));
            } else {
                assert_eq!(
                    view.headline,
                    "Nothing to show yet: this page needs the files below."
                );
            }
        }
    }
}

#[test]
fn a_range_without_opportunities_is_a_page_that_says_so() {
    let view = shown(&mut house(&FILES), "from=2030-01-01&to=2030-12-31");
    assert_eq!(view.headline, "There is no pipeline to show in this range.");
}
