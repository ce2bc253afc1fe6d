//! The pipeline by hand: every rule with ties, the edges of the lookback, and what must add up whatever the data.

use super::support::{check, imported, params, tested};
use crate::engine::models::MODELS;
use crate::engine::warehouse::Warehouse;

const CONTACTS: &str = "contact_id,account_id\nC1,A1\nC2,A1\nC3,A2\n";
const MARKETING: &str =
    "marketing_touchpoint_id,channel_name,contact_id,marketing_touchpoint_date\n";
const SALES: &str = "sales_touchpoint_id,channel_name,contact_id,sales_touchpoint_date\n";
const DEALS: &str =
    "opportunity_id,account_id,pipeline_amount,opportunity_created_date,sales_segment\n";

/// A warehouse of rows without their headers.
fn house(marketing: &str, sales: &str, deals: &str) -> Warehouse {
    let file = |header: &str, rows: &str| {
        let rows: Vec<&str> = rows.split_whitespace().collect();
        format!("{header}{}\n", rows.join("\n"))
    };
    let files = [
        ("marketing_touchpoints", file(MARKETING, marketing)),
        ("sales_touchpoints", file(SALES, sales)),
        ("contacts", CONTACTS.to_owned()),
        ("pipeline_opportunities", file(DEALS, deals)),
    ];
    // A file of a header alone is no source.
    let is_source = |(_, text): &(&str, String)| text.trim_end().contains('\n');
    imported(&files.into_iter().filter(is_source).collect::<Vec<_>>())
}

fn sources(house: &mut Warehouse, query: &str, expected: &[&str]) {
    let columns = ["opportunity_id", "touchpoint_id", "days_to_opportunity"];
    check(house, query, "sourced_pipeline", &columns, expected);
}

const SIX: &str = "M1,Webinar,C1,2025-05-01T09:00:00Z M2,Email,C2,2025-05-20T09:00:00Z \
    M3,Email,C1,2025-05-31T08:00:00Z";
const TWO: &str = "S1,Call,C2,2025-05-01T09:00:00Z S2,Call,C1,2025-05-31T08:00:00Z";
const ONE_DEAL: &str = "O1,A1,1000,2025-06-01T07:00:00Z,Enterprise";

#[test]
fn of_touches_at_one_time_marketing_comes_before_sales_and_the_last_is_sales() {
    let mut house = house(SIX, TWO, ONE_DEAL);
    sources(&mut house, "", &["O1,M1,30"]);
    sources(&mut house, "rule=last_touch", &["O1,S2,0"]);
    sources(&mut house, "rule=closest_day", &["O1,M3,0"]);
}

#[test]
fn of_touches_of_one_side_at_one_time_the_order_of_the_file_decides() {
    let same = "M9,Webinar,C1,2025-05-01T09:00:00Z M1,Email,C1,2025-05-01T09:00:00Z";
    let mut house = house(same, "", ONE_DEAL);
    sources(&mut house, "", &["O1,M9,30"]);
    sources(&mut house, "rule=last_touch", &["O1,M1,30"]);
    sources(&mut house, "rule=closest_day", &["O1,M9,30"]);
}

#[test]
fn the_closest_day_is_not_the_closest_hour() {
    // Both lie one whole day before; the later one is nearer in hours, the first of the file is taken.
    let touches = "M1,Webinar,C1,2025-05-30T08:00:00Z M2,Email,C1,2025-05-31T06:00:00Z";
    let mut house = house(touches, "S1,Call,C1,2025-05-31T06:30:00Z", ONE_DEAL);
    sources(&mut house, "rule=closest_day", &["O1,M1,1"]);
    sources(&mut house, "rule=last_touch", &["O1,S1,1"]);
}

#[test]
fn shared_rules_name_no_touch_and_their_credits_add_up() {
    let mut house = house(SIX, TWO, ONE_DEAL);
    let columns = [
        "touch_order",
        "touchpoint_id",
        "days_before_creation",
        "credit_first_touch",
        "credit_last_touch",
        "credit_closest_day",
        "credit_linear",
        "credit_position_based",
    ];
    let expected = [
        "1,M1,30,1,0,0,0.2,0.4",
        "2,S1,30,0,0,0,0.2,0.06666666666666667",
        "3,M2,11,0,0,0,0.2,0.06666666666666667",
        "4,M3,0,0,0,1,0.2,0.06666666666666667",
        "5,S2,0,0,1,0,0.2,0.4",
    ];
    check(
        &mut house,
        "",
        "fct_opportunity_touches",
        &columns,
        &expected,
    );
    let columns = ["opportunity_id", "channel", "touchpoint_id", "touches"];
    for rule in ["linear", "position_based", "time_decay"] {
        let query = format!("rule={rule}");
        check(
            &mut house,
            &query,
            "sourced_pipeline",
            &columns,
            &["O1,,,5"],
        );
    }
    let columns = ["channel", "opportunities", "pipeline_amount_usd"];
    check(
        &mut house,
        "rule=linear",
        "pipeline_by_channel",
        &columns,
        &["Call,0.4,400", "Email,0.4,400", "Webinar,0.2,200"],
    );
}

