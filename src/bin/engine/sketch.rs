//! What a file's columns are and what they may be, for the dialogue in which a header is mapped: from its first bytes, or
//! from those of the table inside it.

use super::{Origin, SKETCH, Shared, post, unpack};
use js_sys::Uint8Array;
use std::rc::Rc;
use tributary::engine::house::Outcome;
use tributary::engine::ingest::{Finished, mapping};
use tributary::protocol::{Answers, Reply};
use wasm_bindgen_futures::{JsFuture, spawn_local};

/// Tells what a file's columns are and what they may be.
pub fn tell(shared: &Rc<Shared>, file: u32) {
    let Some(origin) = shared.blobs.borrow().get(&file).cloned() else {
        return;
    };
    let said = shared.house.borrow().said(file);
    let (table, answers) = said.unwrap_or_default();
    spawn_local(async move {
        let found = beginning(&origin, &table, &answers).await;
        let view = found.and_then(|(bytes, last)| {
            let sources = tributary::engine::models::SOURCES;
            mapping(file, &bytes, last, &answers, sources)
        });
        match view {
            Some(view) => post(&Reply::Mapping(view)),
            None => post(&Reply::Failed {
                ticket: 0,
                sentence: "No table was found at the beginning of this file.".to_owned(),
            }),
        }
    });
}

/// The first bytes of a table as text, and whether they are all.
async fn beginning(origin: &Origin, table: &str, answers: &Answers) -> Option<(Vec<u8>, bool)> {
    let Origin { name, blob } = origin;
    let head = blob.slice_with_f64_and_f64(0.0, SKETCH).ok()?;
    let bytes = JsFuture::from(head.array_buffer()).await.ok()?;
    let bytes = Uint8Array::new(&bytes).to_vec();
    let mut plain = super::reader(name, bytes.len() as u64).answered(answers, &[]);
    let read = plain.push(&bytes).and_then(|()| plain.finish());
    let plain = match read {
        Ok(Finished::Done(data)) => Some(Outcome::Loaded(data)),
        Ok(Finished::Again(_)) => None,
        Err(refusal) => Some(Outcome::Refused(refusal)),
    };
    if plain.as_ref().is_some_and(unpack::is_wanted) {
        return unpack::beginning(name, blob, table, SKETCH).await;
    }
    Some((bytes, blob.size() <= SKETCH))
}
