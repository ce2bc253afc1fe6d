//! The whole page takes files: a frame while one is dragged over it; and "Add files" for those who do not drag.

use super::entries;
use crate::app::browser;
use crate::app::dom::{El, adopt, slot, tag, words};
use crate::app::state::App;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{DragEvent, Event, File, FileList, HtmlInputElement};

/// The frame, and the listeners behind it.
pub fn frame(app: App) -> El {
    let is_over = RwSignal::new(false);
    browser::on_window("dragover", move |event| {
        if files(&event).is_some() {
            event.prevent_default();
            if !is_over.get_untracked() {
                is_over.set(true);
            }
        }
    });
    browser::on_window("dragleave", move |event| {
        // Only the edge of the window ends a drag; leaving one element for another does not.
        if event
            .unchecked_ref::<DragEvent>()
            .related_target()
            .is_none()
        {
            is_over.set(false);
        }
    });
    browser::on_window("drop", move |event| {
        if let Some(data) = files(&event) {
            event.prevent_default();
            is_over.set(false);
            entries::load(app, &data);
        }
    });
    entries::listen(app);
    slot(move || {
        let frame = || tag("div", "drop").put(words("p", "", "Drop exports to add them"));
        is_over.get().then(frame).into_iter().collect()
    })
}

/// What is dragged, where it is files.
fn files(event: &Event) -> Option<web_sys::DataTransfer> {
    event
        .unchecked_ref::<DragEvent>()
        .data_transfer()
        .filter(|data| data.types().includes(&"Files".into(), 0))
}

/// The button that opens the system's file dialogue.
pub fn add_files(app: App) -> El {
    let input = adopt("files", "input")
        .attr("type", "file")
        .attr("multiple", "")
        .on("change", move |event| {
            let input = event
                .target()
                .and_then(|t| t.dyn_into::<HtmlInputElement>().ok());
            if let Some(input) = input {
                app.load(list(input.files()));
                // So that the same file can be chosen again.
                input.set_value("");
            }
        });
    words("label", "button primary", "Add files").put(input)
}

/// The files of a list, in its order.
pub fn list(files: Option<FileList>) -> Vec<File> {
    files.map_or_else(Vec::new, |files| {
        (0..files.length()).filter_map(|i| files.get(i)).collect()
    })
}
