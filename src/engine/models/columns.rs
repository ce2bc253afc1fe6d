//! Documented columns, as every subject declares them.

use crate::engine::base::{Adds, ColumnSpec, Kind, SourceColumn, Unit};

/// A column of any kind; its values are not added.
pub const fn column(name: &'static str, kind: Kind, unit: Unit, doc: &'static str) -> ColumnSpec {
    ColumnSpec {
        name,
        kind,
        unit,
        doc,
        adds: Adds::Never,
    }
}

/// Text.
pub const fn text(name: &'static str, doc: &'static str) -> ColumnSpec {
    column(name, Kind::Text, Unit::Text, doc)
}

/// A count whose values add up.
pub const fn count(name: &'static str, doc: &'static str) -> ColumnSpec {
    column(name, Kind::Integer, Unit::Count, doc).added()
}

/// An amount of money; amounts add up.
pub const fn usd(name: &'static str, doc: &'static str) -> ColumnSpec {
    column(name, Kind::Amount, Unit::Usd, doc).added()
}

/// A day.
pub const fn date(name: &'static str, doc: &'static str) -> ColumnSpec {
    column(name, Kind::Date, Unit::Date, doc)
}

/// True or false.
pub const fn flag(name: &'static str, doc: &'static str) -> ColumnSpec {
    column(name, Kind::Boolean, Unit::Flag, doc)
}

/// A ratio or another number with a unit.
pub const fn ratio(name: &'static str, unit: Unit, doc: &'static str) -> ColumnSpec {
    column(name, Kind::Amount, unit, doc)
}

/// Where a row came from.
pub const SOURCE_ROW: ColumnSpec = column(
    crate::engine::warehouse::SOURCE_ROW,
    Kind::Integer,
    Unit::Number,
    "Where the row came from: index of the file (by name) × 2^32 + line in the file.",
);

/// A moment (UTC).
pub const fn time(name: &'static str, doc: &'static str) -> ColumnSpec {
    column(name, Kind::Timestamp, Unit::Time, doc)
}

/// A column of a source without which a row is set aside.
pub const fn required(column: ColumnSpec, aliases: &'static [&'static str]) -> SourceColumn {
    SourceColumn {
        column,
        required: true,
        aliases,
        keeps_null_words: false,
        one_of: &[],
    }
}

/// A column of a source that a row may lack.
pub const fn optional(column: ColumnSpec, aliases: &'static [&'static str]) -> SourceColumn {
    SourceColumn {
        required: false,
        ..required(column, aliases)
    }
}

/// The same column as a name, title or URL, which keeps words like `None`.
pub const fn named(column: SourceColumn) -> SourceColumn {
    SourceColumn {
        keeps_null_words: true,
        ..column
    }
}
