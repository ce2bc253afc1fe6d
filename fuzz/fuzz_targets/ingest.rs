//! Any bytes as a text file; the first two say how it is sliced.

#![no_main]
#![allow(dead_code)] // Each target uses a part of what they share with the tests.

#[path = "../../tests/support/property.rs"]
mod property;
#[path = "../../tests/support/mod.rs"]
mod support;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let step = bytes
        .iter()
        .take(2)
        .fold(1, |sum, byte| sum + usize::from(*byte));
    property::text_holds("fuzz.csv", bytes, step);
});
