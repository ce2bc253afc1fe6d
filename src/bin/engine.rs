//! The worker's message loop: requests in, replies out, files streamed by slices.
//!
//! One message is `{ body: ArrayBuffer, files?: File[] }`. A load (`jobs`) runs beside the loop, yields at every slice and
//! touches the house only at its end, so a cancel or a refusal leaves what was loaded as it was. What is decided about
//! data lives in `engine::house`; here is only what needs a browser: blobs, time, messages.

#[path = "engine/beside.rs"]
mod beside;
#[path = "engine/file.rs"]
mod file;
#[path = "engine/jobs.rs"]
mod jobs;
#[path = "engine/slices.rs"]
mod slices;
#[path = "engine/stream.rs"]
mod stream;
#[path = "engine/unpack.rs"]
mod unpack;

use beside::{fetch, load_sample};
use jobs::{Again, Job, Task, enqueue, queue};
use js_sys::{Array, ArrayBuffer, Object, Promise, Reflect, Uint8Array};
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;
use tributary::engine::house::{Glance, House};
use tributary::protocol::{self, Answers, Progress, Reply, Request, Stage};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    Blob, DedicatedWorkerGlobalScope, MessageChannel, MessageEvent, Worker, WorkerOptions,
};

/// Bytes of a file looked at for the mapping dialogue, and the most that a recipe may have.
const SKETCH: f64 = 256.0 * 1024.0;
/// Milliseconds between two reports of progress.
const REPORT_EVERY: f64 = 100.0;

/// Milliseconds without a request before data tests run.
const QUIET_MILLIS: i32 = 200;
/// Milliseconds that the page has to paint a glance before the whole of it comes: a frame.
const FRAME_MILLIS: i32 = 16;
/// Steps before them that go to what a slider may be moved to next: the default and the customary values.
const LIKELY: usize = 6;
/// Milliseconds. Where one such step takes longer, a request might wait for it too long: no more are taken.
const LONG_STEP: f64 = 250.0;

/// What the loop holds.
struct Shared {
    house: RefCell<House>,
    /// Jobs that the user cancelled.
    cancelled: RefCell<Vec<u32>>,
    /// Loads wait for the one before: files are added in the order they were dropped.
    queue: RefCell<VecDeque<Task>>,
    running: RefCell<bool>,
    slices: slices::Slices,
    unpacking: unpack::Unpacking,
    /// The job that loads the sample data, from its request to its end.
    sample: RefCell<Option<u32>>,
    /// A sample job that gave way to the user's own files; it is done after all if none of them can be read.
    owed: RefCell<Option<u32>>,
    /// Requests that wait for sample files of their subject.
    waiting: RefCell<Vec<Request>>,
    /// Counts the pages that were asked for.
    asked: Cell<u32>,
    /// Counts the times that what waits for quiet was put in the queue.
    trials: Cell<u32>,
    /// Where the user's files came from, by card, to be read again as they say.
    origins: RefCell<BTreeMap<u32, Origin>>,
}

impl Shared {
    /// Nobody waits for the sample once there are files of one's own.
    fn put_off_sample(&self) {
        if let Some(sample) = self.sample.borrow_mut().take() {
            self.cancelled.borrow_mut().push(sample);
            self.owed.replace(Some(sample));
        }
    }
}

/// Where the table of a card came from.
#[derive(Clone)]
struct Origin {
    /// The file as it was dropped.
    blob: Blob,
    name: String,
    /// Its place among the file's tables, where it came through the unpacker.
    member: Option<u32>,
}

/// The job of sample files that nobody asked for by a job number: a page or table of another subject was opened.
const QUIET: u32 = 0;

fn main() {
    console_error_panic_hook::set_once();
    let shared = Rc::new(Shared {
        house: RefCell::new(House::new(now)),
        cancelled: RefCell::default(),
        queue: RefCell::default(),
        running: RefCell::new(false),
        slices: slices::Slices::default(),
        unpacking: unpack::Unpacking::default(),
        sample: RefCell::default(),
        owed: RefCell::default(),
        waiting: RefCell::default(),
        asked: Cell::default(),
        trials: Cell::default(),
        origins: RefCell::default(),
    });
    let listener = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        receive(&shared, &event);
    });
    scope().set_onmessage(Some(listener.as_ref().unchecked_ref()));
    listener.forget();
    post(&Reply::Ready { build: build_id() });
}

