//! `build`: Trunk compiles both binaries and assembles the page, `finish` makes the folder that is published.

use crate::finish::{self, budget};
use crate::house::{House, Result, files_below, run};
use crate::{rustc, setup};
use std::path::Path;
use std::time::SystemTime;

/// Builds `dist/` and returns its sizes.
pub fn build(house: &House) -> Result<budget::Sizes> {
    setup::rust::wasm_target(house)?;
    setup::tools::trunk(house)?;
    setup::tools::wasm_bindgen(house)?;
    setup::npm::packages(house)?;

    let raw = house.target.join("trunk");
    let own = std::env::current_exe()
        .map_err(|error| format!("This program does not find itself: {error}."))?;
    run(house
        .command(house.tools().join("bin/trunk"))
        .args([
            "build",
            "--release",
            "--skip-version-check",
            "--public-url",
            "./",
        ])
        .arg("--dist")
        .arg(&raw)
        .env(rustc::VARIABLE, own)
        // Trunk reads this variable as a switch of its own and refuses the values that others write there.
        .env_remove("NO_COLOR"))?;
    finish::finish(house, &raw, &house.dist())?;
    println!("dist/ is ready:");
    budget::measure(&house.dist())
}

/// Builds where a source is newer than `dist/`, or there is none.
pub fn build_if_needed(house: &House) -> Result<()> {
    let built = modified(&house.dist().join("index.html"));
    let newest = newest_source(house)?;
    match (built, newest) {
        (Some(built), Some(newest)) if built >= newest => Ok(()),
        _ => build(house).map(|_| ()),
    }
}

fn newest_source(house: &House) -> Result<Option<SystemTime>> {
    let mut newest = None;
    for name in [
        "index.html",
        "Trunk.toml",
        "Cargo.toml",
        "Cargo.lock",
        ".cargo/config.toml",
    ] {
        newest = newest.max(modified(&house.root.join(name)));
    }
    for folder in ["src", "assets", "sample-data", "xtask/src/finish"] {
        let folder = house.root.join(folder);
        if folder.exists() {
            for file in files_below(&folder)? {
                newest = newest.max(modified(&file));
            }
        }
    }
    Ok(newest)
}

fn modified(path: &Path) -> Option<SystemTime> {
    std::fs::metadata(path)
        .and_then(|meta| meta.modified())
        .ok()
}
