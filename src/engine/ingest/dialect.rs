//! Encoding, from the beginning of a file; and the refusal of what is no table of text.

use super::Refusal;
use super::header::Header;

/// The name of a delimiter.
pub fn delimiter_name(delimiter: u8) -> &'static str {
    match delimiter {
        b';' => "semicolon",
        b'\t' => "tab",
        b'|' => "vertical bar",
        b' ' => "space",
        b':' => "colon",
        b'~' => "tilde",
        b'^' => "caret",
        b'/' => "slash",
        _ => "comma",
    }
}

/// Refuses what is not text of single bytes or UTF-8: other files by their first bytes, UTF-16, many NULs.
pub fn check_text(head: &[u8]) -> Result<(), Refusal> {
    let not_csv = |what: &str, remedy: &str| {
        let is_packed = what.contains("workbook") || what.contains("archive");
        Err(Refusal {
            code: if is_packed { "packed" } else { "binary" },
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
    // A few stray NULs cost their rows, not the file.
    if nuls * 100 > head.len().max(1000) || (control + nuls) * 20 > head.len() {
        return not_csv("a binary file", export);
    }
    Ok(())
}

/// UTF-16 without its mark: nearly every second byte is NUL.
fn is_wide(head: &[u8], nuls: usize) -> bool {
    let odd = head.iter().skip(1).step_by(2).filter(|b| **b == 0).count();
    head.len() >= 8 && nuls * 5 > head.len() * 2 && (odd * 10 > nuls * 9 || odd * 10 < nuls)
}

/// Whether a file's beginning is UTF-8; the last character may be cut off unless the file ends here.
pub fn is_utf8(head: &[u8], last: bool) -> bool {
    match std::str::from_utf8(head) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none() && !last,
    }
}

/// The refusal of a header that is not UTF-8, where nothing can decode it.
pub fn not_utf8() -> Refusal {
    Refusal {
        code: "encoding",
        sentence:
            "The header of this file is not UTF-8: save it as \"CSV UTF-8\", then drop it again."
                .to_owned(),
        detail: String::new(),
    }
}

/// A file of one column: web pages, JSON and prose get a sentence of their own.
pub fn one_column(head: &[u8], header: &Header) -> Refusal {
    let start: Vec<u8> = head
        .iter()
        .skip_while(|b| b.is_ascii_whitespace())
        .take(9)
        .map(u8::to_ascii_lowercase)
        .collect();
    let is_prose = !matches!(start.first(), Some(b'<' | b'{' | b'['));
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
        code: if is_prose { "one_column" } else { "not_csv" },
        sentence: format!("{what}, then drop that file."),
        detail: header.listed(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_files_are_refused_by_their_first_bytes() {
        for (bytes, code) in [
            (&b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..], "binary"),
            (b"PK\x03\x04\x14\0", "packed"),
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
