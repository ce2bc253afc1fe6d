//! `sample-data`: the files that a visitor sees first, written by a program so that their story is known and their
//! bytes are the same on every machine. No clock, no environment, arithmetic on integers and plain multiplication only
//! (functions of the platform's mathematics library differ in the last digit).
//!
//! One folder a subject, committed below `sample-data/`; `bench`, `bench_events` and `bench_signup` write large files into
//! the cache for measuring.

mod attribution;
pub mod bench;
pub mod bench_events;
pub mod bench_signup;
mod calendar;
pub mod channel_funnel;
pub mod commerce;
pub mod pipeline;
mod random;
pub mod signup;

use crate::house::{House, Result, write};

/// A file to be: its path below `sample-data/` and its text.
pub struct Sample {
    /// Path with `/`.
    pub path: &'static str,
    /// Content.
    pub text: String,
}

const USAGE: &str = "Usage: cargo xtask sample-data [--check | --events ROWS]";

/// Writes the sample data (or, for measuring, a file of so many events into the cache), or checks that the committed files are what would be written.
pub fn command(house: &House, arguments: &[String]) -> Result<()> {
    match arguments {
        [] => {
            for sample in samples() {
                let path = house.root.join("sample-data").join(sample.path);
                write(&path, sample.text.as_bytes())?;
                println!(
                    "{:>6} rows  {}",
                    sample.text.lines().count() - 1,
                    path.display()
                );
            }
            Ok(())
        }
        [flag] if flag == "--check" => check(house),
        [flag, rows] if flag == "--events" => {
            let rows = rows.replace('_', "").parse().map_err(|_| USAGE)?;
            println!("{}", bench_events::file(house, rows)?.display());
            Ok(())
        }
        _ => Err(USAGE.into()),
    }
}

/// Fails where a committed file differs from what would be written.
pub fn check(house: &House) -> Result<()> {
    for sample in samples() {
        let path = house.root.join("sample-data").join(sample.path);
        if std::fs::read(&path).ok().as_deref() != Some(sample.text.as_bytes()) {
            return Err(format!(
                "{} differs from what its generator writes: run `cargo xtask sample-data` and look at the difference.",
                path.display()
            ));
        }
    }
    Ok(())
}

/// Every sample file.
fn samples() -> Vec<Sample> {
    let mut all = channel_funnel::samples();
    all.extend(pipeline::samples());
    all.extend(attribution::samples());
    all.extend(commerce::samples());
    all.extend(signup::samples());
    all
}

/// A field as RFC 4180 writes it.
fn field(text: &str) -> String {
    if text.contains([',', '"', '\n']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_string()
    }
}

/// A row of fields, ended.
fn row(fields: &[&str]) -> String {
    let mut line = fields
        .iter()
        .map(|text| field(text))
        .collect::<Vec<_>>()
        .join(",");
    line.push('\n');
    line
}

/// Cents as `1234.50`.
fn dollars(cents: u64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

/// Cents as `$1,234.50`, the way a spreadsheet exports a currency column.
fn dollars_formatted(cents: u64) -> String {
    let whole = (cents / 100).to_string();
    let mut grouped = String::new();
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("${grouped}.{:02}", cents % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_plainly_and_the_way_a_spreadsheet_does() {
        assert_eq!(dollars(123_450), "1234.50");
        assert_eq!(dollars_formatted(123_450), "$1,234.50");
        assert_eq!(dollars_formatted(123_456_705), "$1,234,567.05");
        assert_eq!(field(&dollars_formatted(123_450)), "\"$1,234.50\"");
    }

    #[test]
    fn the_same_bytes_come_every_time() {
        let (once, again) = (samples(), samples());
        assert!(once.iter().zip(&again).all(|(a, b)| a.text == b.text));
    }
}
