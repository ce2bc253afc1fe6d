//! Any page that the engine composes: headline, notices, sections of blocks on a grid of twelve columns.
//!
//! New data finds the place of the old: where the sections and blocks are the same ones, each block gets its new
//! value and nothing else is touched.

use super::{Entry, skeleton};
use crate::app::browser;
use crate::app::components::block::{self, heading};
use crate::app::state::App;
use crate::protocol::{Block, MissingSource, PageView, Section, Span};
use leptos::prelude::*;

/// A section on screen.
#[derive(Clone, PartialEq)]
struct Part {
    id: String,
    title: String,
    intro: String,
    slots: Vec<(Span, String, RwSignal<Block>)>,
}

/// The page of an entry.
pub fn page(app: App, entry: &'static Entry) -> AnyView {
    let parts = RwSignal::new(Vec::<Part>::new());
    let is_here = Memo::new(move |_| {
        app.view
            .with(|view| view.as_ref().is_some_and(|view| view.page == entry.id))
    });
    Effect::new(move |_| {
        app.view.with(|view| {
            if let Some(view) = view.as_ref().filter(|view| view.page == entry.id) {
                fill(parts, view);
            }
        });
    });
    reveal_chart(app, is_here);
    let text = move |pick: fn(&PageView) -> &str, without: &'static str| {
        move || {
            app.view.with(|view| match view {
                Some(view) if view.page == entry.id => pick(view).to_owned(),
                _ => without.to_owned(),
            })
        }
    };
    view! {
        <h1>{text(|view| &view.title, entry.name)}</h1>
        <p class="headline">{text(|view| &view.headline, "Loading the numbers.")}</p>
        {move || notices(app)}
        {move || {
            if is_here.get() {
                let parts: Vec<AnyView> = parts.get().into_iter().map(|part| section(app, part)).collect();
                view! { {missing(app)} {parts} }.into_any()
            } else {
                skeleton()
            }
        }}
    }
    .into_any()
}

/// Puts a view's blocks into the slots on screen, or lays out new slots where they differ.
fn fill(parts: RwSignal<Vec<Part>>, view: &PageView) {
    let is_same = parts.with_untracked(|parts| {
        parts.len() == view.sections.len()
            && parts.iter().zip(&view.sections).all(|(part, section)| {
                part.id == section.id
                    && part.title == section.title
                    && part.intro == section.intro
                    && part.slots.len() == section.blocks.len()
                    && part.slots.iter().zip(&section.blocks).all(
                        |((span, key, _), (new_span, new))| {
                            span == new_span && *key == block::key(new)
                        },
                    )
            })
    });
    if is_same {
        parts.with_untracked(|parts| {
            for (part, section) in parts.iter().zip(&view.sections) {
                for ((_, _, slot), (_, new)) in part.slots.iter().zip(&section.blocks) {
                    if slot.with_untracked(|old| old != new) {
                        slot.set(new.clone());
                    }
                }
            }
        });
    } else {
        parts.set(view.sections.iter().map(part).collect());
    }
}

fn part(section: &Section) -> Part {
    Part {
        id: section.id.clone(),
        title: section.title.clone(),
        intro: section.intro.clone(),
        slots: section
            .blocks
            .iter()
            .map(|(span, block)| (*span, block::key(block), RwSignal::new(block.clone())))
            .collect(),
    }
}

fn section(app: App, part: Part) -> AnyView {
    let level = if part.title.is_empty() { 2 } else { 3 };
    let blocks: Vec<AnyView> = part
        .slots
        .into_iter()
        .map(|(span, _, slot)| {
            let class = match span {
                Span::Full => "s12",
                Span::Half => "s6",
                Span::Third => "s4",
                Span::TwoThirds => "s8",
            };
            view! { <div class=class>{block::block(app, slot, level)}</div> }.into_any()
        })
        .collect();
    let is_titled = !part.title.is_empty();
    view! {
        <section id=format!("section-{}", part.id)>
            {is_titled.then(|| heading(2, part.title))}
            {(!part.intro.is_empty()).then(|| view! { <p class="muted prose">{part.intro}</p> })}
            <div class="grid">{blocks}</div>
        </section>
    }
    .into_any()
}

/// What the link and the engine have to say about what could not be used or built.
pub fn notices(app: App) -> AnyView {
    let mut lines = app.link.with(|link| link.notices.clone());
    app.view.with(|view| {
        lines.extend(view.iter().flat_map(|view| view.notices.iter().cloned()));
    });
    if lines.is_empty() {
        return ().into_any();
    }
    let lines: Vec<AnyView> = lines
        .into_iter()
        .map(|line| view! { <li>{line}</li> }.into_any())
        .collect();
    view! { <ul class="notices">{lines}</ul> }.into_any()
}

/// What the page needs and does not have, and the button that mends it.
fn missing(app: App) -> AnyView {
    let missing = app
        .view
        .with(|view| view.as_ref().map(|view| view.missing.clone()))
        .unwrap_or_default();
    if missing.is_empty() {
        return ().into_any();
    }
    let items: Vec<AnyView> = missing.into_iter().map(needed).collect();
    view! {
        <div class="card missing">
            {heading(2, "This page needs more files".to_owned())}
            <ul>{items}</ul>
            <button type="button" class="button" on:click=move |_| app.load_sample()>
                "Use sample data"
            </button>
        </div>
    }
    .into_any()
}

fn needed(source: MissingSource) -> AnyView {
    view! {
        <li>
            <p><span class="strong">{source.source}</span>" (one row is " {source.grain} ")"</p>
            <p class="muted">{source.lost}</p>
            <p>"A header like this is recognised:"</p>
            <pre tabindex="0">{source.header}</pre>
        </li>
    }
    .into_any()
}

/// Once the page is there: scrolls to the chart that the link names.
fn reveal_chart(app: App, is_here: Memo<bool>) {
    let done = StoredValue::new(String::new());
    Effect::new(move |_| {
        if !is_here.get() {
            return;
        }
        let chart = app
            .link
            .with(|link| link.params.other("chart").unwrap_or_default().to_owned());
        if !chart.is_empty() && done.with_value(|done| *done != chart) {
            done.set_value(chart.clone());
            request_animation_frame(move || browser::reveal(&format!("chart-{chart}")));
        }
    });
}
