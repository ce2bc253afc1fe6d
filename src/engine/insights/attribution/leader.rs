//! Which channel earns most of the credit, and under how many rules it leads; under a filter, what those on show earn.

use super::{Channel, Evidence};
use crate::engine::insights::language::{
    capital, count, list_some, number, percent, plural, sample, usd,
};
use crate::protocol::{Finding, Tone};

/// One finding, where anything is credited.
pub fn find(evidence: &Evidence) -> Vec<Finding> {
    sentence(evidence).map_or_else(Vec::new, |sentence| {
        let best = &evidence.channels[0];
        let said: Vec<String> = evidence
            .methods
            .iter()
            .zip(&best.credits)
            .map(|(method, credit)| format!("{} {}", method.name, usd(credit.revenue)))
            .collect();
        vec![Finding {
            sentence,
            evidence: format!("{} by rule: {}.", best.name, said.join(", ")),
            tone: Tone::Neutral,
            confidence: sample(best.conversions, "purchase", "purchases"),
            assumption:
                "Credit is shared by a rule; it does not prove that a channel caused a purchase."
                    .to_owned(),
            table: "channel_performance".to_owned(),
            chart: "credit_by_rule".to_owned(),
            weight: evidence.purchases.revenue.abs() * 2.0,
            ..Finding::default()
        }]
    })
}

/// The sentence alone: the page's headline begins with it.
pub fn sentence(evidence: &Evidence) -> Option<String> {
    let best = evidence.channels.first()?;
    let revenue = evidence.credit(best)?.revenue;
    let total: f64 = evidence
        .everyone
        .iter()
        .filter_map(|channel| evidence.credit(channel))
        .map(|credit| credit.revenue)
        .sum();
    if total > 0.0 && evidence.is_filtered() {
        return Some(shown(evidence, best, total));
    }
    if revenue <= 0.0 || total <= 0.0 {
        return None;
    }
    let leads = (0..evidence.methods.len())
        .filter(|method| evidence.ranks(*method).first() == Some(&1))
        .count();
    let all = evidence.methods.len();
    let rules = if leads == all {
        format!("It leads under all {}.", count(all as f64, "rule", "rules"))
    } else {
        let other = (0..all).find_map(|method| {
            let first = evidence.ranks(method).iter().position(|rank| *rank == 1)?;
            (first != 0).then(|| (method, &evidence.everyone[first]))
        });
        let under = other.map_or_else(String::new, |(method, channel)| {
            let name = evidence.methods[method].said();
            format!("; under {name} it is {}", channel.name)
        });
        capital(&format!(
            "it leads under {} of {all} rules{under}.",
            number(leads as f64)
        ))
    };
    Some(format!(
        "{} earns most credit by {}: {} of {} ({}). {rules}",
        best.name,
        evidence.method().said(),
        usd(revenue),
        usd(total),
        percent(revenue / total)
    ))
}

/// What the channels on show earn of the revenue of all: the place of the only one, or the first of several.
fn shown(evidence: &Evidence, best: &Channel, total: f64) -> String {
    let of = |channel: &Channel| evidence.credit(channel).map_or(0.0, |c| c.revenue);
    let names: Vec<&str> = evidence.channels.iter().map(|c| c.name.as_str()).collect();
    let revenue: f64 = evidence.channels.iter().map(of).sum();
    let is_best = |channel: &Channel| channel.id == best.id;
    let at = evidence.everyone.iter().position(is_best).unwrap_or(0);
    let rest = if names.len() == 1 {
        let place = evidence.ranks(evidence.focus)[at];
        format!("place {place} of {}", evidence.everyone.len())
    } else {
        format!("most of it {} ({})", best.name, usd(of(best)))
    };
    format!(
        "{} {} {} of {} by {} ({}), {rest}.",
        list_some(&names, 3),
        plural(names.len() as f64, "earns", "earn"),
        usd(revenue),
        usd(total),
        evidence.method().said(),
        percent(revenue / total)
    )
}
