//! Files that are packed, workbooks or not UTF-8: a third worker makes them into UTF-8 CSV, which is read like any file.
//!
//! The worker (`src/bin/unpack.rs`, the loader under another name) is started when such a file comes. It answers one
//! question at a time; two chunks are under way, so it unpacks while the engine parses. A cancel ends it, and so does a
//! file that breaks it; the next file starts another.

use super::file::reader;
use super::jobs::Job;
use super::stream::PIECE;
use super::{Origin, REPORT_EVERY, SKETCH, Shared, now, progress, take_cancel};
use js_sys::{Array, Function, Object, Promise, Reflect, Uint8Array};
use std::cell::RefCell;
use std::collections::{HashMap, VecDeque};
use std::rc::Rc;
use tributary::engine::house::{About, Arrival, Outcome, of_one_file};
use tributary::engine::ingest::{Finished, Reader, Refusal, encoding};
use tributary::protocol::{Decision, FileStatus, Stage};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, Event, MessageEvent, Worker};

/// The name by which the loader knows that it is to unpack.
const NAME: &str = "unpack";
/// Bytes asked for at once.
const CHUNK: u32 = 1 << 20;
/// Chunks under way.
const AHEAD: usize = 2;
/// The question that the worker answers unasked when it is there.
const READY: u32 = 0;

/// The unpacking worker, started when it is first needed.
#[derive(Clone, Default)]
pub struct Unpacking(Rc<RefCell<State>>);

#[derive(Default)]
struct State {
    worker: Option<Worker>,
    next: u32,
    /// What to call with the answer to a question, or with null where the worker has gone.
    waiting: HashMap<u32, Function>,
    /// Hears how many rows of a sheet are done, and where the file was read last.
    rows: Option<Rc<dyn Fn(u64, f64)>>,
    /// The job whose file is being unpacked.
    job: Option<u32>,
}

/// Why there is no answer.
enum Lost {
    /// A sentence.
    Refused(String),
    /// The worker could not be had.
    Gone,
    /// The worker broke over the file, or was stopped.
    Broke,
}

/// What is said of a file that broke the worker.
const BROKEN: &str = "This file could not be read as a workbook or an archive: it is damaged, or takes more memory than there is. Open or unpack it, save the table as \"CSV UTF-8\", then drop that file.";

/// Whether a file that was read as it stands is better unpacked: the outcome says so.
pub fn is_wanted(outcome: &Outcome) -> bool {
    match outcome {
        Outcome::Refused(refusal) => matches!(refusal.code, "packed" | "encoding"),
        Outcome::Loaded(data) => data.is_undecoded || encoding(&data.answers).is_some(),
        Outcome::Failed(..) => false,
    }
}

/// Whether the user speaks of a table that came through the unpacker, or says what encoding a file has.
pub fn is_said(job: &Job) -> bool {
    let again = job.again.as_ref();
    again.is_some_and(|again| again.member.is_some() || encoding(&again.answers).is_some())
}

