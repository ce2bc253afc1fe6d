//! One row in full: its formulas with the numbers filled in, why a value is null, the rows behind it, and for a row of
//! a file its name and line.
//!
//! The rows behind a row are those of a declared input that has the same key columns: equal keys and, for a mart, days
//! inside its range. An input without them is left out: its rows are not these alone.

use super::House;
use super::rows::{holding, ordered, written};
use crate::engine::base::{Error, Kind, Result, Table};
use crate::engine::metrics::{self, OF_SPEND};
use crate::engine::warehouse::SOURCE_ROW;
use crate::protocol::{Cell, Day, Params, RowQuery, RowView, TableCard, Unit};
use std::collections::BTreeSet;

impl House {
    /// The row at the query's offset.
    pub fn row(&mut self, table: &str, params: &Params, query: &RowQuery) -> Result<RowView> {
        let built = self.warehouse.table(table, params)?;
        let rows = ordered(&built, query)?;
        let row = *rows
            .get(query.offset as usize)
            .ok_or_else(|| Error::new("That row is not there any more."))?;
        let names = built.names();
        let cells = names
            .iter()
            .map(|name| built.cell(row as usize, name))
            .collect::<Result<Vec<Cell>>>()?;
        let source_row = names.iter().position(|name| *name == SOURCE_ROW);
        let files = self.origins(table);
        let place = source_row.and_then(|at| place(cells.get(at)?, &files));
        let cards = self.warehouse.cards(params);
        let card = cards.iter().find(|card| card.id == table);
        let links = match card {
            Some(card) => self.behind(card, &cards, (&names, &cells), params)?,
            None => Vec::new(),
        };
        Ok(RowView {
            table: table.to_owned(),
            notes: notes(&names, &cells),
            cells,
            origin: place.map_or_else(String::new, |(file, line)| format!("{file}, {line}")),
            links,
        })
    }

    /// The files that `_source_row` of a table counts: those of the one source that its rows come from. Empty where
    /// they come from several.
    pub(super) fn origins(&self, table: &str) -> Vec<String> {
        let cards = self.warehouse.cards(&Params::default());
        let mut sources = BTreeSet::new();
        let mut open = vec![table];
        while let Some(id) = open.pop() {
            let Some(card) = cards.iter().find(|card| card.id == id) else {
                continue;
            };
            let has_rows = card.columns.iter().any(|column| column.name == SOURCE_ROW);
            if has_rows && card.layer == "source" {
                sources.insert(id);
            } else if has_rows {
                open.extend(card.inputs.iter().map(String::as_str));
            }
        }
        let only = sources.first().filter(|_| sources.len() == 1);
        let files = only.map_or_else(Vec::new, |source| self.files_of(source));
        let name = |held: &&super::files::Held| held.arrival.name.clone();
        files.iter().map(name).collect()
    }

    /// Links to the rows that a row is made of, an input each, with their number.
    fn behind(
        &mut self,
        card: &TableCard,
        cards: &[TableCard],
        (names, cells): (&[&str], &[Cell]),
        params: &Params,
    ) -> Result<Vec<(String, String)>> {
        let cell = |name: &str| names.iter().zip(cells).find(|(n, _)| **n == name);
        let keys: Vec<(&str, String)> = card
            .columns
            .iter()
            .filter(|column| column.is_key)
            .filter_map(|column| cell(&column.name).map(|(name, cell)| (*name, exported(cell))))
            .collect();
        let mut out = Vec::new();
        for input in cards.iter().filter(|input| card.inputs.contains(&input.id)) {
            let has = |name: &str| input.columns.iter().any(|column| column.name == name);
            let is_day = |kind| matches!(kind, Kind::Date | Kind::Timestamp);
            let date = input.columns.iter().find(|column| is_day(column.kind));
            let conditions = match cell(SOURCE_ROW).filter(|_| has(SOURCE_ROW)) {
                Some((name, cell)) => Some(vec![((*name).to_owned(), exported(cell))]),
                None => keys
                    .iter()
                    .map(|(name, value)| match date {
                        _ if has(name) => Some(((*name).to_owned(), value.clone())),
                        // A day of a fact is the day of its events, whatever they call it.
                        Some(date) if *name == "date" => {
                            Some((date.name.clone(), format!("{value}..{value}")))
                        }
                        _ => None,
                    })
                    .collect(),
            };
            let Some(mut conditions) = conditions.filter(|list| !list.is_empty()) else {
                continue;
            };
            let range = params.range;
            let is_ranged = range.from.is_some() || range.to.is_some();
            if let (true, true, Some(date)) = (card.is_filtered, is_ranged, date) {
                let day = |day: Option<Day>| day.map_or_else(String::new, |day| day.to_string());
                let span = format!("{}..{}", day(range.from), day(range.to));
                conditions.push((date.name.clone(), span));
            }
            let Ok(table) = self.warehouse.table(&input.id, params) else {
                continue;
            };
            let mut keep = vec![true; table.height()];
            for condition in &mut conditions {
                narrow(&table, condition, &mut keep)?;
            }
            let count = keep.iter().filter(|kept| **kept).count();
            if count > 0 {
                out.push(link(&input.id, count, conditions, params));
            }
        }
        Ok(out)
    }
}

