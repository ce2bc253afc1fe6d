//! A window of a table's rows: filtered, sorted, counted, with totals.

use super::House;
use super::detail::{null_reasons, place};
use crate::engine::base::{Adds, Kind, NULL_CODE, Result, Table};
use crate::engine::metrics::{self, Line, Totals};
use crate::engine::warehouse::SOURCE_ROW;
use crate::protocol::{Cell, Day, Params, RowQuery, RowsView, Unit};

/// Rows sent at once, at most.
const WINDOW: u32 = 2_000;

impl House {
    /// The rows that a query asks for. Sorting is by the primary key where the query names no column.
    pub fn rows(&mut self, table: &str, params: &Params, query: &RowQuery) -> Result<RowsView> {
        let card = self
            .warehouse
            .cards(params)
            .into_iter()
            .find(|card| card.id == table);
        let built = self.warehouse.table(table, params)?;
        let rows = ordered(&built, query)?;
        let from = (query.offset as usize).min(rows.len());
        let to = (from + query.limit.min(WINDOW) as usize).min(rows.len());
        let names = built.names();
        let mut window = rows[from..to]
            .iter()
            .map(|row| {
                names
                    .iter()
                    .map(|name| built.cell(*row as usize, name))
                    .collect::<Result<Vec<Cell>>>()
            })
            .collect::<Result<Vec<_>>>()?;
        let mut notes = null_reasons(&names, &window);
        if let Some(at) = names.iter().position(|name| *name == SOURCE_ROW) {
            let files = self.origins(table);
            for cell in window.iter_mut().filter_map(|row| row.get_mut(at)) {
                if let Some(place) = place(cell, &files) {
                    *cell = Cell::Text(format!("{} · {}", place.0, place.1));
                }
            }
        }
        let (totals, total_notes) = match card {
            Some(card) if matches!(card.layer.as_str(), "mart" | "fact" | "source" | "staging") => {
                let adds = |name: &str| {
                    let is_key = card.columns.iter().any(|c| c.is_key && c.name == name);
                    let spec = self.warehouse.column(table, name).filter(|_| !is_key);
                    spec.map_or(Adds::Never, |spec| spec.adds)
                };
                totals(&built, &adds, &rows)?
            }
            _ => Default::default(),
        };
        let below = window.len() as u32;
        notes.extend(
            total_notes
                .into_iter()
                .map(|(column, note)| (below, column, note)),
        );
        Ok(RowsView {
            table: table.to_owned(),
            query: query.clone(),
            matching: rows.len() as u64,
            total: built.height() as u64,
            rows: window,
            totals,
            notes,
        })
    }
}

/// The rows that a query keeps, in its order.
pub(super) fn ordered(built: &Table, query: &RowQuery) -> Result<Vec<u32>> {
    let mut rows: Vec<u32> = match query.sort.as_deref().filter(|column| built.has(column)) {
        Some(column) => built.order_by(&[(column, query.descending)])?,
        None if query.descending => (0..built.height() as u32).rev().collect(),
        None => (0..built.height() as u32).collect(),
    };
    for (column, value) in &query.wheres {
        let keep = holding(built, column, value)?;
        rows.retain(|row| keep[*row as usize]);
    }
    let wanted = query.filter.trim().to_lowercase();
    if !wanted.is_empty() {
        let keep = matches(built, &wanted)?;
        rows.retain(|row| keep[*row as usize]);
    }
    Ok(rows)
}

/// Which rows have a value in a column: the text of the cell as exported, empty for null, or a span `a..b` of days or
/// numbers with both ends in. A column that the table does not have holds for none, so that a wrong link shows nothing
/// rather than everything.
pub(super) fn holding(table: &Table, column: &str, value: &str) -> Result<Vec<bool>> {
    let height = table.height();
    if !table.has(column) {
        return Ok(vec![false; height]);
    }
    if table.kind(column)? == Kind::Text {
        let text = table.text(column)?;
        return Ok((0..height)
            .map(|row| text.get(row).unwrap_or_default() == value)
            .collect());
    }
    let span = value.split_once("..");
    let bound = |text: &str, is_end: bool| bound(text, is_end, table.kind(column));
    let (low, high) = match span {
        Some((low, high)) => (bound(low, false), bound(high, true)),
        None => (None, None),
    };
    let numbers = table.numbers(column)?;
    let mut keep = Vec::with_capacity(height);
    for (row, number) in numbers.into_iter().enumerate() {
        keep.push(match (span, number) {
            (Some(_), Some(number)) => {
                low.is_none_or(|low| low <= number) && high.is_none_or(|high| number <= high)
            }
            (Some(_), None) => false,
            (None, _) => written(&table.cell(row, column)?).eq_ignore_ascii_case(value),
        });
    }
    Ok(keep)
}

