//! The change of a headline number against the comparison range, with what it is measured against in words.

use super::dates;
use crate::protocol::{Day, Delta, Tone, Unit};

/// The change; a rate changes in points, everything else by a share of its base. `more` is what a rise means; a fall
/// means the opposite.
pub fn delta(
    now: Option<f64>,
    base: Option<f64>,
    (unit, more): (Unit, Tone),
    compared: (Day, Day),
) -> Delta {
    let is_points = unit == Unit::Percent;
    let change = match (now, base) {
        (Some(now), Some(then)) if is_points => Some(now - then),
        (Some(now), Some(then)) if then != 0.0 => Some((now - then) / then.abs()),
        _ => None,
    };
    let less = match more {
        Tone::Good => Tone::Bad,
        Tone::Bad => Tone::Good,
        other => other,
    };
    let tone = match change {
        Some(change) if change >= 0.000_5 => more,
        Some(change) if change <= -0.000_5 => less,
        _ => Tone::Neutral,
    };
    let then = match base {
        Some(_) => unit.compact(base),
        None => "not known".to_owned(),
    };
    Delta {
        change,
        is_points,
        tone,
        against: format!("vs {}: {then}", dates::range(compared)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_says_its_base_and_whether_it_is_good() {
        let july = (Day(20_270), Day(20_300));
        let cost = delta(Some(90.0), Some(60.0), (Unit::Usd, Tone::Bad), july);
        assert_eq!((cost.change, cost.tone), (Some(0.5), Tone::Bad));
        assert_eq!(cost.against, "vs 1–31 Jul: $60.00");
        let rate = delta(Some(0.3), Some(0.5), (Unit::Percent, Tone::Good), july);
        assert_eq!((rate.is_points, rate.tone), (true, Tone::Bad));
        assert_eq!(rate.against, "vs 1–31 Jul: 50.0 %");
        let none = delta(Some(1.0), None, (Unit::Usd, Tone::Good), july);
        assert_eq!((none.change, none.tone), (None, Tone::Neutral));
        assert_eq!(none.against, "vs 1–31 Jul: not known");
    }
}
