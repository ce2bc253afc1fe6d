//! `parity`: every table of the engine against its dbt twin on DuckDB, cell by cell, over all the sample data, over one
//! month of it, and under a channel filter with an edited mapping.
//!
//! The example `marts` writes what the engine knows: typed sources, tables, and the dbt project of the registry. The
//! comparison itself is `xtask/parity/compare.py`; this file only prepares and calls it.

use crate::house::{House, Result, remove_folder, run};
use crate::setup::venv;
use std::path::{Path, PathBuf};

/// What is compared: a name and the parameters of a link. Beside all the data: one month, and ranges with the
/// parameters of every subject at other values than their defaults. Subjects do not read each other's parameters, so
/// one case holds several.
const CASES: &[(&str, &str)] = &[
    ("all", ""),
    (
        "month",
        "from=2025-07-01&to=2025-07-31&rule=last_touch&lookback_days=7&mode=strict&window_days=3",
    ),
    (
        "filtered",
        "from=2025-05-15&to=2025-08-31&channel=Meta&channel=Newsletter&channel=paid_search&channel=email&channel=Webinar&channel=Unsourced\
         &map=newsletter~Newsletter&rule=linear&lookback_precision=whole_days&lookback_days=45&mode=any_order&window_days=7\
         &goal=CREATE_ACCOUNT",
    ),
    (
        "other_rules",
        "rule=closest_day&lookback_days=90&first_share=0&last_share=0&steps=CREATE_ACCOUNT,VERIFY_ELIGIBILITY,NOBODY,CREATE_PROJECT&window_days=400\
         &goal=NOBODY",
    ),
    (
        "position_based",
        "rule=position_based&from=2025-08-10&lookback_days=1&first_share=50&middle_share=25&last_share=25",
    ),
    (
        "time_decay",
        "rule=time_decay&lookback_days=60&to=2025-06-30",
    ),
    (
        "unknown_values",
        "rule=magic&lookback_days=-1&mode=odd&window_days=soon&first_share=101&middle_share=x",
    ),
];

/// Compares every table; fails on any difference.
pub fn parity(house: &House) -> Result<()> {
    let programs = venv::programs(
        house,
        "xtask/parity/requirements.txt",
        "dbt-duckdb and DuckDB (about a minute)",
    )?;
    let samples = house.root.join("sample-data");
    for (name, query) in CASES.iter().copied() {
        let folder = marts(house, &samples, name, query)?;
        println!(
            "Parity over {}:",
            if query.is_empty() {
                "all the sample data"
            } else {
                query
            }
        );
        run(house
            .command(programs.join("python"))
            .arg(house.root.join("xtask/parity/compare.py"))
            .arg(&folder))?;
    }
    Ok(())
}

/// Writes the sample data's tables as the native engine builds them and returns their folder.
pub fn write_marts(house: &House) -> Result<PathBuf> {
    marts(house, &house.root.join("sample-data"), "native", "").map(|folder| folder.join("tables"))
}

fn marts(house: &House, samples: &Path, name: &str, query: &str) -> Result<PathBuf> {
    let folder = house.target.join("parity").join(name);
    remove_folder(&folder)?;
    let mut command = house.cargo(&["run", "--quiet", "--example", "marts", "--"]);
    command.arg(samples).arg(&folder);
    if !query.is_empty() {
        command.arg(query);
    }
    run(&mut command)?;
    Ok(folder)
}
