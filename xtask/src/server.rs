//! A static file server on this machine only, for `serve`, the browser tests and the bench: folders below address
//! prefixes, GET and HEAD, the right types, nothing else. It stands for any static host, so it does nothing clever.

use crate::house::Result;
use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

/// A folder and the prefix it stands below (`/` or `/sub/path/`).
pub struct Mount {
    /// Begins and ends with `/`.
    pub prefix: String,
    /// What is served.
    pub folder: PathBuf,
}

/// A server that waits for calls.
pub struct Server {
    listener: TcpListener,
    mounts: Arc<Vec<Mount>>,
}

impl Server {
    /// Takes the first free port from `port` on; 0 takes any.
    pub fn open(port: u16, mounts: Vec<Mount>) -> Result<Server> {
        for candidate in port..=port.saturating_add(50) {
            if let Ok(listener) = TcpListener::bind((Ipv4Addr::LOCALHOST, candidate)) {
                return Ok(Server {
                    listener,
                    mounts: Arc::new(mounts),
                });
            }
        }
        Err(format!("No port from {port} on is free on this machine."))
    }

    /// The address of the server, without a path (`http://127.0.0.1:8080`).
    pub fn origin(&self) -> Result<String> {
        self.listener
            .local_addr()
            .map(|address| format!("http://{address}"))
            .map_err(|error| format!("The server has no address: {error}."))
    }

    /// Answers until the program ends.
    pub fn run(self) {
        for stream in self.listener.incoming().flatten() {
            let mounts = Arc::clone(&self.mounts);
            std::thread::spawn(move || {
                // A browser that went away is no failure of the server.
                let _ = converse(&stream, &mounts);
            });
        }
    }

    /// Answers beside the program, until it ends.
    pub fn run_beside(self) {
        std::thread::spawn(move || self.run());
    }
}

/// Answers the requests of one connection, one after another.
fn converse(stream: &TcpStream, mounts: &[Mount]) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream.try_clone()?);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Ok(());
        }
        loop {
            let mut header = String::new();
            if reader.read_line(&mut header)? == 0 || header.trim().is_empty() {
                break;
            }
        }
        let mut words = line.split_whitespace();
        let (method, target) = (words.next().unwrap_or(""), words.next().unwrap_or("/"));
        answer(stream, method, target, mounts)?;
    }
}

fn answer(stream: &TcpStream, method: &str, target: &str, mounts: &[Mount]) -> std::io::Result<()> {
    if method != "GET" && method != "HEAD" {
        return send(
            stream,
            "405 Method Not Allowed",
            "text/plain",
            b"Only GET and HEAD.",
            true,
        );
    }
    let found =
        find(target, mounts).and_then(|path| std::fs::read(&path).ok().map(|bytes| (path, bytes)));
    match found {
        Some((path, bytes)) => send(stream, "200 OK", mime(&path), &bytes, method == "GET"),
        None => send(
            stream,
            "404 Not Found",
            "text/plain",
            b"There is no such file.",
            method == "GET",
        ),
    }
}

fn send(
    mut stream: &TcpStream,
    status: &str,
    mime: &str,
    body: &[u8],
    with_body: bool,
) -> std::io::Result<()> {
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {mime}\r\nContent-Length: {}\r\nCache-Control: no-cache\r\nX-Content-Type-Options: nosniff\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes())?;
    if with_body {
        stream.write_all(body)?;
    }
    stream.flush()
}

/// The file that an address names; a folder names its `index.html`. Nothing outside the mounts can be named.
fn find(target: &str, mounts: &[Mount]) -> Option<PathBuf> {
    let path = target.split(['?', '#']).next().unwrap_or("/");
    let mount = mounts
        .iter()
        .filter(|mount| path.starts_with(&mount.prefix))
        .max_by_key(|mount| mount.prefix.len())?;
    let relative = decode(path.get(mount.prefix.len()..)?)?;
    let relative = Path::new(&relative);
    if !relative
        .components()
        .all(|part| matches!(part, Component::Normal(_)))
    {
        return None;
    }
    let file = mount.folder.join(relative);
    Some(if file.is_dir() {
        file.join("index.html")
    } else {
        file
    })
}

/// `%41` is `A`.
fn decode(text: &str) -> Option<String> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let high = char::from(bytes.next()?).to_digit(16)?;
            let low = char::from(bytes.next()?).to_digit(16)?;
            out.push((high * 16 + low) as u8);
        } else {
            out.push(byte);
        }
    }
    String::from_utf8(out).ok()
}

fn mime(path: &Path) -> &'static str {
    match path.extension().and_then(|ending| ending.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("json" | "webmanifest" | "map") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("csv") => "text/csv; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mounts() -> Vec<Mount> {
        vec![
            Mount {
                prefix: "/".into(),
                folder: PathBuf::from("/house"),
            },
            Mount {
                prefix: "/sub/path/".into(),
                folder: PathBuf::from("/other"),
            },
        ]
    }

    #[test]
    fn the_longest_prefix_names_the_folder() {
        assert_eq!(
            find("/sub/path/a%20b.js?x#y", &mounts()),
            Some(PathBuf::from("/other/a b.js"))
        );
        assert_eq!(find("/a.js", &mounts()), Some(PathBuf::from("/house/a.js")));
    }

    #[test]
    fn nothing_outside_the_folder_can_be_named() {
        for target in [
            "/../etc/passwd",
            "/%2e%2e/x",
            "//etc/passwd",
            "/sub/path/../../x",
        ] {
            assert_eq!(find(target, &mounts()), None, "{target}");
        }
    }
}
