//! Sums that metrics are computed from: one row of a mart, a total over rows, or one step of time.
//!
//! Here lives the spend rule of spec 00: spend, clicks and impressions of something without spend rows are unknown to
//! a ratio, even where the mart shows 0; and the total rule: ratios with them use only what has spend rows ("paid
//! channels"), while every other ratio and `mer` use all. Left out: distinct counts over several rows, which no sum
//! gives.

use super::{MetricSpec, metric};
use crate::engine::base::{Result, Table};

/// Columns that add up.
pub const ADDITIVE: [&str; 12] = [
    "spend_usd",
    "impressions",
    "clicks",
    "sessions",
    "pageviews",
    "conversions",
    "opportunities",
    "open_opportunities",
    "closed_won",
    "closed_lost",
    "pipeline_usd",
    "revenue_usd",
];

/// Columns of a mart row that do not simply add up, but that a metric or the page reads. `cycle_days` is a mean, and
/// `cycle_deals` its weight.
pub const OTHERS: [&str; 3] = ["users", "cycle_days", "cycle_deals"];

/// Columns that only spend rows fill.
pub const OF_SPEND: [&str; 3] = ["spend_usd", "impressions", "clicks"];

/// Columns of spend rows that an export may leave out.
pub const OF_CLICKS: [&str; 2] = ["impressions", "clicks"];

/// What ad rows that spent may leave out. Then what a click cost is not known; how many impressions were clicked is, where
/// both are of the same rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Untold {
    /// Neither clicks nor impressions.
    #[default]
    Nothing,
    /// Both, wherever one is left out.
    Both,
    /// One of the two in some row.
    One,
}

/// Sums by column.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Line {
    /// The row's key columns as text, in the order asked for; empty for totals.
    pub keys: Vec<String>,
    /// Whether any spend row stands behind it.
    pub has_spend: bool,
    /// What some of the spend behind it comes without.
    pub untold: Untold,
    values: [Option<f64>; ADDITIVE.len() + OTHERS.len()],
}

fn position(column: &str) -> Option<usize> {
    let column = column.strip_prefix("total_").unwrap_or(column);
    ADDITIVE
        .iter()
        .chain(&OTHERS)
        .position(|known| *known == column)
}

impl Line {
    /// The rows of a mart; `keys` are the text columns to carry. Columns that the table lacks are null.
    pub fn read(table: &Table, keys: &[&str]) -> Result<Vec<Line>> {
        let mut lines = vec![Line::default(); table.height()];
        for key in keys {
            for (line, text) in lines.iter_mut().zip(table.text(key)?.iter()) {
                line.keys.push(text.unwrap_or("(none)").to_owned());
            }
        }
        for column in ADDITIVE.iter().chain(&OTHERS) {
            if table.has(column) {
                for (line, value) in lines.iter_mut().zip(table.numbers(column)?) {
                    line.set(column, value);
                }
            }
        }
        if table.has("has_spend") {
            let flags = table.flags("has_spend")?;
            for (line, flag) in lines.iter_mut().zip(flags.iter()) {
                line.has_spend = flag.unwrap_or(false);
            }
        } else {
            for line in &mut lines {
                line.has_spend = OF_SPEND
                    .iter()
                    .any(|column| line.shown(column).is_some_and(|v| v != 0.0));
            }
        }
        Ok(lines)
    }

    /// A row from its keys and sums, for tests of what reads it. Spend rows stand behind it where spend is given.
    #[cfg(test)]
    pub fn of(keys: &[&str], sums: &[(&str, f64)]) -> Line {
        let mut line = Line {
            keys: keys.iter().map(|key| (*key).to_owned()).collect(),
            has_spend: sums.iter().any(|(column, _)| *column == "spend_usd"),
            ..Line::default()
        };
        for (column, value) in sums {
            line.set(column, Some(*value));
        }
        line
    }

    /// Sets a column; names that are not known are ignored.
    pub fn set(&mut self, column: &str, value: Option<f64>) {
        if let Some(slot) = position(column).and_then(|at| self.values.get_mut(at)) {
            *slot = value;
        }
    }

