//! Spend without one opportunity: a loss, or only a gap in tracking.

use super::Evidence;
use super::language::{count, sample, usd};
use super::verdict::{UNSEEN, Verdict, verdict};
use crate::engine::metrics::Line;
use crate::protocol::{Finding, Tone};

/// One finding a channel that spends and is never named by an opportunity.
pub fn find(evidence: &Evidence) -> Vec<Finding> {
    if !evidence.has_returns() {
        return Vec::new();
    }
    let is_unseen = |line: &&Line| verdict(line) == Some(Verdict::Unseen);
    let named = Line::total(evidence.channels.iter().filter(|line| !is_unseen(line)));
    evidence
        .spenders()
        .filter(is_unseen)
        .map(|line| finding(line, &named, evidence.has("web_analytics")))
        .collect()
}

fn finding(line: &Line, named: &Line, has_sessions: bool) -> Finding {
    let (spend, sessions) = (line.sum("spend_usd"), line.sum("sessions"));
    let conversions = line.sum("conversions");
    let mut text = if conversions > 0.0 {
        format!(
            "It brought {} and {}",
            count(sessions, "session", "sessions"),
            count(conversions, "conversion", "conversions")
        )
    } else if sessions > 0.0 {
        format!(
            "It brought {} and no conversion.",
            count(sessions, "session", "sessions")
        )
    } else if has_sessions {
        "No session names it either.".to_owned()
    } else {
        "Whether it brought sessions is not known: no web analytics is loaded.".to_owned()
    };
    if conversions > 0.0 {
        let rate = named
            .metric("conversion_to_opportunity_rate")
            .filter(|rate| *rate <= 1.0);
        let rest = match rate {
            Some(rate) => format!(
                "; at the rate of the other channels they would have led to about {}.",
                count((conversions * rate).round(), "opportunity", "opportunities")
            ),
            None => ".".to_owned(),
        };
        text.push_str(&rest);
    }
    Finding {
        sentence: format!(
            "{} spent {} and no opportunity names it as its source: {UNSEEN}.",
            line.name(),
            usd(spend)
        ),
        evidence: text,
        tone: Tone::Warn,
        confidence: if has_sessions {
            sample(conversions, "conversion", "conversions")
        } else {
            String::new()
        },
        assumption: format!(
            "Check how {} is recorded in the sales system before its budget is judged.",
            line.name()
        ),
        table: "channel_funnel".to_owned(),
        chart: "spend_revenue".to_owned(),
        weight: spend,
        ..Finding::default()
    }
}
