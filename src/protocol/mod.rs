//! What crosses the line between the page and the engine: plain data, serialised with postcard.
//!
//! A message is one `Vec<u8>` (an `ArrayBuffer`, transferred) plus, for files, the `File` handles beside it.
//! Nothing here computes a mart: only shapes, the parameters of a link, days, and how a number is written.

pub mod chart;
pub mod currency;
pub mod data;
pub mod day;
pub mod format;
pub mod glances;
pub mod message;
pub mod page;
pub mod params;
pub mod table;

pub use chart::{Axis, ChartView, Hue, Link, Node, NodeField, Reference, Series, Stroke};
pub use data::{
    Answers, DataView, Decision, FileCard, FileStatus, MappingView, Question, Reading, RejectRow,
    SourceCard,
};
pub use day::Day;
pub use format::Unit;
pub use glances::Glances;
pub use message::{Download, Progress, Reply, Request, Stage};
pub use page::{
    Block, Control, ControlKind, Delta, Filters, Finding, Kpi, MetricDoc, MissingSource, PageView,
    Section, Span, Tone,
};
pub use params::{Compare, Grain, Params, Range};
pub use table::{
    Cell, Column, Kind, RowQuery, RowView, RowsView, TableCard, TableView, TestCount, TestResult,
    TestStatus,
};

/// Encodes a message.
///
/// # Errors
/// A sentence, where a value cannot be encoded (which the shapes here rule out).
pub fn encode<T: serde::Serialize>(value: &T) -> Result<Vec<u8>, String> {
    postcard::to_allocvec(value).map_err(|error| format!("message could not be written: {error}"))
}

/// Decodes a message.
///
/// # Errors
/// A sentence, where the bytes are of another build: the page and the engine must be reloaded together.
pub fn decode<'a, T: serde::Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, String> {
    postcard::from_bytes(bytes)
        .map_err(|error| format!("message could not be read (reload the page): {error}"))
}