    /// The first key: a channel, a campaign's source, a region.
    pub fn name(&self) -> &str {
        self.key(0)
    }

    /// A key by position; empty where there is none.
    pub fn key(&self, at: usize) -> &str {
        self.keys.get(at).map_or("", String::as_str)
    }

    /// The value as the mart shows it.
    pub fn shown(&self, column: &str) -> Option<f64> {
        position(column).and_then(|at| self.values.get(at).copied().flatten())
    }

    /// The value as a ratio may use it (the spend rule; no clicks of a part of the spend; no negative time).
    pub fn get(&self, column: &str) -> Option<f64> {
        if !self.has_spend && OF_SPEND.contains(&column) {
            return None;
        }
        if self.untold > Untold::Nothing && OF_CLICKS.contains(&column) {
            return None;
        }
        let value = self.shown(column);
        // Deals that were entered after they were closed have no pace.
        value.filter(|value| column != "cycle_days" || *value >= 0.0)
    }

    /// The value as this metric may use it.
    pub fn input(&self, metric: &MetricSpec, column: &str) -> Option<f64> {
        let is_of_clicks = |input: &String| OF_CLICKS.contains(&input.as_str());
        if self.untold == Untold::Both && metric.inputs().iter().all(is_of_clicks) {
            return self.shown(column);
        }
        self.get(column)
    }

    /// The value as the mart shows it, 0 where null: for sums and tests of "any at all".
    pub fn sum(&self, column: &str) -> f64 {
        self.shown(column).unwrap_or(0.0)
    }

    /// A metric.
    pub fn metric(&self, id: &str) -> Option<f64> {
        let metric = metric(id)?;
        metric.value(&|column| self.input(metric, column))
    }

    /// Adds another line's sums; null adds nothing. Distinct counts become null.
    pub fn add(&mut self, other: &Line) {
        for column in ADDITIVE {
            if let Some(more) = other.shown(column) {
                self.set(column, Some(self.sum(column) + more));
            }
        }
        // Distinct users are unknown over two rows; a mean is blended by its weight.
        self.set("users", None);
        let cycles = |line: &Line| {
            let deals = line.sum("cycle_deals");
            (line.sum("cycle_days") * deals, deals)
        };
        let ((mine, few), (theirs, more)) = (cycles(self), cycles(other));
        let deals = few + more;
        self.set("cycle_deals", (deals > 0.0).then_some(deals));
        self.set("cycle_days", (deals > 0.0).then(|| (mine + theirs) / deals));
        self.has_spend |= other.has_spend;
        self.untold = self.untold.max(other.untold);
    }

    /// The sum of lines; null where all are null.
    pub fn total<'a>(lines: impl IntoIterator<Item = &'a Line>) -> Line {
        let mut total = Line::default();
        for line in lines {
            total.add(line);
        }
        total
    }
}

/// Totals by the total rule.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Totals {
    /// Over everything.
    pub all: Line,
    /// Over what has spend rows.
    pub paid: Line,
}

impl Totals {
    /// The totals of rows.
    pub fn of(lines: &[Line]) -> Totals {
        Totals {
            all: Line::total(lines),
            paid: Line::total(lines.iter().filter(|line| line.has_spend)),
        }
    }

    /// Whether a metric's total covers the paid channels only.
    pub fn is_paid_only(metric: &MetricSpec) -> bool {
        metric
            .inputs()
            .iter()
            .any(|input| OF_SPEND.contains(&input.as_str()))
    }

    /// The sums that a metric's total reads.
    pub fn line(&self, metric: &MetricSpec) -> &Line {
        if Totals::is_paid_only(metric) {
            &self.paid
        } else {
            &self.all
        }
    }

