//! A headline number: label, value, change against the comparison, course. Opens its definition and formula.

use super::tooltip::{self, Bubble};
use super::{canvas, words as say};
use crate::app::dom::{El, tag, words};
use crate::app::state::App;
use crate::protocol::{Axis, ChartView, Hue, Kpi, Series, Stroke};
use leptos::prelude::*;

/// A row of headline numbers.
pub fn kpis(app: App, kpis: &[Kpi]) -> El {
    tag("div", "kpis").all(kpis.iter().map(|kpi| card(app, kpi)))
}

fn card(app: App, kpi: &Kpi) -> El {
    let exact = if kpi.value.is_some() {
        kpi.unit.full(kpi.value)
    } else {
        kpi.null_reason.clone()
    };
    let delta = match &kpi.delta {
        Some(delta) => tag("span", "delta")
            .put(words("span", say::tone(delta.tone).0, &say::change(delta)))
            .say(" ")
            .put(words("span", "muted", &delta.against)),
        // A line of the same height, so that cards without a change stay aligned.
        None => words("span", "delta muted", &kpi.null_reason),
    };
    let has_course = kpi.spark.iter().flatten().count() > 1;
    let bubble = bubble(app, kpi);
    tag("button", "kpi card")
        .attr("type", "button")
        .attr("id", &format!("kpi-{}", kpi.id))
        .attr("aria-haspopup", "dialog")
        .put(words("span", "label", &kpi.label))
        .put(words("span", "value", &kpi.unit.compact(kpi.value)).attr("title", &exact))
        .put(delta)
        .all(has_course.then(|| canvas::still(app, RwSignal::new(spark(kpi)), "spark")))
        .on("click", move |event| {
            tooltip::show(Bubble {
                anchor: tooltip::place_of(&event),
                ..bubble.clone()
            });
        })
}

fn bubble(app: App, kpi: &Kpi) -> Bubble {
    let mut lines = vec![
        (String::new(), kpi.definition.clone()),
        ("Formula".to_owned(), kpi.formula.clone()),
        ("Here".to_owned(), kpi.filled.clone()),
    ];
    let exact = kpi.unit.full(kpi.value);
    if kpi.value.is_none() {
        lines.push(("No value".to_owned(), kpi.null_reason.clone()));
    } else if !kpi.filled.ends_with(&exact) && exact != kpi.unit.compact(kpi.value) {
        lines.push(("Exactly".to_owned(), exact));
    }
    lines.retain(|(_, text)| !text.is_empty());
    let link = (!kpi.table.is_empty()).then(|| {
        let place = app
            .link
            .with_untracked(|link| link.on("tables", &kpi.table));
        (format!("Open {}", kpi.table), place.hash())
    });
    Bubble {
        title: kpi.label.clone(),
        lines,
        link,
        is_card: true,
        ..Bubble::default()
    }
}

fn spark(kpi: &Kpi) -> ChartView {
    ChartView {
        id: format!("spark-{}", kpi.id),
        kind: "spark".to_owned(),
        axis: Axis {
            names: vec![String::new(); kpi.spark.len()],
            ..Axis::default()
        },
        series: vec![Series {
            name: kpi.label.clone(),
            unit: kpi.unit,
            hue: Hue::Accent,
            stroke: Stroke::Solid,
            values: kpi.spark.clone(),
        }],
        ..ChartView::default()
    }
}
