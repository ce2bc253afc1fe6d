//! What can be decided otherwise: the readings that a user may choose for each decision on a file's card, and what they
//! said. Which decision is taken, and why, is `decide`'s matter.

use super::dialect::delimiter_name;
use crate::protocol::{Decision, Reading};

/// A decision without other readings.
pub fn decision(what: &str, value: impl Into<String>, because: impl Into<String>) -> Decision {
    Decision {
        what: what.to_owned(),
        value: value.into(),
        because: because.into(),
        choices: Vec::new(),
    }
}

/// One way to read a file.
pub fn reading(label: &str, key: &str, value: &str, preview: Vec<String>) -> Reading {
    Reading {
        label: label.to_owned(),
        answers: vec![(key.to_owned(), value.to_owned())],
        preview,
    }
}

/// What the decision on the encoding is called, whoever takes it.
pub const ENCODING: &str = "Encoding";

/// Encodings that a user may choose, each with its name in the answer.
const ENCODINGS: [(&str, &str); 11] = [
    ("UTF-8", "utf-8"),
    ("UTF-16 LE", "utf-16le"),
    ("UTF-16 BE", "utf-16be"),
    ("Windows-1252", "windows-1252"),
    ("ISO-8859-1", "iso-8859-1"),
    ("ISO-8859-15", "iso-8859-15"),
    ("Mac Roman", "macintosh"),
    ("Windows-1250", "windows-1250"),
    ("Windows-1251", "windows-1251"),
    ("Shift_JIS", "shift_jis"),
    ("GB18030", "gb18030"),
];

/// The encoding that answers say; `None` where they say nothing of it.
pub fn said_encoding(answers: &[(String, String)]) -> Option<&str> {
    let (_, name) = answers.iter().find(|(key, _)| key == "encoding")?;
    Some(name)
}

/// The decision on the encoding.
pub fn encoding(value: &str, because: &str) -> Decision {
    let of = |(label, name): (&str, &str)| reading(label, "encoding", name, Vec::new());
    let value = if value.is_empty() { "not known" } else { value };
    Decision {
        choices: ENCODINGS.into_iter().map(of).collect(),
        ..decision(ENCODING, value, because)
    }
}

/// Puts the user's word in place of a reason, where a decision was theirs.
pub fn as_said(decisions: &mut [Decision], answers: &[(String, String)]) {
    for decision in decisions {
        let is_said = |choice: &&Reading| choice.answers.iter().all(|pair| answers.contains(pair));
        if let Some(choice) = decision.choices.iter().find(is_said) {
            decision.value.clone_from(&choice.label);
            "as you said".clone_into(&mut decision.because);
        }
    }
}

/// The delimiters that a user may choose.
pub fn delimiters() -> Vec<Reading> {
    let of = |by: char| {
        let label = delimiter_name(by as u8);
        reading(label, "delimiter", &by.to_string(), Vec::new())
    };
    [',', ';', '\t', '|'].into_iter().map(of).collect()
}

/// The quotes that a user may choose.
pub fn quotes(delimiter: u8) -> Vec<Reading> {
    let of = |label: &str| {
        let mut reading = reading(label, "quote", label, Vec::new());
        if label != "double" {
            // Fields are found before the delimiter is.
            let by = char::from(delimiter).to_string();
            reading.answers.push(("delimiter".to_owned(), by));
        }
        reading
    };
    ["double", "single", "none"].into_iter().map(of).collect()
}

/// Lines that may be the header, for the user: as many as are looked at closely, or the first ones.
pub fn header_rows(line: u64) -> Vec<Reading> {
    let last = if line > 1 { line.max(11) + 1 } else { 5 };
    let of = |line: u64| {
        let line = line.to_string();
        reading(&format!("line {line}"), "header", &line, Vec::new())
    };
    (line.saturating_sub(11).max(1)..=last).map(of).collect()
}
