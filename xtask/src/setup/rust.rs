//! The WebAssembly target of the pinned toolchain.

use super::say;
use crate::house::{House, Result, probe, run};

/// Makes sure that the toolchain can compile to WebAssembly.
pub fn wasm_target(house: &House) -> Result<()> {
    const TARGET: &str = "wasm32-unknown-unknown";
    let sysroot = probe(house.command("rustc").args(["--print", "sysroot"]))
        .ok_or("`rustc` is missing: install Rust with rustup first (https://rustup.rs).")?;
    let library = std::path::Path::new(sysroot.trim())
        .join("lib/rustlib")
        .join(TARGET);
    if library.exists() {
        return Ok(());
    }
    say("the wasm32-unknown-unknown target of the Rust toolchain (rustup)");
    run(house.command("rustup").args(["target", "add", TARGET]))
}
