//! Slices of a blob, read by a worker of their own.
//!
//! A browser hands over a blob's bytes on the thread that asked for them, a pipe's length at a time, so a worker that
//! parses stops its own reading. The reader is a second worker with nothing else to do (the loader's other half, chosen
//! by its name); buffers come over by transfer. Where it cannot be had, and until it is there, the engine reads for
//! itself.

use super::property;
use js_sys::{Array, ArrayBuffer, Function, Object, Promise, Reflect, Uint8Array};
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, Event, MessageChannel, MessageEvent, Worker};

/// The name by which the loader knows that it is to be the reader.
const NAME: &str = "reader";
/// Below this many bytes a second worker is not worth its start.
const WORTH_IT: f64 = 2.0 * 1024.0 * 1024.0;

/// A slice under way.
pub struct Slice {
    blob: Blob,
    range: (f64, f64),
    /// Its buffer, or what the reader answers.
    bytes: Promise,
    reader: Option<Worker>,
}

/// The bytes of a slice. Dropped, their buffer goes back to the reader, which fills it again; what has another origin is
/// given back to the browser at once: left to its collector, fifty megabytes of slices that nobody reads any more lie in
/// memory beside the one that is read.
pub struct Bytes {
    buffer: ArrayBuffer,
    size: u32,
    reader: Option<Worker>,
}

impl Bytes {
    /// A whole buffer, of no reader.
    pub fn whole(buffer: ArrayBuffer) -> Bytes {
        let size = buffer.byte_length();
        Bytes {
            buffer,
            size,
            reader: None,
        }
    }

    /// The bytes.
    pub fn view(&self) -> Uint8Array {
        Uint8Array::new_with_byte_offset_and_length(&self.buffer, 0, self.size)
    }
}

impl Drop for Bytes {
    fn drop(&mut self) {
        // A browser that does not part with them so collects them in its own time.
        let _ = match &self.reader {
            Some(reader) => {
                let message = Object::new();
                let _ = Reflect::set(&message, &"spare".into(), &self.buffer);
                reader.post_message_with_transfer(&message, &Array::of1(&self.buffer))
            }
            None => away(&self.buffer),
        };
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
    /// What to call with the reader's answer, or with null where it is lost.
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
            reader: self.0.borrow().reader.clone(),
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
        let Some(reader) = super::beside_us(NAME) else {
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
                let _ = resolve.call1(&JsValue::NULL, &data);
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
        let answer = match JsFuture::from(self.bytes).await?.dyn_into() {
            Ok(buffer) => return Ok(Bytes::whole(buffer)),
            Err(answer) => answer,
        };
        let Ok(buffer) = property(&answer, "bytes").dyn_into() else {
            let bytes = JsFuture::from(near(&self.blob, self.range)?).await?;
            return Ok(Bytes::whole(bytes.dyn_into()?));
        };
        let size = property(&answer, "size").as_f64().unwrap_or_default() as u32;
        // Without a size it is not wanted back.
        let reader = self.reader.filter(|_| size > 0);
        Ok(if reader.is_some() {
            Bytes {
                buffer,
                size,
                reader,
            }
        } else {
            Bytes::whole(buffer)
        })
    }
}

/// The bytes as the engine reads them for itself.
fn near(blob: &Blob, (from, to): (f64, f64)) -> Result<Promise, JsValue> {
    Ok(blob.slice_with_f64_and_f64(from, to)?.array_buffer())
}
