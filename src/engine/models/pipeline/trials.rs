//! What data tests of this subject share: offending rows as text.

use super::keys::Keys;
use super::lookback::{DAY_MS, Lookback};
use super::settings::{RULES, Rule};
use crate::engine::base::{NULL_CODE, Result, Table, TextColumn};
use crate::engine::warehouse::{Build, checks, keys, rollup};
use crate::protocol::Day;
use crate::protocol::format::timestamp;

/// Times outside 2000 to 2099: a typo or a placeholder. Offenders: key and time.
pub fn sane_times(table: &Table, key: &str, column: &str) -> Result<Vec<String>> {
    const FIRST: i64 = 10_957 * DAY_MS;
    const END: i64 = 47_482 * DAY_MS;
    let (ids, times) = (table.text(key)?, table.integers(column)?);
    Ok(times
        .iter()
        .enumerate()
        .filter_map(|(row, time)| Some((row, time?)))
        .filter(|(_, time)| !(FIRST..END).contains(time))
        .map(|(row, time)| format!("{}: {}", ids.get(row).unwrap_or_default(), timestamp(time)))
        .collect())
}

/// Rows with a null in a text column. Offenders: the key.
pub fn nulls(table: &Table, key: &str, column: &str) -> Result<Vec<String>> {
    let ids = table.text(key)?;
    let codes = table.text(column)?.codes;
    let missing = (0..table.height()).filter(|row| codes.at(*row) == NULL_CODE);
    Ok(missing
        .map(|row| ids.get(row).unwrap_or_default().to_owned())
        .collect())
}

/// Texts of a column that another table does not have, each with its number of rows, most rows first: what a join
/// loses. Nulls are not looked for.
pub fn unknown(
    table: &Table,
    column: &str,
    parent: &Table,
    parent_column: &str,
) -> Result<Vec<String>> {
    let child = table.text(column)?;
    let found = Keys::of(parent.text(parent_column)?);
    let mut rows = vec![0_u64; child.dict.len()];
    for code in child.codes {
        if let Some(count) = rows.get_mut(code as usize) {
            *count += 1;
        }
    }
    let mut lost: Vec<(u64, &str)> = child
        .dict
        .iter()
        .zip(rows)
        .filter(|(text, rows)| *rows > 0 && found.row(text).is_none())
        .map(|(text, rows)| (rows, text))
        .collect();
    lost.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    Ok(lost
        .into_iter()
        .map(|(rows, text)| format!("{column} “{text}”: {rows} rows"))
        .collect())
}

/// Opportunities whose credits under a rule do not add up to 1. Without a touch in the lookback only `closest_day` may
/// credit, so nothing is a sum too.
pub fn credited_once(table: &Table) -> Result<Vec<String>> {
    let deal = table.text("opportunity_id")?;
    let order = table.integers("touch_order")?;
    let mut has_touch = vec![false; deal.dict.len()];
    let mut is_here = vec![false; deal.dict.len()];
    for (row, code) in deal.codes.iter().enumerate() {
        is_here[code as usize] = true;
        has_touch[code as usize] |= order.values[row] > 0;
    }
    let mut out = Vec::new();
    for rule in &RULES {
        let credit = table.amounts(rule.column)?;
        let mut sums = vec![0.0; deal.dict.len()];
        for (code, credit) in deal.codes.iter().zip(credit.values) {
            sums[code as usize] += credit;
        }
        let owed = if rule.counts_whole_days() {
            &is_here
        } else {
            &has_touch
        };
        for (code, sum) in sums.into_iter().enumerate() {
            let wanted = f64::from(u8::from(owed[code]));
            if (sum - wanted).abs() > 1e-9 {
                let id = deal.dict.get(code as u32).unwrap_or_default();
                out.push(format!("{id}: {} credits {sum}", rule.id));
            }
        }
    }
    Ok(out)
}

