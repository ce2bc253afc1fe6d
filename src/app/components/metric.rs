//! Metric definitions: name, what it tells, formula, SQL folded.

use super::block::heading;
use crate::app::dom::{El, el, tag, words};
use crate::protocol::MetricDoc;

/// Definitions in the order given; `level` is the level of their headings.
pub fn metrics(metrics: &[MetricDoc], level: u8) -> El {
    tag("div", "metrics").all(metrics.iter().map(|metric| card(metric, level)))
}

fn card(metric: &MetricDoc, level: u8) -> El {
    let unit = metric.unit.label();
    let facts = [
        ("Unit", unit),
        ("Null", &metric.null_rule),
        ("Direction", &metric.direction),
    ];
    let facts = facts
        .iter()
        .filter(|(_, text)| !text.is_empty())
        .flat_map(|(name, text)| [words("dt", "", name), words("dd", "", text)]);
    let list = el("dl")
        .put(words("dt", "", "Formula"))
        .put(el("dd").put(words("code", "", &metric.formula)))
        .all(facts);
    let sql = el("details")
        .put(words("summary", "", "SQL for ").put(words("code", "", &metric.id)))
        .put(words("pre", "", &metric.sql).attr("tabindex", "0"));
    tag("div", "metric card")
        .attr("id", &format!("metric-{}", metric.id))
        .put(heading(level, &metric.name))
        .put(words("p", "", &metric.definition))
        .put(list)
        .put(sql)
}
