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

use super::{Context, Need, PageSpec};
use crate::engine::insights::{self, Topic};
use crate::protocol::{Block, Finding, PageView, Section, Span};
use data::Data;

/// The page's line in the registry.
pub const PAGE: PageSpec = PageSpec {
    id: "overview",
    title: "Channel funnel",
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

/// The story in one or two sentences: what paid channels return, and what most needs a look.
fn headline(data: &Data) -> String {
    use insights::language::{count, usd};
    let paid = &data.totals.paid;
    let all = &data.totals.all;
    let first = match data.totals.get("roas") {
        Some(roas) => format!(
            "Paid channels return {} for each dollar: {} spent, {} won.",
            usd(roas),
            usd(paid.sum("spend_usd")),
            usd(paid.sum("revenue_usd"))
        ),
        None if all.sum("opportunities") > 0.0 => format!(
            "{} worth {} in open pipeline and {} won.",
            count(all.sum("opportunities"), "opportunity", "opportunities"),
            usd(all.sum("pipeline_usd")),
            usd(all.sum("revenue_usd"))
        ),
        None if all.sum("sessions") > 0.0 => format!(
            "{} brought {}.",
            count(all.sum("sessions"), "session", "sessions"),
            count(all.sum("conversions"), "conversion", "conversions")
        ),
        None if all.sum("spend_usd") > 0.0 => {
            format!("{} spent on media.", usd(all.sum("spend_usd")))
        }
        None => return "There is nothing to show in this range.".to_owned(),
    };
    let returns = insights::findings(Topic::Returns, &data.evidence);
    let second = returns
        .iter()
        .find(|finding| finding.id == "losing_channels")
        .or(returns
            .iter()
            .find(|finding| finding.id == "spend_without_result"))
        .or(returns.first());
    match second {
        // With one channel on show, the two sentences would say the same.
        Some(finding) if data.evidence.spenders().count() == 1 => finding.sentence.clone(),
        Some(finding) => format!("{first} {}", finding.sentence),
        None => first,
    }
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
