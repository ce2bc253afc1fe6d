//! Files of every kind through the unpacker: the same text comes out, and what is hostile gets a sentence.

mod broken_books;

use super::{Bytes, Refused, Unpacker};
use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder};
use std::io::Write as _;
use std::rc::Rc;

const CSV: &str = "date,campaign_id,spend\n2025-07-01,Büro,\"1,5\"\n2025-07-02,Köln,2\n";

/// Every member of a file: its name, its text and its decisions.
fn unpacked(name: &str, bytes: Vec<u8>) -> Result<Vec<(String, Vec<u8>, String)>, Refused> {
    let mut unpacker = Unpacker::open(name, Rc::new(bytes), Box::new(|_| {}))?;
    let names: Vec<String> = unpacker.members().map(str::to_owned).collect();
    let mut out = Vec::new();
    for (at, name) in names.into_iter().enumerate() {
        let told = unpacker.start(at, true, None)?;
        let told: Vec<String> = told.into_iter().map(|d| d.value).collect();
        let mut text = Vec::new();
        loop {
            let chunk = unpacker.next(1000)?;
            if chunk.is_empty() {
                break;
            }
            text.extend(chunk);
        }
        out.push((name, text, told.join(", ")));
    }
    Ok(out)
}

fn only(name: &str, bytes: Vec<u8>) -> (String, String) {
    let mut members = unpacked(name, bytes).expect("it can be unpacked");
    assert_eq!(members.len(), 1);
    let (_, text, told) = members.remove(0);
    (String::from_utf8(text).expect("UTF-8"), told)
}

fn sentence(bytes: Vec<u8>) -> String {
    unpacked("x", bytes).map(|_| ()).expect_err("a refusal").0
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).expect("memory takes it");
    encoder.finish().expect("memory takes it")
}

/// A ZIP archive of these members, deflated.
fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in members {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(content).expect("memory takes it");
        let packed = encoder.finish().expect("memory takes it");
        let mut crc = flate2::Crc::new();
        crc.update(content);
        let offset = out.len() as u32;
        let mut common = Vec::new();
        for part in [20_u16, 0, 8, 0, 0] {
            common.extend(part.to_le_bytes());
        }
        for part in [crc.sum(), packed.len() as u32, content.len() as u32] {
            common.extend(part.to_le_bytes());
        }
        common.extend((name.len() as u16).to_le_bytes());
        common.extend([0, 0]);
        out.extend(b"PK\x03\x04");
        out.extend(&common);
        out.extend(name.bytes());
        out.extend(packed);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&common);
        directory.extend([0; 10]);
        directory.extend(offset.to_le_bytes());
        directory.extend(name.bytes());
    }
    let (offset, count) = (out.len() as u32, members.len() as u16);
    out.extend(&directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend(count.to_le_bytes());
    out.extend(count.to_le_bytes());
    out.extend((directory.len() as u32).to_le_bytes());
    out.extend(offset.to_le_bytes());
    out.extend([0, 0]);
    out
}

#[test]
fn text_of_any_encoding_packed_in_any_way_is_the_same_text() {
    let wide: Vec<u8> = format!("\u{feff}{CSV}")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let (latin, _, _) = encoding_rs::WINDOWS_1252.encode(CSV);
    for bytes in [CSV.as_bytes(), &wide, &latin] {
        let plain = only("x.csv", bytes.to_vec());
        assert_eq!(plain.0, CSV);
        assert_eq!(only("x.csv.gz", gzip(bytes)), plain);
        assert_eq!(only("x.csv.gz.gz", gzip(&gzip(bytes))), plain);
        let two = [gzip(bytes), gzip(b"")].concat();
        assert_eq!(only("x.csv.gz", two), plain);
        assert_eq!(only("x.zip", zip(&[("a/x.csv", bytes)])), plain);
        assert_eq!(only("x.zip", zip(&[("x.csv.gz", &gzip(bytes))])), plain);
        assert_eq!(only("x.zip.gz", gzip(&zip(&[("x.csv", bytes)]))), plain);
        let inner = zip(&[("x.csv", bytes)]);
        assert_eq!(only("x.zip", zip(&[("inner.zip", &inner)])), plain);
    }
}

