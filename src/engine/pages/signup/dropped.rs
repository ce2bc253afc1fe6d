//! Who was lost, and what did they see last? The pages of those lost at the worst step, and the latest visitors lost.

use super::data::Data;
use super::grid::{Grid, amount, whole, words};
use crate::engine::base::order::first;
use crate::engine::base::{Result, Table};
use crate::engine::insights::language::{count, number, percent};
use crate::engine::insights::signup::label;
use crate::engine::models::signup::member_intake_funnel_metrics::DROPPED;
use crate::protocol::{Block, Cell, Section, Span, TableView, Unit};

/// Rows shown; the table's own page has all.
const MOST: usize = 15;

/// The section; absent where nobody was lost.
pub fn section(data: &Data) -> Option<Section> {
    let worst = data.evidence.worst()?;
    let visitors = data.visitors.as_ref()?;
    let latest = latest(data, visitors).ok()?;
    let most = data.evidence.pages.first();
    let lost: f64 = data.evidence.pages.iter().map(|page| page.visitors).sum();
    let intro = most.map_or_else(String::new, |page| {
        format!(
            "Of {} lost before {}, {} saw {} last.",
            count(lost, "visitor", "visitors"),
            data.evidence.next(worst),
            percent(page.visitors / lost),
            page.path.as_deref().unwrap_or("a page that is not known")
        )
    });
    Some(Section {
        id: "dropped".to_owned(),
        title: "What did those lost see last?".to_owned(),
        intro,
        blocks: vec![
            (Span::Full, Block::Table(pages(data, worst, lost))),
            (Span::Full, Block::Table(latest)),
        ],
    })
}

fn pages(data: &Data, worst: usize, lost: f64) -> TableView {
    let mut grid = Grid::new(
        (
            "member_intake_funnel_metrics",
            "Last page",
            "Of those lost at the step that loses most.",
        ),
        &[
            ("page", Unit::Text, "Page of their latest event."),
            ("visitors", Unit::Count, "Visitors lost."),
            ("share", Unit::Percent, "Of all lost at that step."),
        ],
    );
    let reached = (worst + 1).to_string();
    for page in data.evidence.pages.iter().take(MOST) {
        let path = page.path.as_deref();
        let row = grid.row(
            vec![
                words(path.unwrap_or("(not known)")),
                whole(Some(page.visitors)),
                amount(Some(page.visitors / lost)),
            ],
            "",
        );
        let wheres = [
            ("steps_reached", reached.as_str()),
            ("is_window_open", "false"),
            ("most_recent_page_url", path.unwrap_or_default()),
        ];
        grid.link(row, 1, data.link("member_intake_funnel_metrics", &wheres));
    }
    grid.view()
}

fn latest(data: &Data, visitors: &Table) -> Result<TableView> {
    let outcome = visitors.text("outcome")?;
    let entered = visitors.integers("entered_at")?;
    let dropped = outcome.dict.iter().position(|word| word == DROPPED);
    let rows: Vec<usize> = (0..visitors.height())
        .filter(|row| Some(outcome.codes.at(*row) as usize) == dropped)
        .collect();
    let all = rows.len() as f64;
    let at_entry = |place: u32| rows.get(place as usize).and_then(|row| entered.get(*row));
    let rows = first(MOST, rows.len(), &|a, b| at_entry(b).cmp(&at_entry(a)))
        .into_iter()
        .filter_map(|place| rows.get(place as usize).copied());
    let link = data.link("member_intake_funnel_metrics", &[("outcome", DROPPED)]);
    let mut grid = Grid::new(
        (
            "member_intake_funnel_metrics",
            "Lost visitors, latest entry first",
            &format!(
                "{} did not reach the goal in time; the first column leads to the visitor’s events.",
                count(all, "visitor", "visitors")
            ),
        ),
        &[
            (
                "visitor",
                Unit::Text,
                "A member, or a device on which nobody signed in.",
            ),
            ("entered_at", Unit::Time, "When the counted entry was."),
            ("last_step", Unit::Text, "The latest step of the chain."),
            ("last_page", Unit::Text, "Page of the latest event."),
            ("page_before", Unit::Text, "Page before that."),
            ("device", Unit::Text, "Kind of device at the entry."),
            ("employer", Unit::Text, "Employer."),
        ],
    );
    let text = |name: &str, row: usize| -> Result<Cell> {
        let value = visitors.text(name)?.get(row);
        Ok(value.map_or(Cell::Null, words))
    };
    for row in rows {
        let visitor = text("visitor_id", row)?;
        let step = visitors.text("most_recent_step_completed")?.get(row);
        let id = visitors.text("visitor_id")?.get(row).unwrap_or_default();
        let cells = vec![
            visitor,
            entered.get(row).map_or(Cell::Null, Cell::Time),
            step.map_or(Cell::Null, |step| words(label(step))),
            text("most_recent_page_url", row)?,
            text("previous_page_url", row)?,
            text("device_type", row)?,
            text("client_name", row)?,
        ];
        let place = grid.row(cells, "Not known.");
        grid.link(place, 0, data.link("member_events", &[("visitor_id", id)]));
    }
    let mut last = vec![words(format!("All {}", number(all)))];
    last.resize(7, words(""));
    let place = grid.totals(last);
    grid.link(place, 0, link);
    Ok(grid.view())
}
