//! Set-up: each tool is looked for, and installed into the cache folder where it is missing. One tool a file.
//!
//! A tool is installed only by a command that needs it, in a pinned version, and said before it is installed.

pub mod chromium;
pub mod npm;
pub mod rust;
pub mod tools;
pub mod venv;

/// Says what is about to be installed.
pub fn say(what: &str) {
    println!("Setting up: {what}");
}
