//! The graph: an order where inputs come first, what a model hangs on, and stamps.
//!
//! A table's stamp is a hash of its id and of what it declares to read: source versions, the values of its parameters,
//! and the stamps of its input models. It is known without building anything.

use super::slots::SourceSlot;
use super::{Input, ModelSpec, Param, Warehouse};
use crate::engine::base::hash::hash;
use crate::protocol::Params;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::rc::Rc;

impl Warehouse {
    /// What each model's table depends on, as one number. Kept for the parameters last asked for: a page asks for many
    /// tables under the same ones.
    pub(super) fn stamps(&self, params: &Params) -> Rc<BTreeMap<&'static str, u64>> {
        if let Some((version, known, stamps)) = &*self.stamped.borrow()
            && *version == self.tick_of_sources
            && known == params
        {
            return stamps.clone();
        }
        let mut stamps = BTreeMap::new();
        for spec in &self.order {
            let stamp = self.stamp(spec.id, spec.inputs, params, &stamps);
            stamps.insert(spec.id, stamp);
        }
        let stamps = Rc::new(stamps);
        self.stamped
            .replace(Some((self.tick_of_sources, params.clone(), stamps.clone())));
        stamps
    }

    pub(super) fn stamp<'i>(
        &self,
        id: &str,
        inputs: impl IntoIterator<Item = &'i Input>,
        params: &Params,
        stamps: &BTreeMap<&'static str, u64>,
    ) -> u64 {
        stamp(&self.sources, id, inputs, params, stamps)
    }

    /// A model and all that it is built from.
    pub(super) fn ancestors(&self, spec: &'static ModelSpec) -> &BTreeSet<&'static str> {
        static NONE: BTreeSet<&str> = BTreeSet::new();
        self.needs.get(spec.id).unwrap_or(&NONE)
    }

    pub(super) fn reads_source(&self, spec: &'static ModelSpec, source: &'static str) -> bool {
        let needed = self.ancestors(spec);
        self.order
            .iter()
            .any(|model| needed.contains(model.id) && model.inputs.contains(&Input::Source(source)))
    }
}

/// What depends on these inputs, as one number.
pub(super) fn stamp<'i>(
    sources: &BTreeMap<&'static str, SourceSlot>,
    id: &str,
    inputs: impl IntoIterator<Item = &'i Input>,
    params: &Params,
    stamps: &BTreeMap<&'static str, u64>,
) -> u64 {
    let mut text = id.to_owned();
    for input in inputs {
        // Writing to a String cannot fail.
        let _ = match input {
            Input::Source(id) => {
                let version = sources.get(id).map(|slot| slot.version);
                write!(text, "|{id} {version:?}")
            }
            Input::Model(id) => write!(text, "|{id} {:?}", stamps.get(id)),
            Input::Param(Param::Range) => write!(text, "|{:?}", params.range),
            Input::Param(Param::Channels) => write!(text, "|{:?}", params.channels),
            Input::Param(Param::Mapping) => write!(text, "|{:?}", params.mapping),
            Input::Param(Param::Other(key)) => write!(text, "|{key} {:?}", params.other(key)),
            Input::ChannelAliases => write!(text, "|aliases"),
        };
    }
    hash(text.as_bytes())
}

/// Each model with all that it is built from, itself among them.
pub(super) fn needs(
    order: &[&'static ModelSpec],
) -> BTreeMap<&'static str, BTreeSet<&'static str>> {
    let mut out: BTreeMap<&'static str, BTreeSet<&'static str>> = BTreeMap::new();
    for spec in order {
        let mut all = BTreeSet::from([spec.id]);
        for input in spec.inputs {
            if let Input::Model(id) = input {
                all.extend(out.get(id).into_iter().flatten());
            }
        }
        out.insert(spec.id, all);
    }
    out
}

/// Inputs first. A cycle is cut where it closes; its read then fails and says so.
pub(super) fn visit(
    spec: &'static ModelSpec,
    models: &'static [&'static ModelSpec],
    seen: &mut BTreeSet<&'static str>,
    order: &mut Vec<&'static ModelSpec>,
) {
    if !seen.insert(spec.id) {
        return;
    }
    for input in spec.inputs {
        if let Input::Model(id) = input
            && let Some(found) = models.iter().find(|model| model.id == *id)
        {
            visit(found, models, seen, order);
        }
    }
    order.push(spec);
}