/// Keeps the rows of a condition. Marts show null as `(none)` or `Unknown`; their inputs may have it as null.
fn narrow(table: &Table, condition: &mut (String, String), keep: &mut [bool]) -> Result<()> {
    let (column, value) = condition;
    let mut found = holding(table, column, value)?;
    if matches!(value.as_str(), "(none)" | "Unknown") && !found.contains(&true) {
        value.clear();
        found = holding(table, column, value)?;
    }
    for (kept, holds) in keep.iter_mut().zip(&found) {
        *kept &= holds;
    }
    Ok(())
}

/// `212 rows of fct_opportunities` and the link that opens them under the same parameters.
fn link(
    table: &str,
    count: usize,
    wheres: Vec<(String, String)>,
    params: &Params,
) -> (String, String) {
    let mut params = params.clone();
    params.others.retain(|(key, _)| key != "where");
    let wheres = wheres.into_iter();
    params
        .others
        .extend(wheres.map(|(column, value)| ("where".to_owned(), format!("{column}~{value}"))));
    let number = Unit::Count.full(Some(count as f64));
    let rows = if count == 1 { "row" } else { "rows" };
    (
        format!("{number} {rows} of {table}"),
        format!("#/tables/{table}?{}", params.query()),
    )
}

/// A cell as a condition of the link has it: as exported.
fn exported(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => text.clone(),
        Cell::Time(ms) => crate::protocol::format::timestamp(*ms),
        other => written(other),
    }
}

/// The file and the line of a `_source_row`.
pub(super) fn place(cell: &Cell, files: &[String]) -> Option<(String, String)> {
    let Cell::Integer(row) = cell else {
        return None;
    };
    let file = files.get(usize::try_from(row >> 32).ok()?)?;
    Some((file.clone(), format!("line {}", row & 0xffff_ffff)))
}

/// How each metric of a row came about, or why it has no value. A column that only shares a metric's name (its value
/// is another) has no note.
fn notes(names: &[&str], cells: &[Cell]) -> Vec<(u32, String)> {
    let cell = |name: &str| {
        let at = names.iter().position(|known| *known == name)?;
        cells.get(at)
    };
    let number = |name: &str| cell(name).and_then(Cell::number);
    let has_spend = match cell("has_spend") {
        Some(Cell::Flag(flag)) => *flag,
        _ => OF_SPEND
            .iter()
            .any(|name| number(name).is_some_and(|v| v != 0.0)),
    };
    let get = |name: &str| {
        if OF_SPEND.contains(&name) && !has_spend {
            return None;
        }
        number(name)
    };
    let is_unknown = |name: &str| matches!(cell(name), Some(Cell::Null));
    let note = |(at, (name, cell)): (usize, (&&str, &Cell))| {
        let is_of_spend = name.ends_with("_roas") || name.ends_with("_cac_usd");
        let is_spend = *name == "spend_usd" || is_of_spend && is_unknown("spend_usd");
        if is_spend && *cell == Cell::Null {
            return Some((at as u32, metrics::NO_SPEND.to_owned()));
        }
        let metric = metrics::metric(name)?;
        if !metric
            .inputs()
            .iter()
            .all(|input| names.contains(&input.as_str()))
        {
            return None;
        }
        let text = match (cell.number(), metric.value(&get)) {
            (None, None) => metric.null_reason(&get),
            (Some(shown), Some(value)) if (shown - value).abs() <= 1e-9 * value.abs().max(1.0) => {
                format!("{} = {}", metric.words(), metric.filled(&get))
            }
            _ => return None,
        };
        Some((at as u32, text))
    };
    names
        .iter()
        .zip(cells)
        .enumerate()
        .filter_map(note)
        .collect()
}

/// Why cells of a window are null, where more is known than the column's documentation says: (row, column, reason).
pub(super) fn null_reasons(names: &[&str], rows: &[Vec<Cell>]) -> Vec<(u32, u32, String)> {
    let mut out = Vec::new();
    for (at, cells) in rows.iter().enumerate() {
        if cells.contains(&Cell::Null) {
            let notes = notes(names, cells).into_iter();
            let null = notes.filter(|(column, _)| cells[*column as usize] == Cell::Null);
            out.extend(null.map(|(column, why)| (at as u32, column, why)));
        }
    }
    out
}