/// Opportunities where a touch goes before the one that a rule credits: found without the order that the model used.
pub fn rightly_credited(table: &Table) -> Result<Vec<String>> {
    let deal = table.text("opportunity_id")?;
    let order = table.integers("touch_order")?.values;
    let is_in = |row: usize| order[row] > 0;
    let (time, days) = (
        table.integers("touchpoint_time")?,
        table.integers("days_before_creation")?,
    );
    let rank = |rule: &Rule, row: usize| match rule.id {
        "first_touch" => is_in(row).then(|| time.values[row]),
        "last_touch" => is_in(row).then(|| -time.values[row]),
        _ => Some(days.values[row]),
    };
    let mut out = Vec::new();
    for rule in RULES.iter().filter(|rule| rule.is_single) {
        let credit = table.amounts(rule.column)?;
        let mut least = vec![i64::MAX; deal.dict.len()];
        for (row, code) in deal.codes.iter().enumerate() {
            let slot = &mut least[code as usize];
            *slot = rank(rule, row).map_or(*slot, |rank| rank.min(*slot));
        }
        for (row, code) in deal.codes.iter().enumerate() {
            if credit.values[row] > 0.0 && rank(rule, row) != Some(least[code as usize]) {
                let id = deal.dict.get(code).unwrap_or_default();
                out.push(format!("{id}: {} credits another touch", rule.id));
            }
        }
    }
    Ok(out)
}

/// Touches after their opportunity or before the lookback, told by whole days.
pub fn inside(table: &Table, lookback: Lookback) -> Result<Vec<String>> {
    let (deal, touch) = (table.text("opportunity_id")?, table.text("touchpoint_id")?);
    let (at, created) = (
        table.integers("touchpoint_time")?,
        table.integers("opportunity_created_time")?,
    );
    let day = |time: i64| time.div_euclid(DAY_MS);
    Ok((0..table.height())
        .filter(|row| {
            let days = day(created.values[*row]) - day(at.values[*row]);
            // Whole days may reach into one more calendar day.
            !(0..=lookback.days + 1).contains(&days)
        })
        .map(|row| {
            let name = |text: TextColumn<'_>| text.get(row).unwrap_or_default().to_owned();
            format!("{}: {}", name(deal), name(touch))
        })
        .collect())
}

/// Touchpoints that stand twice at one opportunity.
pub fn repeated(table: &Table) -> Result<Vec<String>> {
    let key = ["opportunity_id", "touchpoint_type", "touchpoint_id"];
    let (deal, touch) = (table.text(key[0])?, table.text(key[2])?);
    let twice = keys::duplicates(table, &key, None)?;
    Ok(twice
        .into_iter()
        .map(|(row, _)| {
            let name = |text: TextColumn<'_>| text.get(row as usize).unwrap_or_default().to_owned();
            format!("{}: {}", name(deal), name(touch))
        })
        .collect())
}

/// Touches of one opportunity with the same contact, channel and time under several ids: one event exported twice?
pub fn twice(table: &Table) -> Result<Vec<String>> {
    let (deal, channel) = (table.text("opportunity_id")?, table.text("channel")?);
    let (contact, touch) = (table.text("contact_id")?, table.text("touchpoint_id")?);
    let time = table.integers("touchpoint_time")?;
    let people = rollup::distinct_codes(contact);
    let key = |row: usize| {
        (
            deal.codes.at(row),
            people.codes().at(row),
            channel.codes.at(row),
            time.values[row],
        )
    };
    let mut rows: Vec<u32> = (0..table.height() as u32).collect();
    rows.sort_unstable_by_key(|row| (key(*row as usize), *row));
    Ok(rows
        .windows(2)
        .filter(|pair| key(pair[0] as usize) == key(pair[1] as usize))
        .map(|pair| {
            let name = |row: u32| touch.get(row as usize).unwrap_or_default();
            format!(
                "{}: {} and {}",
                deal.get(pair[0] as usize).unwrap_or_default(),
                name(pair[0]),
                name(pair[1])
            )
        })
        .collect())
}

/// The amounts of a mart add up to those of the opportunities of the range. Under a channel filter they may be less.
pub fn same_pipeline(table: &Table, column: &str, build: &Build<'_>) -> Result<Vec<String>> {
    let range = build.range()?;
    let is_filtered = !build.channels()?.is_empty();
    let deals = build.model("stg_pipeline_opportunities")?;
    let created = deals.integers("opportunity_created_time")?;
    let amount = deals.amounts("pipeline_amount_usd")?;
    let staged: f64 = (0..deals.height())
        .filter(|row| range.contains(Day(created.values[*row].div_euclid(DAY_MS) as i32)))
        .map(|row| amount.values[row])
        .sum();
    let here: f64 = table.numbers(column)?.into_iter().flatten().sum();
    if is_filtered {
        return Ok(Vec::new());
    }
    Ok(checks::same_sum("pipeline", here, staged))
}
