//! The five exports as they are recognised and handed on (spec 30 "Sources"). Aliases are header names that other
//! systems' exports use for the same thing, in normal form.
//!
//! Touches and opportunities are timestamps: a value without a time stands at midnight.

use crate::engine::base::{SourceColumn, SourceSpec};
use crate::engine::models::columns::{optional, required};

const CHANNEL: SourceColumn = required(
    super::text("channel_name", "Channel as the export names it."),
    &["channel", "touchpoint_channel", "marketing_channel"],
);

const CONTACT: SourceColumn = required(
    super::text("contact_id", "Id of the contact."),
    &["contactid", "contact", "person_id", "lead_id"],
);

/// What marketing did.
pub static MARKETING_TOUCHPOINTS: SourceSpec = SourceSpec {
    id: "marketing_touchpoints",
    grain: "one marketing touchpoint",
    key: &["marketing_touchpoint_id"],
    keeps_equal_rows: false,
    columns: &[
        required(
            super::text("marketing_touchpoint_id", "Id of the touchpoint."),
            &["marketing_touch_id", "campaign_member_id", "touchpoint_id"],
        ),
        CHANNEL,
        CONTACT,
        required(
            super::time(
                "marketing_touchpoint_date",
                "When it was; midnight: the day alone is known.",
            ),
            &[
                "marketing_touchpoint_time",
                "marketing_touch_date",
                "touchpoint_date",
                "touchpoint_time",
            ],
        ),
    ],
};

/// What sales did.
pub static SALES_TOUCHPOINTS: SourceSpec = SourceSpec {
    id: "sales_touchpoints",
    grain: "one sales touchpoint",
    key: &["sales_touchpoint_id"],
    keeps_equal_rows: false,
    columns: &[
        required(
            super::text("sales_touchpoint_id", "Id of the touchpoint."),
            &["sales_touch_id", "sales_activity_id", "touchpoint_id"],
        ),
        CHANNEL,
        CONTACT,
        required(
            super::time(
                "sales_touchpoint_date",
                "When it was; midnight: the day alone is known.",
            ),
            &[
                "sales_touchpoint_time",
                "sales_touch_date",
                "touchpoint_date",
                "touchpoint_time",
            ],
        ),
    ],
};

/// Who belongs to which account.
pub static CONTACTS: SourceSpec = SourceSpec {
    id: "contacts",
    grain: "one contact",
    key: &["contact_id"],
    keeps_equal_rows: false,
    columns: &[
        CONTACT,
        required(
            super::text("account_id", "Id of the contact’s account."),
            &["accountid", "account", "company_id"],
        ),
    ],
};

/// What is in the pipeline.
pub static PIPELINE_OPPORTUNITIES: SourceSpec = SourceSpec {
    id: "pipeline_opportunities",
    grain: "one opportunity",
    key: &["opportunity_id"],
    keeps_equal_rows: false,
    columns: &[
        required(
            super::text("opportunity_id", "Id of the opportunity."),
            &["opportunityid", "opp_id"],
        ),
        required(
            super::text("account_id", "Id of the account."),
            &["accountid", "account", "company_id"],
        ),
        required(
            super::usd("pipeline_amount", "Amount of pipeline."),
            &["pipeline_amount_usd", "pipeline_usd", "pipeline"],
        ),
        required(
            super::time(
                "opportunity_created_date",
                "When it was created; midnight: the day alone is known.",
            ),
            &["opportunity_created_time", "opportunity_created_at"],
        ),
        optional(
            super::text("sales_segment", "Sales segment; null: not known."),
            &["segment", "account_segment", "market_segment"],
        ),
    ],
};

/// What channels cost.
pub static CHANNEL_COSTS: SourceSpec = SourceSpec {
    id: "channel_costs",
    grain: "one channel in one period",
    key: &["channel", "period"],
    keeps_equal_rows: false,
    columns: &[
        required(
            super::text("channel", "Channel, in any case of letters."),
            &["channel_name", "marketing_channel"],
        ),
        required(
            super::usd("cost_usd", "What the channel cost."),
            &["cost", "channel_cost", "total_cost", "budget_spent"],
        ),
        optional(
            super::text(
                "period",
                "The day (2025-07-01), month (2025-07), quarter (2025-Q3) or year (2025) of the cost; null: all the time that the data covers.",
            ),
            &["month", "cost_period", "quarter"],
        ),
    ],
};
