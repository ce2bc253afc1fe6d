//! The tables, pull-based and memoised: asking for one builds what it needs and nothing that is fresh.
//!
//! A table's stamp (`graph`) says what it was built from: same stamp, same table. What stands in memory is in `slots` (the
//! sources) and `variants` (the models); `ensure` builds.

use super::ensure::{check_columns, inputs};
use super::graph::{needs, visit};
use super::kept::Kept;
use super::keys;
use super::slots::{SourceSlot, slot};
use super::variants::{Node, Variant, not_kept};
use super::{Input, ModelSpec, SOURCE_ROW};
use crate::engine::base::{Error, Kind, Result, SourceSpec, Table};
use crate::protocol::Params;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

/// The tables, built on demand.
pub struct Warehouse {
    /// Every model in an order where inputs come first.
    pub(super) order: Vec<&'static ModelSpec>,
    pub(super) sources: BTreeMap<&'static str, SourceSlot>,
    pub(super) nodes: BTreeMap<&'static str, Node>,
    /// For each model all that it is built from.
    pub(super) needs: BTreeMap<&'static str, BTreeSet<&'static str>>,
    /// Rises whenever a source changes.
    pub(super) tick_of_sources: u64,
    /// The stamps last asked for: the sources and parameters they are of.
    pub(super) stamped: RefCell<Option<Stamped>>,
    pub(super) kept: Kept,
    /// Milliseconds, for the run record.
    pub(super) clock: fn() -> f64,
    /// Rises whenever a build is asked for.
    pub(super) tick: u64,
    /// The tick at which builds on trial began; while they go on nothing gives way to them.
    pub(super) trial: Option<u64>,
}

