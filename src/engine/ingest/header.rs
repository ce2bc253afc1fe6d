//! The header: names in normal form, and which column of a file is which column of a source.

use super::{number, text};
use crate::engine::base::Arrange;
use crate::engine::base::{Kind, SourceSpec, Unit};

/// A header name in normal form: trimmed, lower case, `_` for spaces, dashes and dots.
pub fn normal(name: &str) -> String {
    name.trim_start_matches('\u{feff}')
        .trim()
        .chars()
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            ' ' | '-' | '.' | '\u{a0}' | '\u{202f}' => '_',
            c => c,
        })
        .collect()
}

/// A file's header.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Header {
    /// As written, without quotes and outer spaces.
    pub names: Vec<String>,
    /// In normal form.
    pub normal: Vec<String>,
    /// The currency that a name ends in, and the name without it: `amount_spent_(eur)`, `spend_usd`.
    pub currencies: Vec<Option<(&'static str, String)>>,
}

/// `amount_spent_(eur)` is `amount_spent` in EUR.
fn currency(name: &str) -> Option<(&'static str, String)> {
    let bare = name.trim_end_matches([')', ']']);
    let at = bare.rfind(['_', '(', '['])?;
    let code = number::currency(bare.get(at + 1..)?)?;
    let rest = name.get(..at)?.trim_end_matches(['_', '(', '[']);
    Some((code, rest.trim_end_matches("_in").to_owned()))
}

/// How a header fits a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fit {
    /// For each declared column, its place in the file.
    pub places: Vec<Option<usize>>,
    /// Declared columns found.
    pub found: usize,
    /// Those found under their own name.
    pub exact: usize,
    /// Required columns found.
    pub required_found: usize,
    /// Required columns not found.
    pub missing: Vec<&'static str>,
}

impl Header {
    /// The header of a record's fields.
    pub fn of(fields: &[&[u8]]) -> Header {
        let names: Vec<String> = fields
            .iter()
            .map(|raw| {
                let name = String::from_utf8_lossy(&text::unquote(raw)).into_owned();
                name.trim_start_matches('\u{feff}').trim().to_owned()
            })
            .collect();
        let normal: Vec<String> = names.iter().map(|name| normal(name)).collect();
        let currencies = normal.iter().map(|name| currency(name)).collect();
        Header {
            names,
            normal,
            currencies,
        }
    }

    /// Which columns of a source are here, by name, then by alias in the order the source lists them; an amount also by
    /// a name that a currency follows. Where a name stands twice, its first column counts.
    pub fn fit(&self, source: &SourceSpec) -> Fit {
        let at = |name: &str| self.normal.iter().position(|known| known == name);
        let mut places: Vec<Option<usize>> =
            source.columns.iter().map(|c| at(c.column.name)).collect();
        for (column, place) in source.columns.iter().zip(0..) {
            if places.get(place).is_some_and(Option::is_some) {
                continue;
            }
            // A column of the file serves one column of the source.
            let is_free = |at: &usize| !places.contains(&Some(*at));
            let free = column.aliases.iter().filter_map(|alias| at(alias));
            let free = free.clone().find(is_free).or_else(|| {
                let priced = |name: &str| {
                    let mut known = self.currencies.iter();
                    known.position(|c| c.as_ref().is_some_and(|(_, rest)| rest == name))
                };
                let is_amount = column.column.kind == Kind::Amount;
                let names = column.aliases.iter().chain([&column.column.name]);
                names
                    .filter(|_| is_amount)
                    .filter_map(|name| priced(name))
                    .find(is_free)
            });
            if let Some(slot) = places.get_mut(place) {
                *slot = free;
            }
        }
        let required = || {
            source
                .columns
                .iter()
                .zip(&places)
                .filter(|(column, _)| column.required)
        };
        Fit {
            found: places.iter().flatten().count(),
            exact: source
                .columns
                .iter()
                .zip(&places)
                .filter(|(column, place)| {
                    let name = place.and_then(|at| self.normal.get(at));
                    name.is_some_and(|name| name == column.column.name)
                })
                .count(),
            required_found: required().filter(|(_, place)| place.is_some()).count(),
            missing: required()
                .filter(|(_, place)| place.is_none())
                .map(|(column, _)| column.column.name)
                .collect(),
            places,
        }
    }

    /// Currencies that the names of a source's amount columns carry, each once.
    pub fn currencies_of(&self, source: &SourceSpec, fit: &Fit) -> Vec<&'static str> {
        let columns = source.columns.iter().zip(&fit.places);
        let money = columns.filter(|(column, _)| column.column.unit == Unit::Usd);
        let mut all: Vec<&'static str> = money
            .filter_map(|(_, place)| Some(self.currencies.get((*place)?)?.as_ref()?.0))
            .collect();
        all.arrange();
        all.dedup();
        all
    }

    /// Names that stand more than once, each once.
    pub fn repeated(&self) -> Vec<&str> {
        let mut sorted: Vec<&str> = self.normal.iter().map(String::as_str).collect();
        sorted.arrange();
        let mut twice: Vec<&str> = sorted
            .windows(2)
            .filter_map(|pair| match pair {
                [a, b] if a == b && !a.is_empty() => Some(*a),
                _ => None,
            })
            .collect();
        twice.dedup();
        twice
    }

    /// The names for a sentence: the first ones, and how many more.
    pub fn listed(&self) -> String {
        const SHOWN: usize = 20;
        let names: Vec<String> = self
            .names
            .iter()
            .take(SHOWN)
            .map(|name| text::shown(name.as_bytes(), 60))
            .collect();
        let more = self.names.len().saturating_sub(SHOWN);
        if more > 0 {
            format!("{} and {more} more", names.join(", "))
        } else {
            names.join(", ")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::specs::AD_SPEND;
    use super::*;

    fn header(line: &str) -> Header {
        Header::of(&line.split(',').map(str::as_bytes).collect::<Vec<_>>())
    }

    #[test]
    fn names_are_compared_in_normal_form() {
        assert_eq!(normal("\u{feff} UTM Source "), "utm_source");
        assert_eq!(normal("utm-campaign"), "utm_campaign");
        assert_eq!(normal("Spend.USD"), "spend_usd");
        assert_eq!(header("\"Date\", Channel ").normal, ["date", "channel"]);
    }

    #[test]
    fn a_name_wins_over_an_alias_and_a_column_serves_once() {
        let fit = header("cost,spend_usd,day").fit(&AD_SPEND);
        assert_eq!(fit.places.get(5), Some(&Some(1)));
        assert_eq!(fit.places.first(), Some(&Some(2)));
        assert_eq!(fit.missing, ["campaign_id", "channel"]);
    }

    #[test]
    fn repeated_names_are_named_and_the_first_counts() {
        let header = header("date,channel,Date,x,,");
        assert_eq!(header.repeated(), ["date"]);
        assert_eq!(header.fit(&AD_SPEND).places.first(), Some(&Some(0)));
    }
}
