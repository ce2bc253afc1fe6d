//! Real files broken at random: whatever the bytes, a file is refused with a sentence or its rows add up, and slices
//! change nothing.
//!
//! A few hundred mutations run with the other tests; for a long run:
//! `MUTATION_MINUTES=10 cargo test --release --test mutations -- --ignored --nocapture`.

#[path = "support/packed.rs"]
mod packed;
#[path = "support/property.rs"]
mod property;
mod support;

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

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

/// The same for a reader of workbooks.
const ODD_XML: [&str; 24] = [
    "<",
    ">",
    "</c>",
    "</row>",
    "</sheetData>",
    "<row r=\"1048576\">",
    "<row r=\"4294967295\"/>",
    "<c r=\"XFD1048576\"><v>1</v></c>",
    "<c r=\"A4294967296\" t=\"s\"><v>0</v></c>",
    "<c t=\"s\"><v>99999999</v></c>",
    "<c s=\"4000000000\"><v>1e308</v></c>",
    "<c><v>-1e18</v></c>",
    "<dimension ref=\"A1:ZZZZ9999999\"/>",
    "<si><t>x</t></si>",
    "<f t=\"shared\" ref=\"A1:XFD1048576\" si=\"0\">A1</f>",
    "&#x110000;",
    "&lol;",
    "<!DOCTYPE x [<!ENTITY lol \"lol\">]>",
    "_xD83D_",
    " table:number-rows-repeated=\"4294967295\"",
    " table:number-columns-repeated=\"16384\"",
    "<office:annotation>",
    "<text:s text:c=\"4294967295\"/>",
    "<table:table table:name=\"x\">",
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

/// A file broken at random, and what it was.
fn broken(seeds: &[(String, Vec<u8>)], random: &mut Random) -> (String, Vec<u8>) {
    let (name, bytes) = &seeds[random.below(seeds.len())];
    let (_, other) = &seeds[random.below(seeds.len())];
    let ending = Path::new(name)
        .extension()
        .and_then(|ending| ending.to_str());
    if !matches!(ending, Some("xlsx" | "ods")) {
        let mut bytes = bytes.clone();
        mutate(&mut bytes, other, random);
        return (name.clone(), bytes);
    }
    // Broken behind its packing: a sum that does not fit would be all that is ever seen.
    let which = random.below(packed::PARTS.len());
    let mut content = packed::part(which);
    for _ in 0..random.below(4) {
        let at = random.below(content.len() + 1);
        let odd = ODD_XML[random.below(ODD_XML.len())];
        // Where a tag ends, mostly: there it is still XML.
        let tag = content.iter().skip(at).position(|byte| *byte == b'>');
        let at = tag.map_or(at, |tag| at + tag + usize::from(!odd.starts_with(' ')));
        content.splice(at..at, odd.bytes());
    }
    if random.below(2) == 0 {
        mutate(&mut content, other, random);
    }
    (name.clone(), packed::book(which, &content))
}

fn run(seed: u64, mut go_on: impl FnMut(u64) -> bool) {
    property::quiet();
    let seeds = seeds();
    let mut random = Random(seed);
    let path = std::env::temp_dir().join(format!("mutation-{seed}"));
    let mut done = 0;
    while go_on(done) {
        let (name, bytes) = broken(&seeds, &mut random);
        let step = 1 + random.below(500);
        done += 1;
        // Kept while it is read: neither a loop nor an end of memory can be caught.
        fs::write(&path, &bytes).expect("a file");
        let read = std::panic::catch_unwind(|| property::file_holds(&name, &bytes, step));
        assert!(
            read.is_ok(),
            "{name} broken so breaks the reader: {}",
            path.display()
        );
    }
    fs::remove_file(&path).expect("a file");
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
