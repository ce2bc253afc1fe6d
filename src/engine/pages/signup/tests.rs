//! The page on small files: a story, every combination of missing files, parameters that cannot be used, and nothing.

use crate::engine::house::{About, Arrival, House, Outcome};
use crate::engine::ingest::{Finished, Reader};
use crate::engine::models::SOURCES;
use crate::protocol::{Block, Cell, ControlKind, PageView, Params};
use std::fmt::Write as _;

/// A hundred visitors: half on mobile devices, of whom 10 in 50 pass the check, else 40 in 50. Members from the check on.
fn events() -> String {
    let mut out = "event_id,derived_tstamp,domain_userid,user_id,funnel_name,funnel_step_name,page_urlpath,dvce_type\n".to_owned();
    let mut id = 0;
    let mut log = |visitor: u32, minute: u32, step: &str, page: &str| {
        id += 1;
        let (kind, day) = if visitor < 50 {
            ("Mobile", 1)
        } else {
            ("Computer", 2)
        };
        let user = if step == "CREATE_ACCOUNT" {
            format!("M{visitor}")
        } else {
            String::new()
        };
        let _ = writeln!(
            out,
            "e{id},2025-06-{day:02}T10:{minute:02}:00Z,d{visitor},{user},INTAKE,{step},{page},{kind}"
        );
    };
    for visitor in 0..100 {
        log(visitor, 0, "INPUT_FULL_NAME", "/welcome");
        if visitor % 50 < if visitor < 50 { 10 } else { 40 } {
            log(visitor, 5, "VERIFY_ELIGIBILITY", "/verify");
            log(visitor, 9, "CREATE_ACCOUNT", "/account");
        }
    }
    // A month later the data ends, so nobody is in progress.
    out += "e999,2025-07-20T10:00:00Z,d999,,INTAKE,HELP,/help,Tablet\n";
    out
}

fn files() -> Vec<(&'static str, String)> {
    let mut members = "user_id,created,client_id\n".to_owned();
    for n in 0..100 {
        let _ = writeln!(members, "M{n},2025-05-01,C{}", n % 2);
    }
    vec![
        ("funnel_events", events()),
        ("members", members),
        (
            "employers",
            "id,name,created,client_size,client_industry,verification_type\n\
             C0,Acme,2025-01-01,small,Retail,Email\nC1,Brook,2025-01-01,large,Finance,File\n"
                .to_owned(),
        ),
        (
            "projects",
            "project_id,project_type,created_at,completed_at\n\
             P1,Care,2025-06-01T00:00:00Z,2025-06-03T00:00:00Z\nP2,Care,2025-06-01T00:00:00Z,\n"
                .to_owned(),
        ),
        (
            "tasks",
            "task_id,project_id,task_type,created_at,completed_at\n\
             T1,P1,Find,2025-06-01T00:00:00Z,2025-06-02T00:00:00Z\nT2,P1,Find,2025-06-01T00:00:00Z,\n"
                .to_owned(),
        ),
        (
            "task_history",
            "task_id,phase,entered_at\nT1,intake,2025-06-01T00:00:00Z\nT1,search,2025-06-01T06:00:00Z\n\
             T2,intake,2025-06-01T00:00:00Z\n"
                .to_owned(),
        ),
    ]
}

fn arrival((name, text): &(&str, String)) -> Arrival {
    let name = format!("{name}.csv");
    let mut reader = Reader::new(&name, text.len() as u64, SOURCES);
    let outcome = loop {
        if let Err(refusal) = reader.push(text.as_bytes()) {
            break Outcome::Refused(refusal);
        }
        match reader.finish() {
            Ok(Finished::Done(file)) => break Outcome::Loaded(file),
            Ok(Finished::Again(again)) => reader = *again,
            Err(refusal) => break Outcome::Refused(refusal),
        }
    };
    Arrival {
        bytes: text.len() as u64,
        outcome,
        millis: 0.0,
        about: About::default(),
        name,
    }
}

