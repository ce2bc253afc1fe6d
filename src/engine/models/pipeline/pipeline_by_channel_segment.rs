//! `pipeline_by_channel_segment`: which channel sourced how much of each segment’s pipeline. Grain: one channel × sales
//! segment with an opportunity of the range that the channel sourced or touched. Left out: costs, which are not known by
//! segment.

use super::rollup::{
    AVG_AMOUNT, AVG_DAYS, INFLUENCED, INFLUENCED_PIPELINE, OPPORTUNITIES, PIPELINE, SHARE, TOUCHES,
    rolled,
};
use super::{SUBJECT, text, trials};
use crate::engine::base::{Column, Result, Table};
use crate::engine::models::shown::Shown;
use crate::engine::warehouse::{Build, DataTest, Input, Layer, ModelSpec, Param, Severity};

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "pipeline_by_channel_segment",
    subject: SUBJECT,
    layer: Layer::Mart,
    grain: "one channel × sales segment",
    key: &["channel", "sales_segment"],
    columns: &[
        text("channel", "Channel; Unsourced: no touch in the lookback."),
        text("sales_segment", "Sales segment; Unknown: null."),
        OPPORTUNITIES,
        PIPELINE,
        SHARE,
        AVG_AMOUNT,
        AVG_DAYS,
        TOUCHES,
        INFLUENCED,
        INFLUENCED_PIPELINE,
    ],
    inputs: &[
        Input::Model("int_pipeline_credits"),
        Input::Param(Param::Range),
        Input::Param(Param::Channels),
    ],
    tests: &[DataTest {
        id: "pipeline_conserved",
        sentence: "Pipeline over channels and segments, Unsourced included, is all pipeline of the range; a channel filter aside.",
        severity: Severity::Error,
        run: |table, build| trials::same_pipeline(table, "pipeline_amount_usd", build),
    }],
    sql: include_str!("pipeline_by_channel_segment.sql"),
    build,
};

fn build(build: &Build<'_>) -> Result<Table> {
    let shown = Shown::new(build.channels()?);
    let credits = build.model("int_pipeline_credits")?;
    let (channel, segment) = (credits.text("channel")?, credits.text("sales_segment")?);
    let mut rolled = rolled(credits, build.range()?, true)?;
    rolled.keep(&|code| channel.dict.get(code).is_some_and(|name| shown.has(name)));
    let (channels, segments) = rolled.keys.iter().copied().unzip();
    let mut columns = vec![
        Column::text("channel", channels, channel.dict.clone()),
        Column::text("sales_segment", segments, segment.dict.clone()),
    ];
    columns.extend(rolled.columns());
    Table::new(columns)
}
