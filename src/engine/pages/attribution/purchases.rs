//! Sums over `client_journeys`: all purchases of a range, or those that the channels on show touched.

use crate::engine::base::{Result, Table};
use crate::engine::insights::attribution::Purchases;
use crate::engine::models::attribution::client_journeys::ARROW;
use crate::engine::models::shown::Shown;

/// Sums over `client_journeys`: all purchases, or those with a touch on a channel shown.
pub fn purchases(table: &Table, shown: Option<&Shown>) -> Result<Purchases> {
    let path = table.text("path")?;
    let is_touched: Option<Vec<bool>> = shown.map(|shown| {
        let touches = |path: &str| path.split(ARROW).any(|channel| shown.has(channel));
        path.dict.iter().map(touches).collect()
    });
    let revenue = table.amounts("total_revenue")?;
    let touches = table.integers("touch_count")?;
    let marketing = table.integers("marketing_touch_count")?;
    let days = table.integers("journey_length_days")?;
    let client = table.text("client_id")?;
    let mut clients = vec![false; client.dict.len()];
    let mut out = Purchases::default();
    for row in 0..table.height() {
        if let Some(is_touched) = &is_touched
            && is_touched.get(path.codes.at(row) as usize) != Some(&true)
        {
            continue;
        }
        let amount = revenue.get(row).unwrap_or_default();
        let count = touches.get(row).unwrap_or_default();
        let add = |sum: &mut (f64, f64)| {
            sum.0 += 1.0;
            sum.1 += amount;
        };
        out.count += 1.0;
        out.revenue += amount;
        if count == 0 {
            add(&mut out.untouched);
        } else if marketing.get(row) == Some(0) {
            add(&mut out.direct);
        }
        if amount < 0.0 {
            add(&mut out.refunds);
        } else if amount == 0.0 {
            out.free += 1.0;
        }
        if let Some(seen) = clients.get_mut(client.codes.at(row) as usize) {
            *seen = true;
        }
        out.touches.push(count);
        out.days.extend(days.get(row));
    }
    out.clients = clients.iter().filter(|seen| **seen).count() as f64;
    ascend(&mut out.days);
    ascend(&mut out.touches);
    Ok(out)
}

/// Puts counts in order: many and small ones by how often each occurs.
fn ascend(counts: &mut [i64]) {
    const MOST: i64 = 1 << 16;
    if !counts.iter().all(|count| (0..MOST).contains(count)) {
        return counts.sort_unstable();
    }
    let most = counts.iter().max().copied().unwrap_or_default();
    let mut times = vec![0_usize; most as usize + 1];
    for count in counts.iter() {
        times[*count as usize] += 1;
    }
    let mut rest = counts;
    for (count, times) in (0..).zip(times) {
        let (own, next) = rest.split_at_mut(times);
        own.fill(count);
        rest = next;
    }
}
