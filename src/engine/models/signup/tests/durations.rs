//! How long things take, with everything that histories have in them.

use crate::engine::models::tests::support::{check, imported};

fn files(tasks: &str, history: &str) -> Vec<(&'static str, String)> {
    vec![
        (
            "tasks",
            format!("task_id,project_id,task_type,created_at,completed_at\n{tasks}"),
        ),
        (
            "task_history",
            format!("task_id,phase,entered_at\n{history}"),
        ),
    ]
}

const INTERVALS: [&str; 6] = ["task_id", "visit", "phase", "hours", "is_open", "task_type"];

#[test]
fn a_phase_lasts_to_the_next_entry_else_to_the_completion_else_it_is_open() {
    let mut house = imported(&files(
        "T1,P1,Find,2025-06-01T00:00:00Z,2025-06-02T00:00:00Z\n\
         T2,P1,Find,2025-06-01T00:00:00Z,\n",
        "T1,intake,2025-06-01T00:00:00Z\n\
         T1,search,2025-06-01T06:00:00Z\n\
         T2,intake,2025-06-01T12:00:00Z\n\
         T9,intake,2025-06-03T12:00:00Z\n",
    ));
    let expected = [
        "T1,1,intake,6,false,Find",
        "T1,2,search,18,false,Find",
        "T2,1,intake,,true,Find",
        "T9,1,intake,,true,",
    ];
    check(&mut house, "", "full_task_history", &INTERVALS, &expected);
    let columns = [
        "task_type",
        "phase",
        "completed",
        "open",
        "median_hours",
        "median_open_hours",
    ];
    let expected = [
        "(none),intake,0,1,,0",
        "Find,intake,1,1,6,48",
        "Find,search,1,0,18,",
    ];
    check(&mut house, "", "phase_durations", &columns, &expected);
}

#[test]
fn a_task_that_skips_a_phase_is_not_in_it_and_one_that_revisits_adds_up() {
    let mut house = imported(&files(
        "T1,P1,Find,2025-06-01T00:00:00Z,2025-06-01T10:00:00Z\n\
         T2,P1,Find,2025-06-01T00:00:00Z,2025-06-01T08:00:00Z\n",
        "T1,intake,2025-06-01T00:00:00Z\n\
         T1,search,2025-06-01T01:00:00Z\n\
         T1,review,2025-06-01T03:00:00Z\n\
         T1,search,2025-06-01T04:00:00Z\n\
         T2,intake,2025-06-01T00:00:00Z\n\
         T2,review,2025-06-01T02:00:00Z\n",
    ));
    let columns = [
        "phase",
        "completed",
        "mean_hours",
        "total_hours",
        "revisits",
    ];
    let expected = ["intake,2,1.5,3,0", "review,2,3.5,7,0", "search,1,8,8,1"];
    check(&mut house, "", "phase_durations", &columns, &expected);
    let columns = ["phase", "rank", "share_of_time"];
    let expected = [
        "intake,3,0.16666666666666666",
        "review,2,0.3888888888888889",
        "search,1,0.4444444444444444",
    ];
    check(&mut house, "", "slowest_phases", &columns, &expected);
}

#[test]
fn an_entry_after_the_completion_lasts_no_time() {
    let mut house = imported(&files(
        "T1,P1,Find,2025-06-01T00:00:00Z,2025-06-01T02:00:00Z\n",
        "T1,intake,2025-06-01T00:00:00Z\nT1,done,2025-06-01T03:00:00Z\n",
    ));
    let expected = ["T1,1,intake,3,false,Find", "T1,2,done,0,false,Find"];
    check(&mut house, "", "full_task_history", &INTERVALS, &expected);
}

#[test]
fn a_project_without_end_is_open_and_in_no_average() {
    let mut house = imported(&[
        (
            "projects",
            "project_id,project_type,created_at,completed_at\n\
             P1,Care,2025-06-01T00:00:00Z,2025-06-03T00:00:00Z\n\
             P2,Care,2025-06-01T00:00:00Z,\n\
             P3,Care,2025-06-02T00:00:00Z,2025-06-01T00:00:00Z\n\
             P4,,2025-07-01T00:00:00Z,\n"
                .to_owned(),
        ),
        (
            "project_history",
            "project_id,status,changed_at\nP2,new,2025-06-11T00:00:00Z\n".to_owned(),
        ),
    ]);
    let columns = [
        "project_type",
        "completed",
        "open",
        "unusable",
        "mean_hours",
        "median_open_hours",
    ];
    let expected = ["(none),0,1,0,,0", "Care,1,1,1,48,720"];
    check(&mut house, "", "project_durations", &columns, &expected);
    let june = "to=2025-06-01";
    check(
        &mut house,
        june,
        "project_durations",
        &columns,
        &["Care,1,1,0,48,720"],
    );
}
