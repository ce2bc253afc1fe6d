//! Python with dbt and DuckDB for `parity`, in a virtual environment of the cache folder.

use super::say;
use crate::finish::hash::hash;
use crate::house::{House, Result, probe, read, remove_folder, run, write};
use std::path::PathBuf;

/// The folder with the environment's programs (`python`, `dbt`).
pub fn programs(house: &House) -> Result<PathBuf> {
    let requirements = house.root.join("xtask/parity/requirements.txt");
    let folder = house.cache.join("venv").join(hash(&read(&requirements)?));
    let programs = folder.join(if cfg!(windows) { "Scripts" } else { "bin" });
    let done = folder.join("installed");
    if done.exists() {
        return Ok(programs);
    }
    say("dbt-duckdb and DuckDB with `pip install` in a virtual environment (about a minute)");
    remove_folder(&folder)?;
    let python = ["python3", "python"]
        .into_iter()
        .find(|name| probe(house.command(name).arg("--version")).is_some())
        .ok_or("Python 3.10 or newer is missing: install it, then run this again.")?;
    run(house.command(python).args(["-m", "venv"]).arg(&folder)).map_err(|sentence| {
        format!("{sentence} On Debian and Ubuntu, `apt-get install python3-venv` mends this.")
    })?;
    run(house
        .command(programs.join("python"))
        .args(["-m", "pip", "install", "--quiet", "--no-deps", "-r"])
        .arg(&requirements))?;
    write(&done, b"")?;
    Ok(programs)
}
