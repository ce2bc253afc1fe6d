//! What cannot be concluded from this data, and why: each limit is derived from the data, with its size.

use super::Evidence;
use super::language::{count, list, list_some, percent, plural, usd};
use super::stats::SMALL;
use crate::engine::metrics::Line;
use crate::protocol::{Day, Finding, Tone};

/// One finding a limit.
pub fn find(evidence: &Evidence) -> Vec<Finding> {
    [
        no_person_key(evidence),
        channels_without_spend(evidence),
        no_amounts(evidence),
        still_open(evidence),
        no_campaign_revenue(evidence),
        uneven_cover(evidence),
        small_samples(evidence),
        cut_weeks(evidence),
        spread_spend(evidence),
        media_only(evidence),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn limit(sentence: String, evidence: String, weight: f64) -> Finding {
    Finding {
        sentence,
        evidence,
        tone: Tone::Neutral,
        table: "channel_funnel".to_owned(),
        weight,
        ..Finding::default()
    }
}

fn no_person_key(evidence: &Evidence) -> Option<Finding> {
    if !evidence.has("web_analytics") || !evidence.has("salesforce_opportunities") {
        return None;
    }
    let all = evidence.totals().all;
    if all.sum("conversions") <= 0.0 || all.sum("opportunities") <= 0.0 {
        return None;
    }
    Some(limit(
        "No session can be tied to an opportunity: the two are compared by channel, not by person."
            .to_owned(),
        format!(
            "{} and {} share only the channel’s name.",
            count(all.sum("conversions"), "conversion", "conversions"),
            count(all.sum("opportunities"), "opportunity", "opportunities")
        ),
        900.0,
    ))
}

fn channels_without_spend(evidence: &Evidence) -> Option<Finding> {
    let free: Vec<&Line> = evidence
        .channels
        .iter()
        .filter(|line| !line.has_spend)
        .collect();
    if free.is_empty() || !evidence.has_returns() {
        return None;
    }
    let names: Vec<&str> = free.iter().map(|line| line.name()).collect();
    let total = Line::total(free.iter().copied());
    let n = names.len() as f64;
    Some(limit(
        format!(
            "The return of {} cannot be computed: no spend is recorded for {}, so {} return is unknown, not infinite.",
            list_some(&names, 4),
            plural(n, "it", "them"),
            plural(n, "its", "their")
        ),
        format!(
            "{} and {} of revenue came this way.",
            count(total.sum("opportunities"), "opportunity", "opportunities"),
            usd(total.sum("revenue_usd"))
        ),
        800.0,
    ))
}

fn no_amounts(evidence: &Evidence) -> Option<Finding> {
    let all = evidence.totals().all;
    let n = all.sum("opportunities");
    (n > 0.0 && all.shown("revenue_usd").is_none()).then(|| {
        limit(
            "Neither revenue nor pipeline is known: no opportunity has an amount.".to_owned(),
            format!(
                "{} without an amount: add the amount to the export.",
                count(n, "opportunity", "opportunities")
            ),
            750.0,
        )
    })
}

fn still_open(evidence: &Evidence) -> Option<Finding> {
    let all = evidence.totals().all;
    let (open, n) = (all.sum("open_opportunities"), all.sum("opportunities"));
    let worth = all.shown("pipeline_usd");
    let worth = worth.map_or_else(String::new, |usd| {
        format!(" worth {}", super::language::usd(usd))
    });
    let what = if evidence.has_costs() {
        "return"
    } else {
        "revenue"
    };
    (open > 0.0).then(|| {
        limit(
            format!(
                "The final {what} is not known yet: {} of the opportunities are still open, and revenue counts by the day they were created.",
                percent(open / n)
            ),
            format!(
                "{}{worth} {} undecided, so the {what} of recent weeks can still rise.",
                count(open, "opportunity", "opportunities"),
                plural(open, "is", "are")
            ),
            700.0,
        )
    })
}

fn no_campaign_revenue(evidence: &Evidence) -> Option<Finding> {
    let n = evidence
        .campaigns
        .iter()
        .filter(|line| line.key(1) != "(none)")
        .count() as f64;
    (n > 0.0 && evidence.has("salesforce_opportunities")).then(|| Finding {
        table: "campaign_performance".to_owned(),
        ..limit(
            "What a campaign earns cannot be computed: an opportunity names its channel but no campaign, so campaigns are judged up to the conversion."
                .to_owned(),
            format!("{} in this range.", count(n, "campaign", "campaigns")),
            600.0,
        )
    })
}

/// Spend over half a year set against opportunities of a quarter would be no return.
fn uneven_cover(evidence: &Evidence) -> Option<Finding> {
    let first = evidence.spans.iter().map(|span| span.1);
    let last = evidence.spans.iter().map(|span| span.2);
    let gap = (first.clone().max()?.0 - first.min()?.0).max(last.clone().max()?.0 - last.min()?.0);
    let said: Vec<String> = evidence
        .spans
        .iter()
        .map(|(what, from, to)| format!("{what} from {} to {}", from.long(), to.long()))
        .collect();
    (gap > 7).then(|| Finding {
        tone: Tone::Warn,
        table: "fct_channel_daily".to_owned(),
        ..limit(
            if evidence.apart().is_some() {
                "What spend returns cannot be told: spend and opportunities have no day in common."
                    .to_owned()
            } else {
                format!(
                    "Returns over the whole range need care: the files do not cover the same days and differ by up to {}.",
                    count(f64::from(gap), "day", "days")
                )
            },
            format!("{}.", super::language::capital(&list(&said))),
            1000.0,
        )
    })
}

fn small_samples(evidence: &Evidence) -> Option<Finding> {
    let decided = |line: &Line| line.sum("closed_won") + line.sum("closed_lost");
    let small: Vec<String> = evidence
        .channels
        .iter()
        .filter(|line| decided(line) > 0.0 && decided(line) < SMALL)
        .map(|line| {
            format!(
                "{} ({})",
                line.name(),
                super::language::number(decided(line))
            )
        })
        .collect();
    (!small.is_empty()).then(|| {
        limit(
            format!(
                "Small differences between win rates mean little: {} {} fewer than 30 decided opportunities.",
                list_some(&small, 5),
                plural(small.len() as f64, "has", "have")
            ),
            "One deal more or less moves such a rate by several points.".to_owned(),
            500.0,
        )
    })
}

fn cut_weeks(evidence: &Evidence) -> Option<Finding> {
    let cut: Vec<String> = evidence
        .weeks
        .iter()
        .filter(|week| !week.is_whole())
        .map(|week| {
            format!(
                "the week of {} ({} of 7)",
                Day(week.start.0).short(),
                count(f64::from(week.days), "day", "days")
            )
        })
        .collect();
    (!evidence.channels.is_empty() && !cut.is_empty()).then(|| Finding {
        table: "fct_channel_daily".to_owned(),
        ..limit(
            format!(
                "A week that the range cuts cannot be set against whole ones: {}.",
                list(&cut)
            ),
            "It is left out of weekly lines and wherever weeks are compared; totals hold its days."
                .to_owned(),
            300.0,
        )
    })
}

fn spread_spend(evidence: &Evidence) -> Option<Finding> {
    let n = evidence.spread as f64;
    (n > 0.0 && !evidence.channels.is_empty()).then(|| Finding {
        table: "fct_channel_daily".to_owned(),
        ..limit(
            "How spend moved by day or week is not known: totals of more than a week were spread evenly over their days."
                .to_owned(),
            format!(
                "{} of the spend {} such a total: export spend by day to see its course.",
                count(n, "row", "rows"),
                plural(n, "is", "are each")
            ),
            650.0,
        )
    })
}

fn media_only(evidence: &Evidence) -> Option<Finding> {
    let spend = evidence.totals().all.sum("spend_usd");
    (spend > 0.0).then(|| {
        limit(
            "The full cost of a customer is not known: spend is media only, without salaries, tools, agencies or discounts."
                .to_owned(),
            format!("{} of media spend is counted.", usd(spend)),
            400.0,
        )
    })
}
