//! Who comes back? The distribution of loyalty scores and the customers at its top.

use super::data::Data;
use super::table::Sheet;
use super::{title, written};
use crate::engine::base::Arrange;
use crate::engine::insights::commerce::{self, Row};
use crate::engine::insights::language::number;
use crate::protocol::{Axis, Block, ChartView, Hue, Section, Series, Span, Stroke, Unit};

const COLUMNS: [&str; 4] = [
    "transactions",
    "total_amount_usd",
    "repeat_purchases",
    "loyalty_score",
];

/// Customers in the list, bins of the distribution.
const LISTED: usize = 10;
const BINS: usize = 12;

/// The section; absent without customers.
pub fn section(data: &Data) -> Option<Section> {
    let customers = &data.evidence.customers;
    if customers.is_empty() {
        return None;
    }
    let (findings, found) = written(data, commerce::CUSTOMERS);
    let mut rows: Vec<&Row> = customers.iter().collect();
    rows.arrange_by(|a, b| {
        let score = |row: &Row| row.sum("loyalty_score");
        let order = score(b).total_cmp(&score(a));
        order.then_with(|| a.text("user_id").cmp(b.text("user_id")))
    });
    let scores: Vec<f64> = rows.iter().map(|row| row.sum("loyalty_score")).collect();
    let mut blocks = vec![(
        Span::Half,
        Block::Chart(distribution(
            data,
            &scores,
            title(&findings, "Loyalty scores"),
        )),
    )];
    let shown = rows.get(..LISTED.min(rows.len())).unwrap_or_default();
    let table = Sheet {
        heading: (
            "loyalty_scores",
            "Most loyal customers",
            format!(
                "The {} with the highest score of {}.",
                number(shown.len() as f64),
                number(rows.len() as f64)
            ),
        ),
        name: ("user_id", &|row| row.text("user_id").to_owned()),
        columns: &COLUMNS,
        rows: shown,
        totals: None,
        link: &|row, column| {
            let table = if data.evidence.has_transactions {
                "stg_transactions"
            } else {
                "stg_order_items"
            };
            (column == "transactions")
                .then(|| data.rows_link(table, &[("user_id", row.text("user_id"))]))
        },
    };
    blocks.push((Span::Half, Block::Table(table.view())));
    blocks.extend(found);
    Some(Section {
        id: "customers".to_owned(),
        title: "Who comes back?".to_owned(),
        intro:
            "The loyalty score is a point for each dollar spent and ten for each repeat purchase."
                .to_owned(),
        blocks,
    })
}

/// Bins of equal width up to the score that one in twenty exceeds; beyond it, one bin.
fn distribution(data: &Data, scores: &[f64], finding: String) -> ChartView {
    let (width, names, counts) = bins(scores);
    let links = (0..names.len()).map(|at| {
        let low = width * at as f64;
        let span = if at == 0 {
            format!("..{}", low + width)
        } else if at + 1 == names.len() {
            format!("{low}..")
        } else {
            format!("{low}..{}", low + width)
        };
        data.rows_link("loyalty_scores", &[("loyalty_score", &span)])
    });
    ChartView {
        id: "loyalty_distribution".to_owned(),
        kind: "histogram".to_owned(),
        finding,
        subtitle: format!(
            "Customers by loyalty score, {} points a column",
            number(width)
        ),
        // The axis has no room for its name.
        footnote: names
            .last()
            .map_or_else(String::new, |last| format!("The last column is {last}.")),
        opens: links.collect(),
        axis: Axis {
            label: "loyalty score".to_owned(),
            names,
            ..Axis::default()
        },
        series: vec![Series {
            name: "Customers".to_owned(),
            unit: Unit::Count,
            hue: Hue::Accent,
            stroke: Stroke::Solid,
            values: counts.into_iter().map(|n| Some(f64::from(n))).collect(),
        }],
        ..ChartView::default()
    }
}

/// Width of a bin, the names of bins and how many scores fall into each; `scores` fall.
fn bins(scores: &[f64]) -> (f64, Vec<String>, Vec<u32>) {
    let high = scores.get(scores.len() / 20).copied().unwrap_or(0.0);
    let rough = (high / (BINS - 1) as f64).max(1.0);
    let power = 10_f64.powf(rough.log10().floor());
    let steps = [1.0, 2.0, 2.5, 5.0, 10.0];
    let step = steps.into_iter().find(|step| step * power >= rough);
    let width = (step.unwrap_or(10.0) * power).round().max(1.0);
    let last = ((high / width).floor().max(0.0) as usize).min(BINS - 1);
    let mut counts = vec![0; last + 1];
    for score in scores {
        // What was given back may leave less than nothing: it stands in the first bin.
        let at = (score / width).floor().max(0.0) as usize;
        counts[at.min(last)] += 1;
    }
    let names = (0..=last).map(|at| {
        let low = width * at as f64;
        if at == last {
            format!("{} and more", number(low))
        } else if at == 0 && scores.last().is_some_and(|score| *score < 0.0) {
            format!("under {}", number(width))
        } else {
            format!("{}–{}", number(low), number(low + width))
        }
    });
    (width, names.collect(), counts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_score_has_its_bin_and_the_few_largest_share_the_last() {
        let mut scores: Vec<f64> = (0..100).map(|n| f64::from(n) * 10.0).collect();
        scores.extend([50_000.0, -5.0]);
        scores.sort_by(|a, b| b.total_cmp(a));
        let (width, names, counts) = bins(&scores);
        assert!((width - 100.0).abs() < f64::EPSILON);
        assert_eq!(counts.iter().sum::<u32>(), 102);
        assert_eq!(names.first().map(String::as_str), Some("under 100"));
        assert_eq!(names.last().map(String::as_str), Some("900 and more"));
        assert_eq!((counts[0], counts[9]), (11, 11));
        assert_eq!(bins(&[3.0]).2, [0, 0, 0, 1]);
    }
}
