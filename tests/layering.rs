//! Who may import whom, read from the source: every path that begins with `crate::`, `super::`, `tributary::` or the name of a
//! dependency, in every file below `src/`, outside its tests. The rules are those of ARCHITECTURE.md; this table is
//! where they bite.
//!
//! Left out: what a macro writes, and paths that a `use … as` renames (the `use` itself is read).

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A part of the house: its module path, the parts it may import (itself always), the dependencies it may use.
struct Part {
    module: &'static str,
    parts: &'static [&'static str],
    crates: &'static [&'static str],
}

/// Paths of the standard library that the engine must not touch: time, chance and files are arguments there.
const IMPURE: [&str; 6] = ["time", "env", "fs", "net", "process", "thread"];

/// The most specific part that holds a file is the one that counts.
const PARTS: [Part; 19] = [
    // The map names every part and uses none.
    part(
        "lib",
        &["protocol", "engine", "unpack", "chart", "app"],
        &[],
    ),
    part("protocol", &[], &["serde", "postcard"]),
    part("engine", ENGINE_PARTS, ENGINE),
    part("engine::base", &["protocol"], ENGINE),
    part("engine::ingest", &["protocol", "engine::base"], ENGINE),
    part(
        "engine::warehouse",
        &["protocol", "engine::base", "engine::ingest"],
        ENGINE,
    ),
    part("engine::credit", &["engine::base"], &[]),
    part(
        "engine::metrics",
        &["protocol", "engine::base", "engine::warehouse"],
        ENGINE,
    ),
    part("engine::models", MODELS_MAY, ENGINE),
    part("engine::insights", READERS, ENGINE),
    part("engine::export", READERS, ENGINE),
    part("engine::pages", PAGES_MAY, ENGINE),
    part("unpack", &["protocol"], FORMATS),
    part("chart", &["protocol", "chart::surface"], PLOTTERS),
    // The one place where a chart meets the browser's canvas.
    part("chart::surface", &["protocol", "chart"], SURFACE),
    part("app", &["protocol", "chart", "chart::surface"], APP),
    part("bin::app", &["protocol", "chart", "app"], BROWSER),
    part("bin::engine", BIN_ENGINE_PARTS, BROWSER),
    part("bin::unpack", &["unpack"], BROWSER),
];

/// What reads the models' tables.
const READERS: &[&str] = &[
    "protocol",
    "engine::base",
    "engine::credit",
    "engine::ingest",
    "engine::warehouse",
    "engine::models",
    "engine::metrics",
];

/// `engine::metrics` is the one recorded exception: a ratio column is built from the metric's own definition, because
/// a formula in two places is worse (DECISIONS.md).
const MODELS_MAY: &[&str] = &[
    "protocol",
    "engine::base",
    "engine::warehouse",
    "engine::credit",
    "engine::metrics",
];

const PAGES_MAY: &[&str] = &[
    "protocol",
    "engine::base",
    "engine::credit",
    "engine::ingest",
    "engine::warehouse",
    "engine::models",
    "engine::metrics",
    "engine::insights",
    "engine::export",
];

/// `engine::house` and the map of the engine hold all its parts together.
const ENGINE_PARTS: &[&str] = &[
    "protocol",
    "engine::base",
    "engine::ingest",
    "engine::warehouse",
    "engine::models",
    "engine::credit",
    "engine::metrics",
    "engine::insights",
    "engine::export",
    "engine::pages",
];

const BIN_ENGINE_PARTS: &[&str] = &[
    "protocol",
    "engine",
    "engine::base",
    "engine::ingest",
    "engine::models",
];

/// Dependencies of the engine: none knows a browser.
const ENGINE: &[&str] = &["polars_core", "polars_arrow", "csv", "memchr"];

/// Dependencies of the unpacker: none knows a browser either.
const FORMATS: &[&str] = &["calamine", "encoding_rs", "chardetng", "flate2"];

const PLOTTERS: &[&str] = &["plotters", "plotters_backend"];

const SURFACE: &[&str] = &[
    "plotters",
    "plotters_backend",
    "plotters_canvas",
    "plotters_svg",
    "wasm_bindgen",
    "web_sys",
];