#[test]
fn an_archive_gives_its_tables_by_path_and_passes_over_what_is_none() {
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\0\0\0\0\0";
    let archive = zip(&[
        ("exports/", b""),
        ("exports/a.csv", CSV.as_bytes()),
        ("__MACOSX/exports/._a.csv", b"\0\0"),
        ("exports/.DS_Store", b"\0\0"),
        ("exports/logo.png", png),
        ("exports/b.tsv", b"a\tb\n"),
    ]);
    let members = unpacked("x.zip", archive).expect("it can be unpacked");
    let names: Vec<&str> = members.iter().map(|(name, _, _)| name.as_str()).collect();
    assert_eq!(names, ["x.zip › exports/a.csv", "x.zip › exports/b.tsv"]);
    assert!(sentence(zip(&[("logo.png", png)])).contains("No text and no workbook"));
}

#[test]
fn workbooks_give_the_csv_they_were_made_of() {
    let folder = std::path::Path::new("tests/golden/formats");
    let csv = std::fs::read_to_string(folder.join("ad_spend.csv")).expect("a file");
    for name in ["ad_spend.xls", "ad_spend.ods"] {
        let bytes = std::fs::read(folder.join(name)).expect("a file");
        assert_eq!(only(name, bytes).0, csv, "{name}");
    }
    let bytes = std::fs::read(folder.join("ad_spend.xlsx")).expect("a file");
    for (name, bytes) in [("b.xlsx", bytes.clone()), ("b.xlsx.gz", gzip(&bytes))] {
        let members = unpacked(name, bytes).expect("it can be unpacked");
        let names: Vec<&str> = members.iter().map(|(name, _, _)| name.as_str()).collect();
        assert_eq!(
            names,
            [format!("{name} › Spend"), format!("{name} › Notes")]
        );
        let text = String::from_utf8_lossy(&members[0].1);
        assert_eq!(text, format!("Campaign report\n\n{csv}"));
    }
}

#[test]
fn what_is_cut_off_or_damaged_gets_a_sentence() {
    let text = CSV.repeat(5000);
    let packed = gzip(text.as_bytes());
    assert!(sentence(packed[..packed.len() / 2].to_vec()).contains("cut off or damaged"));
    assert!(sentence(packed[..packed.len() - 3].to_vec()).contains("cut off or damaged"));
    let archive = zip(&[("x.csv", text.as_bytes())]);
    assert!(sentence(archive[..archive.len() / 2].to_vec()).contains("cut off or damaged"));
    let mut other = archive.clone();
    other[60] ^= 0x55;
    assert!(sentence(other).contains("cut off or damaged"));
    let mut locked = archive;
    let flags = locked
        .windows(4)
        .position(|w| w == b"PK\x01\x02")
        .expect("a directory");
    locked[flags + 8] |= 1;
    assert!(sentence(locked).contains("password"));
    let book = std::fs::read("tests/golden/formats/ad_spend.xlsx").expect("a file");
    assert!(!sentence(book[..book.len() / 2].to_vec()).is_empty());
    assert!(sentence(vec![0; 5000]).contains("binary"));
    assert!(
        sentence(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and then nothing".to_vec())
            .contains("workbook")
    );
}

#[test]
fn what_unpacks_to_absurd_sizes_is_refused() {
    let zeros = vec![b'a'; 20 << 20];
    let bomb = gzip(&zeros);
    assert!(bomb.len() < 1 << 20);
    assert!(sentence(bomb.clone()).contains("times its size"));
    assert!(sentence(zip(&[("x.csv", &zeros)])).contains("times its size"));
    let layers = (0..5).fold(CSV.as_bytes().to_vec(), |inner, _| gzip(&inner));
    assert!(sentence(layers).contains("archives inside archives"));
}

#[test]
fn bytes_that_cannot_be_read_get_a_sentence() {
    struct Gone;
    impl Bytes for Gone {
        fn size(&self) -> u64 {
            100
        }
        fn read_at(&self, _: u64, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::NotFound.into())
        }
    }
    let refused = Unpacker::open("x", Rc::new(Gone), Box::new(|_| {})).map(|_| ());
    assert!(refused.expect_err("a refusal").0.contains("drop it again"));
}
