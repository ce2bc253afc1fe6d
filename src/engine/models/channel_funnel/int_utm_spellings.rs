//! `int_utm_spellings`: the one spelling of each `utm_source` and each `utm_campaign`, whoever names it.
//! Grain: one name of one field, compared without regard to case (its surroundings are trimmed when a file is read).
//! The commonest spelling over ads and sessions stands, then the first in the alphabet; a test names each name that is
//! written in several ways, because the links are what somebody has to correct.
//! Left out: spaces, dashes and underscores count here, unlike in names of channels (`channel.rs`).

use super::lookup::counted;
use super::{SUBJECT, count, text};
use crate::engine::base::{Column, Interner, Result, Table};
use crate::engine::warehouse::{Build, DataTest, Input, Layer, ModelSpec, Severity, checks};
use std::collections::BTreeMap;

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "int_utm_spellings",
    subject: SUBJECT,
    layer: Layer::Intermediate,
    grain: "one utm_source or utm_campaign, in lower case",
    key: &["field", "name"],
    columns: &[
        text("field", "`utm_source` or `utm_campaign`."),
        text("name", "The name in lower case."),
        text(
            "spelling",
            "The spelling of most rows, then first in the alphabet.",
        ),
        count("row_count", "Rows of ad_spend and web_analytics behind it."),
        count(
            "spelling_count",
            "In how many ways it is written; more than one is worth correcting in the links.",
        )
        .never_added(),
    ],
    inputs: &[Input::Source("ad_spend"), Input::Source("web_analytics")],
    tests: &[DataTest {
        id: "one_spelling",
        sentence: "Each utm_source and each utm_campaign is written one way (of several, the commonest stands for all).",
        severity: Severity::Warn,
        run: |table, _| checks::within(table, SPEC.key, "spelling_count", 1.0, 1.0),
    }],
    sql: include_str!("int_utm_spellings.sql"),
    build,
};

const FIELDS: [&str; 2] = ["utm_campaign", "utm_source"];

fn lower(name: &str) -> String {
    name.chars().flat_map(char::to_lowercase).collect()
}

fn build(build: &Build<'_>) -> Result<Table> {
    let sources = [build.source("ad_spend")?, build.source("web_analytics")?];
    let mut names: BTreeMap<(&str, String), BTreeMap<&str, u64>> = BTreeMap::new();
    for source in sources {
        for field in FIELDS {
            for (spelling, rows) in counted(source.text(field)?) {
                let spellings = names.entry((field, lower(spelling))).or_default();
                *spellings.entry(spelling).or_default() += rows;
            }
        }
    }
    Table::new(vec![
        Column::text_of("field", names.keys().map(|(field, _)| Some(*field))),
        Column::text_of("name", names.keys().map(|(_, name)| Some(name.as_str()))),
        Column::text_of("spelling", names.values().map(super::commonest)),
        Column::integers_dense(
            "row_count",
            (names.values())
                .map(|spellings| spellings.values().sum::<u64>() as i64)
                .collect(),
        ),
        Column::integers_dense(
            "spelling_count",
            names.values().map(|s| s.len() as i64).collect(),
        ),
    ])
}

/// A table with its utm columns in their one spelling; columns that are written so already are shared.
pub fn spelled(table: Table, spellings: &Table) -> Result<Table> {
    let (of, name) = (spellings.text("field")?, spellings.text("name")?);
    let spelling = spellings.text("spelling")?;
    let mut out = table;
    for field in FIELDS {
        let known: BTreeMap<&str, &str> = (0..spellings.height())
            .filter(|row| of.get(*row) == Some(field))
            .filter_map(|row| Some((name.get(row)?, spelling.get(row)?)))
            .collect();
        let text = out.text(field)?;
        let mut interner = Interner::new();
        let mut is_same = true;
        let codes: Vec<u32> = (text.dict.iter())
            .map(|written| {
                let shown = known.get(lower(written).as_str()).copied();
                let shown = shown.unwrap_or(written);
                is_same &= shown == written;
                interner.intern(shown)
            })
            .collect();
        if is_same {
            continue;
        }
        let codes = text.codes.recoded(&codes, interner.dict().len());
        out = out.with(Column::coded(field, codes, interner.finish()))?;
    }
    Ok(out)
}
