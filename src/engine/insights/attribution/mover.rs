//! The channel whose credit depends most on the rule.

use super::{Channel, Evidence};
use crate::engine::base::Arrange;
use crate::engine::insights::language::{list_some, sample, usd};
use crate::protocol::{Finding, Tone};

/// One finding, where rules differ by a tenth of the revenue of a channel or more.
pub fn find(evidence: &Evidence) -> Vec<Finding> {
    let Some((channel, gap)) = widest(evidence) else {
        return Vec::new();
    };
    let Some(sentence) = sentence(evidence, false) else {
        return Vec::new();
    };
    let mut others: Vec<(&Channel, f64)> = evidence
        .channels
        .iter()
        .filter_map(|other| Some((other, gap_of(evidence, other)?)))
        .collect();
    others.arrange_by(|a, b| b.1.total_cmp(&a.1));
    let said: Vec<String> = others
        .iter()
        .map(|(other, gap)| format!("{} {}", other.name, usd(*gap)))
        .collect();
    vec![Finding {
        sentence,
        evidence: format!(
            "Between its best and its worst rule: {}.",
            list_some(&said, 4)
        ),
        tone: Tone::Warn,
        confidence: sample(channel.conversions, "purchase", "purchases"),
        assumption:
            "No rule is right by itself: choose the one that fits the decision, and say which."
                .to_owned(),
        table: "channel_performance".to_owned(),
        chart: "credit_by_rule".to_owned(),
        weight: gap,
        ..Finding::default()
    }]
}

/// The sentence alone, for the headline: `after` the leader's, so that a leader is not named twice.
pub fn sentence(evidence: &Evidence, after: bool) -> Option<String> {
    let (channel, _) = widest(evidence)?;
    let ((low, least), (high, most)) = evidence.extremes(channel)?;
    let at = evidence.everyone.iter().position(|c| c.id == channel.id)?;
    let place = |method: usize| evidence.ranks(method)[at];
    let name = |method: usize| evidence.methods[method].said();
    let moved = if place(low) == place(high) {
        String::new()
    } else {
        format!(", from place {} to place {}", place(low), place(high))
    };
    let subject = if evidence.channels.len() == 1 && evidence.is_filtered() {
        format!("What {} earns depends on the rule", channel.name)
    } else if evidence.is_filtered() {
        format!("Of those shown {} depends most on the rule", channel.name)
    } else if after && at == 0 {
        "No channel depends more on the rule".to_owned()
    } else {
        format!("{} depends most on the rule", channel.name)
    };
    Some(format!(
        "{subject}: {} by {}, {} by {}{moved}.",
        usd(least),
        name(low),
        usd(most),
        name(high)
    ))
}

/// The channel with the widest gap, where it is worth a sentence.
fn widest(evidence: &Evidence) -> Option<(&Channel, f64)> {
    let gaps = evidence
        .channels
        .iter()
        .filter_map(|channel| Some((channel, gap_of(evidence, channel)?)));
    let (channel, gap) =
        gaps.max_by(|a, b| a.1.total_cmp(&b.1).then_with(|| b.0.id.cmp(&a.0.id)))?;
    let (_, (_, most)) = evidence.extremes(channel)?;
    (gap > 0.1 * most.abs()).then_some((channel, gap))
}

fn gap_of(evidence: &Evidence, channel: &Channel) -> Option<f64> {
    let ((_, least), (_, most)) = evidence.extremes(channel)?;
    Some(most - least)
}