#[test]
fn a_touch_a_week_earlier_weighs_half_and_dates_are_compared_as_days() {
    // 25 May is a date, so it is seven days old, whatever the hours.
    let touches = "M1,Webinar,C1,2025-05-25 M2,Email,C1,2025-06-01T07:00:00Z";
    let mut house = house(touches, "", ONE_DEAL);
    let columns = ["channel", "opportunities"];
    let expected = ["Email,0.6666666666666666", "Webinar,0.3333333333333333"];
    check(
        &mut house,
        "rule=time_decay",
        "pipeline_by_channel",
        &columns,
        &expected,
    );
}

#[test]
fn a_touch_just_beyond_an_exact_lookback_counts_by_whole_days_and_for_the_closest_day_alone() {
    let touches = "M1,Webinar,C1,2025-05-01T06:59:59Z M2,Webinar,C1,2025-04-30T07:00:00Z";
    let mut house = house(touches, "", ONE_DEAL);
    sources(&mut house, "lookback_days=31", &["O1,,"]);
    sources(
        &mut house,
        "lookback_days=31&rule=closest_day",
        &["O1,M1,31"],
    );
    let query = "lookback_days=31&lookback_precision=whole_days";
    sources(&mut house, query, &["O1,M1,31"]);
    sources(&mut house, "lookback_days=32", &["O1,M2,32"]);
    let columns = [
        "touchpoint_id",
        "is_in_lookback",
        "touch_order",
        "credit_closest_day",
    ];
    let query = "lookback_days=31";
    check(
        &mut house,
        query,
        "fct_opportunity_touches",
        &columns,
        &["M1,false,0,1"],
    );
    let columns = ["channel", "influenced_opportunities"];
    check(
        &mut house,
        query,
        "pipeline_by_channel",
        &columns,
        &["Unsourced,0"],
    );
    let query = "lookback_days=31&rule=closest_day";
    check(
        &mut house,
        query,
        "pipeline_by_channel",
        &columns,
        &["Webinar,1"],
    );
}

#[test]
fn dates_without_a_time_are_compared_as_calendar_days() {
    // The opportunity is a date: a touch later on that day counts, one on the day after does not.
    let touches = "M1,Email,C1,2025-06-01T20:00:00Z M2,Late,C1,2025-06-02T00:00:01Z";
    let mut house = house(
        touches,
        "S1,Call,C1,2025-03-03",
        "O1,A1,1000,2025-06-01,SMB",
    );
    sources(&mut house, "", &["O1,S1,90"]);
    sources(&mut house, "rule=last_touch", &["O1,M1,0"]);
    sources(&mut house, "lookback_days=89", &["O1,M1,0"]);
}

#[test]
fn one_touch_serves_every_opportunity_of_its_account_and_is_flagged() {
    let deals = "O1,A1,1000,2025-06-01T07:00:00Z,SMB O2,A1,500,2025-06-10T07:00:00Z,SMB \
        O3,A2,70,2025-06-10T07:00:00Z,";
    let mut house = house("M1,Webinar,C1,2025-05-25T09:00:00Z", "", deals);
    let columns = [
        "opportunity_id",
        "channel",
        "is_shared_touch",
        "sales_segment",
    ];
    let expected = [
        "O1,Webinar,true,SMB",
        "O2,Webinar,true,SMB",
        "O3,Unsourced,,Unknown",
    ];
    check(&mut house, "", "sourced_pipeline", &columns, &expected);
    let columns = [
        "channel",
        "sales_segment",
        "opportunities",
        "pipeline_amount_usd",
        "share",
    ];
    let expected = [
        "Unsourced,Unknown,1,70,0.044585987261146494",
        "Webinar,SMB,2,1500,0.9554140127388535",
    ];
    check(
        &mut house,
        "",
        "pipeline_by_channel_segment",
        &columns,
        &expected,
    );
}

