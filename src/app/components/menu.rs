//! A button that opens a panel: a native `<details>`, so it works by keyboard without a line of code. One listener
//! closes every open panel on a click elsewhere and on Escape.

use crate::app::browser;
use crate::app::dom::{El, button, tag, words};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// A panel under a button. `label` is shown on the button, `name` is what it is for a screen reader.
pub fn menu(
    class: &str,
    name: &'static str,
    label: impl Fn() -> String + 'static,
    panel: Vec<El>,
) -> El {
    let summary = tag("summary", "button")
        .attr("title", name)
        .put(words("span", "sr", name).say(": "))
        .live_text(label);
    tag("details", &format!("menu {class}"))
        .put(summary)
        .put(tag("div", "panel").all(panel))
}

/// A line of a menu that does something and closes it.
pub fn item(text: &str, act: impl Fn() + 'static) -> El {
    button("item", text, move || {
        close_all(None, true);
        act();
    })
}

/// Listens for what closes a panel.
pub fn listen() {
    browser::on_window("pointerdown", |event| {
        let target = event.target().and_then(|t| t.dyn_into::<Element>().ok());
        close_all(target.as_ref(), false);
    });
    browser::on_window("keydown", |event| {
        if browser::key(&event) == "Escape" {
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
