//! Tools that cargo installs: Trunk, wasm-bindgen, typos, cargo-deny. Each goes into the cache folder, never into the
//! user's own `~/.cargo/bin`.

use super::say;
use crate::house::{House, Result, probe, read_text, run};

/// A tool from crates.io in one version.
struct Tool<'a> {
    package: &'a str,
    program: &'a str,
    version: &'a str,
    /// Whether the tool's own lock file is used.
    locked: bool,
    takes: &'a str,
}

/// Trunk builds the two binaries and the page.
pub fn trunk(house: &House) -> Result<()> {
    install(
        house,
        &Tool {
            package: "trunk",
            program: "trunk",
            version: "0.21.14",
            locked: true,
            takes: "about five minutes on two cores",
        },
    )
}

/// The wasm-bindgen command, which must have exactly the version of the library.
pub fn wasm_bindgen(house: &House) -> Result<()> {
    let lock = read_text(&house.root.join("Cargo.lock"))?;
    let version = locked_version(&lock, "wasm-bindgen")
        .ok_or("Cargo.lock names no wasm-bindgen; restore Cargo.lock.")?;
    install(
        house,
        &Tool {
            package: "wasm-bindgen-cli",
            program: "wasm-bindgen",
            version,
            locked: false,
            takes: "about two minutes on two cores",
        },
    )
}

/// The spelling checker.
pub fn typos(house: &House) -> Result<()> {
    install(
        house,
        &Tool {
            package: "typos-cli",
            program: "typos",
            version: "1.52.0",
            locked: true,
            takes: "about three minutes on two cores",
        },
    )
}

/// The checker of licences, bans and sources of dependencies.
pub fn cargo_deny(house: &House) -> Result<()> {
    install(
        house,
        &Tool {
            package: "cargo-deny",
            program: "cargo-deny",
            version: "0.20.2",
            locked: true,
            takes: "about six minutes on two cores",
        },
    )
}

fn install(house: &House, tool: &Tool<'_>) -> Result<()> {
    let program = house.tools().join("bin").join(tool.program);
    if probe(house.command(&program).arg("--version"))
        .is_some_and(|text| text.split_whitespace().any(|word| word == tool.version))
    {
        return Ok(());
    }
    say(&format!(
        "{} {} with `cargo install` ({})",
        tool.package, tool.version, tool.takes
    ));
    let mut command = house.cargo(&["install", tool.package, "--version", tool.version]);
    if tool.locked {
        command.arg("--locked");
    }
    // Tools are built in their own folder, which is dropped: they share no dependency worth keeping with the product.
    let scratch = house.cache.join("tools-build");
    command
        .arg("--root")
        .arg(house.tools())
        .args(["--force", "--quiet"])
        .env("CARGO_TARGET_DIR", &scratch)
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
    run(&mut command)?;
    crate::house::remove_folder(&scratch)
}

/// The version that a lock file gives to a package.
fn locked_version<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines();
    lines.find(|line| *line == name)?;
    lines
        .next()?
        .strip_prefix("version = \"")?
        .strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_of_a_package_is_read_from_the_lock_file_by_its_whole_name() {
        let lock = "[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.5\"\n\n[[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(locked_version(lock, "wasm"), None);
    }
}
