//! What the page says of each table: columns, inputs, feeds, rows, tests, twin, and why it is not built.

use super::{Input, Layer, ModelSpec, SOURCE_ROW, Warehouse, checks};
use crate::engine::base::{Adds, ColumnSpec, Kind, Unit};
use crate::protocol::{Column, Params, TableCard};

impl Layer {
    /// The layer's name on the page.
    pub fn word(self) -> &'static str {
        match self {
            Layer::Staging => "staging",
            Layer::Intermediate => "intermediate",
            Layer::Dimension => "dimension",
            Layer::Fact => "fact",
            Layer::Mart => "mart",
        }
    }
}

/// The column that ends every typed source.
pub const SOURCE_ROW_COLUMN: ColumnSpec = ColumnSpec {
    name: SOURCE_ROW,
    kind: Kind::Integer,
    unit: Unit::Number,
    doc: "Where the row came from: index of the file (by name) × 2^32 + line in the file.",
    adds: Adds::Never,
};

impl Warehouse {
    /// What a source or a model declares of a column; `None` where it has no such column.
    pub fn column(&self, table: &str, name: &str) -> Option<&'static ColumnSpec> {
        let model = self.order.iter().find(|spec| spec.id == table);
        match (model, self.sources.get(table)) {
            (Some(spec), _) => spec.columns.iter().find(|column| column.name == name),
            (None, Some(slot)) => (slot.spec.columns.iter())
                .map(|column| &column.column)
                .find(|column| column.name == name),
            (None, None) => None,
        }
    }

    /// Every table: sources, then models in the order of building. Builds nothing.
    pub fn cards(&self, params: &Params) -> Vec<TableCard> {
        let sources = self.sources.values().map(|slot| TableCard {
            id: slot.spec.id.to_owned(),
            layer: "source".to_owned(),
            subject: String::new(),
            grain: slot.spec.grain.to_owned(),
            columns: slot
                .spec
                .columns
                .iter()
                .map(|c| &c.column)
                .chain([&SOURCE_ROW_COLUMN])
                .map(|column| described(column, slot.spec.key))
                .collect(),
            inputs: Vec::new(),
            feeds: self.feeds(Input::Source(slot.spec.id)),
            rows: slot.is_present.then(|| slot.table.height() as u64),
            millis: 0.0,
            blocked: if slot.is_present {
                String::new()
            } else {
                format!("No file of {} is loaded; it reads as empty.", slot.spec.id)
            },
            tests: Vec::new(),
            sql: String::new(),
            is_filtered: false,
        });
        sources
            .chain(self.order.iter().map(|spec| self.model_card(spec, params)))
            .collect()
    }

    fn model_card(&self, spec: &'static ModelSpec, params: &Params) -> TableCard {
        let stamps = self.stamps(params);
        let built = self.built(spec.id, &stamps);
        let variant = self.variant(spec.id, &stamps);
        TableCard {
            id: spec.id.to_owned(),
            layer: spec.layer.word().to_owned(),
            subject: spec.subject.to_owned(),
            grain: spec.grain.to_owned(),
            columns: spec
                .columns
                .iter()
                .map(|column| described(column, spec.key))
                .collect(),
            inputs: spec
                .inputs
                .iter()
                .filter_map(|input| match input {
                    Input::Source(id) | Input::Model(id) => Some((*id).to_owned()),
                    Input::ChannelAliases => Some("channel_aliases".to_owned()),
                    Input::Param(_) => None,
                })
                .collect(),
            feeds: self.feeds(Input::Model(spec.id)),
            rows: variant.and_then(|v| v.rows),
            millis: variant.map_or(0.0, |v| v.millis),
            blocked: match built {
                Some(Err(error)) => error.to_string(),
                _ => String::new(),
            },
            tests: self
                .fresh_tests(spec, params)
                .unwrap_or_else(|| checks::pending(spec)),
            sql: spec.sql.to_owned(),
            is_filtered: spec.layer == Layer::Mart,
        }
    }

    fn feeds(&self, input: Input) -> Vec<String> {
        self.order
            .iter()
            .filter(|spec| spec.inputs.contains(&input))
            .map(|spec| spec.id.to_owned())
            .collect()
    }
}

fn described(column: &ColumnSpec, key: &[&str]) -> Column {
    Column {
        name: column.name.to_owned(),
        kind: column.kind,
        unit: column.unit,
        doc: column.doc.to_owned(),
        is_key: key.contains(&column.name),
    }
}
