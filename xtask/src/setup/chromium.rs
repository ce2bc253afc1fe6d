//! A Chromium to test and measure in: one that is there, else Debian's package.

use super::say;
use crate::house::{House, Result, probe, run};
use std::path::{Path, PathBuf};

const NAMES: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];

/// The browser's program. `CHROMIUM` in the environment names another one.
pub fn program(house: &House) -> Result<PathBuf> {
    if let Some(named) = std::env::var_os("CHROMIUM").filter(|name| !name.is_empty()) {
        return Ok(PathBuf::from(named));
    }
    if let Some(found) = on_path() {
        return Ok(found);
    }
    let Some(prefix) = root_prefix(house) else {
        return Err(
            "Chromium is missing: install it (or Google Chrome), or name one in CHROMIUM, then run this again."
                .into(),
        );
    };
    say("Chromium with apt-get (about 300 MB)");
    apt(house, prefix, &["update", "--quiet"])?;
    apt(
        house,
        prefix,
        &[
            "install",
            "--yes",
            "--quiet",
            "--no-install-recommends",
            "chromium",
        ],
    )?;
    on_path().ok_or_else(|| "Chromium was installed but is not on the path.".to_string())
}

fn on_path() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    NAMES.iter().find_map(|name| {
        std::env::split_paths(&path)
            .map(|folder| folder.join(name))
            .find(|program| program.is_file())
    })
}

/// How a command is run as root: directly, by sudo without a password, or not at all.
fn root_prefix(house: &House) -> Option<&'static [&'static str]> {
    if !Path::new("/usr/bin/apt-get").exists() {
        return None;
    }
    let user = probe(house.command("id").arg("-u"))?;
    if user.trim() == "0" {
        return Some(&[]);
    }
    probe(house.command("sudo").args(["-n", "true"])).map(|_| &["sudo", "-n"][..])
}

fn apt(house: &House, prefix: &[&str], arguments: &[&str]) -> Result<()> {
    let mut words = prefix.iter().chain(&["apt-get"]).copied();
    let Some(program) = words.next() else {
        return Ok(());
    };
    run(house
        .command(program)
        .args(words)
        .args(arguments)
        .env("DEBIAN_FRONTEND", "noninteractive"))
}