fn shown(files: &[(&str, String)], query: &str) -> PageView {
    let mut house = House::new(|| 0.0);
    house.adopt(files.iter().map(arrival).collect(), true, false);
    let (params, _) = Params::parse(query);
    let view = house.page("signup", &params).expect("a page");
    well_formed(&view);
    view
}

/// What must hold of every view, whatever the data.
fn well_formed(view: &PageView) {
    assert!(!view.headline.is_empty());
    for block in view.sections.iter().flat_map(|section| &section.blocks) {
        match &block.1 {
            Block::Chart(chart) => {
                assert!(
                    !chart.finding.is_empty() && !chart.finding.ends_with('.'),
                    "{}",
                    chart.id
                );
                for series in &chart.series {
                    assert_eq!(series.values.len(), chart.axis.names.len(), "{}", chart.id);
                    assert!(series.values.iter().flatten().all(|v| v.is_finite()));
                }
                assert!(chart.opens.is_empty() || chart.opens.len() == chart.axis.names.len());
            }
            Block::Table(table) => {
                for (at, row) in (0..).zip(&table.rows) {
                    assert_eq!(row.len(), table.columns.len(), "{}", table.title);
                    for (column, cell) in (0..).zip(row) {
                        let reasons = &table.null_reasons;
                        let said = reasons
                            .iter()
                            .any(|(r, c, why)| (*r, *c) == (at, column) && !why.is_empty());
                        assert_eq!(*cell == Cell::Null, said, "{} {at} {column}", table.title);
                    }
                }
                assert!(
                    table
                        .links
                        .iter()
                        .all(|(_, _, link)| link.starts_with("#/tables/"))
                );
            }
            Block::Findings(findings) => {
                assert!(
                    findings
                        .iter()
                        .all(|finding| finding.sentence.ends_with('.'))
                );
            }
            _ => {}
        }
    }
}

fn sentences(view: &PageView) -> Vec<&str> {
    let blocks = view.sections.iter().flat_map(|section| &section.blocks);
    blocks
        .filter_map(|(_, block)| match block {
            Block::Findings(findings) => Some(findings.iter().map(|f| f.sentence.as_str())),
            _ => None,
        })
        .flatten()
        .collect()
}

#[test]
fn the_page_says_where_most_are_lost_and_for_whom() {
    let view = shown(&files(), "");
    assert_eq!(
        view.headline,
        "50 of 100 visitors (50.0 %) reached “Create account”. Most are lost before “Verify eligibility”: 50.0 % of those who reached “Input full name”, 80.0 % for Mobile."
    );
    let ids: Vec<&str> = view
        .sections
        .iter()
        .map(|section| section.id.as_str())
        .collect();
    let expected = [
        "numbers",
        "funnel",
        "groups",
        "explanations",
        "dropped",
        "durations",
        "limits",
    ];
    assert_eq!(ids, expected);
    let said = sentences(&view);
    assert!(said.contains(&"By device, Mobile goes on to “Verify eligibility” least: 20.0 % against 80.0 % of the others."));
    assert!(
        said.iter()
            .any(|s| s.starts_with("50 of the 50 visitors who dropped never signed in"))
    );
    assert_eq!(view.notices, [""; 0]);
}

#[test]
fn every_missing_file_leaves_the_rest() {
    let all = files();
    let check = |some: &[(&str, String)]| {
        let view = shown(some, "by=verification_method");
        assert_eq!(view.missing.len(), all.len() - some.len());
        let has_events = some.iter().any(|(name, _)| *name == "funnel_events");
        let has_funnel = view.sections.iter().any(|section| section.id == "funnel");
        assert_eq!(has_funnel, has_events);
        assert_eq!(view.controls.is_empty(), !has_events);
    };
    check(&[]);
    for at in 0..all.len() {
        check(&all[at..=at]);
        let mut rest = all.clone();
        rest.remove(at);
        check(&rest);
    }
}

