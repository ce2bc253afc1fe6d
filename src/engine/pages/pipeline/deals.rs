//! How long before an opportunity does the credited touch lie? And the largest opportunities, each with the way to its
//! touches in order.

use super::data::Data;
use super::sources::{column, days, series};
use super::wide;
use crate::engine::base::Arrange;
use crate::engine::base::{Cell, Result, Table};
use crate::engine::insights::language::count;
use crate::engine::models::pipeline::settings::{FIRST_TOUCH, RULE};
use crate::protocol::{Axis, Block, ChartView, Hue, Section, TableView, Unit};

/// Bins of the histogram, at most.
const BINS: i64 = 13;

/// Opportunities in the table.
const LARGEST: usize = 12;

/// The section; absent without opportunities.
pub fn section(data: &Data) -> Option<Section> {
    // Rules that share credit have no one touch: the distribution is then that of first touch, and says so.
    let is_single = data.evidence.rule.is_single;
    let source = if is_single { &data.deals } else { &data.first };
    let mut blocks = Vec::new();
    if let Some(chart) = source
        .as_ref()
        .and_then(|deals| histogram(data, deals, is_single).ok()?)
    {
        blocks.push(wide(Block::Chart(chart)));
    }
    if let Some(table) = data
        .deals
        .as_ref()
        .and_then(|deals| largest(data, deals).ok()?)
    {
        blocks.push(wide(Block::Table(table)));
    }
    (!blocks.is_empty()).then(|| Section {
        id: "opportunities".to_owned(),
        title: "How long does it take, and which are the opportunities?".to_owned(),
        intro: String::new(),
        blocks,
    })
}

fn histogram(data: &Data, deals: &Table, is_single: bool) -> Result<Option<ChartView>> {
    let channel = deals.text("channel")?;
    let shown: Vec<bool> = channel.dict.iter().map(|name| data.shows(name)).collect();
    let values = deals.integers("days_to_opportunity")?;
    let lookback = data.evidence.lookback.days;
    let width = (lookback + BINS) / BINS;
    let mut by_day = vec![0_u64; lookback as usize + 1];
    for (row, code) in channel.codes.iter().enumerate() {
        let is_shown = shown.get(code as usize).copied().unwrap_or(false);
        if let Some(days) = values.get(row).filter(|_| is_shown)
            && let Some(count) = by_day.get_mut(days as usize)
        {
            *count += 1;
        }
    }
    let all: u64 = by_day.iter().sum();
    if all == 0 {
        return Ok(None);
    }
    let bins: Vec<u64> = by_day
        .chunks(width as usize)
        .map(|days| days.iter().sum())
        .collect();
    let mut reached = 0;
    let half = by_day.iter().position(|count| {
        reached += count;
        reached * 2 >= all
    });
    let half = half.unwrap_or_default() as f64;
    let span = |at: usize| (at as i64 * width, at as i64 * width + width - 1);
    let rule = if is_single {
        data.evidence.rule
    } else {
        FIRST_TOUCH
    };
    let opens = bins.iter().enumerate().map(|(at, _)| {
        let (low, high) = span(at);
        let link = data.rows_of(
            "sourced_pipeline",
            &[("days_to_opportunity", &format!("{low}..{high}"))],
        );
        match (is_single, data.params.other(RULE)) {
            (false, Some(rule)) => link.replace(
                &format!("{RULE}={rule}"),
                &format!("{RULE}={}", FIRST_TOUCH.id),
            ),
            _ => link,
        }
    });
    Ok(Some(ChartView {
        id: "days_to_opportunity".to_owned(),
        kind: "histogram".to_owned(),
        finding: format!(
            "Half of {} came within {} of the touch that {} credits",
            count(all as f64, "sourced opportunity", "sourced opportunities"),
            count(half, "day", "days"),
            rule.name.to_lowercase()
        ),
        subtitle: format!(
            "Opportunities by whole days from the credited touch to creation, {}",
            days(data)
        ),
        footnote: if is_single {
            "A click opens the opportunities of a bin.".to_owned()
        } else {
            format!(
                "{} names no single touch, so this is by first touch.",
                data.evidence.rule.name
            )
        },
        axis: Axis {
            label: "days".to_owned(),
            names: (0..bins.len())
                .map(|at| match span(at) {
                    (low, high) if low == high => low.to_string(),
                    (low, high) => format!("{low}–{high}"),
                })
                .collect(),
            ..Axis::default()
        },
        opens: opens.collect(),
        series: vec![series(
            "Opportunities",
            Unit::Count,
            Hue::Accent,
            bins.iter().map(|n| Some(*n as f64)).collect(),
        )],
        ..ChartView::default()
    }))
}

