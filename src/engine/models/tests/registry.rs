//! What every model must have, whoever adds it.

use super::support::{params, warehouse};
use crate::engine::base::{Adds, Kind};
use crate::engine::metrics;
use crate::engine::models::{MODELS, SOURCES};
use crate::engine::warehouse::{Input, Layer, Param, SOURCE_ROW, scaffold};
use std::collections::BTreeSet;

#[test]
fn ids_are_unique_and_say_the_layer() {
    let mut ids: BTreeSet<&str> = SOURCES.iter().map(|source| source.id).collect();
    for model in MODELS {
        assert!(ids.insert(model.id), "{} stands twice", model.id);
        let prefix = match model.layer {
            Layer::Staging => "stg_",
            Layer::Intermediate => "int_",
            Layer::Dimension => "dim_",
            Layer::Fact => "fct_",
            Layer::Mart => "",
        };
        assert!(model.id.starts_with(prefix), "{}", model.id);
        let is_mart = !["stg_", "int_", "dim_", "fct_"]
            .iter()
            .any(|p| model.id.starts_with(p));
        assert_eq!(is_mart, model.layer == Layer::Mart, "{}", model.id);
        assert!(
            model.id.chars().all(|c| c.is_ascii_lowercase() || c == '_'),
            "{}",
            model.id
        );
        assert!(!model.subject.is_empty());
    }
}

#[test]
fn every_column_is_documented_and_every_key_is_a_column_that_comes_first() {
    for model in MODELS {
        let names: Vec<&str> = model.columns.iter().map(|c| c.name).collect();
        assert_eq!(
            names.iter().collect::<BTreeSet<_>>().len(),
            names.len(),
            "{}",
            model.id
        );
        assert_eq!(
            names.get(..model.key.len()),
            Some(model.key),
            "{}",
            model.id
        );
        assert!(model.grain.starts_with("one "), "{}", model.id);
        for column in model.columns {
            assert!(column.doc.ends_with('.'), "{}.{}", model.id, column.name);
            // Spec 20 names the revenue of attribution so; any other amount says its unit.
            let is_named = model.subject == "attribution" && column.name.ends_with("revenue");
            assert_eq!(
                column.name.ends_with("_usd"),
                column.unit.compact(Some(1.0)).starts_with('$')
                    && !column.name.ends_with("_per_day")
                    && !is_named,
                "{}.{}",
                model.id,
                column.name
            );
        }
        let tests: BTreeSet<&str> = model.tests.iter().map(|test| test.id).collect();
        assert_eq!(tests.len(), model.tests.len());
        assert!(model.tests.iter().all(|test| test.sentence.ends_with('.')));
    }
    for source in SOURCES {
        let required: Vec<&str> = source
            .columns
            .iter()
            .filter(|c| c.required)
            .map(|c| c.column.name)
            .collect();
        assert!(
            // A cost without a period covers all the data: its null is a value of the key.
            (source.key.iter())
                .all(|key| required.contains(key) || *key == "period" || *key == SOURCE_ROW),
            "{}",
            source.id
        );
        assert!(source.columns.iter().all(|c| c.column.doc.ends_with('.')));
        let mut names = BTreeSet::new();
        for column in source.columns {
            for name in column.aliases.iter().chain([&column.column.name]) {
                assert!(
                    names.insert(*name),
                    "{}: {name} names two columns",
                    source.id
                );
                assert!(
                    !name.contains([' ', '-', '.']) && *name == name.to_lowercase(),
                    "{name}"
                );
            }
        }
    }
}

#[test]
fn only_marts_depend_on_the_range_or_the_channel_filter() {
    for model in MODELS {
        let filters = model
            .inputs
            .iter()
            .any(|input| matches!(input, Input::Param(Param::Range | Param::Channels)));
        assert!(!filters || model.layer == Layer::Mart, "{}", model.id);
    }
}

