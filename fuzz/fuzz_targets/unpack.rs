//! Any bytes as a file, or as what an archive or a workbook holds; the last one says which.

#![no_main]
#![allow(dead_code)] // Each target uses a part of what they share with the tests.

#[path = "../../tests/support/packed.rs"]
mod packed;
#[path = "../../tests/support/property.rs"]
mod property;
#[path = "../../tests/support/mod.rs"]
mod support;

use libfuzzer_sys::fuzz_target;

fuzz_target!(init: property::quiet(), |bytes: &[u8]| {
    let last = usize::from(bytes.last().copied().unwrap_or_default());
    let is_packed = [&b"PK"[..], b"\x1f\x8b", b"\xd0\xcf"].iter().any(|magic| bytes.starts_with(magic));
    let which = if is_packed { 0 } else { last };
    property::file_holds("fuzz", &packed::packed(which, bytes), 1 + last);
});
