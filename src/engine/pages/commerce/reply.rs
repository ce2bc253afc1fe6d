//! The reply to Sales, built from the numbers: it acknowledges, names the largest cause and its amount, says what
//! happens when, and offers to go on. Plain words only; days are counted from the last day of the data, for the engine
//! has no clock.

use super::data::Data;
use crate::engine::insights::commerce::Row;
use crate::engine::insights::commerce::revenue::{Plain, cents, ranked, totals};
use crate::engine::insights::language::{count, list, number, plural};
use crate::protocol::Day;
use std::fmt::Write as _;

/// Working days after the last day of the data on which each next step is due, and the comparison after them.
const DUE: [i32; 3] = [2, 5, 8];
const AGAIN: i32 = 12;

/// The text, with an empty line between paragraphs.
pub fn text(data: &Data) -> String {
    let causes = ranked(&data.evidence);
    let paragraphs = [
        "Hello,".to_owned(),
        acknowledged(data, causes.is_empty()),
        explained(data, &causes),
        steps(data, &causes),
        "If an order looks wrong to you, send us its number and we will go through it. Shall we look at the list together in a call this week?".to_owned(),
        "Best regards".to_owned(),
    ];
    let said: Vec<String> = paragraphs.into_iter().filter(|p| !p.is_empty()).collect();
    said.join("\n\n")
}

fn acknowledged(data: &Data, is_equal: bool) -> String {
    let (shop, report, variance) = totals(&data.evidence);
    let period = data.range.map_or_else(String::new, |(from, to)| {
        format!(" for {} to {}", from.long(), to.long())
    });
    if is_equal {
        return format!(
            "Thank you for asking about our revenue{period}. We compared every order: your report and the shop agree, at {}.",
            cents(shop)
        );
    }
    if variance.abs() < 0.005 {
        return format!(
            "Thank you for asking about our revenue{period}. Your report and the shop come to the same {}, but not by the same orders.",
            cents(shop)
        );
    }
    format!(
        "Thank you for telling us that our revenue and yours do not match{period}. You are right: your report has {}, the shop has {}, which is {} {}.",
        cents(report),
        cents(shop),
        cents(variance),
        if variance < 0.0 { "less" } else { "more" }
    )
}

fn explained(data: &Data, causes: &[(&'static Plain, &Row)]) -> String {
    let Some(((plain, row), rest)) = causes.split_first() else {
        return String::new();
    };
    let (_, _, variance) = totals(&data.evidence);
    let said = |plain: &Plain, row: &Row| {
        let orders = row.sum("orders");
        format!(
            "{} {}",
            number(orders),
            plural(orders, plain.one, plain.many)
        )
    };
    let mut out = format!(
        "The largest part is {}: {}.",
        cents(row.sum("variance_usd")),
        said(plain, row)
    );
    let is_against = |row: &Row| row.sum("variance_usd") * variance < 0.0;
    for (is_other_way, lead) in [(false, " The rest:"), (true, " The other way round:")] {
        let parts: Vec<String> = rest
            .iter()
            .filter(|(_, row)| is_against(row) == is_other_way)
            .map(|(plain, row)| {
                format!("{} ({})", said(plain, row), cents(row.sum("variance_usd")))
            })
            .collect();
        if !parts.is_empty() {
            out.push_str(lead);
            out.push(' ');
            out.push_str(&parts.join("; "));
            out.push('.');
        }
    }
    let orders: f64 = causes.iter().map(|(_, row)| row.sum("orders")).sum();
    let all: f64 = data
        .evidence
        .causes
        .iter()
        .map(|row| row.sum("orders"))
        .sum();
    if all > orders {
        // Writing to a String cannot fail.
        let _ = write!(
            out,
            " {} the same on both sides.",
            count(all - orders, "order is", "orders are")
        );
    }
    out
}

/// What happens next, each with its day.
fn steps(data: &Data, causes: &[(&'static Plain, &Row)]) -> String {
    let Some(last) = data.last.filter(|_| !causes.is_empty()) else {
        return String::new();
    };
    let mut lines = vec!["What happens next:".to_owned()];
    for ((plain, _), due) in causes.iter().zip(DUE) {
        lines.push(format!(
            "- By {} we {}.",
            working_day(last, due).long(),
            plain.step
        ));
    }
    let rest: Vec<String> = causes
        .iter()
        .skip(DUE.len())
        .map(|(plain, _)| format!("“{}”", plain.name.to_lowercase()))
        .collect();
    if !rest.is_empty() {
        lines.push(format!(
            "- By the same day you have the lists for {}.",
            list(&rest)
        ));
    }
    lines.push(format!(
        "- On {} we compare both again and write to you with the result.",
        working_day(last, AGAIN).long()
    ));
    lines.join("\n")
}

/// The day so many working days (Monday to Friday) after another.
fn working_day(after: Day, days: i32) -> Day {
    let mut day = after;
    let mut left = days;
    while left > 0 {
        day = Day(day.0 + 1);
        if day.iso_weekday() <= 5 {
            left -= 1;
        }
    }
    day
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn working_days_leave_out_the_weekend() {
        let day = |text: &str| Day::parse(text).expect("a day");
        // 26 September 2025 was a Friday.
        assert_eq!(working_day(day("2025-09-26"), 1), day("2025-09-29"));
        assert_eq!(working_day(day("2025-09-30"), 2), day("2025-10-02"));
        assert_eq!(working_day(day("2025-09-27"), 5), day("2025-10-03"));
    }
}
