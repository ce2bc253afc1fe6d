//! Journeys: how clients came to buy. The paths they took, how long and how many visits it took, how groups of clients
//! differ, and one client's events on a time line with the credit that each rule gives its visits.

mod client;
mod data;
mod groups;
mod lengths;
mod paths;

use super::attribution::lookback_controls;
use super::attribution::numbers::{median, refunds};
use super::{Context, Need, PageSpec};
use crate::engine::base::Unit;
use crate::engine::insights::language::{count, path, percent};
use crate::engine::models::attribution::channel::DIRECT;
use crate::protocol::{Block, Filters, Kpi, PageView, Section, Span};
use data::Data;

/// The page's line in the registry.
pub const PAGE: PageSpec = PageSpec {
    id: "journeys",
    title: "Journeys",
    subject: Some("attribution"),
    covers: &[("int_purchases", "event_time")],
    filters: Filters {
        compare: false,
        grain: false,
        channel: false,
        ..Filters::ALL
    },
    needs: &[
        Need {
            source: "events",
            lost: "Page views and purchases: without them there is no journey.",
        },
        Need {
            source: "clients",
            lost: "Cohorts and segments of clients.",
        },
    ],
    glance: None,
    view,
};

fn view(context: &mut Context<'_>) -> PageView {
    let mut data = Data::load(context);
    let explorer = client::section(context, &mut data);
    let lookback = data.lookback;
    let mut controls = Vec::new();
    if let Some(lookback) = lookback {
        controls.extend(lookback_controls(lookback.days, lookback.whole_days));
    }
    let (search, one_client) =
        explorer.map_or((None, None), |(search, section)| (Some(search), section));
    controls.extend(search);
    let sections = [
        numbers(&data),
        paths::section(&data),
        lengths::section(&data),
        groups::section(&data),
        one_client,
    ];
    PageView {
        headline: headline(&data),
        controls,
        sections: sections.into_iter().flatten().collect(),
        notices: data.notices,
        ..PageView::default()
    }
}

/// How long it takes, and the most frequent path.
fn headline(data: &Data) -> String {
    let all = &data.all;
    let (Some(days), Some(touches)) = (median(&all.days), median(&all.touches)) else {
        return "There is no purchase with a touch in this range.".to_owned();
    };
    let first = format!(
        "Half of purchases come within {} of the first visit inside the lookback and after at most {}.",
        count(days, "day", "days"),
        count(touches, "touch", "touches")
    );
    let is_marketing = |path: &str| !path.is_empty() && path != DIRECT;
    let top = data.marketing.iter().find(|row| is_marketing(&row.path));
    match top {
        Some(top) if all.purchases > 0.0 => format!(
            "{first} The most frequent path of marketing visits is {} ({} of purchases).",
            path(&top.path),
            percent(top.journeys / all.purchases)
        ),
        _ => first,
    }
}

fn numbers(data: &Data) -> Option<Section> {
    let all = &data.all;
    if all.purchases <= 0.0 {
        return None;
    }
    let share = |touches: i64| {
        let (from, to) = (
            all.touches.partition_point(|t| *t < touches),
            all.touches.partition_point(|t| *t <= touches),
        );
        Some((to - from) as f64 / all.purchases)
    };
    let counted = format!("Purchase events in the range.{}", refunds(all.refunds));
    let numbers = [
        (
            "purchases",
            "Purchases",
            Unit::Count,
            Some(all.purchases),
            counted.as_str(),
        ),
        (
            "average_revenue",
            "Average revenue",
            Unit::Usd,
            Some(all.revenue / all.purchases),
            "Revenue ÷ purchases; a refund counts as a purchase with negative revenue.",
        ),
        (
            "median_days",
            "Days to purchase, median",
            Unit::Days,
            median(&all.days),
            "Whole days from the first touch inside the lookback.",
        ),
        (
            "median_touches",
            "Touches, median",
            Unit::Number,
            median(&all.touches),
            "Visits inside the lookback: runs of page views of one session and channel.",
        ),
        (
            "one_touch",
            "Bought at the first touch",
            Unit::Percent,
            share(1),
            "Share of purchases with exactly one touch.",
        ),
        (
            "no_touch",
            "Without a touch",
            Unit::Percent,
            share(0),
            "Share of purchases without any visit inside the lookback.",
        ),
    ];
    let kpi = |(id, label, unit, value, definition): (&str, &str, Unit, Option<f64>, &str)| Kpi {
        id: id.to_owned(),
        label: label.to_owned(),
        unit,
        value,
        null_reason: if value.is_none() {
            "No purchase in the range has a touch.".to_owned()
        } else {
            String::new()
        },
        delta: None,
        spark: Vec::new(),
        formula: String::new(),
        filled: String::new(),
        definition: definition.to_owned(),
        table: "client_journeys".to_owned(),
    };
    Some(Section {
        id: "numbers".to_owned(),
        title: String::new(),
        intro: String::new(),
        blocks: vec![(
            Span::Full,
            Block::Kpis(numbers.into_iter().map(kpi).collect()),
        )],
    })
}
