//! What is done one after the other: loads, which read their files and hand them to the house in one step, and sketches
//! of a file's columns.

use super::file::{is_recipe, read};
use super::{
    Origin, SKETCH, Shared, load_sample, now, post, progress, resume, settle, take_cancel, unpack,
    when_quiet, yield_now,
};
use js_sys::Uint8Array;
use std::rc::Rc;
use tributary::engine::house::{About, Arrival};
use tributary::engine::ingest::mapping;
use tributary::protocol::{Answers, Reply, Stage};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::Blob;

/// What is done one after the other.
pub enum Task {
    Job(Job),
    /// The columns of a file are told, for the mapping dialogue.
    Sketch(u32),
}

/// A load: files that are read one after the other and taken in at once.
#[derive(Default)]
pub struct Job {
    /// The number that replies name.
    pub id: u32,
    /// Names of the files.
    pub names: Vec<String>,
    /// The files, in the order of `names`.
    pub blobs: Vec<Blob>,
    /// The files come in place of all that is loaded.
    pub replace: bool,
    /// The files are sample data.
    pub is_sample: bool,
    /// The file that is read again.
    pub again: Option<Again>,
}

/// A file that is read again as the user says.
pub struct Again {
    /// Its card.
    pub file: u32,
    /// What the user says about it.
    pub answers: Answers,
    /// `Origin::member`.
    pub member: Option<u32>,
}

impl Job {
    /// What the user says about the file that is read.
    pub fn answers(&self) -> &[(String, String)] {
        self.again.as_ref().map_or(&[], |again| &again.answers)
    }
}

/// Puts a load in the queue.
pub fn enqueue(shared: &Rc<Shared>, job: Job) {
    queue(shared, Task::Job(job));
}

/// Puts a task in the queue, and does all that is in it unless that is under way.
pub fn queue(shared: &Rc<Shared>, task: Task) {
    shared.queue.borrow_mut().push_back(task);
    if shared.running.replace(true) {
        return;
    }
    let shared = Rc::clone(shared);
    spawn_local(async move {
        loop {
            let Some(task) = shared.queue.borrow_mut().pop_front() else {
                break;
            };
            match task {
                Task::Job(job) => run(&shared, job).await,
                Task::Sketch(file) => sketch(&shared, file).await,
            }
        }
        shared.running.replace(false);
        // A job that was cancelled leaves the tests that waited for it.
        when_quiet(&shared);
    });
}

/// Reads a job's files, then hands them to the house in one step.
async fn run(shared: &Rc<Shared>, job: Job) {
    let started = now();
    let mut arrivals = Vec::with_capacity(job.blobs.len());
    let mut files: Vec<(&String, &Blob)> = job.names.iter().zip(&job.blobs).collect();
    // Recipes first: they say how the others are read.
    files.sort_by_key(|(name, _)| !is_recipe(name));
    let mut origins = Vec::new();
    for (name, blob) in &files {
        let began = now();
        let plain = if unpack::is_said(&job) {
            None
        } else {
            match read(shared, &job, name, blob, started).await {
                Some(read) => Some(read),
                None => return cancelled(shared, &job),
            }
        };
        let tables = match plain {
            Some((outcome, about)) if !unpack::is_wanted(&outcome) => vec![Arrival {
                name: (*name).clone(),
                bytes: blob.size() as u64,
                outcome,
                millis: now() - began,
                about: About {
                    answers: job.answers().to_vec(),
                    ..about
                },
            }],
            plain => match unpack::read(shared, &job, name, blob, started, plain).await {
                Some(tables) => tables,
                None => return cancelled(shared, &job),
            },
        };
        origins.extend(tables.iter().map(|table| Origin {
            blob: (*blob).clone(),
            name: (*name).clone(),
            member: table.about.member,
        }));
        arrivals.extend(tables);
    }
    progress(&job, "", Stage::Model, (0, 1), 0, started);
    if let Some(again) = &job.again {
        for (arrival, origin) in arrivals.into_iter().zip(origins) {
            shared.house.borrow_mut().reread(again.file, arrival);
            shared.origins.borrow_mut().insert(again.file, origin);
        }
        let lore = shared.house.borrow().lore();
        post(&Reply::Recipes(lore));
    } else {
        let mut house = shared.house.borrow_mut();
        let ids = house.adopt(arrivals, job.replace, job.is_sample);
        if !job.is_sample {
            shared
                .origins
                .borrow_mut()
                .extend(ids.into_iter().zip(origins));
        }
    }
    if job.is_sample && gives_way(shared, job.id).await {
        return post(&Reply::Cancelled { job: job.id });
    }
    settle(shared, job.id);
    if job.is_sample {
        shared.sample.replace(None);
        resume(shared);
    } else if let Some(sample) = shared.owed.take()
        && shared.house.borrow().is_empty()
    {
        load_sample(shared, sample, Vec::new(), false);
    } else {
        resume(shared);
    }
}

/// Ends a job that was cancelled. The sample that was put off for it comes after all, unless other files wait.
fn cancelled(shared: &Rc<Shared>, job: &Job) {
    post(&Reply::Cancelled { job: job.id });
    if job.is_sample || !shared.queue.borrow().is_empty() {
        return;
    }
    if let Some(sample) = shared.owed.take() {
        if shared.house.borrow().is_empty() {
            load_sample(shared, sample, Vec::new(), true);
        } else {
            settle(shared, sample);
        }
    }
}

/// Builds the sample's tables one by one, unless files of one's own come in between: whether they did.
async fn gives_way(shared: &Rc<Shared>, job: u32) -> bool {
    let mut step = 0;
    while shared.house.borrow_mut().prepare(step) {
        step += 1;
        yield_now().await;
        if take_cancel(shared, job) {
            return true;
        }
    }
    false
}

/// Tells what a file's columns are and what they may be.
async fn sketch(shared: &Rc<Shared>, file: u32) {
    let Some(origin) = shared.origins.borrow().get(&file).cloned() else {
        return;
    };
    let said = shared.house.borrow().said(file);
    let answers = said.map(|(_, answers)| answers).unwrap_or_default();
    let head = if origin.member.is_some() {
        unpack::head(shared, &origin, &answers).await
    } else {
        head(&origin.blob).await
    };
    let sources = tributary::engine::models::SOURCES;
    let view = head.and_then(|(bytes, last)| mapping(file, &bytes, last, &answers, sources));
    post(&view.map_or_else(
        || Reply::Failed {
            ticket: 0,
            sentence: "No table was found at the beginning of this file.".to_owned(),
        },
        Reply::Mapping,
    ));
}

/// The beginning of a file, and whether that is all of it.
async fn head(blob: &Blob) -> Option<(Vec<u8>, bool)> {
    let head = blob.slice_with_f64_and_f64(0.0, SKETCH).ok()?;
    let bytes = JsFuture::from(head.array_buffer()).await.ok()?;
    Some((Uint8Array::new(&bytes).to_vec(), blob.size() <= SKETCH))
}
