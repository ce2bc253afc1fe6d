//! The build: what a model needs, then the model, each only where it is not fresh. A model that fails blocks its
//! descendants and nothing else.

use super::variants::{VARIANTS, Variant};
use super::{Build, Input, ModelSpec, Warehouse};
use crate::engine::base::{Error, Kind, Result, Table};
use crate::protocol::Params;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

impl Warehouse {
    /// Builds a model and what it needs. Where it is fresh, what it was built from may be gone.
    pub(super) fn ensure(&mut self, spec: &'static ModelSpec, params: &Params) -> Result<()> {
        let stamps = self.stamps(params);
        let mut needed = BTreeSet::from([spec.id]);
        let mut order = Vec::new();
        for model in self.order.iter().rev() {
            if !needed.contains(model.id) {
                continue;
            }
            order.push(*model);
            if self.built(model.id, &stamps).is_none() {
                needed.extend(inputs(model));
            }
        }
        let mut outcome = Ok(());
        for model in order.into_iter().rev() {
            outcome = self.build(model, params, &stamps);
        }
        outcome
    }

    fn build(
        &mut self,
        spec: &'static ModelSpec,
        params: &Params,
        stamps: &BTreeMap<&'static str, u64>,
    ) -> Result<()> {
        self.tick += 1;
        let (tick, stamp) = (self.tick, stamps.get(spec.id).copied().unwrap_or_default());
        if let Some(node) = self.nodes.get_mut(spec.id)
            && let Some(variant) = node.variants.iter_mut().find(|v| v.stamp == stamp)
            && let Some(table) = &variant.table
        {
            variant.used = tick;
            if self.trial.is_none() {
                node.last = stamp;
            }
            return table.as_ref().map(|_| ()).map_err(Error::clone);
        }
        let start = (self.clock)();
        let table = self.run(spec, params, stamps).map(Arc::new);
        let millis = (self.clock)() - start;
        let outcome = table.as_ref().map(|_| ()).map_err(Error::clone);
        let node = self.nodes.entry(spec.id).or_default();
        // One that was let go is built again as it was: what its tests said holds.
        let gone = node.variants.iter().position(|v| v.stamp == stamp);
        let (built, tests) = gone.map_or((tick, None), |at| {
            let gone = node.variants.remove(at);
            (gone.built, gone.tests)
        });
        if node.variants.len() >= VARIANTS && self.trial.is_none() {
            let oldest = node.variants.iter().map(|v| v.used).min();
            node.variants.retain(|v| Some(v.used) != oldest);
        }
        if self.trial.is_none() {
            node.builds += 1;
            node.last = stamp;
        }
        node.variants.push(Variant {
            stamp,
            built,
            used: tick,
            millis,
            rows: table.as_ref().ok().map(|table| table.height() as u64),
            table: Some(table),
            sorted: None,
            is_wanted: false,
            tests,
        });
        if self.trial.is_none() {
            node.let_go_large(spec.columns.len());
        }
        outcome
    }

    fn run(
        &self,
        spec: &'static ModelSpec,
        params: &Params,
        stamps: &BTreeMap<&'static str, u64>,
    ) -> Result<Table> {
        for input in spec.inputs {
            if let Input::Model(id) = input
                && let Some(Err(error)) = self.built(id, stamps)
            {
                let cause = match error.sentence.strip_prefix("It waits for ") {
                    Some(rest) => format!("It waits for {rest}"),
                    None => format!("It waits for {id}, which failed: {}", error.sentence),
                };
                return Err(Error {
                    sentence: cause,
                    detail: error.detail.clone(),
                });
            }
        }
        let build = self.reader(params, stamps, Some(spec.inputs));
        let table = (spec.build)(&build)?;
        check_columns(
            spec.id,
            &table,
            spec.columns.iter().map(|c| (c.name, c.kind)),
        )?;
        Ok(table)
    }

    /// What a build function or a data test reads from: every model that is built for these parameters.
    pub(super) fn reader<'a>(
        &'a self,
        params: &'a Params,
        stamps: &'a BTreeMap<&'static str, u64>,
        declared: Option<&'static [Input]>,
    ) -> Build<'a> {
        Build {
            params,
            sources: &self.sources,
            models: self
                .order
                .iter()
                .filter_map(|spec| {
                    Some((spec.id, self.built(spec.id, stamps)?.as_ref().ok()?.clone()))
                })
                .collect(),
            stamps,
            kept: &self.kept,
            declared,
            reads: RefCell::default(),
            missing: RefCell::default(),
        }
    }
}

/// The models that a model reads.
pub(super) fn inputs(spec: &ModelSpec) -> impl Iterator<Item = &'static str> {
    spec.inputs.iter().filter_map(|input| match input {
        Input::Model(id) => Some(*id),
        _ => None,
    })
}

/// That a table has the declared columns in their order.
pub(super) fn check_columns(
    id: &str,
    table: &Table,
    declared: impl Iterator<Item = (&'static str, Kind)>,
) -> Result<()> {
    let names = table.names();
    let mut built = Vec::with_capacity(names.len());
    for name in names {
        built.push((name, table.kind(name)?));
    }
    let declared: Vec<(&str, Kind)> = declared.collect();
    if built == declared {
        return Ok(());
    }
    Err(Error::internal(format!(
        "{id} declares {declared:?} and has {built:?}"
    )))
}
