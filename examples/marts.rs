//! Builds every table from a folder of exports, natively, and writes it beside the dbt project that gives the same.
//!
//! ```text
//! cargo run --example marts -- IN_DIR OUT_DIR ['from=2025-07-01&to=2025-07-31&channel=Meta']
//! ```
//!
//! Reads every CSV under `IN_DIR` as the page would. Writes to `OUT_DIR`: `sources/<id>.csv` (typed), `tables/<id>.csv`,
//! `tables.json` (keys and column types), `dbt/` (the project; load the sources as tables of the schema `gtm`) and
//! `dbt/vars.json` (the query as dbt vars).

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tributary::engine::base::Kind;
use tributary::engine::export;
use tributary::engine::ingest::{FileData, Finished, Reader, combine};
use tributary::engine::models::{MODELS, SOURCES};
use tributary::engine::warehouse::{SOURCE_ROW, Warehouse, scaffold};
use tributary::protocol::{Params, TestStatus};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (input, output) = match arguments.as_slice() {
        [input, output] | [input, output, _] => (Path::new(input), Path::new(output)),
        _ => return Err("usage: marts IN_DIR OUT_DIR [query]".into()),
    };
    let (params, notices) = Params::parse(arguments.get(2).map_or("", String::as_str));
    for notice in notices {
        eprintln!("{notice}");
    }

    let mut warehouse = Warehouse::new(MODELS, SOURCES);
    load(&mut warehouse, input)?;
    write_tables(&mut warehouse, &params, output)?;
    write(&output.join("tables.json"), &described())?;
    write(&output.join("dbt/vars.json"), &vars(&params))?;
    for file in scaffold::project(MODELS, SOURCES) {
        write(&output.join("dbt").join(&file.path), &file.text)?;
    }
    let failed = run_tests(&mut warehouse, &params)?;
    if failed > 0 {
        return Err(format!("{failed} data tests failed").into());
    }
    Ok(())
}

/// Reads every CSV under a folder and hands the sources to the warehouse.
fn load(warehouse: &mut Warehouse, folder: &Path) -> Result<()> {
    let mut files = Vec::new();
    for path in csv_files(folder)? {
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        match read(&name, &fs::read(&path)?)? {
            Ok(file) => files.push(file),
            Err(refusal) => eprintln!("{}: {refusal}", path.display()),
        }
    }
    for source in SOURCES {
        let of_source: Vec<&FileData> = files.iter().filter(|f| f.source.id == source.id).collect();
        if of_source.is_empty() {
            continue;
        }
        let data = combine(source, &of_source)?;
        println!(
            "{}: {} rows read, {} kept, {} set aside, {} duplicates",
            source.id,
            data.rows_read,
            data.table.height(),
            data.rejects.len(),
            data.rows_deduplicated.iter().sum::<u64>(),
        );
        warehouse.set_source(source.id, Some(Arc::new(data.table)))?;
    }
    Ok(())
}

/// One file, in slices as the worker reads it; the inner error is a refusal.
fn read(name: &str, bytes: &[u8]) -> Result<std::result::Result<FileData, String>> {
    let mut reader = Reader::new(name, bytes.len() as u64, SOURCES);
    // A reader asks for the file again at most twice: once for a decimal mark, once for a date format.
    for _ in 0..4 {
        for slice in bytes.chunks(1 << 20) {
            if let Err(refusal) = reader.push(slice) {
                return Ok(Err(refusal.sentence));
            }
        }
        match reader.finish() {
            Ok(Finished::Done(file)) => return Ok(Ok(*file)),
            Ok(Finished::Again(again)) => reader = *again,
            Err(refusal) => return Ok(Err(refusal.sentence)),
        }
    }
    Err(format!("{name}: the reader asked for the file again and again").into())
}

