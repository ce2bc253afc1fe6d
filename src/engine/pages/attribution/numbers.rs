//! The headline numbers: what was sold, how much of it marketing touched, and how long it took.

use super::super::kit::delta::delta;
use super::data::Data;
use crate::engine::base::Unit;
use crate::engine::insights::attribution::Purchases;
use crate::protocol::{Block, Kpi, Section, Span, Tone};

/// A number: id, label, unit, formula in words, definition, value.
type Number = (
    &'static str,
    &'static str,
    Unit,
    &'static str,
    &'static str,
    fn(&Purchases) -> Option<f64>,
);

const NUMBERS: [Number; 6] = [
    (
        "revenue",
        "Revenue",
        Unit::Usd,
        "",
        "Revenue of purchases in the range; refunds are subtracted.",
        |all| Some(all.revenue),
    ),
    (
        "purchases",
        "Purchases",
        Unit::Count,
        "",
        "Purchase events in the range; each is credited on its own, refunds included.",
        |all| Some(all.count),
    ),
    (
        "buyers",
        "Buyers",
        Unit::Count,
        "",
        "Clients with a purchase in the range.",
        |all| Some(all.clients),
    ),
    (
        "marketing_share",
        "Touched by marketing",
        Unit::Percent,
        "purchases with a marketing touch ÷ purchases",
        "Share of purchases with at least one visit from a channel other than direct inside the lookback.",
        |all| (all.count > 0.0).then(|| (all.count - all.untouched.0 - all.direct.0) / all.count),
    ),
    (
        "median_touches",
        "Touches, median",
        Unit::Number,
        "",
        "Half of the purchases have at most so many touches inside the lookback.",
        |all| median(&all.touches),
    ),
    (
        "median_days",
        "Days to purchase, median",
        Unit::Days,
        "",
        "Whole days from the first touch inside the lookback to the purchase, for half of the purchases at most so many.",
        |all| median(&all.days),
    ),
];

/// The middle of ascending values.
pub fn median(values: &[i64]) -> Option<f64> {
    let at = values.len().checked_sub(1)? / 2;
    Some((values[at] + values[values.len() / 2]) as f64 / 2.0)
}

/// The section; absent without a purchase.
pub fn section(data: &Data) -> Option<Section> {
    let all = &data.evidence.purchases;
    (all.count > 0.0).then(|| Section {
        id: "numbers".to_owned(),
        title: String::new(),
        intro: String::new(),
        blocks: vec![(
            Span::Full,
            Block::Kpis(NUMBERS.iter().map(|number| kpi(data, number)).collect()),
        )],
    })
}

fn kpi(data: &Data, (id, label, unit, formula, definition, value): &Number) -> Kpi {
    let now = value(&data.evidence.purchases);
    let then = data.before.as_ref().and_then(value);
    let is_points = *unit == Unit::Percent;
    let more = match *id {
        "revenue" | "purchases" | "buyers" => Tone::Good,
        _ => Tone::Neutral,
    };
    let all = &data.evidence.purchases;
    Kpi {
        id: (*id).to_owned(),
        label: (*label).to_owned(),
        unit: *unit,
        value: now,
        null_reason: if now.is_none() {
            "No purchase in the range has a touch.".to_owned()
        } else {
            String::new()
        },
        delta: data
            .compared
            .filter(|_| data.before.is_some())
            .map(|compared| delta(now, then, (*unit, more), compared)),
        spark: Vec::new(),
        formula: (*formula).to_owned(),
        filled: if is_points {
            let part = all.count - all.untouched.0 - all.direct.0;
            let number = crate::engine::insights::language::number;
            format!("{} ÷ {}", number(part), number(all.count))
        } else {
            String::new()
        },
        definition: (*definition).to_owned(),
        table: "client_journeys".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::median;

    #[test]
    fn the_median_is_the_middle_or_between_the_two() {
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[4]), Some(4.0));
        assert_eq!(median(&[1, 2, 9]), Some(2.0));
        assert_eq!(median(&[1, 2, 3, 9]), Some(2.5));
    }
}
