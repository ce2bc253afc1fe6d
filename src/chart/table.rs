//! A chart without the picture: "View as table", CSV, and the label a screen reader speaks. Written once for every
//! kind, because every kind is the same data.

use super::{note, sample};
use crate::protocol::{Cell, ChartView, Column, Kind, TableView, Unit};

/// The data of a chart as a table: a row a category, a column a series. A diagram is a row a box, a
/// Sankey a row a flow.
pub fn table(view: &ChartView) -> TableView {
    let mut out = TableView {
        title: view.finding.clone(),
        subtitle: view.subtitle.clone(),
        filter: view
            .filter
            .clone()
            .filter(|f| view.axis.label.eq_ignore_ascii_case(f)),
        ..TableView::default()
    };
    if view.nodes.is_empty() {
        fill_from_axis(view, &mut out);
    } else if view.kind == "sankey" {
        fill_from_flows(view, &mut out);
    } else {
        fill_from_nodes(view, &mut out);
    }
    out
}

fn column(name: &str, kind: Kind, unit: Unit) -> Column {
    Column {
        name: name.to_owned(),
        kind,
        unit,
        doc: String::new(),
        is_key: false,
    }
}

fn fill_from_axis(view: &ChartView, out: &mut TableView) {
    let axis = &view.axis;
    let is_time = !axis.days.is_empty();
    let (kind, unit) = if is_time {
        (Kind::Date, Unit::Date)
    } else {
        (Kind::Text, Unit::Text)
    };
    out.columns.push(Column {
        is_key: true,
        ..column(&axis.label, kind, unit)
    });
    for series in &view.series {
        let kind = match series.unit {
            Unit::Count => Kind::Integer,
            Unit::Time => Kind::Timestamp,
            _ => Kind::Amount,
        };
        out.columns.push(column(&series.name, kind, series.unit));
    }
    let has_samples = axis.samples.iter().any(Option::is_some);
    if has_samples {
        out.columns.push(column("n", Kind::Integer, Unit::Count));
    }
    let has_notes = axis.notes.iter().any(|n| !n.is_empty());
    if has_notes {
        out.columns.push(column("note", Kind::Text, Unit::Text));
    }
    for i in 0..axis.names.len().max(axis.days.len()) {
        let name = axis.names.get(i).cloned().unwrap_or_default();
        let mut row = vec![
            axis.days
                .get(i)
                .filter(|_| is_time)
                .map_or(Cell::Text(name), |day| Cell::Day(day.0)),
        ];
        for series in &view.series {
            let value = series.values.get(i).copied().flatten();
            row.push(match value.filter(|v| v.is_finite()) {
                None => Cell::Null,
                Some(v) if series.unit == Unit::Count && v.fract() == 0.0 && v.abs() < 9e15 => {
                    Cell::Integer(v as i64)
                }
                Some(v) if series.unit == Unit::Time => Cell::Time(v as i64),
                Some(v) => Cell::Number(v),
            });
        }
        if has_samples {
            row.push(sample(view, i).map_or(Cell::Null, |n| Cell::Integer(n as i64)));
        }
        if has_notes {
            row.push(match note(view, i) {
                "" => Cell::Null,
                text => Cell::Text(text.to_owned()),
            });
        }
        out.rows.push(row);
    }
}

fn fill_from_nodes(view: &ChartView, out: &mut TableView) {
    for name in ["table", "grain", "fields", "joins"] {
        out.columns.push(column(name, Kind::Text, Unit::Text));
    }
    if let Some(first) = out.columns.first_mut() {
        first.is_key = true;
    }
    for node in &view.nodes {
        let fields: Vec<&str> = node.fields.iter().map(|f| f.name.as_str()).collect();
        let joins: Vec<String> = view
            .links
            .iter()
            .filter(|link| link.from == node.id)
            .map(|link| format!("{} on {}", link.to, link.label))
            .collect();
        out.rows.push(vec![
            Cell::Text(node.title.clone()),
            Cell::Text(node.subtitle.clone()),
            Cell::Text(fields.join(", ")),
            Cell::Text(joins.join("; ")),
        ]);
    }
}

fn fill_from_flows(view: &ChartView, out: &mut TableView) {
    for name in ["from", "to"] {
        let mut end = column(name, Kind::Text, Unit::Text);
        end.is_key = true;
        out.columns.push(end);
    }
    let (name, unit) = view
        .series
        .first()
        .map_or(("count", Unit::Count), |s| (s.name.as_str(), s.unit));
    out.columns.push(column(name, Kind::Amount, unit));
    let title = |id: &str| {
        let node = view.nodes.iter().find(|node| node.id == id);
        Cell::Text(node.map_or(id, |node| &node.title).to_owned())
    };
    for link in &view.links {
        let value = Cell::Number(link.value);
        out.rows
            .push(vec![title(&link.from), title(&link.to), value]);
    }
}

/// The data of a chart as CSV by the house's rules of export: a header, `\n`, empty for null, formulas disarmed.
pub fn csv(view: &ChartView) -> String {
    let table = table(view);
    let header: Vec<String> = table.columns.iter().map(|c| quoted(&c.name)).collect();
    let mut out = header.join(",") + "\n";
    for row in &table.rows {
        let cells: Vec<String> = row.iter().map(written).collect();
        out.push_str(&cells.join(","));
        out.push('\n');
    }
    out
}

fn written(cell: &Cell) -> String {
    match cell {
        Cell::Null => String::new(),
        Cell::Text(text) => quoted(text),
        Cell::Integer(n) => n.to_string(),
        Cell::Number(n) => n.to_string(),
        Cell::Day(day) => crate::protocol::Day(*day).to_string(),
        Cell::Time(ms) => crate::protocol::format::timestamp(*ms),
        Cell::Flag(flag) => flag.to_string(),
    }
}

fn quoted(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let safe = if is_formula {
        format!("'{text}")
    } else {
        text.to_owned()
    };
    if safe.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", safe.replace('"', "\"\""))
    } else {
        safe
    }
}

/// What a screen reader says of a chart: the finding, what is plotted, and the range of its values.
pub fn label(view: &ChartView) -> String {
    let mut out: Vec<String> = [&view.finding, &view.subtitle]
        .into_iter()
        .filter(|s| !s.is_empty())
        .map(|s| s.trim_end_matches('.').to_owned())
        .collect();
    if !view.nodes.is_empty() {
        let (box_word, line_word) = if view.kind == "sankey" {
            ("steps", "flows")
        } else {
            ("tables", "joins")
        };
        let (nodes, links) = (view.nodes.len(), view.links.len());
        out.push(format!("{nodes} {box_word}, {links} {line_word}"));
    }
    // A range per series says most where there are few of them; more are in the table.
    for series in view.series.iter().take(3) {
        let known = || {
            let values = series.values.iter().enumerate();
            values.filter_map(|(i, v)| v.filter(|v| v.is_finite()).map(|v| (v, i)))
        };
        let low = known().min_by(|a, b| a.0.total_cmp(&b.0));
        let high = known().max_by(|a, b| a.0.total_cmp(&b.0));
        if let (Some(low), Some(high)) = (low, high) {
            let step = |i| super::scale::step_name(&view.axis, i);
            let name = if series.name.is_empty() {
                String::new()
            } else {
                format!("{}: ", series.name)
            };
            out.push(format!(
                "{name}from {} ({}) to {} ({})",
                series.unit.compact(Some(low.0)),
                step(low.1),
                series.unit.compact(Some(high.0)),
                step(high.1)
            ));
        }
    }
    if out.is_empty() {
        return "Chart without data".to_owned();
    }
    out.join(". ") + "."
}
