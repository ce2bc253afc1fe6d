//! A row that stands for a range of days becomes a row a day. Counts are divided without a rest, amounts to the cent; what
//! is left over is on the first day, so that every sum stays.

use super::steps::Work;
use crate::engine::base::{Column, Kind, Result, Table};
use crate::engine::ingest::months;
use crate::protocol::Day;

/// A longer range is taken for a mistake, and its row set aside.
const MOST_DAYS: i32 = 20 * 366;

/// Gives each row its day, spreading rows over ranges.
pub fn spread(work: &mut Work<'_>, date: &str, from: &str, until: &str) -> Result<()> {
    let title = months::span(&work.preamble);
    let (mut spans, mut titled, mut ranged, mut long) = (Vec::new(), 0, 0, 0);
    {
        let here = |name: &str| work.table.has(name).then(|| work.table.days(name));
        let (day, first, last) = (
            here(date).transpose()?,
            here(from).transpose()?,
            here(until).transpose()?,
        );
        for row in 0..work.table.height() {
            let of = |days: &Option<crate::engine::base::Numbers<'_, i32>>| {
                days.as_ref().and_then(|days| days.get(row))
            };
            let span = match (of(&day), of(&first), of(&last)) {
                (Some(day), _, _) | (None, Some(day), None) => Some((day, day)),
                (None, Some(first), Some(last)) => Some((first, last)),
                (None, None, _) => {
                    titled += u64::from(title.is_some());
                    title
                }
            };
            let span = span.filter(|(first, last)| (0..MOST_DAYS).contains(&(last - first)));
            let days = span.map_or(1, |(first, last)| last - first + 1);
            ranged += u64::from((2..=7).contains(&days));
            long += u64::from(days > 7);
            spans.push(span);
        }
    }
    let lost: Vec<bool> = spans.iter().map(Option::is_none).collect();
    work.set_aside(
        &lost,
        date,
        &format!("missing_{date}"),
        "No day: export the report by day, or leave the line with its days above the header.",
    )?;
    let spans: Vec<(i32, i32)> = spans.into_iter().flatten().collect();
    if let Some((first, last)) = title.filter(|_| titled > 0) {
        work.say(
            &format!(
                "the days are those in the title of the report, {} to {}",
                Day(first),
                Day(last)
            ),
            titled,
        );
    }
    work.say(
        "a row for a range of days is spread evenly over them, what does not divide on the first",
        ranged,
    );
    // Their amounts have no course by week.
    work.say(
        "a row for more than a week is spread evenly over its days, what does not divide on the first",
        long,
    );
    work.spread = long;
    let days = spans.iter().flat_map(|(first, last)| *first..=*last);
    let days = Column::dates_dense(date, days.collect());
    if ranged + long == 0 {
        work.table = work.table.with(days)?;
        return Ok(());
    }
    let rows: Vec<u32> = (0_u32..)
        .zip(&spans)
        .flat_map(|(row, (first, last))| (*first..=*last).map(move |_| row))
        .collect();
    let mut table = work.table.take(&rows)?;
    for name in work.measures() {
        let divided = divided(&work.table, name, &spans)?;
        table = table.with(divided)?;
    }
    work.table = table.with(days)?;
    Ok(())
}

fn divided(table: &Table, name: &str, spans: &[(i32, i32)]) -> Result<Column> {
    let length = |(first, last): &(i32, i32)| i64::from(last - first) + 1;
    Ok(if table.kind(name)? == Kind::Integer {
        let values = table.integers(name)?;
        let parts = spans.iter().enumerate().flat_map(|(row, span)| {
            let (days, value) = (length(span), values.get(row));
            (0..days).map(move |at| {
                let share = value? / days;
                Some(if at == 0 {
                    value? - share * (days - 1)
                } else {
                    share
                })
            })
        });
        Column::integers(name, parts)
    } else {
        let values = table.amounts(name)?;
        let parts = spans.iter().enumerate().flat_map(|(row, span)| {
            let (days, value) = (length(span), values.get(row));
            (0..days).map(move |at| {
                // Whole cents, so that the days look like amounts; the first takes the rest.
                let share = (value? * 100.0 / days as f64).trunc() / 100.0;
                Some(if at == 0 {
                    cents(value? - share * (days - 1) as f64)
                } else {
                    share
                })
            })
        });
        Column::amounts(name, parts)
    })
}

/// An amount without the dust that a subtraction leaves.
fn cents(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}
