//! Tests over the registry and the models on real and made-up data.

mod golden;
mod marts;
mod pipeline;
mod registry;
mod speed;
pub mod support;
