//! Why the sales system counts another revenue than the shop: each cause in plain words, the largest first, and the
//! check that would have prevented it.

use super::super::language::{count, percent};
use super::evidence::{Evidence, Row, total};
use crate::engine::base::Arrange;
use crate::engine::models::commerce::reconcile::Cause;
use crate::protocol::{Finding, Tone};

/// A cause in plain words.
#[derive(Clone, Copy)]
pub struct Plain {
    /// The cause.
    pub cause: Cause,
    /// A bar's name.
    pub name: &'static str,
    /// What happened to one order, after its number: `1 order …`.
    pub one: &'static str,
    /// And to several.
    pub many: &'static str,
    /// What is done about it, after `we`.
    pub step: &'static str,
    /// The check that would have prevented it, after the name.
    pub check: &'static str,
}

/// Every cause of a difference.
pub static CAUSES: [Plain; 6] = [
    Plain {
        cause: Cause::ReturnedOrCancelled,
        name: "Returned or cancelled",
        one: "order has items that were cancelled or sent back, which your report still counts",
        many: "orders have items that were cancelled or sent back, which your report still counts",
        step: "send you the list of orders with cancelled or returned items, so that these can be taken out of your report",
        check: "an order’s amount in the report goes down when an item is cancelled or sent back.",
    },
    Plain {
        cause: Cause::DuplicateInSource,
        name: "Counted twice",
        one: "order stands in your report more than once",
        many: "orders stand in your report more than once",
        step: "send you the lines that stand more than once, so that one of each remains",
        check: "the report has each order once.",
    },
    Plain {
        cause: Cause::MissingInMart,
        name: "Not an order of the shop",
        one: "entry of your report is no order that the shop knows",
        many: "entries of your report are no orders that the shop knows",
        step: "ask you where the entries come from that are no orders of the shop, and whether they should count",
        check: "every order number in the report is one of the shop’s.",
    },
    Plain {
        cause: Cause::MissingInSource,
        name: "Not in the report",
        one: "order of the shop is not in your report",
        many: "orders of the shop are not in your report",
        step: "send you the orders that never reached your report, so that they can be entered",
        check: "every order of the shop is in the report the next day.",
    },
    Plain {
        cause: Cause::DifferentPeriod,
        name: "Counted in another period",
        one: "order is counted in this period on one side and in another on the other side",
        many: "orders are counted in this period on one side and in another on the other side",
        step: "agree with you whether an order counts on the day it was placed or on the day it was booked",
        check: "shop and report count an order in the same month.",
    },
    Plain {
        cause: Cause::AmountMismatch,
        name: "Another amount",
        one: "order has another amount in your report than in the shop",
        many: "orders have another amount in your report than in the shop",
        step: "go through the orders with another amount together with you, beginning with the largest",
        check: "the report’s amount of an order is the sum of its items, to the cent.",
    },
];

/// The causes that occur, the largest amount first.
pub fn ranked(evidence: &Evidence) -> Vec<(&'static Plain, &Row)> {
    let mut found: Vec<(&Plain, &Row)> = CAUSES
        .iter()
        .filter_map(|plain| {
            let row = |row: &&Row| row.text("cause") == plain.cause.word();
            Some((plain, evidence.causes.iter().find(row)?))
        })
        .collect();
    found.arrange_by(|a, b| {
        let size = |row: &Row| row.sum("variance_usd").abs();
        size(b.1).total_cmp(&size(a.1))
    });
    found
}

/// The shop's total, the sales system's, and the shop's less the sales system's.
pub fn totals(evidence: &Evidence) -> (f64, f64, f64) {
    let sum = |column: &str| total(&evidence.causes, column);
    (
        sum("mart_revenue_usd"),
        sum("source_revenue_usd"),
        sum("variance_usd"),
    )
}

/// An amount to the cent: `$1,234.50`.
pub fn cents(amount: f64) -> String {
    let whole = (amount.abs() * 100.0).round();
    let dollars = super::super::language::number((whole / 100.0).floor());
    let sign = crate::protocol::currency::sign();
    format!("{sign}{dollars}.{:02}", (whole % 100.0) as i64)
}

/// The largest cause and what it explains.
pub fn find(evidence: &Evidence) -> Vec<Finding> {
    let (_, source, variance) = totals(evidence);
    let causes = ranked(evidence);
    let Some((plain, row)) = causes.first() else {
        return Vec::new();
    };
    let (orders, amount) = (row.sum("orders"), row.sum("variance_usd"));
    let of_all = if amount * variance > 0.0 && amount.abs() <= variance.abs() {
        format!(", {} of the difference", percent(amount / variance))
    } else {
        String::new()
    };
    let others: Vec<String> = causes
        .iter()
        .skip(1)
        .map(|(plain, row)| {
            format!(
                "{} {}",
                plain.name.to_lowercase(),
                signed(row.sum("variance_usd"))
            )
        })
        .collect();
    vec![Finding {
        sentence: format!(
            "The shop counts {} {} than the sales system; the largest cause is “{}” with {}{of_all}.",
            cents(variance),
            if variance < 0.0 { "less" } else { "more" },
            plain.name.to_lowercase(),
            cents(amount),
        ),
        evidence: if others.is_empty() {
            format!("{}.", count(orders, "order", "orders"))
        } else {
            format!("{}; then {}.", count(orders, "order", "orders"), others.join(", "))
        },
        tone: if source > 0.0 && (variance / source).abs() < 0.01 {
            Tone::Warn
        } else {
            Tone::Bad
        },
        confidence: "Every order is compared; the causes add up to the difference to the cent.".to_owned(),
        assumption: "Cancelled and returned items are no revenue; an order counts on the day it was placed, a line of the report on the day it was booked."
            .to_owned(),
        table: "revenue_reconciliation".to_owned(),
        chart: "revenue_waterfall".to_owned(),
        weight: amount.abs(),
        ..Finding::default()
    }]
}

/// `+$1,118.12`, `−$12.50`.
pub fn signed(amount: f64) -> String {
    let sign = if amount < 0.0 { "−" } else { "+" };
    format!("{sign}{}", cents(amount))
}