#[test]
fn every_twin_names_the_declared_inputs_and_selects_the_declared_columns() {
    let lacks_twin = |id: &str| {
        MODELS
            .iter()
            .any(|model| model.id == id && !model.has_twin())
    };
    for model in MODELS.iter().filter(|model| model.has_twin()) {
        let (mut models, sources) = scaffold::declared(model);
        models.retain(|id| !lacks_twin(id));
        assert_eq!(
            scaffold::references(model.sql),
            (models, sources),
            "{}",
            model.id
        );
        let body = model.sql.rsplit("\nselect\n").next().unwrap_or_default();
        let list = body.split("\nfrom ").next().unwrap_or_default();
        let mut columns: Vec<String> = Vec::new();
        let mut depth = 0_i32;
        let mut part = String::new();
        for c in list.chars().chain([',']) {
            depth += i32::from(c == '(') - i32::from(c == ')');
            if c == ',' && depth == 0 {
                let name = part.rsplit([' ', '.', '\n']).next().unwrap_or_default();
                columns.push(name.trim().to_owned());
                part.clear();
            } else {
                part.push(c);
            }
        }
        let names = model.columns.iter().map(|column| column.name);
        let declared: Vec<&str> = names.filter(|name| model.twin_has(name)).collect();
        assert_eq!(columns, declared, "{}", model.id);
    }
}

/// Amounts of marts that are neither sums nor metrics: a mean with its weight beside it, and a score.
const OTHERS: [&str; 2] = ["cycle_days", "loyalty_score"];

/// Subjects whose marts hold sums and metrics, and nothing else that is an amount.
const OF_METRICS: [&str; 2] = ["channel_funnel", "commerce"];

#[test]
fn a_metric_has_one_formula_in_the_marts_and_in_their_twins() {
    for model in MODELS.iter().filter(|model| model.layer == Layer::Mart) {
        let has = |name: &str| model.columns.iter().any(|column| column.name == name);
        for column in model.columns {
            let here = format!("{}.{}", model.id, column.name);
            let Some(metric) = metrics::metric(column.name) else {
                let is_sum = column.adds != Adds::Never || OTHERS.contains(&column.name);
                assert!(
                    column.kind != Kind::Amount || is_sum || !OF_METRICS.contains(&model.subject),
                    "{here}"
                );
                continue;
            };
            assert_eq!(metric.unit, column.unit, "{here}");
            let inputs = metric.inputs();
            let lacking: Vec<&String> = inputs.iter().filter(|input| !has(input)).collect();
            assert!(lacking.is_empty(), "{here} is made of {lacking:?}");
            let written = format!("    {} as {}", metric.sql(), column.name);
            assert!(model.sql.contains(&written), "{here}: {written}");
        }
    }
    for metric in metrics::METRICS.iter().filter(|metric| metric.id != "mer") {
        let mut columns = MODELS.iter().flat_map(|model| model.columns);
        assert!(columns.any(|c| c.name == metric.id), "{}", metric.id);
    }
}

#[test]
fn only_numbers_that_are_no_key_no_rate_and_no_count_of_shared_things_are_added() {
    for model in MODELS {
        let shared = [
            "Different ",
            "do not add up",
            "does not add up",
            "Mean ",
            "Median",
        ];
        for column in model.columns {
            let here = format!("{}.{}", model.id, column.name);
            let Adds::Within(within) = column.adds else {
                if column.adds == Adds::Never {
                    continue;
                }
                assert!(
                    !model.key.contains(&column.name) || column.kind == Kind::Integer,
                    "{here}"
                );
                assert!(
                    matches!(column.kind, Kind::Integer | Kind::Amount),
                    "{here}"
                );
                assert!(metrics::metric(column.name).is_none(), "{here}");
                assert!(!shared.iter().any(|s| column.doc.contains(s)), "{here}");
                continue;
            };
            assert!(within.iter().all(|key| model.key.contains(key)), "{here}");
        }
    }
}

#[test]
fn each_model_reads_what_it_declares_and_nothing_else() {
    let mut house = warehouse(&[]);
    for model in MODELS {
        let reads = house.reads(model.id, &params("")).expect(model.id);
        let declared: BTreeSet<Input> = model.inputs.iter().copied().collect();
        assert_eq!(reads, declared, "{}", model.id);
    }
}

#[test]
fn the_dbt_project_holds_every_model_with_its_documentation() {
    let files = scaffold::project(MODELS, SOURCES);
    for model in MODELS.iter().filter(|model| model.has_twin()) {
        let path = format!("models/{}/{}.sql", model.subject, model.id);
        assert!(
            files
                .iter()
                .any(|file| file.path == path && file.text == model.sql)
        );
    }
    let schema = files
        .iter()
        .find(|file| file.path == "models/channel_funnel/schema.yml")
        .expect("docs");
    assert!(schema.text.contains("  - name: region_funnel\n"));
    assert!(files.iter().any(|file| file.path == "models/sources.yml"));
}
