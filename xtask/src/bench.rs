//! `bench`: what a visitor waits for, measured in Chromium and, where DuckDB-WASM can do the same job on the same generated
//! files, paired with it. Prints medians and ratios; asserts no time, because machines differ. The measuring itself is
//! `xtask/bench`, one module a part; this writes the files that a part needs and starts it.

use crate::build;
use crate::house::{House, Result, make_folder, run};
use crate::sample_data::{bench, bench_events, bench_signup};
use crate::server::{Mount, Server};
use crate::setup;
use std::path::{Path, PathBuf};
use std::process::Command;

const USAGE: &str =
    "Usage: cargo xtask bench [funnel|events|signup|ingest] [--runs N] [--rows N] [--events N]";

/// A part: its name, its usual runs, and what it measures (set on the command).
struct Part {
    name: &'static str,
    runs: u64,
    prepare: fn(&House, &Asked, &mut Command) -> Result<()>,
}

/// Every part, in the order in which they run.
const PARTS: [Part; 4] = [
    Part {
        name: "funnel",
        runs: 5,
        prepare: funnel,
    },
    Part {
        name: "events",
        runs: 3,
        prepare: events,
    },
    Part {
        name: "signup",
        runs: 3,
        prepare: signup,
    },
    Part {
        name: "ingest",
        runs: 3,
        prepare: ingest,
    },
];

/// What the command line says; nothing means the usual.
#[derive(Default)]
struct Asked {
    parts: Vec<String>,
    runs: Option<u64>,
    rows: Option<u64>,
    events: Option<u64>,
}

/// Measures and prints.
pub fn bench(house: &House, arguments: &[String]) -> Result<()> {
    let asked = read(arguments)?;
    let packages = setup::npm::packages(house)?;
    let chromium = setup::chromium::program(house)?;
    build::build_if_needed(house)?;

    let mount = |prefix: &str, folder| Mount {
        prefix: prefix.into(),
        folder,
    };
    let folder = house.root.join("xtask/bench");
    let server = Server::open(
        0,
        vec![
            mount("/tributary/", house.dist()),
            mount("/bench/", folder.clone()),
            mount("/packages/", packages.join("node_modules")),
        ],
    )?;
    let mut command = house.command("node");
    command
        .arg(folder.join("run.mjs"))
        .env("BENCH_ORIGIN", server.origin()?)
        .env("BENCH_DIST", house.dist())
        .env("TRIBUTARY_PACKAGES", packages)
        .env("CHROMIUM", chromium);
    let mut names = Vec::new();
    for part in &PARTS {
        if asked.parts.is_empty() || asked.parts.iter().any(|name| name == part.name) {
            (part.prepare)(house, &asked, &mut command)?;
            let runs = asked.runs.unwrap_or(part.runs).to_string();
            command.env(format!("{}_RUNS", part.name.to_uppercase()), runs);
            names.push(part.name);
        }
    }
    server.run_beside();
    run(command.env("BENCH_PARTS", names.join(" ")))
}

fn read(arguments: &[String]) -> Result<Asked> {
    let mut asked = Asked::default();
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        let number = match word.as_str() {
            "--runs" => &mut asked.runs,
            "--rows" => &mut asked.rows,
            "--events" => &mut asked.events,
            name if PARTS.iter().any(|part| part.name == name) => {
                asked.parts.push(name.to_owned());
                continue;
            }
            _ => return Err(USAGE.into()),
        };
        let value = words
            .next()
            .and_then(|word| word.replace('_', "").parse().ok());
        *number = Some(value.filter(|number| *number > 0).ok_or(USAGE)?);
    }
    Ok(asked)
}

/// The folder of a file.
fn above(file: &Path) -> Result<PathBuf> {
    let folder = file.parent().map(Path::to_path_buf);
    folder.ok_or_else(|| format!("{} lies in no folder.", file.display()))
}

fn funnel(house: &House, asked: &Asked, command: &mut Command) -> Result<()> {
    let rows = asked.rows.unwrap_or(1_000_000);
    let files = bench::files(house, rows)?;
    // A file above 100 MB, for the longest task on the page's own thread.
    let large = bench::files(house, rows * 6 / 5)?;
    command
        .env("FUNNEL_ROWS", rows.to_string())
        .env("FUNNEL_FOLDER", above(&files.web_analytics)?)
        .env("FUNNEL_LARGE", above(&large.web_analytics)?);
    Ok(())
}

fn events(house: &House, asked: &Asked, command: &mut Command) -> Result<()> {
    let sizes = asked
        .events
        .map_or_else(|| vec![1_000_000, 5_000_000], |rows| vec![rows]);
    let mut files = Vec::new();
    for rows in sizes {
        let file = bench_events::file(house, rows)?;
        files.push(format!("{rows}={}", file.display()));
    }
    command.env("EVENTS_FILES", files.join("\n"));
    Ok(())
}

fn signup(house: &House, asked: &Asked, command: &mut Command) -> Result<()> {
    let rows = asked.rows.unwrap_or(1_000_000);
    command
        .env("SIGNUP_ROWS", rows.to_string())
        .env("SIGNUP_FOLDER", bench_signup::folder(house, rows)?);
    Ok(())
}

fn ingest(house: &House, asked: &Asked, command: &mut Command) -> Result<()> {
    let rows = asked.rows.unwrap_or(300_000);
    let folder = house.cache.join("bench").join(format!("formats-v1-{rows}"));
    // Written last: with it, all are whole.
    if !folder.join("book.xlsx").exists() {
        let programs = setup::venv::programs(
            house,
            "xtask/bench/requirements.txt",
            "XlsxWriter (some seconds)",
        )?;
        let files = bench::files(house, rows)?;
        make_folder(&folder)?;
        println!(
            "Writing {rows} sessions in five formats into {}",
            folder.display()
        );
        run(house
            .command(programs.join("python"))
            .arg(house.root.join("xtask/bench/formats.py"))
            .arg(files.web_analytics)
            .arg(&folder))?;
    }
    command
        .env("INGEST_ROWS", rows.to_string())
        .env("INGEST_FOLDER", folder);
    Ok(())
}
