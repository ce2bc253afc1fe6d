//! Text of any encoding to UTF-8: by byte order mark, by where zeros stand, else by what its letters look like.
//!
//! Pure: bytes in, bytes out, in chunks. ISO-8859-1 is read as Windows-1252, of which it is a part; Mac Roman is told
//! apart by which reading puts letters between letters. What is UTF-8 but for a few bytes stays as it is: the rows
//! concerned are set aside with their line.

use crate::protocol::Decision;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Decoder, Encoding, MACINTOSH, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// What an encoding was taken to be.
#[derive(Clone, Copy, Debug)]
pub struct Found {
    /// The encoding; `None` where bytes stay as they are.
    encoding: Option<&'static Encoding>,
    /// For people.
    name: &'static str,
    because: &'static str,
}

impl Found {
    /// As a line of the file's card.
    pub fn decision(self) -> Decision {
        Decision {
            what: "Encoding".to_owned(),
            value: self.name.to_owned(),
            because: self.because.to_owned(),
            choices: Vec::new(),
        }
    }

    /// A decoder, where one is needed.
    pub fn decoder(self) -> Option<Decoder> {
        self.encoding.map(Encoding::new_decoder_with_bom_removal)
    }
}

/// The encoding that the user says, by any of its names; `None` for a name that is none.
pub fn by_name(name: &str) -> Option<Found> {
    let encoding = Encoding::for_label(name.as_bytes())?;
    Some(Found {
        // UTF-8 stays as it is: rows that are not are set aside.
        encoding: (encoding != UTF_8).then_some(encoding),
        name: encoding.name(),
        because: "as you said",
    })
}

/// The encoding by a byte order mark, or by zeros in nearly every second place.
pub fn by_mark(head: &[u8]) -> Option<Found> {
    let marked = "the file begins with its byte order mark";
    let zeros = "nearly every second byte is zero";
    let found = |encoding, name, because| {
        Some(Found {
            encoding: Some(encoding),
            name,
            because,
        })
    };
    match head {
        [0xFF, 0xFE, ..] => return found(UTF_16LE, "UTF-16 LE", marked),
        [0xFE, 0xFF, ..] => return found(UTF_16BE, "UTF-16 BE", marked),
        [0xEF, 0xBB, 0xBF, ..] => return found(UTF_8, "UTF-8", marked),
        _ => {}
    }
    let count = |from| {
        let places = head.iter().skip(from).step_by(2);
        places.filter(|byte| **byte == 0).count()
    };
    let (even, odd, half) = (count(0), count(1), head.len() / 2);
    if half >= 4 && odd * 10 > half * 8 && even * 10 < half {
        return found(UTF_16LE, "UTF-16 LE", zeros);
    }
    if half >= 4 && even * 10 > half * 8 && odd * 10 < half {
        return found(UTF_16BE, "UTF-16 BE", zeros);
    }
    None
}

/// Whether bytes may be text: few of them are control characters.
pub fn is_text(head: &[u8]) -> bool {
    let odd = |byte: &&u8| matches!(**byte, 0..=8 | 14..=31 | 127);
    by_mark(head).is_some() || head.iter().filter(odd).count() * 20 <= head.len()
}

/// Finds an encoding from the bytes themselves, fed in order.
pub struct Judge {
    detector: EncodingDetector,
    /// The end of a chunk that may be the beginning of a character.
    cut: Vec<u8>,
    wide: usize,
    broken: usize,
    mac: usize,
    windows: usize,
    has_c1: bool,
    before: u8,
    is_over: bool,
}

impl Judge {
    /// Nothing seen yet.
    pub fn new() -> Judge {
        Judge {
            detector: EncodingDetector::new(Iso2022JpDetection::Deny),
            cut: Vec::new(),
            wide: 0,
            broken: 0,
            mac: 0,
            windows: 0,
            has_c1: false,
            before: 0,
            is_over: false,
        }
    }

    /// Takes the next bytes.
    pub fn feed(&mut self, bytes: &[u8], last: bool) {
        self.is_over = last;
        self.detector.feed(bytes, last);
        if bytes.is_ascii() && self.cut.is_empty() {
            self.before = bytes.last().copied().unwrap_or(self.before);
            return;
        }
        self.count_utf8(bytes);
        self.count_letters(bytes);
    }

