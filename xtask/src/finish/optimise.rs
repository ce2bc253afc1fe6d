//! wasm-opt over the binaries: the engine for speed, the page and the unpacker for size. Results are kept by content, because a build
//! rarely changes them all.

use super::Files;
use super::hash::hash;
use crate::house::{House, Result, read, run, write};
use crate::setup::npm;

/// What every browser of the last years has, and what rustc may have used.
const FEATURES: [&str; 8] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-simd",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// Optimises each WebAssembly file.
pub fn optimise(house: &House, files: &mut Files) -> Result<()> {
    let program = npm::packages(house)?.join("node_modules/binaryen/bin/wasm-opt");
    for (name, bytes) in files.iter_mut() {
        if !name.ends_with(".wasm") {
            continue;
        }
        // Functions of one module side by side are alike, which saves gzip a sixtieth; where they stand costs nothing.
        // In the engine no function is taken into its only caller: a browser compiles a loop's function while it runs, and
        // one of twenty kilobytes takes ten times as long as its parts, during which the loop runs unoptimised.
        let passes: &[&str] = if super::names::is_engine(name) {
            &["-O2", "--one-caller-inline-max-function-size=0"]
        } else {
            &[
                "-Oz",
                "--converge",
                "--one-caller-inline-max-function-size=100",
                "--reorder-functions-by-name",
            ]
        };
        let level = passes.join(" ");
        let mut key = bytes.clone();
        key.extend_from_slice(level.as_bytes());
        let folder = house.cache.join("wasm-opt");
        let output = folder.join(format!("{}.wasm", hash(&key)));
        if !output.exists() {
            println!("wasm-opt {level} {name}");
            let input = folder.join("input.wasm");
            let unfinished = folder.join("output.wasm");
            write(&input, bytes)?;
            run(house
                .command("node")
                .arg(&program)
                .args(passes)
                .args(FEATURES)
                .arg("--strip-debug")
                .arg("--strip-producers")
                .arg(&input)
                .arg("-o")
                .arg(&unfinished))?;
            std::fs::rename(&unfinished, &output)
                .map_err(|error| format!("{} could not be written: {error}.", output.display()))?;
        }
        *bytes = read(&output)?;
    }
    Ok(())
}

/// Takes comments, spaces and long names out of every script. The page's are modules; a worker's shares its names with
/// the loader, so those at the top stay.
pub fn minify(house: &House, files: &mut Files) -> Result<()> {
    let program = npm::packages(house)?.join("node_modules/terser/bin/terser");
    for (name, bytes) in files.iter_mut() {
        let extension = std::path::Path::new(name).extension();
        if extension.is_none_or(|extension| extension != "js") {
            continue;
        }
        let folder = house.cache.join("terser");
        let output = folder.join(format!("{}.js", hash(bytes)));
        if !output.exists() {
            let input = folder.join("input.js");
            let unfinished = folder.join("output.js");
            write(&input, bytes)?;
            let is_worker = name.starts_with("engine") || name.starts_with("unpack");
            let module = (!is_worker).then_some("--module");
            run(house
                .command("node")
                .arg(&program)
                .arg(&input)
                .args(["--compress", "--mangle", "--output"])
                .arg(&unfinished)
                .args(module))?;
            std::fs::rename(&unfinished, &output)
                .map_err(|error| format!("{} could not be written: {error}.", output.display()))?;
        }
        *bytes = read(&output)?;
    }
    Ok(())
}
