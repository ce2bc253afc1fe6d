//! A headline number: label, value, change against the comparison, course. Opens its definition and formula.

use super::tooltip::{self, Bubble};
use super::{canvas, words};
use crate::app::state::App;
use crate::protocol::{Axis, ChartView, Hue, Kpi, Series, Stroke};
use leptos::prelude::*;

/// A row of headline numbers.
pub fn kpis(app: App, kpis: Vec<Kpi>) -> AnyView {
    let cards: Vec<AnyView> = kpis.into_iter().map(|kpi| card(app, kpi)).collect();
    view! { <div class="kpis">{cards}</div> }.into_any()
}

fn card(app: App, kpi: Kpi) -> AnyView {
    let value = kpi.unit.compact(kpi.value);
    let exact = if kpi.value.is_some() {
        kpi.unit.full(kpi.value)
    } else {
        kpi.null_reason.clone()
    };
    let delta = kpi.delta.as_ref().map(|delta| {
        let (class, _, _) = words::tone(delta.tone);
        let base = format!("{} was {}", delta.against, kpi.unit.compact(delta.base));
        view! {
            <span class="delta" title=base>
                <span class=class>{words::change(delta)}</span>
                " "
                <span class="muted">{delta.against.clone()}</span>
            </span>
        }
        .into_any()
    });
    // A line of the same height, so that cards without a change stay aligned.
    let delta = delta.unwrap_or_else(|| {
        view! { <span class="delta muted">{kpi.null_reason.clone()}</span> }.into_any()
    });
    let spark = (kpi.spark.iter().flatten().count() > 1).then(|| {
        let view = spark(&kpi);
        canvas::still(app, Signal::derive(move || view.clone()), "spark")
    });
    let bubble = bubble(app, &kpi);
    view! {
        <button
            type="button"
            class="kpi card"
            id=format!("kpi-{}", kpi.id)
            aria-haspopup="dialog"
            on:click=move |event| {
                tooltip::show(Bubble { anchor: anchor(&event), ..bubble.clone() });
            }
        >
            <span class="label">{kpi.label.clone()}</span>
            <span class="value" title=exact>{value}</span>
            {delta}
            {spark}
        </button>
    }
    .into_any()
}

fn anchor(event: &web_sys::MouseEvent) -> (f64, f64, f64, f64) {
    tooltip::place_of(event)
}

fn bubble(app: App, kpi: &Kpi) -> Bubble {
    let mut lines = vec![
        (String::new(), kpi.definition.clone()),
        ("Formula".to_owned(), kpi.formula.clone()),
        ("Here".to_owned(), kpi.filled.clone()),
    ];
    if kpi.value.is_some() {
        lines.push(("Exactly".to_owned(), kpi.unit.full(kpi.value)));
    } else {
        lines.push(("No value".to_owned(), kpi.null_reason.clone()));
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
