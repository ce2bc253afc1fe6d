//! Tests over the registry and the models on real and made-up data.

mod attribution;
mod attribution_speed;
mod golden;
mod marts;
pub mod measure;
mod pipeline;
mod pipeline_speed;
mod registry;
mod speed;
pub mod support;