fn receive(shared: &Rc<Shared>, event: &MessageEvent) {
    let data = event.data();
    let body = property(&data, "body");
    let bytes = Uint8Array::new(&body).to_vec();
    let request = match protocol::decode::<Request>(&bytes) {
        Ok(request) => request,
        Err(sentence) => {
            return post(&Reply::Failed {
                ticket: 0,
                sentence,
            });
        }
    };
    match request {
        Request::Hello { .. } => post(&Reply::Ready { build: build_id() }),
        Request::Load {
            job,
            names,
            replace,
        } => {
            shared.put_off_sample();
            let files = Array::from(&property(&data, "files"));
            let files = files.iter().filter_map(|file| file.dyn_into().ok());
            // What a system hides in a folder is no export.
            let is_one = names.len() == 1;
            let (names, blobs): (Vec<String>, Vec<Blob>) = (names.into_iter().zip(files))
                .filter(|(name, _)| is_one || !name.starts_with('.'))
                .unzip();
            shared.slices.prepare(&blobs);
            enqueue(
                shared,
                Job {
                    id: job,
                    names,
                    blobs,
                    replace,
                    ..Job::default()
                },
            );
        }
        Request::LoadSample { job } => load_sample(shared, job, Vec::new(), true),
        Request::Remove { job, file } => {
            shared.house.borrow_mut().remove(file);
            settle(shared, job);
        }
        Request::Answer { job, file, answers } => answered(shared, job, file, answers),
        Request::Mapping { file } => queue(shared, Task::Sketch(file)),
        Request::Fetch { job, paths } => fetch(shared, job, paths),
        Request::Undo { job } => {
            shared.house.borrow_mut().undo();
            settle(shared, job);
        }
        Request::Recipes { text } => {
            shared.house.borrow_mut().learn(&text);
        }
        Request::Cancel { job } => {
            shared.cancelled.borrow_mut().push(job);
            shared.unpacking.cancel(job);
        }
        other => answer(shared, other),
    }
}

/// Reads a file again as the user says, or settles which of two files counts.
fn answered(shared: &Rc<Shared>, job: u32, file: u32, answers: Answers) {
    if let Some((_, which)) = answers.iter().find(|(key, _)| key == "overlap") {
        shared.house.borrow_mut().resolve(file, which);
        return settle(shared, job);
    }
    let Some(origin) = shared.origins.borrow().get(&file).cloned() else {
        return post(&Reply::Failed {
            ticket: job,
            sentence: "This file is not at hand any more; drop it again.".to_owned(),
        });
    };
    enqueue(
        shared,
        Job {
            id: job,
            names: vec![origin.name],
            blobs: vec![origin.blob],
            again: Some(Again {
                file,
                answers,
                member: origin.member,
            }),
            ..Job::default()
        },
    );
}

/// Answers a short request; one that needs sample files which are not loaded waits for them.
fn answer(shared: &Rc<Shared>, request: Request) {
    let wanted = {
        let mut house = shared.house.borrow_mut();
        house.show(&request);
        house.wanted(&request)
    };
    let is_loading = shared.sample.borrow().is_some();
    let is_page = matches!(request, Request::Page { .. });
    if is_page {
        shared.asked.update(|turn| turn + 1);
    }
    if wanted.is_empty() && !(is_loading && is_page) {
        return at_once(shared, request);
    }
    // A page is composed when its sample has come, as after every load.
    if !is_page {
        shared.waiting.borrow_mut().push(request);
    }
    if !is_loading {
        load_sample(shared, QUIET, wanted, false);
    }
}

/// Answers a request; a page that has a glance by that first, and by the whole of it after.
fn at_once(shared: &Rc<Shared>, request: Request) {
    let glance = shared.house.borrow_mut().glance(&request);
    match glance {
        Glance::None => finish(shared, request),
        Glance::Sent => after_glance(shared, request),
        Glance::New(reply) => {
            post(&reply);
            after_glance(shared, request);
        }
    }
}

/// Answers by the whole page whose glance the page has, before any test.
fn after_glance(shared: &Rc<Shared>, request: Request) {
    shared.trials.update(|turn| turn + 1);
    let turn = shared.asked.get();
    let shared = Rc::clone(shared);
    spawn_local(async move {
        rest(FRAME_MILLIS).await;
        // Whoever moves a slider on, or opens another page, asks again before the rest is composed.
        if shared.asked.get() == turn {
            finish(&shared, request);
        }
    });
}

fn finish(shared: &Rc<Shared>, request: Request) {
    for reply in shared.house.borrow_mut().answer(request) {
        post(&reply);
    }
    when_quiet(shared);
}

/// After a load: what waited for it.
fn resume(shared: &Rc<Shared>) {
    let wanted = shared.house.borrow().wanted_on_show();
    if !wanted.is_empty() {
        return load_sample(shared, QUIET, wanted, false);
    }
    let waiting = std::mem::take(&mut *shared.waiting.borrow_mut());
    for request in waiting {
        answer(shared, request);
    }
}

