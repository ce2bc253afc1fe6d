//! Attribution: which channel earns the credit for each purchase, and how much that depends on the rule.
//!
//! Every rule stands side by side, one is in focus (`model`), and the user's own shares stand beside it. Then what else the answer depends on: first against last
//! touch, the lookback, chance; how the Markov chain and the Shapley value came to their numbers; where every dollar of
//! the files went; and the four business questions of spec 20, each answered in a sentence with its table.

mod arithmetic;
mod custom;
pub mod data;
mod focus;
mod handover;
mod ledger;
mod lookback;
pub mod numbers;
mod purchases;
mod questions;
mod rules;

use super::{Context, Glance, Need, PageSpec};
use crate::engine::insights::attribution::{FINDERS, LIMITS, Method};
use crate::engine::insights::{self, language::channel};
use crate::engine::metrics::NO_SPEND;
use crate::engine::models::attribution::settings;
use crate::protocol::{Block, Control, ControlKind, Filters, PageView, Section, Span};
use data::Data;

/// The page's line in the registry.
pub const PAGE: PageSpec = PageSpec {
    id: "attribution",
    title: "Attribution",
    subject: Some("attribution"),
    covers: &[("int_purchases", "event_time")],
    filters: Filters {
        grain: false,
        ..Filters::ALL
    },
    needs: &[
        Need {
            source: "events",
            lost: "Page views and purchases: without them there is nothing to credit.",
        },
        Need {
            source: "ad_spend",
            lost: "What channels cost, and with it return on ad spend and cost per purchase under each rule.",
        },
    ],
    glance: Some(Glance {
        sections: &["numbers", "rules"],
        without: "attribution_intervals",
        ahead: lookback::ahead,
    }),
    view,
};

fn view(context: &mut Context<'_>) -> PageView {
    let data = Data::load(context);
    let mut notices = data.notices.clone();
    let own = custom::Own::load(context, &data, &mut notices);
    let sections = [
        numbers::section(&data),
        rules::section(&data),
        focus::section(&data),
        own.map(|own| custom::section(&data, &own)),
        handover::section(&data),
        lookback::section(&data),
        arithmetic::section(&data),
        ledger::section(&data),
        questions::section(&data),
        limits(&data),
    ];
    PageView {
        headline: headline(&data),
        channels: data
            .colours
            .0
            .iter()
            .map(|(id, hue)| (channel(id), *hue))
            .collect(),
        controls: controls(&data.evidence.methods, &data),
        sections: sections.into_iter().flatten().collect(),
        notices,
        ..PageView::default()
    }
}

/// Who earns the credit, and how much that depends on the rule.
fn headline(data: &Data) -> String {
    use insights::attribution::{leader_sentence, mover_sentence};
    let evidence = &data.evidence;
    let Some(leader) = leader_sentence(evidence) else {
        return if !evidence.everyone.is_empty() && evidence.channels.is_empty() {
            "The channels chosen earn no credit in this range.".to_owned()
        } else if data.range.is_some() {
            "There is no revenue to credit in this range.".to_owned()
        } else {
            "There is nothing to credit yet: no purchase is loaded.".to_owned()
        };
    };
    let mover = mover_sentence(evidence, true).unwrap_or_default();
    format!("{leader} {mover}").trim().to_owned()
}

/// Rule, lookback and its precision, and the user's own shares.
fn controls(methods: &[Method], data: &Data) -> Vec<Control> {
    let choice = |method: &Method| (method.id.to_owned(), method.name.to_owned());
    let mut out = vec![Control {
        key: "model".to_owned(),
        fold: String::new(),
        label: "Rule in focus".to_owned(),
        kind: ControlKind::Choice(methods.iter().map(choice).collect()),
        value: data.evidence.method().id.to_owned(),
        default: crate::engine::credit::DEFAULT.to_owned(),
        help: data.evidence.method().about.to_owned(),
    }];
    out.extend(lookback_controls(
        data.evidence.lookback_days,
        data.whole_days,
    ));
    out.extend(custom::controls(&data.params));
    out
}

/// How far back a touch counts.
pub fn lookback_controls(days: i64, whole_days: bool) -> [Control; 2] {
    let precisions = [("exact", "To the second"), ("whole_days", "Whole days")];
    [
        Control {
            key: settings::DAYS_KEY.to_owned(),
            fold: String::new(),
            label: "Lookback".to_owned(),
            kind: ControlKind::Slider {
                min: 1,
                max: settings::MOST_DAYS as i32,
                unit: "days".to_owned(),
            },
            value: days.to_string(),
            default: settings::DEFAULT_DAYS.to_string(),
            help: "How long before a purchase a visit still counts.".to_owned(),
        },
        Control {
            key: settings::PRECISION_KEY.to_owned(),
            fold: String::new(),
            label: "Lookback counts".to_owned(),
            kind: ControlKind::Choice(
                precisions
                    .map(|(value, text)| (value.to_owned(), text.to_owned()))
                    .to_vec(),
            ),
            value: precisions[usize::from(whole_days)].0.to_owned(),
            default: precisions[0].0.to_owned(),
            help: "To the second: 30 days are 720 hours. Whole days: a visit 30 days and some hours before still counts."
                .to_owned(),
        },
    ]
}

fn limits(data: &Data) -> Option<Section> {
    let findings = insights::found(LIMITS, &data.evidence);
    (!findings.is_empty()).then(|| Section {
        id: "limits".to_owned(),
        title: "What cannot be concluded from this data, and why?".to_owned(),
        intro: of_all(data, ""),
        blocks: vec![(Span::Full, Block::Findings(findings))],
    })
}

/// The line under the title of what is of all channels whatever the link shows: a journey passes through several.
fn of_all(data: &Data, intro: &str) -> String {
    if data.params.channels.is_empty() {
        return intro.to_owned();
    }
    format!("{intro} Of all channels, whatever the filter shows.")
        .trim()
        .to_owned()
}

/// What detectors found, as blocks: those of some ids; none where there are none.
fn found(data: &Data, ids: &[&str]) -> Vec<(Span, Block)> {
    let mut findings = insights::found(FINDERS, &data.evidence);
    findings.retain(|finding| ids.contains(&finding.id.as_str()));
    if findings.is_empty() {
        Vec::new()
    } else {
        vec![(Span::Full, Block::Findings(findings))]
    }
}

/// What the small samples of this page are.
const SAMPLE: &str = "The sample is purchases with a touch on the channel that may take credit.";

#[cfg(test)]
mod tests;
