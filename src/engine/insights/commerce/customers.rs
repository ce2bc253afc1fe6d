//! Who comes back, and how much of the money a few customers bring.

use super::super::language::{count, number, percent, sample, usd};
use super::evidence::{Evidence, total};
use crate::engine::base::Arrange;
use crate::protocol::{Finding, Tone};

/// How many came back; what the first tenth brings.
pub fn find(evidence: &Evidence) -> Vec<Finding> {
    let rows = &evidence.customers;
    let users = rows.len() as f64;
    if users < 1.0 {
        return Vec::new();
    }
    let again = rows.iter().filter(|row| row.sum("repeat_purchases") > 0.0);
    let again = again.count() as f64;
    let amount = total(rows, "total_amount_usd");
    let mut amounts: Vec<f64> = rows.iter().map(|row| row.sum("total_amount_usd")).collect();
    amounts.arrange_by(|a, b| b.total_cmp(a));
    let first = (rows.len() / 10).max(1);
    let top: f64 = amounts.iter().take(first).sum();
    let mut out = vec![Finding {
        sentence: format!(
            "{} of {} came back ({}).",
            number(again),
            count(users, "customer", "customers"),
            percent(again / users)
        ),
        evidence: format!(
            "{}, {}, worth {}.",
            count(total(rows, "transactions"), "transaction", "transactions"),
            count(total(rows, "repeat_purchases"), "of them a repeat", "of them repeats"),
            usd(amount)
        ),
        tone: Tone::Neutral,
        confidence: sample(users, "customer", "customers"),
        assumption: if evidence.has_transactions {
            "A repeat is what the transactions file marks as one; its rows have no date, so the range does not narrow them."
        } else {
            "Made of orders: one transaction an order, a repeat is every order after a customer’s first."
        }
        .to_owned(),
        table: "loyalty_scores".to_owned(),
        chart: "loyalty_distribution".to_owned(),
        weight: 1.0,
        ..Finding::default()
    }];
    if rows.len() >= 20 && amount > 0.0 {
        out.push(Finding {
            sentence: format!(
                "The {} customers who spend most bring {} of the money.",
                number(first as f64),
                percent(top / amount)
            ),
            evidence: format!("{} of {}.", usd(top), usd(amount)),
            tone: Tone::Neutral,
            confidence: sample(users, "customer", "customers"),
            table: "loyalty_scores".to_owned(),
            chart: "loyalty_distribution".to_owned(),
            weight: 0.5,
            ..Finding::default()
        });
    }
    out
}
