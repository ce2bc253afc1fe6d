//! Vendor presets: an export as the vendor writes it becomes a source.
//!
//! A preset is data. Its `shape` is a source of its own: the vendor's columns under their header words in English,
//! German, French, Spanish and Portuguese, read like any source. Its `steps` then turn the rows kept into rows of the
//! target: what the export lacks is supplied, each time with a sentence on the file's card; what is finer than the
//! target's grain is added up. A column of the shape that is named as in the target becomes that column; others only
//! serve the steps. Adding a vendor is one file here and one line in `PRESETS`.
//!
//! Left out: which of several currencies counts (`currency`), totals rows and footers (they are no rows).

mod days;
mod google_ads;
mod google_analytics;
mod hubspot;
mod linkedin;
mod meta;
mod microsoft;
mod pinterest;
mod salesforce;
mod snowplow;
mod spotify;
mod steps;
#[cfg(test)]
mod tests;
mod tiktok;

pub use steps::supply;

use super::header::Header;
use crate::engine::base::{ColumnSpec, Kind, SourceColumn, SourceSpec, Unit};

/// Every preset.
pub static PRESETS: &[&Preset] = &[
    &google_ads::PRESET,
    &meta::PRESET,
    &linkedin::PRESET,
    &microsoft::PRESET,
    &pinterest::PRESET,
    &tiktok::PRESET,
    &spotify::PRESET,
    &google_analytics::PRESET,
    &salesforce::REPORT,
    &salesforce::DATA_LOADER,
    &hubspot::PRESET,
    &snowplow::PRESET,
];

/// An export as its vendor writes it.
#[derive(Debug)]
pub struct Preset {
    /// Who writes it (`Google Ads`).
    pub vendor: &'static str,
    /// What it looks like. `id` is the target's; a required column must be in the header.
    pub shape: SourceSpec,
    /// Other header names that speak for the vendor.
    pub marks: &'static [&'static str],
    /// So many of the marks must be there: for exports whose columns anybody's could be.
    pub marks_needed: usize,
    /// What is done to the rows, in order.
    pub steps: &'static [Step],
}

/// What a preset does to the rows of an export.
#[derive(Clone, Copy, Debug)]
pub enum Step {
    /// A column that is the same in every row.
    Constant(&'static str, &'static str),
    /// Where a text is null, another column's stands for it; the sentence says so.
    Instead(&'static str, &'static str, &'static str),
    /// Where a text is null, this stands for it; the sentence says so.
    Fixed(&'static str, &'static str, &'static str),
    /// An amount that is null is zero; the sentence says so.
    Zero(&'static str, &'static str),
    /// `google / cpc` is `google`, `(direct) / (none)` is null.
    Medium(&'static str),
    /// The first column is the row's day. Where it is null, the row is spread over the days from the second column to
    /// the third; where those are null too, over the days in the title of the report.
    Days(&'static str, &'static str, &'static str),
    /// Rows that agree in these columns are added up.
    Sum(&'static [&'static str]),
    /// Where the first column is null, a hash of the others stands for it; the sentence says so.
    Identity(&'static str, &'static [&'static str], &'static str),
    /// Rows in which a flag is true are set aside, under this code and sentence.
    SetAside(&'static str, &'static str, &'static str),
}

impl Preset {
    /// Whether a null of this column is filled later, so that the row is not set aside for it.
    pub fn fills(&self, column: &str) -> bool {
        self.steps.iter().any(|step| match step {
            Step::Zero(name, _) | Step::Fixed(name, ..) | Step::Identity(name, ..) => {
                *name == column
            }
            _ => false,
        })
    }

    /// How many of its marks are in the header.
    pub fn marked(&self, header: &Header) -> usize {
        let known = |mark: &&&str| header.normal.iter().any(|name| name == **mark);
        self.marks.iter().filter(known).count()
    }
}

/// The preset whose shape this is; `None` for a source in its own form.
pub fn of(source: &SourceSpec) -> Option<&'static Preset> {
    PRESETS
        .iter()
        .find(|preset| std::ptr::eq(&raw const preset.shape, source))
        .copied()
}

/// What a form is called: its source, and the vendor whose export of it this is.
pub fn title(source: &SourceSpec) -> String {
    of(source).map_or_else(
        || source.id.to_owned(),
        |preset| format!("{} as {} exports it", source.id, preset.vendor),
    )
}

type Words = &'static [&'static str];

const fn column(name: &'static str, kind: Kind, unit: Unit, aliases: Words) -> SourceColumn {
    SourceColumn {
        column: ColumnSpec {
            name,
            kind,
            unit,
            doc: "",
            adds: crate::engine::base::Adds::Never,
        },
        required: false,
        aliases,
        keeps_null_words: false,
        one_of: &[],
    }
}

const fn text(name: &'static str, aliases: Words) -> SourceColumn {
    column(name, Kind::Text, Unit::Text, aliases)
}

const fn count(name: &'static str, aliases: Words) -> SourceColumn {
    column(name, Kind::Integer, Unit::Count, aliases)
}

const fn usd(name: &'static str, aliases: Words) -> SourceColumn {
    column(name, Kind::Amount, Unit::Usd, aliases)
}

const fn date(name: &'static str, aliases: Words) -> SourceColumn {
    column(name, Kind::Date, Unit::Date, aliases)
}

const fn flag(name: &'static str, aliases: Words) -> SourceColumn {
    column(name, Kind::Boolean, Unit::Flag, aliases)
}

/// A name or title: `N/A` is text in it.
const fn name(name: &'static str, aliases: Words) -> SourceColumn {
    SourceColumn {
        keeps_null_words: true,
        ..text(name, aliases)
    }
}

/// A column that must be in the header.
const fn needed(column: SourceColumn) -> SourceColumn {
    SourceColumn {
        required: true,
        ..column
    }
}

/// The header words of an ad platform's campaign report, in normal form.
struct AdWords {
    day: Words,
    from: Words,
    until: Words,
    campaign_id: Words,
    campaign: Words,
    spend: Words,
    clicks: Words,
    impressions: Words,
    currency: Words,
}

impl AdWords {
    const fn columns(&self) -> [SourceColumn; 9] {
        [
            date("date", self.day),
            date("from", self.from),
            date("until", self.until),
            text("campaign_id", self.campaign_id),
            needed(text("campaign_name", self.campaign)),
            needed(usd("spend_usd", self.spend)),
            count("clicks", self.clicks),
            count("impressions", self.impressions),
            text("currency", self.currency),
        ]
    }
}

const fn ad_report(columns: &'static [SourceColumn]) -> SourceSpec {
    SourceSpec {
        id: "ad_spend",
        grain: "one campaign, or one day of it",
        key: &[],
        keeps_equal_rows: false,
        columns,
    }
}

/// What every ad platform's report needs to become `ad_spend`.
const fn ad_steps(channel: &'static str) -> [Step; 5] {
    [
        Step::Constant("channel", channel),
        Step::Instead(
            "campaign_id",
            "campaign_name",
            "the campaign's name stands for its id, which the export does not carry",
        ),
        Step::Zero("spend_usd", "a cost that is left blank or -- is 0"),
        Step::Days("date", "from", "until"),
        Step::Sum(&["date", "campaign_id"]),
    ]
}
