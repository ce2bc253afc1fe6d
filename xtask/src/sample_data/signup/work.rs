//! `projects.csv`, `tasks.csv` and their histories: what members set out to do, and how far it came by the end of the export.

use super::super::random::Random;
use super::super::row;
use super::people::Visitor;
use super::{DAY, END, time, time_by_end};

const HOUR: u64 = 3_600;

const PROJECT_TYPES: [(&str, u64); 4] = [
    ("Elder care", 38),
    ("Child care", 31),
    ("Own health", 19),
    ("Backup care", 12),
];

/// Statuses of a project and how long each lasts, in hours.
const STATUSES: [(&str, u64, u64); 4] = [
    ("new", 4, 60),
    ("in progress", 60, 620),
    ("waiting for member", 10, 260),
    ("closing", 2, 30),
];

const TASK_TYPES: [&str; 3] = [
    "Find a provider",
    "Understand benefits",
    "Prepare documents",
];

/// Phases of a task, and the hours that each type spends in them.
const PHASES: [(&str, [(u64, u64); 3]); 5] = [
    ("intake", [(1, 20), (1, 16), (1, 20)]),
    ("research", [(8, 70), (10, 90), (6, 60)]),
    ("provider outreach", [(40, 420), (6, 60), (4, 50)]),
    ("member review", [(6, 120), (6, 110), (10, 150)]),
    ("closing", [(1, 12), (1, 10), (1, 14)]),
];

/// The four files.
#[derive(Default)]
pub struct Work {
    /// `projects.csv`.
    pub projects: String,
    /// `project_history.csv`.
    pub project_history: String,
    /// `tasks.csv`.
    pub tasks: String,
    /// `task_history.csv`.
    pub task_history: String,
}

/// The work that visitors with a project began.
pub fn of(visitors: &[Visitor]) -> Work {
    let mut random = Random::new(0x5eed_0404);
    let mut out = Work {
        projects: "project_id,member_id,project_type,created_at,completed_at\n".to_string(),
        project_history: "project_id,status,changed_at\n".to_string(),
        tasks: "task_id,project_id,task_type,created_at,completed_at\n".to_string(),
        task_history: "task_id,phase,entered_at\n".to_string(),
    };
    let mut tasks = 0;
    for visitor in visitors {
        let Some(created) = visitor.project else {
            continue;
        };
        let id = format!("P{:05}", visitor.number);
        let completed = project(&mut out, &id, created, &mut random);
        let kind = kind(&mut random);
        let mut done = time_by_end(completed);
        // Somebody set the clock wrong.
        if visitor.number.is_multiple_of(911) && !done.is_empty() {
            done = time(created.saturating_sub(DAY));
        }
        out.projects += &row(&[&id, &visitor.user(), kind, &time(created), &done]);
        for _ in 0..=random.below(2) {
            tasks += 1;
            let begin = created + random.between(1, 48) * HOUR;
            if begin < END {
                task(&mut out, &format!("T{tasks:05}"), &id, begin, &mut random);
            }
        }
    }
    out
}

fn kind(random: &mut Random) -> &'static str {
    let mut at = random.below(102);
    for (kind, share) in PROJECT_TYPES {
        if at < share {
            return kind;
        }
        at -= share;
    }
    ""
}

/// Writes a project's history; when it is completed.
fn project(out: &mut Work, id: &str, created: u64, random: &mut Random) -> u64 {
    let mut at = created;
    let is_written = !random.chance(20);
    let mut last = "";
    let mut left = STATUSES.len() + usize::from(random.chance(150));
    let mut step = 0;
    // One in eight is never completed: the member stopped answering.
    let stops = random.chance(125);
    while left > 0 {
        let (status, low, high) = STATUSES[step.min(STATUSES.len() - 1)];
        if is_written && status != last && at < END {
            out.project_history += &row(&[id, status, &time(at)]);
        }
        last = status;
        if stops && status == "waiting for member" {
            return u64::MAX;
        }
        at += random.between(low, high) * HOUR + random.below(HOUR);
        left -= 1;
        // Back to work after the member answered.
        step = if status == "waiting for member" && left == STATUSES.len() - 2 {
            1
        } else {
            step + 1
        };
    }
    at
}

fn task(out: &mut Work, id: &str, project: &str, created: u64, random: &mut Random) {
    let kind = match random.below(100) {
        0..46 => 0,
        46..76 => 1,
        _ => 2,
    };
    let mut at = created;
    let stops = random.chance(60);
    for (place, (phase, hours)) in PHASES.iter().enumerate() {
        // Some skip a phase.
        if place > 0 && place < 4 && random.chance(70) {
            continue;
        }
        let (low, high) = hours[kind];
        at = enter(out, id, phase, at, (low, high), random);
        // Some go back: the member asked for another provider.
        if *phase == "member review" && random.chance(160) {
            at = enter(out, id, PHASES[2].0, at, (low, high), random);
            at = enter(out, id, phase, at, (low, high), random);
        }
        if stops && place == 2 {
            at = u64::MAX;
            break;
        }
    }
    let name = if random.chance(8) {
        ""
    } else {
        TASK_TYPES[kind]
    };
    out.tasks += &row(&[id, project, name, &time(created), &time_by_end(at)]);
}

/// Writes an entry into a phase; when it ends.
fn enter(
    out: &mut Work,
    id: &str,
    phase: &str,
    at: u64,
    (low, high): (u64, u64),
    random: &mut Random,
) -> u64 {
    if at < END {
        out.task_history += &row(&[id, phase, &time(at)]);
    }
    // Most are quick, some take long.
    let hours = random.between(low, high).min(random.between(low, high));
    at.saturating_add(hours * HOUR + random.below(HOUR))
}
