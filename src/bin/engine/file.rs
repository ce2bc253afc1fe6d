//! One file, slice by slice, through a reader.

use super::jobs::Job;
use super::stream::Stream;
use super::{REPORT_EVERY, SKETCH, Shared, now, post, progress, take_cancel};
use js_sys::{ArrayBuffer, WebAssembly};
use std::rc::Rc;
use tributary::engine::house::{About, Outcome};
use tributary::engine::ingest::{Finished, Reader};
use tributary::protocol::{FileStatus, Reply, Stage};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

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
        let (mut done, mut reported) = (0.0, 0.0);
        let mut stream = Stream::new(&shared.slices, blob);
        loop {
            let slice = stream.next().await;
            if take_cancel(shared, job.id) {
                return None;
            }
            match slice {
                Ok(0) => break,
                Ok(bytes) => done += f64::from(bytes),
                Err(()) => return plain(unreadable()),
            }
            if let Err(refusal) = stream.each(|piece| reader.push(piece)) {
                return Some(About::unread(*reader.unread(refusal)));
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
