//! `member_intake_funnel_metrics`: each visitor with what became of them, and the employer they belong to.
//! Grain: one visitor whose entry (without one, whose first event) lies in the range. Members join their employer; a visitor
//! who never signed up has none, and stays. What every funnel number is rolled up from.

use super::int_funnel_steps::chain;
use super::journeys::{row_of, rows_by_code};
use super::{SUBJECT, column, count, flag, settings, text, time};
use crate::engine::base::{Column, Kind, Result, Table, Unit};
use crate::engine::warehouse::{Build, DataTest, Input, Layer, ModelSpec, Param, Severity};
use crate::protocol::Day;

/// Reached the goal.
pub const COMPLETED: &str = "completed";
/// Did not, and still may.
pub const IN_PROGRESS: &str = "in_progress";
/// Did not in time.
pub const DROPPED: &str = "dropped";

const DAY_MS: i64 = 86_400_000;

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "member_intake_funnel_metrics",
    subject: SUBJECT,
    layer: Layer::Mart,
    grain: "one visitor",
    key: &["visitor_id"],
    columns: &[
        text(
            "visitor_id",
            "A member, or a device on which nobody signed in.",
        ),
        text(
            "member_id",
            "The member; null: the visitor never signed up.",
        ),
        text(
            "most_recent_step_completed",
            "The latest step of the chain by time, taken in order or not; null: none.",
        ),
        column(
            "most_recent_step_order_completed",
            Kind::Integer,
            Unit::Number,
            "Its place in the chain; null: none.",
        ),
        time(
            "most_recent_step_completed_at",
            "When it happened; null: none.",
        ),
        text(
            "most_recent_page_url",
            "Page of the latest event; null: not known.",
        ),
        text(
            "previous_page_url",
            "Page before that, as its referrer says; null: not known.",
        ),
        flag(
            "completed_intake_funnel",
            "Whether the counted attempt reached the goal.",
        ),
        text(
            "outcome",
            "`completed`: reached the goal; `in_progress`: not, and the window of the latest entry is open; `dropped`: neither; null: never entered.",
        ),
        flag(
            "is_mobile_device",
            "Whether the device at the entry is mobile; null: not known.",
        ),
        flag(
            "is_eligibility_verified",
            "Whether eligibility is verified, by the member's record, else by the latest event that knows; null: not known.",
        ),
        text(
            "client_id",
            "Id of the employer; null: none, or not signed up.",
        ),
        text("client_name", "Name of the employer; null: not known."),
        text("client_size", "Size of the employer; null: not known."),
        text(
            "client_industry",
            "Industry of the employer; null: not known.",
        ),
        text(
            "eligibility_verification_method",
            "How the employer has eligibility verified; null: not known.",
        ),
        count(
            "days_since_account_creation",
            "Days from the account to the newest event of the data; null: no account known.",
        )
        .never_added(),
        count(
            "days_since_launch",
            "Days from the employer's launch to the newest event of the data; null: not known.",
        )
        .never_added(),
        text(
            "device_type",
            "Kind of device at the entry; null: not known.",
        ),
        text("geo_country", "Country at the entry; null: not known."),
        count(
            "steps_reached",
            "Steps of the counted attempt; 0: never entered.",
        )
        .never_added(),
        flag(
            "is_window_open",
            "Whether the window of the latest entry ends at or after the newest event; null: never entered.",
        ),
        time(
            "entered_at",
            "Entry of the counted attempt; null: never entered.",
        ),
        time("first_event_at", "First event."),
    ],
    inputs: &[
        Input::Model("int_funnel_visitors"),
        Input::Model("int_visitor_steps"),
        Input::Model("int_funnel_steps"),
        Input::Model("stg_members"),
        Input::Model("stg_employers"),
        settings::GOAL_STEP,
        Input::Param(Param::Range),
    ],
    tests: &[DataTest {
        id: "outcome_of_everybody",
        sentence: "Everybody who entered has an outcome, and nobody else.",
        severity: Severity::Error,
        run: |table, _| {
            let (visitor, outcome) = (table.text("visitor_id")?, table.text("outcome")?);
            let reached = table.integers("steps_reached")?;
            Ok((0..table.height())
                .filter(|row| outcome.get(*row).is_some() != (reached.get(*row) > Some(0)))
                .map(|row| visitor.get(row).unwrap_or_default().to_owned())
                .collect())
        },
    }],
    sql: include_str!("member_intake_funnel_metrics.sql"),
    build,
};

