//! The headline numbers: what was sold, how much of it marketing touched, and how long it took. Where the link shows some
//! channels: what the rule in focus credits to them, and the purchases that they touched.

use super::super::kit::delta::delta;
use super::data::Data;
use crate::engine::base::Unit;
use crate::engine::insights::attribution::Purchases;
use crate::engine::insights::language::{list_some, number, plural, usd};
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
        "Purchase events in the range; each is credited on its own.",
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

/// The same of the purchases that the channels shown touched.
const TOUCHED: [Number; 4] = [
    (
        "purchases",
        "Purchases touched",
        Unit::Count,
        "",
        "Purchases in the range with a visit from the channels shown inside the lookback; other channels may have touched them too.",
        |touched| Some(touched.count),
    ),
    (
        "buyers",
        "Buyers touched",
        Unit::Count,
        "",
        "Clients with such a purchase.",
        |touched| Some(touched.clients),
    ),
    (
        "median_touches",
        "Touches, median",
        Unit::Number,
        "",
        "Half of these purchases have at most so many touches inside the lookback, of all channels.",
        |touched| median(&touched.touches),
    ),
    (
        "median_days",
        "Days to purchase, median",
        Unit::Days,
        "",
        "Whole days from the first touch inside the lookback, on any channel, to the purchase, for half of these purchases at most so many.",
        |touched| median(&touched.days),
    ),
];

/// The middle of ascending values.
pub fn median(values: &[i64]) -> Option<f64> {
    let at = values.len().checked_sub(1)? / 2;
    Some((values[at] + values[values.len() / 2]) as f64 / 2.0)
}

/// How many of the purchases counted are refunds, after their definition; empty where none is.
pub fn refunds((refunds, sum): (f64, f64)) -> String {
    if refunds <= 0.0 {
        return String::new();
    }
    format!(
        " {} of them {} ({}).",
        number(refunds),
        plural(refunds, "is a refund", "are refunds"),
        usd(sum)
    )
}

/// The section; absent without a purchase.
pub fn section(data: &Data) -> Option<Section> {
    (data.evidence.purchases.count > 0.0).then(|| Section {
        id: "numbers".to_owned(),
        title: String::new(),
        intro: intro(data),
        blocks: vec![(Span::Full, Block::Kpis(kpis(data)))],
    })
}

/// What the numbers are of, where the link shows some channels.
fn intro(data: &Data) -> String {
    let evidence = &data.evidence;
    let names: Vec<&str> = evidence.channels.iter().map(|c| c.name.as_str()).collect();
    if data.touched.is_none() || names.is_empty() {
        return String::new();
    }
    format!(
        "What {} credits to {}, and the purchases with a visit from {} inside the lookback.",
        evidence.method().said(),
        list_some(&names, 3),
        plural(names.len() as f64, "it", "one of them")
    )
}

fn kpis(data: &Data) -> Vec<Kpi> {
    let all = &data.evidence.purchases;
    let of = |numbers: &[Number], now: &Purchases| -> Vec<Kpi> {
        let then = data.before.as_ref();
        let mut out: Vec<Kpi> = numbers
            .iter()
            .map(|number| kpi(data, number, number.5(now), then.and_then(number.5)))
            .collect();
        for kpi in out.iter_mut().filter(|kpi| kpi.id == "purchases") {
            kpi.definition += &refunds(now.refunds);
        }
        out
    };
    let Some(touched) = &data.touched else {
        let mut out = of(&NUMBERS, all);
        let part = all.count - all.untouched.0 - all.direct.0;
        for kpi in out.iter_mut().filter(|kpi| kpi.id == "marketing_share") {
            kpi.filled = format!("{} ÷ {}", number(part), number(all.count));
        }
        return out;
    };
    let ratio = |part: f64, whole: f64| (whole > 0.0).then(|| part / whole);
    let share = (
        "touched_share",
        "Share touched",
        Unit::Percent,
        "purchases touched ÷ purchases",
        "Share of all purchases in the range with a visit from the channels shown inside the lookback.",
        (|_| None) as fn(&Purchases) -> Option<f64>,
    );
    let then = data.before.as_ref();
    let mut share = kpi(
        data,
        &share,
        ratio(touched.count, all.count),
        then.and_then(|before| ratio(before.count, data.count_before)),
    );
    share.filled = format!("{} ÷ {}", number(touched.count), number(all.count));
    let mut out = of(&TOUCHED, touched);
    out.insert(2, share);
    out.insert(0, credited(data));
    out
}

/// What the rule in focus gives to the channels shown.
fn credited(data: &Data) -> Kpi {
    let evidence = &data.evidence;
    let credits = evidence.channels.iter().filter_map(|c| evidence.credit(c));
    let revenue = credits.map(|credit| credit.revenue).sum();
    let number: Number = (
        "revenue",
        "Revenue credited",
        Unit::Usd,
        "",
        "Revenue that the rule in focus credits to the channels shown; refunds are subtracted.",
        |_| None,
    );
    Kpi {
        filled: format!("{} of {}", usd(revenue), usd(evidence.purchases.revenue)),
        delta: None,
        table: "channel_performance".to_owned(),
        ..kpi(data, &number, Some(revenue), None)
    }
}

fn kpi(
    data: &Data,
    (id, label, unit, formula, definition, _): &Number,
    now: Option<f64>,
    then: Option<f64>,
) -> Kpi {
    let more = match *id {
        "revenue" | "purchases" | "buyers" => Tone::Good,
        _ => Tone::Neutral,
    };
    Kpi {
        id: (*id).to_owned(),
        label: (*label).to_owned(),
        unit: *unit,
        value: now,
        null_reason: match (now, &data.touched) {
            (Some(_), _) => String::new(),
            (None, None) => "No purchase in the range has a touch.".to_owned(),
            (None, Some(_)) => {
                "No purchase in the range has a touch on the channels shown.".to_owned()
            }
        },
        delta: data
            .compared
            .filter(|_| data.before.is_some())
            .map(|compared| delta(now, then, (*unit, more), compared)),
        spark: Vec::new(),
        formula: (*formula).to_owned(),
        filled: String::new(),
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
