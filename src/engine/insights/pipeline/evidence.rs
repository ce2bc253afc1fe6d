//! What the detectors of the pipeline look at: rows of its marts over the range, every channel, read once.

use crate::engine::base::{Result, Table};
use crate::engine::models::pipeline::UNSOURCED;
use crate::engine::models::pipeline::lookback::Lookback;
use crate::engine::models::pipeline::settings::Rule;

/// A row of `pipeline_by_channel`, or of `pipeline_by_channel_segment` with a segment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// Channel.
    pub channel: String,
    /// Segment; empty for a row over all of them.
    pub segment: String,
    /// Opportunities sourced; credits where a rule shares.
    pub opportunities: f64,
    /// Pipeline sourced.
    pub pipeline: f64,
    /// Opportunities touched.
    pub influenced: f64,
    /// Pipeline touched.
    pub influenced_pipeline: f64,
    /// Mean days from the credited touch.
    pub days: Option<f64>,
    /// Mean touches before an opportunity sourced here.
    pub touches: Option<f64>,
    /// Cost, where it is known.
    pub cost: Option<f64>,
}

/// A row of `pipeline_by_rule`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RuleRow {
    /// Rule id.
    pub rule: String,
    /// Channel.
    pub channel: String,
    /// Segment.
    pub segment: String,
    /// Pipeline under the rule.
    pub pipeline: f64,
    /// Less that of `first_touch`.
    pub change: f64,
}

/// Opportunities that one rule gives to another channel than `first_touch` does.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Flow {
    /// Channel under `first_touch`.
    pub from: String,
    /// Channel under the other rule.
    pub to: String,
    /// How many.
    pub opportunities: f64,
    /// Their pipeline.
    pub pipeline: f64,
}

/// How `first_touch` and `closest_day` differ, opportunity by opportunity.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Difference {
    /// Opportunities compared.
    pub all: f64,
    /// Where another channel takes the credit, largest first.
    pub flows: Vec<Flow>,
    /// Median days from the touch that `first_touch` credits.
    pub first_days: Option<f64>,
    /// Median days from the touch that `closest_day` credits.
    pub closest_days: Option<f64>,
    /// Of those that move: both touches lie the same number of whole days before, so a tie decides.
    pub ties: f64,
    /// Of those that move: no touch lies inside exactly, one does by whole days.
    pub near: f64,
}

/// A row of `channel_touch_profile`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Profile {
    /// Channel.
    pub channel: String,
    /// Touches, contacts, accounts, touches without an account.
    pub counts: [f64; 4],
    /// Touches for each opportunity touched.
    pub touches: Option<f64>,
    /// Median days from its first touch.
    pub days: Option<f64>,
}

/// Everything.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// The rule of the link.
    pub rule: &'static Rule,
    /// The lookback of the link.
    pub lookback: Lookback,
    /// `pipeline_by_channel`, most pipeline first, Unsourced last.
    pub channels: Vec<Row>,
    /// `pipeline_by_channel_segment`.
    pub cells: Vec<Row>,
    /// `pipeline_by_rule`.
    pub rules: Vec<RuleRow>,
    /// `channel_touch_profile`, most touches first.
    pub profiles: Vec<Profile>,
    /// How the two rules differ.
    pub difference: Difference,
}

impl Row {
    /// Whether it is what no touch explains.
    pub fn is_unsourced(&self) -> bool {
        self.channel == UNSOURCED
    }

    /// The rows of a roll-up.
    pub fn read(table: &Table) -> Result<Vec<Row>> {
        let number = |name: &str| -> Result<Vec<Option<f64>>> {
            if table.has(name) {
                table.numbers(name)
            } else {
                Ok(vec![None; table.height()])
            }
        };
        let (opportunities, pipeline) = (number("opportunities")?, number("pipeline_amount_usd")?);
        let influenced = number("influenced_opportunities")?;
        let influenced_pipeline = number("influenced_pipeline_usd")?;
        let (days, touches) = (
            number("avg_days_to_opportunity")?,
            number("touches_per_opportunity")?,
        );
        let cost = number("cost_usd")?;
        let mut rows = Vec::with_capacity(table.height());
        for at in 0..table.height() {
            rows.push(Row {
                channel: text(table, "channel", at)?,
                segment: text(table, "sales_segment", at)?,
                opportunities: opportunities[at].unwrap_or(0.0),
                pipeline: pipeline[at].unwrap_or(0.0),
                influenced: influenced[at].unwrap_or(0.0),
                influenced_pipeline: influenced_pipeline[at].unwrap_or(0.0),
                days: days[at],
                touches: touches[at],
                cost: cost[at],
            });
        }
        rows.sort_by(|a, b| {
            (a.is_unsourced().cmp(&b.is_unsourced()))
                .then_with(|| b.pipeline.total_cmp(&a.pipeline))
                .then_with(|| a.channel.cmp(&b.channel))
        });
        Ok(rows)
    }
}

