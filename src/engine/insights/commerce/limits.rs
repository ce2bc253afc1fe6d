//! What cannot be concluded, and why: what no key joins, what has no date, what is not in the files.

use super::super::language::sample;
use super::super::stats::SMALL;
use super::evidence::{Evidence, total};
use crate::protocol::{Finding, Tone};

/// One finding for each limit that applies.
pub fn find(evidence: &Evidence) -> Vec<Finding> {
    let mut out = Vec::new();
    let mut say = |sentence: &str, evidence: &str, confidence: String| {
        out.push(Finding {
            sentence: sentence.to_owned(),
            evidence: evidence.to_owned(),
            tone: Tone::Neutral,
            confidence,
            weight: -(out.len() as f64),
            ..Finding::default()
        });
    };
    if evidence.has("web_events") && evidence.has("order_items") {
        say(
            "Purchases on the site and orders are two counts of two systems.",
            "No key joins a purchase event to an order. Revenue by traffic source is that of the source that brought the buyer to sign up, not of the session in which the order was placed.",
            String::new(),
        );
    }
    if evidence.has_transactions {
        say(
            "The loyalty scores cover everything the transactions file holds.",
            "Its rows have no date, so the date range does not narrow them.",
            String::new(),
        );
    }
    if evidence.has("order_items") && !evidence.has("products") {
        say(
            "Margins and categories are not known.",
            "The list of products is not loaded, so every product counts as unknown.",
            String::new(),
        );
    }
    let sessions = total(&evidence.sources, "sessions");
    if evidence.has("web_events") && sessions < SMALL {
        say(
            "There are too few sessions to compare sources of traffic.",
            "Differences between so few sessions are mostly chance.",
            sample(sessions, "session", "sessions"),
        );
    }
    if evidence.has("source_revenue") {
        say(
            "Which side is right about an order is not in the data.",
            "The comparison shows where the two differ and why; whether an invoice, a freight charge or a booking day should count is for people to decide.",
            String::new(),
        );
    }
    out
}
