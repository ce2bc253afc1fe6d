//! The page on the sample's own files, on parts of them, and on next to nothing.

use crate::engine::house::{About, Arrival, House, Outcome};
use crate::engine::ingest::{Finished, Reader};
use crate::engine::models::SOURCES;
use crate::protocol::{Block, Cell, ChartView, PageView, Params, TableView};

const EVENTS: &str = "id,user_id,sequence_number,session_id,created_at,traffic_source,uri,event_type\n\
    e1,u1,1,s1,2025-07-01 10:00:00,Email,/product/p1,product\n\
    e2,u1,2,s1,2025-07-01 10:02:00,Email,/cart,cart\n\
    e3,u1,3,s1,2025-07-01 10:03:00,Email,/purchase,purchase\n\
    e4,,1,s2,2025-08-02 10:00:00,Organic,/product/p2,product\n";
const PRODUCTS: &str = "id,cost,category,name,brand,retail_price,department,sku\n\
    p1,4,Shoes,Loafer,Calder,10,Men,K1\n\
    p2,9,Jeans,Slim,Calder,20,Women,K2\n";
const USERS: &str =
    "id,age,gender,country,traffic_source,created_at\nu1,31,F,Germany,Search,2024-01-01 00:00:00\n";
const ITEMS: &str = "id,order_id,user_id,product_id,status,created_at,sale_price\n\
    i1,o1,u1,p1,Complete,2025-07-01 10:03:00,9.50\n\
    i2,o1,u1,p2,Returned,2025-07-01 10:03:00,20\n\
    i3,o2,u1,p2,Complete,2025-08-03 00:00:00,18\n";
const SPENT: &str = "user_id,transaction_amount,is_repeat_purchase\nu1,9.50,false\nu1,18,true\n";
const REPORT: &str = "order_id,revenue_usd,booked_at,status\n\
    o1,29.50,2025-07-01 12:00:00,Booked\n\
    o2,18,2025-09-01 00:00:00,Booked\n\
    m1,99,2025-08-07 00:00:00,Invoiced\n";
const FILES: [(&str, &str); 6] = [
    ("web_events", EVENTS),
    ("products", PRODUCTS),
    ("users", USERS),
    ("order_items", ITEMS),
    ("transactions", SPENT),
    ("source_revenue", REPORT),
];

fn shown(files: &[(&str, &str)], query: &str) -> PageView {
    let mut house = House::new(|| 0.0);
    let arrivals = files
        .iter()
        .map(|(name, text)| {
            let mut reader = Reader::new(name, text.len() as u64, SOURCES);
            let outcome = loop {
                reader.push(text.as_bytes()).expect("a source");
                match reader.finish().expect("a source") {
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
        })
        .collect();
    house.adopt(arrivals, true, false);
    let (params, _) = Params::parse(query);
    let view = house.page("commerce", &params).expect("a page");
    well_formed(&view);
    view
}

fn blocks(view: &PageView) -> impl Iterator<Item = &Block> {
    let sections = view.sections.iter();
    sections.flat_map(|section| section.blocks.iter().map(|block| &block.1))
}

fn chart<'a>(view: &'a PageView, id: &str) -> &'a ChartView {
    let found = blocks(view).find_map(|block| match block {
        Block::Chart(chart) if chart.id == id => Some(chart),
        _ => None,
    });
    found.expect(id)
}

fn table<'a>(view: &'a PageView, title: &str) -> &'a TableView {
    let found = blocks(view).find_map(|block| match block {
        Block::Table(table) if table.title == title => Some(table),
        _ => None,
    });
    found.expect(title)
}

fn reply(view: &PageView) -> &str {
    let found = blocks(view).find_map(|block| match block {
        Block::Text { body, .. } => Some(body.as_str()),
        _ => None,
    });
    found.expect("a reply")
}

