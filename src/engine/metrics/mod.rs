//! Metrics: one definition an entry. Its formula over additive columns is the only place where it is computed: marts,
//! page totals, KPI cards, SQL and the words that explain it all read the same text.
//!
//! Contract: ratios come from sums; a null or zero denominator gives null, never 0, NaN or infinity. The spend rule
//! (spend that is unknown is null, not 0) is the caller's: its lookup answers `None` for `spend_usd`.

mod formula;
pub mod line;
mod list;
pub mod steps;
pub mod words;

pub use line::{ADDITIVE, Line, OF_CLICKS, OF_SPEND, Totals, Untold};
pub use list::METRICS;
pub use steps::{Cut, Step, steps};

use crate::protocol::{MetricDoc, Tone, Unit};
use formula::{Names, Op, Reading, Value, Written, Zeroes, read};

/// Why a cost or a return is null where no spend is known.
pub const NO_SPEND: &str = "No spend is recorded here.";

/// Where good lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// More is better.
    Higher,
    /// Less is better.
    Lower,
    /// It depends.
    Depends,
}

impl Direction {
    /// What a rise means.
    pub fn tone(self) -> Tone {
        match self {
            Direction::Higher => Tone::Good,
            Direction::Lower => Tone::Bad,
            Direction::Depends => Tone::Neutral,
        }
    }
}

/// A metric.
#[derive(Clone, Copy, Debug)]
pub struct MetricSpec {
    /// Id, and its column in a mart.
    pub id: &'static str,
    /// Name for people.
    pub name: &'static str,
    /// What it tells.
    pub definition: &'static str,
    /// Over additive columns (`(revenue_usd - spend_usd) / spend_usd`); may name other metrics. `total_x` is `x`
    /// summed over all channels.
    pub formula: &'static str,
    /// Unit of the value.
    pub unit: Unit,
    /// When it is null.
    pub null_rule: &'static str,
    /// Where good lies.
    pub direction: Direction,
}

/// The metric of an id.
pub fn metric(id: &str) -> Option<&'static MetricSpec> {
    METRICS.iter().find(|metric| metric.id == id)
}

/// The unit of a column or metric.
pub fn unit(id: &str) -> Unit {
    metric(id).map_or_else(|| words::column_unit(id), |metric| metric.unit)
}

/// A lookup of additive columns; `None` is null.
pub type Get<'a> = &'a dyn Fn(&str) -> Option<f64>;

impl MetricSpec {
    /// The value from sums; null where an input is null or a denominator zero.
    pub fn value(&self, get: Get<'_>) -> Option<f64> {
        let get = |name: &str| match metric(name) {
            Some(inner) => inner.value(get),
            None => get(name),
        };
        read(self.formula, &mut Value(&get)).flatten()
    }

    /// The formula as SQL over the additive columns, denominators guarded with `nullif(…, 0)`.
    pub fn sql(&self) -> String {
        self.sql_ranked().0
    }

    fn sql_ranked(&self) -> (String, u8) {
        let name = |name: &str| match (metric(name), name.strip_prefix("total_")) {
            (Some(inner), _) => inner.sql_ranked(),
            (None, Some(column)) => (format!("sum({column})"), 3),
            (None, None) => (name.to_owned(), 3),
        };
        let mut written = Written {
            name: &name,
            number: &|value| value.to_string(),
            operator: |op| match op {
                Op::Add => " + ",
                Op::Subtract => " - ",
                Op::Multiply => " * ",
                Op::Divide => " / ",
            },
            guards: true,
        };
        read(self.formula, &mut written).unwrap_or_default()
    }

    /// The formula in words: `revenue ÷ spend`.
    pub fn words(&self) -> String {
        self.text(&|name| words::word(name))
    }

    /// The formula with its numbers filled in: `$815,828 ÷ $369,826 = 2.21×`; a null shows as an em dash.
    pub fn filled(&self, get: Get<'_>) -> String {
        let parts = self.text(&|name| {
            let value = metric(name).map_or_else(|| get(name), |inner| inner.value(get));
            unit(name).full(value)
        });
        format!("{parts} = {}", self.unit.full(self.value(get)))
    }

    /// Why the value is null, as a sentence; empty where it is not.
    pub fn null_reason(&self, get: Get<'_>) -> String {
        if self.value(get).is_some() {
            return String::new();
        }
        let mut names = Names::default();
        if read(self.formula, &mut names).is_none() {
            return self.null_rule.to_owned();
        }
        for name in &names.0 {
            match metric(name) {
                Some(inner) if inner.value(get).is_none() => return inner.null_reason(get),
                None if get(name).is_none() => {
                    return match name.as_str() {
                        "spend_usd" | "total_spend_usd" => NO_SPEND.to_owned(),
                        "cycle_days" => {
                            "No close dates are recorded, or they lie before the creation, so the days to close are not known."
                                .to_owned()
                        }
                        _ => format!("{} not known here.", sentence_start(name)),
                    };
                }
                _ => {}
            }
        }
        let mut zeroes = Zeroes {
            get,
            names: Vec::new(),
        };
        let _ = read(self.formula, &mut zeroes);
        match zeroes.names.first() {
            Some(name) if words::column_unit(name) == Unit::Count => {
                format!("No {} to divide by.", words::things(name))
            }
            Some(name) => format!("{} is 0: nothing to divide by.", words::title(name)),
            None => self.null_rule.replacen("Null", "No value", 1),
        }
    }

    /// The columns that the formula reads, metrics inside it resolved, in order.
    pub fn inputs(&self) -> Vec<String> {
        let mut names = Names::default();
        let _ = read(self.formula, &mut names);
        let mut out = Names::default();
        for name in names.0 {
            match metric(&name) {
                Some(inner) => inner.inputs().iter().for_each(|name| out.name(name)),
                None => out.name(&name),
            }
        }
        out.0
    }

    /// The metric as the page documents it.
    pub fn doc(&self) -> MetricDoc {
        MetricDoc {
            id: self.id.to_owned(),
            name: self.name.to_owned(),
            definition: self.definition.to_owned(),
            formula: self.words(),
            sql: self.sql(),
            unit: self.unit,
            null_rule: self.null_rule.to_owned(),
            direction: match self.direction {
                Direction::Higher => "higher is better",
                Direction::Lower => "lower is better",
                Direction::Depends => "depends",
            }
            .to_owned(),
        }
    }

    fn text(&self, name: &dyn Fn(&str) -> String) -> String {
        let mut written = Written {
            name: &|id| (name(id), 3),
            number: &|value| Unit::Count.full(Some(value)),
            operator: |op| match op {
                Op::Add => " + ",
                Op::Subtract => " − ",
                Op::Multiply => " × ",
                Op::Divide => " ÷ ",
            },
            guards: false,
        };
        read(self.formula, &mut written).unwrap_or_default().0
    }
}

fn sentence_start(id: &str) -> String {
    let verb = if id.ends_with("_usd") { "is" } else { "are" };
    format!("{} {verb}", words::title(id))
}

#[cfg(test)]
mod tests;
