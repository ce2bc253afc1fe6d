//! The parameters of a link: everything a control can set, and nothing of the data.
//!
//! The text form is the query behind the page in the hash (`#/overview?from=2025-07-01&channel=Meta`). Unknown keys
//! are kept as they are; a bad value falls back and says so.

use super::Day;
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;

/// A closed range of days; an open end is absent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Range {
    /// First day inside.
    pub from: Option<Day>,
    /// Last day inside.
    pub to: Option<Day>,
}

impl Range {
    /// Whether a day lies inside, both ends in.
    pub fn contains(self, day: Day) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }
}

/// The size of a step of time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Grain {
    /// Calendar days.
    Day,
    /// ISO weeks, from Monday.
    #[default]
    Week,
    /// Calendar months.
    Month,
}

impl Grain {
    /// The first day of the step that a day falls in.
    pub fn start(self, day: Day) -> Day {
        match self {
            Grain::Day => day,
            Grain::Week => day.monday(),
            Grain::Month => day.first_of_month(),
        }
    }

    /// `day`, `week`, `month`.
    pub fn word(self) -> &'static str {
        match self {
            Grain::Day => "day",
            Grain::Week => "week",
            Grain::Month => "month",
        }
    }
}

/// What the range is compared with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Compare {
    /// The equal span just before the range.
    #[default]
    Previous,
    /// No comparison.
    None,
}

/// Every control's value. `Default` is the page as it opens.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Params {
    /// `from`, `to`: the reporting range.
    pub range: Range,
    /// `compare`: `previous` (default) or `none`.
    pub compare: Compare,
    /// `grain`: `day`, `week` (default), `month`.
    pub grain: Grain,
    /// `channel`, repeatable: rows to show; empty shows all.
    pub channels: Vec<String>,
    /// `map`, repeatable: `utm_source~Channel`, the user's edits of the channel mapping.
    pub mapping: Vec<(String, String)>,
    /// Every other key of the link, in order, as it stood (decoded).
    pub others: Vec<(String, String)>,
}