/// What must hold of every view, whatever the data.
fn well_formed(view: &PageView) {
    assert!(!view.headline.is_empty());
    for block in blocks(view) {
        match block {
            Block::Chart(chart) => {
                assert!(!chart.finding.is_empty() && !chart.finding.ends_with('.'));
                let names = chart.axis.names.len();
                for series in &chart.series {
                    assert_eq!(series.values.len(), names, "{}", chart.id);
                    assert!(series.values.iter().flatten().all(|v| v.is_finite()));
                }
                for other in [
                    chart.axis.hues.len(),
                    chart.axis.samples.len(),
                    chart.axis.notes.len(),
                    chart.opens.len(),
                ] {
                    assert!(other == 0 || other == names, "{}", chart.id);
                }
            }
            Block::Table(table) => {
                for row in table.rows.iter().chain([&table.totals]) {
                    assert!(row.is_empty() || row.len() == table.columns.len());
                }
                assert!(
                    table
                        .links
                        .iter()
                        .all(|link| link.2.starts_with("#/tables/"))
                );
            }
            Block::Kpis(kpis) => {
                for kpi in kpis {
                    assert_eq!(
                        kpi.value.is_none(),
                        !kpi.null_reason.is_empty(),
                        "{}",
                        kpi.id
                    );
                }
            }
            _ => {}
        }
    }
}

#[test]
fn the_whole_story_is_told_where_everything_is_loaded() {
    let view = shown(&FILES, "");
    let ids: Vec<&str> = view.sections.iter().map(|s| s.id.as_str()).collect();
    assert_eq!(
        ids,
        [
            "numbers",
            "products",
            "months",
            "traffic",
            "customers",
            "revenue",
            "limits",
            "star"
        ]
    );
    assert_eq!(view.missing, []);
    assert_eq!(
        view.headline,
        "The shop earned $27.50 with 2 items (3 sold, 1 returned). The shop counts $119.00 less than the sales system, and every cent of that has a cause below."
    );
}

#[test]
fn the_waterfall_goes_from_one_total_to_the_other_and_each_bar_opens_its_orders() {
    let view = shown(&FILES, "from=2025-07-01&to=2025-08-31");
    let chart = chart(&view, "revenue_waterfall");
    let values: Vec<f64> = chart.series[0].values.iter().flatten().copied().collect();
    let (last, steps) = values.split_last().expect("bars");
    assert!(
        (steps.iter().sum::<f64>() - last).abs() < 1e-9,
        "{values:?}"
    );
    assert_eq!(
        chart.axis.names,
        [
            "Sales system",
            "Not an order of the shop",
            "Returned or cancelled",
            "Counted in another period",
            "Shop"
        ]
    );
    assert_eq!(
        chart.opens[2],
        "#/tables/revenue_reconciliation?from=2025-07-01&to=2025-08-31&where=cause~returned_or_cancelled"
    );
}

#[test]
fn the_reply_names_the_largest_cause_in_plain_words_and_the_days_come_from_the_data() {
    let view = shown(&FILES, "");
    assert_eq!(
        reply(&view),
        "Hello,\n\nThank you for telling us that our revenue and yours do not match for 1 Jul 2025 to 1 Sep 2025. \
        You are right: your report has $146.50, the shop has $27.50, which is $119.00 less.\n\n\
        The largest part is $99.00: 1 entry of your report is no order that the shop knows. \
        The rest: 1 order has items that were cancelled or sent back, which your report still counts ($20.00). \
        1 order is the same on both sides.\n\n\
        What happens next:\n\
        - By 3 Sep 2025 we ask you where the entries come from that are no orders of the shop, and whether they should count.\n\
        - By 8 Sep 2025 we send you the list of orders with cancelled or returned items, so that these can be taken out of your report.\n\
        - On 17 Sep 2025 we compare both again and write to you with the result.\n\n\
        If an order looks wrong to you, send us its number and we will go through it. Shall we look at the list together in a call this week?\n\n\
        Best regards"
    );
    for word in ["mart", "variance", "_", "staging", "null"] {
        assert!(!reply(&view).contains(word), "{word}");
    }
    let agreed = "order_id,revenue_usd,booked_at,status\no1,9.50,2025-07-01 12:00:00,\no2,18,2025-08-03 12:00:00,\n";
    let view = shown(&[FILES[3], ("source_revenue", agreed)], "");
    assert!(reply(&view).contains("your report and the shop agree, at $27.50"));
    assert!(!reply(&view).contains("next"));
}

