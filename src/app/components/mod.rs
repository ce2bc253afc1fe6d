//! What pages are made of. Each file draws one kind of thing from its view model and knows nothing of the others'
//! insides.

pub mod block;
pub mod canvas;
pub mod chart;
pub mod controls;
pub mod drop;
pub mod entries;
pub mod filters;
pub mod finding;
pub mod kpi;
pub mod mapping;
pub mod menu;
pub mod metric;
pub mod paint;
pub mod progress;
pub mod rows;
pub mod table;
pub mod tooltip;
pub mod words;
