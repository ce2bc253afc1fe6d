//! Reads a file natively as the worker does: as it stands, else unpacked.

use std::rc::Rc;
use tributary::engine::ingest::{FileData, Finished, Reader, Refusal};
use tributary::engine::models::SOURCES;
use tributary::unpack::{Refused, Unpacker};

/// What came of a table: its name, and its rows or why there are none.
pub type Table = (String, Result<FileData, String>);

/// A file as the text that it is, read in slices of so many bytes.
#[allow(dead_code)] // Not every suite asks for it.
pub fn plain(name: &str, bytes: &[u8], step: usize) -> Table {
    let read = as_text(name, bytes, step);
    (name.to_owned(), read.map_err(|refusal| refusal.sentence))
}

fn as_text(name: &str, bytes: &[u8], step: usize) -> Result<FileData, Refusal> {
    read(Reader::new(name, bytes.len() as u64, SOURCES), |reader| {
        bytes
            .chunks(step)
            .try_for_each(|slice| reader.push(slice))
            .map_err(|refusal| refusal.code)
    })
}

/// Every table of a file, read in slices of so many bytes.
pub fn tables(name: &str, bytes: &[u8], step: usize) -> Vec<Table> {
    let plain = as_text(name, bytes, step);
    let is_packed = match &plain {
        Ok(data) if data.is_undecoded => false,
        Err(refusal) if refusal.code == "encoding" => false,
        Err(refusal) if refusal.code == "packed" => true,
        _ => return vec![(name.to_owned(), plain.map_err(|refusal| refusal.sentence))],
    };
    match unpacked(name, bytes, step, !is_packed) {
        Ok(tables) => tables,
        Err(Refused(sentence)) => vec![(name.to_owned(), Err(sentence))],
    }
}

fn unpacked(name: &str, bytes: &[u8], step: usize, whole: bool) -> Result<Vec<Table>, Refused> {
    let mut unpacker = Unpacker::open(name, Rc::new(bytes.to_vec()), Box::new(|_| {}))?;
    let names: Vec<String> = unpacker.members().map(str::to_owned).collect();
    let mut out = Vec::new();
    for (at, name) in names.into_iter().enumerate() {
        let mut broken = None;
        let told = match unpacker.start(at, whole, None) {
            Ok(told) => told,
            Err(Refused(sentence)) => {
                out.push((name, Err(sentence)));
                continue;
            }
        };
        let read = read(Reader::new(&name, 0, SOURCES).told(told), |reader| {
            if let Err(refused) = unpacker.start(at, whole, None) {
                broken = Some(refused);
                return Err("unpack");
            }
            loop {
                match unpacker.next(step) {
                    Ok(chunk) if chunk.is_empty() => return Ok(()),
                    Ok(chunk) => reader.push(&chunk).map_err(|refusal| refusal.code)?,
                    Err(refused) => {
                        broken = Some(refused);
                        return Err("unpack");
                    }
                }
            }
        });
        let read = read.map_err(|refusal| refusal.sentence);
        let outcome = match broken {
            Some(Refused(sentence)) => Err(sentence),
            None => read,
        };
        out.push((name, outcome));
    }
    Ok(out)
}

/// Streams a file into readers until one is content.
fn read(
    mut reader: Reader,
    mut stream: impl FnMut(&mut Reader) -> Result<(), &'static str>,
) -> Result<FileData, Refusal> {
    for _ in 0..4 {
        // A refusal stands: `finish` gives it again.
        let _ = stream(&mut reader);
        match reader.finish()? {
            Finished::Done(data) => return Ok(*data),
            Finished::Again(next) => reader = *next,
        }
    }
    panic!("a file is read four times at most");
}
