//! The registry's types, the graph, the incremental build, data tests, lineage.

pub mod spec;

pub use spec::{DataTest, Input, Layer, ModelSpec, Param, Severity};

/// What a build function reads from; records each read.
pub struct Build<'a> {
    _house: std::marker::PhantomData<&'a ()>,
}
