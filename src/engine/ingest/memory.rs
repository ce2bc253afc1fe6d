//! What a file will take in memory, estimated before its rows are read: a file that cannot fit is refused with its size
//! and the limit named, not after a crash.

use super::Refusal;
use super::column::{Data, Filling};
use super::header::Fit;
use super::scan::First;
use crate::engine::base::Ordered;
use crate::engine::base::{Kind, SourceSpec};

/// Line and hash of a row.
const ROW: u64 = 16;
/// What a text that does not repeat takes besides its bytes.
const TEXT: u64 = 12;
/// Models and tests keep columns of their own: in tenths of what the typed columns take.
const TENTHS: u64 = 16;

/// Bytes that a cell takes, its text apart.
fn cell(kind: Kind) -> u64 {
    match kind {
        Kind::Text | Kind::Date => 4,
        Kind::Integer | Kind::Amount | Kind::Timestamp => 8,
        Kind::Boolean => 1,
    }
}

/// Bytes that so many rows like these take.
pub fn expected(source: &SourceSpec, fit: &Fit, sample: &[First<'_>], rows: u64) -> u64 {
    let mut each = ROW;
    for (column, place) in source.columns.iter().zip(&fit.places) {
        let Some(place) = place else { continue };
        each += cell(column.column.kind);
        if column.column.kind == Kind::Text {
            let texts = || sample.iter().filter_map(|record| record.fields.get(*place));
            let bytes: usize = texts().map(|text| text.len()).sum();
            let distinct = texts().into_set().len();
            // A column of ids keeps every text.
            if distinct * 10 >= sample.len() * 9 && distinct > 1 {
                each += (bytes / sample.len().max(1)) as u64 + TEXT;
            }
        }
    }
    each.saturating_mul(rows) / 10 * TENTHS
}

/// Bytes that the columns read so far take.
pub fn taken(columns: &[Filling], rows: u64) -> u64 {
    let mut bytes = ROW * rows;
    for column in columns {
        bytes += cell(column.spec.column.kind) * rows;
        if let Data::Text(cells) = &column.data {
            bytes += cells.text_bytes() as u64;
        }
    }
    bytes / 10 * TENTHS
}

/// The refusal of a file that would not fit.
pub fn too_large(size: u64, needed: u64, limit: u64) -> Refusal {
    let gigabytes = |bytes: u64| format!("{:.1} GB", bytes as f64 / 1e9);
    let size = if size == 0 {
        "This file".to_owned()
    } else {
        format!("This file of {}", gigabytes(size))
    };
    Refusal {
        code: "too_large",
        sentence: format!(
            "{size} would take about {} of memory and {} can be used here: load fewer months of it, or download the dbt \
             project on the Tables page and build the same tables where the data lies.",
            gigabytes(needed),
            gigabytes(limit)
        ),
        detail: String::new(),
    }
}