/// Posts what is loaded now and the page on show, then lets the data tests run.
fn settle(shared: &Rc<Shared>, job: u32) {
    let (replies, rest) = shared.house.borrow_mut().settle(job);
    for reply in replies {
        post(&reply);
    }
    shared.asked.update(|turn| turn + 1);
    match rest {
        Some(page) => after_glance(shared, page),
        None => when_quiet(shared),
    }
}

/// Does what nobody waits for, one step at a time between messages, so that a request never waits for all of it: pending
/// data tests, a table at a time, and glances of what a slider may be moved to next, the likeliest before the tests. It
/// begins once nothing was asked for a while: whoever drags a slider waits for none of it.
fn when_quiet(shared: &Rc<Shared>) {
    {
        let house = shared.house.borrow();
        if !house.has_pending_tests() && !house.can_think_ahead() {
            return;
        }
    }
    let turn = shared.trials.get() + 1;
    shared.trials.set(turn);
    let shared = Rc::clone(shared);
    spawn_local(async move {
        rest(QUIET_MILLIS).await;
        // A later request does what waits, and so does the end of a load.
        let is_quiet = || shared.trials.get() == turn && !*shared.running.borrow();
        think_ahead(&shared, LIKELY, &is_quiet).await;
        while is_quiet() {
            let (replies, more) = shared.house.borrow_mut().run_next_test();
            for reply in replies {
                post(&reply);
            }
            if !more {
                break;
            }
            breathe().await;
        }
        rest(QUIET_MILLIS).await;
        think_ahead(&shared, usize::MAX, &is_quiet).await;
    });
}

/// Works out and sends so many glances that may be asked for next, as long as it is quiet.
async fn think_ahead(shared: &Rc<Shared>, steps: usize, is_quiet: &impl Fn() -> bool) {
    for _ in 0..steps {
        let began = now();
        if !is_quiet() {
            break;
        }
        let Some(replies) = shared.house.borrow_mut().think_ahead() else {
            break;
        };
        for reply in replies {
            post(&reply);
        }
        if now() - began > LONG_STEP {
            break;
        }
        breathe().await;
    }
}

fn take_cancel(shared: &Rc<Shared>, job: u32) -> bool {
    let mut cancelled = shared.cancelled.borrow_mut();
    let before = cancelled.len();
    cancelled.retain(|id| *id != job);
    cancelled.len() < before
}

fn progress(
    job: &Job,
    file: &str,
    stage: Stage,
    (done, total): (u64, u64),
    rows: u64,
    started: f64,
) {
    report(job.id, file, stage, (done, total), rows, started);
}

fn report(job: u32, file: &str, stage: Stage, (done, total): (u64, u64), rows: u64, started: f64) {
    post(&Reply::Progress(Progress {
        job,
        file: file.to_owned(),
        stage,
        done,
        total,
        rows,
        millis: now() - started,
    }));
}

/// Lets a message that waits be handled first, without a timer's 4 ms.
async fn yield_now() {
    if let Ok(channel) = MessageChannel::new() {
        let promise = Promise::new(&mut |resolve, _| {
            channel.port1().set_onmessage(Some(&resolve));
            let _ = channel.port2().post_message(&JsValue::NULL);
        });
        let _ = JsFuture::from(promise).await;
        channel.port1().close();
    }
}

/// Lets messages that wait be handled first.
async fn breathe() {
    rest(0).await;
}

async fn rest(millis: i32) {
    let promise = Promise::new(&mut |resolve, _| {
        let _ = scope().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, millis);
    });
    let _ = JsFuture::from(promise).await;
}

/// Here alone, since the code that writes a reply is large.
#[inline(never)]
fn post(reply: &Reply) {
    let Ok(bytes) = protocol::encode(reply) else {
        return;
    };
    let buffer: ArrayBuffer = Uint8Array::from(bytes.as_slice()).buffer();
    let message = Object::new();
    let _ = Reflect::set(&message, &"body".into(), &buffer);
    let _ = scope().post_message_with_transfer(&message, &Array::of1(&buffer));
}

fn property(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

/// Another worker of the engine: the loader again, under a name that tells it what to be. Only a finished build has a
/// loader that knows the names.
fn beside_us(name: &str) -> Option<Worker> {
    let loader = property(&js_sys::global(), "TRIBUTARY_LOADER").as_string()?;
    let options = WorkerOptions::new();
    options.set_name(name);
    Worker::new_with_options(&loader, &options).ok()
}

/// The id of the build, set by the loader; empty where the worker was started by hand.
fn build_id() -> String {
    property(&js_sys::global(), "TRIBUTARY_BUILD")
        .as_string()
        .unwrap_or_default()
}

fn now() -> f64 {
    scope()
        .performance()
        .map_or(0.0, |performance| performance.now())
}

fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}
