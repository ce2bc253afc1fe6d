//! The whole page takes files: a frame while one is dragged over it; and "Add files" for those who do not drag.

use crate::app::browser;
use crate::app::state::App;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{DragEvent, File, FileList, HtmlInputElement};

/// The frame, and the listeners behind it.
pub fn frame(app: App) -> AnyView {
    let is_over = RwSignal::new(false);
    let has_files = |event: &DragEvent| {
        event
            .data_transfer()
            .is_some_and(|data| data.types().includes(&"Files".into(), 0))
    };
    browser::on_window("dragover", move |event: DragEvent| {
        if has_files(&event) {
            event.prevent_default();
            if !is_over.get_untracked() {
                is_over.set(true);
            }
        }
    });
    browser::on_window("dragleave", move |event: DragEvent| {
        // Only the edge of the window ends a drag; leaving one element for another does not.
        if event.related_target().is_none() {
            is_over.set(false);
        }
    });
    browser::on_window("drop", move |event: DragEvent| {
        if has_files(&event) {
            event.prevent_default();
            is_over.set(false);
            app.load(list(event.data_transfer().and_then(|data| data.files())));
        }
    });
    view! {
        {move || is_over.get().then(|| view! { <div class="drop"><p>"Drop exports to add them"</p></div> })}
    }
    .into_any()
}

/// The button that opens the system's file dialogue.
pub fn add_files(app: App) -> AnyView {
    view! {
        <label class="button primary">
            "Add files"
            <input
                type="file"
                multiple=true
                id="files"
                on:change=move |event| {
                    let input = event.target().and_then(|t| t.dyn_into::<HtmlInputElement>().ok());
                    if let Some(input) = input {
                        app.load(list(input.files()));
                        // So that the same file can be chosen again.
                        input.set_value("");
                    }
                }
            />
        </label>
    }
    .into_any()
}

/// The files of a list, in its order.
pub fn list(files: Option<FileList>) -> Vec<File> {
    files.map_or_else(Vec::new, |files| {
        (0..files.length()).filter_map(|i| files.get(i)).collect()
    })
}
