//! What must add up: a rollup by channel against the staging tables (spec 10 "Identities"). Under a date range the
//! staging side counts the same days, under a channel filter the same channels, so the identities hold on every link.

use super::fct_channel_daily::is_stage;
use super::filters::Shown;
use super::stage::Stage;
use super::stg_web_sessions;
use crate::engine::base::{Result, Table};
use crate::engine::warehouse::{Build, checks};
use crate::protocol::{Day, Range};

/// Compares each measure's sum over a rollup with the staging tables. Offenders: measures that differ.
pub fn conserved(table: &Table, build: &Build<'_>, is_filtered: bool) -> Result<Vec<String>> {
    let (range, shown) = if is_filtered {
        (build.range()?, Shown::new(build.channels()?))
    } else {
        (Range::default(), Shown::default())
    };
    let (ads, web, deals) = (
        build.model("stg_ad_spend")?,
        build.model("stg_web_sessions")?,
        build.model("stg_opportunities")?,
    );
    let (ad_rows, web_rows, deal_rows) = (
        kept(ads, "date", range, &shown)?,
        kept(web, "session_date", range, &shown)?,
        kept(deals, "created_date", range, &shown)?,
    );
    let won: Vec<bool> = is_stage(deals, Stage::Won)?
        .iter()
        .zip(&deal_rows)
        .map(|(won, kept)| *won == 1 && *kept)
        .collect();
    let staged = [
        ("spend_usd", sum(ads, "spend_usd", &ad_rows)?),
        ("clicks", sum(ads, "clicks", &ad_rows)?),
        ("sessions", sessions(web, &web_rows)?),
        ("conversions", sum(web, "conversions", &web_rows)?),
        ("opportunities", number_of(&deal_rows)),
        ("revenue_usd", sum(deals, "amount_usd", &won)?),
    ];
    let mut out = Vec::new();
    for (measure, there) in staged {
        let here = sum(table, measure, &vec![true; table.height()])?;
        out.extend(checks::same_sum(measure, here, there));
    }
    Ok(out)
}

/// Rows of a staging table that a mart of this link counts.
fn kept(table: &Table, date: &str, range: Range, shown: &Shown) -> Result<Vec<bool>> {
    let channel = table.text("channel")?;
    let by_code: Vec<bool> = channel.dict.iter().map(|name| shown.has(name)).collect();
    let days = table.days(date)?;
    Ok(channel
        .codes
        .iter()
        .enumerate()
        .map(|(row, code)| {
            by_code.get(code as usize).copied().unwrap_or(false)
                && (range == Range::default()
                    || days.get(row).is_some_and(|day| range.contains(Day(day))))
        })
        .collect())
}

fn sessions(web: &Table, rows: &[bool]) -> Result<f64> {
    Ok(match stg_web_sessions::weights(web)? {
        None => number_of(rows),
        Some(weights) => {
            let kept = weights.iter().zip(rows).filter(|(_, kept)| **kept);
            kept.map(|(weight, _)| *weight as f64).sum()
        }
    })
}

fn number_of(rows: &[bool]) -> f64 {
    rows.iter().filter(|kept| **kept).count() as f64
}

fn sum(table: &Table, column: &str, rows: &[bool]) -> Result<f64> {
    let numbers = table.numbers(column)?;
    let kept = numbers.into_iter().zip(rows).filter(|(_, kept)| **kept);
    Ok(kept.filter_map(|(value, _)| value).sum())
}
