//! The metrics page: what each number means, how it is computed, and how the tables behind it hang together.
//!
//! The diagram is drawn from the registry: boxes are the models' tables with their grain and keys, and a line joins a
//! table to each dimension whose key it carries.

use super::{Context, Need, PageSpec};
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
    let chart = diagram(context.models);
    if !chart.nodes.is_empty() {
        sections.push(Section {
            id: "model".to_owned(),
            title: "How do the tables hang together?".to_owned(),
            intro: "Each box is a table with the meaning of its rows and its key; a line says by which column it joins a dimension."
                .to_owned(),
            blocks: vec![(Span::Full, Block::Chart(chart))],
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

/// The dimensional model: dimensions at the left, facts, then marts.
pub fn diagram(models: &[&'static ModelSpec]) -> ChartView {
    let shown: Vec<&ModelSpec> = models
        .iter()
        .copied()
        .filter(|model| rank(model.layer).is_some())
        .collect();
    let mut links = Vec::new();
    for child in &shown {
        for parent in shown.iter().filter(|m| m.layer == Layer::Dimension) {
            if child.layer == Layer::Dimension && child.id == parent.id {
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
    ChartView {
        id: "model".to_owned(),
        kind: "diagram".to_owned(),
        finding: format!(
            "{} and {} share {}",
            said(count(Layer::Fact), "fact", "facts"),
            said(count(Layer::Mart), "mart", "marts"),
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

/// The columns by which a table joins a dimension: the dimension's whole key, by its own name or, for a day, as
/// `<event>_date`. `None` where the table does not carry it.
fn join(child: &ModelSpec, parent: &ModelSpec) -> Option<String> {
    let has = |name: &str| child.columns.iter().any(|column| column.name == name);
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
