//! The last digit of a sum hangs on the order of what is added. Tables are built when somebody asks, and sorted when
//! somebody wants their rows in order, so the bytes of a table must not hang on what was asked for before it.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tributary::engine::export;
use tributary::engine::ingest::{FileData, Finished, Reader, combine};
use tributary::engine::models::{MODELS, SOURCES};
use tributary::engine::warehouse::Warehouse;
use tributary::protocol::Params;

fn csv_files(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            csv_files(&path, out);
        } else if path.extension().is_some_and(|ending| ending == "csv") {
            out.push(path);
        }
    }
    out.sort();
}

fn read(path: &Path) -> FileData {
    let bytes = fs::read(path).expect("a file");
    let name = path.file_name().expect("a name").to_string_lossy();
    let mut reader = Reader::new(&name, bytes.len() as u64, SOURCES);
    loop {
        reader.push(&bytes).expect("a file that is recognised");
        match reader.finish().expect("a file that is recognised") {
            Finished::Done(file) => return *file,
            Finished::Again(again) => reader = *again,
        }
    }
}

fn warehouse(files: &[FileData]) -> Warehouse {
    let mut warehouse = Warehouse::new(MODELS, SOURCES);
    for source in SOURCES {
        let own: Vec<&FileData> = files.iter().filter(|f| f.source.id == source.id).collect();
        if !own.is_empty() {
            let data = combine(source, &own).expect("columns that fit");
            let table = Some(Arc::new(data.table));
            warehouse.set_source(source.id, table).expect("a source");
        }
    }
    warehouse
}

#[test]
fn a_table_has_the_same_bytes_whatever_was_asked_for_before() {
    let mut paths = Vec::new();
    csv_files(
        Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/sample-data")),
        &mut paths,
    );
    let files: Vec<FileData> = paths.iter().map(|path| read(path)).collect();
    let params = Params::default();
    let (mut forth, mut back) = (warehouse(&files), warehouse(&files));
    let bytes = |warehouse: &mut Warehouse, id: &str| {
        let table = warehouse.table(id, &params).expect("a table");
        export::csv::table(&table).expect("a download")
    };
    // From the sources on every table is sorted before another is built from it; the other way round none is.
    let sorted: Vec<Vec<u8>> = MODELS
        .iter()
        .map(|model| bytes(&mut forth, model.id))
        .collect();
    let differing: Vec<&str> = MODELS
        .iter()
        .zip(&sorted)
        .rev()
        .filter(|(model, sorted)| bytes(&mut back, model.id) != **sorted)
        .map(|(model, _)| model.id)
        .collect();
    assert!(differing.is_empty(), "{differing:?}");
}
