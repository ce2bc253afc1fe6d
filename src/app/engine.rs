//! The page's end of the line to the engine worker: starts it, sends requests, hands replies on, and keeps the
//! user's `File` handles so that a crashed engine can be started again with the same files.
//!
//! A message is `{ body: ArrayBuffer, files?: File[] }`, the body transferred. Requests made before the worker says
//! `Ready` wait in a queue. Nothing is read on the page: handles cross by structured clone.

use super::browser;
use crate::protocol::{Glances, Params, Reply, Request, decode, encode};
use js_sys::{Array, Object, Reflect, Uint8Array};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{ErrorEvent, File, MessageEvent, Worker};

/// What comes up the line.
pub enum Event {
    /// An answer.
    Reply(Box<Reply>),
    /// The engine is gone: what happened, in the words of the browser.
    Crash(String),
}

type Listener = Rc<dyn Fn(Event)>;

#[derive(Default)]
struct Line {
    worker: Option<Worker>,
    is_ready: bool,
    queue: Vec<(Request, Vec<File>)>,
    /// The user's files by name, as far as they were not removed.
    files: Vec<(String, File)>,
    /// Files of the job under way: kept once it is loaded.
    batch: Option<(u32, Vec<(String, File)>)>,
    /// What came ahead of being asked for, as it came.
    glances: Glances<Vec<u8>>,
    next: u32,
    listener: Option<Listener>,
}

thread_local! {
    static LINE: RefCell<Line> = RefCell::default();
}

fn line<T>(with: impl FnOnce(&mut Line) -> T) -> T {
    LINE.with(|line| with(&mut line.borrow_mut()))
}

/// The build id of the page; empty in a build that was not stamped.
pub fn build() -> String {
    browser::meta("tributary-build")
}

/// Says who hears what the engine says.
pub fn listen(listener: impl Fn(Event) + 'static) {
    line(|line| line.listener = Some(Rc::new(listener)));
}

fn tell(event: Event) {
    // Cloned out first: the listener sends requests, which borrow the line again.
    if let Some(listener) = line(|line| line.listener.clone()) {
        listener(event);
    }
}

/// Starts the worker named in the page's head; an earlier one is ended first. The first is there already: the shell
/// started it while the page's own code was on its way. Its first word is lost, so it is asked to say it again.
pub fn start() {
    let url = browser::meta("tributary-engine");
    stop();
    let early = early();
    let is_early = early.is_some();
    match early.map_or_else(|| Worker::new(&url), Ok) {
        Ok(worker) => {
            let on_message =
                Closure::<dyn Fn(MessageEvent)>::new(|event: MessageEvent| hear(&event));
            let on_error = Closure::<dyn Fn(ErrorEvent)>::new(|event: ErrorEvent| {
                event.prevent_default();
                crash(&event.message());
            });
            worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
            worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
            // The worker lives as long as the page, or until it crashes, which is rare enough to leave these.
            on_message.forget();
            on_error.forget();
            let failed = Reflect::get(&worker, &"failed".into())
                .ok()
                .and_then(|words| words.as_string());
            line(|line| line.worker = Some(worker));
            if let Some(words) = failed {
                crash(&words);
            } else if is_early {
                post(&Request::Hello { build: build() }, &[]);
            }
        }
        Err(error) => crash(&format!("{error:?}")),
    }
}

/// The worker that the shell started, once.
fn early() -> Option<Worker> {
    let window = web_sys::window()?;
    let name = JsValue::from_str("tributaryEngine");
    let worker = Reflect::get(&window, &name).ok()?.dyn_into().ok();
    let _ = Reflect::delete_property(&window, &name);
    worker
}

/// Files that were chosen or dropped before the page's code had come; from now on the page hears of them itself.
pub fn early_files() -> Vec<File> {
    let name = JsValue::from_str("tributaryFiles");
    let Some(window) = web_sys::window() else {
        return Vec::new();
    };
    let kept = Reflect::get(&window, &name).unwrap_or_default();
    let _ = Reflect::delete_property(&window, &name);
    Array::from(&kept)
        .iter()
        .filter_map(|file| file.dyn_into().ok())
        .collect()
}

fn stop() {
    let old = line(|line| {
        line.is_ready = false;
        line.batch = None;
        line.glances = Glances::default();
        line.worker.take()
    });
    if let Some(worker) = old {
        worker.set_onmessage(None);
        worker.set_onerror(None);
        worker.terminate();
    }
}

fn crash(message: &str) {
    stop();
    line(|line| line.queue.clear());
    tell(Event::Crash(message.to_owned()));
}

