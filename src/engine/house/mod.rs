//! The engine's state behind its message loop: which files are loaded, the warehouse over them, and the page on show.
//!
//! Every change happens in one step (`adopt`, `remove`): either the new state stands or the old one does. Reading
//! files is the loop's work (it needs a browser); deciding what they mean is ingest's; this joins the two.
//!
//! - `files`: what was dropped and what became of it; sources from files. `describe`: the data page's view.
//! - `corrections`: rows set aside that come back corrected.
//! - `money`: which currency amounts are in.
//! - `members`: the tables of one archive or workbook.
//! - `samples`: the sample files of each subject, loaded when a page of it is opened.
//! - `rows`: windows of a table; `detail`: one row in full, with what is behind it. `answer`: requests to replies. `trials`: data tests after the page is painted;
//!   `ahead`: what a slider may be moved to next, after them.

mod ahead;
mod answer;
mod corrections;
mod describe;
mod detail;
mod files;
mod members;
mod money;
mod overlap;
mod prose;
mod rows;
pub mod samples;
#[cfg(test)]
mod support;
#[cfg(test)]
mod tests;
mod trials;

pub use answer::Glance;
pub use files::{About, Arrival, Outcome};
pub use members::of_one_file;

use super::base::{Result, SourceSpec, Table};
use super::ingest::{Rates, Recipe, SourceData};
use super::models;
use super::warehouse::Warehouse;
use crate::protocol::Params;
use files::{Held, Undo};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The engine's state.
pub struct House {
    warehouse: Warehouse,
    /// Files in the order they came; refused ones stay as cards until removed.
    files: Vec<Held>,
    next_file: u32,
    /// What ingest made of the files, by source.
    sources: BTreeMap<&'static str, Made>,
    /// Rates of the link for amounts in other currencies.
    rates: Rates,
    /// What the user said about files of a header, for the next ones.
    recipes: Vec<Recipe>,
    /// The last removal or replacement.
    undo: Undo,
    is_sample: bool,
    /// Subjects whose sample files were asked for, while the sample data is on show.
    sampled: BTreeSet<&'static str>,
    /// The page on show, answered again after every change.
    shown: Option<(String, Params)>,
    /// The page that was composed last.
    composed: String,
    /// Whether the catalogue of tables was asked for since a page was.
    is_catalog_shown: bool,
    /// Tables whose tests wait to be run, and the parameters they are run under.
    trials: trials::Trials,
    /// Glances of the page on show as its link may say next.
    ahead: ahead::Ahead,
}

impl House {
    /// An empty house. `clock` gives milliseconds for the run record; the engine has no clock of its own.
    pub fn new(clock: fn() -> f64) -> House {
        House {
            warehouse: Warehouse::new(models::MODELS, models::SOURCES).with_clock(clock),
            files: Vec::new(),
            next_file: 1,
            sources: BTreeMap::new(),
            rates: Rates::default(),
            recipes: Vec::new(),
            undo: Undo::default(),
            is_sample: false,
            sampled: BTreeSet::new(),
            shown: None,
            composed: String::new(),
            is_catalog_shown: false,
            trials: trials::Trials::default(),
            ahead: ahead::Ahead::default(),
        }
    }

    /// A table under the parameters of a link, sorted by key.
    pub fn table(&mut self, id: &str, params: &Params) -> Result<Arc<Table>> {
        self.warehouse.table(id, params)
    }

    /// The recipes in use.
    pub fn recipes(&self) -> &[Recipe] {
        &self.recipes
    }

    /// Takes recipes over; how many there were in the text.
    pub fn learn(&mut self, text: &str) -> usize {
        let recipes = Recipe::parse(text);
        let count = recipes.len();
        for recipe in recipes {
            recipe.keep(&mut self.recipes);
        }
        count
    }

    /// All recipes as a text, for `learn`.
    pub fn lore(&self) -> String {
        let lines: Vec<String> = self.recipes.iter().map(Recipe::write).collect();
        lines.join("\n")
    }

    /// The warehouse, for a native caller that wants every table (parity, examples).
    pub fn warehouse(&mut self) -> &mut Warehouse {
        &mut self.warehouse
    }
}

/// A source as it was made from its files.
struct Made {
    spec: &'static SourceSpec,
    /// The files, in the order of `combine`.
    files: Vec<u32>,
    data: SourceData,
}