/// Reads every table of a file, or the one that is read again; `plain` is what came of reading it as it stands, and
/// stands where there is no worker. `None` where the job was cancelled.
pub async fn read(
    shared: &Rc<Shared>,
    job: &Job,
    name: &str,
    blob: &Blob,
    started: f64,
    plain: Option<(Outcome, About)>,
) -> Option<Vec<Arrival>> {
    let unpacking = &shared.unpacking;
    let whole = match &plain {
        Some((Outcome::Refused(refusal), _)) => refusal.code != "packed",
        plain => plain.is_some(),
    };
    let only = job.again.as_ref().map(|again| again.member.unwrap_or(0));
    let mut file = File {
        shared,
        job,
        started,
        blob,
        name: name.to_owned(),
        at: 0.0,
        reported: 0.0,
    };
    let began = now();
    file.hear_rows();
    unpacking.0.borrow_mut().job = Some(job.id);
    let members = unpacking.open(name, blob).await;
    let mut tables = Vec::new();
    let names = match members {
        Ok(names) => names,
        Err(_) if take_cancel(shared, job.id) => return None,
        Err(lost) => {
            let (outcome, about) = match lost {
                Lost::Gone => plain.unwrap_or_else(|| (gone(), About::default())),
                Lost::Broke => (refused(BROKEN.to_owned()), About::default()),
                Lost::Refused(sentence) => (refused(sentence), About::default()),
            };
            tables.push((name.to_owned(), only, outcome, about));
            Vec::new()
        }
    };
    let wanted = |(at, _): &(u32, String)| only.is_none_or(|only| only == *at);
    for (at, member) in (0_u32..).zip(names).filter(wanted) {
        file.name.clone_from(&member);
        let (outcome, about) = match file.member(at, whole).await {
            Ok(read) => read,
            Err(_) if take_cancel(shared, job.id) => return None,
            Err(Lost::Refused(sentence)) => (refused(sentence), About::default()),
            Err(Lost::Broke | Lost::Gone) => {
                // The other members are asked of a fresh worker.
                let _ = unpacking.open(name, blob).await;
                (refused(BROKEN.to_owned()), About::default())
            }
        };
        tables.push((member, Some(at), outcome, about));
    }
    unpacking.0.borrow_mut().job = None;
    let millis = now() - began;
    let bytes = blob.size() as u64;
    let arrivals = tables
        .into_iter()
        .map(|(name, member, outcome, about)| Arrival {
            name,
            bytes,
            outcome,
            millis,
            about: About {
                member,
                answers: job.answers().to_vec(),
                ..about
            },
        });
    Some(of_one_file(arrivals.collect()))
}

/// The beginning of a table as text, and whether that is all of it.
pub async fn head(
    shared: &Rc<Shared>,
    origin: &Origin,
    answers: &[(String, String)],
) -> Option<(Vec<u8>, bool)> {
    let unpacking = &shared.unpacking;
    let member = origin.member?;
    let read = async {
        unpacking.open(&origin.name, &origin.blob).await?;
        unpacking.start(member, false, encoding(answers)).await?;
        let mut head = Vec::new();
        while head.len() < SKETCH as usize {
            let next = unpacking.send(&[("next", CHUNK.into())])?;
            let bytes = Uint8Array::new(&super::property(&answered(next).await?, "bytes"));
            if bytes.length() == 0 {
                return Ok((head, true));
            }
            head.extend(bytes.to_vec());
        }
        Ok((head, false))
    };
    let read: Result<_, Lost> = read.await;
    read.ok()
}

fn gone() -> Outcome {
    Outcome::Failed(
        FileStatus::Refused,
        "This file could not be unpacked: drop it again.".to_owned(),
    )
}

fn refused(sentence: String) -> Outcome {
    Outcome::Refused(Refusal {
        code: "unpack",
        sentence,
        detail: String::new(),
    })
}

/// A file whose members are being read.
struct File<'a> {
    shared: &'a Rc<Shared>,
    job: &'a Job,
    started: f64,
    blob: &'a Blob,
    name: String,
    /// Bytes of the blob that the worker has used.
    at: f64,
    reported: f64,
}

