//! Which source of traffic brings sessions that buy?

use super::data::Data;
use super::rates::{Bar, bars};
use super::table::{Sheet, totals};
use super::{title, written};
use crate::engine::base::Arrange;
use crate::engine::insights::commerce::{self, Row};
use crate::protocol::{Block, ChartView, Section, Span};

/// Sessions with a cart are behind their rate: seven columns do not fit beside the chart.
const COLUMNS: [&str; 5] = [
    "sessions",
    "purchase_sessions",
    "cart_session_rate",
    "purchase_session_rate",
    "revenue_usd",
];

/// The section; absent without sessions.
pub fn section(data: &Data) -> Option<Section> {
    let sources = &data.evidence.sources;
    let all = totals(
        sources,
        &[
            "sessions",
            "cart_sessions",
            "purchase_sessions",
            "revenue_usd",
        ],
    );
    if all.sum("sessions") <= 0.0 {
        return None;
    }
    let (findings, found) = written(data, commerce::SOURCES);
    let mut rows: Vec<&Row> = sources.iter().collect();
    rows.arrange_by(|a, b| b.sum("sessions").total_cmp(&a.sum("sessions")));
    let said = title(
        &findings,
        "No source of traffic buys clearly more or less than the others",
    );
    let mut blocks = vec![(Span::Half, Block::Chart(chart(data, &rows, &all, &said)))];
    let name = |row: &Row| match row.text("traffic_source") {
        "(none)" => "Not known".to_owned(),
        source => source.to_owned(),
    };
    let table = Sheet {
        heading: (
            "traffic_source_performance",
            "Traffic sources",
            "Sessions by their own source; revenue by the source that brought the buyer to sign up."
                .to_owned(),
        ),
        name: ("traffic_source", &name),
        columns: &COLUMNS,
        rows: &rows,
        totals: Some((&all, "All sources")),
        link: &|row, column| {
            let source = match row.text("traffic_source") {
                "(none)" => "",
                source => source,
            };
            (column == "sessions")
                .then(|| data.rows_link("int_sessions", &[("traffic_source", source)]))
        },
    };
    blocks.push((Span::Half, Block::Table(table.view())));
    blocks.extend(found);
    Some(Section {
        id: "traffic".to_owned(),
        title: "Which source of traffic brings sessions that buy?".to_owned(),
        intro: "A session counts on the day of its first event.".to_owned(),
        blocks,
    })
}

fn chart(data: &Data, rows: &[&Row], all: &Row, finding: &str) -> ChartView {
    let rate = |row: &Row| row.metric("purchase_session_rate");
    let mut rows: Vec<&Row> = rows
        .iter()
        .copied()
        .filter(|row| row.sum("sessions") > 0.0)
        .collect();
    rows.arrange_by(|a, b| {
        let of = |row| rate(row).unwrap_or_default();
        of(b).total_cmp(&of(a))
    });
    let bar = |row: &&Row| {
        let source = row.text("traffic_source");
        Bar {
            name: source.to_owned(),
            sample: row.get("sessions"),
            rate: rate(row),
            opens: data.rows_link("int_sessions", &[("traffic_source", source)]),
        }
    };
    let subtitle = format!(
        "Share of sessions with a purchase, %, {}",
        data.range_text()
    );
    ChartView {
        footnote: "The sample is the sessions that the source brought.".to_owned(),
        ..bars(
            ("source_rates", finding, subtitle),
            ("traffic source", "Sessions that buy"),
            ("all sources", rate(all)),
            rows.iter().map(bar).collect(),
        )
    }
}
