//! What pages are put together from: channel colours, tables of metrics, dates in words. No domain question here.

pub mod colours;
pub mod dates;
pub mod grid;
pub mod sheet;
