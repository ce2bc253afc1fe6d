//! Spend whose export does not tell clicks or impressions. Marts count 0 of them there; on the page they are unknown, and
//! so is what a click cost where only a part of the spend comes with its clicks.

use crate::engine::base::{Result, Table};
use crate::engine::metrics::{Line, OF_CLICKS, Untold};
use crate::protocol::Day;
use std::collections::BTreeMap;

/// Marks the lines behind which such spend stands in a range; `keys` are the columns of `stg_ad_spend` that the lines' first
/// keys are of.
///
/// # Errors
/// Internal ones only.
pub fn mark(
    lines: &mut [Line],
    ads: Option<&Table>,
    keys: &[&str],
    range: Option<(Day, Day)>,
) -> Result<()> {
    let (Some(ads), Some((from, to))) = (ads, range) else {
        return Ok(());
    };
    let counts = [ads.integers(OF_CLICKS[0])?, ads.integers(OF_CLICKS[1])?];
    if counts.iter().all(|count| count.valid.is_none()) {
        return Ok(());
    }
    let (days, spend) = (ads.days("date")?, ads.amounts("spend_usd")?);
    let mut names = Vec::with_capacity(keys.len());
    for key in keys {
        names.push(ads.text(key)?);
    }
    let mut untold: BTreeMap<Vec<&str>, Untold> = BTreeMap::new();
    for row in 0..ads.height() {
        let is_inside = days
            .get(row)
            .is_some_and(|day| (from.0..=to.0).contains(&day));
        let is_spend = spend.get(row).is_some_and(|spend| spend != 0.0);
        let here = match counts.map(|count| count.get(row).is_none()) {
            [false, false] => continue,
            [true, true] => Untold::Both,
            _ => Untold::One,
        };
        if is_inside && is_spend {
            let key = names.iter().map(|name| name.get(row).unwrap_or("(none)"));
            let known = untold.entry(key.collect()).or_default();
            *known = here.max(*known);
        }
    }
    for line in lines {
        let own: Vec<&str> = (0..keys.len()).map(|at| line.key(at)).collect();
        line.untold = untold.get(&own).copied().unwrap_or_default();
        for column in OF_CLICKS {
            if line.untold > Untold::Nothing && line.sum(column) == 0.0 {
                line.set(column, None);
            }
        }
    }
    Ok(())
}

/// The names of lines behind which such spend stands.
pub fn names(lines: &[Line]) -> Vec<String> {
    let untold = lines.iter().filter(|line| line.untold > Untold::Nothing);
    untold.map(|line| line.name().to_owned()).collect()
}