/// An end of a span as a number: days and times from `2025-07-01`, else a number. The end of a span of times takes its
/// whole day in.
fn bound(text: &str, is_end: bool, kind: Result<Kind>) -> Option<f64> {
    const DAY_MS: f64 = 86_400_000.0;
    match (kind, Day::parse(text)) {
        (Ok(Kind::Timestamp), Some(day)) => {
            let start = f64::from(day.0) * DAY_MS;
            Some(if is_end { start + DAY_MS - 1.0 } else { start })
        }
        (_, Some(day)) => Some(f64::from(day.0)),
        _ => text.parse().ok(),
    }
}

/// Which rows hold the text (lower case) in any cell. Text columns are searched once an entry, not once a row.
fn matches(table: &Table, wanted: &str) -> Result<Vec<bool>> {
    let mut keep = vec![false; table.height()];
    for name in table.names() {
        if table.kind(name)? == Kind::Text {
            let text = table.text(name)?;
            let hits: Vec<bool> = text
                .dict
                .iter()
                .map(|entry| entry.to_lowercase().contains(wanted))
                .collect();
            for (flag, code) in keep.iter_mut().zip(text.codes) {
                *flag |= code != NULL_CODE && hits.get(code as usize).copied().unwrap_or(false);
            }
        } else if wanted
            .bytes()
            .all(|b| b.is_ascii_digit() || b"-.:tzfalsru".contains(&b))
        {
            for (row, flag) in keep.iter_mut().enumerate() {
                *flag = *flag || written(&table.cell(row, name)?).contains(wanted);
            }
        }
    }
    Ok(keep)
}

pub(super) fn written(cell: &Cell) -> String {
    match cell {
        Cell::Null => String::new(),
        Cell::Text(text) => text.to_lowercase(),
        Cell::Integer(n) => n.to_string(),
        Cell::Number(n) => n.to_string(),
        Cell::Day(day) => crate::protocol::Day(*day).to_string(),
        Cell::Time(ms) => crate::protocol::format::timestamp(*ms).to_lowercase(),
        Cell::Flag(flag) => flag.to_string(),
    }
}

/// Totals by column, and how those came about that are no sums.
type Total = (Vec<Cell>, Vec<(u32, String)>);

