//! Real files broken at random: whatever the bytes, a file is refused with a sentence or its rows add up, and slices
//! change nothing.
//!
//! A few hundred mutations run with the other tests; for a long run:
//! `MUTATION_MINUTES=10 cargo test --release --test mutations -- --ignored --nocapture`.

mod support;

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};
use support::tables;

/// Bytes that matter to a reader of tables.
const ODD: [&[u8]; 24] = [
    b"\"",
    b"\"\"",
    b",",
    b";",
    b"\t",
    b"|",
    b"\n",
    b"\r",
    b"\r\n",
    b"\n\n",
    b"#",
    b"\0",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"Total",
    b"Total: x\n",
    b"\xe9",
    b"\x1f\x8b",
    b"PK\x03\x04",
    b"1,5",
    b"01/02/25",
    b"=",
    b"'",
    b"date,channel\n",
];

/// A xorshift generator: the same run every time.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % limit.max(1)
    }
}

fn seeds() -> Vec<(String, Vec<u8>)> {
    let mut out = Vec::new();
    for folder in ["formats", "vendor_exports", "csv_spectrum/csvs"] {
        let folder = Path::new("tests/golden").join(folder);
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path
                .file_name()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            out.push((name, fs::read(&path).expect("a file")));
        }
    }
    for name in ["ad_spend", "web_analytics", "salesforce_opportunities"] {
        let bytes = fs::read(format!("sample-data/channel_funnel/{name}.csv")).expect("a file");
        let head = bytes.get(..3000).expect("a long file").to_vec();
        out.push((format!("{name}.csv"), head));
    }
    out.sort();
    out
}

fn mutate(bytes: &mut Vec<u8>, other: &[u8], random: &mut Random) {
    for _ in 0..=random.below(6) {
        let at = random.below(bytes.len() + 1);
        let end = (at + random.below(40)).min(bytes.len());
        match random.below(7) {
            0 => {
                bytes.splice(at..at, ODD[random.below(ODD.len())].iter().copied());
            }
            1 => {
                bytes.splice(at..end, []);
            }
            2 => {
                let part = bytes[at..end].to_vec();
                let to = random.below(bytes.len() + 1);
                bytes.splice(to..to, part);
            }
            3 => bytes.truncate(at),
            4 => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = random.below(256) as u8;
                }
            }
            5 => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << random.below(8);
                }
            }
            _ => {
                let from = random.below(other.len());
                let part = &other[from..(from + 200).min(other.len())];
                bytes.splice(at..at, part.iter().copied());
            }
        }
    }
}

/// Everything of a file that may not depend on slices.
#[allow(clippy::format_push_string)] // A test has the time.
fn outcome(name: &str, bytes: &[u8], step: usize) -> String {
    let mut out = String::new();
    for (table, read) in tables(name, bytes, step) {
        out += &match read {
            Err(sentence) => {
                assert!(!sentence.is_empty());
                format!("{table}: {sentence}\n")
            }
            Ok(file) => {
                assert_eq!(file.rows_read, file.rows() + file.rows_rejected, "{table}");
                format!(
                    "{table}: {} {} {:?} {:?} {:?}\n",
                    file.rows_read,
                    file.fingerprint(),
                    file.decisions,
                    file.issues,
                    file.rejects
                )
            }
        };
    }
    out
}

fn run(seed: u64, mut go_on: impl FnMut(u64) -> bool) {
    let seeds = seeds();
    let mut random = Random(seed);
    let mut done = 0;
    while go_on(done) {
        let (name, bytes) = &seeds[random.below(seeds.len())];
        let (_, other) = &seeds[random.below(seeds.len())];
        let mut bytes = bytes.clone();
        mutate(&mut bytes, other, &mut random);
        let step = 1 + random.below(500);
        done += 1;
        // The crate that reads workbooks panics on some broken ones and takes memory without end for others. In the page
        // that ends the unpacker's worker alone, and the file is refused with a sentence; here it would end the test.
        let is_workbook = Path::new(name)
            .extension()
            .is_some_and(|e| ["xls", "xlsx", "ods"].iter().any(|known| e == *known));
        if is_workbook {
            continue;
        }
        let read = std::panic::catch_unwind(|| {
            let whole = outcome(name, &bytes, 1 << 20);
            assert_eq!(outcome(name, &bytes, step), whole, "slices of {step}");
        });
        if read.is_err() {
            let path = std::env::temp_dir().join(format!("mutation-{seed}-{done}"));
            fs::write(&path, &bytes).expect("a file");
            panic!("{name} broken so breaks the reader: {}", path.display());
        }
    }
    eprintln!("{done} mutations");
}

#[test]
fn broken_files_are_refused_or_add_up_and_slices_change_nothing() {
    run(0x2545_F491_4F6C_DD1D, |done| done < 400);
}

#[test]
#[ignore = "as long as MUTATION_MINUTES says"]
fn broken_files_for_a_long_time() {
    let minutes = std::env::var("MUTATION_MINUTES")
        .ok()
        .and_then(|text| text.parse().ok());
    let until = Instant::now() + Duration::from_secs(60 * minutes.unwrap_or(10));
    let seed = Instant::now().elapsed().as_nanos() as u64 ^ u64::from(std::process::id()) << 20 | 1;
    eprintln!("seed {seed}");
    run(seed, |_| Instant::now() < until);
}
