//! Files that lie beside the page: the sample data, and what a link names as its source.

use super::jobs::{Job, enqueue};
use super::{Shared, breathe, post, resume, scope, settle, take_cancel};
use js_sys::Promise;
use std::rc::Rc;
use tributary::protocol::Reply;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, Response};

/// Whether a path leads to a file beside the page or below it.
fn is_beside(path: &str) -> bool {
    let is_plain = !path.contains([':', '\\', '?', '#', '%']) && !path.starts_with('/');
    is_plain && path.split('/').all(|part| !part.is_empty() && part != "..")
}

/// Loads files that lie beside the page, in place of the sample data.
pub fn fetch(shared: &Rc<Shared>, job: u32, paths: Vec<String>) {
    if let Some(wrong) = paths.iter().find(|path| !is_beside(path)) {
        return post(&Reply::Failed {
            ticket: job,
            sentence: format!(
                "The link names {wrong}, which does not lie beside this page; nothing was fetched."
            ),
        });
    }
    shared.put_off_sample();
    let shared = Rc::clone(shared);
    spawn_local(async move {
        let asked: Vec<&str> = paths.iter().map(String::as_str).collect();
        if let Ok((names, blobs)) = beside(&asked, "").await {
            enqueue(
                &shared,
                Job {
                    id: job,
                    names,
                    blobs,
                    ..Job::default()
                },
            );
        } else {
            post(&Reply::Failed {
                ticket: job,
                sentence: format!("{} could not be read beside this page.", paths.join(", ")),
            });
            let owed = shared.owed.take();
            if let Some(sample) = owed {
                load_sample(&shared, sample, Vec::new(), false);
            }
        }
    });
}

/// Loads the sample files of these subjects, or where none is named those of the page on show: in place of everything,
/// beside the cards of files that could not be read, or beside the sample files of other subjects.
pub fn load_sample(shared: &Rc<Shared>, job: u32, subjects: Vec<&'static str>, replace: bool) {
    shared.sample.replace(Some(job));
    let shared = Rc::clone(shared);
    spawn_local(async move {
        // The request that says which page is on show comes right after the one for the sample.
        breathe().await;
        let files = {
            let mut house = shared.house.borrow_mut();
            if replace {
                house.forget_samples();
            }
            let subjects = if subjects.is_empty() {
                vec![house.subject()]
            } else {
                subjects
            };
            house.sampling(&subjects)
        };
        let found = beside(&files, "sample-data/").await;
        if take_cancel(&shared, job) {
            return post(&Reply::Cancelled { job });
        }
        if let Ok((names, blobs)) = found {
            enqueue(
                &shared,
                Job {
                    id: job,
                    names,
                    blobs,
                    replace,
                    is_sample: true,
                    ..Job::default()
                },
            );
        } else {
            shared.sample.replace(None);
            post(&Reply::Failed {
                    ticket: job,
                    sentence: "The sample data beside this page could not be read; drop your own exports instead.".to_owned(),
                });
            // The page on show waited for it.
            settle(&shared, job);
            resume(&shared);
        }
    });
}

/// Files that lie beside the page, asked for all at once.
async fn beside(files: &[&str], folder: &str) -> Result<(Vec<String>, Vec<Blob>), JsValue> {
    let asked: Vec<(&str, Promise)> = files
        .iter()
        .map(|path| (*path, scope().fetch_with_str(&format!("{folder}{path}"))))
        .collect();
    let mut names = Vec::new();
    let mut blobs = Vec::new();
    for (path, promise) in asked {
        let response: Response = JsFuture::from(promise).await?.dyn_into()?;
        if !response.ok() {
            return Err(JsValue::NULL);
        }
        blobs.push(JsFuture::from(response.blob()?).await?.dyn_into()?);
        names.push(path.rsplit('/').next().unwrap_or(path).to_owned());
    }
    Ok((names, blobs))
}
