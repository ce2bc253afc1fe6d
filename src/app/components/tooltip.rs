//! One bubble for the whole page: exact values at a mark (follows the pointer, never takes the focus) and the card
//! that a number opens (takes the focus; Escape or a click elsewhere closes it and gives the focus back).

use crate::app::browser;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent, PointerEvent};

/// What a bubble shows and where.
#[derive(Clone, Default, PartialEq)]
pub struct Bubble {
    /// Left, top and width of what it belongs to, in the window.
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
pub fn layer() -> AnyView {
    let bubble = signal();
    let node = NodeRef::<leptos::html::Div>::new();
    browser::on_window("pointerdown", move |event: PointerEvent| {
        let is_inside = event
            .target()
            .and_then(|t| t.dyn_into::<Element>().ok())
            .is_some_and(|e| e.closest(".bubble").ok().flatten().is_some());
        if !is_inside && bubble.with_untracked(Option::is_some) {
            bubble.set(None);
        }
    });
    browser::on_window("keydown", move |event: KeyboardEvent| {
        if event.key() == "Escape" {
            close();
        }
    });
    // Placed after it is drawn, when its size is known: below the anchor, above where there is no room.
    Effect::new(move |_| {
        let Some(shown) = bubble.get() else { return };
        let Some(element) = node.get() else { return };
        let Some(window) = browser::window() else {
            return;
        };
        let size = |value: Result<wasm_bindgen::JsValue, _>| {
            value.ok().and_then(|v| v.as_f64()).unwrap_or_default()
        };
        let (page_width, page_height) = (size(window.inner_width()), size(window.inner_height()));
        let (_, _, width, height) = place(&element);
        let (x, y, w, h) = shown.anchor;
        let left = (x + w / 2.0 - width / 2.0).clamp(8.0, (page_width - width - 8.0).max(8.0));
        let below = y + h + 8.0;
        let top = if below + height > page_height && y - height - 8.0 > 0.0 {
            y - height - 8.0
        } else {
            below
        };
        let style = (*element).style();
        let _ = style.set_property("left", &format!("{left:.0}px"));
        let _ = style.set_property("top", &format!("{top:.0}px"));
        if shown.is_card {
            let _ = element.focus();
        }
    });
    view! {
        {move || bubble.get().map(|b| {
            let lines: Vec<AnyView> = b.lines.into_iter().map(|(label, text)| view! {
                <p>
                    {(!label.is_empty()).then(|| view! { <span class="muted">{label}" "</span> })}
                    {text}
                </p>
            }.into_any()).collect();
            let title = b.title.clone();
            let link = b.link.map(|(text, hash)| view! {
                <p><a href=format!("#{hash}") on:click=move |_| close()>{text}</a></p>
            });
            view! {
                <div
                    class="bubble"
                    class:card=b.is_card
                    node_ref=node
                    tabindex="-1"
                    role=if b.is_card { "dialog" } else { "tooltip" }
                    aria-label=title
                >
                    <p class="strong">{b.title}</p>
                    {lines}
                    {link}
                </div>
            }
        })}
    }
    .into_any()
}
