//! Marts.
