//! The course over time: daily facts summed into days, weeks or months of a range, channel filter applied.
//!
//! Contract: steps cover the range without a gap; a step cut by the range's ends says how many of its days are inside.
//! Facts are never filtered by the warehouse, so the range and the channels are applied here.

use super::line::{ADDITIVE, Line, Totals};
use crate::engine::base::{NULL_CODE, Result, Table};
use crate::protocol::{Day, Grain};

/// One step of time.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// First day of the whole step, though the range may begin later.
    pub start: Day,
    /// Days of it inside the range.
    pub days: u32,
    /// Days of the whole step.
    pub length: u32,
    /// Its sums.
    pub totals: Totals,
}

impl Step {
    /// Last day of the whole step.
    pub fn end(&self) -> Day {
        Day(self.start.0 + self.length as i32 - 1)
    }

    /// Whether the range holds all of its days.
    pub fn is_whole(&self) -> bool {
        self.days == self.length
    }
}

/// What to cut out of the facts.
#[derive(Clone, Copy, Debug)]
pub struct Cut<'a> {
    /// First and last day, both in.
    pub range: (Day, Day),
    /// Size of a step.
    pub grain: Grain,
    /// Channels to keep; empty keeps all.
    pub channels: &'a [String],
    /// Channels that have spend rows: what the paid totals cover.
    pub paid: &'a [String],
    /// Days by which a fact's date is moved before it is put into a step: lays a comparison range over the range.
    pub shift: i32,
}

/// More steps than this are no chart: a mistyped year must not cost the memory of its centuries.
const MOST: usize = 4_000;

/// Sums `fct_channel_daily` by step.
pub fn steps(daily: &Table, cut: &Cut<'_>) -> Result<Vec<Step>> {
    let (from, to) = cut.range;
    let mut steps = empty(from, to, cut.grain);
    let dates = daily.days("date")?;
    let channel = daily.text("channel")?;
    let is_in = |names: &[String], code: u32| {
        let name = channel.dict.get(code).unwrap_or("(none)");
        names.iter().any(|known| known == name)
    };
    // One answer a dictionary entry, the last one for null.
    let codes: Vec<u32> = (0..channel.dict.len() as u32).chain([NULL_CODE]).collect();
    let kept: Vec<(bool, bool)> = codes
        .iter()
        .map(|code| {
            (
                cut.channels.is_empty() || is_in(cut.channels, *code),
                is_in(cut.paid, *code),
            )
        })
        .collect();
    let mut columns = Vec::new();
    for name in ADDITIVE {
        if daily.has(name) {
            columns.push((name, daily.numbers(name)?));
        }
    }
    for row in 0..daily.height() {
        let Some(day) = dates.get(row).map(|day| Day(day + cut.shift)) else {
            continue;
        };
        if day < from || day > to {
            continue;
        }
        let code = channel.codes.get(row).unwrap_or(NULL_CODE) as usize;
        let (is_kept, is_paid) = kept
            .get(code)
            .or(kept.last())
            .copied()
            .unwrap_or((false, false));
        let at = steps.partition_point(|step| step.start <= day);
        let Some(step) = at.checked_sub(1).and_then(|at| steps.get_mut(at)) else {
            continue;
        };
        if !is_kept {
            continue;
        }
        let mut line = Line::default();
        line.has_spend = is_paid;
        for (name, values) in &columns {
            line.set(name, values.get(row).copied().flatten());
        }
        step.totals.all.add(&line);
        if is_paid {
            step.totals.paid.add(&line);
        }
    }
    Ok(steps)
}

fn empty(from: Day, to: Day, grain: Grain) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut start = grain.start(from);
    while start <= to && steps.len() < MOST {
        let next = after(start, grain);
        let (first, last) = (start.0.max(from.0), (next.0 - 1).min(to.0));
        let mut totals = Totals::default();
        for column in ADDITIVE {
            totals.all.set(column, Some(0.0));
            totals.paid.set(column, Some(0.0));
        }
        steps.push(Step {
            start,
            days: (last - first + 1).max(0) as u32,
            length: (next.0 - start.0) as u32,
            totals,
        });
        start = next;
    }
    steps
}

/// The first day of the next step.
fn after(start: Day, grain: Grain) -> Day {
    match grain {
        Grain::Day => Day(start.0 + 1),
        Grain::Week => Day(start.0 + 7),
        // 31 days on lies in the next month whichever the month; its first day is the next step.
        Grain::Month => Day(start.0 + 31).first_of_month(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::base::Column;

    fn day(text: &str) -> Day {
        Day::parse(text).expect("a day")
    }

    fn daily() -> Table {
        let dates = ["2025-06-30", "2025-07-01", "2025-07-07", "2025-07-08"];
        Table::new(vec![
            Column::dates("date", dates.map(|d| Some(day(d).0))),
            Column::text_of(
                "channel",
                [Some("Meta"), Some("Direct"), Some("Meta"), Some("Meta")],
            ),
            Column::amounts("spend_usd", [Some(1.0), Some(0.0), Some(2.0), Some(4.0)]),
            Column::integers("sessions", [Some(1), Some(10), Some(100), Some(1_000)]),
        ])
        .expect("a table")
    }

    fn cut<'a>(range: (&str, &str), channels: &'a [String], paid: &'a [String]) -> Cut<'a> {
        Cut {
            range: (day(range.0), day(range.1)),
            grain: Grain::Week,
            channels,
            paid,
            shift: 0,
        }
    }

    #[test]
    fn weeks_cut_by_the_range_say_so_and_hold_only_its_days() {
        let paid = ["Meta".to_owned()];
        let steps = steps(&daily(), &cut(("2025-07-01", "2025-07-07"), &[], &paid));
        let steps = steps.expect("steps");
        assert_eq!(steps.len(), 2);
        assert_eq!((steps[0].start, steps[0].days), (day("2025-06-30"), 6));
        assert!(!steps[0].is_whole());
        assert_eq!(steps[0].totals.get("sessions"), Some(10.0));
        assert_eq!(steps[0].totals.paid.shown("sessions"), Some(0.0));
        assert_eq!(steps[1].totals.get("spend_usd"), Some(2.0));
    }

    #[test]
    fn a_channel_filter_and_a_shift_apply() {
        let keep = ["Meta".to_owned()];
        let mut cut = cut(("2025-07-07", "2025-07-13"), &keep, &keep);
        cut.shift = 7;
        let steps = steps(&daily(), &cut).expect("steps");
        assert_eq!(steps.len(), 1);
        assert_eq!(steps[0].totals.get("sessions"), Some(1.0));
    }

    #[test]
    fn months_follow_one_another() {
        let steps = empty(day("2025-01-15"), day("2025-04-01"), Grain::Month);
        let starts: Vec<String> = steps.iter().map(|s| s.start.to_string()).collect();
        assert_eq!(
            starts,
            ["2025-01-01", "2025-02-01", "2025-03-01", "2025-04-01"]
        );
        assert_eq!((steps[1].days, steps[1].length), (28, 28));
        assert!(empty(day("0001-01-01"), day("9999-01-01"), Grain::Day).len() <= MOST);
    }
}
