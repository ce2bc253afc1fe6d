//! Any page that the engine composes: headline, notices, sections of blocks on a grid of twelve columns.
//!
//! New data finds the place of the old: where the sections and blocks are the same ones, each block gets its new
//! value and nothing else is touched.

use super::{Entry, pre, skeleton};
use crate::app::browser;
use crate::app::components::block::{self, Slot, heading};
use crate::app::dom::{El, button, effect, el, link, slot, tag, words};
use crate::app::state::App;
use crate::app::turns;
use crate::protocol::{Block, MissingSource, PageView, Section, Span};
use leptos::prelude::*;

/// A section on screen.
#[derive(Clone)]
struct Part {
    id: String,
    title: String,
    intro: String,
    slots: Vec<(Span, String, Slot)>,
}

/// The page of an entry.
pub fn page(app: App, entry: &'static Entry) -> Vec<El> {
    let parts = RwSignal::new(Vec::<Part>::new());
    // How many sections are built: one after the other, so that no task is long.
    let built = RwSignal::new(0_usize);
    // Slots belong to the page: made inside the effect, they would go with its next run.
    let owner = Owner::current();
    effect(move || {
        app.view.with(|view| {
            if let Some(view) = view.as_ref().filter(|view| view.page == entry.id) {
                match &owner {
                    Some(owner) => owner.with(|| fill(app, parts, built, view)),
                    None => fill(app, parts, built, view),
                }
            }
        });
    });
    reveal_chart(app, entry);
    let text = move |pick: fn(&PageView) -> &str, without: &'static str| {
        move || {
            app.view.with(|view| match view {
                Some(view) if view.page == entry.id => pick(view).to_owned(),
                _ => without.to_owned(),
            })
        }
    };
    vec![
        el("h1").live_text(text(|view| &view.title, entry.name)),
        tag("p", "headline").live_text(text(|view| &view.headline, "Loading the numbers.")),
        slot(move || only(app)),
        slot(move || notices(app)),
        slot(move || {
            if app.shown.with(|shown| shown == entry.id) {
                missing(app)
            } else {
                skeleton()
            }
        }),
        slot(move || {
            let place = |(index, part): (usize, Part)| {
                let is_due = Memo::new(move |_| built.get() > index);
                slot(move || {
                    is_due
                        .get()
                        .then(|| section(app, &part))
                        .into_iter()
                        .collect()
                })
            };
            parts.get().into_iter().enumerate().map(place).collect()
        }),
    ]
}

/// Puts a view's blocks into the slots on screen, or lays out new slots where they differ.
fn fill(app: App, parts: RwSignal<Vec<Part>>, built: RwSignal<usize>, view: &PageView) {
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
                let slots: Vec<Slot> = part.slots.iter().map(|(_, _, slot)| *slot).collect();
                let blocks: Vec<Block> =
                    section.blocks.iter().map(|(_, new)| new.clone()).collect();
                turns::build(app, move || {
                    for (slot, new) in slots.into_iter().zip(&blocks) {
                        slot.set(new);
                    }
                });
            }
        });
    } else {
        built.set(0);
        parts.set(view.sections.iter().map(part).collect());
        for count in 1..=view.sections.len() {
            turns::build(app, move || {
                built.try_set(count);
            });
        }
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
            .map(|(span, block)| (*span, block::key(block), Slot::new(block)))
            .collect(),
    }
}

fn section(app: App, part: &Part) -> El {
    let level = if part.title.is_empty() { 2 } else { 3 };
    let blocks = part.slots.iter().map(|(span, _, slot)| {
        let class = match span {
            Span::Full => "s12",
            Span::Half => "s6",
            Span::Third => "s4",
            Span::TwoThirds => "s8",
        };
        tag("div", class).put(block::block(app, *slot, level))
    });
    el("section")
        .attr("id", &format!("section-{}", part.id))
        .all((!part.title.is_empty()).then(|| heading(2, &part.title)))
        .all((!part.intro.is_empty()).then(|| words("p", "muted prose", &part.intro)))
        .put(tag("div", "grid").all(blocks))
}

/// Which channels the numbers are of, where the link picks some, and the way back to all.
fn only(app: App) -> Vec<El> {
    let names = app.link.with(|link| link.params.channels.clone());
    let is_filtered = app.on_view(|view| view.is_some_and(|v| !v.channels.is_empty()));
    if names.is_empty() || !is_filtered {
        return Vec::new();
    }
    let chip = words("span", "chip", &format!("Only {}", names.join(" and ")));
    let clear = link("Show all channels", move || {
        app.change(|params| params.channels.clear());
    });
    vec![tag("div", "only").put(chip).put(clear)]
}

/// What the link and the engine have to say about what could not be used or built.
pub fn notices(app: App) -> Vec<El> {
    let mut lines = app.link.with(|link| link.notices.clone());
    app.on_view(|view| {
        lines.extend(view.iter().flat_map(|view| view.notices.iter().cloned()));
    });
    if lines.is_empty() {
        return Vec::new();
    }
    let lines = lines.iter().map(|line| words("li", "", line));
    vec![tag("ul", "notices").all(lines)]
}

/// What the page needs and does not have, and the button that mends it.
fn missing(app: App) -> Vec<El> {
    let missing = app
        .on_view(|view| view.map(|view| view.missing.clone()))
        .unwrap_or_default();
    if missing.is_empty() {
        return Vec::new();
    }
    let button = button("button", "Use sample data", move || app.load_sample());
    vec![
        tag("div", "card missing")
            .put(heading(2, "This page needs more files"))
            .put(el("ul").all(missing.iter().map(needed)))
            .put(button),
    ]
}

fn needed(source: &MissingSource) -> El {
    el("li")
        .put(
            el("p")
                .put(words("span", "strong", &source.source))
                .say(&format!(" (one row is {})", source.grain)),
        )
        .put(words("p", "muted", &source.lost))
        .put(words("p", "", "A header like this is recognised:"))
        .put(pre(&source.header))
}

/// Once the page is there: scrolls to the chart that the link names.
fn reveal_chart(app: App, entry: &'static Entry) {
    let done = RwSignal::new(String::new());
    effect(move || {
        if app.shown.with(|shown| shown != entry.id) {
            return;
        }
        let chart = app
            .link
            .with(|link| link.params.other("chart").unwrap_or_default().to_owned());
        if !chart.is_empty() && done.with_untracked(|done| *done != chart) {
            done.set(chart.clone());
            request_animation_frame(move || browser::reveal(&format!("chart-{chart}")));
        }
    });
}
