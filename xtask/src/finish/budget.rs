//! Sizes after gzip against what is promised: the page's wasm, scripts, styles and HTML within 250 KB, the engine's wasm
//! within 1.2 MB, the unpacker's, which few visits fetch, within 450 KB (KB = 1,000 bytes, as networks count). A worker's
//! script counts for its wasm.

use super::{Files, load, names};
use crate::house::Result;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write;
use std::path::Path;

const PAGE_LIMIT: usize = 250_000;
const ENGINE_LIMIT: usize = 1_200_000;
const UNPACK_LIMIT: usize = 450_000;

/// What a visitor downloads, in bytes after gzip.
pub struct Sizes {
    /// The page's wasm, scripts, styles and HTML.
    pub page: usize,
    /// The worker's wasm and scripts.
    pub engine: usize,
    /// The wasm and script that are fetched for archives, workbooks and other encodings.
    pub unpack: usize,
}

/// Measures the folder and prints each file that counts.
pub fn measure(dist: &Path) -> Result<Sizes> {
    let files: Files = load(dist)?;
    let mut sizes = Sizes {
        page: 0,
        engine: 0,
        unpack: 0,
    };
    for (name, bytes) in &files {
        let counts = !name.contains('/')
            && [".wasm", ".js", ".css", ".html"]
                .iter()
                .any(|ending| name.ends_with(ending));
        if !counts {
            continue;
        }
        let size = gzip_size(bytes)?;
        println!("  {size:>9}  {:>9}  {name}", bytes.len());
        if names::is_engine(name) {
            sizes.engine += size;
        } else if names::is_unpack(name) {
            sizes.unpack += size;
        } else {
            sizes.page += size;
        }
    }
    println!(
        "  page   {:>9} of {PAGE_LIMIT} bytes after gzip",
        sizes.page
    );
    println!(
        "  engine {:>9} of {ENGINE_LIMIT} bytes after gzip",
        sizes.engine
    );
    println!(
        "  unpack {:>9} of {UNPACK_LIMIT} bytes after gzip",
        sizes.unpack
    );
    Ok(sizes)
}

/// Fails where the folder is larger than promised.
pub fn check(sizes: &Sizes) -> Result<()> {
    for (what, size, limit) in [
        ("page", sizes.page, PAGE_LIMIT),
        ("engine", sizes.engine, ENGINE_LIMIT),
        ("unpacker", sizes.unpack, UNPACK_LIMIT),
    ] {
        if size > limit {
            return Err(format!(
                "The {what} takes {size} bytes after gzip; {limit} are promised. Find what grew before raising the limit."
            ));
        }
    }
    Ok(())
}

/// The size of bytes after gzip at its best level, as a host sends them.
pub fn gzip_size(bytes: &[u8]) -> Result<usize> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder
        .write_all(bytes)
        .and_then(|()| encoder.finish())
        .map(|out| out.len())
        .map_err(|error| format!("gzip failed: {error}."))
}
