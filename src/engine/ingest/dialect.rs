//! Encoding and delimiter, from the beginning of a file; and the refusal of what is no table of text.

use super::Refusal;
use super::header::Header;
use super::recognise;
use super::scan::first_records;
use crate::engine::base::SourceSpec;

/// Records looked at.
const SAMPLE: usize = 50;

const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];

/// The name of a delimiter.
pub fn delimiter_name(delimiter: u8) -> &'static str {
    match delimiter {
        b';' => "semicolon",
        b'\t' => "tab",
        _ => "comma",
    }
}

/// Refuses what is not text of single bytes or UTF-8: other files by their first bytes, UTF-16, many NULs.
pub fn check_text(head: &[u8]) -> Result<(), Refusal> {
    let not_csv = |what: &str, remedy: &str| {
        Err(Refusal {
            code: "binary",
            sentence: format!("This is {what}, not a CSV: {remedy}, then drop that file."),
            detail: String::new(),
        })
    };
    let save = "open it and save the sheet as \"CSV UTF-8\"";
    let export = "export the data as CSV";
    for (magic, what, remedy) in [
        (
            &b"PK\x03\x04"[..],
            "an Excel workbook or a ZIP archive",
            "take the table out as \"CSV UTF-8\"",
        ),
        (b"\xd0\xcf\x11\xe0", "an old Excel workbook", save),
        (b"\x89PNG", "a PNG picture", export),
        (b"\xff\xd8\xff", "a JPEG picture", export),
        (b"GIF8", "a GIF picture", export),
        (b"%PDF", "a PDF", export),
        (b"\x1f\x8b", "a gzip archive", "unpack it"),
        (b"PAR1", "a Parquet file", export),
        (b"SQLite format 3", "a SQLite database", export),
    ] {
        if head.starts_with(magic) {
            return not_csv(what, remedy);
        }
    }
    let nuls = memchr::memchr_iter(0, head).count();
    if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") || is_wide(head, nuls) {
        return Err(Refusal {
            code: "encoding",
            sentence: "This file is UTF-16 (\"Unicode Text\"): save it as \"CSV UTF-8\", then drop it again."
                .to_owned(),
            detail: String::new(),
        });
    }
    let control = head
        .iter()
        .filter(|b| matches!(**b, 1..=8 | 14..=31 | 127))
        .count();
    if nuls * 100 > head.len() || (control + nuls) * 20 > head.len() {
        return not_csv("a binary file", export);
    }
    Ok(())
}

/// UTF-16 without its mark: nearly every second byte is NUL.
fn is_wide(head: &[u8], nuls: usize) -> bool {
    let odd = head.iter().skip(1).step_by(2).filter(|b| **b == 0).count();
    head.len() >= 8 && nuls * 5 > head.len() * 2 && (odd * 10 > nuls * 9 || odd * 10 < nuls)
}

/// The delimiter under which the header names most columns of a source, then under which the first records have the
/// header's number of fields, then under which there are most fields. Also how the decision was reached.
pub fn delimiter(
    head: &[u8],
    last: bool,
    sources: &'static [&'static SourceSpec],
) -> (u8, &'static str) {
    let mut best = (b',', (0, 0, 0));
    for delimiter in DELIMITERS {
        let records = first_records(head, delimiter, SAMPLE, last);
        let Some(first) = records.first() else {
            continue;
        };
        let fields = first.fields.len();
        let header = Header::of(&first.fields);
        let known = recognise::known(&header, sources);
        let even = records.iter().filter(|r| r.fields.len() == fields).count();
        let even = if fields > 1 {
            even * 100 / records.len()
        } else {
            0
        };
        let score = (known, even, fields);
        if score > best.1 {
            best = (delimiter, score);
        }
    }
    let because = match best.1 {
        (0, _, _) => "the first lines split most evenly by it",
        _ => "the header names known columns when split by it",
    };
    (best.0, because)
}

/// A file of one column: web pages, JSON and prose get a sentence of their own.
pub fn one_column(head: &[u8], header: &Header) -> Refusal {
    let start: Vec<u8> = head
        .iter()
        .skip_while(|b| b.is_ascii_whitespace())
        .take(9)
        .map(u8::to_ascii_lowercase)
        .collect();
    let what = if start.starts_with(b"<!doctype") || start.starts_with(b"<html") {
        "This is a web page, not a CSV: the download probably needs a login first"
    } else if start.starts_with(b"<") {
        "This is XML, not a CSV: export the data as CSV"
    } else if start.starts_with(b"{") || start.starts_with(b"[") {
        "This is JSON, not a CSV: export the data as CSV"
    } else {
        "No comma, semicolon or tab divides the first line into columns: export the table as CSV with a header row"
    };
    Refusal {
        code: "not_csv",
        sentence: format!("{what}, then drop that file."),
        detail: format!("The first line reads: {}", header.listed()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::specs::SOURCES;
    use super::*;

    #[test]
    fn the_delimiter_is_found_from_header_and_first_rows() {
        let of = |text: &str| delimiter(text.as_bytes(), true, SOURCES).0;
        assert_eq!(of("date;campaign_id;spend_usd\n2025-07-01;a;1,5\n"), b';');
        assert_eq!(of("date\tcampaign_id\n2025-07-01\t\"a,b;c\"\n"), b'\t');
        assert_eq!(of("date,campaign;id,channel\n"), b',');
        assert_eq!(of("x;y,z\n1;2,3\n4;5,6\n"), b',');
        assert_eq!(of("x;y z\n1;2,5\n4;5\n"), b';');
        assert_eq!(of("one\n"), b',');
    }

    #[test]
    fn other_files_are_refused_by_their_first_bytes() {
        for (bytes, code) in [
            (&b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..], "binary"),
            (b"PK\x03\x04\x14\0", "binary"),
            (b"\0\0\0\0\x01\x02\0\0\0\0\0", "binary"),
            (b"\xff\xfed\0a\0t\0e\0", "encoding"),
            (b"d\0a\0t\0e\0,\0x\0", "encoding"),
        ] {
            assert_eq!(check_text(bytes).map_err(|r| r.code), Err(code));
        }
        assert_eq!(check_text("date,é\n".as_bytes()), Ok(()));
        assert_eq!(check_text(b""), Ok(()));
    }
}
