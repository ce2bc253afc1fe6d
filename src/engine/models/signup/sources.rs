//! The seven exports as they are recognised and handed on (spec 40 "Sources"). Aliases are header names that trackers and
//! application databases use for the same thing, in normal form.

use super::{flag, text, time};
use crate::engine::base::SourceSpec;
use crate::engine::models::columns::{named, optional, required};

/// What visitors did on the way to an account.
#[rustfmt::skip] // A table reads better as one.
pub static FUNNEL_EVENTS: SourceSpec = SourceSpec {
    id: "funnel_events",
    grain: "one event of a signup step",
    keeps_equal_rows: false,
    key: &["event_id"],
    columns: &[
        required(text("event_id", "Id of the event."), &["eventid"]),
        required(time("derived_tstamp", "When it happened (UTC)."), &["event_timestamp", "event_time"]),
        optional(time("collector_tstamp", "When it was received; of events with one id the earliest stays. Null: not known."), &["received_at"]),
        optional(text("domain_userid", "Id of the device's browser; null: not known."), &["anonymous_id", "device_id"]),
        optional(text("domain_sessionid", "Id of the session; null: not known."), &["session_id"]),
        optional(text("user_id", "Id of the member; null: before an account exists, or not signed in."), &["member_id"]),
        optional(text("user_role", "Role of the member; null: not known."), &["role"]),
        optional(flag("user_is_eligibility_verified", "Whether the member's eligibility was verified then; null: not known."), &[]),
        required(text("funnel_name", "Funnel that the step belongs to."), &["funnel_funnel_name"]),
        required(text("funnel_step_name", "Step."), &["step_name"]),
        named(optional(text("page_urlpath", "Page it happened on; null: not known."), &["page_path"])),
        named(optional(text("page_referrer", "Page before; null: not known."), &["referrer"])),
        optional(text("device_type", "Kind of device; null: not known."), &["dvce_type"]),
        optional(flag("is_mobile_device", "Whether it is a mobile device; null: not known."), &["dvce_ismobile"]),
        optional(text("geo_country", "Country; null: not known."), &[]),
    ],
};

/// Who has an account.
#[rustfmt::skip]
pub static MEMBERS: SourceSpec = SourceSpec {
    id: "members",
    grain: "one member",
    keeps_equal_rows: false,
    key: &["user_id"],
    columns: &[
        required(text("user_id", "Id of the member."), &["member_id"]),
        named(optional(text("user_name", "Name; null: not known."), &["full_name"])),
        optional(text("email", "Address; null: not known."), &["email_address"]),
        optional(time("created", "When the account was created (UTC); null: not known."), &["created_at"]),
        optional(text("client_id", "Id of the employer; null: none."), &["employer_id"]),
        optional(flag("is_eligibility_verified", "Whether eligibility is verified; null: not known."), &[]),
        optional(super::date("birthdate", "Day of birth; null: not known."), &["date_of_birth"]),
        optional(text("country", "Country; null: not known."), &[]),
    ],
};

/// Who the members work for.
#[rustfmt::skip]
pub static EMPLOYERS: SourceSpec = SourceSpec {
    id: "employers",
    grain: "one employer",
    keeps_equal_rows: false,
    key: &["id"],
    columns: &[
        required(text("id", "Id of the employer."), &["client_id", "employer_id"]),
        named(required(text("name", "Name."), &["client_name", "employer_name"])),
        optional(time("created", "When it became a client (UTC): its launch; null: not known."), &["created_at"]),
        optional(text("client_size", "Size, as the export names it; null: not known."), &["size"]),
        optional(text("client_industry", "Industry; null: not known."), &["industry"]),
        optional(text("verification_type", "How eligibility is verified; null: not known."), &["eligibility_verification_method"]),
        optional(flag("is_archived", "Whether it is no client any more; null: not known."), &[]),
        optional(time("archived", "When it ceased to be one (UTC); null: it did not."), &["archived_at"]),
        optional(time("modified", "When the row was last changed (UTC); null: not known."), &["modified_at", "updated_at"]),
    ],
};

/// What members set out to do.
#[rustfmt::skip]
pub static PROJECTS: SourceSpec = SourceSpec {
    id: "projects",
    grain: "one project",
    keeps_equal_rows: false,
    key: &["project_id"],
    columns: &[
        required(text("project_id", "Id of the project."), &[]),
        optional(text("member_id", "Id of the member; null: not known."), &["user_id"]),
        optional(text("project_type", "Type; null: not known."), &[]),
        required(time("created_at", "When it was created (UTC)."), &["created"]),
        optional(time("completed_at", "When it was completed (UTC); null: it is open."), &["completed"]),
    ],
};

/// What state a project was in since when.
#[rustfmt::skip]
pub static PROJECT_HISTORY: SourceSpec = SourceSpec {
    id: "project_history",
    grain: "one change of a project's status",
    keeps_equal_rows: false,
    key: &["project_id", "status", "changed_at"],
    columns: &[
        required(text("project_id", "Id of the project."), &[]),
        required(text("status", "The new status."), &["project_status"]),
        required(time("changed_at", "Since when (UTC)."), &["entered_at", "status_changed_at"]),
    ],
};

/// The tasks that a project is made of.
#[rustfmt::skip]
pub static TASKS: SourceSpec = SourceSpec {
    id: "tasks",
    grain: "one task",
    keeps_equal_rows: false,
    key: &["task_id"],
    columns: &[
        required(text("task_id", "Id of the task."), &[]),
        required(text("project_id", "Id of its project."), &[]),
        optional(text("task_type", "Type; null: not known."), &[]),
        required(time("created_at", "When it was created (UTC)."), &["created"]),
        optional(time("completed_at", "When it was completed (UTC); null: it is open."), &["completed"]),
    ],
};

/// What phase a task was in since when.
#[rustfmt::skip]
pub static TASK_HISTORY: SourceSpec = SourceSpec {
    id: "task_history",
    grain: "one entry of a task into a phase",
    keeps_equal_rows: false,
    key: &["task_id", "phase", "entered_at"],
    columns: &[
        required(text("task_id", "Id of the task."), &[]),
        required(text("phase", "The phase entered."), &["task_phase"]),
        required(time("entered_at", "Since when (UTC)."), &["changed_at"]),
    ],
};