#[test]
fn each_check_says_how_many_orders_fail_it() {
    let failing = |query: &str| -> Vec<Cell> {
        let view = shown(&FILES, query);
        let checks = table(&view, "Checks that would have prevented it");
        checks.rows.iter().map(|row| row[1].clone()).collect()
    };
    let expected = [1, 0, 1, 0, 1, 0].map(Cell::Integer);
    assert_eq!(failing(""), expected);
    assert_eq!(failing("from=2025-07-01&to=2025-08-31"), expected);
}

#[test]
fn an_order_that_changes_month_inside_the_range_is_said_to_be_no_cause_there() {
    let checked = |query: &str| {
        let view = shown(&FILES, query);
        let checks = table(&view, "Checks that would have prevented it");
        let causes = table(&view, "Shop against sales system");
        let is_cause = causes
            .rows
            .iter()
            .any(|row| matches!(&row[0], Cell::Text(name) if name == "Counted in another period"));
        (checks.rows[4][0].clone(), is_cause)
    };
    let plain = "Counted in another period: shop and report count an order in the same month.";
    let inside = " 1 order changed month inside this range, which its total does not show.";
    assert_eq!(checked(""), (Cell::Text(format!("{plain}{inside}")), false));
    assert_eq!(
        checked("from=2025-07-01&to=2025-08-31"),
        (Cell::Text(plain.to_owned()), true)
    );
}

#[test]
fn a_number_leads_to_its_rows_of_the_same_days() {
    let view = shown(&FILES, "by=product&from=2025-07-01&to=2025-07-31");
    let table = table(&view, "Product funnel by product");
    let columns: Vec<&str> = table.columns.iter().map(|c| c.name.as_str()).collect();
    let links: Vec<&str> = table
        .links
        .iter()
        .filter(|(row, column, _)| *row == 0 && columns[*column as usize] == "returns")
        .map(|(_, _, link)| link.as_str())
        .collect();
    assert_eq!(
        links,
        [
            "#/tables/stg_order_items?from=2025-07-01&to=2025-07-31&where=product_id~p1&where=is_cancelled~false&where=is_returned~true&where=created_date~2025-07-01..2025-07-31"
        ]
    );
}

#[test]
fn the_switch_rolls_products_up_and_a_bad_value_says_so() {
    for (query, name, rows) in [
        ("", "Product funnel by category", 2),
        ("by=brand", "Product funnel by brand", 1),
        ("by=product", "Product funnel by product", 2),
        ("by=colour", "Product funnel by category", 2),
    ] {
        let view = shown(&FILES, query);
        assert_eq!(table(&view, name).rows.len(), rows, "{query}");
        let noticed = view.notices.iter().any(|notice| notice.contains("colour"));
        assert_eq!(noticed, query == "by=colour");
    }
}

#[test]
fn any_part_of_the_files_makes_a_page_and_names_the_others() {
    for mask in 1..64_u32 {
        let files: Vec<(&str, &str)> = (0..6)
            .filter(|at| mask >> at & 1 == 1)
            .map(|at| FILES[at as usize])
            .collect();
        let view = shown(&files, "by=product");
        assert_eq!(view.missing.len(), 6 - files.len());
        assert_eq!(
            view.sections.iter().any(|s| s.id == "revenue"),
            mask >> 3 & 1 == 1 && mask >> 5 & 1 == 1
        );
    }
    for query in ["from=2030-01-01", "from=2025-08-02&to=2025-08-02&by=brand"] {
        shown(&FILES, query);
    }
}
