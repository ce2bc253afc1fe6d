//! Written findings: the sentence, its evidence, how sure, what it rests on, and where to look.

use super::words as say;
use crate::app::browser;
use crate::app::dom::{El, el, link, tag, words};
use crate::app::state::App;
use crate::protocol::Finding;

/// A list of findings in the order given.
pub fn findings(app: App, findings: &[Finding]) -> El {
    tag("ul", "findings").all(findings.iter().map(|f| finding(app, f)))
}

fn finding(app: App, finding: &Finding) -> El {
    let (class, sign, word) = say::tone(finding.tone);
    let sign = words("span", "", sign).attr("aria-hidden", "true").say(" ");
    let chart = (!finding.chart.is_empty()).then(|| {
        let id = format!("chart-{}", finding.chart);
        link("Show chart", move || browser::reveal(&id))
    });
    let table = (!finding.table.is_empty())
        .then(|| app.place_link("Open table", "tables", finding.table.clone()));
    let assumption = (!finding.assumption.is_empty()).then(|| {
        el("details")
            .put(words("summary", "", "Assumption"))
            .put(words("p", "", &finding.assumption))
    });
    let confidence =
        (!finding.confidence.is_empty()).then(|| words("span", "muted", &finding.confidence));
    tag("li", &format!("finding {class}"))
        .put(
            tag("p", "strong")
                .put(tag("span", "tone").put(sign).say(word))
                .say(" ")
                .say(&finding.sentence),
        )
        .put(words("p", "muted", &finding.evidence))
        .put(
            tag("div", "meta")
                .all(confidence)
                .all(chart)
                .all(table)
                .all(assumption),
        )
}
