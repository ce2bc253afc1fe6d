//! Why are they lost? What each explanation predicts, what the data says to that, and what would be needed to know.

use super::data::Data;
use super::grid::{Grid, whole, words};
use crate::engine::insights::signup::explanations::{Explanation, explanations};
use crate::protocol::{Block, Finding, Section, Span, TableView, Unit};

/// The section; absent where nobody was lost.
pub fn section(data: &Data) -> Option<Section> {
    let all = explanations(&data.evidence);
    if all.is_empty() {
        return None;
    }
    let findings: Vec<Finding> = all
        .iter()
        .map(|explanation| Finding {
            id: explanation.id.to_owned(),
            sentence: explanation.sentence(),
            tone: explanation.tone(),
            table: "funnel_steps".to_owned(),
            ..Finding::default()
        })
        .collect();
    let mut blocks = vec![(Span::Full, Block::Findings(findings))];
    for explanation in &all {
        blocks.push((Span::Full, Block::Table(table(explanation))));
    }
    Some(Section {
        id: "explanations".to_owned(),
        title: "What speaks for and against each explanation?".to_owned(),
        intro: "Each explanation predicts something that the data can show. A prediction that comes true is a hint, one that fails counts more; only a change tried on some visitors would prove anything.".to_owned(),
        blocks,
    })
}

fn table(explanation: &Explanation) -> TableView {
    let mut grid = Grid::new(
        (
            "optional_steps_seen",
            explanation.claim,
            "What it predicts, and what is seen.",
        ),
        &[
            ("prediction", Unit::Text, "What would be seen if it held."),
            ("verdict", Unit::Text, "How it compares with what is seen."),
            ("seen", Unit::Text, "What is seen."),
            ("visitors", Unit::Count, "Visitors it rests on."),
        ],
    );
    for prediction in &explanation.predictions {
        grid.row(
            vec![
                words(prediction.says),
                words(prediction.verdict.word()),
                words(prediction.seen.clone()),
                whole(Some(prediction.visitors)),
            ],
            "",
        );
    }
    grid.view()
}