/// The page hands charts their drawing area.
const APP: &[&str] = &[
    "plotters",
    "leptos",
    "wasm_bindgen",
    "wasm_bindgen_futures",
    "js_sys",
    "web_sys",
    "console_error_panic_hook",
];

const BROWSER: &[&str] = &[
    "leptos",
    "wasm_bindgen",
    "wasm_bindgen_futures",
    "js_sys",
    "web_sys",
    "console_error_panic_hook",
];

/// Every dependency of the package, as a path begins with it.
const CRATES: [&str; 21] = [
    "calamine",
    "encoding_rs",
    "chardetng",
    "flate2",
    "serde",
    "postcard",
    "polars_core",
    "polars_arrow",
    "csv",
    "memchr",
    "plotters",
    "plotters_backend",
    "plotters_canvas",
    "plotters_svg",
    "leptos",
    "wasm_bindgen",
    "wasm_bindgen_futures",
    "js_sys",
    "web_sys",
    "console_error_panic_hook",
    "rand",
];

const fn part(
    module: &'static str,
    parts: &'static [&'static str],
    crates: &'static [&'static str],
) -> Part {
    Part {
        module,
        parts,
        crates,
    }
}

#[test]
fn every_import_keeps_the_rules_of_the_house() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut broken = Vec::new();
    for file in rust_files(&src) {
        let module = module_of(file.strip_prefix(&src).expect("below src"));
        if module.iter().any(|part| part == "tests") {
            continue;
        }
        let text = fs::read_to_string(&file).expect("readable source");
        for path in paths(&text, &module) {
            if let Some(rule) = offence(&module, &path) {
                broken.push(format!("{}: `{path}` {rule}", file.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn a_page_that_imports_the_engine_is_caught() {
    let module = vec!["app".to_string(), "state".to_string()];
    let text = "use crate::{protocol::Day, engine::base::Table};\n// use crate::engine;\n#[cfg(test)]\nmod tests { use crate::engine::house; }";
    let offences: Vec<String> = paths(text, &module)
        .into_iter()
        .filter(|path| offence(&module, path).is_some())
        .collect();
    assert_eq!(offences, ["crate::engine::base::Table"]);
}

#[test]
fn a_model_that_reads_the_clock_or_another_subject_is_caught() {
    let module: Vec<String> = ["engine", "models", "signup", "visits"]
        .map(String::from)
        .to_vec();
    let text = "use std::time::Instant;\nuse super::super::channel_funnel::dim_date;\nuse super::helpers::day;";
    let offences = paths(text, &module)
        .into_iter()
        .filter(|path| offence(&module, path).is_some())
        .count();
    assert_eq!(offences, 2);
}

/// Which rule a path breaks in a module.
fn offence(module: &[String], path: &str) -> Option<&'static str> {
    let own = part_of(&module.join("::"))?;
    let is_engine = own.module.starts_with("engine");
    if let Some(rest) = path.strip_prefix("std::") {
        let first = rest.split("::").next().unwrap_or_default();
        return (is_engine && IMPURE.contains(&first))
            .then_some("is not for the engine: pass it in");
    }
    let Some(inside) = path.strip_prefix("crate::") else {
        let name = path.split("::").next().unwrap_or_default();
        return (CRATES.contains(&name) && !own.crates.contains(&name))
            .then_some("is a dependency this part does not use");
    };
    if let (["engine", "models", subject, _, ..], Some(other)) = (
        module
            .iter()
            .map(String::as_str)
            .collect::<Vec<_>>()
            .as_slice(),
        inside
            .strip_prefix("engine::models::")
            .and_then(|rest| rest.split("::").next()),
    ) {
        let is_folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("src/engine/models")
            .join(other)
            .is_dir()
            || other == "channel_funnel";
        if is_folder && other != *subject {
            return Some("is another subject's: declare it as an input instead");
        }
    }
    let other = part_of(inside)?;
    (other.module != own.module && !own.parts.contains(&other.module))
        .then_some("is a part this part does not import")
}

/// The most specific part that a module belongs to.
fn part_of(module: &str) -> Option<&'static Part> {
    PARTS
        .iter()
        .filter(|part| {
            module == part.module
                || module
                    .strip_prefix(part.module)
                    .is_some_and(|rest| rest.starts_with("::"))
        })
        .max_by_key(|part| part.module.len())
}

/// `app/state.rs` is `app::state`, `engine/mod.rs` is `engine`.
fn module_of(file: &Path) -> Vec<String> {
    let mut parts: Vec<String> = file
        .with_extension("")
        .components()
        .map(|part| part.as_os_str().to_string_lossy().into_owned())
        .collect();
    if parts.last().is_some_and(|last| last == "mod") {
        parts.pop();
    }
    parts
}

/// Every path of a file outside comments, strings and tests, from the crate's root, groups taken apart.
fn paths(text: &str, module: &[String]) -> BTreeSet<String> {
    let text = text.split("#[cfg(test)]").next().unwrap_or(text);
    let tokens = tokens(text);
    let mut found = BTreeSet::new();
    let mut at = 0;
    while at < tokens.len() {
        let begins = at == 0 || tokens[at - 1] != "::";
        let is_path = tokens.get(at + 1).is_some_and(|next| next == "::");
        if begins && is_path && is_word(&tokens[at]) {
            at = take(&tokens, at, &mut Vec::new(), module, &mut found);
        } else {
            at += 1;
        }
    }
    found
}

/// Reads one path (or group of paths) from `at` and returns where it ends.
fn take(
    tokens: &[String],
    mut at: usize,
    prefix: &mut Vec<String>,
    module: &[String],
    found: &mut BTreeSet<String>,
) -> usize {
    let depth = prefix.len();
    while let Some(token) = tokens.get(at) {
        if token == "{" {
            at += 1;
            while tokens.get(at).is_some_and(|token| token != "}") {
                at = take(tokens, at, prefix, module, found);
                if tokens.get(at).is_some_and(|token| token == ",") {
                    at += 1;
                }
            }
            prefix.truncate(depth);
            return at + 1;
        }
        prefix.push(token.clone());
        at += 1;
        if tokens.get(at).is_none_or(|next| next != "::") {
            break;
        }
        at += 1;
    }
    found.insert(from_root(prefix, module));
    prefix.truncate(depth);
    // `as name` belongs to the path.
    if tokens.get(at).is_some_and(|token| token == "as") {
        at += 2;
    }
    at
}

/// A path as written, from the crate's root where it is one of ours.
fn from_root(path: &[String], module: &[String]) -> String {
    let mut base: Vec<String> = module.to_vec();
    let mut rest = path;
    match path.first().map(String::as_str) {
        Some("crate" | "tributary") => {
            return std::iter::once("crate")
                .chain(path[1..].iter().map(String::as_str))
                .collect::<Vec<_>>()
                .join("::");
        }
        Some("super" | "self") => {}
        _ => return path.join("::"),
    }
    while let Some(first) = rest.first() {
        match first.as_str() {
            "super" => {
                base.pop();
            }
            "self" => {}
            _ => break,
        }
        rest = &rest[1..];
    }
    std::iter::once("crate".to_string())
        .chain(base)
        .chain(rest.iter().cloned())
        .collect::<Vec<_>>()
        .join("::")
}

fn is_word(token: &str) -> bool {
    token.starts_with(|first: char| first.is_alphabetic() || first == '_')
}

/// Words, `::` and single signs; comments, strings and characters left out.
fn tokens(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut chars = text.chars().peekable();
    while let Some(next) = chars.next() {
        match next {
            '/' if chars.peek() == Some(&'/') => while chars.next().is_some_and(|c| c != '\n') {},
            '"' => {
                while let Some(c) = chars.next() {
                    if c == '\\' {
                        chars.next();
                    } else if c == '"' {
                        break;
                    }
                }
            }
            ':' if chars.peek() == Some(&':') => {
                chars.next();
                out.push("::".to_string());
            }
            c if c.is_alphanumeric() || c == '_' => {
                let mut word = c.to_string();
                while let Some(c) = chars.next_if(|c| c.is_alphanumeric() || *c == '_') {
                    word.push(c);
                }
                out.push(word);
            }
            c if c.is_whitespace() => {}
            c => out.push(c.to_string()),
        }
    }
    out
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut out = Vec::new();
    for entry in fs::read_dir(folder).expect("readable folder") {
        let path = entry.expect("entry").path();
        if path.is_dir() {
            out.extend(rust_files(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            out.push(path);
        }
    }
    out.sort();
    out
}
