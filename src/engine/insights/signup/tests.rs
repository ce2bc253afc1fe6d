//! Detectors on made-up funnels: a clear case, chance, and nothing.

use super::explanations::{Verdict, explanations};
use super::*;
use crate::engine::insights::found;

fn step(name: &str, reached: f64, dropped: f64, waiting: f64) -> Step {
    Step {
        name: name.to_owned(),
        reached,
        dropped: Some(dropped),
        waiting: Some(waiting),
        seconds: Some((60.0, 600.0)),
    }
}

fn part(dimension: &str, value: &str, decided: f64, converted: f64) -> Part {
    Part {
        dimension: dimension.to_owned(),
        value: value.to_owned(),
        step: 0,
        decided,
        converted,
    }
}

fn funnel(parts: Vec<Part>) -> Evidence {
    Evidence {
        steps: vec![
            step("INPUT_FULL_NAME", 1010.0, 400.0, 10.0),
            step("VERIFY_ELIGIBILITY", 600.0, 60.0, 0.0),
            Step {
                name: "CREATE_ACCOUNT".to_owned(),
                reached: 540.0,
                ..Step::default()
            },
        ],
        parts,
        window_days: 14,
        ..Evidence::default()
    }
}

#[test]
fn the_largest_loss_has_its_share_and_interval() {
    let said = found(FUNNEL, &funnel(Vec::new()));
    assert_eq!(
        said[0].sentence,
        "400 of 1,000 visitors who reached “Input full name” never took “Verify eligibility” (40.0 %): the largest loss of any step."
    );
    assert_eq!(
        said[0].confidence,
        "1,000 visitors; 19 times in 20 the true share lies between 37.0 % and 43.1 %"
    );
    assert!(said[0].evidence.starts_with(
        "That is 87.0 % of all 460 losses at any step. Next by share before “Create account”"
    ));
    let goal = Evidence {
        goal: "VERIFY_ELIGIBILITY".to_owned(),
        ..funnel(Vec::new())
    };
    assert!(found(FUNNEL, &goal)[0].evidence.starts_with(
        "That is 87.0 % of all 460 losses at any step, 60 of them after “Verify eligibility”."
    ));
}

#[test]
fn a_clear_group_is_named_and_an_even_breakdown_is_said_to_be_even() {
    let evidence = funnel(vec![
        part("device", "Mobile", 500.0, 200.0),
        part("device", "Computer", 500.0, 400.0),
        part("country", "US", 500.0, 298.0),
        part("country", "CA", 500.0, 302.0),
    ]);
    let said = found(FUNNEL, &evidence);
    assert!(said[1].sentence.starts_with(
        "By device, Mobile goes on to “Verify eligibility” least: 40.0 % against 80.0 %"
    ));
    assert!(
        said[1]
            .evidence
            .contains("At the rate of the others 200 more would have.")
    );
    assert_eq!(
        said[2].sentence,
        "Country makes no clear difference at this step: the gaps are within what chance gives."
    );
}

#[test]
fn a_breakdown_that_the_lost_lack_is_said_to_flatter() {
    let evidence = funnel(vec![
        part("verification_method", "Email", 300.0, 270.0),
        part("verification_method", "ID", 300.0, 210.0),
        part("verification_method", "Unknown", 400.0, 120.0),
    ]);
    let said = found(FUNNEL, &evidence);
    assert!(
        said[1].assumption.contains("flatter"),
        "{}",
        said[1].assumption
    );
}

#[test]
fn explanations_are_weighed_by_what_they_predict() {
    let mut evidence = funnel(vec![
        part("device", "Mobile", 500.0, 200.0),
        part("device", "Computer", 500.0, 400.0),
    ]);
    evidence.seen = vec![Seen {
        step: 0,
        name: "CHECK_FAILED".to_owned(),
        with: (300.0, 60.0),
        without: (700.0, 540.0),
    }];
    evidence.pages = vec![Page {
        path: Some("/verify".to_owned()),
        visitors: 400.0,
    }];
    let all = explanations(&evidence);
    let of = |id: &str| all.iter().find(|e| e.id == id).expect("an explanation");
    assert_eq!(of("eligibility").tally(), (2, 0));
    assert_eq!(of("mobile").predictions[0].verdict, Verdict::For);
    // A time is that from a step to the next, as in the table of steps.
    evidence.steps[1].seconds = Some((660.0, 6_000.0));
    let slow = &explanations(&evidence)[3].predictions[0];
    assert!(slow.seen.starts_with(
        "From “Verify eligibility” to “Create account” takes longest (11 minutes for half of those who take it); most are lost from “Input full name” to “Verify eligibility”, which takes 60 seconds."
    ));
    // 240 of the 400 lost had tried, and devices differ.
    assert_eq!(of("unclear").tally(), (0, 2));
}

#[test]
fn nobody_lost_says_nothing() {
    let nobody = Evidence::default();
    assert_eq!(found(FUNNEL, &nobody), []);
    assert_eq!(found(DURATIONS, &nobody), []);
    assert_eq!(found(LIMITS, &nobody), []);
    assert!(explanations(&nobody).is_empty());
}

#[test]
fn times_and_names_read_as_people_say_them() {
    assert_eq!(span(1.0), "1 second");
    assert_eq!(span(216.0), "3.6 minutes");
    assert_eq!(span(82_800.0), "23 hours");
    assert_eq!(span(553_000.0), "6.4 days");
    assert_eq!(label("CREATE_ACCOUNT"), "Create account");
    assert_eq!(label("Sign up"), "Sign up");
}
