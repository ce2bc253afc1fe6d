//! The shop: which products are looked at, carted and bought, who buys and comes back, and why the sales system counts
//! another revenue, down to the order, with a reply to Sales to send.
//!
//! One question a section; a section without its sources is left out, and the page's `missing` says what would fill it.

mod customers;
mod data;
mod months;
mod numbers;
mod products;
mod rates;
mod reply;
mod revenue;
mod settings;
mod table;
#[cfg(test)]
mod tests;
mod traffic;

use super::metrics::diagram;
use super::{Context, Need, PageSpec};
use crate::engine::insights::commerce::{self, Evidence};
use crate::engine::insights::{Finder, found};
use crate::engine::warehouse::Layer;
use crate::protocol::{Block, Filters, Finding, PageView, Section, Span};
use data::Data;

/// The page's line in the registry.
pub const PAGE: PageSpec = PageSpec {
    id: "commerce",
    title: "Shop",
    subject: Some("commerce"),
    covers: &[
        ("stg_web_events", "created_date"),
        ("stg_order_items", "created_date"),
        ("stg_source_revenue", "booked_date"),
    ],
    filters: Filters {
        range: true,
        compare: true,
        grain: false,
        channel: false,
    },
    needs: &[
        need(
            "web_events",
            "Product pages, carts and purchases, and what brings them.",
        ),
        need(
            "products",
            "Names, categories, brands, departments and margins.",
        ),
        need(
            "users",
            "What brought the buyers, and with it revenue by traffic source.",
        ),
        need(
            "order_items",
            "Revenue, returns, and one side of the comparison with the sales system.",
        ),
        need(
            "transactions",
            "Loyalty scores as the loyalty system has them; without, they are made of orders.",
        ),
        need(
            "source_revenue",
            "The sales system’s side of the comparison, and the reply to Sales.",
        ),
    ],
    glance: None,
    view,
};

const fn need(source: &'static str, lost: &'static str) -> Need {
    Need { source, lost }
}

fn view(context: &mut Context<'_>) -> PageView {
    let data = Data::load(context);
    let mut sections: Vec<Section> = [
        numbers::section(&data),
        products::section(&data),
        months::section(&data),
        traffic::section(&data),
        customers::section(&data),
        revenue::section(&data),
        limits(&data),
    ]
    .into_iter()
    .flatten()
    .collect();
    let star = diagram(context.models, "commerce", &[Layer::Dimension, Layer::Fact]);
    if !star.nodes.is_empty() {
        sections.push(Section {
            id: "star".to_owned(),
            title: "How do the tables hang together?".to_owned(),
            intro: "Each box is a table with the meaning of its rows and its key; a line says by which key it joins a dimension. What a dimension does not know is its member “unknown”, so no event and no item is lost."
                .to_owned(),
            blocks: vec![(Span::Full, Block::Chart(star))],
        });
    }
    PageView {
        headline: headline(&data),
        controls: vec![settings::control(data.level)],
        sections,
        notices: data.notices,
        ..PageView::default()
    }
}

/// The story: what the shop earned, what most needs a look, and how it compares with the sales system.
fn headline(data: &Data) -> String {
    let mut parts = vec![numbers::earned(data)];
    let first = |finders: &[Finder<Evidence>]| {
        let found = found(finders, &data.evidence).into_iter().next();
        found.map(|finding| finding.sentence).unwrap_or_default()
    };
    parts.push(first(commerce::PRODUCTS));
    parts.push(revenue::agreement(data));
    parts.retain(|part| !part.is_empty());
    if parts.is_empty() {
        return "There is nothing to show in this range.".to_owned();
    }
    parts.join(" ")
}

fn limits(data: &Data) -> Option<Section> {
    let (_, blocks) = written(data, commerce::LIMITS);
    (!blocks.is_empty()).then(|| Section {
        id: "limits".to_owned(),
        title: "What cannot be concluded from this data, and why?".to_owned(),
        intro: String::new(),
        blocks,
    })
}

/// What detectors find, and as blocks; none where there is nothing to say.
fn written(data: &Data, finders: &[Finder<Evidence>]) -> (Vec<Finding>, Vec<(Span, Block)>) {
    let findings = found(finders, &data.evidence);
    let blocks = if findings.is_empty() {
        Vec::new()
    } else {
        vec![(Span::Full, Block::Findings(findings.clone()))]
    };
    (findings, blocks)
}

/// The first finding as a chart's title, or another text where there is none.
fn title(findings: &[Finding], otherwise: &str) -> String {
    findings
        .first()
        .map_or(otherwise, |finding| &finding.sentence)
        .trim_end_matches('.')
        .to_owned()
}
