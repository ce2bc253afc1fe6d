//! What the models of this subject owe to every input: identities, funnels and durations by hand.

mod durations;
mod funnel;
mod speed;
