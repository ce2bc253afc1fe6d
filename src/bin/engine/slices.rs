//! Slices of a blob, read by a worker of their own.
//!
//! A browser hands over a blob's bytes on the thread that asked for them, a pipe's length at a time, so a worker that
//! parses stops its own reading. The reader is a second worker with nothing else to do (the loader's other half, chosen
//! by its name); buffers come over by transfer. Where it cannot be had, and until it is there, the engine reads for
//! itself.

use js_sys::{Array, ArrayBuffer, Function, Object, Promise, Reflect};
use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Deref;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, Event, MessageChannel, MessageEvent, Worker, WorkerOptions};

/// The name by which the loader knows that it is to be the reader.
const NAME: &str = "reader";
/// Below this many bytes a second worker is not worth its start.
const WORTH_IT: f64 = 2.0 * 1024.0 * 1024.0;

/// A slice under way.
pub struct Slice {
    blob: Blob,
    range: (f64, f64),
    bytes: Promise,
}

/// The bytes of a slice. Dropped, they are given back at once: left to the browser's collector, fifty megabytes of slices
/// that nobody reads any more lie in memory beside the one that is read.
pub struct Bytes(ArrayBuffer);

impl Deref for Bytes {
    type Target = ArrayBuffer;

    fn deref(&self) -> &ArrayBuffer {
        &self.0
    }
}

impl Drop for Bytes {
    fn drop(&mut self) {
        // A browser that does not part with them so collects them in its own time.
        let _ = away(&self.0);
    }
}

/// Sends a buffer to where nobody receives it. To detach it otherwise leaves a browser's own handle on its memory.
fn away(buffer: &ArrayBuffer) -> Result<(), JsValue> {
    let channel = MessageChannel::new()?;
    channel.port2().close();
    let here = channel.port1();
    here.post_message_with_transferable(&JsValue::NULL, &Array::of1(buffer))?;
    here.close();
    Ok(())
}

/// The reader, started when the first large file comes.
#[derive(Clone, Default)]
pub struct Slices(Rc<RefCell<State>>);

#[derive(Default)]
struct State {
    reader: Option<Worker>,
    /// It has said that it is there; until then the engine reads for itself.
    is_ready: bool,
    is_lost: bool,
    /// The blob that it has.
    held: Option<Blob>,
    next: u32,
    /// What to call when a slice is there: with its bytes, or with null.
    waiting: HashMap<u32, Function>,
}

impl Slices {
    /// Asks for bytes `from..to` of a blob; they come while the engine does other things.
    ///
    /// # Errors
    /// What the browser says of a range it cannot cut.
    pub fn ask(&self, blob: &Blob, from: f64, to: f64) -> Result<Slice, JsValue> {
        let range = (from, to);
        let far = if blob.size() < WORTH_IT {
            None
        } else {
            self.far(blob, range)
        };
        Ok(Slice {
            bytes: match far {
                Some(bytes) => bytes,
                None => near(blob, range)?,
            },
            blob: blob.clone(),
            range,
        })
    }

    /// Has the reader started, where files are coming that are worth it.
    pub fn prepare(&self, blobs: &[Blob]) {
        if blobs.iter().any(|blob| blob.size() >= WORTH_IT) {
            let _ = self.reader();
        }
    }

    /// Asks the reader; `None` where there is none, or not yet.
    fn far(&self, blob: &Blob, (from, to): (f64, f64)) -> Option<Promise> {
        let reader = self.reader()?;
        if !self.0.borrow().is_ready {
            return None;
        }
        let id = {
            let mut state = self.0.borrow_mut();
            state.next += 1;
            state.next
        };
        let message = Object::new();
        Reflect::set(&message, &"id".into(), &id.into()).ok()?;
        Reflect::set(&message, &"from".into(), &from.into()).ok()?;
        Reflect::set(&message, &"to".into(), &to.into()).ok()?;
        // It is sent once: to hand over a blob, and to cut one, is a conversation between processes.
        if self.0.borrow().held.as_ref() != Some(blob) {
            Reflect::set(&message, &"blob".into(), blob).ok()?;
        }
        reader.post_message(&message).ok()?;
        self.0.borrow_mut().held = Some(blob.clone());
        let state = Rc::clone(&self.0);
        Some(Promise::new(&mut move |resolve, _| {
            state.borrow_mut().waiting.insert(id, resolve);
        }))
    }

    fn reader(&self) -> Option<Worker> {
        if let Some(reader) = &self.0.borrow().reader {
            return Some(reader.clone());
        }
        if self.0.borrow().is_lost {
            return None;
        }
        let reader = start();
        let Some(reader) = reader else {
            self.0.borrow_mut().is_lost = true;
            return None;
        };
        let state = Rc::clone(&self.0);
        let hear = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            let data = event.data();
            state.borrow_mut().is_ready = true;
            let id = property(&data, "id").as_f64().unwrap_or_default() as u32;
            let found = state.borrow_mut().waiting.remove(&id);
            if let Some(resolve) = found {
                let _ = resolve.call1(&JsValue::NULL, &property(&data, "bytes"));
            }
        });
        let state = Rc::clone(&self.0);
        let lose = Closure::<dyn Fn(Event)>::new(move |event: Event| {
            // The engine reads for itself from here on.
            event.prevent_default();
            let waiting = {
                let mut state = state.borrow_mut();
                state.reader = None;
                state.is_ready = false;
                state.is_lost = true;
                std::mem::take(&mut state.waiting)
            };
            for resolve in waiting.into_values() {
                let _ = resolve.call1(&JsValue::NULL, &JsValue::NULL);
            }
        });
        reader.set_onmessage(Some(hear.as_ref().unchecked_ref()));
        reader.set_onerror(Some(lose.as_ref().unchecked_ref()));
        // One reader for the engine's life.
        hear.forget();
        lose.forget();
        self.0.borrow_mut().reader = Some(reader.clone());
        Some(reader)
    }
}

impl Slice {
    /// The bytes; read here where the reader had none to give.
    ///
    /// # Errors
    /// What the browser says of a file that has gone or changed.
    pub async fn bytes(self) -> Result<Bytes, JsValue> {
        let bytes = match JsFuture::from(self.bytes).await?.dyn_into() {
            Ok(bytes) => bytes,
            Err(_) => JsFuture::from(near(&self.blob, self.range)?)
                .await?
                .dyn_into()?,
        };
        Ok(Bytes(bytes))
    }
}

/// The bytes as the engine reads them for itself.
fn near(blob: &Blob, (from, to): (f64, f64)) -> Result<Promise, JsValue> {
    Ok(blob.slice_with_f64_and_f64(from, to)?.array_buffer())
}

/// The loader again, under the reader's name; only a finished build has a loader that knows it.
fn start() -> Option<Worker> {
    let scope = js_sys::global();
    let loader = property(&scope, "TRIBUTARY_LOADER").as_string()?;
    let options = WorkerOptions::new();
    options.set_name(NAME);
    Worker::new_with_options(&loader, &options).ok()
}

fn property(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap_or(JsValue::UNDEFINED)
}
