//! `bench`: from file to painted overview in Chromium, paired in one run with DuckDB-WASM doing the same job on the same
//! generated files. Prints medians and ratios; asserts no time, because machines differ. The measuring itself is
//! `xtask/bench/run.mjs`.

use crate::build;
use crate::house::{House, Result, run};
use crate::sample_data;
use crate::server::{Mount, Server};
use crate::setup;

const USAGE: &str = "Usage: cargo xtask bench [--rows N] [--runs N]";

/// Measures and prints.
pub fn bench(house: &House, arguments: &[String]) -> Result<()> {
    let (mut rows, mut runs) = (1_000_000_u64, 5_u64);
    let mut words = arguments.iter();
    while let Some(flag) = words.next() {
        let number = words
            .next()
            .and_then(|word| word.replace('_', "").parse().ok())
            .ok_or(USAGE)?;
        match flag.as_str() {
            "--rows" => rows = number,
            "--runs" => runs = number,
            _ => return Err(USAGE.into()),
        }
    }
    let packages = setup::npm::packages(house)?;
    let chromium = setup::chromium::program(house)?;
    build::build_if_needed(house)?;
    let files = sample_data::bench::files(house, rows)?;
    // A file above 100 MB, for the longest task on the page's own thread.
    let large = sample_data::bench::files(house, rows * 6 / 5)?;

    let mount = |prefix: &str, folder| Mount {
        prefix: prefix.into(),
        folder,
    };
    let server = Server::open(
        0,
        vec![
            mount("/tributary/", house.dist()),
            mount("/duckdb/", house.root.join("xtask/bench")),
            mount("/packages/", packages.join("node_modules")),
        ],
    )?;
    let origin = server.origin()?;
    server.run_beside();
    run(house
        .command("node")
        .arg(house.root.join("xtask/bench/run.mjs"))
        .env("BENCH_ORIGIN", origin)
        .env("BENCH_DIST", house.dist())
        .env("BENCH_RUNS", runs.to_string())
        .env("BENCH_ROWS", rows.to_string())
        .env("BENCH_AD_SPEND", &files.ad_spend)
        .env("BENCH_WEB_ANALYTICS", &files.web_analytics)
        .env("BENCH_OPPORTUNITIES", &files.opportunities)
        .env("BENCH_LARGE", &large.web_analytics)
        .env("TRIBUTARY_PACKAGES", packages)
        .env("CHROMIUM", chromium))
}
