//! Tributary turns raw go-to-market exports into trusted marts inside the browser.
//!
//! This file is only the map. `protocol` is what crosses the line between the page and the worker; `engine` turns
//! bytes into tested tables and tables into views; `unpack` turns archives, workbooks and other encodings into what the
//! engine reads; `chart` draws a view on any plotters backend; `app` is the page. The features `engine`, `unpack` and
//! `app` are never on in one WebAssembly binary: the compiler keeps the walls.

pub mod protocol;

#[cfg(feature = "engine")]
pub mod engine;

#[cfg(feature = "formats")]
pub mod unpack;

#[cfg(feature = "chart")]
pub mod chart;

#[cfg(feature = "app")]
pub mod app;
