//! The overview: how paid channels drive traffic, pipeline and revenue, and what comes back per dollar.
//!
//! Each question of spec 10 is a section: a line that answers it, the picture, the numbers, and findings with their
//! evidence. A section without its sources is left out; the page's `missing` says what would fill it.

mod campaigns;
mod channels;
mod costs;
mod data;
mod funnel;
mod kpis;
mod regions;
mod returns;
mod trend;
mod unreported;

#[cfg(test)]
mod tests;

use super::{Context, Need, PageSpec};
use crate::engine::base::Arrange;
use crate::engine::insights::verdict::{UNSEEN, Verdict, verdict};
use crate::engine::insights::{self, Topic};
use crate::engine::metrics::{Line, metric};
use crate::protocol::{Block, Day, Filters, Finding, PageView, Section, Span, Tone};
use data::Data;

/// The page's line in the registry.
pub const PAGE: PageSpec = PageSpec {
    id: "overview",
    title: "Channel funnel",
    subject: Some("channel_funnel"),
    covers: &[
        ("stg_ad_spend", "date"),
        ("stg_web_sessions", "session_date"),
        ("stg_opportunities", "created_date"),
    ],
    filters: Filters::ALL,
    needs: &[
        Need {
            source: "ad_spend",
            lost: "Spend, impressions and clicks, and with them every cost and return.",
        },
        Need {
            source: "web_analytics",
            lost: "Sessions, users and conversions, and the rates between them.",
        },
        Need {
            source: "salesforce_opportunities",
            lost: "Opportunities, pipeline and revenue, and with them win rates and returns.",
        },
    ],
    glance: None,
    view,
};

fn view(context: &mut Context<'_>) -> PageView {
    let data = Data::load(context);
    let sections = [
        kpis::section(&data),
        returns::section(&data),
        funnel::section(&data),
        costs::section(&data),
        trend::section(&data),
        channels::section(&data),
        campaigns::section(&data),
        regions::section(&data),
        limits(&data),
    ];
    PageView {
        headline: headline(&data),
        channels: data.colours.0.clone(),
        sections: sections.into_iter().flatten().collect(),
        notices: data.notices,
        ..PageView::default()
    }
}

/// The story in one or two sentences: what paid channels return, the best and the worst of them, and what most needs a
/// look.
fn headline(data: &Data) -> String {
    use insights::language::{count, usd};
    let all = &data.totals.all;
    let ranked = ranked(data);
    if let Some(said) = apart(data).filter(|_| !ranked.is_empty()) {
        return said;
    }
    let first = match (data.totals.get("roas"), ranked.as_slice()) {
        // With one channel on show, its own finding says it all.
        (Some(_), [_]) => {
            let returns = insights::findings(Topic::Returns, &data.evidence);
            if let Some(finding) = returns.into_iter().next() {
                return finding.sentence;
            }
            String::new()
        }
        // Whether what no opportunity names returns nothing is not known: it is set aside by name, and looked at below.
        (Some(roas), [_, _, ..]) => {
            let seen: Vec<&(&Line, f64)> = ranked
                .iter()
                .filter(|(line, _)| line.sum("opportunities") > 0.0)
                .collect();
            let ends = match seen.as_slice() {
                [(best, most), .., (worst, least)] => format!(
                    ": {} most ({}), {} least ({}){}",
                    best.name(),
                    usd(*most),
                    worst.name(),
                    usd(*least),
                    aside(&ranked)
                ),
                [(best, most)] => format!(": {} most ({})", best.name(), usd(*most)),
                [] => String::new(),
            };
            format!("Paid channels return {} for each dollar{ends}.", usd(roas))
        }
        _ if all.sum("opportunities") > 0.0 && data.is_unpriced => format!(
            "{} of unknown worth: none has an amount.",
            count(all.sum("opportunities"), "opportunity", "opportunities")
        ),
        _ if all.sum("opportunities") > 0.0 => format!(
            "{} worth {} in open pipeline and {} won.",
            count(all.sum("opportunities"), "opportunity", "opportunities"),
            usd(all.sum("pipeline_usd")),
            usd(all.sum("revenue_usd"))
        ),
        _ if all.sum("sessions") > 0.0 => format!(
            "{} brought {}.",
            count(all.sum("sessions"), "session", "sessions"),
            count(all.sum("conversions"), "conversion", "conversions")
        ),
        _ if all.sum("spend_usd") > 0.0 => {
            format!("{} spent on media.", usd(all.sum("spend_usd")))
        }
        _ => return "There is nothing to show in this range.".to_owned(),
    };
    format!("{first} {}", look(data, &ranked)).trim().to_owned()
}

