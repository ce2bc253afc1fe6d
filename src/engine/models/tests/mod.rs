//! Tests over the registry and the models on real and made-up data.

mod golden;
mod marts;
mod registry;
mod speed;
pub mod support;
