//! The header: names in normal form, and which column of a file is which column of a source.

use super::text;
use crate::engine::base::SourceSpec;

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
}

/// How a header fits a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fit {
    /// For each declared column, its place in the file.
    pub places: Vec<Option<usize>>,
    /// Declared columns found.
    pub found: usize,
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
        let normal = names.iter().map(|name| normal(name)).collect();
        Header { names, normal }
    }

    /// Which columns of a source are here, by name, then by alias in the order the source lists them. Where a name
    /// stands twice, its first column counts.
    pub fn fit(&self, source: &SourceSpec) -> Fit {
        let at = |name: &str| self.normal.iter().position(|known| known == name);
        let mut places: Vec<Option<usize>> =
            source.columns.iter().map(|c| at(c.column.name)).collect();
        for (column, place) in source.columns.iter().zip(0..) {
            if places.get(place).is_some_and(Option::is_some) {
                continue;
            }
            // A column of the file serves one column of the source.
            let free = column
                .aliases
                .iter()
                .filter_map(|alias| at(alias))
                .find(|at| !places.contains(&Some(*at)));
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
            required_found: required().filter(|(_, place)| place.is_some()).count(),
            missing: required()
                .filter(|(_, place)| place.is_none())
                .map(|(column, _)| column.column.name)
                .collect(),
            places,
        }
    }

    /// Names that stand more than once, each once.
    pub fn repeated(&self) -> Vec<&str> {
        let mut sorted: Vec<&str> = self.normal.iter().map(String::as_str).collect();
        sorted.sort_unstable();
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
