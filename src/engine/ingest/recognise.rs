//! Which source a file is, by its header alone: the file name only breaks a tie.

use super::Refusal;
use super::header::{Fit, Header, normal};
use super::presets::{PRESETS, Preset};
use crate::engine::base::SourceSpec;

/// A recognised source.
#[derive(Clone, Debug)]
pub struct Recognised {
    /// The source, or the shape of a vendor's export of it (`presets::of`).
    pub source: &'static SourceSpec,
    /// How the header fits.
    pub fit: Fit,
    /// On what evidence, for people.
    pub because: String,
}

/// How much a header speaks for a source: a column under its own name counts three, under another name two, a mark of a
/// vendor one.
type Score = usize;

/// Every form that a source may come in: its own, and the shapes of its vendors.
fn forms(
    sources: &'static [&'static SourceSpec],
) -> impl Iterator<Item = (&'static SourceSpec, Option<&'static Preset>)> {
    let vendors = PRESETS
        .iter()
        .filter(|preset| sources.iter().any(|source| source.id == preset.shape.id));
    let own = sources.iter().map(|source| (*source, None));
    own.chain(vendors.map(|preset| (&preset.shape, Some(*preset))))
}

/// How a header fits a form, where every column that the form requires is there.
fn scored(
    header: &Header,
    source: &SourceSpec,
    preset: Option<&Preset>,
) -> Option<(Score, usize, Fit)> {
    let fit = header.fit(source);
    let marks = preset.map_or(0, |preset| preset.marked(header));
    let is_marked = preset.is_none_or(|preset| marks >= preset.marks_needed);
    let is_known = fit.missing.is_empty() && source.is_named_by(fit.found);
    (is_known && is_marked).then(|| (fit.exact + 2 * fit.found + marks, marks, fit))
}

/// The most columns that any form of a source finds in a header.
pub fn known(header: &Header, sources: &'static [&'static SourceSpec]) -> usize {
    let found = forms(sources).map(|(source, _)| header.fit(source).found);
    found.max().unwrap_or(0)
}

/// The source whose required columns are all here; among several the one for which the header speaks most, then the one
/// that the file name names, then the order of the lists.
pub fn recognise(
    header: &Header,
    name: &str,
    sources: &'static [&'static SourceSpec],
) -> Option<Recognised> {
    let file = normal(name);
    let named = |source: &SourceSpec, preset: Option<&Preset>| {
        let words = preset.map_or(source.id, |preset| preset.vendor);
        let words = normal(words);
        let first = words.split('_').next().unwrap_or_default();
        file.contains(&words) || (preset.is_some() && file.contains(first))
    };
    let mut best: Option<(Score, bool, Recognised)> = None;
    let mut tied = false;
    for (source, preset) in forms(sources) {
        let Some((score, marks, fit)) = scored(header, source, preset) else {
            continue;
        };
        let is_named = named(source, preset);
        if let Some((known, known_named, _)) = &best {
            if score < *known {
                continue;
            }
            tied = score == *known;
            if tied && *known_named >= is_named {
                continue;
            }
        }
        let columns = format!(
            "{} of {} columns found in the header",
            fit.found,
            source.columns.len()
        );
        let because = match preset {
            Some(_) if marks > 0 => format!("{columns}, {marks} more that only it writes"),
            _ => columns,
        };
        best = Some((
            score,
            is_named,
            Recognised {
                source,
                fit,
                because,
            },
        ));
    }
    best.map(|(_, _, mut found)| {
        if tied {
            found.because.push_str("; the file name broke a tie");
        }
        found
    })
}

/// The refusal of a header that is no source's: which columns were found, and what the nearest source still needs.
pub fn unknown(header: &Header, sources: &'static [&'static SourceSpec]) -> Refusal {
    let mut nearest: Option<(&'static SourceSpec, Fit)> = None;
    for source in sources {
        let fit = header.fit(source);
        // Nothing is missing, yet too little is here to tell: naming it would only mislead.
        if fit.missing.is_empty() {
            continue;
        }
        let better = nearest.as_ref().is_none_or(|(_, known)| {
            (fit.required_found, fit.found) > (known.required_found, known.found)
        });
        if better {
            nearest = Some((source, fit));
        }
    }
    let found = format!("Columns found: {}.", header.listed());
    if let Some((source, fit)) = nearest.filter(|(_, fit)| fit.required_found > 0) {
        let (s, are, them) = match fit.missing.len() {
            1 => ("", "is", "it"),
            _ => ("s", "are", "them"),
        };
        return Refusal {
            code: "unknown_header",
            sentence: format!(
                "This file is closest to {}, but the column{s} {} {are} missing: add or rename {them} in the header, \
                 then drop the file again.",
                source.id,
                listed(&fit.missing),
            ),
            detail: found,
        };
    }
    let known: Vec<String> = sources
        .iter()
        .map(|source| {
            let required = source.columns.iter().filter(|c| c.required);
            let required: Vec<&str> = required.map(|c| c.column.name).collect();
            format!("{} needs {}", source.id, required.join(", "))
        })
        .collect();
    Refusal {
        code: "unknown_header",
        sentence: "The first line holds no column that Tributary knows: make it the header row, with the column \
                   names of one of the sources, then drop the file again."
            .to_owned(),
        detail: format!("{found} {}.", known.join("; ")),
    }
}

fn listed(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::specs::SOURCES;
    use super::*;

    fn id(header: &str, file: &str) -> Option<&'static str> {
        let fields: Vec<&[u8]> = header.split(',').map(str::as_bytes).collect();
        recognise(&Header::of(&fields), file, SOURCES).map(|found| found.source.id)
    }

    #[test]
    fn the_header_decides_whatever_the_file_is_called() {
        let ads = "date,campaign_id,channel,utm_source,utm_campaign,spend_usd,clicks,impressions";
        assert_eq!(id(ads, "web_analytics.csv"), Some("ad_spend"));
        assert_eq!(id("Session ID,Date,x", "a"), Some("web_analytics"));
        assert_eq!(
            id("Id,Stage Name,Created Date", "a"),
            Some("salesforce_opportunities")
        );
        assert_eq!(id("a,b,c", "ad_spend.csv"), None);
    }

    #[test]
    fn the_file_name_breaks_a_tie() {
        // Every required column of both, as many columns of each.
        let both =
            "date,campaign_id,channel,spend_usd,opportunity_id,created_date,stage,amount_usd";
        assert_eq!(
            id(both, "salesforce-opportunities.csv"),
            Some("salesforce_opportunities")
        );
        assert_eq!(id(both, "x.csv"), Some("ad_spend"));
    }

    #[test]
    fn a_column_as_common_as_an_id_is_not_enough_for_a_source() {
        assert_eq!(id("id,name,latitude,longitude", "products.csv"), None);
        assert_eq!(id("id,label,price,x", "a"), Some("catalogue"));
    }

    #[test]
    fn an_unknown_header_says_what_was_found_and_what_the_nearest_source_needs() {
        let refusal = |line: &str| {
            let fields: Vec<&[u8]> = line.split(',').map(str::as_bytes).collect();
            unknown(&Header::of(&fields), SOURCES)
        };
        let near = refusal("date,campaign_id,Spend USD,colour");
        assert!(near.sentence.contains("ad_spend") && near.sentence.contains("column channel is"));
        assert_eq!(
            near.detail,
            "Columns found: date, campaign_id, Spend USD, colour."
        );
        let far = refusal("a,b");
        assert!(
            far.detail
                .contains("web_analytics needs session_id, session_date")
        );
    }
}
