//! Sources for the tests of this folder, after spec 10. The product's own are with their models.

use crate::engine::base::{ColumnSpec, SourceColumn, SourceSpec};
use crate::protocol::{Kind, Unit};

const fn column(
    name: &'static str,
    kind: Kind,
    required: bool,
    aliases: &'static [&'static str],
) -> SourceColumn {
    SourceColumn {
        column: ColumnSpec {
            name,
            kind,
            unit: Unit::Text,
            doc: "",
            adds: crate::engine::base::Adds::Never,
        },
        required,
        aliases,
        keeps_null_words: false,
        one_of: &[],
    }
}

/// A campaign on a day.
pub const AD_SPEND: SourceSpec = SourceSpec {
    id: "ad_spend",
    grain: "a campaign on a day",
    key: &["date", "campaign_id"],
    keeps_equal_rows: false,
    columns: &[
        column("date", Kind::Date, true, &["day"]),
        column("campaign_id", Kind::Text, true, &[]),
        column("channel", Kind::Text, true, &[]),
        column("utm_source", Kind::Text, false, &["source"]),
        column("utm_campaign", Kind::Text, false, &[]),
        column("spend_usd", Kind::Amount, true, &["cost", "spend"]),
        column("clicks", Kind::Integer, false, &[]),
        column("impressions", Kind::Integer, false, &["impr_"]),
    ],
};

/// A session.
pub const WEB_ANALYTICS: SourceSpec = SourceSpec {
    id: "web_analytics",
    grain: "a session",
    key: &["session_id"],
    keeps_equal_rows: false,
    columns: &[
        column("session_id", Kind::Text, true, &[]),
        column("user_id", Kind::Text, false, &[]),
        column("session_date", Kind::Date, true, &["date"]),
        SourceColumn {
            keeps_null_words: true,
            ..column("landing_page", Kind::Text, false, &["page"])
        },
        column("utm_source", Kind::Text, false, &[]),
        column("utm_campaign", Kind::Text, false, &[]),
        column("pageviews", Kind::Integer, false, &[]),
        column("conversions", Kind::Integer, false, &[]),
    ],
};

/// An opportunity.
pub const OPPORTUNITIES: SourceSpec = SourceSpec {
    id: "salesforce_opportunities",
    grain: "an opportunity",
    key: &["opportunity_id"],
    keeps_equal_rows: false,
    columns: &[
        column("opportunity_id", Kind::Text, true, &["id"]),
        column("account_id", Kind::Text, false, &[]),
        column("created_date", Kind::Date, true, &[]),
        column("stage", Kind::Text, true, &["stage_name", "stagename"]),
        column("amount_usd", Kind::Amount, false, &["amount"]),
        column("source", Kind::Text, false, &["lead_source"]),
        column("owner_region", Kind::Text, false, &[]),
        column("close_date", Kind::Date, false, &[]),
        column("owner", Kind::Text, false, &[]),
        column("segment", Kind::Text, false, &[]),
    ],
};

/// Every kind of column.
pub const EVERY_KIND: SourceSpec = SourceSpec {
    id: "every_kind",
    grain: "a row",
    key: &["key"],
    keeps_equal_rows: false,
    columns: &[
        column("key", Kind::Text, true, &[]),
        column("happened_at", Kind::Timestamp, true, &[]),
        column("is_paid", Kind::Boolean, false, &[]),
        column("count", Kind::Integer, true, &[]),
    ],
};

/// Columns with few values allowed, required and not.
pub const VOTES: SourceSpec = SourceSpec {
    id: "votes",
    grain: "a vote",
    key: &["voter"],
    keeps_equal_rows: false,
    columns: &[
        column("voter", Kind::Text, true, &[]),
        SourceColumn {
            one_of: &["in_favour", "against"],
            ..column("vote", Kind::Text, true, &[])
        },
        SourceColumn {
            one_of: &["glad", "sad"],
            ..column("mood", Kind::Text, false, &[])
        },
    ],
};

/// A report without an id of its own: two equal rows are two facts.
pub const REPORT: SourceSpec = SourceSpec {
    id: "report",
    grain: "a row of the report",
    key: &["_source_row"],
    keeps_equal_rows: true,
    columns: &[
        column("order_no", Kind::Text, true, &[]),
        column("revenue", Kind::Amount, true, &[]),
    ],
};

/// One required column, as common as `id`.
pub const CATALOGUE: SourceSpec = SourceSpec {
    id: "catalogue",
    grain: "a thing",
    key: &["id"],
    keeps_equal_rows: false,
    columns: &[
        column("id", Kind::Text, true, &[]),
        column("label", Kind::Text, false, &[]),
        column("price", Kind::Amount, false, &[]),
        column("name", Kind::Text, false, &[]),
    ],
};

/// All of them.
pub const SOURCES: &[&SourceSpec] = &[
    &AD_SPEND,
    &WEB_ANALYTICS,
    &OPPORTUNITIES,
    &EVERY_KIND,
    &VOTES,
    &REPORT,
    &CATALOGUE,
];
