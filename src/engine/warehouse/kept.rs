//! What several models work out of the same tables on their way, kept for their next build: where the rows of each client
//! stand, say. It is no table and nobody looks at it, so it needs no twin; a model that asks for it declares what it rests
//! on as its own inputs. Freshness is judged as that of tables is, and by the tables themselves besides: one that was
//! sorted or built anew has its rows in another order.

use super::graph;
use super::{Build, Input};
use crate::engine::base::{Error, Result, Table};
use std::any::Any;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::{Arc, Weak};

/// Kept of each id, so that a comparison range does not drive out the range.
const VARIANTS: usize = 2;

/// Something to work out once.
pub struct Derived<T: 'static> {
    /// Id, unlike any other's.
    pub id: &'static str,
    /// All that `make` reads: models and parameters.
    pub inputs: &'static [Input],
    /// Works it out.
    pub make: fn(&Build<'_>) -> Result<T>,
}

/// What was worked out so far, oldest first.
#[derive(Default)]
pub(super) struct Kept(RefCell<Vec<Entry>>);

struct Entry {
    id: &'static str,
    stamp: u64,
    /// The tables that it was worked out of.
    tables: Vec<Weak<Table>>,
    value: Rc<dyn Any>,
}

impl Kept {
    /// Lets go of what rests on a table that is gone.
    pub(super) fn tidy(&self) {
        let is_there = |entry: &Entry| entry.tables.iter().all(|table| table.strong_count() > 0);
        self.0.borrow_mut().retain(is_there);
    }

    fn find(&self, id: &str, stamp: u64, tables: &[Weak<Table>]) -> Option<Rc<dyn Any>> {
        let entries = self.0.borrow();
        let is_it = |entry: &&Entry| {
            let mut pairs = entry.tables.iter().zip(tables);
            (entry.id, entry.stamp) == (id, stamp) && pairs.all(|(a, b)| a.ptr_eq(b))
        };
        entries.iter().find(is_it).map(|entry| entry.value.clone())
    }

    fn keep(&self, entry: Entry) {
        self.tidy();
        let mut entries = self.0.borrow_mut();
        let own = || entries.iter().filter(|other| other.id == entry.id);
        if own().count() >= VARIANTS
            && let Some(oldest) = entries.iter().position(|other| other.id == entry.id)
        {
            entries.remove(oldest);
        }
        entries.push(entry);
    }
}

impl Build<'_> {
    /// What was worked out before of these very tables and parameters; else it is worked out now.
    pub fn derived<T>(&self, of: &'static Derived<T>) -> Result<Rc<T>> {
        let mut tables = Vec::with_capacity(of.inputs.len());
        for input in of.inputs {
            self.record(*input)?;
            if let Input::Model(id) = input {
                tables.push(Arc::downgrade(self.shared(id)?));
            }
        }
        let stamp = graph::stamp(self.sources, of.id, of.inputs, self.params, self.stamps);
        let value = if let Some(value) = self.kept.find(of.id, stamp, &tables) {
            value
        } else {
            let inner = Build {
                params: self.params,
                sources: self.sources,
                models: self.models.clone(),
                stamps: self.stamps,
                kept: self.kept,
                declared: Some(of.inputs),
                reads: RefCell::default(),
                missing: RefCell::new(BTreeSet::new()),
            };
            let value: Rc<dyn Any> = Rc::new((of.make)(&inner)?);
            self.kept.keep(Entry {
                id: of.id,
                stamp,
                tables,
                value: value.clone(),
            });
            value
        };
        value
            .downcast()
            .map_err(|_| Error::internal(format!("two things are kept as {}", of.id)))
    }
}
