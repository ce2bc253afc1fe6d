//! Writing the address. To write it holds the page up for milliseconds, and browsers refuse it to a page that writes more
//! than some 200 times in half a minute. So the page changes first, and the address follows a moment after: a frame
//! or two for a step that Back undoes, longer for the values that a slider passes.

use super::browser;
use std::cell::RefCell;
use wasm_bindgen::{JsValue, closure::Closure};

/// Milliseconds to the writing of a new entry of the history.
const SOON: i32 = 30;
/// Milliseconds between two writings in place of the entry there is.
const LATER: i32 = 200;

/// A hash to be written.
struct Waiting {
    hash: String,
    is_in_place: bool,
}

thread_local! {
    static WAITING: RefCell<Option<Waiting>> = const { RefCell::new(None) };
}

/// Puts a hash into the address: a new entry of the history, or in place of the one there is.
pub fn set(hash: String, is_in_place: bool) {
    if !is_in_place {
        // A step of its own, or what the entry left behind was to say last.
        write();
    }
    let before = WAITING.take();
    let is_timed = before.is_some();
    let is_in_place = is_in_place && before.is_none_or(|before| before.is_in_place);
    WAITING.set(Some(Waiting { hash, is_in_place }));
    if !is_timed {
        let write = Closure::once_into_js(write);
        browser::after(if is_in_place { LATER } else { SOON }, &write);
    }
}

/// Hears of links that are followed: the entry that one leaves behind is to say what the page last showed.
pub fn listen() {
    browser::on_window("click", |event| {
        if browser::is_within(&event, "a") {
            write();
        }
    });
}

/// The address is another by the browser's own doing: nothing is to be written over it.
pub fn forget() {
    WAITING.set(None);
}

fn write() {
    let Some(waiting) = WAITING.take() else {
        return;
    };
    if let Some(Ok(history)) = browser::window().map(|window| window.history()) {
        let to = format!("#{}", waiting.hash);
        // A browser may refuse; the page itself is where it was to go.
        let _ = if waiting.is_in_place {
            history.replace_state_with_url(&JsValue::NULL, "", Some(&to))
        } else {
            history.push_state_with_url(&JsValue::NULL, "", Some(&to))
        };
    }
}
