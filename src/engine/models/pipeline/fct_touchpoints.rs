//! `fct_touchpoints`: what marketing and sales did, together, with the account of the contact. Grain: one touchpoint of
//! marketing or of sales (their ids may coincide).

use super::keys::{Keys, gather, stacked};
use super::{MARKETING, SALES, SOURCE_ROW, SUBJECT, int_pipeline_channels, text, time, trials};
use crate::engine::base::{Column, Result, Table};
use crate::engine::warehouse::{
    Build, DataTest, Input, Layer, ModelSpec, SOURCE_ROW as ROW, Severity, checks,
};

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "fct_touchpoints",
    subject: SUBJECT,
    layer: Layer::Fact,
    grain: "one touchpoint of marketing or sales",
    key: &["touchpoint_type", "touchpoint_id"],
    columns: &[
        text("touchpoint_type", "`marketing` or `sales`."),
        text("touchpoint_id", "Id of the touchpoint, unique in its type."),
        text("channel", "Channel, in its commonest spelling."),
        text("contact_id", "Id of the contact."),
        text(
            "account_id",
            "Id of the contact’s account; null: the contact is not known, so the touch belongs to no opportunity.",
        ),
        time(
            "touchpoint_time",
            "When it was; midnight: the day alone is known.",
        ),
        SOURCE_ROW,
    ],
    inputs: &[
        Input::Model("stg_marketing_touchpoints"),
        Input::Model("stg_sales_touchpoints"),
        Input::Model("stg_contacts"),
        Input::Model("int_pipeline_channels"),
    ],
    tests: &[
        DataTest {
            id: "channel_present",
            sentence: "Every touchpoint has a channel.",
            severity: Severity::Error,
            run: |table, _| trials::nulls(table, "touchpoint_id", "channel"),
        },
        DataTest {
            id: "every_staged_row",
            sentence: "Every touchpoint of staging is here once.",
            severity: Severity::Error,
            run: |table, build| {
                let staged = build.model("stg_marketing_touchpoints")?.height()
                    + build.model("stg_sales_touchpoints")?.height();
                Ok(checks::same_sum(
                    "rows",
                    table.height() as f64,
                    staged as f64,
                ))
            },
        },
        DataTest {
            id: "accounts_found",
            sentence: "Every touchpoint’s contact leads to an account.",
            severity: Severity::Warn,
            run: |table, _| trials::nulls(table, "touchpoint_id", "account_id"),
        },
    ],
    sql: include_str!("fct_touchpoints.sql"),
    build,
};

fn build(build: &Build<'_>) -> Result<Table> {
    let marketing = build.model("stg_marketing_touchpoints")?;
    let sales = build.model("stg_sales_touchpoints")?;
    let contacts = build.model("stg_contacts")?;
    let channels = build.model("int_pipeline_channels")?;
    let (channel_dict, account) = (channels.text("channel")?.dict, contacts.text("account_id")?);
    let known = Keys::of(contacts.text("contact_id")?);

    let mut channel = Vec::with_capacity(marketing.height() + sales.height());
    let mut accounts = Vec::with_capacity(channel.capacity());
    for touches in [marketing, sales] {
        let name = touches.text("channel_name")?;
        let of_name = int_pipeline_channels::codes_of(channels, name)?;
        channel.extend(name.codes.through(&of_name));
        let rows = known.join(touches.text("contact_id")?);
        accounts.extend(gather(&rows, account.codes));
    }
    let kinds = [(MARKETING, marketing.height()), (SALES, sales.height())];
    let kind = kinds
        .iter()
        .enumerate()
        .flat_map(|(at, (_, rows))| vec![at as u32; *rows]);
    let kind_dict = Column::text_of("touchpoint_type", kinds.map(|(name, _)| Some(name)));
    let kind_dict = Table::new(vec![kind_dict])?
        .text("touchpoint_type")?
        .dict
        .clone();
    let text = |name: &str, (codes, dict)| Column::text(name, codes, dict);
    let whole = |of: &str, other: &str| -> Result<Vec<i64>> {
        let rows = marketing.integers(of)?.values.iter();
        Ok(rows.chain(sales.integers(other)?.values).copied().collect())
    };
    Table::new(vec![
        Column::text("touchpoint_type", kind.collect(), kind_dict),
        text(
            "touchpoint_id",
            stacked(
                marketing.text("marketing_touchpoint_id")?,
                sales.text("sales_touchpoint_id")?,
            ),
        ),
        Column::text("channel", channel, channel_dict.clone()),
        text(
            "contact_id",
            stacked(marketing.text("contact_id")?, sales.text("contact_id")?),
        ),
        Column::text("account_id", accounts, account.dict.clone()),
        Column::timestamps_dense(
            "touchpoint_time",
            whole("marketing_touchpoint_time", "sales_touchpoint_time")?,
        ),
        Column::integers_dense(ROW, whole(ROW, ROW)?),
    ])
}
