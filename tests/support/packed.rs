//! Archives and workbooks made of given bytes, so that a mutation reaches what lies inside and not only its packing.

use flate2::read::DeflateDecoder;
use flate2::write::GzEncoder;
use flate2::{Compression, Crc};
use std::io::{Read as _, Write as _};

/// A member of an archive: its path and its bytes.
pub type Member = (String, Vec<u8>);

/// The parts of workbooks that are read.
pub const PARTS: [(&[u8], &str); 5] = [
    (XLSX, "xl/worksheets/sheet1.xml"),
    (XLSX, "xl/sharedStrings.xml"),
    (XLSX, "xl/styles.xml"),
    (XLSX, "xl/workbook.xml"),
    (ODS, "content.xml"),
];
const XLSX: &[u8] = include_bytes!("../golden/formats/ad_spend.xlsx");
const ODS: &[u8] = include_bytes!("../golden/formats/ad_spend.ods");

/// An archive of these members, stored as they are.
pub fn zip(members: &[Member]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in members {
        let mut crc = Crc::new();
        crc.update(content);
        let (offset, size) = (out.len() as u32, content.len() as u32);
        let mut common = vec![20, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        for number in [crc.sum(), size, size, name.len() as u32] {
            // The last is two numbers of two bytes: the name's length, and none of what may stand behind it.
            common.extend(number.to_le_bytes());
        }
        out.extend([b"PK\x03\x04", common.as_slice(), name.as_bytes(), content].concat());
        directory.extend([b"PK\x01\x02\x14\0", common.as_slice(), &[0; 10]].concat());
        directory.extend(offset.to_le_bytes());
        directory.extend(name.bytes());
    }
    let (offset, count) = (out.len() as u32, (members.len() as u16).to_le_bytes());
    let size = (directory.len() as u32).to_le_bytes();
    out.extend(directory);
    out.extend([&b"PK\x05\x06\0\0\0\0"[..], &count, &count, &size].concat());
    out.extend(offset.to_le_bytes());
    out.extend([0, 0]);
    out
}

/// The members of a sound archive.
pub fn unzip(bytes: &[u8]) -> Vec<Member> {
    let number = |at: usize, size: usize| {
        let bytes = bytes.get(at..at + size).expect("a sound archive");
        let whole = |sum, byte: &u8| sum << 8 | usize::from(*byte);
        bytes.iter().rev().fold(0, whole)
    };
    let end = bytes.len() - 22;
    let mut at = number(end + 16, 4);
    let mut out = Vec::new();
    for _ in 0..number(end + 10, 2) {
        let (name, offset) = (number(at + 28, 2), number(at + 42, 4));
        let start = offset + 30 + number(offset + 26, 2) + number(offset + 28, 2);
        let packed = &bytes[start..start + number(at + 20, 4)];
        let mut content = packed.to_vec();
        if number(at + 10, 2) == 8 {
            content.clear();
            let read = DeflateDecoder::new(packed).read_to_end(&mut content);
            read.expect("a sound archive");
        }
        let path = String::from_utf8_lossy(&bytes[at + 46..at + 46 + name]);
        out.push((path.into_owned(), content));
        at += 46 + name + number(at + 30, 2) + number(at + 32, 2);
    }
    out
}

/// A part of a workbook as it is.
pub fn part(which: usize) -> Vec<u8> {
    let (book, path) = PARTS[which % PARTS.len()];
    let found = unzip(book).into_iter().find(|(name, _)| name == path);
    found.map(|(_, content)| content).unwrap_or_default()
}

/// A workbook with one of its parts replaced.
pub fn book(which: usize, content: &[u8]) -> Vec<u8> {
    let (book, path) = PARTS[which % PARTS.len()];
    let mut members = unzip(book);
    members.retain(|(name, _)| name != path);
    members.push((path.to_owned(), content.to_vec()));
    zip(&members)
}

/// Bytes as they are, or in a packing that `which` names.
#[allow(dead_code)] // The fuzz targets alone ask for it.
pub fn packed(which: usize, bytes: &[u8]) -> Vec<u8> {
    match which % (PARTS.len() + 3) {
        0 => bytes.to_vec(),
        1 => {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
            encoder.write_all(bytes).expect("memory takes it");
            encoder.finish().expect("memory takes it")
        }
        2 => zip(&[("a/x.csv".to_owned(), bytes.to_vec())]),
        part => book(part - 3, bytes),
    }
}
