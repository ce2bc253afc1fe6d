//! What every part of the engine stands on: columns and tables, dictionaries, declared sources, issues, errors.
//! No domain words here.

pub mod code_vec;
pub mod codes;
pub mod column;
pub mod dict;
pub mod error;
pub mod few;
pub mod hash;
pub mod ids;
pub mod interner;
pub mod md5;
pub mod order;
pub mod source;
pub mod table;
pub mod times;

pub use crate::protocol::{Cell, Day, Kind, Unit};
pub use code_vec::CodeVec;
pub use codes::Codes;
pub use column::{Column, Numbers, TextColumn};
pub use dict::{Dict, NULL_CODE};
pub use error::{Error, Result};
pub use few::Amounts;
pub use ids::{Runs, Whole};
pub use interner::Interner;
pub use order::{Arrange, Ordered};
pub use source::{Adds, ColumnSpec, SOURCE_ROW, SourceColumn, SourceSpec};
pub use table::Table;
pub use times::{TimeVec, Times};
