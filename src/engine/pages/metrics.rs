//! The metrics page: what each number means, how it is computed, and how the tables behind it hang together.
//!
//! The diagram is drawn from the registry: boxes are the models' tables with their grain and keys, and a line joins a
//! table to each dimension whose key it carries.

use super::{Context, Need, PageSpec};
use crate::engine::insights::language::capital;
use crate::engine::metrics::METRICS;
use crate::engine::warehouse::{Layer, ModelSpec};
use crate::protocol::{
    Block, ChartView, Filters, Hue, Link, Node, NodeField, PageView, Section, Span,
};

/// The page's line in the registry.
pub const PAGE: PageSpec = PageSpec {
    id: "metrics",
    title: "Metrics and model",
    subject: None,
    needs: &[] as &[Need],
    covers: &[("dim_date", "date")],
    filters: Filters {
        range: false,
        compare: false,
        grain: false,
        channel: false,
    },
    glance: None,
    view,
};

fn view(context: &mut Context<'_>) -> PageView {
    let mut sections = vec![Section {
        id: "definitions".to_owned(),
        title: "What does each metric mean?".to_owned(),
        intro: "A ratio comes from sums, never from averages of ratios; without a denominator it is empty, never 0. Spend that is not recorded is unknown, so a channel without it has no cost and no return."
            .to_owned(),
        blocks: vec![(
            Span::Full,
            Block::Metrics(METRICS.iter().map(super::super::metrics::MetricSpec::doc).collect()),
        )],
    }];
    let mut subjects: Vec<&str> = context.models.iter().map(|model| model.subject).collect();
    subjects.dedup();
    let charts: Vec<(Span, Block)> = subjects
        .into_iter()
        .map(|subject| diagram(context.models, subject, &SHOWN))
        .filter(|chart| !chart.links.is_empty())
        .map(|chart| (Span::Full, Block::Chart(chart)))
        .collect();
    if !charts.is_empty() {
        sections.push(Section {
            id: "model".to_owned(),
            title: "How do the tables hang together?".to_owned(),
            intro: "Each box is a table with the meaning of its rows and its key; a line says by which column it joins a dimension."
                .to_owned(),
            blocks: charts,
        });
    }
    PageView {
        headline: format!(
            "{} metrics, each with one definition that every page, table and sentence uses.",
            METRICS.len()
        ),
        sections,
        ..PageView::default()
    }
}

/// The layers of the dimensional model, in the order of its columns.
const SHOWN: [Layer; 3] = [Layer::Dimension, Layer::Fact, Layer::Mart];

/// The dimensional model of a subject: dimensions at the left, facts, then marts, as far as these layers are wanted. A
/// dimension of another subject is there where a table of this one joins it.
pub fn diagram(models: &[&'static ModelSpec], subject: &str, layers: &[Layer]) -> ChartView {
    let own = |model: &ModelSpec| model.subject == subject && layers.contains(&model.layer);
    let shown: Vec<&ModelSpec> = models
        .iter()
        .copied()
        .filter(|model| {
            let is_joined = || {
                models
                    .iter()
                    .any(|child| own(child) && join(child, model).is_some())
            };
            own(model) || (model.layer == Layer::Dimension && is_joined())
        })
        .collect();
    let mut links = Vec::new();
    for child in shown.iter().filter(|model| own(model)) {
        for parent in shown.iter().filter(|m| m.layer == Layer::Dimension) {
            if child.id == parent.id {
                continue;
            }
            if let Some(columns) = join(child, parent) {
                links.push(Link {
                    from: child.id.to_owned(),
                    to: parent.id.to_owned(),
                    label: columns,
                    value: 1.0,
                });
            }
        }
    }
    let count = |layer: Layer| shown.iter().filter(|model| model.layer == layer).count();
    let mut parts = Vec::new();
    for (layer, one, many) in [
        (Layer::Fact, "fact", "facts"),
        (Layer::Mart, "mart", "marts"),
    ] {
        if count(layer) > 0 {
            parts.push(said(count(layer), one, many));
        }
    }
    ChartView {
        // The first subject's keeps the id that links know.
        id: if models.first().is_none_or(|model| model.subject == subject) {
            "model".to_owned()
        } else {
            format!("model_{subject}")
        },
        kind: "diagram".to_owned(),
        finding: format!(
            "{}: {} share {}",
            capital(&subject.replace('_', " ")),
            parts.join(" and "),
            said(count(Layer::Dimension), "dimension", "dimensions")
        ),
        subtitle: "Grain, key and join of each table, from the registry".to_owned(),
        nodes: shown.iter().map(|model| node(model)).collect(),
        links,
        ..ChartView::default()
    }
}

fn said(n: usize, one: &str, many: &str) -> String {
    crate::engine::insights::language::count(n as f64, one, many)
}

fn rank(layer: Layer) -> Option<u16> {
    match layer {
        Layer::Dimension => Some(0),
        Layer::Fact => Some(1),
        Layer::Mart => Some(2),
        Layer::Staging | Layer::Intermediate => None,
    }
}

fn node(model: &ModelSpec) -> Node {
    let field = |name: &str| NodeField {
        name: name.to_owned(),
        is_key: model.key.contains(&name),
    };
    let keys = model.key.iter().map(|name| field(name));
    let rest = model
        .columns
        .iter()
        .filter(|column| !model.key.contains(&column.name))
        .map(|column| field(column.name));
    Node {
        id: model.id.to_owned(),
        title: model.id.to_owned(),
        subtitle: model.grain.to_owned(),
        fields: keys.chain(rest).collect(),
        rank: rank(model.layer).unwrap_or_default(),
        hue: match model.layer {
            Layer::Dimension => Hue::Series(0),
            Layer::Fact => Hue::Series(1),
            _ => Hue::Series(2),
        },
    }
}

/// The columns by which a table joins a dimension: its surrogate key, else the natural key behind it, else the whole
/// key, by its own name or, for a day, as `<event>_date`. `None` where the table does not carry it.
fn join(child: &ModelSpec, parent: &ModelSpec) -> Option<String> {
    if child.id == parent.id {
        return None;
    }
    let has = |name: &str| child.columns.iter().any(|column| column.name == name);
    let surrogate = parent.columns.iter().position(|c| c.name.ends_with("_key"));
    if let Some(at) = surrogate {
        let names = parent.columns.get(at..).unwrap_or_default().iter().take(2);
        let mut names = names.map(|column| column.name);
        let own = names.next().filter(|name| has(name));
        let natural = names
            .next()
            .filter(|name| parent.key.len() == 1 && at == 0 && has(name));
        if let Some(found) = own.or(natural) {
            return Some(found.to_owned());
        }
    }
    let mut labels = Vec::new();
    for key in parent.key {
        if has(key) {
            labels.push((*key).to_owned());
        } else if *key == "date" && child.layer == Layer::Fact {
            let day = child
                .columns
                .iter()
                .find(|column| column.name.ends_with("_date"))?;
            labels.push(format!("{} = date", day.name));
        } else {
            return None;
        }
    }
    (!labels.is_empty()).then(|| labels.join(", "))
}
