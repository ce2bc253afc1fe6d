//! One bubble for the whole page: exact values at a mark (follows the pointer, never takes the focus) and the card
//! that a number opens (takes the focus; Escape or a click elsewhere closes it and gives the focus back).

use crate::app::browser;
use crate::app::dom::{El, el, slot, tag, words};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// What a bubble shows and where.
#[derive(Clone, Default, PartialEq)]
pub struct Bubble {
    /// Left, top, width and height of what it belongs to, in the window.
    pub anchor: (f64, f64, f64, f64),
    /// First line.
    pub title: String,
    /// Lines below: a small label (may be empty) and text.
    pub lines: Vec<(String, String)>,
    /// A link at the foot: text and hash.
    pub link: Option<(String, String)>,
    /// Whether it is a card that takes the focus.
    pub is_card: bool,
}

thread_local! {
    static BUBBLE: RwSignal<Option<Bubble>> = RwSignal::new(None);
    static OPENER: std::cell::RefCell<Option<HtmlElement>> = const { std::cell::RefCell::new(None) };
}

fn signal() -> RwSignal<Option<Bubble>> {
    BUBBLE.with(|signal| *signal)
}

/// Shows a bubble.
pub fn show(bubble: Bubble) {
    let signal = signal();
    if bubble.is_card {
        let active = browser::document()
            .and_then(|d| d.active_element())
            .and_then(|e| e.dyn_into().ok());
        OPENER.with(|opener| *opener.borrow_mut() = active);
    }
    if signal.with_untracked(|now| now.as_ref() != Some(&bubble)) {
        signal.set(Some(bubble));
    }
}

/// Takes away the bubble at a mark; a card stays.
pub fn hide() {
    let signal = signal();
    if signal.with_untracked(|now| now.as_ref().is_some_and(|bubble| !bubble.is_card)) {
        signal.set(None);
    }
}

/// Closes a card and gives the focus back to what opened it.
pub fn close() {
    let signal = signal();
    if signal.with_untracked(Option::is_some) {
        signal.set(None);
        if let Some(opener) = OPENER.with(|opener| opener.borrow_mut().take()) {
            let _ = opener.focus();
        }
    }
}

/// Where an element stands in the window: left, top, width, height.
pub fn place(element: &Element) -> (f64, f64, f64, f64) {
    let rect = element.get_bounding_client_rect();
    (rect.left(), rect.top(), rect.width(), rect.height())
}

/// Where the target of an event stands.
pub fn place_of(event: &web_sys::Event) -> (f64, f64, f64, f64) {
    event
        .current_target()
        .and_then(|target| target.dyn_into::<Element>().ok())
        .map_or((0.0, 0.0, 0.0, 0.0), |element| place(&element))
}

/// The bubble's place in the document: once, at the end of the page.
pub fn layer() -> El {
    let bubble = signal();
    browser::on_window("pointerdown", move |event| {
        if !browser::is_within(&event, ".bubble") && bubble.with_untracked(Option::is_some) {
            bubble.set(None);
        }
    });
    browser::on_window("keydown", move |event| {
        if browser::key(&event) == "Escape" {
            close();
        }
    });
    slot(move || {
        let Some(shown) = bubble.get() else {
            return Vec::new();
        };
        let role = if shown.is_card { "dialog" } else { "tooltip" };
        let class = if shown.is_card {
            "bubble card"
        } else {
            "bubble"
        };
        let out = tag("div", class)
            .attr("tabindex", "-1")
            .attr("role", role)
            .attr("aria-label", &shown.title)
            .put(words("p", "strong", &shown.title))
            .all(shown.lines.iter().map(|(label, text)| line(label, text)))
            .all(shown.link.iter().map(|(text, hash)| {
                let link = words("a", "", text).attr("href", &format!("#{hash}"));
                el("p").put(link.on("click", |_| close()))
            }));
        let placed = out.html().clone();
        request_animation_frame(move || set_place(&placed, &shown));
        vec![out]
    })
}

fn line(label: &str, text: &str) -> El {
    let out = el("p");
    if label.is_empty() {
        out.say(text)
    } else {
        out.put(words("span", "muted", label)).say(" ").say(text)
    }
}

/// Places a bubble when its size is known: below its anchor, above where there is no room.
fn set_place(element: &HtmlElement, shown: &Bubble) {
    let Some(window) = browser::window() else {
        return;
    };
    let size = |value: Result<wasm_bindgen::JsValue, _>| {
        value.ok().and_then(|v| v.as_f64()).unwrap_or(0.0)
    };
    let (page_width, page_height) = (size(window.inner_width()), size(window.inner_height()));
    let (_, _, width, height) = place(element);
    let (x, y, w, h) = shown.anchor;
    let left = (x + w / 2.0 - width / 2.0).clamp(8.0, (page_width - width - 8.0).max(8.0));
    let below = y + h + 8.0;
    let top = if below + height > page_height && y - height - 8.0 > 0.0 {
        y - height - 8.0
    } else {
        below
    };
    let style = element.style();
    let _ = style.set_property("left", &format!("{left:.0}px"));
    let _ = style.set_property("top", &format!("{top:.0}px"));
    let _ = style.set_property("visibility", "visible");
    if shown.is_card {
        let _ = element.focus();
    }
}