fn hear(event: &MessageEvent) {
    let body = Reflect::get(&event.data(), &"body".into()).unwrap_or_default();
    let bytes = Uint8Array::new(&body).to_vec();
    match decode::<Reply>(&bytes) {
        // The engine answers `Hello` in the same words; the first time is enough.
        Ok(Reply::Ready { .. }) if line(|line| line.is_ready) => {}
        Ok(Reply::Ready { build: theirs }) => meet(&theirs),
        Ok(reply) => {
            settle(&reply, bytes);
            tell(Event::Reply(Box::new(reply)));
        }
        Err(sentence) => crash(&sentence),
    }
}

/// Says again what came of a link ahead of being asked for.
pub fn recall(page: &str, params: &Params) {
    let known = line(|line| line.glances.find(page, params).map(|bytes| decode(bytes)));
    if let Some(Ok(reply)) = known {
        tell(Event::Reply(Box::new(reply)));
    }
}

/// The worker is there: builds are compared, then what waited is sent.
fn meet(theirs: &str) {
    let ours = build();
    if theirs != ours {
        if !browser::reload_once(theirs) {
            crash(&format!(
                "The page is of build “{ours}” and its engine of build “{theirs}”. Empty the browser's cache for this site and reload."
            ));
        }
        return;
    }
    let queue = line(|line| {
        line.is_ready = true;
        std::mem::take(&mut line.queue)
    });
    tell(Event::Reply(Box::new(Reply::Ready {
        build: ours.clone(),
    })));
    post(&Request::Hello { build: ours }, &[]);
    for (request, files) in queue {
        post(&request, &files);
    }
}

/// Keeps or drops the handles of a job that has ended, and what holds of the data that is loaded.
fn settle(reply: &Reply, bytes: Vec<u8>) {
    line(|line| match reply {
        Reply::Page(view) if view.is_glance => {
            line.glances.keep(&view.page, &view.params, bytes);
        }
        Reply::Loaded { job, data } => {
            line.glances = Glances::default();
            if let Some((_, files)) = line.batch.take_if(|(batch, _)| batch == job) {
                line.files.extend(files);
            }
            line.files
                .retain(|(name, _)| data.files.iter().any(|card| &card.name == name));
        }
        Reply::Cancelled { job } | Reply::Failed { ticket: job, .. } => {
            line.batch.take_if(|(batch, _)| batch == job);
        }
        _ => {}
    });
}

/// Sends a request, or keeps it until the worker is there.
pub fn send(request: Request) {
    send_with(request, Vec::new());
}

fn send_with(request: Request, files: Vec<File>) {
    if line(|line| line.is_ready) {
        post(&request, &files);
    } else {
        line(|line| line.queue.push((request, files)));
    }
}

fn post(request: &Request, files: &[File]) {
    let sent = encode(request)
        .map_err(|sentence| JsValue::from_str(&sentence))
        .and_then(|bytes| {
            let body = Uint8Array::from(bytes.as_slice()).buffer();
            let message = Object::new();
            Reflect::set(&message, &"body".into(), &body)?;
            if !files.is_empty() {
                let list: Array = files.iter().collect();
                Reflect::set(&message, &"files".into(), &list)?;
            }
            match line(|line| line.worker.clone()) {
                Some(worker) => worker.post_message_with_transfer(&message, &Array::of1(&body)),
                None => Ok(()),
            }
        });
    if let Err(error) = sent {
        crash(&format!("{error:?}"));
    }
}

/// A number for a job or a ticket, never given twice.
pub fn number() -> u32 {
    line(|line| {
        line.next += 1;
        line.next
    })
}

/// Hands files to the engine; returns the job's number.
pub fn load(files: Vec<(String, File)>, replace: bool) -> u32 {
    let job = number();
    let names = files.iter().map(|(name, _)| name.clone()).collect();
    let handles = files.iter().map(|(_, file)| file.clone()).collect();
    line(|line| line.batch = Some((job, files)));
    send_with(
        Request::Load {
            job,
            names,
            replace,
        },
        handles,
    );
    job
}

/// Names of the user's files that are kept for a restart.
pub fn kept() -> Vec<String> {
    line(|line| line.files.iter().map(|(name, _)| name.clone()).collect())
}

/// Starts the engine again; the user's files are loaded again. The job's number, where there are files.
pub fn restart() -> Option<u32> {
    start();
    let files = line(|line| std::mem::take(&mut line.files));
    (!files.is_empty()).then(|| load(files, true))
}