impl File<'_> {
    /// One table through a reader; also what a refused one is good for.
    async fn member(&mut self, member: u32, whole: bool) -> Result<(Outcome, About), Lost> {
        let unpacking = &self.shared.unpacking;
        let answers = self.job.answers();
        let mut said = encoding(answers).map(str::to_owned);
        let mut whole = whole;
        let mut again: Option<Reader> = None;
        loop {
            let told = unpacking.start(member, whole, said.as_deref()).await?;
            let mut reader = if let Some(reader) = again.take() {
                reader
            } else {
                let house = self.shared.house.borrow();
                let reader = reader(&self.name, 0).told(told);
                reader.answered(answers, house.recipes())
            };
            let read = self.stream(&mut reader).await?;
            if let Some(refusal) = read {
                return Ok(About::unread(*reader.unread(refusal)));
            }
            match reader.finish_with() {
                Ok(Finished::Again(reader)) => again = Some(*reader),
                // A recipe says the encoding.
                Ok(Finished::Done(data)) if said.is_none() && encoding(&data.answers).is_some() => {
                    said = encoding(&data.answers).map(str::to_owned);
                }
                // The beginning was UTF-8 and the rest is not.
                Ok(Finished::Done(data)) if data.is_undecoded && !whole && said.is_none() => {
                    whole = true;
                }
                Ok(Finished::Done(data)) => return Ok((Outcome::Loaded(data), About::default())),
                Err(unread) => return Ok(About::unread(*unread)),
            }
        }
    }

    /// Every chunk of the member that was started; a refusal ends it.
    async fn stream(&mut self, reader: &mut Reader) -> Result<Option<Refusal>, Lost> {
        let unpacking = &self.shared.unpacking;
        let mut under_way = VecDeque::new();
        let mut chunk = Vec::new();
        loop {
            while under_way.len() < AHEAD {
                under_way.push_back(unpacking.send(&[("next", CHUNK.into())])?);
            }
            let Some(next) = under_way.pop_front() else {
                return Ok(None);
            };
            let answer = answered(next).await?;
            if take_cancel(self.shared, self.job.id) {
                self.shared.cancelled.borrow_mut().push(self.job.id);
                unpacking.stop();
                return Err(Lost::Broke);
            }
            let bytes = Uint8Array::new(&super::property(&answer, "bytes"));
            chunk.resize(bytes.length() as usize, 0);
            bytes.copy_to(&mut chunk);
            if chunk.is_empty() {
                return Ok(None);
            }
            for part in chunk.chunks(PIECE) {
                if let Err(refusal) = reader.push(part) {
                    return Ok(Some(refusal));
                }
            }
            self.at = super::property(&answer, "at").as_f64().unwrap_or(self.at);
            if now() - self.reported >= REPORT_EVERY {
                self.reported = now();
                let done = (self.at as u64, self.blob.size() as u64);
                progress(
                    self.job,
                    &self.name,
                    Stage::Read,
                    done,
                    reader.rows(),
                    self.started,
                );
            }
        }
    }

    /// Passes the rows of a sheet on while it is made into text.
    fn hear_rows(&self) {
        let (job, name, started) = (self.job.id, self.name.clone(), self.started);
        let size = self.blob.size() as u64;
        let hear = move |rows: u64, at: f64| {
            let done = (at as u64, size);
            super::report(job, &name, Stage::Read, done, rows, started);
        };
        self.shared.unpacking.0.borrow_mut().rows = Some(Rc::new(hear));
    }
}

impl Unpacking {
    /// The members of a file, by name.
    async fn open(&self, name: &str, blob: &Blob) -> Result<Vec<String>, Lost> {
        self.start_worker().await.map_err(|_| Lost::Gone)?;
        let question = self.send(&[("open", name.into()), ("blob", blob.clone().into())])?;
        let answer = answered(question).await?;
        let names = Array::from(&super::property(&answer, "names"));
        Ok(names.iter().filter_map(|name| name.as_string()).collect())
    }

    /// Begins a member, in the encoding that is said; the decisions that were taken about it.
    async fn start(
        &self,
        member: u32,
        whole: bool,
        said: Option<&str>,
    ) -> Result<Vec<Decision>, Lost> {
        let question = self.send(&[
            ("start", member.into()),
            ("whole", whole.into()),
            ("said", said.into()),
        ])?;
        let answer = answered(question).await?;
        let told = Array::from(&super::property(&answer, "told"));
        let told: Vec<String> = told.iter().filter_map(|text| text.as_string()).collect();
        let decisions = told.chunks_exact(3).filter_map(|told| match told {
            [what, value, because] => Some(Decision {
                what: what.clone(),
                value: value.clone(),
                because: because.clone(),
                choices: Vec::new(),
            }),
            _ => None,
        });
        Ok(decisions.collect())
    }

