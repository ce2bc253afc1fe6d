//! What is kept of each model's builds: a few tables, one for each set of parameter values, how they were built and how
//! their tests went.

use super::{Input, ModelSpec, Warehouse};
use crate::engine::base::{Error, Result, Table};
use crate::protocol::{Params, TestResult};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Tables kept for each model, one for each set of parameter values: a comparison range does not drive out the range.
pub(super) const VARIANTS: usize = 4;

/// Cells above which a table that only its tests wanted is let go after them.
const LARGE: usize = 1 << 20;

/// Of tables with more than so many cells (2 MB) only the last few are kept: what was built from the others is small and
/// stays, and whoever slides a lookback would have one of each.
const SEVERAL: usize = 1 << 18;
const KEPT_OF_SEVERAL: usize = 2;

/// A model's builds.
#[derive(Default)]
pub(super) struct Node {
    pub(super) variants: Vec<Variant>,
    pub(super) builds: u64,
    /// Stamp of the last build.
    pub(super) last: u64,
}

impl Node {
    /// Lets large tables go but the last few; how many rows they have and how their tests went stays known.
    pub(super) fn let_go_large(&mut self, columns: usize) {
        let is_large = |variant: &Variant| {
            let rows = variant.rows.unwrap_or_default() as usize;
            variant.table.is_some() && rows * columns > SEVERAL
        };
        while self.variants.iter().filter(|v| is_large(v)).count() > KEPT_OF_SEVERAL {
            let large = self.variants.iter_mut().filter(|v| is_large(v));
            if let Some(oldest) = large.min_by_key(|variant| variant.used) {
                oldest.table = None;
                oldest.sorted = None;
            }
        }
    }
}

/// A model built under one set of inputs.
pub(super) struct Variant {
    pub(super) stamp: u64,
    /// The tick of its build.
    pub(super) built: u64,
    /// The tick of its last use.
    pub(super) used: u64,
    pub(super) millis: f64,
    /// Rows; `None` where it failed or was blocked.
    pub(super) rows: Option<u64>,
    /// `None` where it was let go.
    pub(super) table: Option<Result<Arc<Table>>>,
    pub(super) sorted: Option<Arc<Table>>,
    /// A page or the user asked for it.
    pub(super) is_wanted: bool,
    /// Test results, and the stamp of all that the tests read.
    pub(super) tests: Option<Tested>,
}

impl Variant {
    /// The table, which has just been built or found.
    pub(super) fn kept(&self, id: &str) -> Result<Arc<Table>> {
        let table = self.table.clone();
        table.unwrap_or_else(|| Err(not_kept(id)))
    }
}

pub(super) fn not_kept(id: &str) -> Error {
    Error::internal(format!("{id} was not kept"))
}

/// Test results and the stamp of all that they were read from.
pub(super) struct Tested {
    pub(super) results: Vec<TestResult>,
    pub(super) reads: BTreeSet<Input>,
    pub(super) stamp: u64,
}

/// The last build of a model.
#[derive(Clone, Debug, PartialEq)]
pub struct RunRecord {
    /// Model id.
    pub id: &'static str,
    /// Rows; `None` where it failed or was blocked.
    pub rows: Option<u64>,
    /// Milliseconds of the build function and the checks on its result.
    pub millis: f64,
    /// Empty where it is built; else why not, as a sentence.
    pub blocked: String,
    /// How often it was built.
    pub builds: u64,
}

impl Warehouse {
    /// The last build of each model that was ever built, in the order of building.
    pub fn records(&self) -> Vec<RunRecord> {
        self.order
            .iter()
            .filter_map(|spec| {
                let node = self.nodes.get(spec.id)?;
                let variant = node.variants.iter().find(|v| v.stamp == node.last)?;
                Some(RunRecord {
                    id: spec.id,
                    rows: variant.rows,
                    millis: variant.millis,
                    blocked: match &variant.table {
                        Some(Err(error)) => error.to_string(),
                        _ => String::new(),
                    },
                    builds: node.builds,
                })
            })
            .collect()
    }

    /// From here on tables are built on trial: none gives way to them, and `end_trial` forgets them.
    pub fn begin_trial(&mut self) {
        self.trial = Some(self.tick);
    }

    /// Forgets every table that was built since `begin_trial`, and what was worked out of it.
    pub fn end_trial(&mut self) {
        let Some(began) = self.trial.take() else {
            return;
        };
        for node in self.nodes.values_mut() {
            node.variants.retain(|variant| variant.built <= began);
        }
        self.kept.tidy();
    }

    pub(super) fn built(
        &self,
        id: &str,
        stamps: &BTreeMap<&'static str, u64>,
    ) -> Option<&Result<Arc<Table>>> {
        self.variant(id, stamps)?.table.as_ref()
    }

    pub(super) fn variant(
        &self,
        id: &str,
        stamps: &BTreeMap<&'static str, u64>,
    ) -> Option<&Variant> {
        let stamp = stamps.get(id)?;
        let variants = &self.nodes.get(id)?.variants;
        variants.iter().find(|v| v.stamp == *stamp)
    }

    pub(super) fn variant_mut(&mut self, id: &str, params: &Params) -> Option<&mut Variant> {
        let stamp = *self.stamps(params).get(id)?;
        let variants = &mut self.nodes.get_mut(id)?.variants;
        variants.iter_mut().find(|v| v.stamp == stamp)
    }

    /// Lets a large table go that nobody asked for and nothing is built from; how many rows it has and how its tests
    /// went stays known.
    pub(super) fn let_go(&mut self, spec: &'static ModelSpec, params: &Params) {
        let feeds = Input::Model(spec.id);
        if self.order.iter().any(|model| model.inputs.contains(&feeds)) {
            return;
        }
        if let Some(variant) = self.variant_mut(spec.id, params)
            && let Some(Ok(table)) = &variant.table
            && !variant.is_wanted
            && table.height() * spec.columns.len() > LARGE
        {
            variant.table = None;
        }
    }
}
