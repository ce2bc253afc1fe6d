//! The graph and the build: pull-based and memoised. Asking for a table builds what it needs and nothing that is fresh.
//!
//! A table's stamp (`graph`) says what it was built from: same stamp, same table. A few stamps are kept for each model, so the comparison
//! range does not drive out the range. A model that fails blocks its descendants and nothing else.

use super::graph::{needs, visit};
use super::kept::Kept;
use super::keys::{self, KeyReject};
use super::{Build, Input, ModelSpec, SOURCE_ROW};
use crate::engine::base::{Column, Error, Kind, Result, SourceSpec, Table};
use crate::protocol::{Params, TestResult};
use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

/// Tables kept for each model, one for each set of parameter values.
const VARIANTS: usize = 4;

/// Cells above which a table that only its tests wanted is let go after them.
const LARGE: usize = 1 << 20;

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
    kept: Kept,
    clock: fn() -> f64,
    tick: u64,
}

/// Stamps, and the state of the sources and the parameters they are of.
pub(super) type Stamped = (u64, Params, Rc<BTreeMap<&'static str, u64>>);

/// A source and what is known of it.
pub struct SourceSlot {
    pub(super) spec: &'static SourceSpec,
    pub(super) table: Arc<Table>,
    pub(super) version: u64,
    pub(super) is_present: bool,
    sorted: OnceCell<Arc<Table>>,
    duplicates: OnceCell<Result<Vec<(u32, u32)>>>,
}

impl SourceSlot {
    /// Rows that repeat the key of a row with a lower `_source_row`, and that row.
    pub(super) fn duplicates(&self) -> Result<&[(u32, u32)]> {
        // No two rows stand at one place.
        if self.spec.key == [SOURCE_ROW] {
            return Ok(&[]);
        }
        match self
            .duplicates
            .get_or_init(|| keys::duplicates(&self.table, self.spec.key, Some(SOURCE_ROW)))
        {
            Ok(rows) => Ok(rows),
            Err(error) => Err(error.clone()),
        }
    }
}

/// A model's builds.
#[derive(Default)]
pub(super) struct Node {
    pub(super) variants: Vec<Variant>,
    pub(super) builds: u64,
    /// Stamp of the last build.
    pub(super) last: u64,
}

/// A model built under one set of inputs.
pub(super) struct Variant {
    pub(super) stamp: u64,
    used: u64,
    pub(super) millis: f64,
    /// Rows; `None` where it failed or was blocked.
    pub(super) rows: Option<u64>,
    /// `None` where it was let go.
    table: Option<Result<Arc<Table>>>,
    sorted: Option<Arc<Table>>,
    /// A page or the user asked for it.
    is_wanted: bool,
    /// Test results, and the stamp of all that the tests read.
    pub(super) tests: Option<Tested>,
}

impl Variant {
    /// The table, which has just been built or found.
    fn kept(&self, id: &str) -> Result<Arc<Table>> {
        let table = self.table.clone();
        table.unwrap_or_else(|| Err(Error::internal(format!("{id} was not kept"))))
    }
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
        self.ensure(spec, params)?;
        let variant = self
            .variant_mut(spec.id, params)
            .ok_or_else(|| Error::internal(format!("{id} was not kept")))?;
        variant.is_wanted = true;
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
        self.ensure(spec, params)?;
        let variant = self
            .variant_mut(spec.id, params)
            .ok_or_else(|| Error::internal(format!("{id} was not kept")))?;
        variant.is_wanted = true;
        variant.kept(id)
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

    /// The rows that staging leaves out because their key is taken, in the order of the source.
    pub fn key_rejects(&self, source_id: &str) -> Result<Vec<KeyReject>> {
        let slot = self.slot(source_id)?;
        self.rejects_of(source_id, slot.duplicates()?)
    }

    /// Rows of a source, each with the row that was kept for it (itself: none was), as they are told to people.
    pub fn rejects_of(&self, source_id: &str, lost: &[(u32, u32)]) -> Result<Vec<KeyReject>> {
        let slot = self.slot(source_id)?;
        let place = |row: u32| -> Result<(u32, u32)> {
            let at = slot.table.integers(SOURCE_ROW)?.get(row as usize);
            let at = at.unwrap_or_default();
            Ok(((at >> 32) as u32, at as u32))
        };
        lost.iter()
            .map(|(row, kept)| {
                let (file, line) = place(*row)?;
                let columns: Vec<&str> = slot.spec.columns.iter().map(|c| c.column.name).collect();
                Ok(KeyReject {
                    source: slot.spec.id,
                    file,
                    line,
                    column: slot.spec.key.join(", "),
                    value: slot.table.row_text(*row, slot.spec.key, ", ")?,
                    kept: place(*kept)?,
                    raw: slot.table.row_text(*row, &columns, ",")?,
                })
            })
            .collect()
    }

    fn slot(&self, source_id: &str) -> Result<&SourceSlot> {
        self.sources
            .get(source_id)
            .ok_or_else(|| unknown(source_id))
    }

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

    /// What a model's build function reads, recorded by running it once more.
    ///
    /// # Errors
    /// As `table`.
    pub fn reads(&mut self, id: &str, params: &Params) -> Result<BTreeSet<Input>> {
        let spec = self.spec(id)?;
        self.ensure(spec, params)?;
        let stamps = self.stamps(params);
        let build = self.reader(params, &stamps, Some(spec.inputs));
        (spec.build)(&build)?;
        Ok(build.reads.into_inner())
    }

    pub(super) fn spec(&self, id: &str) -> Result<&'static ModelSpec> {
        let found = self.order.iter().find(|spec| spec.id == id).copied();
        found.ok_or_else(|| unknown(id))
    }

    /// Builds a model and what it needs.
    pub(super) fn ensure(&mut self, spec: &'static ModelSpec, params: &Params) -> Result<()> {
        let stamps = self.stamps(params);
        let needed = self.ancestors(spec);
        let order: Vec<&'static ModelSpec> = self
            .order
            .iter()
            .filter(|model| needed.contains(model.id))
            .copied()
            .collect();
        let mut outcome = Ok(());
        for model in order {
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
            node.last = stamp;
            return table.as_ref().map(|_| ()).map_err(Error::clone);
        }
        let start = (self.clock)();
        let table = self.run(spec, params, stamps).map(Arc::new);
        let millis = (self.clock)() - start;
        let outcome = table.as_ref().map(|_| ()).map_err(Error::clone);
        let node = self.nodes.entry(spec.id).or_default();
        // One that was let go is built again as it was: what its tests said holds.
        let gone = node.variants.iter().position(|v| v.stamp == stamp);
        let tests = gone.and_then(|at| node.variants.remove(at).tests);
        if node.variants.len() >= VARIANTS {
            let oldest = node.variants.iter().map(|v| v.used).min();
            node.variants.retain(|v| Some(v.used) != oldest);
        }
        node.builds += 1;
        node.last = stamp;
        node.variants.push(Variant {
            stamp,
            used: tick,
            millis,
            rows: table.as_ref().ok().map(|table| table.height() as u64),
            table: Some(table),
            sorted: None,
            is_wanted: false,
            tests,
        });
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

    pub(super) fn built(
        &self,
        id: &str,
        stamps: &BTreeMap<&'static str, u64>,
    ) -> Option<&Result<Arc<Table>>> {
        let stamp = stamps.get(id)?;
        let variants = &self.nodes.get(id)?.variants;
        variants.iter().find(|v| v.stamp == *stamp)?.table.as_ref()
    }

    pub(super) fn variant_mut(&mut self, id: &str, params: &Params) -> Option<&mut Variant> {
        let stamp = *self.stamps(params).get(id)?;
        let variants = &mut self.nodes.get_mut(id)?.variants;
        variants.iter_mut().find(|v| v.stamp == stamp)
    }
}

fn slot(spec: &'static SourceSpec, table: Option<Arc<Table>>, version: u64) -> SourceSlot {
    SourceSlot {
        spec,
        is_present: table.is_some(),
        table: table.unwrap_or_else(|| Arc::new(empty_source(spec))),
        version,
        sorted: OnceCell::new(),
        duplicates: OnceCell::new(),
    }
}

/// A source without rows: the declared columns, then `_source_row`.
fn empty_source(spec: &SourceSpec) -> Table {
    let mut columns: Vec<Column> = spec
        .columns
        .iter()
        .map(|c| keys::empty_column(c.column.name, c.column.kind))
        .collect();
    columns.push(keys::empty_column(SOURCE_ROW, Kind::Integer));
    // Only a name declared twice can fail here, which a registry test rules out.
    Table::new(columns).unwrap_or_default()
}

fn sorted_by(table: &Arc<Table>, key: &[&str]) -> Result<Arc<Table>> {
    if keys::is_sorted(table, key)? {
        return Ok(table.clone());
    }
    Ok(Arc::new(table.take(&keys::order(table, key)?)?))
}

fn check_columns(
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

fn unknown(id: &str) -> Error {
    Error::new(format!(
        "There is no table “{id}”. Choose one from the list of tables."
    ))
}