impl RuleRow {
    /// The rows of `pipeline_by_rule`.
    pub fn read(table: &Table) -> Result<Vec<RuleRow>> {
        let pipeline = table.numbers("pipeline_amount_usd")?;
        let change = table.numbers("change_usd")?;
        let mut rows = Vec::with_capacity(table.height());
        for at in 0..table.height() {
            rows.push(RuleRow {
                rule: text(table, "rule", at)?,
                channel: text(table, "channel", at)?,
                segment: text(table, "sales_segment", at)?,
                pipeline: pipeline[at].unwrap_or(0.0),
                change: change[at].unwrap_or(0.0),
            });
        }
        Ok(rows)
    }
}

impl Profile {
    /// The rows of `channel_touch_profile`.
    pub fn read(table: &Table) -> Result<Vec<Profile>> {
        let mut counts = Vec::new();
        for name in ["touches", "contacts", "accounts", "unmatched_touches"] {
            counts.push(table.numbers(name)?);
        }
        let touches = table.numbers("touches_per_opportunity")?;
        let days = table.numbers("median_days_first_touch_to_opportunity")?;
        let mut rows = Vec::with_capacity(table.height());
        for at in 0..table.height() {
            rows.push(Profile {
                channel: text(table, "channel", at)?,
                counts: [0, 1, 2, 3].map(|n: usize| counts[n][at].unwrap_or(0.0)),
                touches: touches[at],
                days: days[at],
            });
        }
        rows.sort_by(|a, b| b.counts[0].total_cmp(&a.counts[0]));
        Ok(rows)
    }
}

fn text(table: &Table, column: &str, row: usize) -> Result<String> {
    if !table.has(column) {
        return Ok(String::new());
    }
    Ok(table.text(column)?.get(row).unwrap_or_default().to_owned())
}

impl Evidence {
    /// All pipeline of the range.
    pub fn pipeline(&self) -> f64 {
        self.channels.iter().map(|row| row.pipeline).sum()
    }

    /// All opportunities of the range.
    pub fn opportunities(&self) -> f64 {
        self.channels.iter().map(|row| row.opportunities).sum()
    }

    /// The row of what no touch explains.
    pub fn unsourced(&self) -> Option<&Row> {
        self.channels.iter().find(|row| row.is_unsourced())
    }

    /// Channels that sourced anything.
    pub fn sourcing(&self) -> impl Iterator<Item = &Row> {
        self.channels
            .iter()
            .filter(|row| !row.is_unsourced() && row.pipeline > 0.0)
    }

    /// The cells of a segment, most pipeline first.
    pub fn segment<'a>(&'a self, segment: &'a str) -> impl Iterator<Item = &'a Row> {
        self.cells.iter().filter(move |row| row.segment == segment)
    }

    /// Segments, most pipeline first, Unknown last.
    pub fn segments(&self) -> Vec<(String, f64)> {
        let mut out: Vec<(String, f64)> = Vec::new();
        for cell in &self.cells {
            match out.iter_mut().find(|(name, _)| *name == cell.segment) {
                Some((_, sum)) => *sum += cell.pipeline,
                None => out.push((cell.segment.clone(), cell.pipeline)),
            }
        }
        let unknown = crate::engine::models::pipeline::UNKNOWN;
        out.sort_by(|a, b| {
            ((a.0 == unknown).cmp(&(b.0 == unknown)))
                .then_with(|| b.1.total_cmp(&a.1))
                .then_with(|| a.0.cmp(&b.0))
        });
        out
    }

    /// Pipeline of a channel under a rule, over all segments.
    pub fn under(&self, rule: &str, channel: &str) -> f64 {
        self.rules
            .iter()
            .filter(|row| row.rule == rule && row.channel == channel)
            .map(|row| row.pipeline)
            .sum()
    }

    /// Whether anybody knows a cost.
    pub fn has_costs(&self) -> bool {
        self.channels.iter().any(|row| row.cost.is_some())
    }
}

#[cfg(test)]
impl Evidence {
    /// Nothing, for tests to fill in.
    pub fn empty() -> Evidence {
        Evidence {
            rule: Rule::of(None),
            lookback: Lookback::of(None, None),
            channels: Vec::new(),
            cells: Vec::new(),
            rules: Vec::new(),
            profiles: Vec::new(),
            difference: Difference::default(),
        }
    }
}
