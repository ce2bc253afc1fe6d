//! What the page asks of the browser besides drawing: storage, clipboard, downloads, the link, resource timing.
//! Each call may be refused (a sandboxed frame, blocked storage); then the page goes on without it and says so
//! where it matters. No state here.

use wasm_bindgen::prelude::*;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{
    Document, Element, Event, HtmlAnchorElement, HtmlCanvasElement, HtmlElement, Window,
};

/// The window; absent only outside a browser.
pub fn window() -> Option<Window> {
    web_sys::window()
}

/// The document.
pub fn document() -> Option<Document> {
    window().and_then(|window| window.document())
}

/// The element with this id.
pub fn by_id(id: &str) -> Option<Element> {
    document().and_then(|document| document.get_element_by_id(id))
}

/// Moves the keyboard focus to the element with this id, where there is one.
pub fn focus(id: &str) {
    if let Some(element) = by_id(id).and_then(|e| e.dyn_into::<HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

/// Scrolls an element to the top of the window and gives it the focus.
pub fn reveal(id: &str) {
    if let Some(element) = by_id(id) {
        element.scroll_into_view();
        focus(id);
    }
}

/// The content of a `<meta name="…">`; empty where absent.
pub fn meta(name: &str) -> String {
    document()
        .and_then(|d| {
            d.query_selector(&format!("meta[name='{name}']"))
                .ok()
                .flatten()
        })
        .and_then(|element| element.get_attribute("content"))
        .unwrap_or_default()
}

/// The address of the page's icon, whatever the build named it.
pub fn icon() -> String {
    document()
        .and_then(|d| d.query_selector("link[rel=icon]").ok().flatten())
        .and_then(|link| link.get_attribute("href"))
        .unwrap_or_default()
}

/// The hash of the address, without `#`, as it stands (not decoded).
pub fn hash() -> String {
    let text = window()
        .and_then(|w| w.location().hash().ok())
        .unwrap_or_default();
    text.trim_start_matches('#').to_owned()
}

/// Goes to a hash; a new entry of the history, so that Back undoes it.
pub fn go(hash: &str) {
    if let Some(window) = window() {
        let _ = window.location().set_hash(hash);
    }
}

/// Calls a function so many milliseconds later; a handle to call it off.
pub fn after(millis: i32, then: &JsValue) -> i32 {
    let window = window();
    let timer = window.and_then(|window| {
        window
            .set_timeout_with_callback_and_timeout_and_arguments_0(then.unchecked_ref(), millis)
            .ok()
    });
    timer.unwrap_or_default()
}

/// The address of this page with another hash.
pub fn address(hash: &str) -> String {
    let href = window()
        .and_then(|w| w.location().href().ok())
        .unwrap_or_default();
    let base = href.split('#').next().unwrap_or_default();
    format!("{base}#{hash}")
}

/// A stored setting; `None` where storage is blocked or empty.
pub fn stored(key: &str) -> Option<String> {
    window()?.local_storage().ok()??.get_item(key).ok()?
}

/// Keeps a setting; silently not, where storage is blocked.
pub fn store(key: &str, value: &str) {
    if let Some(Ok(Some(storage))) = window().map(|w| w.local_storage()) {
        let _ = storage.set_item(key, value);
    }
}

/// Reloads the page, at most once in this tab for this reason; `false` where it has been done already.
pub fn reload_once(reason: &str) -> bool {
    let Some(window) = window() else { return false };
    let Ok(Some(storage)) = window.session_storage() else {
        return false;
    };
    if storage.get_item("reloaded").ok().flatten().as_deref() == Some(reason)
        || storage.set_item("reloaded", reason).is_err()
    {
        return false;
    }
    window.location().reload().is_ok()
}

/// Sets or takes away an attribute of the document.
pub fn mark(name: &str, is_on: bool) {
    if let Some(html) = document().and_then(|document| document.document_element()) {
        let _ = html.toggle_attribute_with_force(name, is_on);
    }
}

/// Opens the print dialogue.
pub fn print() {
    if let Some(window) = window() {
        let _ = window.print();
    }
}

/// Copies text; `done` is told whether it worked.
pub fn copy(text: &str, done: impl Fn(bool) + 'static) {
    let Some(window) = window() else {
        return done(false);
    };
    // Absent on pages served without https, where the browser hides it.
    let clipboard = js_sys::Reflect::get(&window.navigator(), &"clipboard".into());
    if !clipboard.is_ok_and(|value| value.is_object()) {
        return done(false);
    }
    let promise = window.navigator().clipboard().write_text(text);
    let done = std::rc::Rc::new(done);
    let failed = done.clone();
    let yes = Closure::once_into_js(move || done(true));
    let no = Closure::once_into_js(move || failed(false));
    let then = js_sys::Reflect::get(&promise, &"then".into())
        .ok()
        .and_then(|then| then.dyn_into::<js_sys::Function>().ok());
    if let Some(then) = then {
        let _ = then.call2(&promise, &yes, &no);
    }
}

/// Saves bytes under a name.
pub fn save(name: &str, mime: &str, bytes: &[u8]) -> Result<(), JsValue> {
    let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes));
    let options = web_sys::BlobPropertyBag::new();
    options.set_type(mime);
    let blob = web_sys::Blob::new_with_u8_array_sequence_and_options(&parts, &options)?;
    save_blob(name, &blob)
}

