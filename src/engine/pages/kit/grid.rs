//! A table of sums and metrics: every metric cell with its formula filled in, every null with its reason, and a totals
//! row by the total rule.

use crate::engine::base::{Cell, Kind, Unit};
use crate::engine::metrics::{Line, MetricSpec, Totals, metric, unit};
use crate::protocol::{Column, TableView};

/// What to put into the table.
pub struct Grid<'a> {
    /// Table id, title, subtitle.
    pub heading: (&'a str, &'a str, String),
    /// Ids of the key columns and their position in the lines' keys.
    pub keys: &'a [(&'a str, usize)],
    /// Ids of sums and metrics, in order.
    pub columns: &'a [&'a str],
    /// Rows.
    pub rows: &'a [Line],
    /// Totals and their label.
    pub totals: Option<(&'a Totals, &'a str)>,
    /// The parameter that a click on a row sets.
    pub filter: Option<&'a str>,
    /// Why a sum is null (its source is not loaded).
    pub absent: &'a dyn Fn(&str) -> String,
    /// The link to the rows behind a sum of a row, where there are such.
    pub behind: &'a dyn Fn(&str, &Line) -> Option<String>,
}

impl Grid<'_> {
    /// The table.
    pub fn view(&self) -> TableView {
        let (table, title, subtitle) = &self.heading;
        let mut view = TableView {
            table: (*table).to_owned(),
            title: (*title).to_owned(),
            subtitle: subtitle.clone(),
            columns: self.header(),
            filter: self.filter.map(str::to_owned),
            ..TableView::default()
        };
        for (row, line) in self.rows.iter().enumerate() {
            let mut cells: Vec<Cell> = self
                .keys
                .iter()
                .map(|(_, at)| Cell::Text(line.key(*at).to_owned()))
                .collect();
            for id in self.columns {
                let cell = match metric(id) {
                    Some(metric) => self.ratio(&mut view, (row, cells.len()), metric, line, ""),
                    None => self.sum(&mut view, (row, cells.len()), id, line),
                };
                let is_sum = metric(id).is_none() && line.sum(id) != 0.0;
                if let Some(link) = is_sum.then(|| (self.behind)(id, line)).flatten() {
                    view.links.push((row as u32, cells.len() as u32, link));
                }
                cells.push(cell);
            }
            view.rows.push(cells);
        }
        if let Some((totals, label)) = self.totals {
            view.totals = self.totals_row(&mut view, totals, label);
        }
        view
    }

    fn header(&self) -> Vec<Column> {
        let keys = self.keys.iter().map(|(id, _)| Column {
            name: (*id).to_owned(),
            kind: Kind::Text,
            unit: Unit::Text,
            doc: String::new(),
            is_key: true,
        });
        let rest = self.columns.iter().map(|id| {
            let unit = unit(id);
            Column {
                name: (*id).to_owned(),
                kind: if unit == Unit::Count {
                    Kind::Integer
                } else {
                    Kind::Amount
                },
                unit,
                doc: metric(id).map_or_else(String::new, |metric| {
                    format!("{} {}", metric.definition, metric.words())
                }),
                is_key: false,
            }
        });
        keys.chain(rest).collect()
    }

    fn totals_row(&self, view: &mut TableView, totals: &Totals, label: &str) -> Vec<Cell> {
        let row = self.rows.len();
        let mut cells = Vec::with_capacity(self.keys.len() + self.columns.len());
        for at in 0..self.keys.len() {
            cells.push(if at == 0 {
                Cell::Text(label.to_owned())
            } else {
                Cell::Null
            });
        }
        for id in self.columns {
            let at = (row, cells.len());
            let cell = match metric(id) {
                Some(metric) => {
                    let is_campaign = self.keys.iter().any(|(id, _)| *id == "utm_campaign");
                    let scope = match (Totals::is_paid_only(metric), is_campaign) {
                        (true, true) => " (campaigns with spend)",
                        (true, false) => " (paid channels)",
                        (false, _) => "",
                    };
                    self.ratio(view, at, metric, totals.line(metric), scope)
                }
                None => self.sum(view, at, id, &totals.all),
            };
            cells.push(cell);
        }
        cells
    }

    fn sum(&self, view: &mut TableView, at: (usize, usize), id: &str, line: &Line) -> Cell {
        match line.shown(id) {
            Some(value) if unit(id) == Unit::Count && value.fract() == 0.0 => {
                Cell::Integer(value as i64)
            }
            Some(value) => Cell::Number(value),
            None => {
                let reason = (self.absent)(id);
                view.null_reasons.push((at.0 as u32, at.1 as u32, reason));
                Cell::Null
            }
        }
    }

    fn ratio(
        &self,
        view: &mut TableView,
        (row, column): (usize, usize),
        metric: &MetricSpec,
        line: &Line,
        scope: &str,
    ) -> Cell {
        let get = |name: &str| line.input(metric, name);
        let at = (row as u32, column as u32);
        let words = metric.words();
        let filled = metric.filled(&get);
        view.formulas
            .push((at.0, at.1, format!("{words}: {filled}{scope}")));
        if let Some(value) = metric.value(&get) {
            return Cell::Number(value);
        }
        let missing = metric
            .inputs()
            .iter()
            .map(|input| (self.absent)(input))
            .find(|reason| reason.ends_with("is not loaded."));
        let reason = missing.unwrap_or_else(|| metric.null_reason(&get));
        view.null_reasons.push((at.0, at.1, reason));
        Cell::Null
    }
}

