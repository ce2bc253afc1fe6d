//! The warehouse: a registry of models becomes tables that are built only where something they read has changed,
//! tested, and described.
//!
//! - `spec`: what a model declares. `build`: what its function reads from; every read is recorded.
//! - `kept`: what models work out once and build from again.
//! - `graph`: order and freshness. `store`: the tables, built when somebody asks. `slots`: the sources. `variants`: what is
//!   kept of builds. `ensure`: the build itself. `keys`: duplicate keys and order. `checks`: data tests.
//! - `rollup`: grouping for the hot path. `cards`: what the page says of each table. `scaffold`: the dbt project.
//! - `aliases`: the channel alias table, an input like any other.
//!
//! Left out: what the tables mean (models), where bytes come from (ingest), what is drawn (pages).

pub mod aliases;
mod build;
mod cards;
pub mod checks;
mod ensure;
mod graph;
mod kept;
pub mod keys;
pub mod rollup;
pub mod scaffold;
mod slots;
pub mod spec;
mod store;
mod variants;

pub use aliases::ChannelAlias;
pub use build::Build;
pub use kept::Derived;
pub use keys::KeyReject;
pub use spec::{DataTest, Input, Layer, ModelSpec, Param, Severity};
pub use store::Warehouse;
pub use variants::RunRecord;

/// The column that ends every typed source: (file index << 32) | line, files by name.
pub use super::base::SOURCE_ROW;

#[cfg(test)]
mod tests;
