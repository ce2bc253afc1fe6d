//! Who a visitor is, which steps count, and what became of them.

use crate::engine::models::tests::support::{check, imported};
use crate::engine::warehouse::Warehouse;
use crate::protocol::Params;
use std::fmt::Write as _;

const HEADER: &str = "event_id,derived_tstamp,collector_tstamp,domain_userid,user_id,funnel_name,funnel_step_name,page_urlpath,dvce_type,dvce_ismobile,geo_country";

/// Events as `device,user,day hour:minute,step`; ids and the time of reception follow the order of the lines.
fn events(rows: &[&str]) -> String {
    let mut out = HEADER.to_owned();
    for (row, number) in rows.iter().zip(1..) {
        let fields: Vec<&str> = row.split(',').collect();
        let at = fields[2].replace(' ', "T");
        let _ = write!(
            out,
            "\ne{number},{at}:00Z,{at}:30Z,{},{},INTAKE,{},/{},Mobile,true,US",
            fields[0],
            fields[1],
            fields[3],
            fields[3].to_lowercase()
        );
    }
    out + "\n"
}

fn funnel(rows: &[&str]) -> Warehouse {
    imported(&[("funnel_events", events(rows))])
}

const LEVELS: [&str; 3] = ["visitor_id", "steps_reached", "outcome"];
const ABC: &str = "steps=A,B,C&goal=C";

#[test]
fn anonymous_visitors_who_never_sign_up_are_counted() {
    let mut house = funnel(&[
        "d1,,2025-06-01 10:00,A",
        "d1,M1,2025-06-01 10:05,B",
        "d2,,2025-06-01 11:00,A",
        "d3,,2025-06-01 12:00,Z",
        "d9,,2025-07-30 00:00,Z",
    ]);
    let expected = ["M1,2,completed", "d2,1,dropped", "d3,0,", "d9,0,"];
    check(
        &mut house,
        "steps=A,B",
        "member_intake_funnel_metrics",
        &LEVELS,
        &expected,
    );
    let columns = [
        "step_name",
        "step_order",
        "reached",
        "dropped_before_next",
        "in_progress",
    ];
    let expected = ["A,1,2,1,0", "B,2,1,,", "Z,,2,,"];
    check(&mut house, "steps=A,B", "funnel_steps", &columns, &expected);
}

#[test]
fn a_device_shared_by_two_members_gives_its_nameless_events_to_the_first_seen() {
    let mut house = funnel(&[
        "d1,,2025-06-01 10:00,A",
        "d1,M2,2025-06-01 12:00,B",
        "d1,M1,2025-06-01 11:00,B",
        "d2,M2,2025-06-02 09:00,C",
        ",M3,2025-06-02 09:30,A",
    ]);
    let columns = ["domain_userid", "visitor_id", "member_count", "event_count"];
    check(
        &mut house,
        ABC,
        "int_visitor_identity",
        &columns,
        &["d1,M1,2,3", "d2,M2,1,1"],
    );
    let columns = ["event_id", "visitor_id"];
    let expected = ["e1,M1", "e2,M2", "e3,M1", "e4,M2", "e5,M3"];
    check(&mut house, ABC, "member_events", &columns, &expected);
}

#[test]
fn an_event_of_nobody_is_left_out_and_said() {
    let mut house = funnel(&["d1,,2025-06-01 10:00,A", ",,2025-06-01 10:00,B"]);
    check(&mut house, ABC, "stg_funnel_events", &["event_id"], &["e1"]);
    let tests = house
        .run_tests("stg_funnel_events", &Params::default())
        .expect("tests");
    assert!(tests.iter().any(|test| test.examples == ["line 3"]));
}

#[test]
fn of_events_with_one_id_the_one_received_first_stays() {
    let text = format!(
        "{HEADER}\n\
         e1,2025-06-01T10:00:00Z,2025-06-01T12:00:00Z,d1,,INTAKE,B,,,,\n\
         e1,2025-06-01T10:00:00Z,2025-06-01T11:00:00Z,d1,,INTAKE,A,,,,\n\
         e1,2025-06-01T10:00:00Z,,d1,,INTAKE,C,,,,\n\
         e2,2025-06-01T10:00:00Z,,d1,,INTAKE,A,,,,\n\
         e2,2025-06-01T10:00:00Z,,d1,,INTAKE,C,,,,\n"
    );
    let mut house = imported(&[("funnel_events", text)]);
    let columns = ["event_id", "funnel_step_name"];
    check(
        &mut house,
        ABC,
        "stg_funnel_events",
        &columns,
        &["e1,A", "e2,A"],
    );
}

