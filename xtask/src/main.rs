//! What a developer runs: `cargo xtask serve | build | test | bench | parity | sample-data`.
//!
//! Each command does its own set-up on a fresh machine and says what it installs. This crate leaves the product
//! alone: it never depends on the `tributary` package, so that it compiles in seconds.

mod bench;
mod build;
mod finish;
mod house;
mod parity;
mod rustc;
mod sample_data;
mod serve;
mod server;
mod setup;
mod steps;
mod test;

use house::{House, Result};
use std::process::ExitCode;

const USAGE: &str = "\
cargo xtask <command>

  serve [--port N]          build if anything changed, serve on this machine, open the browser
  build                     the finished static folder in dist/
  test [step ...]           everything that continuous integration runs, or only the steps named
  bench [part ...]          load, query and change times in Chromium, paired with DuckDB-WASM
                            (funnel, events, signup, ingest; --runs N, --rows N, --events N)
  parity                    every table against its dbt twin on DuckDB, cell by cell
  sample-data [--check]     writes the sample data again: the same bytes every time
  sample-data --events N    writes a file of N events into the cache, for measuring
";

fn main() -> ExitCode {
    if let Some(code) = rustc::stand_in() {
        return code;
    }
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("\n{sentence}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Result<()> {
    let house = House::find()?;
    let (command, rest) = match arguments.split_first() {
        Some((command, rest)) => (command.as_str(), rest),
        None => ("help", arguments),
    };
    match command {
        "serve" => serve::serve(&house, rest),
        "build" => build::build(&house).map(|_| ()),
        "test" => test::test(&house, rest),
        "bench" => bench::bench(&house, rest),
        "parity" => parity::parity(&house),
        "sample-data" => sample_data::command(&house, rest),
        "help" | "--help" | "-h" => {
            print!("{USAGE}");
            Ok(())
        }
        other => Err(format!("There is no command `{other}`.\n\n{USAGE}")),
    }
}