/// Saves a canvas as PNG.
pub fn save_canvas(name: String, canvas: &HtmlCanvasElement) -> Result<(), JsValue> {
    let then = Closure::once_into_js(move |blob: Option<web_sys::Blob>| {
        if let Some(blob) = blob {
            let _ = save_blob(&name, &blob);
        }
    });
    canvas.to_blob(then.unchecked_ref())
}

fn save_blob(name: &str, blob: &web_sys::Blob) -> Result<(), JsValue> {
    let Some(document) = document() else {
        return Ok(());
    };
    let url = web_sys::Url::create_object_url_with_blob(blob)?;
    let link: HtmlAnchorElement = document.create_element("a")?.unchecked_into();
    link.set_href(&url);
    link.set_download(name);
    link.click();
    // The browser reads the blob after the click returns; the address is given back a minute later.
    let free = Closure::once_into_js(move || {
        let _ = web_sys::Url::revoke_object_url(&url);
    });
    after(60_000, &free);
    Ok(())
}

/// Whether the system asks for dark colours.
pub fn prefers_dark() -> bool {
    matches("(prefers-color-scheme: dark)")
}

fn matches(query: &str) -> bool {
    window()
        .and_then(|w| w.match_media(query).ok().flatten())
        .is_some_and(|list| list.matches())
}

/// Calls `then` whenever the answer to a media query changes, for the life of the page.
pub fn on_media(query: &str, then: impl Fn() + 'static) {
    let Some(list) = window().and_then(|w| w.match_media(query).ok().flatten()) else {
        return;
    };
    let then = Closure::<dyn Fn()>::new(then);
    let _ = list.add_event_listener_with_callback("change", then.as_ref().unchecked_ref());
    then.forget();
}

/// Listens on the window for the life of the page.
pub fn on_window(event: &str, then: impl Fn(Event) + 'static) {
    let Some(window) = window() else { return };
    let then = Closure::<dyn Fn(Event)>::wrap(Box::new(then)).into_js_value();
    let _ = window.add_event_listener_with_callback(event, then.unchecked_ref());
}

/// The key of a keyboard event.
pub fn key(event: &Event) -> String {
    event.unchecked_ref::<web_sys::KeyboardEvent>().key()
}

/// The value of the control that an event came from.
pub fn value(event: &Event) -> String {
    event
        .target()
        .and_then(|target| js_sys::Reflect::get(&target, &"value".into()).ok())
        .and_then(|value| value.as_string())
        .unwrap_or_default()
}

/// Whether an event came from inside an element that matches.
pub fn is_within(event: &Event, selector: &str) -> bool {
    event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
        .is_some_and(|element| element.closest(selector).ok().flatten().is_some())
}

/// What the browser's own resource timing says of the requests so far: (all, those to another origin).
pub fn requests() -> (usize, usize) {
    let Some(window) = window() else {
        return (0, 0);
    };
    let origin = window.location().origin().unwrap_or_default();
    let Some(performance) = window.performance() else {
        return (0, 0);
    };
    let entries = performance.get_entries_by_type("resource");
    let foreign = entries
        .iter()
        .filter_map(|entry| {
            js_sys::Reflect::get(&entry, &"name".into())
                .ok()?
                .as_string()
        })
        .filter(|name| !name.starts_with(&origin) && !name.starts_with("blob:"))
        .count();
    (entries.length() as usize, foreign)
}

/// Pixels of the screen for one CSS pixel.
pub fn device_pixels() -> f64 {
    window().map_or(1.0, |w| w.device_pixel_ratio()).max(1.0)
}