    /// A metric over the total, or an additive column of everything.
    pub fn get(&self, id: &str) -> Option<f64> {
        match metric(id) {
            Some(metric) => {
                let line = self.line(metric);
                metric.value(&|column| line.input(metric, column))
            }
            None => self.all.shown(id),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::base::Column;

    fn lines() -> Vec<Line> {
        let table = Table::new(vec![
            Column::text_of("channel", [Some("Meta"), Some("Direct"), None]),
            Column::amounts("spend_usd", [Some(100.0), Some(0.0), Some(0.0)]),
            Column::integers("clicks", [Some(50), Some(0), Some(0)]),
            Column::integers("sessions", [Some(40), Some(10), Some(0)]),
            Column::integers("conversions", [Some(4), Some(6), Some(0)]),
            Column::amounts("revenue_usd", [Some(150.0), Some(50.0), None]),
            Column::flags("has_spend", [Some(true), Some(false), Some(true)]),
            Column::amounts("cycle_days", [Some(10.0), Some(40.0), None]),
            Column::integers("cycle_deals", [Some(2), Some(1), Some(0)]),
            Column::integers("users", [Some(30), Some(9), Some(0)]),
        ]);
        Line::read(&table.expect("a table"), &["channel"]).expect("lines")
    }

    #[test]
    fn spend_that_is_not_recorded_is_unknown_to_a_ratio() {
        let lines = lines();
        assert_eq!(lines[1].shown("spend_usd"), Some(0.0));
        assert_eq!(lines[1].metric("cost_per_conversion_usd"), None);
        assert_eq!(lines[1].metric("session_conversion_rate"), Some(0.6));
        assert_eq!(lines[0].metric("roas"), Some(1.5));
        assert!(lines[2].has_spend, "rows of zero spend are known spend");
        assert_eq!(lines[2].name(), "(none)");
    }

    #[test]
    fn a_mean_below_zero_days_is_no_pace() {
        let deals = |days| {
            let sums = [
                ("open_opportunities", 4.0),
                ("closed_won", 1.0),
                ("revenue_usd", 100.0),
            ];
            let mut line = Line::of(&["Meta"], &sums);
            line.set("closed_lost", Some(1.0));
            line.set("cycle_days", Some(days));
            line
        };
        let velocity = |days| deals(days).metric("pipeline_velocity_usd_per_day");
        assert_eq!(velocity(10.0), Some(20.0));
        assert_eq!(velocity(-10.0), None);
        assert_eq!(deals(-10.0).shown("cycle_days"), Some(-10.0));
    }

    #[test]
    fn totals_set_spend_against_paid_channels_only_and_mer_against_all() {
        let totals = Totals::of(&lines());
        assert_eq!(totals.get("roas"), Some(1.5));
        assert_eq!(totals.get("mer"), Some(2.0));
        assert_eq!(totals.get("cost_per_conversion_usd"), Some(25.0));
        assert_eq!(totals.get("session_conversion_rate"), Some(0.2));
        assert_eq!(totals.get("click_to_session_rate"), Some(0.8));
        assert_eq!(totals.get("users"), None);
        assert_eq!(totals.get("cycle_days"), Some(20.0), "weighted by deals");
        assert_eq!(Totals::of(&[]).get("spend_usd"), None);
    }

    #[test]
    fn clicks_of_a_part_of_the_spend_make_no_ratio() {
        let sums = [
            ("spend_usd", 100.0),
            ("clicks", 50.0),
            ("impressions", 500.0),
        ];
        let told = Line::of(&["Meta"], &sums);
        let without = |untold: Untold| Line {
            untold,
            ..Line::of(&["Google Ads"], &[("spend_usd", 900.0)])
        };
        let all = Line::total([&told, &without(Untold::Both)]);
        assert_eq!(told.metric("cpc_usd"), Some(2.0));
        assert_eq!(all.metric("ctr"), Some(0.1));
        let odd = Line::total([&told, &without(Untold::One)]);
        assert_eq!(odd.metric("ctr"), None);
        assert_eq!(
            (all.metric("cpc_usd"), all.shown("clicks")),
            (None, Some(50.0))
        );
    }
}
