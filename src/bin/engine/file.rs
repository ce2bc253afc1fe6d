//! One file, slice by slice, through a reader.

use super::{Job, PUSH, REPORT_EVERY, SKETCH, Shared, now, post, progress, take_cancel};
use js_sys::{ArrayBuffer, Uint8Array, WebAssembly};
use std::collections::VecDeque;
use std::rc::Rc;
use tributary::engine::house::{About, Outcome};
use tributary::engine::ingest::{Finished, Reader};
use tributary::protocol::{FileStatus, Reply, Stage};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

/// Bytes asked of the browser at once. Measured on a two-core machine: a 97 MB file arrives in 0.09 s with two slices
/// of 8 MB under way, in 0.2 s with 1 MB, in 0.3 s and more when each is awaited alone.
const SLICE: f64 = 8.0 * 1024.0 * 1024.0;
/// Bytes of the first slice; the next ones double.
const FIRST_SLICE: f64 = 1024.0 * 1024.0;
/// Slices under way.
const AHEAD: usize = 2;
/// Bytes of memory that may be taken in all; WebAssembly ends at 4 GB.
const MEMORY: u64 = 3_500_000_000;

/// Streams one file through a reader; also what a refused file is good for. `None` where the job was cancelled.
pub async fn read(
    shared: &Rc<Shared>,
    job: &Job,
    name: &str,
    blob: &Blob,
    started: f64,
) -> Option<(Outcome, About)> {
    let plain = |outcome| Some((outcome, About::default()));
    let size = blob.size();
    if is_recipe(name) && size <= SKETCH {
        return plain(learned(shared, blob).await);
    }
    let mut reader = {
        let house = shared.house.borrow();
        reader(name, size as u64).answered(job.answers(), house.recipes())
    };
    loop {
        let mut reported = 0.0;
        let mut done = 0.0;
        let mut asked = 0.0;
        let mut under_way = VecDeque::new();
        let mut slice = Vec::new();
        while done < size {
            while under_way.len() < AHEAD && asked < size {
                // The first slices are small, so that parsing begins at once.
                let end = (asked + asked.clamp(FIRST_SLICE, SLICE)).min(size);
                match shared.slices.ask(blob, asked, end) {
                    Ok(slice) => under_way.push_back(slice),
                    Err(_) => return plain(unreadable()),
                }
                asked = end;
            }
            let Some(next) = under_way.pop_front() else {
                break;
            };
            let Ok(buffer) = next.bytes().await else {
                return plain(unreadable());
            };
            if take_cancel(shared, job.id) {
                return None;
            }
            let view = Uint8Array::new(&buffer);
            slice.resize(view.length() as usize, 0);
            view.copy_to(&mut slice);
            if slice.is_empty() {
                break;
            }
            done += slice.len() as f64;
            for part in slice.chunks(PUSH) {
                if let Err(refusal) = reader.push(part) {
                    return Some(About::unread(*reader.unread(refusal)));
                }
            }
            if now() - reported >= REPORT_EVERY {
                reported = now();
                progress(
                    job,
                    name,
                    Stage::Read,
                    (done as u64, size as u64),
                    reader.rows(),
                    started,
                );
            }
        }
        match reader.finish_with() {
            Ok(Finished::Done(data)) => return plain(Outcome::Loaded(data)),
            Ok(Finished::Again(again)) => reader = *again,
            Err(unread) => return Some(About::unread(*unread)),
        }
    }
}

/// A reader that may take what is left of the memory.
pub fn reader(name: &str, size: u64) -> Reader {
    let memory: WebAssembly::Memory = wasm_bindgen::memory().unchecked_into();
    let taken = memory
        .buffer()
        .unchecked_into::<ArrayBuffer>()
        .byte_length();
    Reader::new(name, size, tributary::engine::models::SOURCES)
        .limited(MEMORY.saturating_sub(u64::from(taken)))
}

/// Takes over the recipes of a file.
async fn learned(shared: &Rc<Shared>, blob: &Blob) -> Outcome {
    let Ok(text) = JsFuture::from(blob.text()).await else {
        return unreadable();
    };
    let text = text.as_string().unwrap_or_default();
    let count = shared.house.borrow_mut().learn(&text);
    if count == 0 {
        return Outcome::Failed(
            FileStatus::Refused,
            "This is JSON, and no recipe of Tributary: export the data as CSV, then drop that file."
                .to_owned(),
        );
    }
    post(&Reply::Recipes(shared.house.borrow().lore()));
    Outcome::Failed(
        FileStatus::Recipe,
        "This recipe is kept: files of its header are read as it says. Drop them now.".to_owned(),
    )
}

fn unreadable() -> Outcome {
    Outcome::Failed(
        FileStatus::Refused,
        "The browser could not read this file; if it changed since it was dropped, drop it again."
            .to_owned(),
    )
}

/// Whether a file is called as recipes are.
pub fn is_recipe(name: &str) -> bool {
    std::path::Path::new(name)
        .extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("json"))
}
