//! The models of this subject on tables made by hand, and on the sample, whose planted differences are known.

use super::super::tests::support::{self, imported, lines, params, tested};
use crate::engine::base::md5;
use crate::engine::warehouse::Warehouse;
use crate::protocol::Params;

const EVENTS: &str = "id,user_id,sequence_number,session_id,created_at,browser,traffic_source,uri,event_type\n\
    e1,u1,1,s1,2025-07-01 10:00:00,Chrome,Email,/product/p1,product\n\
    e2,u1,2,s1,2025-07-01 10:01:00,Chrome,Email,/product/p2,Product\n\
    e3,u1,3,s1,2025-07-01 10:02:00,Chrome,Email,/cart,cart\n\
    e4,u1,4,s1,2025-07-01 10:03:00,Chrome,Email,/purchase,purchase\n\
    e5,,1,s2,2025-08-02 10:00:00,Safari,Organic,/product/gone,product\n\
    e6,,2,s2,2025-08-02 10:01:00,Safari,Organic,/product/p1,product\n\
    e7,,3,s2,2025-08-02 10:02:00,Safari,Organic,/product/p1,product\n";
const PRODUCTS: &str = "id,cost,category,name,brand,retail_price,department,sku\n\
    p1,4,Shoes,Loafer,Calder,10,Men,K1\n\
    p2,,Jeans,Slim,Calder,20,Women,K2\n";
const USERS: &str = "id,age,gender,country,traffic_source,created_at\n\
    u1,31,F,Germany,Search,2024-01-01 00:00:00\n\
    u2,,,,,\n";
const ITEMS: &str = "id,order_id,user_id,product_id,status,created_at,shipped_at,delivered_at,returned_at,sale_price\n\
    i1,o1,u1,p1,Complete,2025-07-01 10:03:00,,,,9.50\n\
    i2,o1,u1,p2,Returned,2025-07-01 10:03:00,,,2025-07-09 00:00:00,20\n\
    i3,o2,u1,p2,Complete,2025-08-03 00:00:00,,,,18\n\
    i4,o3,u2,p1,Cancelled,2025-08-04 00:00:00,,,,10\n\
    i5,o4,,gone,Shipped,2025-08-05 00:00:00,,,,7\n\
    i6,o5,u2,p1,Complete,2025-08-06 00:00:00,,,,10\n";
const REPORT: &str = "order_id,revenue_usd,booked_at,status\n\
    o1,29.50,2025-07-01 12:00:00,Booked\n\
    o2,18,2025-09-01 00:00:00,Booked\n\
    o2,18,2025-09-01 00:00:00,Booked\n\
    o3,0,2025-08-04 00:00:00,Voided\n\
    o5,12.50,2025-08-06 00:00:00,Booked\n\
    m1,99,2025-08-07 00:00:00,Invoiced\n";
const ALL: [(&str, &str); 5] = [
    ("web_events", EVENTS),
    ("products", PRODUCTS),
    ("users", USERS),
    ("order_items", ITEMS),
    ("source_revenue", REPORT),
];

fn check(query: &str, table: &str, columns: &[&str], expected: &[&str]) {
    checked(&ALL, query, table, columns, expected);
}

fn checked(files: &[(&str, &str)], query: &str, table: &str, columns: &[&str], expected: &[&str]) {
    support::check(&mut imported(files), query, table, columns, expected);
}

const FUNNEL: [&str; 9] = [
    "product_id",
    "category",
    "views",
    "view_sessions",
    "carts",
    "purchases",
    "view_to_cart_rate",
    "revenue_usd",
    "margin_usd",
];

#[test]
fn products_are_counted_by_their_own_events_and_items() {
    check(
        "",
        "product_funnel",
        &FUNNEL,
        &[
            "p1,Shoes,3,2,0,0,0,19.5,11.5",
            "p2,Jeans,1,1,1,1,1,18,0",
            "unknown,(none),1,1,0,0,0,7,0",
        ],
    );
    check(
        "from=2025-08-01&to=2025-08-05",
        "product_funnel",
        &FUNNEL,
        &[
            "p1,Shoes,2,1,0,0,0,0,0",
            "p2,Jeans,0,0,0,0,,18,0",
            "unknown,(none),1,1,0,0,0,7,0",
        ],
    );
}

