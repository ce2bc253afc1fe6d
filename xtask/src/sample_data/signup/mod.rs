//! Two quarters of a care benefit that employers give to their people: how they sign up, and how their projects go.
//!
//! What there is to find:
//! - The eligibility check loses most: four in ten who gave their name never pass it. It is worst on mobile devices and for
//!   employers that check an employee ID; who fails it once mostly fails it again (`VERIFY_ELIGIBILITY_FAILED`).
//! - Employers' files (`Eligibility file`) take days for some, and those who wait are not lost more often.
//! - Industry, size and country make no difference to speak of.
//! - Tasks that find a provider spend most of their time in `provider outreach`.
//! - Who came in the last two weeks is not lost yet, and projects begun late are still open.
//!
//! What is dirty: half of the visitors are anonymous until they have an account, some devices are shared by two members,
//! some members change devices; events arrive late, twice under one id, or twice as they are; steps are repeated, taken in
//! another order or called by a name that nobody knows any more; a few events belong to nobody; tasks skip or revisit
//! phases; some dates of completion lie before the creation, some projects have no history.

mod accounts;
mod events;
mod people;
mod work;

use super::Sample;
use super::calendar::{self, DAYS};

/// Visitors of the sample.
const VISITORS: u64 = 9_000;
/// Seconds of a day.
const DAY: u64 = 86_400;
/// The export was made at the end of the last day.
const END: u64 = DAYS * DAY;

/// The seven files.
pub fn samples() -> Vec<Sample> {
    let visitors = people::visitors(VISITORS, 0x5eed_0401);
    let work = work::of(&visitors);
    let file = |path, text| Sample { path, text };
    vec![
        file("signup/funnel_events.csv", events::text(&visitors)),
        file("signup/members.csv", accounts::members(&visitors)),
        file("signup/employers.csv", accounts::employers()),
        file("signup/projects.csv", work.projects),
        file("signup/project_history.csv", work.project_history),
        file("signup/tasks.csv", work.tasks),
        file("signup/task_history.csv", work.task_history),
    ]
}

/// `funnel_events.csv` of so many visitors, `members.csv` and `employers.csv`: the same story with other people in it,
/// for measuring.
pub fn large(visitors: u64, seed: u64) -> [String; 3] {
    let visitors = people::visitors(visitors, seed);
    [
        events::text(&visitors),
        accounts::members(&visitors),
        accounts::employers(),
    ]
}

/// A second of the two quarters as ISO 8601 text.
fn time(second: u64) -> String {
    let rest = second % DAY;
    format!(
        "{}T{:02}:{:02}:{:02}Z",
        calendar::text(second / DAY),
        rest / 3600,
        rest / 60 % 60,
        rest % 60
    )
}

/// As `time`, where it lies before the end of the export; else nothing: it has not happened yet.
fn time_by_end(second: u64) -> String {
    if second < END {
        time(second)
    } else {
        String::new()
    }
}
