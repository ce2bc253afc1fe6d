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
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use web_sys::Element;

/// A section on screen.
#[derive(Clone)]
struct Part {
    id: String,
    title: RwSignal<String>,
    intro: RwSignal<String>,
    /// It shows what was before, while other sections show a glance.
    is_late: RwSignal<bool>,
    slots: RwSignal<Vec<(Span, String, Slot)>>,
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

/// Counts the views that were put into the slots on screen.
static FILLED: AtomicU32 = AtomicU32::new(0);

/// Whether no view came after one: what of it was out of sight then is not worth showing any more.
fn is_latest(number: u32) -> bool {
    FILLED.load(Relaxed) == number
}

/// Puts a view's blocks into the slots on screen. A section whose blocks are other ones is laid out anew, the page only
/// where its sections are other ones.
fn fill(app: App, parts: RwSignal<Vec<Part>>, built: RwSignal<usize>, view: &PageView) {
    let mut known = parts.get_untracked();
    let is_of_view = |part: &Part| view.sections.iter().any(|section| section.id == part.id);
    for part in &known {
        let is_late = view.is_glance && !is_of_view(part);
        if part.is_late.get_untracked() != is_late {
            part.is_late.set(is_late);
        }
    }
    if view.is_glance {
        known.retain(is_of_view);
    }
    let ids = known.iter().map(|part| &part.id);
    if ids.eq(view.sections.iter().map(|section| &section.id)) {
        let owner = Owner::current();
        let number = FILLED.fetch_add(1, Relaxed) + 1;
        for (part, section) in known.into_iter().zip(&view.sections) {
            let (section, owner) = (section.clone(), owner.clone());
            let place = browser::by_id(&anchor(&part.id)).filter(turns::is_in_sight);
            turns::refresh(app, place.clone().as_ref(), move || {
                if let Some(owner) = owner.filter(|_| is_latest(number)) {
                    owner.with(|| part.set(app, place.as_ref(), (section, number)));
                }
            });
        }
    } else if !view.is_glance {
        built.set(0);
        parts.set(view.sections.iter().map(Part::new).collect());
        for count in 1..=view.sections.len() {
            turns::build(app, move || {
                built.try_set(count);
            });
        }
    }
}

impl Part {
    fn new(section: &Section) -> Part {
        Part {
            id: section.id.clone(),
            title: RwSignal::new(section.title.clone()),
            intro: RwSignal::new(section.intro.clone()),
            is_late: RwSignal::new(false),
            slots: RwSignal::new(slots(section)),
        }
    }

    /// Shows a section of the same id, what is in sight of it first.
    fn set(&self, app: App, place: Option<&Element>, (section, number): (Section, u32)) {
        self.title.try_set(section.title.clone());
        self.intro.try_set(section.intro.clone());
        let fitting = self.slots.try_with_untracked(|slots| {
            let is_same = slots.len() == section.blocks.len()
                && slots
                    .iter()
                    .zip(&section.blocks)
                    .all(|((span, key, _), (new_span, new))| {
                        span == new_span && *key == block::key(new)
                    });
            is_same.then(|| {
                slots
                    .iter()
                    .map(|(_, _, slot)| *slot)
                    .collect::<Vec<Slot>>()
            })
        });
        match fitting {
            Some(Some(slots)) => {
                for (at, (slot, (_, new))) in (1..).zip(slots.into_iter().zip(section.blocks)) {
                    if place.is_none() {
                        slot.set(&new);
                        continue;
                    }
                    let cell = format!(".grid>:nth-child({at})");
                    let place = place.and_then(|place| place.query_selector(&cell).ok()?);
                    turns::refresh(app, place.as_ref(), move || {
                        if is_latest(number) {
                            slot.set(&new);
                        }
                    });
                }
            }
            Some(None) => self.slots.set(slots(&section)),
            // The page has gone meanwhile.
            None => {}
        }
    }
}

fn slots(section: &Section) -> Vec<(Span, String, Slot)> {
    let slot = |(span, new): &(Span, Block)| (*span, block::key(new), Slot::new(new));
    section.blocks.iter().map(slot).collect()
}

fn anchor(id: &str) -> String {
    format!("section-{id}")
}

fn section(app: App, part: &Part) -> El {
    let (title, intro, slots, is_late) = (part.title, part.intro, part.slots, part.is_late);
    let level = if title.with_untracked(String::is_empty) {
        2
    } else {
        3
    };
    let blocks = move || {
        let place = |(span, _, slot): &(Span, String, Slot)| {
            let class = match span {
                Span::Full => "s12",
                Span::Half => "s6",
                Span::Third => "s4",
                Span::TwoThirds => "s8",
            };
            tag("div", class).put(block::block(app, *slot, level))
        };
        slots.with(|slots| slots.iter().map(place).collect())
    };
    el("section")
        .attr("id", &anchor(&part.id))
        .live_attr("data-late", move || is_late.get().then(String::new))
        .all((level == 3).then(|| el("h2").live_text(move || title.get())))
        .put(tag("p", "muted prose").live_text(move || intro.get()))
        .put(tag("div", "grid").live(blocks))
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
