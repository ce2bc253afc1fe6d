//! The pipeline: which channel sourced it, by segment, and how much the answer depends on the rule.
//!
//! Every channel is read, whatever the filter: the filter hides rows, and Sourced + Unsourced is all pipeline on every
//! link. Left out: won and lost, which the exports of this subject do not have.

mod costs;
mod data;
mod deals;
mod difference;
mod influence;
mod links;
mod numbers;
mod rules;
mod sources;

#[cfg(test)]
mod tests;

use super::{Context, Need, PageSpec};
use crate::engine::insights::language::{percent, usd};
use crate::engine::models::pipeline::lookback::Precision;
use crate::engine::models::pipeline::settings::{
    DAYS, DEFAULT_DAYS, FIRST_TOUCH, PRECISION, RULE, RULES,
};
use crate::protocol::{Block, Control, ControlKind, Filters, PageView, Section, Span};
use data::Data;

/// The page's line in the registry.
pub const PAGE: PageSpec = PageSpec {
    id: "pipeline",
    title: "Sourced pipeline",
    subject: Some("pipeline"),
    covers: &[("stg_pipeline_opportunities", "opportunity_created_time")],
    filters: Filters {
        grain: false,
        ..Filters::ALL
    },
    needs: &[
        Need {
            source: "pipeline_opportunities",
            lost: "The pipeline itself: without opportunities there is nothing to source.",
        },
        Need {
            source: "marketing_touchpoints",
            lost: "What marketing sourced; its part shows as Unsourced.",
        },
        Need {
            source: "sales_touchpoints",
            lost: "What sales sourced; its part shows as Unsourced.",
        },
        Need {
            source: "contacts",
            lost: "Which account a touch belongs to; without it everything is Unsourced.",
        },
        Need {
            source: "channel_costs",
            lost: "Pipeline for each dollar.",
        },
    ],
    glance: None,
    view,
};

fn view(context: &mut Context<'_>) -> PageView {
    let data = Data::load(context);
    let sections = [
        numbers::section(&data),
        sources::section(&data),
        rules::section(&data),
        influence::section(&data),
        deals::section(&data),
        costs::section(&data),
        limits(&data),
    ];
    PageView {
        headline: headline(&data),
        controls: controls(&data),
        sections: sections.into_iter().flatten().collect(),
        channels: data.channels,
        notices: data.notices,
        ..PageView::default()
    }
}

/// The story in ten seconds: who sourced most, of how much, in which segment, and what nobody sourced.
fn headline(data: &Data) -> String {
    let all = data.evidence.pipeline();
    let Some(best) = data.evidence.sourcing().next() else {
        return match data.evidence.unsourced() {
            Some(row) if row.pipeline > 0.0 => format!(
                "No touch explains any of the {} in the pipeline.",
                usd(row.pipeline)
            ),
            _ => "There is no pipeline to show in this range.".to_owned(),
        };
    };
    let cells = data.evidence.cells.iter();
    let main = cells
        .filter(|cell| cell.channel == best.channel)
        .max_by(|a, b| a.pipeline.total_cmp(&b.pipeline))
        .filter(|cell| cell.pipeline > 0.5 * best.pipeline)
        .map(|cell| {
            format!(
                ", {} of it {}",
                percent(cell.pipeline / best.pipeline),
                cell.segment
            )
        })
        .unwrap_or_default();
    let rest = match data.evidence.unsourced() {
        Some(row) if row.pipeline > 0.0 => format!(
            " {} ({}) came without any touch before it.",
            usd(row.pipeline),
            percent(row.pipeline / all)
        ),
        _ => " Every opportunity has a touch before it.".to_owned(),
    };
    format!(
        "Of {} in the pipeline, {} sourced the largest part: {} ({}){main}.{rest}",
        usd(all),
        best.channel,
        usd(best.pipeline),
        percent(best.pipeline / all)
    )
}

fn controls(data: &Data) -> Vec<Control> {
    let choice = |options: &[(&str, &str)]| {
        let pairs = options
            .iter()
            .map(|(id, name)| ((*id).to_owned(), (*name).to_owned()));
        ControlKind::Choice(pairs.collect())
    };
    let rules: Vec<(&str, &str)> = RULES.iter().map(|rule| (rule.id, rule.name)).collect();
    let is_whole = data.evidence.lookback.precision == Precision::WholeDays;
    vec![
        Control {
            key: RULE.to_owned(),
            fold: String::new(),
            label: "Sourcing rule".to_owned(),
            kind: choice(&rules),
            value: data.evidence.rule.id.to_owned(),
            default: FIRST_TOUCH.id.to_owned(),
            help: data.evidence.rule.sentence.to_owned(),
        },
        Control {
            key: DAYS.to_owned(),
            fold: String::new(),
            label: "Lookback".to_owned(),
            kind: ControlKind::Slider {
                min: 1,
                max: 365,
                unit: "days".to_owned(),
            },
            value: data.evidence.lookback.days.to_string(),
            default: DEFAULT_DAYS.to_string(),
            help: "How long before an opportunity a touch may lie.".to_owned(),
        },
        Control {
            key: PRECISION.to_owned(),
            fold: String::new(),
            label: "Lookback counts".to_owned(),
            kind: choice(&[("exact", "To the second"), ("whole_days", "Whole days")]),
            value: if is_whole { "whole_days" } else { "exact" }.to_owned(),
            default: "exact".to_owned(),
            help: "Whole days take in the rest of the last day; closest day always counts them."
                .to_owned(),
        },
    ]
}

fn limits(data: &Data) -> Option<Section> {
    Some(Section {
        id: "limits".to_owned(),
        title: "What cannot be concluded from this data, and why?".to_owned(),
        intro: String::new(),
        blocks: vec![data.written("limits")?],
    })
}

/// A block over the whole row, or over half of it.
fn wide(block: Block) -> (Span, Block) {
    (Span::Full, block)
}