#[test]
fn events_count_in_order_of_time_wherever_they_stand_and_equal_times_in_order_of_the_file() {
    let mut house = funnel(&[
        "d1,,2025-06-01 10:09,C",
        "d1,,2025-06-01 10:00,A",
        "d1,,2025-06-01 10:05,B",
        "d2,,2025-06-01 10:00,A",
        "d2,,2025-06-01 10:00,B",
        "d3,,2025-06-01 10:00,B",
        "d3,,2025-06-01 10:00,A",
    ]);
    let expected = ["d1,3,completed", "d2,2,in_progress", "d3,1,in_progress"];
    check(
        &mut house,
        ABC,
        "member_intake_funnel_metrics",
        &LEVELS,
        &expected,
    );
}

#[test]
fn a_repeated_step_advances_nobody() {
    let mut house = funnel(&[
        "d1,,2025-06-01 10:00,A",
        "d1,,2025-06-01 10:01,A",
        "d1,,2025-06-01 10:02,A",
        "d2,,2025-06-01 10:00,A",
        "d2,,2025-06-01 10:01,B",
        "d2,,2025-06-01 10:02,B",
    ]);
    let levels = ["visitor_id", "steps_reached"];
    for query in [ABC, "steps=A,B,C&mode=strict", "steps=A,B,C&mode=any_order"] {
        check(
            &mut house,
            query,
            "int_funnel_visitors",
            &levels,
            &["d1,1", "d2,2"],
        );
    }
}

#[test]
fn the_window_has_its_end_in_and_a_minute_more_is_out() {
    let mut house = funnel(&[
        "d1,,2025-06-01 10:00,A",
        "d1,,2025-06-15 10:00,B",
        "d2,,2025-06-01 10:00,A",
        "d2,,2025-06-15 10:01,B",
    ]);
    let levels = ["visitor_id", "steps_reached"];
    check(
        &mut house,
        "steps=A,B",
        "int_funnel_visitors",
        &levels,
        &["d1,2", "d2,1"],
    );
    let longer = "steps=A,B&window_days=15";
    check(
        &mut house,
        longer,
        "int_funnel_visitors",
        &levels,
        &["d1,2", "d2,2"],
    );
}

#[test]
fn a_visitor_still_inside_the_window_is_in_progress_and_no_loss() {
    let mut house = funnel(&[
        "d1,,2025-06-01 10:00,A",
        "d2,,2025-06-16 10:00,A",
        "d3,,2025-06-01 09:00,A",
        "d3,,2025-06-20 09:00,A",
        "d4,,2025-06-30 10:00,A",
        "d4,,2025-06-30 10:00,B",
    ]);
    let expected = [
        "d1,1,dropped",
        "d2,1,in_progress",
        "d3,1,in_progress",
        "d4,2,completed",
    ];
    check(
        &mut house,
        "steps=A,B",
        "member_intake_funnel_metrics",
        &LEVELS,
        &expected,
    );
    let columns = [
        "step_name",
        "reached",
        "dropped_before_next",
        "in_progress",
        "step_conversion_rate",
        "is_largest_dropoff",
    ];
    let expected = ["A,4,1,2,0.5,true", "B,1,,,,false"];
    check(&mut house, "steps=A,B", "funnel_steps", &columns, &expected);
}

#[test]
fn a_step_that_nobody_knows_is_optional_and_one_that_no_event_has_falls_away() {
    let mut house = funnel(&[
        "d1,,2025-06-01 10:00,A",
        "d1,,2025-06-01 10:01,OLD_NAME",
        "d1,,2025-06-01 10:02,B",
    ]);
    let columns = ["step_name", "step_order", "reached"];
    let expected = ["A,1,1", "B,2,1", "OLD_NAME,,1"];
    check(
        &mut house,
        "steps=A,NOBODY,B",
        "funnel_steps",
        &columns,
        &expected,
    );
    let strict = "steps=A,NOBODY,B&mode=strict";
    check(
        &mut house,
        strict,
        "funnel_steps",
        &columns,
        &["A,1,1", "B,2,0", "OLD_NAME,,1"],
    );
}

#[test]
fn the_order_of_steps_is_the_user_s() {
    let mut house = funnel(&["d1,,2025-06-01 10:00,B", "d1,,2025-06-01 10:02,A"]);
    let columns = ["step_name", "step_order", "reached"];
    check(
        &mut house,
        "steps=A,B",
        "funnel_steps",
        &columns,
        &["A,1,1", "B,2,0"],
    );
    check(
        &mut house,
        "steps=B,A",
        "funnel_steps",
        &columns,
        &["A,2,1", "B,1,1"],
    );
    // Without a word of the user, and with none of the known names, by where visitors meet them.
    check(
        &mut house,
        "",
        "funnel_steps",
        &columns,
        &["A,2,1", "B,1,1"],
    );
}

