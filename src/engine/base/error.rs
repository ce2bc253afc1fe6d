//! A request that cannot be answered. Bad data is never an `Error`: it is a reject or an issue.

use std::fmt;

/// A result of the engine.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a request could not be answered, for the person who made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// A sentence that says what to do.
    pub sentence: String,
    /// Technical detail; may be empty.
    pub detail: String,
}

impl Error {
    /// An error with a sentence only.
    pub fn new(sentence: impl Into<String>) -> Error {
        Error {
            sentence: sentence.into(),
            detail: String::new(),
        }
    }

    /// A mistake in the engine's own code (a column that its own SPEC does not name): reported, never a panic.
    pub fn internal(detail: impl Into<String>) -> Error {
        Error {
            sentence: "Tributary made a mistake here; please report it with the detail below."
                .to_owned(),
            detail: detail.into(),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence)?;
        if !self.detail.is_empty() {
            write!(f, " ({})", self.detail)?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}

impl From<polars_core::error::PolarsError> for Error {
    fn from(error: polars_core::error::PolarsError) -> Error {
        Error::internal(error.to_string())
    }
}
