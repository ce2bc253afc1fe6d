//! `serve`: builds if anything changed, serves `dist/` on this machine and opens the browser where there is one to open:
//! the one that `BROWSER` names, else the desktop's where there is a screen. Elsewhere the address is said.

use crate::build;
use crate::house::{House, Result};
use crate::server::{Mount, Server};
use std::ffi::OsString;
use std::process::{Command, Stdio};

const PORT: u16 = 8080;

/// Runs until it is stopped.
pub fn serve(house: &House, arguments: &[String]) -> Result<()> {
    let port = match arguments {
        [] => PORT,
        [flag, number] if flag == "--port" => number
            .parse()
            .map_err(|_| format!("`{number}` is no port."))?,
        _ => return Err("Usage: cargo xtask serve [--port N]".into()),
    };
    build::build_if_needed(house)?;
    let server = Server::open(
        port,
        vec![Mount {
            prefix: "/".into(),
            folder: house.dist(),
        }],
    )?;
    let address = format!("{}/", server.origin()?);
    println!("Tributary is at {address} (Ctrl+C stops it)");
    match opener(house, &address) {
        Some(opener) => open_beside(opener),
        None => {
            println!("There is no screen here: open that address in a browser on this machine.");
        }
    }
    server.run();
    Ok(())
}

/// What opens the address; `None` where there is neither a screen nor a browser named.
fn opener(house: &House, address: &str) -> Option<Command> {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    if let Some(named) = set("BROWSER") {
        return Some(named_browser(house, &named, address));
    }
    let mut command = if cfg!(target_os = "macos") {
        house.command("open")
    } else if cfg!(windows) {
        let mut command = house.command("cmd");
        command.args(["/C", "start", ""]);
        command
    } else {
        set("DISPLAY").or_else(|| set("WAYLAND_DISPLAY"))?;
        house.command("xdg-open")
    };
    command.arg(address);
    Some(command)
}

/// `BROWSER` as desktops read it: programs in order of choice, `%s` the address. The first is taken.
fn named_browser(house: &House, named: &OsString, address: &str) -> Command {
    let named = named.to_string_lossy();
    let between = if cfg!(windows) { ';' } else { ':' };
    let first = named.split(between).next().unwrap_or_default();
    let mut words = first.split_whitespace();
    let mut command = house.command(words.next().unwrap_or_default());
    command.args(words.map(|word| word.replace("%s", address)));
    if !first.contains("%s") {
        command.arg(address);
    }
    command
}

/// Starts it beside the server, which answers meanwhile: some openers only end with their browser.
fn open_beside(mut opener: Command) {
    let program = opener.get_program().to_string_lossy().into_owned();
    let started = (opener.stdin(Stdio::null()).stdout(Stdio::null()))
        .stderr(Stdio::null())
        .spawn();
    match started {
        Ok(mut child) => {
            std::thread::spawn(move || match child.wait() {
                Ok(status) if status.success() => {}
                _ => println!("`{program}` opened no browser: open the address yourself."),
            });
        }
        Err(_) => println!("`{program}` could not be started: open the address yourself."),
    }
}
