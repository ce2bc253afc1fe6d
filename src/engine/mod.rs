//! The engine: bytes in, tested tables and views out. Pure: no browser, clock, randomness, environment or file
//! system; bytes and "today" are arguments.

pub mod base;
pub mod credit;
pub mod export;
pub mod house;
pub mod ingest;
pub mod insights;
pub mod metrics;
pub mod models;
pub mod pages;
pub mod warehouse;