/// What stands instead of returns where the files of spend and of opportunities have no day in common.
fn apart(data: &Data) -> Option<String> {
    let said = |(from, to): (Day, Day)| format!("from {} to {}", from.long(), to.long());
    let [spend, deals] = data.evidence.apart()?;
    Some(format!(
        "What spend returns cannot be told: spend is {}, opportunities are {}, with no day in common.",
        said(spend),
        said(deals)
    ))
}

/// Why a metric is not told, though its table has it: it sets spend against opportunities, and the two have no day in
/// common.
fn untold(data: &Data, id: &str) -> Option<String> {
    let inputs = metric(id)?.inputs();
    let reads = |source: &str| inputs.iter().any(|input| data::source_of(input) == source);
    let is_of_both = reads("ad_spend") && reads("salesforce_opportunities");
    (is_of_both && data.evidence.apart().is_some())
        .then(|| "Spend and opportunities have no day in common.".to_owned())
}

/// ` apart from Twitter ($0)`: the channels that no opportunity names, whose return is in doubt; empty for none.
fn aside(ranked: &[(&Line, f64)]) -> String {
    use insights::language::{list_some, usd};
    let unseen = ranked
        .iter()
        .filter(|(line, _)| verdict(line) == Some(Verdict::Unseen));
    let said: Vec<String> = unseen
        .map(|(line, roas)| format!("{} ({})", line.name(), usd(*roas)))
        .collect();
    if said.is_empty() {
        said.concat()
    } else {
        format!(" apart from {}", list_some(&said, 3))
    }
}

/// Channels with spend and what each dollar brought back, best first.
fn ranked(data: &Data) -> Vec<(&Line, f64)> {
    let mut lines: Vec<(&Line, f64)> = data
        .evidence
        .spenders()
        .filter_map(|line| Some((line, line.metric("roas")?)))
        .collect();
    lines.arrange_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.name().cmp(b.0.name())));
    lines
}

/// What to look at: the channels that lose money or that no opportunity names, or else the first thing found that is bad, or else that is notable.
fn look(data: &Data, ranked: &[(&Line, f64)]) -> String {
    use insights::language::{list_some, plural, usd};
    let judged = |wanted: Verdict| -> Vec<&Line> {
        let lines = ranked.iter().rev().map(|(line, _)| *line);
        lines.filter(|line| verdict(line) == Some(wanted)).collect()
    };
    let said = |lines: &[&Line], rest: &dyn Fn(f64, &str) -> String| {
        let names: Vec<&str> = lines.iter().map(|line| line.name()).collect();
        let sum = |column| lines.iter().map(|line| line.sum(column)).sum::<f64>();
        let n = names.len() as f64;
        format!(
            "{}: {} spent {} and {}",
            list_some(&names, 3),
            plural(n, "it", "they"),
            usd(sum("spend_usd")),
            rest(n, &usd(sum("revenue_usd")))
        )
    };
    let mut looks = Vec::new();
    let losing = judged(Verdict::Loses);
    if !losing.is_empty() {
        looks.push(said(&losing, &|_, won| format!("won {won} back")));
    }
    let unseen = judged(Verdict::Unseen);
    if !unseen.is_empty() {
        looks.push(said(&unseen, &|n, _| {
            let them = plural(n, "it", "them");
            format!("no opportunity names {them} as its source, {UNSEEN}")
        }));
    }
    if data.evidence.has_returns() && !looks.is_empty() {
        return format!("Look at {}.", looks.join("; at "));
    }
    let found: Vec<Finding> = [Topic::Returns, Topic::Leaks, Topic::Trend]
        .into_iter()
        .flat_map(|topic| insights::findings(topic, &data.evidence))
        .collect();
    let is_bad = |finding: &&Finding| matches!(finding.tone, Tone::Bad | Tone::Warn);
    found
        .iter()
        .find(is_bad)
        .or(found.first())
        .map_or_else(String::new, |finding| finding.sentence.clone())
}

fn limits(data: &Data) -> Option<Section> {
    let findings = insights::findings(Topic::Limits, &data.evidence);
    (!findings.is_empty()).then(|| Section {
        id: "limits".to_owned(),
        title: "What cannot be concluded from this data, and why?".to_owned(),
        intro: String::new(),
        blocks: vec![(Span::Full, Block::Findings(findings))],
    })
}

/// Findings on a question as blocks; none where there are none.
fn found(data: &Data, topic: Topic) -> (Vec<Finding>, Vec<(Span, Block)>) {
    let findings = insights::findings(topic, &data.evidence);
    let blocks = if findings.is_empty() {
        Vec::new()
    } else {
        vec![(Span::Full, Block::Findings(findings.clone()))]
    };
    (findings, blocks)
}