#[test]
fn a_session_counts_once_in_a_category_and_each_level_holds_everything() {
    check(
        "",
        "product_funnel_rollup",
        &["level", "member", "views", "view_sessions", "returns"],
        &[
            "brand,(none),1,1,0",
            "brand,Calder,4,2,1",
            "category,(none),1,1,0",
            "category,Jeans,1,1,1",
            "category,Shoes,3,2,0",
            "department,(none),1,1,0",
            "department,Men,3,2,0",
            "department,Women,1,1,1",
        ],
    );
    check(
        "",
        "commerce_trend",
        &["month", "category", "views", "revenue_usd"],
        &[
            "2025-07,Jeans,1,0",
            "2025-07,Shoes,1,9.5",
            "2025-08,(none),1,7",
            "2025-08,Jeans,0,18",
            "2025-08,Shoes,2,10",
        ],
    );
}

#[test]
fn sessions_count_by_their_source_and_revenue_by_that_of_the_buyer() {
    check(
        "",
        "traffic_source_performance",
        &[
            "traffic_source",
            "sessions",
            "cart_sessions",
            "purchase_sessions",
            "purchase_session_rate",
            "revenue_usd",
        ],
        &[
            "(none),0,0,0,,17",
            "Email,1,1,1,1,0",
            "Organic,1,0,0,0,0",
            "Search,0,0,0,,27.5",
        ],
    );
}

#[test]
fn every_fact_has_its_members_and_what_is_not_known_has_the_unknown_one() {
    let mut house = imported(&ALL);
    let facts = house.table("fct_web_events", &Params::default());
    let facts = facts.expect("a fact");
    let found = lines(
        &facts,
        &["event_key", "product_key", "user_key", "date_key"],
    );
    let key = |text: &str| md5::text(text);
    let row = |event: &str, product: &str, user: &str, day: &str| {
        [event, product, user, day].map(key).join(",")
    };
    for expected in [
        row("e1", "p1", "u1", "2025-07-01"),
        row("e3", "p2", "u1", "2025-07-01"),
        row("e5", "unknown", "unknown", "2025-08-02"),
    ] {
        assert!(found.contains(&expected), "{expected}");
    }
    // Without users and products every fact is still there, with the unknown member.
    let mut house = imported(&[ALL[0], ALL[3]]);
    for (table, rows) in [("fct_web_events", 7), ("fct_order_items", 6)] {
        let facts = house.table(table, &Params::default()).expect(table);
        assert_eq!(facts.height(), rows);
        let keys = facts.text("product_key").expect("keys");
        assert!(
            keys.iter()
                .all(|k| k == Some(md5::text("unknown").as_str()))
        );
    }
    tested(&mut house, &Params::default());
}

#[test]
fn an_order_has_the_first_cause_that_fits_and_every_line_of_the_report_counts() {
    check(
        "",
        "revenue_reconciliation",
        &[
            "order_id",
            "part",
            "cause",
            "mart_revenue_usd",
            "source_revenue_usd",
            "variance_usd",
        ],
        &[
            "m1,1,missing_in_mart,0,99,-99",
            "o1,1,returned_or_cancelled,9.5,29.5,-20",
            "o2,1,matched,18,18,0",
            "o2,2,duplicate_in_source,0,18,-18",
            "o3,1,matched,0,0,0",
            "o4,1,missing_in_source,7,0,7",
            "o5,1,amount_mismatch,10,12.5,-2.5",
        ],
    );
}

#[test]
fn an_order_that_one_side_counts_inside_the_range_is_of_a_different_period() {
    check(
        "from=2025-08-01&to=2025-08-31",
        "revenue_reconciliation",
        &["order_id", "part", "cause", "variance_usd", "booked_date"],
        &[
            "m1,1,missing_in_mart,-99,2025-08-07",
            "o2,1,different_period,18,2025-09-01",
            "o3,1,matched,0,2025-08-04",
            "o4,1,missing_in_source,7,",
            "o5,1,amount_mismatch,-2.5,2025-08-06",
        ],
    );
    check(
        "from=2025-09-01",
        "reconciliation_summary",
        &["cause", "orders", "variance_usd"],
        &["different_period,1,-18", "duplicate_in_source,1,-18"],
    );
}

