//! `test`: all that continuous integration runs, in one command, step by step, stopping at the first failure.
//!
//! `cargo xtask test browser` runs one step; `cargo xtask test browser filter.test.mjs` one suite of the browser step.

use crate::build;
use crate::finish::budget;
use crate::house::{House, Result, run};
use crate::parity;
use crate::sample_data;
use crate::server::{Mount, Server};
use crate::setup;
use crate::steps::Steps;

/// Runs the steps named, or all.
pub fn test(house: &House, arguments: &[String]) -> Result<()> {
    let (suites, only): (Vec<String>, Vec<String>) = arguments
        .iter()
        .cloned()
        .partition(|argument| argument.ends_with(".test.mjs"));
    let mut steps = Steps::new(&only);
    steps.step("format", "rustfmt finds nothing to change", || {
        run(&mut house.cargo(&["fmt", "--all", "--check"]))
    });
    steps.step("spelling", "typos in code and documents", || {
        setup::tools::typos(house)?;
        run(&mut house.command(house.tools().join("bin/typos")))
    });
    steps.step(
        "dependencies",
        "licences, bans and sources of dependencies",
        || {
            setup::tools::cargo_deny(house)?;
            run(house
                .command(house.tools().join("bin/cargo-deny"))
                .args(["check", "licenses", "bans", "sources"]))
        },
    );
    steps.step("lints", "clippy, native and for the browser", || {
        lints(house)
    });
    steps.step("native", "every test that needs no browser", || {
        run(&mut house.cargo(&["test", "--workspace", "--quiet"]))?;
        // What the page says and how it sorts runs anywhere; its features are not the default ones.
        run(&mut house.cargo(&[
            "test",
            "--quiet",
            "--lib",
            "--no-default-features",
            "--features",
            "app",
            "app::",
        ]))
    });
    steps.step(
        "sample-data",
        "the generator writes the committed bytes",
        || sample_data::check(house),
    );
    steps.step("parity", "every table against its twin on DuckDB", || {
        parity::parity(house)
    });
    steps.step("build", "the published folder and its sizes", || {
        budget::check(&build::build(house)?)
    });
    steps.step("browser", "the page in Chromium, below a path", || {
        browser(house, &suites)
    });
    steps.finish()
}

fn lints(house: &House) -> Result<()> {
    setup::rust::wasm_target(house)?;
    run(&mut house.cargo(&[
        "clippy",
        "--quiet",
        "--workspace",
        "--all-targets",
        "--",
        "-Dwarnings",
    ]))?;
    for (feature, binary) in [("app", "app"), ("worker", "engine"), ("unpack", "unpack")] {
        run(&mut house.cargo(&[
            "clippy",
            "--quiet",
            "--target",
            "wasm32-unknown-unknown",
            "--no-default-features",
            "--features",
            feature,
            "--lib",
            "--bin",
            binary,
            "--",
            "-Dwarnings",
        ]))?;
    }
    Ok(())
}

/// Serves `dist/` below a path, as a host would, and runs the suites of `end2end/` against it.
fn browser(house: &House, suites: &[String]) -> Result<()> {
    let packages = setup::npm::packages(house)?;
    let chromium = setup::chromium::program(house)?;
    build::build_if_needed(house)?;
    let native = parity::write_marts(house)?;
    let server = Server::open(
        0,
        vec![Mount {
            prefix: "/sub/path/".into(),
            folder: house.dist(),
        }],
    )?;
    let address = format!("{}/sub/path/", server.origin()?);
    server.run_beside();

    let folder = house.root.join("end2end");
    let mut command = house.command("node");
    command
        .args(["--test", "--test-concurrency=1", "--test-reporter=spec"])
        .env("TRIBUTARY_URL", &address)
        .env("TRIBUTARY_PACKAGES", packages)
        .env("TRIBUTARY_NATIVE", native)
        .env("TRIBUTARY_SCREENSHOTS", house.target.join("screenshots"))
        .env("CHROMIUM", chromium)
        .current_dir(&folder);
    if suites.is_empty() {
        for path in crate::house::files_below(&folder)? {
            if path.to_string_lossy().ends_with(".test.mjs") {
                command.arg(path);
            }
        }
    } else {
        command.args(suites);
    }
    run(&mut command)
}