#[test]
fn the_goal_decides_the_outcome_and_not_the_steps() {
    let mut house = funnel(&[
        "d1,,2025-06-01 10:00,A",
        "d1,,2025-06-01 10:02,B",
        "d9,,2025-07-30 00:00,Z",
    ]);
    let outcome = ["visitor_id", "outcome"];
    let columns = ["step_name", "dropped_before_next"];
    check(
        &mut house,
        "steps=A,B&goal=A",
        "member_intake_funnel_metrics",
        &outcome,
        &["d1,completed", "d9,"],
    );
    check(
        &mut house,
        "steps=A,B,Z&goal=B",
        "member_intake_funnel_metrics",
        &outcome,
        &["d1,completed", "d9,"],
    );
    check(
        &mut house,
        "steps=A,B,Z",
        "member_intake_funnel_metrics",
        &outcome,
        &["d1,dropped", "d9,"],
    );
    check(
        &mut house,
        "steps=A,B,Z",
        "funnel_steps",
        &columns,
        &["A,0", "B,1", "Z,"],
    );
    check(
        &mut house,
        "steps=A,B,Z&goal=B",
        "funnel_steps",
        &columns,
        &["A,0", "B,1", "Z,"],
    );
}

#[test]
fn a_breakdown_takes_the_value_at_the_entry_and_the_employer_of_the_member() {
    let text = format!(
        "{HEADER}\n\
         e1,2025-06-01T10:00:00Z,,d1,,INTAKE,A,/a,Mobile,true,US\n\
         e2,2025-06-01T10:05:00Z,,d1,M1,INTAKE,B,/b,Computer,false,CA\n\
         e3,2025-06-01T10:00:00Z,,d2,,INTAKE,A,/a,,true,\n"
    );
    let mut house = imported(&[
        ("funnel_events", text),
        (
            "members",
            "user_id,created,client_id\nM1,2025-05-30,C1\n".to_owned(),
        ),
        (
            "employers",
            "id,name,created,client_size,verification_type\nC1,Acme,2025-01-01,small,Email\n"
                .to_owned(),
        ),
    ]);
    let columns = ["dimension", "value", "step_name", "reached"];
    let expected = [
        "country,US,A,1",
        "country,US,B,1",
        "country,Unknown,A,1",
        "country,Unknown,B,0",
        "device,Mobile,A,2",
        "device,Mobile,B,1",
        "employer_industry,Unknown,A,2",
        "employer_industry,Unknown,B,1",
        "employer_size,Unknown,A,1",
        "employer_size,Unknown,B,0",
        "employer_size,small,A,1",
        "employer_size,small,B,1",
        "verification_method,Email,A,1",
        "verification_method,Email,B,1",
        "verification_method,Unknown,A,1",
        "verification_method,Unknown,B,0",
    ];
    check(
        &mut house,
        "steps=A,B",
        "funnel_steps_by",
        &columns,
        &expected,
    );
    let columns = [
        "visitor_id",
        "client_name",
        "days_since_account_creation",
        "days_since_launch",
        "most_recent_page_url",
    ];
    let expected = ["M1,Acme,2,151,/b", "d2,,,,/a"];
    check(
        &mut house,
        "steps=A,B",
        "member_intake_funnel_metrics",
        &columns,
        &expected,
    );
}

#[test]
fn the_range_takes_visitors_by_the_day_of_their_entry() {
    let mut house = funnel(&[
        "d1,,2025-06-01 23:59,A",
        "d1,,2025-06-03 10:00,B",
        "d2,,2025-06-02 00:00,A",
        "d3,,2025-06-02 10:00,B",
    ]);
    let june_2 = "steps=A,B&from=2025-06-02&to=2025-06-02";
    let levels = ["visitor_id", "steps_reached"];
    check(
        &mut house,
        june_2,
        "member_intake_funnel_metrics",
        &levels,
        &["d2,1", "d3,0"],
    );
    let june_1 = "steps=A,B&to=2025-06-01";
    let columns = ["step_name", "reached", "median_seconds_to_next"];
    check(
        &mut house,
        june_1,
        "funnel_steps",
        &columns,
        &["A,1,122460", "B,1,"],
    );
}
