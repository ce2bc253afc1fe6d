//! Tests of the subject on tables made by hand and on the sample.
