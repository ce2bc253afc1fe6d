//! Metric definitions: name, what it tells, formula, SQL folded.

use crate::protocol::MetricDoc;
use leptos::prelude::*;

/// Definitions in the order given; `level` is the level of their headings.
pub fn metrics(metrics: Vec<MetricDoc>, level: u8) -> AnyView {
    let items: Vec<AnyView> = metrics
        .into_iter()
        .map(|metric| {
            let unit = metric.unit.label();
            let id = format!("metric-{}", metric.id);
            view! {
                <div class="metric card" id=id>
                    {super::block::heading(level, metric.name)}
                    <p>{metric.definition}</p>
                    <dl>
                        <dt>"Formula"</dt>
                        <dd><code>{metric.formula}</code></dd>
                        {(!unit.is_empty()).then(|| view! { <dt>"Unit"</dt><dd>{unit}</dd> })}
                        <dt>"Empty when"</dt>
                        <dd>{metric.null_rule}</dd>
                        <dt>"Direction"</dt>
                        <dd>{metric.direction}</dd>
                    </dl>
                    <details>
                        <summary>"SQL for "<code>{metric.id}</code></summary>
                        <pre tabindex="0">{metric.sql}</pre>
                    </details>
                </div>
            }
            .into_any()
        })
        .collect();
    view! { <div class="metrics">{items}</div> }.into_any()
}
