//! A button that opens a panel: a native `<details>`, so it works by keyboard without a line of code. One listener
//! closes every open panel on a click elsewhere and on Escape.

use crate::app::browser;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent, PointerEvent};

/// A panel under a button. `label` is shown on the button, `name` is what it is for a screen reader.
pub fn menu(
    class: &'static str,
    name: &'static str,
    label: impl Fn() -> String + Send + Sync + 'static,
    panel: AnyView,
) -> AnyView {
    view! {
        <details class=format!("menu {class}")>
            <summary class="button" title=name>
                <span class="sr">{name}": "</span>
                {label}
            </summary>
            <div class="panel">{panel}</div>
        </details>
    }
    .into_any()
}

/// A line of a menu that does something and closes it.
pub fn item(text: &'static str, act: impl Fn() + 'static) -> AnyView {
    view! {
        <button
            type="button"
            class="item"
            on:click=move |_| {
                close_all(None, true);
                act();
            }
        >
            {text}
        </button>
    }
    .into_any()
}

/// Listens for what closes a panel.
pub fn listen() {
    browser::on_window("pointerdown", |event: PointerEvent| {
        let target = event.target().and_then(|t| t.dyn_into::<Element>().ok());
        close_all(target.as_ref(), false);
    });
    browser::on_window("keydown", |event: KeyboardEvent| {
        if event.key() == "Escape" {
            close_all(None, true);
        }
    });
}

/// Closes the open panels, but not the one that holds `inside`; the focus goes back to the button if asked.
fn close_all(inside: Option<&Element>, is_focus_back: bool) {
    let Some(open) =
        browser::document().and_then(|d| d.query_selector_all("details.menu[open]").ok())
    else {
        return;
    };
    for i in 0..open.length() {
        let Some(details) = open.get(i).and_then(|n| n.dyn_into::<Element>().ok()) else {
            continue;
        };
        if inside.is_some_and(|target| details.contains(Some(target))) {
            continue;
        }
        let _ = details.remove_attribute("open");
        if is_focus_back
            && let Ok(Some(summary)) = details.query_selector("summary")
            && let Ok(summary) = summary.dyn_into::<HtmlElement>()
        {
            let _ = summary.focus();
        }
    }
}
