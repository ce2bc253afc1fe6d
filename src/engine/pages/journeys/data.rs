//! Everything the journeys page reads, read once: the purchases of the range with their journeys, counted by path, length
//! and group.

use super::super::Context;
use super::super::attribution::data::{lookback_notice, noted};
use super::super::kit::colours::Colours;
use crate::engine::base::Arrange;
use crate::engine::base::{Result, Table, TextColumn};
use crate::engine::models::attribution::path_performance::NONE;
use crate::engine::models::attribution::settings::Lookback;
use crate::protocol::Params;
use std::sync::Arc;

/// A path and its journeys.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PathRow {
    /// Ids of channels joined with ` > `; empty: no touch.
    pub path: String,
    /// Purchases.
    pub journeys: f64,
    /// Their revenue.
    pub revenue: f64,
    /// Days from first touch to purchase, on average.
    pub days: Option<f64>,
}

/// The purchases of a group of clients.
#[derive(Clone, Debug, Default)]
pub struct Group {
    /// Name; `Unknown` for null.
    pub name: String,
    /// Purchases.
    pub purchases: f64,
    /// Their revenue.
    pub revenue: f64,
    /// Refunds (negative revenue) among them, and their sum.
    pub refunds: (f64, f64),
    /// Whole days from first touch to purchase, ascending.
    pub days: Vec<i64>,
    /// Touches, ascending.
    pub touches: Vec<i64>,
}

/// What the sections read.
#[derive(Default)]
pub struct Data {
    /// Parameters of the link.
    pub params: Params,
    /// The lookback in force.
    pub lookback: Option<Lookback>,
    /// Colours of channels, by id.
    pub colours: Colours,
    /// Paths over all touches, most journeys first.
    pub paths: Vec<PathRow>,
    /// Paths over the touches that take credit (direct only where there is no other), most journeys first.
    pub marketing: Vec<PathRow>,
    /// All purchases as one group.
    pub all: Group,
    /// Purchases by segment and by cohort, most first.
    pub segments: Vec<Group>,
    /// As `segments`.
    pub cohorts: Vec<Group>,
    /// `client_journeys`.
    pub journeys: Option<Arc<Table>>,
    /// Parts that could not be built, and values of the link that could not be used.
    pub notices: Vec<String>,
}

impl Data {
    /// Reads it all.
    pub fn load(context: &mut Context<'_>) -> Data {
        let params = context.params.clone();
        let mut data = Data {
            lookback: Some(Lookback::of(&params)),
            notices: lookback_notice(&params).into_iter().collect(),
            params,
            ..Data::default()
        };
        if !context.has("events") {
            return data;
        }
        if let Some(table) = noted(&mut data.notices, context.table("int_purchases")) {
            let channels = table
                .text("channel")
                .map(|channels| Colours::marketing(channels.dict.iter()));
            data.colours = noted(&mut data.notices, channels).unwrap_or_default();
        }
        if let Some(table) = noted(&mut data.notices, context.table("client_journeys")) {
            let read = data.groups(&table);
            noted(&mut data.notices, read);
            data.journeys = Some(table);
        }
        if let Some(table) = noted(&mut data.notices, context.table("path_performance")) {
            let read = paths(&table);
            data.paths = noted(&mut data.notices, read).unwrap_or_default();
        }
        if let Some(table) = noted(&mut data.notices, context.table("markov_paths")) {
            let read = marketing(&table);
            data.marketing = noted(&mut data.notices, read).unwrap_or_default();
        }
        data
    }

    fn groups(&mut self, table: &Table) -> Result<()> {
        self.all = grouped(table, None)?.pop().unwrap_or_default();
        self.segments = grouped(table, Some(table.text("customer_segment")?))?;
        self.cohorts = grouped(table, Some(table.text("cohort")?))?;
        Ok(())
    }
}

/// Purchases by group, most first; all as one where there is no column.
fn grouped(table: &Table, by: Option<TextColumn<'_>>) -> Result<Vec<Group>> {
    let revenue = table.amounts("total_revenue")?;
    let days = table.integers("journey_length_days")?;
    let touches = table.integers("touch_count")?;
    let width = by.map_or(0, |by| by.dict.len());
    // The last group takes those without one.
    let mut groups = vec![Group::default(); width + 1];
    for row in 0..table.height() {
        let at = by.map_or(0, |by| (by.codes.at(row) as usize).min(width));
        let group = &mut groups[at];
        group.purchases += 1.0;
        let amount = revenue.get(row).unwrap_or_default();
        group.revenue += amount;
        if amount < 0.0 {
            group.refunds.0 += 1.0;
            group.refunds.1 += amount;
        }
        group.days.extend(days.get(row));
        group.touches.push(touches.get(row).unwrap_or_default());
    }
    for (at, group) in groups.iter_mut().enumerate() {
        let name = by.and_then(|by| by.dict.get(at as u32));
        name.unwrap_or("Unknown").clone_into(&mut group.name);
        group.days.arrange();
        group.touches.arrange();
    }
    groups.retain(|group| group.purchases > 0.0);
    groups.arrange_by(|a, b| {
        b.purchases
            .total_cmp(&a.purchases)
            .then_with(|| a.name.cmp(&b.name))
    });
    Ok(groups)
}

fn paths(table: &Table) -> Result<Vec<PathRow>> {
    let journeys = table.numbers("journeys")?;
    let revenue = table.numbers("revenue")?;
    let days = table.numbers("avg_days")?;
    let sums = |row: usize| (journeys[row].unwrap_or_default(), revenue[row], days[row]);
    ranked(table, &sums)
}

/// Purchases by the path of what takes credit; paths that only led to nothing are left out.
fn marketing(table: &Table) -> Result<Vec<PathRow>> {
    let (bought, returned) = (table.numbers("conversions")?, table.numbers("refunds")?);
    let (revenue, refunded) = (table.numbers("revenue")?, table.numbers("refund_revenue")?);
    let both = |a: Option<f64>, b: Option<f64>| a.unwrap_or_default() + b.unwrap_or_default();
    let sums = |row: usize| {
        let revenue = both(revenue[row], refunded[row]);
        (both(bought[row], returned[row]), Some(revenue), None)
    };
    ranked(table, &sums)
}

/// Journeys, revenue, average days.
type Sums = (f64, Option<f64>, Option<f64>);

fn ranked(table: &Table, sums: &dyn Fn(usize) -> Sums) -> Result<Vec<PathRow>> {
    let path = table.text("path")?;
    let mut out = Vec::new();
    for row in 0..table.height() {
        let (journeys, revenue, days) = sums(row);
        if journeys > 0.0 {
            out.push(PathRow {
                // The mart's word for no touch.
                path: path
                    .get(row)
                    .filter(|path| *path != NONE)
                    .unwrap_or_default()
                    .to_owned(),
                journeys,
                revenue: revenue.unwrap_or_default(),
                days,
            });
        }
    }
    out.arrange_by(|a, b| {
        let tie = || a.path.cmp(&b.path);
        b.journeys.total_cmp(&a.journeys).then_with(tie)
    });
    Ok(out)
}
