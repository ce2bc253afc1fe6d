//! Python packages in virtual environments of the cache folder: dbt and DuckDB for `parity`, a writer of workbooks for
//! `bench`.

use super::say;
use crate::finish::hash::hash;
use crate::house::{House, Result, probe, read, remove_folder, run, write};
use std::path::PathBuf;

/// The folder with the programs (`python`, `dbt`) of the environment that a file of requirements describes; `what` says
/// what is about to be installed where it is not there yet.
pub fn programs(house: &House, requirements: &str, what: &str) -> Result<PathBuf> {
    let requirements = house.root.join(requirements);
    let folder = house.cache.join("venv").join(hash(&read(&requirements)?));
    let programs = folder.join(if cfg!(windows) { "Scripts" } else { "bin" });
    let done = folder.join("installed");
    if done.exists() {
        return Ok(programs);
    }
    say(&format!(
        "{what} with `pip install` in a virtual environment"
    ));
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
