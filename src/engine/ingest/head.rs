//! Where the table begins: its delimiter, its header row, and what stands above it.
//!
//! The header is the first record that names the required columns of a source, under whichever delimiter; report titles
//! and comments above it are handed back as lines. Where no record does, the likeliest header is given, for a refusal
//! that names what was found.

use super::header::Header;
use super::outline;
use super::recognise::{Recognised, known, recognise};
use super::scan::{First, first_records};
use crate::engine::base::SourceSpec;

/// Records looked at for the header.
const LOOK: usize = 120;
/// Records looked at for their number of fields.
const SAMPLE: usize = 50;

const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// The beginning of a table.
#[derive(Debug)]
pub struct Start<'a> {
    /// What stands between fields, and how that was decided.
    pub delimiter: u8,
    /// On what evidence.
    pub because: &'static str,
    /// The header.
    pub header: Header,
    /// Its line.
    pub line: u64,
    /// The source it names.
    pub found: Option<Recognised>,
    /// Lines above the header that are not blank, with their numbers.
    pub above: Vec<(u64, &'a [u8])>,
    /// Where the first row begins, and on which line.
    pub next: usize,
    /// Line of the first row.
    pub next_line: u64,
    /// Fewer records are here than would be looked at: more of the file may show another header.
    pub is_cut: bool,
}

/// A record that may be the header.
struct Candidate {
    at: usize,
    header: Header,
    found: Option<Recognised>,
    /// By these the delimiters are compared: recognised, columns known, evenness of the rows below, fields.
    score: (bool, usize, usize, usize),
}

/// The beginning of a file's table; `None` where no record is whole yet. `last` says that the file ends with the text.
pub fn locate<'a>(
    text: &'a [u8],
    last: bool,
    name: &str,
    sources: &'static [&'static SourceSpec],
) -> Option<Start<'a>> {
    let split: Vec<(u8, Vec<First<'a>>)> = DELIMITERS
        .iter()
        .map(|delimiter| (*delimiter, first_records(text, *delimiter, LOOK, last)))
        .collect();
    let mut best: Option<(u8, &Vec<First<'a>>, Candidate)> = None;
    // Nearly always the first record is the header; the others are looked at where it is not.
    for look in [1, LOOK] {
        for (delimiter, records) in &split {
            let Some(candidate) = candidate(records, look, name, sources) else {
                continue;
            };
            if best
                .as_ref()
                .is_none_or(|(_, _, known)| candidate.score > known.score)
            {
                best = Some((*delimiter, records, candidate));
            }
        }
        if best.as_ref().is_some_and(|(_, _, best)| best.score.0) {
            break;
        }
    }
    let (delimiter, records, chosen) = best?;
    let first = records.get(chosen.at)?;
    Some(Start {
        delimiter,
        because: if chosen.score.1 == 0 {
            "the first lines split most evenly by it"
        } else {
            "the header names known columns when split by it"
        },
        header: chosen.header,
        line: first.line,
        found: chosen.found,
        above: outline::lines(text.get(..first.start).unwrap_or_default()),
        next: first.next,
        next_line: first.next_line,
        is_cut: records.len() < LOOK,
    })
}

/// The first of so many records that names a source; else the one that names most known columns; else the first whose
/// successor has as many fields.
fn candidate(
    records: &[First<'_>],
    look: usize,
    name: &str,
    sources: &'static [&'static SourceSpec],
) -> Option<Candidate> {
    let mut most: Option<(usize, usize)> = None;
    for (at, record) in records.iter().enumerate().take(look) {
        if record.fields.len() < 2 {
            continue;
        }
        let header = Header::of(&record.fields);
        let known = known(&header, sources);
        if known == 0 {
            continue;
        }
        if let Some(found) = recognise(&header, name, sources) {
            let even = even(records, at);
            return Some(Candidate {
                score: (true, known, even, record.fields.len()),
                at,
                header,
                found: Some(found),
            });
        }
        if known > most.map_or(1, |(known, _)| known) {
            most = Some((known, at));
        }
    }
    let rows = |at: usize| records.get(at).map_or(0, |record| record.fields.len());
    let at = most.map_or_else(
        || {
            (0..look.min(records.len()))
                .find(|at| rows(*at) > 1 && rows(*at) == rows(at + 1))
                .unwrap_or(0)
        },
        |(_, at)| at,
    );
    let header = Header::of(&records.get(at)?.fields);
    Some(Candidate {
        score: (false, known(&header, sources), even(records, at), rows(at)),
        at,
        header,
        found: None,
    })
}

/// How many of a hundred records from this one on have as many fields as it; none where that is one.
fn even(records: &[First<'_>], at: usize) -> usize {
    let rest = records.get(at..).unwrap_or_default();
    let rest = rest.get(..SAMPLE).unwrap_or(rest);
    let fields = rest.first().map_or(0, |record| record.fields.len());
    if fields < 2 {
        return 0;
    }
    rest.iter().filter(|r| r.fields.len() == fields).count() * 100 / rest.len()
}

#[cfg(test)]
mod tests {
    use super::super::specs::SOURCES;
    use super::*;

    fn start(text: &str) -> Start<'_> {
        locate(text.as_bytes(), true, "x", SOURCES).expect("a record")
    }

    #[test]
    fn the_delimiter_is_found_from_header_and_first_rows() {
        let of = |text: &str| start(text).delimiter;
        assert_eq!(of("date;campaign_id;spend_usd\n2025-07-01;a;1,5\n"), b';');
        assert_eq!(of("date\tcampaign_id\n2025-07-01\t\"a,b;c\"\n"), b'\t');
        assert_eq!(of("session_id|session_date\nS1|2025-07-01\n"), b'|');
        assert_eq!(of("date,campaign;id,channel\n"), b',');
        assert_eq!(of("x;y,z\n1;2,3\n4;5,6\n"), b',');
        assert_eq!(of("x;y z\n1;2,5\n4;5\n"), b';');
        assert_eq!(of("one\n"), b',');
    }

    #[test]
    fn titles_and_comments_above_the_header_are_passed_over() {
        let text = "Sessions, all users\n\"July 1, 2025 - July 31, 2025\"\n\n# note\nsep=;\nsession_id;session_date\nS1;2025-07-01\n";
        let start = start(text);
        assert_eq!((start.delimiter, start.line, start.next_line), (b';', 6, 7));
        assert_eq!(start.header.names, ["session_id", "session_date"]);
        let lines: Vec<u64> = start.above.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [1, 2, 4, 5]);
    }

    #[test]
    fn an_unknown_header_is_the_record_that_names_most_or_has_rows_like_it() {
        assert_eq!(start("Report\ndate,spend,x\n1,2,3\n").header.names.len(), 3);
        let found = start("Report\n\nColour,Size\nred,1\nblue,2\n");
        assert_eq!((found.line, found.header.names.len()), (3, 2));
        assert!(found.found.is_none());
    }
}
