//! What pages are put together from: channel colours, tables of metrics, tables cell by cell, charts, dates in words. No
//! domain question here.

pub mod charts;
pub mod colours;
pub mod dates;
pub mod delta;
pub mod grid;
pub mod sheet;
