//! Files whose quote is another than RFC 4180's, or that have none: rewritten to what `scan` reads, as they come.
//!
//! Only where the user says so. Every field keeps its text; one that begins with a double quote which means nothing is
//! put in quotes. What stands around a quote that closes too early is left to `scan`, which sets the row aside.

use super::text::QUOTE;

/// Where in a field the last byte left off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    Start,
    Plain,
    /// In a field that was put in quotes.
    Wrapped,
    /// In a field that the file quotes.
    Quoted,
    /// Behind a quote that closes the field or is doubled.
    Closing,
}

/// Rewrites the quotes of a file.
#[derive(Clone, Debug)]
pub struct Requote {
    quote: Option<u8>,
    delimiter: u8,
    at: At,
}

impl Requote {
    /// What the user says of quotes; `None` where they are as ever.
    pub fn said(answers: &[(String, String)]) -> Option<Requote> {
        let said = |key: &str| answers.iter().find(|(known, _)| known == key);
        let quote = match said("quote")?.1.as_str() {
            "single" => Some(b'\''),
            "none" => None,
            _ => return None,
        };
        let delimiter = said("delimiter").and_then(|(_, by)| by.bytes().next());
        Some(Requote {
            quote,
            delimiter: delimiter.unwrap_or(b','),
            at: At::Start,
        })
    }

    /// The next bytes, rewritten.
    pub fn write(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(bytes.len() + bytes.len() / 8);
        for byte in bytes {
            let byte = *byte;
            let ends = byte == self.delimiter || matches!(byte, b'\n' | b'\r');
            let is_quote = self.quote == Some(byte);
            self.at = match self.at {
                At::Start if is_quote => {
                    out.push(QUOTE);
                    At::Quoted
                }
                At::Start if byte == QUOTE => {
                    out.extend([QUOTE; 3]);
                    At::Wrapped
                }
                At::Quoted if is_quote => At::Closing,
                At::Closing if is_quote => {
                    out.push(byte);
                    At::Quoted
                }
                At::Closing => {
                    out.extend([QUOTE, byte]);
                    if ends { At::Start } else { At::Plain }
                }
                At::Wrapped if ends => {
                    out.extend([QUOTE, byte]);
                    At::Start
                }
                At::Wrapped | At::Quoted => {
                    out.push(byte);
                    if byte == QUOTE {
                        out.push(QUOTE);
                    }
                    self.at
                }
                At::Start | At::Plain => {
                    out.push(byte);
                    // A byte order mark stands before the first field.
                    let is_mark = self.at == At::Start && matches!(byte, 0xEF | 0xBB | 0xBF);
                    if ends || is_mark {
                        At::Start
                    } else {
                        At::Plain
                    }
                }
            };
        }
        out
    }

    /// What ends the file.
    pub fn end(&mut self) -> &'static [u8] {
        match std::mem::replace(&mut self.at, At::Start) {
            At::Wrapped | At::Closing => b"\"",
            At::Start | At::Plain | At::Quoted => b"",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(quote: &str, text: &str, expected: &str) {
        let answers = [("quote".to_owned(), quote.to_owned())];
        for step in [1, 3, 100] {
            let mut requote = Requote::said(&answers).expect("another quote");
            let mut out: Vec<u8> = text
                .as_bytes()
                .chunks(step)
                .flat_map(|chunk| requote.write(chunk))
                .collect();
            out.extend(requote.end());
            assert_eq!(String::from_utf8_lossy(&out), expected, "{text}");
        }
    }

    #[test]
    fn single_quotes_become_double_ones_whatever_they_hold() {
        check("single", "a,'b,c'\n'it''s',d\n", "a,\"b,c\"\n\"it's\",d\n");
        check("single", "'say \"no\"'", "\"say \"\"no\"\"\"");
        check("single", "\u{feff}'a','b\nc'", "\u{feff}\"a\",\"b\nc\"");
        check("single", "5\" pipe,\"x", "5\" pipe,\"\"\"x\"");
    }

    #[test]
    fn without_quotes_a_double_quote_is_a_letter() {
        check("none", "\"a,b\"\r\nc,\"", "\"\"\"a\",b\"\r\nc,\"\"\"\"");
        check("none", "'a','b'\n", "'a','b'\n");
    }

    #[test]
    fn double_quotes_are_left_as_they_are() {
        assert!(Requote::said(&[("quote".into(), "double".into())]).is_none());
        assert!(Requote::said(&[]).is_none());
    }
}
