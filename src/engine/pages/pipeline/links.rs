//! Where a number of the page leads: the opportunities behind it, or an opportunity's touches.

use super::data::Data;
use crate::engine::models::pipeline::settings::{DAYS, PRECISION, RULE};
use crate::protocol::Params;

impl Data {
    /// The rows of a table where columns have values, under the rule, the lookback and the range on screen.
    pub fn rows_of(&self, table: &str, wheres: &[(&str, &str)]) -> String {
        let kept = |key: &str| [RULE, DAYS, PRECISION, "tz"].contains(&key);
        let mut others: Vec<(String, String)> = (self.params.others.iter())
            .filter(|(key, _)| kept(key))
            .cloned()
            .collect();
        for (column, value) in wheres {
            others.push(("where".to_owned(), format!("{column}~{value}")));
        }
        let query = Params {
            range: self.params.range,
            others,
            ..Params::default()
        }
        .query();
        format!("#/tables/{table}?{query}")
    }

    /// The opportunities that a channel sourced in a segment; either may be empty for all. Rules that share credit have
    /// no one touch an opportunity, so there each channel’s part stands in `int_pipeline_credits`.
    pub fn opportunities_of(&self, channel: &str, segment: &str) -> String {
        let mut wheres = Vec::new();
        for (column, value) in [("channel", channel), ("sales_segment", segment)] {
            if !value.is_empty() {
                wheres.push((column, value));
            }
        }
        if self.evidence.rule.is_single || channel.is_empty() {
            return self.rows_of("sourced_pipeline", &wheres);
        }
        self.credits_of(&wheres)
    }

    /// The opportunities that a channel touched.
    pub fn touched_by(&self, channel: &str) -> String {
        self.credits_of(&[("channel", channel), ("touches", "1..")])
    }

    /// `int_pipeline_credits` is never filtered, so the range is one more condition.
    fn credits_of(&self, wheres: &[(&str, &str)]) -> String {
        let range = self.params.range;
        let day =
            |day: Option<crate::protocol::Day>| day.map_or_else(String::new, |d| d.to_string());
        let span = format!("{}..{}", day(range.from), day(range.to));
        let mut wheres = wheres.to_vec();
        if span != ".." {
            wheres.push(("opportunity_created_time", &span));
        }
        self.rows_of("int_pipeline_credits", &wheres)
    }

    /// An opportunity’s touches, in order.
    pub fn touches_of(&self, opportunity: &str) -> String {
        let wheres = [("opportunity_id", opportunity)];
        self.rows_of("fct_opportunity_touches", &wheres)
    }
}