    /// Whether a byte was met that UTF-8 does not have.
    pub fn is_broken(&self) -> bool {
        self.broken > 0
    }

    fn count_utf8(&mut self, bytes: &[u8]) {
        self.cut.extend_from_slice(bytes);
        let whole = std::mem::take(&mut self.cut);
        let mut rest = whole.as_slice();
        loop {
            match std::str::from_utf8(rest) {
                Ok(text) => {
                    self.wide += wide(text.as_bytes());
                    return;
                }
                Err(error) => {
                    let (good, bad) = rest.split_at(error.valid_up_to());
                    self.wide += wide(good);
                    let Some(length) = error.error_len() else {
                        self.cut = bad.to_vec();
                        return;
                    };
                    self.broken += 1;
                    rest = bad.get(length..).unwrap_or_default();
                }
            }
        }
    }

    /// Which reading of a byte beyond ASCII puts a letter beside letters, in a fitting case.
    fn count_letters(&mut self, bytes: &[u8]) {
        for (at, byte) in bytes.iter().enumerate() {
            let before = std::mem::replace(&mut self.before, *byte);
            if byte.is_ascii() {
                continue;
            }
            self.has_c1 |= (0x80..0xA0).contains(byte);
            let after = bytes.get(at + 1).copied().unwrap_or_default();
            if before.is_ascii_alphabetic() || after.is_ascii_alphabetic() {
                self.mac += usize::from(fits(MACINTOSH, before, *byte, after));
                self.windows += usize::from(fits(WINDOWS_1252, before, *byte, after));
            }
        }
    }

    /// The encoding.
    pub fn verdict(self) -> Found {
        let utf8 = |because| Found {
            encoding: None,
            name: "UTF-8",
            because,
        };
        if self.broken == 0 && (self.cut.is_empty() || !self.is_over) {
            return utf8("every byte of it fits");
        }
        if self.wide >= self.broken * 4 {
            return utf8("nearly every byte of it fits; rows with other bytes are set aside");
        }
        let guess = self.detector.guess(None, Utf8Detection::Deny);
        let (encoding, name, because) = if self.mac > self.windows && guess.is_single_byte() {
            (
                MACINTOSH,
                "Mac Roman",
                "read so, accents stand where letters do",
            )
        } else if guess == WINDOWS_1252 && !self.has_c1 {
            (
                WINDOWS_1252,
                "ISO-8859-1",
                "it is not UTF-8, and its letters are those of Western Europe",
            )
        } else if guess == WINDOWS_1252 {
            (
                guess,
                "Windows-1252",
                "it is not UTF-8, and its letters are those of Western Europe",
            )
        } else {
            (
                guess,
                guess.name(),
                "it is not UTF-8, and its letters fit this best",
            )
        };
        Found {
            encoding: Some(encoding),
            name,
            because,
        }
    }
}

fn wide(text: &[u8]) -> usize {
    text.iter().filter(|byte| **byte >= 0xC0).count()
}

/// Whether a byte, read so, is a letter of Western Europe in a case that fits its neighbours, or an apostrophe.
fn fits(encoding: &'static Encoding, before: u8, byte: u8, after: u8) -> bool {
    let bytes = [byte];
    let (text, _) = encoding.decode_without_bom_handling(&bytes);
    let Some(letter) = text.chars().next() else {
        return false;
    };
    if letter == '’' {
        return before.is_ascii_alphabetic() && after.is_ascii_alphabetic();
    }
    let is_known = "äöüßéèêëáàâãåçñíìîïóòôõúùûæøœ".contains(&letter.to_lowercase().to_string());
    is_known && (letter.is_lowercase() || !before.is_ascii_lowercase())
}