fn largest(data: &Data, deals: &Table) -> Result<Option<TableView>> {
    let channel = deals.text("channel")?;
    let (id, account) = (deals.text("opportunity_id")?, deals.text("account_id")?);
    let (segment, touch) = (deals.text("sales_segment")?, deals.text("touchpoint_id")?);
    let amount = deals.numbers("pipeline_amount_usd")?;
    let created = deals.integers("opportunity_created_time")?;
    let (before, touches) = (
        deals.integers("days_to_opportunity")?,
        deals.integers("touches")?,
    );
    let mut rows: Vec<usize> = (0..deals.height())
        .filter(|row| channel.get(*row).is_none_or(|name| data.shows(name)))
        .collect();
    let value = |row: usize| amount[row].unwrap_or(0.0);
    let by_amount = |a: &usize, b: &usize| value(*b).total_cmp(&value(*a)).then(a.cmp(b));
    if rows.len() > LARGEST {
        rows.select_nth_unstable_by(LARGEST, by_amount);
        rows.truncate(LARGEST);
    }
    rows.arrange_by(by_amount);
    if rows.is_empty() {
        return Ok(None);
    }
    let mut view = TableView {
        table: "sourced_pipeline".to_owned(),
        title: format!(
            "The largest {}",
            count(rows.len() as f64, "opportunity", "opportunities")
        ),
        subtitle: "The number of touches leads to them, in order.".to_owned(),
        columns: vec![
            column("opportunity", Unit::Text, "Id of the opportunity."),
            column("amount", Unit::Usd, "Amount of pipeline."),
            column(
                "touches",
                Unit::Count,
                "Touches of all channels in the lookback.",
            ),
            column("account", Unit::Text, "Id of the account."),
            column("segment", Unit::Text, "Sales segment."),
            column("channel", Unit::Text, "Channel that sourced it."),
            column("touch", Unit::Text, "Id of the touch that sourced it."),
            column(
                "days before",
                Unit::Number,
                "Whole days from the touch to the opportunity.",
            ),
            column("created", Unit::Time, "When the opportunity was created."),
        ],
        ..TableView::default()
    };
    let text = |value: Option<&str>| value.map_or(Cell::Null, |text| Cell::Text(text.to_owned()));
    for (at, row) in rows.into_iter().enumerate() {
        let name = id.get(row).unwrap_or_default();
        let cells = vec![
            text(Some(name)),
            Cell::Number(value(row)),
            Cell::Integer(touches.get(row).unwrap_or(0)),
            text(account.get(row)),
            text(segment.get(row)),
            text(channel.get(row)),
            text(touch.get(row)),
            before.get(row).map_or(Cell::Null, Cell::Integer),
            created.get(row).map_or(Cell::Null, Cell::Time),
        ];
        for column in (0..cells.len()).filter(|at| cells[*at] == Cell::Null) {
            let reason = if data.evidence.rule.is_single {
                "No touch lies in the lookback."
            } else {
                "The rule shares credit among touches."
            };
            view.null_reasons
                .push((at as u32, column as u32, reason.to_owned()));
        }
        if touches.get(row).is_some_and(|n| n > 0) {
            view.links.push((at as u32, 2, data.touches_of(name)));
        }
        let one = data.rows_of("sourced_pipeline", &[("opportunity_id", name)]);
        view.links.push((at as u32, 1, one));
        view.rows.push(cells);
    }
    Ok(Some(view))
}