#[test]
fn loyalty_is_made_of_orders_where_no_transactions_are_given() {
    let columns = [
        "user_id",
        "transactions",
        "total_amount_usd",
        "repeat_purchases",
        "loyalty_score",
    ];
    check(
        "",
        "loyalty_scores",
        &columns,
        &["u1,2,27.5,1,37.5", "u2,1,10,0,10"],
    );
    // The first order is before the range, so the one in it is a repeat.
    check(
        "from=2025-08-01",
        "loyalty_scores",
        &columns,
        &["u1,1,18,1,28", "u2,1,10,0,10"],
    );
    let given =
        "user_id,transaction_amount,is_repeat_purchase\nu1,19.99,no\nu9,-5,yes\nu1,0.01,yes\n";
    let mut files = ALL.to_vec();
    files.push(("transactions", given));
    checked(
        &files,
        "from=2030-01-01",
        "loyalty_scores",
        &columns,
        &["u1,2,20,1,30", "u9,1,-5,1,5"],
    );
}

#[test]
fn other_tables_of_the_public_data_are_not_mistaken_for_these() {
    use crate::engine::ingest::Reader;
    use crate::engine::models::SOURCES;
    for header in [
        "order_id,user_id,status,gender,created_at,returned_at,shipped_at,delivered_at,num_of_item",
        "id,product_id,created_at,sold_at,cost,product_category,product_name,product_brand,product_retail_price,product_department,product_sku,product_distribution_center_id",
        "id,name,latitude,longitude",
        "id,name,created_at",
        "id,created_at",
        "user_id",
        "user_id,email",
        "contact_id,name,email",
        "client_id,name",
        "project_id,name",
    ] {
        let text = format!("{header}\n1,2,3,4\n");
        let mut reader = Reader::new("export.csv", text.len() as u64, SOURCES);
        let refused = reader.push(text.as_bytes()).is_err() || reader.finish().is_err();
        assert!(refused, "{header}");
    }
}

macro_rules! sample {
    ($name:literal) => {
        (
            $name,
            include_str!(concat!("../../../../sample-data/commerce/", $name, ".csv")),
        )
    };
}

fn sample() -> Warehouse {
    let mut files = vec![
        sample!("products"),
        sample!("users"),
        sample!("order_items"),
        sample!("source_revenue"),
    ];
    // What a reader sets aside is no matter of the models.
    let (_, events) = sample!("web_events");
    let events: Vec<&str> = events.lines().filter(|l| !l.contains("0000-00")).collect();
    let events = events.join("\n");
    let (_, spent) = sample!("transactions");
    let spent: Vec<&str> = spent.lines().filter(|l| !l.ends_with("maybe")).collect();
    let spent = spent.join("\n");
    files.push(("web_events", &events));
    files.push(("transactions", &spent));
    imported(&files)
}

#[test]
fn every_planted_difference_of_the_sample_lands_in_its_cause() {
    let mut house = sample();
    // Counted with exact decimals over the raw files, by another program: (cause, lines, variance in cents).
    let mut check = |query: &str, expected: &[(&str, usize, i64)]| {
        let params = params(query);
        let table = house.table("revenue_reconciliation", &params);
        let table = table.expect("a mart");
        let cause = table.text("cause").expect("text");
        let variance = table.amounts("variance_usd").expect("amounts");
        let mut total = 0;
        for (word, count, cents) in expected {
            let rows = (0..table.height()).filter(|row| cause.get(*row) == Some(word));
            let rows: Vec<usize> = rows.collect();
            assert_eq!(rows.len(), *count, "{word}");
            let sum: f64 = rows.iter().filter_map(|row| variance.get(*row)).sum();
            assert_eq!((sum * 100.0).round() as i64, *cents, "{word}");
            total += count;
        }
        assert_eq!(total, table.height());
        tested(&mut house, &params);
    };
    check(
        "",
        &[
            ("amount_mismatch", 15, -10_725),
            ("duplicate_in_source", 22, -148_608),
            ("matched", 3_783, 0),
            ("missing_in_mart", 7, -952_650),
            ("missing_in_source", 8, 111_812),
            ("returned_or_cancelled", 499, -4_014_464),
        ],
    );
    check(
        "from=2025-07-01&to=2025-07-31",
        &[
            ("amount_mismatch", 3, -2_085),
            ("different_period", 12, 23_185),
            ("duplicate_in_source", 5, -47_352),
            ("matched", 630, 0),
            ("missing_in_mart", 1, -61_250),
            ("returned_or_cancelled", 104, -800_820),
        ],
    );
}
