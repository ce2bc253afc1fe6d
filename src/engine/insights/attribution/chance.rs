//! Which channels rest on too few purchases, and whether the first two can be told apart at all.

use super::Evidence;
use crate::engine::insights::language::{list_some, plural, sample, usd};
use crate::engine::insights::stats::SMALL;
use crate::protocol::{Finding, Tone};

/// A finding on small channels and one on the leaders.
pub fn find(evidence: &Evidence) -> Vec<Finding> {
    let mut out = Vec::new();
    let few: Vec<String> = evidence
        .everyone
        .iter()
        .filter(|channel| channel.conversions > 0.0 && channel.conversions < SMALL)
        .map(|channel| format!("{} ({})", channel.name, channel.conversions))
        .collect();
    if !few.is_empty() {
        let n = few.len() as f64;
        out.push(Finding {
            sentence: format!(
                "Too few purchases to judge {}: {} {} on fewer than 30.",
                list_some(&few, 3),
                plural(n, "its credit", "their credit"),
                plural(n, "rests", "rests"),
            ),
            evidence: "Purchases with a credited touch on the channel, in brackets.".to_owned(),
            tone: Tone::Warn,
            table: "channel_performance".to_owned(),
            chart: "credit_intervals".to_owned(),
            weight: 2.0,
            ..Finding::default()
        });
    }
    let mut leaders = evidence.everyone.iter().filter_map(|channel| {
        let spread = evidence.credit(channel)?.spread?;
        Some((channel, spread))
    });
    if let (Some((first, a)), Some((second, b))) = (leaders.next(), leaders.next())
        && a[0] <= b[4]
    {
        out.push(Finding {
            sentence: format!(
                "{} and {} cannot be told apart by {}: with other clients, either could lead.",
                first.name,
                second.name,
                evidence.method().said()
            ),
            evidence: format!(
                "95 % of 200 resamples of clients lie between {} and {} for {}, and between {} and {} for {}.",
                usd(a[0]),
                usd(a[4]),
                first.name,
                usd(b[0]),
                usd(b[4]),
                second.name
            ),
            tone: Tone::Warn,
            confidence: sample(second.conversions, "purchase", "purchases"),
            assumption: "Clients buy independently of each other.".to_owned(),
            table: "attribution_intervals".to_owned(),
            chart: "credit_intervals".to_owned(),
            weight: 3.0,
            ..Finding::default()
        });
    }
    out
}