#[test]
fn a_contact_without_an_account_leads_nowhere_and_an_opportunity_without_a_touch_is_unsourced() {
    let mut house = house("M1,Webinar,C9,2025-05-25T09:00:00Z", "", ONE_DEAL);
    sources(&mut house, "", &["O1,,"]);
    let columns = [
        "channel",
        "opportunities",
        "avg_days_to_opportunity",
        "influenced_opportunities",
    ];
    check(
        &mut house,
        "",
        "pipeline_by_channel",
        &columns,
        &["Unsourced,1,,0"],
    );
    let warned = tested(&mut house, &params(""));
    assert!(
        warned.iter().any(|w| w.starts_with("fct_touchpoints")),
        "{warned:?}"
    );
    assert!(
        warned.iter().any(|w| w.starts_with("stg_marketing")),
        "{warned:?}"
    );
}

#[test]
fn channels_match_without_regard_to_case_and_the_commonest_spelling_stands() {
    let touches = "M1,webinar,C1,2025-05-01T09:00:00Z M2,Webinar,C1,2025-05-20T09:00:00Z \
        M3,Paid-Social,C2,2025-05-21T09:00:00Z";
    let sales = "S1,WEBINAR,C1,2025-05-21T09:00:00Z S2,Webinar,C1,2025-05-22T09:00:00Z \
        S3,PaidSocial,C1,2025-05-22T10:00:00Z";
    let mut house = house(touches, sales, ONE_DEAL);
    let columns = ["channel", "touches", "contacts"];
    let expected = ["Paid-Social,1,1", "PaidSocial,1,1", "Webinar,4,1"];
    check(&mut house, "", "channel_touch_profile", &columns, &expected);
    sources(&mut house, "channel=webinar", &["O1,M1,30"]);
    sources(&mut house, "channel=Email", &[]);
}

#[test]
fn the_range_counts_opportunities_by_creation_and_never_touches() {
    let deals = "O1,A1,1000,2025-06-01T07:00:00Z,SMB O2,A2,500,2025-07-01T07:00:00Z,SMB";
    let touches = "M1,Webinar,C1,2025-05-25T09:00:00Z M2,Email,C3,2025-06-25T09:00:00Z";
    let mut house = house(touches, "", deals);
    let query = "from=2025-06-15&to=2025-07-31";
    sources(&mut house, query, &["O2,M2,5"]);
    let columns = ["channel", "pipeline_amount_usd", "share"];
    check(
        &mut house,
        query,
        "pipeline_by_channel",
        &columns,
        &["Email,500,1"],
    );
    sources(&mut house, "from=2025-06-01&to=2025-06-01", &["O1,M1,6"]);
}

#[test]
fn a_cost_spreads_over_the_days_of_its_period_and_one_without_a_period_over_all_data() {
    let deals = format!("{DEALS}{ONE_DEAL}\n");
    let touches = format!("{MARKETING}M1,Webinar,C1,2025-05-25T09:00:00Z\n");
    let costs = "channel,cost_usd,period\nwebinar,300,2025-06\nWEBINAR,100,\nRadio,50,2025-06-02\n";
    let mut house = imported(&[
        ("marketing_touchpoints", touches.as_str()),
        ("contacts", CONTACTS),
        ("pipeline_opportunities", deals.as_str()),
        ("channel_costs", costs),
    ]);
    let columns = [
        "channel",
        "pipeline_amount_usd",
        "cost_usd",
        "pipeline_per_cost",
    ];
    let expected = ["Radio,0,50,0", "WEBINAR,1000,400,2.5"];
    check(&mut house, "", "pipeline_by_channel", &columns, &expected);
    let june = ["WEBINAR,1000,10,100"];
    check(
        &mut house,
        "to=2025-06-01",
        "pipeline_by_channel",
        &columns,
        &june,
    );
}

#[test]
fn without_any_source_every_table_is_empty_and_every_test_passes() {
    let mut house = imported(&[("", ""); 0]);
    for rule in ["", "rule=closest_day", "rule=linear"] {
        for spec in MODELS.iter().filter(|spec| spec.subject == "pipeline") {
            let table = house.table(spec.id, &params(rule)).expect(spec.id);
            assert_eq!(table.height(), 0, "{}", spec.id);
        }
        assert_eq!(tested(&mut house, &params(rule)), [""; 0]);
    }
}
