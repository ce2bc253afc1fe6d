//! What the models of this subject owe to every input.