/// Sums of the columns whose declaration lets them be added over these rows. Ratios from the sums, by the total rule,
/// where the table has what they are made of. A number without a total says why.
fn totals(table: &Table, adds: &dyn Fn(&str) -> Adds, rows: &[u32]) -> Result<Total> {
    let names = table.names();
    let mut cells = Vec::with_capacity(names.len());
    let mut notes = Vec::new();
    let mut sums: Option<Totals> = None;
    for (at, name) in names.iter().enumerate() {
        let declared = adds(name);
        let adds = match declared {
            Adds::Never => false,
            Adds::Always => true,
            Adds::Within(columns) => agree(table, columns, rows)?,
        };
        let mut note = String::new();
        let of_table =
            |metric: &metrics::MetricSpec| metric.inputs().iter().all(|input| table.has(input));
        let ratio = metrics::metric(name).filter(|metric| of_table(metric));
        let is_blend = *name == "cycle_days" && table.has("cycle_deals");
        let of_rule = OF_RULE.iter().find_map(|(end, other, unit)| {
            let other = format!("{}{other}", name.strip_suffix(end)?);
            (table.has(&other) && table.has("spend_usd")).then_some((other, *unit))
        });
        let kept = || rows.iter().map(|row| *row as usize);
        cells.push(if ratio.is_some() || is_blend {
            let sums = match &mut sums {
                Some(sums) => sums,
                none => {
                    let lines = Line::read(table, &[])?;
                    let lines: Vec<Line> =
                        kept().filter_map(|row| lines.get(row).cloned()).collect();
                    none.insert(Totals::of(&lines))
                }
            };
            let value = sums.get(name);
            note = match ratio {
                Some(metric) => ratio_note(metric, sums),
                None => "The mean of all deals with a close date.".to_owned(),
            };
            value.map_or(Cell::Null, Cell::Number)
        } else if let Some((other, unit)) = of_rule {
            let (credit, spend) = (table.numbers(&other)?, table.numbers("spend_usd")?);
            let paid = || kept().filter_map(|row| Some((credit[row]?, spend[row]?)));
            let sum = paid().fold((0.0, 0.0), |sum, row| (sum.0 + row.0, sum.1 + row.1));
            let (value, said) = of_paid(sum, unit);
            note = if paid().next().is_none() {
                metrics::NO_SPEND.to_owned()
            } else {
                said
            };
            value.map_or(Cell::Null, Cell::Number)
        } else if !adds {
            let is_number = matches!(table.kind(name)?, Kind::Integer | Kind::Amount);
            note = match declared {
                Adds::Within(columns) => {
                    let what = columns.join(" and ").replace('_', " ");
                    format!("Each {what} holds the same again: keep one for a total.")
                }
                _ if is_number => "No total: the values of several rows do not add up.".to_owned(),
                _ => note,
            };
            Cell::Null
        } else if table.kind(name)? == Kind::Integer {
            let values = table.integers(name)?;
            Cell::Integer(kept().filter_map(|row| values.get(row)).sum())
        } else {
            let values = table.amounts(name)?;
            Cell::Number(kept().filter_map(|row| values.get(row)).sum())
        });
        if !note.is_empty() {
            notes.push((at as u32, note));
        }
    }
    Ok((cells, notes))
}

/// Ratios of a rule of credit to spend: the end of the column, that of the credit it is made of, and its unit; a multiple
/// is credit for each dollar, an amount is dollars for each credit.
const OF_RULE: [(&str, &str, Unit); 2] = [
    ("_roas", "_revenue", Unit::Multiple),
    ("_cac_usd", "_conversions", Unit::Usd),
];

/// A ratio of credit to spend over the channels with spend, and how it came about or why there is none.
fn of_paid((credit, spend): (f64, f64), unit: Unit) -> (Option<f64>, String) {
    let dollars = Unit::Usd.full(Some(spend));
    let (above, below, said) = if unit == Unit::Multiple {
        let revenue = Unit::Usd.full(Some(credit));
        (credit, spend, format!("{revenue} ÷ {dollars}"))
    } else {
        let bought = Unit::Number.full(Some(credit));
        (spend, credit, format!("{dollars} ÷ {bought}"))
    };
    let value = (below != 0.0).then(|| above / below);
    let why = match (value, unit) {
        (Some(_), _) => format!("{OF_PAID}{said} = {}", unit.full(value)),
        (None, Unit::Multiple) => metrics::NO_SPEND.to_owned(),
        (None, _) => "No purchase is credited to a channel with spend.".to_owned(),
    };
    (value, why)
}

/// What stands before a ratio of the channels with spend.
const OF_PAID: &str = "Of paid channels: ";

/// How the total of a ratio came about, or why there is none.
fn ratio_note(metric: &metrics::MetricSpec, sums: &Totals) -> String {
    let line = sums.line(metric);
    let is_paid = Totals::is_paid_only(metric);
    if is_paid && !line.has_spend {
        return metrics::NO_SPEND.to_owned();
    }
    let get = |column: &str| line.get(column);
    let why = metric.null_reason(&get);
    if !why.is_empty() {
        return why;
    }
    let paid = if is_paid { OF_PAID } else { "" };
    format!("{paid}{}", metric.filled(&get))
}

/// Whether rows agree in some columns.
fn agree(table: &Table, columns: &[&str], rows: &[u32]) -> Result<bool> {
    let Some((first, rest)) = rows.split_first() else {
        return Ok(true);
    };
    for column in columns {
        let wanted = table.cell(*first as usize, column)?;
        for row in rest {
            if table.cell(*row as usize, column)? != wanted {
                return Ok(false);
            }
        }
    }
    Ok(true)
}
