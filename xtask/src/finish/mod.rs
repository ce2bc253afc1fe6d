//! From what Trunk leaves to the folder that is published.
//!
//! 1. `optimise`: wasm-opt, for speed in the engine and for size in the page.
//! 2. `names`: every script and binary is named by its content, the worker's files too, which Trunk leaves unnamed.
//! 3. `page`: inline scripts move into files (the page's policy allows none), the page learns the engine's name, and page and
//!    engine learn the build id.
//! 4. `optimise` again: scripts without their comments and long names.
//! 5. `budget`: sizes after gzip against what is promised.
//!
//! All addresses stay relative: the folder works below any path.

pub mod budget;
pub mod hash;
mod html;
mod names;
mod optimise;
mod page;

use crate::house::{House, Result, files_below, make_folder, read, remove_folder, write};
use std::collections::BTreeMap;
use std::path::Path;

/// The files of the folder: address relative to it, with `/`, and content.
pub type Files = BTreeMap<String, Vec<u8>>;

/// Turns what Trunk left in `from` into the folder `to`.
pub fn finish(house: &House, from: &Path, to: &Path) -> Result<()> {
    let mut files = load(from)?;
    optimise::optimise(house, &mut files)?;
    page::move_scripts_out(&mut files)?;
    let loader = names::name_engine(&mut files)?;
    names::name_page(&mut files)?;
    page::introduce(&mut files, &loader)?;
    optimise::minify(house, &mut files)?;

    remove_folder(to)?;
    make_folder(to)?;
    for (name, bytes) in &files {
        write(&to.join(name), bytes)?;
    }
    Ok(())
}

/// Every file of a folder.
pub fn load(folder: &Path) -> Result<Files> {
    let mut files = Files::new();
    for path in files_below(folder)? {
        let name = path
            .strip_prefix(folder)
            .unwrap_or(&path)
            .components()
            .map(|part| part.as_os_str().to_string_lossy().into_owned())
            .collect::<Vec<_>>()
            .join("/");
        files.insert(name, read(&path)?);
    }
    Ok(files)
}

/// Takes a file as text.
fn text(files: &Files, name: &str) -> Result<String> {
    let bytes = files
        .get(name)
        .ok_or_else(|| format!("The build left no `{name}`."))?;
    String::from_utf8(bytes.clone()).map_err(|_| format!("`{name}` of the build is not text."))
}