    /// Posts a question; the promise of its answer.
    fn send(&self, fields: &[(&str, JsValue)]) -> Result<Promise, Lost> {
        let (worker, id) = {
            let mut state = self.0.borrow_mut();
            state.next += 1;
            (state.worker.clone().ok_or(Lost::Gone)?, state.next)
        };
        let message = Object::new();
        let _ = Reflect::set(&message, &"id".into(), &id.into());
        for (name, value) in fields {
            let _ = Reflect::set(&message, &(*name).into(), value);
        }
        worker.post_message(&message).map_err(|_| Lost::Gone)?;
        Ok(self.promise(id))
    }

    fn promise(&self, id: u32) -> Promise {
        let state = Rc::clone(&self.0);
        Promise::new(&mut move |resolve, _| {
            state.borrow_mut().waiting.insert(id, resolve);
        })
    }

    /// Ends the worker where it is at work for this job, whatever it is in the middle of.
    pub fn cancel(&self, job: u32) {
        if self.0.borrow().job == Some(job) {
            self.stop();
        }
    }

    /// Ends the worker; whoever waits hears so.
    fn stop(&self) {
        let waiting = {
            let mut state = self.0.borrow_mut();
            if let Some(worker) = state.worker.take() {
                worker.terminate();
            }
            std::mem::take(&mut state.waiting)
        };
        for resolve in waiting.into_values() {
            let _ = resolve.call1(&JsValue::NULL, &JsValue::NULL);
        }
    }

    async fn start_worker(&self) -> Result<(), Lost> {
        if self.0.borrow().worker.is_some() {
            return Ok(());
        }
        let worker = super::beside_us(NAME).ok_or(Lost::Gone)?;
        let ready = self.promise(READY);
        // The last words of a worker that has gone are not those of the one in its place.
        let (this, from) = (self.clone(), worker.clone());
        let hear = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            if this.is_current(&from) {
                this.hear(&event.data());
            }
        });
        let (this, from) = (self.clone(), worker.clone());
        let lose = Closure::<dyn Fn(Event)>::new(move |event: Event| {
            // It ends here: the engine itself is well.
            event.prevent_default();
            if this.is_current(&from) {
                this.stop();
            }
        });
        worker.set_onmessage(Some(hear.as_ref().unchecked_ref()));
        worker.set_onerror(Some(lose.as_ref().unchecked_ref()));
        // A few hundred bytes a worker, and few workers are ever lost.
        hear.forget();
        lose.forget();
        self.0.borrow_mut().worker = Some(worker);
        answered(ready).await.map(|_| ())
    }

    fn is_current(&self, worker: &Worker) -> bool {
        self.0.borrow().worker.as_ref() == Some(worker)
    }

    fn hear(&self, data: &JsValue) {
        if let Some(rows) = super::property(data, "rows").as_f64() {
            let heard = self.0.borrow().rows.clone();
            if let Some(heard) = heard {
                let at = super::property(data, "at").as_f64();
                heard(rows as u64, at.unwrap_or_default());
            }
            return;
        }
        let id = super::property(data, "id").as_f64().unwrap_or_default() as u32;
        let found = self.0.borrow_mut().waiting.remove(&id);
        if let Some(resolve) = found {
            let _ = resolve.call1(&JsValue::NULL, data);
        }
    }
}

/// The answer to a question, once it is there.
async fn answered(question: Promise) -> Result<JsValue, Lost> {
    let answer = JsFuture::from(question).await.map_err(|_| Lost::Broke)?;
    if answer.is_null() {
        return Err(Lost::Broke);
    }
    match super::property(&answer, "refused").as_string() {
        Some(sentence) => Err(Lost::Refused(sentence)),
        None => Ok(answer),
    }
}
