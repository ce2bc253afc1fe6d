//! Places and programs: where the repository and the cache are, and how a program is started in them.
//!
//! Everything that set-up installs goes below `${XDG_CACHE_HOME:-~/.cache}/tributary`; nothing lands in the repository
//! except `dist/`. An error is one sentence that says what to do.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// An error is the sentence that is shown.
pub type Result<T> = std::result::Result<T, String>;

/// The places that commands work in.
pub struct House {
    /// The repository.
    pub root: PathBuf,
    /// Installed tools and generated data.
    pub cache: PathBuf,
    /// `CARGO_TARGET_DIR` of every build started here: the one in the environment, else in the cache, so that a
    /// second clone builds no dependency again.
    pub target: PathBuf,
}

impl House {
    /// Finds the places.
    pub fn find() -> Result<House> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .ok_or("The repository of this xtask is gone; run it from a clone.")?
            .to_path_buf();
        let cache = match (std::env::var_os("XDG_CACHE_HOME"), home()) {
            (Some(folder), _) if !folder.is_empty() => PathBuf::from(folder),
            (_, Some(home)) => home.join(".cache"),
            _ => {
                return Err("Set HOME or XDG_CACHE_HOME: tools are kept in a cache folder.".into());
            }
        }
        .join("tributary");
        let target = std::env::var_os("CARGO_TARGET_DIR")
            .map_or_else(|| cache.join("target"), |folder| root.join(folder));
        Ok(House {
            root,
            cache,
            target,
        })
    }

    /// Where cargo puts installed tools (`bin/` below).
    pub fn tools(&self) -> PathBuf {
        self.cache.join("tools")
    }

    /// The finished page.
    pub fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// A program, started in the repository, that finds the installed tools first.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut path = self.tools().join("bin").into_os_string();
        if let Some(rest) = std::env::var_os("PATH") {
            path.push(if cfg!(windows) { ";" } else { ":" });
            path.push(rest);
        }
        let mut command = Command::new(program);
        command
            .current_dir(&self.root)
            .env("PATH", path)
            .env("CARGO_TARGET_DIR", &self.target);
        // What `cargo run` tells this program about itself would make the builds it starts look different from those
        // started by hand, and compile build scripts again.
        for (name, _) in std::env::vars_os() {
            let name = name.to_string_lossy().into_owned();
            if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") {
                command.env_remove(name);
            }
        }
        command
    }

    /// `cargo` with arguments.
    pub fn cargo(&self, arguments: &[&str]) -> Command {
        let mut command = self.command("cargo");
        command.args(arguments);
        command
    }
}

/// Runs a program to its end; its output is shown.
pub fn run(command: &mut Command) -> Result<()> {
    let line = describe(command);
    let status = command
        .status()
        .map_err(|error| format!("`{line}` could not be started: {error}."))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("`{line}` failed ({status})."))
    }
}

/// Runs a program to its end and returns what it wrote to standard output; errors carry what it wrote beside.
pub fn capture(command: &mut Command) -> Result<String> {
    let line = describe(command);
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("`{line}` could not be started: {error}."))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(format!(
            "`{line}` failed ({}).\n{}{}",
            output.status,
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        ))
    }
}

/// Whether a program answers to these arguments, with what it says.
pub fn probe(command: &mut Command) -> Option<String> {
    capture(command).ok()
}

/// A file's bytes.
pub fn read(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).map_err(|error| format!("{} could not be read: {error}.", path.display()))
}

/// A file's text.
pub fn read_text(path: &Path) -> Result<String> {
    std::fs::read_to_string(path)
        .map_err(|error| format!("{} could not be read: {error}.", path.display()))
}

/// Writes a file, with the folders above it.
pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    if let Some(folder) = path.parent() {
        make_folder(folder)?;
    }
    std::fs::write(path, bytes)
        .map_err(|error| format!("{} could not be written: {error}.", path.display()))
}

/// Makes a folder and those above it.
pub fn make_folder(path: &Path) -> Result<()> {
    std::fs::create_dir_all(path)
        .map_err(|error| format!("{} could not be made: {error}.", path.display()))
}

/// Takes a folder away with all in it; it need not be there.
pub fn remove_folder(path: &Path) -> Result<()> {
    match std::fs::remove_dir_all(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(format!("{} could not be removed: {error}.", path.display()))
        }
        _ => Ok(()),
    }
}

/// Every file below a folder, sorted.
pub fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(next) = open.pop() {
        let entries = std::fs::read_dir(&next)
            .map_err(|error| format!("{} could not be read: {error}.", next.display()))?;
        for entry in entries {
            let path = entry
                .map_err(|error| format!("{} could not be read: {error}.", next.display()))?
                .path();
            if path.is_dir() {
                open.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

fn home() -> Option<PathBuf> {
    std::env::var_os("HOME")
        .or_else(|| std::env::var_os("USERPROFILE"))
        .map(PathBuf::from)
}

fn describe(command: &Command) -> String {
    let mut line = command.get_program().to_string_lossy().into_owned();
    for argument in command.get_args() {
        line.push(' ');
        line.push_str(&argument.to_string_lossy());
    }
    line
}