/// Decodes the next bytes onto the end of `out`.
pub fn decode(decoder: &mut Decoder, bytes: &[u8], last: bool, out: &mut Vec<u8>) {
    let room = decoder
        .max_utf8_buffer_length(bytes.len())
        .unwrap_or(bytes.len() * 4 + 16);
    let start = out.len();
    out.resize(start + room, 0);
    let into = out.get_mut(start..).unwrap_or_default();
    let (_, _, written, _) = decoder.decode_to_utf8(bytes, into, last);
    out.truncate(start + written);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(bytes: &[u8], step: usize) -> (&'static str, String) {
        let mut judge = Judge::new();
        for chunk in bytes.chunks(step) {
            judge.feed(chunk, false);
        }
        judge.feed(b"", true);
        let found = judge.verdict();
        let mut out = Vec::new();
        match found.decoder() {
            Some(mut decoder) => {
                for chunk in bytes.chunks(step) {
                    decode(&mut decoder, chunk, false, &mut out);
                }
                decode(&mut decoder, b"", true, &mut out);
            }
            None => out = bytes.to_vec(),
        }
        (found.name, String::from_utf8_lossy(&out).into_owned())
    }

    #[test]
    fn western_text_is_told_apart_whatever_its_encoding_and_slices() {
        let texts = [
            "Campagne;Coût\nMarque - Santé;1\u{a0}234,56\nGénérique;600,00\n",
            "Müller GmbH,Köln\nWeiß,Düsseldorf\nSmith,London\n",
            "Ana Núñez,Peña & Hijos\nCafé do Brasil,São Paulo\nÉcole,Angoulême\n",
        ];
        for text in texts {
            for step in [1, 7, 4096] {
                let (latin, _, _) = WINDOWS_1252.encode(text);
                assert_eq!(judged(&latin, step), ("ISO-8859-1", text.to_owned()));
                let curly = format!("{text}O’Brien – Q1, 5 €\n");
                let (windows, _, _) = WINDOWS_1252.encode(&curly);
                assert_eq!(judged(&windows, step), ("Windows-1252", curly.clone()));
                let (mac, _, _) = MACINTOSH.encode(&curly);
                assert_eq!(judged(&mac, step), ("Mac Roman", curly.clone()));
                assert_eq!(judged(curly.as_bytes(), step), ("UTF-8", curly.clone()));
            }
        }
    }

    #[test]
    fn wide_text_is_known_by_its_mark_or_its_zeros() {
        let text = "date,campagne\n2025-07-01,Santé\n";
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let marked: Vec<u8> = [&b"\xff\xfe"[..], &little].concat();
        for (bytes, name) in [
            (little, "UTF-16 LE"),
            (big, "UTF-16 BE"),
            (marked, "UTF-16 LE"),
        ] {
            let found = by_mark(&bytes).expect("wide");
            assert_eq!(found.name, name);
            let mut out = Vec::new();
            let mut decoder = found.decoder().expect("a decoder");
            for byte in &bytes {
                decode(&mut decoder, &[*byte], false, &mut out);
            }
            decode(&mut decoder, b"", true, &mut out);
            assert_eq!(String::from_utf8_lossy(&out), text);
        }
        assert!(by_mark(b"date,x\n").is_none() && !is_text(&[0; 100]));
    }

    #[test]
    fn an_encoding_is_known_by_its_names_and_utf8_is_left_as_it_is() {
        let read = |name: &str, bytes: &[u8]| {
            let mut out = Vec::new();
            let mut decoder = by_name(name)?.decoder()?;
            decode(&mut decoder, bytes, true, &mut out);
            String::from_utf8(out).ok()
        };
        assert_eq!(read("windows-1251", &[0xCC]).as_deref(), Some("М"));
        assert_eq!(read("macintosh", &[0x8E]).as_deref(), Some("é"));
        assert_eq!(read("utf-16be", &[0, b'a']).as_deref(), Some("a"));
        assert!(by_name("utf-8").is_some_and(|found| found.decoder().is_none()));
        assert!(by_name("klingon").is_none());
    }

    #[test]
    fn a_bad_byte_in_a_file_of_utf8_leaves_it_utf8() {
        let text = [
            "Köln, Zürich, Genève\n".as_bytes(),
            b"\xff,",
            "é".as_bytes(),
        ]
        .concat();
        assert_eq!(judged(&text, 5).0, "UTF-8");
    }
}
