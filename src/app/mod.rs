//! The page: Leptos in the browser, drawing whatever the engine composes.
//!
//! `engine` speaks to the worker, `link` is the state in the address, `state` holds view models as signals, `shell`
//! is the frame, `pages` and `components` draw, with the elements of `dom`. A new subject needs nothing here: its page is a `PageView`, listed in `pages::PAGES`.

pub mod address;
pub mod browser;
pub mod components;
pub mod dom;
pub mod engine;
pub mod link;
pub mod pages;
mod replies;
pub mod shell;
pub mod state;
pub mod turns;

use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// Starts the engine, then puts the living page in the place of the shell that `index.html` paints.
pub fn run() {
    std::panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        give_up();
    }));
    engine::start();
    let app = state::App::start();
    app.open();
    let Some(root) = browser::by_id("app").and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok())
    else {
        return give_up();
    };
    let place = root.clone();
    mount_to(root, move || {
        // The page takes over the shell's file input before the rest of the shell goes.
        let parts = shell::shell(app);
        place.set_inner_html("");
        for part in parts {
            let _ = place.append_child(part.node());
        }
    })
    .forget();
}

/// A fault of the page itself: said in the place where the state is said, without any of the page's own machinery.
fn give_up() {
    let Some(document) = browser::document() else {
        return;
    };
    if let Some(html) = document.document_element() {
        let _ = html.set_attribute("data-state", "error");
    }
    if let Ok(Some(status)) = document.query_selector("[role=status]") {
        status.set_text_content(Some("The page stopped. Reload it to go on."));
    }
}