/// Takes the values out of a column, with the reason in their place.
pub fn withhold(view: &mut TableView, column: usize, why: &str) {
    let at = column as u32;
    view.formulas.retain(|(_, known, _)| *known != at);
    view.null_reasons.retain(|(_, known, _)| *known != at);
    let lines = view.rows.iter_mut().chain([&mut view.totals]);
    for (row, cells) in lines.enumerate() {
        if let Some(cell) = cells.get_mut(column) {
            *cell = Cell::Null;
            view.null_reasons.push((row as u32, at, why.to_owned()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(name: &str, spend: Option<f64>, revenue: f64) -> Line {
        let mut line = Line::default();
        line.keys = vec![name.to_owned()];
        line.has_spend = spend.is_some();
        line.set("spend_usd", spend);
        line.set("revenue_usd", Some(revenue));
        line
    }

    #[test]
    fn every_null_has_a_reason_and_every_metric_its_formula() {
        let rows = [line("Meta", Some(100.0), 150.0), line("Direct", None, 50.0)];
        let totals = Totals::of(&rows);
        let view = Grid {
            heading: ("channel_funnel", "Channels", String::new()),
            keys: &[("channel", 0)],
            columns: &["spend_usd", "revenue_usd", "roas"],
            rows: &rows,
            totals: Some((&totals, "All channels")),
            filter: Some("channel"),
            absent: &|_| "None recorded.".to_owned(),
            behind: &|column, line| Some(format!("{} {column}", line.name())),
        }
        .view();
        assert_eq!(view.rows[0][3], Cell::Number(1.5));
        assert_eq!(view.rows[1][3], Cell::Null);
        assert_eq!(view.totals[2], Cell::Number(200.0));
        assert_eq!(view.totals[3], Cell::Number(1.5), "paid channels only");
        let nulls = view.rows.iter().flatten().filter(|c| **c == Cell::Null);
        assert_eq!(nulls.count(), view.null_reasons.len());
        assert!(view.null_reasons.iter().all(|(_, _, why)| !why.is_empty()));
        let links: Vec<(u32, u32)> = view.links.iter().map(|l| (l.0, l.1)).collect();
        assert_eq!(links, [(0, 1), (0, 2), (1, 2)], "sums that are there");
        assert_eq!(view.formulas.len(), 3);
        assert!(
            view.formulas[2]
                .2
                .ends_with("$150 ÷ $100 = 1.50× (paid channels)")
        );
    }
}