fn build(build: &Build<'_>) -> Result<Table> {
    let range = build.range()?;
    let all = build.model("int_funnel_visitors")?;
    let (entered, first) = (all.integers("entered_at")?, all.integers("first_event_at")?);
    let newest = all.integers("last_event_at")?.iter().flatten().max();
    let kept: Vec<bool> = (0..all.height())
        .map(|row| {
            let at = entered.get(row).or(first.get(row)).unwrap_or(0);
            range.contains(Day(at.div_euclid(DAY_MS) as i32))
        })
        .collect();
    let shown = all.filter(&kept)?;
    let completed = completed(build, &shown)?;
    let (open, reached) = (
        shown.flags("is_window_open")?,
        shown.integers("steps_reached")?,
    );
    let outcome = (0..shown.height()).map(|row| match (completed[row], open.get(row)) {
        _ if reached.get(row) == Some(0) => None,
        (true, _) => Some(COMPLETED),
        (false, Some(true)) => Some(IN_PROGRESS),
        _ => Some(DROPPED),
    });
    let outcome = Column::text_of("outcome", outcome);

    let (members, employers) = (build.model("stg_members")?, build.model("stg_employers")?);
    let member = shown.text("member_id")?;
    let by_member = rows_by_code(members.text("member_id")?, member.dict);
    let member_rows: Vec<Option<usize>> = member
        .codes
        .iter()
        .map(|code| row_of(&by_member, code))
        .collect();
    let client = members.text("client_id")?;
    let by_client = rows_by_code(employers.text("client_id")?, client.dict);
    let client_rows: Vec<Option<usize>> = member_rows
        .iter()
        .map(|row| row_of(&by_client, client.codes.at((*row)?)))
        .collect();
    let verified = members.flags("is_eligibility_verified")?;
    let seen = shown.flags("is_eligibility_verified")?;
    let verified = member_rows
        .iter()
        .enumerate()
        .map(|(row, member)| member.and_then(|at| verified.get(at)).or(seen.get(row)));
    let verified = Column::flags("is_eligibility_verified", verified);

    let mut columns = Vec::with_capacity(SPEC.columns.len());
    for spec in SPEC.columns {
        let name = spec.name;
        columns.push(match name {
            "completed_intake_funnel" => Column::flags(name, completed.iter().map(|c| Some(*c))),
            "outcome" => outcome.clone(),
            "is_eligibility_verified" => verified.clone(),
            "client_id" => brought(members, name, name, &member_rows)?,
            "client_name"
            | "client_size"
            | "client_industry"
            | "eligibility_verification_method" => brought(employers, name, name, &client_rows)?,
            "days_since_account_creation" => days_since(members, name, &member_rows, newest)?,
            "days_since_launch" => days_since(employers, name, &client_rows, newest)?,
            _ => shown.column(here(name))?.renamed(name),
        });
    }
    Table::new(columns)
}

/// What `int_funnel_visitors` calls a column.
fn here(name: &str) -> &str {
    match name {
        "most_recent_step_completed" => "most_recent_step",
        "most_recent_step_order_completed" => "most_recent_step_order",
        "most_recent_step_completed_at" => "most_recent_step_at",
        "most_recent_page_url" => "last_page_url",
        "previous_page_url" => "page_before_last_url",
        name => name,
    }
}

fn brought(from: &Table, name: &str, to: &str, rows: &[Option<usize>]) -> Result<Column> {
    let column = from.text(name)?;
    let codes = super::journeys::brought(column, rows);
    Ok(Column::text(to, codes, column.dict.clone()))
}

/// Whole days from `created_at` to the newest event.
fn days_since(
    from: &Table,
    name: &str,
    rows: &[Option<usize>],
    newest: Option<i64>,
) -> Result<Column> {
    let created = from.integers("created_at")?;
    let day = |at: i64| at.div_euclid(DAY_MS);
    let days = rows
        .iter()
        .map(|row| Some(day(newest?) - day(created.get((*row)?)?)));
    Ok(Column::integers(name, days))
}

/// Whether each visitor's counted attempt has the goal.
fn completed(build: &Build<'_>, visitors: &Table) -> Result<Vec<bool>> {
    let chain = chain(build.model("int_funnel_steps")?)?;
    let goal = settings::goal(build.other("goal")?, &chain);
    let steps = build.model("int_visitor_steps")?;
    let (visitor, step) = (steps.text("visitor_id")?, steps.text("step_name")?);
    let order = steps.integers("step_order")?;
    let rows = rows_by_code(visitors.text("visitor_id")?, visitor.dict);
    let is_goal: Vec<bool> = step.dict.iter().map(|name| Some(name) == goal).collect();
    let mut out = vec![false; visitors.height()];
    for (row, code) in visitor.codes.iter().enumerate() {
        let hit =
            is_goal.get(step.codes.at(row) as usize) == Some(&true) && order.get(row).is_some();
        if hit && let Some(at) = row_of(&rows, code) {
            out[at] = true;
        }
    }
    Ok(out)
}