#[test]
fn the_controls_hold_what_is_in_force_and_bad_values_fall_back_with_a_notice() {
    let query =
        "steps=CREATE_ACCOUNT,INPUT_FULL_NAME,NOBODY&window_days=0&mode=loose&goal=HELP&by=moon";
    let view = shown(&files(), query);
    assert_eq!(view.notices.len(), 5, "{:?}", view.notices);
    let control = |key: &str| {
        let mut controls = view.controls.iter();
        controls
            .find(|control| control.key == key)
            .expect("a control")
    };
    assert_eq!(control("steps").value, "CREATE_ACCOUNT,INPUT_FULL_NAME");
    assert_eq!(
        control("steps").default,
        "INPUT_FULL_NAME,VERIFY_ELIGIBILITY,CREATE_ACCOUNT"
    );
    assert_eq!(control("window_days").value, "14");
    assert_eq!(control("goal").value, "INPUT_FULL_NAME");
    let ControlKind::Order(steps) = &control("steps").kind else {
        panic!("an order");
    };
    let parts: Vec<bool> = steps.iter().map(|(_, _, takes_part)| *takes_part).collect();
    assert_eq!(parts, [true, true, false, false]);
    for mode in ["strict", "any_order"] {
        shown(&files(), &format!("mode={mode}"));
    }
}

#[test]
fn a_range_without_visitors_says_so() {
    let view = shown(&files()[..1], "from=2024-01-01&to=2024-01-31");
    assert_eq!(view.headline, "There is nothing to show in this range.");
}

#[test]
fn lost_visitors_stand_in_the_order_of_the_time_shown() {
    let text = "event_id,derived_tstamp,domain_userid,funnel_name,funnel_step_name\n\
        e1,2025-06-01T10:00:00Z,early,INTAKE,INPUT_FULL_NAME\n\
        e2,2025-06-05T10:00:00Z,early,INTAKE,VERIFY_ELIGIBILITY\n\
        e3,2025-06-03T10:00:00Z,late,INTAKE,INPUT_FULL_NAME\n\
        e4,2025-07-20T10:00:00Z,end,INTAKE,CREATE_ACCOUNT\n";
    let view = shown(&[("funnel_events", text.to_owned())], "");
    let blocks = view.sections.iter().flat_map(|section| &section.blocks);
    let times: Vec<(&Cell, &Cell)> = blocks
        .filter_map(|(_, block)| match block {
            Block::Table(table) if table.title.starts_with("Lost visitors") => Some(&table.rows),
            _ => None,
        })
        .flatten()
        .map(|row| (&row[0], &row[1]))
        .collect();
    let (name, day) = (|name: &str| Cell::Text(name.to_owned()), 86_400_000);
    let third = 1_748_944_800_000; // 3 June 2025, 10:00
    assert_eq!(
        times,
        [
            (&name("late"), &Cell::Time(third)),
            (&name("early"), &Cell::Time(third - 2 * day))
        ]
    );
}

#[test]
fn an_event_of_nobody_and_a_later_copy_are_set_aside_and_the_sum_holds() {
    let text = "event_id,derived_tstamp,collector_tstamp,domain_userid,user_id,funnel_name,funnel_step_name\n\
        e1,2025-06-01T10:00:00Z,2025-06-01T12:00:00Z,d1,,INTAKE,A\n\
        e1,2025-06-01T10:00:00Z,2025-06-01T11:00:00Z,d1,,INTAKE,A\n\
        e2,2025-06-01T10:00:00Z,2025-06-01T11:00:00Z,,,INTAKE,A\n";
    let mut house = House::new(|| 0.0);
    let file = arrival(&("funnel_events", text.to_owned()));
    house.adopt(vec![file], true, false);
    let rejects = house.rejects().into_iter();
    let said: Vec<(String, u64)> = rejects.map(|row| (row.code, row.line)).collect();
    let expected = [
        ("duplicate_key".to_owned(), 2),
        ("missing_identity".to_owned(), 4),
    ];
    assert_eq!(said, expected);
    let data = house.data();
    let rows = (data.rows_read, data.rows_kept, data.rows_rejected);
    assert_eq!(rows, (3, 1, 2));
}
