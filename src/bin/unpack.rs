//! The unpacking worker: started by the engine when a file is packed, a workbook, or not UTF-8.
//!
//! One question, one answer, both plain objects. `{ id, open, blob }` lists the members of a file named `open`:
//! `{ id, names }`. `{ id, start, whole, said }` begins a member: `{ id, told }`, three texts a decision. `{ id, next }`
//! asks for about so many bytes of it: `{ id, bytes, at }`, empty at the end; `at` is where the file was
//! read last. Anything that cannot be done is
//! `{ id, refused }`, a sentence. `{ rows, at }` comes unasked while a sheet is made into text; `{ id: 0 }` once, at the
//! start. What the bytes mean is `unpack`'s matter; here is only what needs a browser.

use js_sys::{Array, Object, Reflect, Uint8Array};
use std::cell::{Cell, RefCell};
use std::io;
use std::rc::Rc;
use tributary::unpack::{Bytes, Refused, Unpacker};
use wasm_bindgen::prelude::*;
use web_sys::{Blob, DedicatedWorkerGlobalScope, FileReaderSync, MessageEvent};

/// A blob read in place.
struct Dropped {
    blob: Blob,
    reader: FileReaderSync,
    /// Where it was read last.
    at: Rc<Cell<f64>>,
}

impl Bytes for Dropped {
    fn size(&self) -> u64 {
        self.blob.size() as u64
    }

    fn read_at(&self, at: u64, into: &mut [u8]) -> io::Result<usize> {
        let end = (at as f64 + into.len() as f64).min(self.blob.size());
        let bytes = self
            .blob
            .slice_with_f64_and_f64(at as f64, end.max(at as f64))
            .and_then(|part| self.reader.read_as_array_buffer(&part))
            .map_err(|_| io::ErrorKind::NotFound)?;
        let bytes = Uint8Array::new(&bytes);
        let size = bytes.length() as usize;
        self.at.set(end);
        bytes.copy_to(into.get_mut(..size).unwrap_or_default());
        Ok(size)
    }
}

fn main() {
    console_error_panic_hook::set_once();
    let open: RefCell<Option<Unpacker>> = RefCell::default();
    let at = Rc::new(Cell::new(0.0));
    let listener = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let question = event.data();
        let answer = Object::new();
        set(&answer, "id", &property(&question, "id"));
        let mut bytes = None;
        if let Err(Refused(sentence)) = reply(&open, &at, &question, &answer, &mut bytes) {
            set(&answer, "refused", &sentence.into());
        }
        let moved: Array = bytes.iter().collect();
        let _ = scope().post_message_with_transfer(&answer, &moved);
    });
    scope().set_onmessage(Some(listener.as_ref().unchecked_ref()));
    listener.forget();
    tell(&[("id", 0.0)]);
}

/// Answers a question; `moved` is the buffer that the answer hands over.
fn reply(
    open: &RefCell<Option<Unpacker>>,
    at: &Rc<Cell<f64>>,
    question: &JsValue,
    answer: &Object,
    moved: &mut Option<JsValue>,
) -> Result<(), Refused> {
    let number = |name| property(question, name).as_f64();
    if let Some(name) = property(question, "open").as_string() {
        let gone = |_| Refused::from(io::Error::from(io::ErrorKind::NotFound));
        let dropped = Dropped {
            blob: property(question, "blob").dyn_into().map_err(gone)?,
            reader: FileReaderSync::new().map_err(gone)?,
            at: Rc::clone(at),
        };
        // The one before goes first: two workbooks may not fit.
        open.replace(None);
        let place = Rc::clone(at);
        let report = Box::new(move |rows| tell(&[("rows", rows as f64), ("at", place.get())]));
        let found = Unpacker::open(&name, Rc::new(dropped), report)?;
        let names = Array::new();
        for name in found.members() {
            names.push(&name.into());
        }
        set(answer, "names", &names);
        open.replace(Some(found));
        return Ok(());
    }
    let mut open = open.borrow_mut();
    let Some(unpacker) = open.as_mut() else {
        return Ok(());
    };
    if let Some(member) = number("start") {
        let whole = property(question, "whole").is_truthy();
        let told = Array::new();
        let said = property(question, "said").as_string();
        for decision in unpacker.start(member as usize, whole, said.as_deref())? {
            for text in [decision.what, decision.value, decision.because] {
                told.push(&text.into());
            }
        }
        set(answer, "told", &told);
    } else if let Some(size) = number("next") {
        let bytes = unpacker.next(size as usize)?;
        let buffer: JsValue = Uint8Array::from(bytes.as_slice()).buffer().into();
        set(answer, "bytes", &buffer);
        set(answer, "at", &at.get().into());
        *moved = Some(buffer);
    }
    Ok(())
}

/// Posts numbers under names.
fn tell(numbers: &[(&str, f64)]) {
    let message = Object::new();
    for (name, number) in numbers {
        set(&message, name, &(*number).into());
    }
    let _ = scope().post_message(&message);
}

fn set(object: &Object, name: &str, value: &JsValue) {
    let _ = Reflect::set(object, &name.into(), value);
}

fn property(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}
