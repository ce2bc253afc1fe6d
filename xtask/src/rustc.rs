//! What cargo calls in place of rustc for the crates of this workspace while the folder is built: the compiler, with one
//! flag more for the engine. Cargo has flags for a target or for all, and the page must not grow.

use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, ExitCode};

/// The variable by which cargo is told.
pub const VARIABLE: &str = "RUSTC_WORKSPACE_WRAPPER";

/// A function that keeps more than this on the stack is inlined nowhere, not even where it is called once. Else the whole
/// of a page's composing becomes one function of 60 KB, and once a loop in it runs long a browser takes 0.2 s of a
/// processor to compile it anew, beside the very load that it is part of. Cargo does not see this change: whoever changes it
/// runs `cargo clean` for a build of their own (the target folder is in the cache).
const FLAG: &str = "-Cllvm-args=-inline-max-stacksize=256";

/// Runs rustc where this program was called in its place, with the compiler as its first argument.
pub fn stand_in() -> Option<ExitCode> {
    let mut arguments = std::env::args_os().skip(1);
    let rustc = arguments.next()?;
    if Path::new(&rustc).file_stem()? != "rustc" {
        return None;
    }
    let rest: Vec<OsString> = arguments.collect();
    let is_engine = rest.iter().any(|argument| argument == "feature=\"worker\"");
    let status = Command::new(rustc)
        .args(&rest)
        .args(is_engine.then_some(FLAG))
        .status();
    Some(match status {
        Ok(status) if status.success() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("rustc could not be started: {error}.");
            ExitCode::FAILURE
        }
    })
}
