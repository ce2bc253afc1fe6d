//! The dbt project as plain data: every file with its path and text, written from the registry. The parity check runs
//! it, and a user can carry on with it on a warehouse that scales.
//!
//! The typed sources are expected as tables of the schema `gtm`; the vars `from`, `to`, `channels` and `mapping` are the
//! parameters of the link, and so is every other key that a model reads (`lookback_days`), as text.

use super::{Input, Layer, ModelSpec, SOURCE_ROW, aliases};
use crate::engine::base::{Arrange, Kind, SourceSpec};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Name of the dbt source that the typed sources stand in.
pub const SOURCE_NAME: &str = "gtm";

/// A file of the project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectFile {
    /// Path inside the project, `/` between folders.
    pub path: String,
    /// Text.
    pub text: String,
}

/// The project: `dbt_project.yml`, models with their documentation, sources, macros, the seed.
pub fn project(models: &[&ModelSpec], sources: &[&SourceSpec]) -> Vec<ProjectFile> {
    let mut files = vec![
        file("dbt_project.yml", PROJECT),
        file("macros/names.sql", include_str!("dbt/names.sql")),
        file("macros/filters.sql", include_str!("dbt/filters.sql")),
        file("macros/touches.sql", include_str!("dbt/touches.sql")),
        file("seeds/channel_aliases.csv", aliases::SEED),
        file("models/sources.yml", &sources_yml(sources)),
    ];
    let mut subjects: BTreeMap<&str, Vec<&ModelSpec>> = BTreeMap::new();
    for model in models.iter().filter(|model| model.has_twin()) {
        subjects.entry(model.subject).or_default().push(model);
        let path = format!("models/{}/{}.sql", model.subject, model.id);
        files.push(file(&path, model.sql));
    }
    for (subject, models) in subjects {
        let path = format!("models/{subject}/schema.yml");
        files.push(file(&path, &schema_yml(&models)));
    }
    files
}

const PROJECT: &str = "name: tributary
version: '1.0'
config-version: 2
profile: tributary
model-paths: [models]
macro-paths: [macros]
seed-paths: [seeds]
models:
  tributary:
    +materialized: table
seeds:
  tributary:
    channel_aliases:
      +column_types: {alias: varchar, channel: varchar, channel_group: varchar, is_paid: boolean}
";

fn file(path: &str, text: &str) -> ProjectFile {
    ProjectFile {
        path: path.to_owned(),
        text: text.to_owned(),
    }
}

fn sources_yml(sources: &[&SourceSpec]) -> String {
    let mut out = format!("version: 2\nsources:\n  - name: {SOURCE_NAME}\n    tables:\n");
    for source in sources {
        let _ = writeln!(
            out,
            "      - name: {}\n        description: {}\n        columns:",
            source.id,
            quoted(&format!("One row is {}.", source.grain))
        );
        for column in source.columns {
            let _ = writeln!(
                out,
                "          - name: {}\n            data_type: {}\n            description: {}",
                column.column.name,
                sql_type(column.column.kind),
                quoted(column.column.doc)
            );
            if column.required {
                out.push_str("            data_tests: [not_null]\n");
            }
        }
        let _ = writeln!(
            out,
            "          - name: {SOURCE_ROW}\n            data_type: bigint\n            description: \"Where the row came from: index of the file × 2^32 + line.\""
        );
    }
    out
}

fn schema_yml(models: &[&ModelSpec]) -> String {
    let mut out = "version: 2\nmodels:\n".to_owned();
    for model in models {
        let layer = match model.layer {
            Layer::Mart => "Mart, under the date range and the channel filter",
            layer => layer.word(),
        };
        let _ = writeln!(
            out,
            "  - name: {}\n    description: {}\n    columns:",
            model.id,
            quoted(&format!(
                "One row is {}. Layer: {layer}. Key: {}.",
                model.grain,
                model.key.join(", ")
            ))
        );
        for column in model
            .columns
            .iter()
            .filter(|column| model.twin_has(column.name))
        {
            let _ = writeln!(
                out,
                "      - name: {}\n        data_type: {}\n        description: {}",
                column.name,
                sql_type(column.kind),
                quoted(column.doc)
            );
            match model.key {
                [only] if *only == column.name => {
                    out.push_str("        data_tests: [not_null, unique]\n");
                }
                key if key.contains(&column.name) => {
                    out.push_str("        data_tests: [not_null]\n");
                }
                _ => {}
            }
        }
    }
    out
}

/// The type of a column in SQL.
pub fn sql_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "varchar",
        Kind::Integer => "bigint",
        Kind::Amount => "double",
        Kind::Date => "date",
        Kind::Timestamp => "timestamp",
        Kind::Boolean => "boolean",
    }
}

/// What a twin names with `ref` and `source`: models, the seed `channel_aliases`, sources.
pub fn references(sql: &str) -> (Vec<String>, Vec<String>) {
    let arguments = |call: &str, last: bool| {
        let mut found: Vec<String> = sql
            .split(call)
            .skip(1)
            .filter_map(|rest| rest.split(')').next())
            .filter_map(|inner| {
                let mut words = inner.split('\'').skip(1).step_by(2);
                if last { words.last() } else { words.next() }
            })
            .map(str::to_owned)
            .collect();
        found.arrange();
        found.dedup();
        found
    };
    (arguments("ref(", false), arguments("source(", true))
}

/// What a model's twin must name: models (and the seed), sources; sorted.
pub fn declared(model: &ModelSpec) -> (Vec<String>, Vec<String>) {
    let (mut models, mut sources) = (Vec::new(), Vec::new());
    for input in model.inputs {
        match input {
            Input::Model(id) => models.push((*id).to_owned()),
            Input::ChannelAliases => models.push("channel_aliases".to_owned()),
            Input::Source(id) => sources.push((*id).to_owned()),
            Input::Param(_) => {}
        }
    }
    models.arrange();
    sources.arrange();
    (models, sources)
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
