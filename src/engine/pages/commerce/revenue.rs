//! Why does the sales system count another revenue than the shop? From the one total to the other cause by cause, each
//! leading to its orders; the reply to Sales; and the checks that would have prevented each cause.

use super::data::Data;
use super::table::{Sheet, totals};
use super::{reply, title, written};
use crate::engine::base::{Cell, Kind, Unit};
use crate::engine::insights::commerce::revenue::{CAUSES, cents, ranked, totals as sides};
use crate::engine::insights::commerce::{self, Row};
use crate::engine::insights::language::count;
use crate::engine::models::commerce::reconcile::Cause;
use crate::protocol::{
    Axis, Block, ChartView, Column, Hue, Section, Series, Span, Stroke, TableView,
};

const AMOUNTS: [&str; 3] = ["mart_revenue_usd", "source_revenue_usd", "variance_usd"];

/// The section; absent without both sides.
pub fn section(data: &Data) -> Option<Section> {
    if data.evidence.causes.is_empty() {
        return None;
    }
    let (findings, found) = written(data, commerce::REVENUE);
    let said = title(&findings, "Shop and sales system agree on every order");
    let mut blocks = vec![(Span::Full, Block::Chart(waterfall(data, said)))];
    blocks.extend(found);
    blocks.push((Span::Full, Block::Table(table(data))));
    blocks.push((
        Span::Half,
        Block::Text {
            title: "Reply to Sales".to_owned(),
            body: reply::text(data),
        },
    ));
    blocks.push((Span::Half, Block::Table(checks(data))));
    Some(Section {
        id: "revenue".to_owned(),
        title: "Why does the sales system count another revenue than the shop?".to_owned(),
        intro: "Every order is compared with its lines in the sales system’s report. Each has one cause, the first that fits, and the causes add up to the difference to the cent."
            .to_owned(),
        blocks,
    })
}

/// `The shop counts $50,146.35 less than the sales system …`; empty where there is nothing to compare.
pub fn agreement(data: &Data) -> String {
    if data.evidence.causes.is_empty() {
        return String::new();
    }
    let (_, _, variance) = sides(&data.evidence);
    if ranked(&data.evidence).is_empty() {
        return "Shop and sales system agree on every order.".to_owned();
    }
    format!(
        "The shop counts {} {} than the sales system, and every cent of that has a cause below.",
        cents(variance),
        if variance < 0.0 { "less" } else { "more" }
    )
}

/// The rows of a cause.
fn orders(data: &Data, cause: Cause) -> String {
    data.rows_link("revenue_reconciliation", &[("cause", cause.word())])
}

fn waterfall(data: &Data, finding: String) -> ChartView {
    let (shop, report, _) = sides(&data.evidence);
    let all = data.rows_link("revenue_reconciliation", &[]);
    let mut names = vec!["Sales system".to_owned()];
    let mut values = vec![Some(report)];
    let mut hues = vec![Hue::Muted];
    let mut opens = vec![all.clone()];
    let mut notes = vec![String::new()];
    for (plain, row) in ranked(&data.evidence) {
        names.push(plain.name.to_owned());
        values.push(row.get("variance_usd"));
        hues.push(Hue::Accent);
        opens.push(orders(data, plain.cause));
        notes.push(count(row.sum("orders"), "order", "orders"));
    }
    names.push("Shop".to_owned());
    values.push(Some(shop));
    hues.push(Hue::Muted);
    opens.push(all);
    notes.push(String::new());
    ChartView {
        id: "revenue_waterfall".to_owned(),
        kind: "waterfall".to_owned(),
        finding,
        subtitle: format!(
            "From the sales system’s revenue to the shop’s, USD, {}",
            data.range_text()
        ),
        footnote: "A bar leads to its orders. To the left: the sales system counts it and the shop does not."
            .to_owned(),
        axis: Axis {
            label: "cause".to_owned(),
            names,
            hues,
            notes,
            ..Axis::default()
        },
        series: vec![Series {
            name: "Revenue".to_owned(),
            unit: Unit::Usd,
            hue: Hue::Accent,
            stroke: Stroke::Solid,
            values,
        }],
        opens,
        ..ChartView::default()
    }
}

fn table(data: &Data) -> TableView {
    let causes = &data.evidence.causes;
    let matched = causes
        .iter()
        .filter(|row| row.text("cause") == Cause::Matched.word());
    let mut rows: Vec<&Row> = ranked(&data.evidence)
        .into_iter()
        .map(|(_, row)| row)
        .collect();
    rows.extend(matched);
    let all = totals(causes, &AMOUNTS);
    let mut view = Sheet {
        heading: (
            "revenue_reconciliation",
            "Shop against sales system",
            "Difference: the shop’s revenue less the sales system’s.".to_owned(),
        ),
        name: ("cause", &|row| {
            let plain = CAUSES
                .iter()
                .find(|plain| plain.cause.word() == row.text("cause"));
            plain
                .map_or("The same on both sides", |plain| plain.name)
                .to_owned()
        }),
        columns: &[
            "orders",
            "mart_revenue_usd",
            "source_revenue_usd",
            "variance_usd",
        ],
        rows: &rows,
        totals: Some((&all, "All")),
        link: &|row, column| {
            (column == "orders")
                .then(|| data.rows_link("revenue_reconciliation", &[("cause", row.text("cause"))]))
        },
    }
    .view();
    // As people say it, who do not know how the tables are named.
    for column in &mut view.columns {
        let plain = match column.name.as_str() {
            "mart_revenue_usd" => "shop_revenue_usd",
            "source_revenue_usd" => "sales_system_revenue_usd",
            "variance_usd" => "difference_usd",
            _ => continue,
        };
        plain.clone_into(&mut column.name);
    }
    view
}

/// For each cause the check that would have prevented it, and how many orders fail it in this data. Two columns, so that
/// it fits beside the reply and on a narrow screen.
fn checks(data: &Data) -> TableView {
    let column = |name: &str, kind: Kind, unit: Unit, doc: &str| Column {
        name: name.to_owned(),
        kind,
        unit,
        doc: doc.to_owned(),
        is_key: unit == Unit::Text,
    };
    let mut view = TableView {
        table: "revenue_reconciliation".to_owned(),
        title: "Checks that would have prevented it".to_owned(),
        subtitle: "Each cause, the check that would have shown it the day it happened, and the orders that fail it here."
            .to_owned(),
        columns: vec![
            column("check", Kind::Text, Unit::Text, "Cause: what should hold."),
            column(
                "failing",
                Kind::Integer,
                Unit::Count,
                "Orders for which it does not hold.",
            ),
        ],
        ..TableView::default()
    };
    for plain in &CAUSES {
        let found = data
            .evidence
            .causes
            .iter()
            .find(|row| row.text("cause") == plain.cause.word());
        let mut failing = found.map_or(0.0, |row| row.sum("orders"));
        let mut more = String::new();
        // An order whose months both lie in the range has no such cause there, and fails the check all the same.
        let inside = data.other_month as f64;
        if plain.cause == Cause::DifferentPeriod && inside > 0.0 {
            failing += inside;
            more = format!(
                " {} changed month inside this range, which its total does not show.",
                count(inside, "order", "orders")
            );
        }
        let check = format!("{}: {}{more}", plain.name, plain.check);
        if found.is_some() {
            let row = view.rows.len() as u32;
            view.links.push((row, 1, orders(data, plain.cause)));
        }
        view.rows
            .push(vec![Cell::Text(check), Cell::Integer(failing as i64)]);
    }
    view
}
