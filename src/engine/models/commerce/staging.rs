//! What the staging models of this subject share: rows of a source with one row a key, columns under the names of the
//! warehouse, days of moments. Columns are renamed, not copied.

use crate::engine::base::{Column, Numbers, Result, Table};
use crate::engine::warehouse::{Build, ModelSpec};

/// Milliseconds in a day.
const DAY_MS: i64 = 86_400_000;

/// A source's unique rows under the names of a model. `names` are (name in the source, name here) where they differ;
/// `made` are columns that the source does not have.
pub fn staged(
    build: &Build<'_>,
    source: &'static str,
    spec: &ModelSpec,
    names: &[(&str, &str)],
    make: &dyn Fn(&Table) -> Result<Vec<Column>>,
) -> Result<Table> {
    let table = build.unique_source(source)?;
    let mut made = make(&table)?;
    let mut columns = Vec::with_capacity(spec.columns.len());
    for declared in spec.columns {
        if let Some(at) = made.iter().position(|c| c.name() == declared.name) {
            columns.push(made.swap_remove(at));
            continue;
        }
        let from = names.iter().find(|(_, here)| *here == declared.name);
        let from = from.map_or(declared.name, |(from, _)| *from);
        columns.push(table.column(from)?.renamed(declared.name));
    }
    Table::new(columns)
}

/// The day (UTC) of each moment; null where there is none.
pub fn days(name: &str, times: Numbers<'_, i64>) -> Column {
    if times.valid.is_none() {
        let days = times.values.iter().map(|ms| ms.div_euclid(DAY_MS) as i32);
        return Column::dates_dense(name, days.collect());
    }
    Column::dates(
        name,
        times
            .iter()
            .map(|time| time.map(|ms| ms.div_euclid(DAY_MS) as i32)),
    )
}
