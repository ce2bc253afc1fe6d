//! Codes are as wide as the dictionary wants, also where that shows midway through a file, or only with a second file.

use super::super::date_column::Read;
use super::super::scan::{Batch, Scanner};
use super::super::text_column::TextCells;
use super::{combine, load_by, reconcile};
use crate::engine::base::{CodeVec, Codes, Interner, NULL_CODE};

#[test]
fn a_dictionary_that_outgrows_a_width_midway_reads_as_a_plain_interner() {
    for (few, many, bytes) in [
        (255, 255, 1),
        (200, 256, 2),
        (9, 65_535, 2),
        (300, 65_536, 4),
    ] {
        let mut buffer = Vec::new();
        let (mut interner, mut looked) = (Interner::new(), Vec::new());
        for row in 0..240_000_u32 {
            let n = if row < 50_000 {
                row % few
            } else {
                row / 2 % many
            };
            let text = format!("v{n}");
            let is_null = row % 97 == 5;
            let code = interner.intern(&text);
            looked.push(if is_null { NULL_CODE } else { code });
            buffer.extend(b"x,");
            buffer.extend(if is_null { b"" } else { text.as_bytes() });
            buffer.push(b'\n');
        }
        // Fewer rows are foreseen than come.
        let mut column = TextCells::new(false, 200_000);
        let mut batch = Batch::default();
        let mut at = 0;
        while at < buffer.len() {
            let scanner = Scanner::new(b',', Some(2));
            scanner.fill(&mut batch, &buffer, at, 1, true, 1000);
            column.read(&buffer, &batch, 1, true, |_, read| {
                assert_eq!(read, Read::Null);
            });
            at = batch.next;
        }
        assert!(!column.wants_ascii(), "values are looked up");
        let texts = column.finish().expect("valid text");
        assert_eq!(texts.codes.len(), looked.len());
        for (code, known) in texts.codes.view().iter().zip(looked) {
            assert_eq!(texts.dict.get(code), interner.dict().get(known));
        }
        let width = match texts.codes {
            CodeVec::One(_) => 1,
            CodeVec::Two(_) => 2,
            CodeVec::Four(_) => 4,
        };
        assert_eq!((texts.dict.len(), width), (many as usize, bytes));
    }
}

#[test]
fn two_files_whose_dictionaries_only_together_pass_a_width_are_read_as_one() {
    let file = |name: &str, from: u32, entries: u32| {
        let row = |n: u32| format!("{name}{n},2025-07-01,p{}\n", from + n % entries);
        let rows: String = (0..4 * entries).map(row).collect();
        let text = format!("session_id,session_date,landing_page\n{rows}");
        load_by(name, text.as_bytes(), 1 << 16).expect("a source")
    };
    for (second, is_wider) in [(100, false), (105, false), (106, true)] {
        let (a, b) = (file("a", 0, 200), file("b", 150, second));
        let data = combine(a.source, &[&a, &b]).expect("columns that fit");
        reconcile(&data, &[&a, &b]);
        let page = data.table.text("landing_page").expect("text");
        assert_eq!(page.dict.len(), 150 + second as usize);
        assert_eq!(matches!(page.codes, Codes::Two(_)), is_wider);
        let wanted = (0..800).map(|n| n % 200);
        let wanted = wanted.chain((0..4 * second).map(|n| 150 + n % second));
        for (row, n) in wanted.enumerate() {
            assert_eq!(page.get(row), Some(format!("p{n}").as_str()));
        }
    }
}
