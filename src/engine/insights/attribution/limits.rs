//! What the data cannot say: purchases nobody touched, refunds, purchases without revenue, channels without spend, cause.

use super::Evidence;
use crate::engine::insights::language::{count, list_some, percent, plural, usd};
use crate::protocol::{Finding, Tone};

/// A finding for each that applies.
pub fn find(evidence: &Evidence) -> Vec<Finding> {
    let all = &evidence.purchases;
    let mut out = Vec::new();
    let mut say = |sentence: String, evidence: &str, tone: Tone, weight: f64| {
        out.push(Finding {
            sentence,
            evidence: evidence.to_owned(),
            tone,
            table: "client_journeys".to_owned(),
            weight,
            ..Finding::default()
        });
    };
    if all.count <= 0.0 {
        return Vec::new();
    }
    let (untouched, revenue) = all.untouched;
    if untouched > 0.0 {
        say(
            format!(
                "{} ({}, {}) {} no page view in the lookback; credit goes to Direct.",
                count(untouched, "purchase", "purchases"),
                percent(untouched / all.count),
                usd(revenue),
                plural(untouched, "has", "have"),
            ),
            "The client was not seen before, was seen under another id, or came longer ago.",
            if untouched / all.count > 0.2 {
                Tone::Warn
            } else {
                Tone::Neutral
            },
            6.0,
        );
    }
    let (direct, revenue) = all.direct;
    if direct > 0.0 {
        say(
            format!(
                "{} ({}) {} direct visits only: what first brought these clients is not known.",
                count(direct, "purchase", "purchases"),
                usd(revenue),
                plural(direct, "has", "have"),
            ),
            "Where a purchase has any marketing touch, its direct touches take no credit.",
            Tone::Neutral,
            5.0,
        );
    }
    let (refunds, sum) = all.refunds;
    if refunds > 0.0 {
        say(
            format!(
                "{} ({}) {} from the channels that the rule credits.",
                count(refunds, "refund", "refunds"),
                usd(sum),
                plural(refunds, "is taken", "are taken"),
            ),
            "Refunds are no conversions for the Markov chain and the Shapley value.",
            Tone::Neutral,
            4.0,
        );
    }
    if all.free > 0.0 {
        say(
            format!(
                "{} {} no revenue and {} as $0.",
                count(all.free, "purchase", "purchases"),
                plural(all.free, "has", "have"),
                plural(all.free, "counts", "count"),
            ),
            "The file leaves the field empty, or it says 0.",
            Tone::Neutral,
            3.0,
        );
    }
    let unknown: Vec<&str> = evidence
        .everyone
        .iter()
        .filter(|channel| channel.spend.is_none() && channel.id.starts_with("paid"))
        .map(|channel| channel.name.as_str())
        .collect();
    if evidence.has_spend && !unknown.is_empty() {
        say(
            format!(
                "No spend is known for {}, so {} no return.",
                list_some(&unknown, 3),
                plural(unknown.len() as f64, "it has", "they have"),
            ),
            "Spend joins by campaign id, else by the channel of the ad platform.",
            Tone::Warn,
            7.0,
        );
    }
    say(
        "Credit follows what was seen before a purchase; it does not show what would have happened without a channel."
            .to_owned(),
        "Only an experiment (a region or a time without the channel) shows that.",
        Tone::Neutral,
        0.0,
    );
    out
}
