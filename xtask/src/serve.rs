//! `serve`: builds if anything changed, serves `dist/` on this machine and opens the browser where there is a screen.

use crate::build;
use crate::house::{House, Result, probe};
use crate::server::{Mount, Server};

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
    open_browser(house, &address);
    server.run();
    Ok(())
}

/// Opens the user's browser; where there is no screen, the printed address must do.
fn open_browser(house: &House, address: &str) {
    let has_screen = cfg!(any(windows, target_os = "macos"))
        || std::env::var_os("DISPLAY").is_some()
        || std::env::var_os("WAYLAND_DISPLAY").is_some();
    if !has_screen {
        return;
    }
    let mut command = if cfg!(target_os = "macos") {
        house.command("open")
    } else if cfg!(windows) {
        let mut command = house.command("cmd");
        command.args(["/C", "start", ""]);
        command
    } else {
        house.command("xdg-open")
    };
    let _ = probe(command.arg(address));
}
