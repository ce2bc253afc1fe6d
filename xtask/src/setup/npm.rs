//! Packages for the browser: playwright-core, axe, DuckDB-WASM and binaryen's wasm-opt, from the committed lock file.
//!
//! They are installed by `npm ci` into the cache folder, in a folder named by the hash of the lock file; no browser is
//! downloaded.

use super::say;
use crate::finish::hash::hash;
use crate::house::{House, Result, make_folder, probe, read, run, write};
use std::path::PathBuf;

/// The folder that holds `node_modules`.
pub fn packages(house: &House) -> Result<PathBuf> {
    node(house)?;
    let manifest = read(&house.root.join("end2end/package.json"))?;
    let lock = read(&house.root.join("end2end/package-lock.json"))?;
    let folder = house.cache.join("npm").join(hash(&lock));
    let done = folder.join("installed");
    if done.exists() {
        return Ok(folder);
    }
    say(
        "playwright-core, axe, DuckDB-WASM and binaryen with `npm ci` (about 200 MB, under a minute)",
    );
    make_folder(&folder)?;
    write(&folder.join("package.json"), &manifest)?;
    write(&folder.join("package-lock.json"), &lock)?;
    run(house
        .command("npm")
        .args(["ci", "--no-audit", "--no-fund", "--loglevel=error"])
        .current_dir(&folder))?;
    write(&done, b"")?;
    Ok(folder)
}

/// Makes sure that Node is there, in a version with a stable test runner.
fn node(house: &House) -> Result<()> {
    let text = probe(house.command("node").arg("--version")).unwrap_or_default();
    let major = text
        .trim()
        .trim_start_matches('v')
        .split('.')
        .next()
        .and_then(|digits| digits.parse::<u32>().ok());
    match major {
        Some(major) if major >= 20 => Ok(()),
        Some(major) => Err(format!(
            "Node {major} is too old: install Node 20 or newer, then run this again."
        )),
        None => Err("Node is missing: install Node 20 or newer, then run this again.".into()),
    }
}