fn write_tables(warehouse: &mut Warehouse, params: &Params, output: &Path) -> Result<()> {
    for source in SOURCES {
        let table = warehouse.table(source.id, params)?;
        let path = output.join("sources").join(format!("{}.csv", source.id));
        write_bytes(&path, &export::csv::table(&table)?)?;
    }
    for model in MODELS {
        let table = warehouse.table(model.id, params)?;
        println!("{}: {} rows", model.id, table.height());
        let path = output.join("tables").join(format!("{}.csv", model.id));
        write_bytes(&path, &export::csv::table(&table)?)?;
    }
    Ok(())
}

fn run_tests(warehouse: &mut Warehouse, params: &Params) -> Result<usize> {
    let mut failed = 0;
    for model in MODELS {
        for test in warehouse.run_tests(model.id, params)? {
            if test.status != TestStatus::Passed {
                eprintln!(
                    "{}: {:?}: {} {:?}",
                    model.id, test.status, test.sentence, test.examples
                );
            }
            failed += usize::from(test.status == TestStatus::Failed);
        }
    }
    Ok(failed)
}

/// Keys and column types of every source and of every model with a twin, as JSON.
fn described() -> String {
    let table = |id: &str, key: &[&str], columns: Vec<(&str, Kind)>, beyond: Vec<&str>| {
        let key: Vec<String> = key.iter().map(|name| json(name)).collect();
        let columns: Vec<String> = columns
            .iter()
            .map(|(name, kind)| {
                let kind = format!("{kind:?}").to_lowercase();
                format!("{{\"name\":{},\"kind\":\"{kind}\"}}", json(name))
            })
            .collect();
        let beyond: Vec<String> = beyond.into_iter().map(json).collect();
        format!(
            "{{\"id\":{},\"key\":[{}],\"columns\":[{}],\"beyond_twin\":[{}]}}",
            json(id),
            key.join(","),
            columns.join(","),
            beyond.join(",")
        )
    };
    let models: Vec<String> = MODELS
        .iter()
        .filter(|m| m.has_twin())
        .map(|m| {
            let names = m.columns.iter().map(|c| c.name);
            table(
                m.id,
                m.key,
                m.columns.iter().map(|c| (c.name, c.kind)).collect(),
                names.filter(|name| !m.twin_has(name)).collect(),
            )
        })
        .collect();
    let sources: Vec<String> = SOURCES
        .iter()
        .map(|source| {
            let mut columns: Vec<(&str, Kind)> = source
                .columns
                .iter()
                .map(|c| (c.column.name, c.column.kind))
                .collect();
            columns.push((SOURCE_ROW, Kind::Integer));
            table(source.id, source.key, columns, Vec::new())
        })
        .collect();
    format!(
        "{{\"models\":[\n{}\n],\"sources\":[\n{}\n]}}\n",
        models.join(",\n"),
        sources.join(",\n")
    )
}

/// The parameters as dbt vars, as JSON.
fn vars(params: &Params) -> String {
    let mut pairs = Vec::new();
    for (key, day) in [("from", params.range.from), ("to", params.range.to)] {
        if let Some(day) = day {
            pairs.push(format!("\"{key}\":\"{day}\""));
        }
    }
    for (key, value) in &params.others {
        pairs.push(format!("{}:{}", json(key), json(value)));
    }
    let channels: Vec<String> = params.channels.iter().map(|c| json(c)).collect();
    let mapping: Vec<String> = params
        .mapping
        .iter()
        .map(|(name, channel)| format!("[{},{}]", json(name), json(channel)))
        .collect();
    pairs.push(format!("\"channels\":[{}]", channels.join(",")));
    pairs.push(format!("\"mapping\":[{}]", mapping.join(",")));
    format!("{{{}}}\n", pairs.join(","))
}

fn json(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            c if (c as u32) < 0x20 => {
                let _ = write!(out, "\\u{:04x}", c as u32);
            }
            c => out.push(c),
        }
    }
    out + "\""
}

fn csv_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(csv_files(&path)?);
        } else if path
            .extension()
            .is_some_and(|e| e.eq_ignore_ascii_case("csv"))
        {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn write(path: &Path, text: &str) -> Result<()> {
    write_bytes(path, text.as_bytes())
}

fn write_bytes(path: &Path, bytes: &[u8]) -> Result<()> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::write(path, bytes)?;
    Ok(())
}
