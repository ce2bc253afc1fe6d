//! The bytes of a blob in slices, with the next ones under way while one is parsed.

use super::slices::{Bytes, Slice, Slices};
use js_sys::Uint8Array;
use std::collections::VecDeque;
use web_sys::Blob;

/// Bytes asked for at once: few enough that the processor still holds some of them when they are parsed, and that all
/// under way are little memory.
const SLICE: f64 = 1024.0 * 1024.0;
/// Bytes of the first slice; the next ones double.
const FIRST_SLICE: f64 = 256.0 * 1024.0;
/// Slices under way.
const AHEAD: usize = 3;
/// Bytes handed on at once: they are copied and parsed while the processor still holds them. The browser also runs a
/// function in its quick, unoptimised form until a later call: many short calls let the optimised one take over early
/// in the file.
pub const PIECE: usize = 256 * 1024;

/// A blob, slice by slice.
pub struct Stream<'a> {
    slices: &'a Slices,
    blob: &'a Blob,
    asked: f64,
    under_way: VecDeque<Slice>,
    /// The slice at hand, and what it is a view of.
    slice: Uint8Array,
    bytes: Option<Bytes>,
    piece: Vec<u8>,
}

impl<'a> Stream<'a> {
    /// The whole of a blob.
    pub fn new(slices: &'a Slices, blob: &'a Blob) -> Stream<'a> {
        Stream {
            slices,
            blob,
            asked: 0.0,
            under_way: VecDeque::new(),
            slice: Uint8Array::new_with_length(0),
            bytes: None,
            piece: Vec::new(),
        }
    }

    /// Waits for the next slice: how many bytes it has, none at the end.
    ///
    /// # Errors
    /// The browser cannot read the blob.
    pub async fn next(&mut self) -> Result<u32, ()> {
        self.bytes = None;
        let size = self.blob.size();
        while self.under_way.len() < AHEAD && self.asked < size {
            // The first slices are small, so that parsing begins at once.
            let to = (self.asked + self.asked.clamp(FIRST_SLICE, SLICE)).min(size);
            let slice = self.slices.ask(self.blob, self.asked, to);
            self.under_way.push_back(slice.map_err(|_| ())?);
            self.asked = to;
        }
        let Some(next) = self.under_way.pop_front() else {
            return Ok(0);
        };
        let bytes = next.bytes().await.map_err(|_| ())?;
        self.slice = bytes.view();
        self.bytes = Some(bytes);
        Ok(self.slice.length())
    }

    /// Hands the slice on, piece by piece.
    ///
    /// # Errors
    /// The first that `take` gives.
    pub fn each<E>(&mut self, mut take: impl FnMut(&[u8]) -> Result<(), E>) -> Result<(), E> {
        let size = self.slice.length();
        for from in (0..size).step_by(PIECE) {
            let to = (from + PIECE as u32).min(size);
            self.piece.resize((to - from) as usize, 0);
            self.slice.subarray(from, to).copy_to(&mut self.piece);
            take(&self.piece)?;
        }
        Ok(())
    }
}
