//! The three exports as they are recognised and handed on (spec 10 "Sources"). Aliases are header names that the
//! vendors' own exports use for the same thing, in normal form.

use crate::engine::base::SourceSpec;
use crate::engine::models::columns::{named, optional, required};

/// What was paid for.
pub static AD_SPEND: SourceSpec = SourceSpec {
    id: "ad_spend",
    grain: "one day of one campaign",
    key: &["date", "campaign_id"],
    keeps_equal_rows: false,
    columns: &[
        required(
            super::date("date", "Day of the spend."),
            &[
                "day",
                "spend_date",
                "report_date",
                "reporting_starts",
                "date_start",
            ],
        ),
        required(
            super::text("campaign_id", "The ad platform's id of the campaign."),
            &["campaign", "campaignid", "campaign_key"],
        ),
        required(
            super::text(
                "channel",
                "Channel as the export names it, in any spelling.",
            ),
            &[
                "platform",
                "network",
                "ad_platform",
                "ad_channel",
                "media_channel",
            ],
        ),
        optional(
            super::text(
                "utm_source",
                "utm_source that the campaign's links carry; null: not known, so the row is no evidence for sessions.",
            ),
            &["source", "utmsource", "campaign_source"],
        ),
        optional(
            super::text(
                "utm_campaign",
                "utm_campaign that the campaign's links carry; null: not known.",
            ),
            &["utmcampaign", "campaign_utm"],
        ),
        required(
            super::usd("spend_usd", "Media spend."),
            &[
                "spend",
                "cost",
                "cost_usd",
                "amount_spent",
                "amount_spent_(usd)",
                "total_spent",
                "spend_in_usd",
            ],
        ),
        optional(
            super::count("clicks", "Clicks on ads; null: not reported."),
            &["link_clicks", "ad_clicks", "total_clicks"],
        ),
        optional(
            super::count("impressions", "Times an ad was shown; null: not reported."),
            &["impr", "impr_", "views", "ad_impressions"],
        ),
    ],
};

/// Who came.
pub static WEB_ANALYTICS: SourceSpec = SourceSpec {
    id: "web_analytics",
    grain: "one session",
    key: &["session_id"],
    keeps_equal_rows: false,
    columns: &[
        required(
            super::text("session_id", "Id of the session."),
            &["session", "sessionid", "ga_session_id", "visit_id"],
        ),
        optional(
            super::text(
                "user_id",
                "Id of the visitor; null: not known, so the session adds no user.",
            ),
            &[
                "userid",
                "user",
                "user_pseudo_id",
                "client_id",
                "visitor_id",
                "anonymous_id",
            ],
        ),
        required(
            super::date("session_date", "Day of the session."),
            &[
                "date",
                "day",
                "visit_date",
                "session_start_date",
                "event_date",
            ],
        ),
        named(optional(
            super::text(
                "landing_page",
                "First page of the session; null: not known.",
            ),
            &[
                "landing",
                "landingpage",
                "entry_page",
                "page_path",
                "landing_page_path",
            ],
        )),
        optional(
            super::text(
                "utm_source",
                "utm_source of the link that was followed; null: none, a direct visit.",
            ),
            &["source", "utmsource", "session_source", "traffic_source"],
        ),
        optional(
            super::text(
                "utm_campaign",
                "utm_campaign of the link that was followed; null: none.",
            ),
            &["campaign", "utmcampaign", "session_campaign"],
        ),
        optional(
            super::count("pageviews", "Pages seen; null: not reported."),
            &["page_views", "views", "pages", "screen_page_views"],
        ),
        optional(
            super::count(
                "conversions",
                "Conversions; a session can have several. Null: not reported.",
            ),
            &[
                "conversion",
                "key_events",
                "goals",
                "goal_completions",
                "leads",
            ],
        ),
        optional(
            super::count(
                "sessions",
                "Sessions that the row stands for, in an export that counts them together; null: one.",
            ),
            &[],
        ),
    ],
};

/// What was sold.
pub static SALESFORCE_OPPORTUNITIES: SourceSpec = SourceSpec {
    id: "salesforce_opportunities",
    grain: "one opportunity",
    key: &["opportunity_id"],
    keeps_equal_rows: false,
    columns: &[
        required(
            super::text("opportunity_id", "Id of the opportunity."),
            &["opportunityid", "opp_id", "id", "deal_id"],
        ),
        optional(
            super::text("account_id", "Id of the account; null: not known."),
            &["accountid", "account", "company_id"],
        ),
        required(
            super::date(
                "created_date",
                "Day the opportunity was created: the day it counts on, its revenue too.",
            ),
            &[
                "createddate",
                "created",
                "created_at",
                "create_date",
                "createdate",
            ],
        ),
        required(
            super::text("stage", "Stage as the export names it."),
            &[
                "stagename",
                "stage_name",
                "deal_stage",
                "opportunity_stage",
                "status",
            ],
        ),
        optional(
            super::usd(
                "amount_usd",
                "Amount; null: not known, counts as nothing in sums.",
            ),
            &[
                "amount",
                "deal_amount",
                "value",
                "opportunity_amount",
                "amount_(usd)",
            ],
        ),
        optional(
            super::text(
                "source",
                "Where the opportunity came from, in any spelling; null: not known.",
            ),
            &[
                "lead_source",
                "leadsource",
                "opportunity_source",
                "channel",
                "utm_source",
                "original_source",
            ],
        ),
        optional(
            super::text("owner_region", "Region of the owner; null: not known."),
            &["region", "ownerregion", "territory", "sales_region"],
        ),
        optional(
            super::date(
                "close_date",
                "Day the opportunity was closed, or is expected to be; null: not known.",
            ),
            &["closedate", "closed_date", "close", "closed_at"],
        ),
        named(optional(
            super::text("owner", "Owner; null: not known."),
            &["opportunity_owner", "owner_name", "ownerid", "owner_id"],
        )),
        optional(
            super::text("segment", "Segment of the account; null: not known."),
            &["account_segment", "customer_segment", "market_segment"],
        ),
    ],
};
