//! Written findings: the sentence, its evidence, how sure, what it rests on, and where to look.

use super::words;
use crate::app::browser;
use crate::app::state::App;
use crate::protocol::Finding;
use leptos::prelude::*;

/// A list of findings in the order given.
pub fn findings(app: App, findings: Vec<Finding>) -> AnyView {
    let items: Vec<AnyView> = findings.into_iter().map(|f| finding(app, f)).collect();
    view! { <ul class="findings">{items}</ul> }.into_any()
}

fn finding(app: App, finding: Finding) -> AnyView {
    let (class, sign, word) = words::tone(finding.tone);
    let assumption = (!finding.assumption.is_empty()).then(|| {
        view! {
            <details>
                <summary>"Assumption"</summary>
                <p>{finding.assumption}</p>
            </details>
        }
    });
    let confidence = (!finding.confidence.is_empty())
        .then(|| view! { <span class="muted">{finding.confidence}</span> });
    let chart = (!finding.chart.is_empty()).then(|| {
        let id = format!("chart-{}", finding.chart);
        view! {
            <button type="button" class="link" on:click=move |_| browser::reveal(&id)>
                "Show chart"
            </button>
        }
    });
    let table = (!finding.table.is_empty()).then(|| {
        let table = finding.table;
        view! {
            <a href=move || {
                format!("#{}", app.link.with(|link| link.on("tables", &table).hash()))
            }>"Open table"</a>
        }
    });
    view! {
        <li class=format!("finding {class}")>
            <p class="strong">
                <span class="tone"><span aria-hidden="true">{sign}" "</span>{word}</span>
                " "
                {finding.sentence}
            </p>
            <p class="muted">{finding.evidence}</p>
            <div class="meta">{confidence}{chart}{table}{assumption}</div>
        </li>
    }
    .into_any()
}
