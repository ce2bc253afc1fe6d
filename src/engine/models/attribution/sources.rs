//! The two exports as they are recognised and handed on (spec 20 "Sources"). Spend is `ad_spend` of the channel funnel.
//! Aliases are header names that vendors' own exports use for the same thing, in normal form.

use crate::engine::base::{Kind, SourceColumn, SourceSpec, Unit};
use crate::engine::models::columns::{named, optional, required};
use crate::engine::warehouse::SOURCE_ROW;

/// What clients did: page views and purchases.
pub static EVENTS: SourceSpec = SourceSpec {
    id: "events",
    grain: "one event of a client",
    key: &[SOURCE_ROW],
    keeps_equal_rows: false,
    columns: &[
        required(
            super::text("client_id", "Id of the client (the visitor, the buyer)."),
            &[
                "clientid",
                "client",
                "user_pseudo_id",
                "visitor_id",
                "anonymous_id",
                "user_id",
            ],
        ),
        SourceColumn {
            one_of: &["page_view", "purchase"],
            ..required(
                super::text("event_type", "What happened: page_view or purchase."),
                &["eventtype", "event_name", "event"],
            )
        },
        required(
            super::time("event_time", "When it happened (UTC)."),
            &[
                "eventtime",
                "event_timestamp",
                "event_datetime",
                "timestamp",
                "occurred_at",
            ],
        ),
        optional(
            super::text("session_id", "Id of the session; null: not known."),
            &["session", "sessionid", "ga_session_id", "visit_id"],
        ),
        optional(
            super::text(
                "channel",
                "Channel as the export names it; null: told from the utm tags or the referrer.",
            ),
            &["marketing_channel", "channel_name", "channel_grouping"],
        ),
        optional(
            super::text("campaign_id", "Id of the campaign; null: none."),
            &["campaignid", "campaign"],
        ),
        optional(
            super::text(
                "utm_source",
                "utm_source of the link that was followed; null: none.",
            ),
            &["utmsource", "source", "traffic_source"],
        ),
        optional(
            super::text(
                "utm_medium",
                "utm_medium of the link that was followed; null: none.",
            ),
            &["utmmedium", "medium", "traffic_medium"],
        ),
        named(optional(
            super::text("page_url", "Address of the page; null: not known."),
            &["url", "page", "page_location", "pageurl"],
        )),
        named(optional(
            super::text(
                "referrer_url",
                "Address of the page before; null: none or not known.",
            ),
            &["referrer", "referer", "page_referrer", "referrerurl"],
        )),
        optional(
            super::column(
                "revenue",
                Kind::Amount,
                Unit::Usd,
                "Revenue of a purchase; negative: a refund. Null: not known, or no purchase.",
            )
            .added(),
            &["revenue_usd", "purchase_revenue", "value", "amount"],
        ),
        optional(
            super::text("product_id", "Id of the product; null: none."),
            &["productid", "sku", "item_id"],
        ),
        optional(
            super::text("product_category", "Category of the product; null: none."),
            &["productcategory", "category", "item_category"],
        ),
    ],
};

/// Who the clients are.
pub static CLIENTS: SourceSpec = SourceSpec {
    id: "clients",
    grain: "one client",
    key: &["client_id"],
    keeps_equal_rows: false,
    columns: &[
        required(
            super::text("client_id", "Id of the client."),
            &["clientid", "client", "user_pseudo_id", "visitor_id"],
        ),
        optional(
            super::date(
                "registration_date",
                "Day the client registered; null: not known.",
            ),
            &["registered_at", "registered", "signup_date"],
        ),
        optional(
            super::text("cohort", "Cohort of the client; null: not known."),
            &["client_cohort"],
        ),
        optional(
            super::text(
                "customer_segment",
                "Segment of the client; null: not known.",
            ),
            &["client_segment", "segment"],
        ),
    ],
};
