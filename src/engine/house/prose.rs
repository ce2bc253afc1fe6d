//! A number and its unit, a day and its month, stay on one line: in the texts of a view that leaves for the page, the space between them does
//! not break, nor does it in the sentences of a table. Values and exports are numbers still and have no such space.

use crate::protocol::{Block, Cell, ChartView, Finding, Kpi, PageView, Section, TableView};

/// What stands behind a number with a space: units (`12.3 %`, `3 d 4 h`) and months (`30 Sep`).
const UNITS: [&str; 15] = [
    "%", "d", "h", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov",
    "Dec",
];

const NO_BREAK: &str = "\u{a0}";

/// A view as the page shows it.
pub fn tied(mut view: PageView) -> PageView {
    tie(&mut view.headline);
    view.notices.iter_mut().for_each(tie);
    for section in &mut view.sections {
        let Section {
            title,
            intro,
            blocks,
            ..
        } = section;
        tie(title);
        tie(intro);
        for (_, block) in blocks {
            tie_block(block);
        }
    }
    view
}

fn tie_block(block: &mut Block) {
    match block {
        Block::Kpis(kpis) => {
            for Kpi {
                filled, definition, ..
            } in kpis
            {
                tie(filled);
                tie(definition);
            }
        }
        Block::Chart(ChartView {
            finding,
            subtitle,
            footnote,
            ..
        }) => [finding, subtitle, footnote].into_iter().for_each(tie),
        Block::Table(TableView {
            title,
            subtitle,
            rows,
            filter,
            ..
        }) => {
            [title, subtitle].into_iter().for_each(tie);
            // The first cell of a row that filters is what the link says.
            let first = usize::from(filter.is_some());
            for cell in rows.iter_mut().flat_map(|row| row.iter_mut().skip(first)) {
                if let Cell::Text(text) = cell {
                    tie(text);
                }
            }
        }
        Block::Findings(findings) => {
            for Finding {
                sentence,
                evidence,
                confidence,
                assumption,
                ..
            } in findings
            {
                [sentence, evidence, confidence, assumption]
                    .into_iter()
                    .for_each(tie);
            }
        }
        Block::Note(text) | Block::Text { body: text, .. } => tie(text),
        Block::Metrics(_) => {}
    }
}

/// Puts a space that does not break between a number and its unit.
fn tie(text: &mut String) {
    let mut from = 0;
    while let Some(space) = text.get(from..).and_then(|rest| rest.find(' ')) {
        let at = from + space;
        let rest = text.get(at + 1..).unwrap_or_default();
        let is_number = text
            .get(..at)
            .is_some_and(|before| before.ends_with(|c: char| c.is_ascii_digit()));
        let is_unit = UNITS.iter().any(|unit| {
            rest.strip_prefix(unit)
                .is_some_and(|after| !after.starts_with(char::is_alphanumeric))
        });
        if is_number && is_unit {
            text.replace_range(at..=at, NO_BREAK);
        }
        from = at + 1;
        while !text.is_char_boundary(from) {
            from += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let mut out = text.to_owned();
        tie(&mut out);
        assert_eq!(out, expected);
    }

    #[test]
    fn a_unit_stays_with_its_number_and_words_may_break() {
        check("5.0 % of 12 d 4 h.", "5.0\u{a0}% of 12\u{a0}d 4\u{a0}h.");
        check("(8 %), 7 days, 9 house", "(8\u{a0}%), 7 days, 9 house");
        check("50 % 50 %", "50\u{a0}% 50\u{a0}%");
        check("%, 5  %, é % — 3 %", "%, 5  %, é % — 3\u{a0}%");
        check("1 Apr – 30 Sep 2025", "1\u{a0}Apr – 30\u{a0}Sep 2025");
        check("3 Marches", "3 Marches");
        check("", "");
    }

    #[test]
    fn headline_findings_and_charts_are_tied() {
        let text = || "1 %".to_owned();
        let finding = Finding {
            sentence: text(),
            ..Finding::default()
        };
        let chart = ChartView {
            finding: text(),
            ..ChartView::default()
        };
        let table = TableView {
            rows: vec![vec![Cell::Text(text()), Cell::Text(text())]],
            filter: Some("channel".to_owned()),
            ..TableView::default()
        };
        let blocks = [
            Block::Findings(vec![finding]),
            Block::Chart(chart),
            Block::Table(table),
        ];
        let view = tied(PageView {
            headline: text(),
            sections: vec![Section {
                blocks: blocks
                    .map(|block| (crate::protocol::Span::Full, block))
                    .to_vec(),
                ..Section::default()
            }],
            ..PageView::default()
        });
        assert_eq!(view.headline, "1\u{a0}%");
        let said = format!("{:?}", view.sections);
        assert_eq!(said.matches("1\\u{a0}%").count(), 3, "{said}");
    }
}
