//! What a build function reads from. Every read is recorded, and a read that the model does not declare is an
//! internal error: the declared inputs are what freshness is judged by.

use super::aliases::{self, ChannelAlias};
use super::kept::Kept;
use super::slots::SourceSlot;
use super::{Input, Param};
use crate::engine::base::{Error, Result, Table};
use crate::protocol::{Params, Range};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What a build function, or a data test, reads from.
pub struct Build<'a> {
    pub(super) params: &'a Params,
    pub(super) sources: &'a BTreeMap<&'static str, SourceSlot>,
    pub(super) models: BTreeMap<&'static str, Arc<Table>>,
    /// The stamp of every model under these parameters.
    pub(super) stamps: &'a BTreeMap<&'static str, u64>,
    pub(super) kept: &'a Kept,
    /// The only inputs that may be read; `None` for a data test, which may read any table.
    pub(super) declared: Option<&'static [Input]>,
    pub(super) reads: RefCell<BTreeSet<Input>>,
    /// Models that a data test asked for and that are not built yet.
    pub(super) missing: RefCell<BTreeSet<&'static str>>,
}

impl Build<'_> {
    /// A typed source: the declared columns, then `_source_row`; empty where no file was given. May hold duplicate keys.
    pub fn source(&self, id: &'static str) -> Result<&Table> {
        Ok(&self.slot(id)?.table)
    }

    /// As `source`, with one row a key: of several, the one with the lowest `_source_row`. Shares the source's columns
    /// where no key repeats.
    pub fn unique_source(&self, id: &'static str) -> Result<Table> {
        let slot = self.slot(id)?;
        let lost = slot.duplicates()?;
        if lost.is_empty() {
            return Ok(slot.table.as_ref().clone());
        }
        let mut keep = vec![true; slot.table.height()];
        for (row, _) in lost {
            if let Some(flag) = keep.get_mut(*row as usize) {
                *flag = false;
            }
        }
        slot.table.filter(&keep)
    }

    /// Another model's table, rows in any order.
    pub fn model(&self, id: &'static str) -> Result<&Table> {
        self.record(Input::Model(id))?;
        self.shared(id).map(AsRef::as_ref)
    }

    pub(super) fn shared(&self, id: &'static str) -> Result<&Arc<Table>> {
        self.models.get(id).ok_or_else(|| {
            self.missing.borrow_mut().insert(id);
            Error::internal(format!("{id} is not built"))
        })
    }

    /// The reporting range.
    pub fn range(&self) -> Result<Range> {
        self.record(Input::Param(Param::Range))?;
        Ok(self.params.range)
    }

    /// The channels to show; empty shows all.
    pub fn channels(&self) -> Result<&[String]> {
        self.record(Input::Param(Param::Channels))?;
        Ok(&self.params.channels)
    }

    /// The user's edits of the channel mapping: (name, channel), the later wins.
    pub fn mapping(&self) -> Result<&[(String, String)]> {
        self.record(Input::Param(Param::Mapping))?;
        Ok(&self.params.mapping)
    }

    /// The text of another key of the link; `None` where the link does not have it.
    pub fn other(&self, key: &'static str) -> Result<Option<&str>> {
        self.record(Input::Param(Param::Other(key)))?;
        Ok(self.params.other(key))
    }

    /// The channel alias table.
    pub fn aliases(&self) -> Result<&'static [ChannelAlias]> {
        self.record(Input::ChannelAliases)?;
        Ok(aliases::channel_aliases())
    }

    fn slot(&self, id: &'static str) -> Result<&SourceSlot> {
        self.record(Input::Source(id))?;
        self.sources
            .get(id)
            .ok_or_else(|| Error::internal(format!("there is no source {id}")))
    }

    pub(super) fn record(&self, input: Input) -> Result<()> {
        self.reads.borrow_mut().insert(input);
        match self.declared {
            Some(declared) if !declared.contains(&input) => Err(Error::internal(format!(
                "{input:?} is read but not declared"
            ))),
            _ => Ok(()),
        }
    }
}
