//! Files that come otherwise than one by one: folders dropped on the page, and text or files pasted into it.

use crate::app::browser;
use crate::app::state::App;
use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{DataTransfer, File};

/// Listens to what is pasted anywhere but into a field.
pub fn listen(app: App) {
    browser::on_window("paste", move |event| {
        if browser::is_within(&event, "input, textarea, select, [contenteditable]") {
            return;
        }
        let pasted = Reflect::get(&event, &"clipboardData".into()).unwrap_or_default();
        let Ok(data) = pasted.dyn_into::<DataTransfer>() else {
            return;
        };
        let files = super::drop::list(data.files());
        if !files.is_empty() {
            return app.load(files);
        }
        let text = data.get_data("text/plain").unwrap_or_default();
        // A word is no table.
        if text.trim().contains('\n')
            && let Ok(file) = File::new_with_str_sequence(&Array::of1(&text.into()), "pasted.csv")
        {
            app.load(vec![file]);
        }
    });
}

/// Loads what was dropped; a folder with all that lies in it.
pub fn load(app: App, data: &DataTransfer) {
    let items = data.items();
    let entries: Vec<JsValue> = (0..items.length())
        .filter_map(|at| call(&JsValue::from(items.get(at)?), "webkitGetAsEntry", &[]))
        .filter(|entry| !entry.is_null())
        .collect();
    let is_folder = |entry: &JsValue| is_true(entry, "isDirectory");
    if !entries.iter().any(is_folder) {
        return app.load(super::drop::list(data.files()));
    }
    spawn_local(async move {
        let mut files = Vec::new();
        let mut open = entries;
        while let Some(entry) = open.pop() {
            if is_true(&entry, "isFile") {
                let file = asked(&entry, "file").await;
                files.extend(file.and_then(|file| file.dyn_into::<File>().ok()));
                continue;
            }
            let Some(reader) = call(&entry, "createReader", &[]) else {
                continue;
            };
            // A folder is read in parts, until one is empty.
            while let Some(part) = asked(&reader, "readEntries").await {
                let part = Array::from(&part);
                if part.length() == 0 {
                    break;
                }
                open.extend(part.iter());
            }
        }
        app.load(files);
    });
}

fn is_true(object: &JsValue, name: &str) -> bool {
    Reflect::get(object, &name.into()).is_ok_and(|value| value.is_truthy())
}

fn call(object: &JsValue, name: &str, with: &[JsValue]) -> Option<JsValue> {
    let function: Function = Reflect::get(object, &name.into()).ok()?.dyn_into().ok()?;
    let with: Array = with.iter().collect();
    function.apply(object, &with).ok()
}

/// What a method gives to its callback.
async fn asked(object: &JsValue, name: &str) -> Option<JsValue> {
    let promise = Promise::new(&mut |resolve, reject| {
        if call(object, name, &[resolve.into(), reject.clone().into()]).is_none() {
            let _ = reject.call0(&JsValue::NULL);
        }
    });
    JsFuture::from(promise).await.ok()
}