impl Params {
    /// Reads a query (without `?`); returns the parameters and a notice for each value that could not be used.
    pub fn parse(query: &str) -> (Params, Vec<String>) {
        let mut params = Params::default();
        let mut notices = Vec::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (key, value) = (decode(key), decode(value));
            match key.as_str() {
                "from" | "to" => match Day::parse(&value) {
                    Some(day) if key == "from" => params.range.from = Some(day),
                    Some(day) => params.range.to = Some(day),
                    None => notices.push(format!(
                        "“{value}” is not a day like 2025-07-01, so {key} was ignored."
                    )),
                },
                "compare" => match value.as_str() {
                    "previous" => params.compare = Compare::Previous,
                    "none" => params.compare = Compare::None,
                    _ => notices.push(format!(
                        "“{value}” is no comparison; the previous range is used."
                    )),
                },
                "grain" => match value.as_str() {
                    "day" => params.grain = Grain::Day,
                    "week" => params.grain = Grain::Week,
                    "month" => params.grain = Grain::Month,
                    _ => notices.push(format!("“{value}” is no grain; weeks are used.")),
                },
                "channel" if !value.is_empty() => params.channels.push(value),
                "map" => match value.split_once('~') {
                    Some((from, to)) if !to.trim().is_empty() => {
                        params.mapping.push((from.to_owned(), to.to_owned()));
                    }
                    _ => notices.push(format!(
                        "“{value}” is no channel mapping (source~Channel), so it was ignored."
                    )),
                },
                _ => params.others.push((key, value)),
            }
        }
        if let (Some(from), Some(to)) = (params.range.from, params.range.to)
            && from > to
        {
            params.range = Range {
                from: Some(to),
                to: Some(from),
            };
            notices.push("The range ended before it began; its ends were swapped.".to_owned());
        }
        (params, notices)
    }

    /// The query for a link, without `?`; defaults are left out. `parse(query()) == self`.
    pub fn query(&self) -> String {
        let mut pairs: Vec<(String, String)> = Vec::new();
        let mut push = |key: &str, value: String| pairs.push((key.to_owned(), value));
        if let Some(day) = self.range.from {
            push("from", day.to_string());
        }
        if let Some(day) = self.range.to {
            push("to", day.to_string());
        }
        if self.compare == Compare::None {
            push("compare", "none".to_owned());
        }
        if self.grain != Grain::default() {
            push("grain", self.grain.word().to_owned());
        }
        for channel in &self.channels {
            push("channel", channel.clone());
        }
        for (from, to) in &self.mapping {
            push("map", format!("{from}~{to}"));
        }
        pairs.extend(self.others.iter().cloned());
        pairs
            .iter()
            .map(|(k, v)| format!("{}={}", encode(k), encode(v)))
            .collect::<Vec<_>>()
            .join("&")
    }

    /// `where`, repeatable: `column~value`, which rows of a table to show (`RowQuery::wheres`).
    pub fn wheres(&self) -> Vec<(String, String)> {
        let pairs = self.others.iter().filter(|(key, _)| key == "where");
        pairs
            .filter_map(|(_, value)| value.split_once('~'))
            .map(|(column, value)| (column.to_owned(), value.to_owned()))
            .collect()
    }

    /// The value of another key of the link.
    pub fn other(&self, key: &str) -> Option<&str> {
        self.others
            .iter()
            .find(|(k, _)| k == key)
            .map(|(_, v)| v.as_str())
    }

    /// Sets another key of the link, or takes it out.
    pub fn set_other(&mut self, key: &str, value: Option<&str>) {
        self.others.retain(|(k, _)| k != key);
        if let Some(value) = value {
            self.others.push((key.to_owned(), value.to_owned()));
        }
    }

    /// Sets the key of a control; the value that an absent key stands for takes the key out.
    pub fn set_control(&mut self, key: &str, value: &str, default: &str) {
        self.set_other(key, (value != default).then_some(value));
    }
}

fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut i = 0;
    while i < bytes.len() {
        let hex = |at: usize| {
            bytes
                .get(at)
                .and_then(|b| (*b as char).to_digit(16))
                .map(|d| d as u8)
        };
        match bytes[i] {
            b'+' => out.push(b' '),
            b'%' => {
                if let (Some(high), Some(low)) = (hex(i + 1), hex(i + 2)) {
                    out.push(high * 16 + low);
                    i += 2;
                } else {
                    out.push(b'%');
                }
            }
            b => out.push(b),
        }
        i += 1;
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for b in text.bytes() {
        match b {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' | b':' => {
                out.push(b as char);
            }
            b' ' => out.push('+'),
            _ => {
                let _ = write!(out, "%{b:02X}");
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_says_again_what_it_was_read_from() {
        let query = "from=2025-07-01&to=2025-07-31&compare=none&grain=month&channel=Google+Ads&channel=B%26Q&map=fb~Meta&theme=dark";
        let (params, notices) = Params::parse(query);
        assert!(notices.is_empty());
        assert_eq!(params.channels, ["Google Ads", "B&Q"]);
        assert_eq!(params.query(), query);
    }

    #[test]
    fn bad_values_fall_back_with_a_notice_and_unknown_keys_stay() {
        let (params, notices) = Params::parse("from=yesterday&grain=aeon&chart=x%zz&q=%E2%82%AC");
        assert_eq!(notices.len(), 2);
        assert_eq!(params.other("chart"), Some("x%zz"));
        assert_eq!(params.other("q"), Some("€"));
    }

    #[test]
    fn a_range_given_backwards_is_turned() {
        let (params, notices) = Params::parse("from=2025-08-01&to=2025-07-01");
        assert_eq!(params.range.from, Day::parse("2025-07-01"));
        assert_eq!(notices.len(), 1);
    }
}
