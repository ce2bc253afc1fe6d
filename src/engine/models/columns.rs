//! Documented columns, as every subject declares them.

use crate::engine::base::{ColumnSpec, Kind, Unit};

/// A column of any kind.
pub const fn column(name: &'static str, kind: Kind, unit: Unit, doc: &'static str) -> ColumnSpec {
    ColumnSpec {
        name,
        kind,
        unit,
        doc,
    }
}

/// Text.
pub const fn text(name: &'static str, doc: &'static str) -> ColumnSpec {
    column(name, Kind::Text, Unit::Text, doc)
}

/// A count.
pub const fn count(name: &'static str, doc: &'static str) -> ColumnSpec {
    column(name, Kind::Integer, Unit::Count, doc)
}

/// An amount of money.
pub const fn usd(name: &'static str, doc: &'static str) -> ColumnSpec {
    column(name, Kind::Amount, Unit::Usd, doc)
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