/// Stamps, and the state of the sources and the parameters they are of.
pub(super) type Stamped = (u64, Params, Rc<BTreeMap<&'static str, u64>>);

impl Warehouse {
    /// A warehouse of these models; no source has data yet.
    pub fn new(
        models: &'static [&'static ModelSpec],
        sources: &'static [&'static SourceSpec],
    ) -> Warehouse {
        let mut order = Vec::with_capacity(models.len());
        let mut seen = BTreeSet::new();
        for spec in models {
            visit(spec, models, &mut seen, &mut order);
        }
        let mut warehouse = Warehouse {
            nodes: order
                .iter()
                .map(|spec| (spec.id, Node::default()))
                .collect(),
            needs: needs(&order),
            order,
            sources: BTreeMap::new(),
            tick_of_sources: 0,
            stamped: RefCell::default(),
            kept: Kept::default(),
            clock: || 0.0,
            tick: 0,
            trial: None,
        };
        for spec in sources {
            warehouse.sources.insert(spec.id, slot(spec, None, 0));
        }
        warehouse
    }

    /// With a clock (milliseconds) for the run record; without one, builds take 0 ms.
    #[must_use]
    pub fn with_clock(mut self, clock: fn() -> f64) -> Warehouse {
        self.clock = clock;
        self
    }

    /// Gives a source its typed table (the declared columns, then `_source_row`), or takes it away.
    ///
    /// # Errors
    /// An unknown source; internal, where columns are not as declared.
    pub fn set_source(&mut self, id: &str, table: Option<Arc<Table>>) -> Result<()> {
        let old = self.sources.get(id).ok_or_else(|| unknown(id))?;
        let (spec, version) = (old.spec, old.version + 1);
        if let Some(table) = &table {
            let declared = spec.columns.iter().map(|c| (c.column.name, c.column.kind));
            check_columns(id, table, declared.chain([(SOURCE_ROW, Kind::Integer)]))?;
        }
        self.sources.insert(spec.id, slot(spec, table, version));
        self.tick_of_sources += 1;
        let stale: Vec<&str> = self
            .order
            .iter()
            .filter(|model| self.reads_source(model, spec.id))
            .map(|model| model.id)
            .collect();
        for id in stale {
            if let Some(node) = self.nodes.get_mut(id) {
                node.variants.clear();
            }
        }
        self.kept.tidy();
        Ok(())
    }

    /// Whether a table stands as these parameters want it.
    pub fn is_fresh(&self, id: &str, params: &Params) -> bool {
        self.built(id, &self.stamps(params)).is_some()
    }

    /// Whether a source has data.
    pub fn has_source(&self, id: &str) -> bool {
        self.sources.get(id).is_some_and(|slot| slot.is_present)
    }

    /// Whether any source that a model rests on has data. Without, its table is empty and not worth a test.
    pub fn has_data(&self, id: &str) -> bool {
        let Some(spec) = self.order.iter().find(|spec| spec.id == id) else {
            return false;
        };
        let needed = self.ancestors(spec);
        self.order
            .iter()
            .filter(|model| needed.contains(model.id))
            .flat_map(|model| model.inputs)
            .any(|input| matches!(input, Input::Source(source) if self.has_source(source)))
    }

    /// A table, built where it is not fresh, rows sorted by key. A source's is as typed, sorted by key as well.
    ///
    /// # Errors
    /// An unknown id; the error of the model that failed, its own or one that it is built from.
    pub fn table(&mut self, id: &str, params: &Params) -> Result<Arc<Table>> {
        if let Some(slot) = self.sources.get(id) {
            if let Some(sorted) = slot.sorted.get() {
                return Ok(sorted.clone());
            }
            let sorted = sorted_by(&slot.table, slot.spec.key)?;
            return Ok(slot.sorted.get_or_init(|| sorted).clone());
        }
        let spec = self.spec(id)?;
        let variant = self.wanted(spec, params)?;
        if let Some(sorted) = &variant.sorted {
            return Ok(sorted.clone());
        }
        let sorted = sorted_by(&variant.kept(id)?, spec.key)?;
        // A table that had to be sorted replaces the unsorted one: the order of rows is no part of what models read.
        variant.table = Some(Ok(sorted.clone()));
        variant.sorted = Some(sorted.clone());
        Ok(sorted)
    }

    /// A model's table with its rows in any order: for readers that aggregate, and would only pay for the sort of a
    /// million staged rows.
    ///
    /// # Errors
    /// As `table`.
    pub fn unordered(&mut self, id: &str, params: &Params) -> Result<Arc<Table>> {
        let spec = self.spec(id)?;
        self.wanted(spec, params)?.kept(id)
    }

    /// The build of a table that somebody asks for.
    fn wanted(&mut self, spec: &'static ModelSpec, params: &Params) -> Result<&mut Variant> {
        self.ensure(spec, params)?;
        let variant = self.variant_mut(spec.id, params);
        let variant = variant.ok_or_else(|| not_kept(spec.id))?;
        variant.is_wanted = true;
        Ok(variant)
    }

    /// Makes known how many rows a table has: builds it where it never was.
    ///
    /// # Errors
    /// As `table`.
    pub fn count(&mut self, id: &str, params: &Params) -> Result<()> {
        let spec = self.spec(id)?;
        if self.variant_mut(spec.id, params).is_some() {
            return Ok(());
        }
        self.ensure(spec, params)
    }

    /// What a model's build function reads, recorded by running it once more.
    ///
    /// # Errors
    /// As `table`.
    pub fn reads(&mut self, id: &str, params: &Params) -> Result<BTreeSet<Input>> {
        let spec = self.spec(id)?;
        for input in inputs(spec) {
            let input = self.spec(input)?;
            self.ensure(input, params)?;
        }
        let stamps = self.stamps(params);
        let build = self.reader(params, &stamps, Some(spec.inputs));
        (spec.build)(&build)?;
        Ok(build.reads.into_inner())
    }

    pub(super) fn spec(&self, id: &str) -> Result<&'static ModelSpec> {
        let found = self.order.iter().find(|spec| spec.id == id).copied();
        found.ok_or_else(|| unknown(id))
    }
}

fn sorted_by(table: &Arc<Table>, key: &[&str]) -> Result<Arc<Table>> {
    if keys::is_sorted(table, key)? {
        return Ok(table.clone());
    }
    Ok(Arc::new(table.take(&keys::order(table, key)?)?))
}

pub(super) fn unknown(id: &str) -> Error {
    Error::new(format!(
        "There is no table “{id}”. Choose one from the list of tables."
    ))
}
