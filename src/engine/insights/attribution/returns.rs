//! Channels that earn their spend under one rule and not under another, and those that do so under all or none.

use super::{Channel, Evidence};
use crate::engine::insights::language::{list_some, plural, sample, usd};
use crate::protocol::{Finding, Tone};

/// A finding on channels whose verdict depends on the rule, and one on those that never earn their spend.
pub fn find(evidence: &Evidence) -> Vec<Finding> {
    let mut out = Vec::new();
    let spenders = evidence.channels.iter().filter(|c| c.spend > Some(0.0));
    let mut never: Vec<&Channel> = Vec::new();
    for channel in spenders {
        let above = |credit: &super::Credit| credit.roas.is_some_and(|roas| roas >= 1.0);
        let earns = channel.credits.iter().filter(|c| above(c)).count();
        if earns == 0 {
            never.push(channel);
        } else if earns < channel.credits.len() {
            out.extend(torn(evidence, channel));
        }
    }
    if !never.is_empty() {
        out.push(losing(evidence, &never));
    }
    out
}

fn torn(evidence: &Evidence, channel: &Channel) -> Option<Finding> {
    let ((low, least), (high, most)) = evidence.extremes(channel)?;
    let spend = channel.spend?;
    Some(Finding {
        sentence: format!(
            "Whether {} earns its spend depends on the rule: {} comes back for each dollar by {}, {} by {}.",
            channel.name,
            usd(least / spend),
            evidence.methods[low].said(),
            usd(most / spend),
            evidence.methods[high].said()
        ),
        evidence: format!(
            "ROAS = attributed revenue ÷ spend: {} ÷ {} and {} ÷ {}.",
            usd(least),
            usd(spend),
            usd(most),
            usd(spend)
        ),
        tone: Tone::Warn,
        confidence: sample(channel.conversions, "purchase", "purchases"),
        assumption: MEDIA.to_owned(),
        table: "channel_performance".to_owned(),
        chart: "roas_by_channel".to_owned(),
        weight: spend,
        ..Finding::default()
    })
}

fn losing(evidence: &Evidence, channels: &[&Channel]) -> Finding {
    let names: Vec<&str> = channels.iter().map(|c| c.name.as_str()).collect();
    let spend: f64 = channels.iter().filter_map(|c| c.spend).sum();
    let most: f64 = channels
        .iter()
        .filter_map(|c| Some(evidence.extremes(c)?.1.1))
        .sum();
    let n = names.len() as f64;
    let purchases: f64 = channels.iter().map(|c| c.conversions).sum();
    Finding {
        sentence: format!(
            "{} {} back less than {} under every rule: at most {} for {} of spend.",
            list_some(&names, 3),
            plural(n, "brings", "bring"),
            plural(n, "it costs", "they cost"),
            usd(most),
            usd(spend)
        ),
        evidence: "Credit by the kindest rule of each channel against its spend.".to_owned(),
        tone: Tone::Bad,
        confidence: sample(purchases, "purchase", "purchases"),
        assumption: MEDIA.to_owned(),
        table: "channel_performance".to_owned(),
        chart: "roas_by_channel".to_owned(),
        weight: spend,
        ..Finding::default()
    }
}

const MEDIA: &str = "Media spend in the range against revenue of purchases in the range; what is sold later is not seen.";
