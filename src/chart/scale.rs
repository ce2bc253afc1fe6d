//! From values to pixels: linear only, never a logarithm. Ticks stand at round values, at most five of them;
//! days are named as people say them.

use crate::protocol::{Axis, Day, Unit, day::month_name};

/// A straight line from values to pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Linear {
    low: f64,
    high: f64,
    from: f64,
    to: f64,
}

impl Linear {
    /// Maps `low..=high` onto the pixels `from..=to`; an empty or endless domain maps to `from`.
    pub fn new(low: f64, high: f64, from: i32, to: i32) -> Linear {
        Linear {
            low,
            high,
            from: f64::from(from),
            to: f64::from(to),
        }
    }

    /// The pixel of a value, held inside the range.
    pub fn at(&self, value: f64) -> i32 {
        let span = self.high - self.low;
        let share = if span > 0.0 && span.is_finite() {
            ((value - self.low) / span).clamp(0.0, 1.0)
        } else {
            0.0
        };
        let share = if share.is_nan() { 0.0 } else { share };
        (self.from + share * (self.to - self.from)).round() as i32
    }
}

/// The least and greatest of the finite values, with zero; (0, 1) where there are none.
pub fn extent(values: impl Iterator<Item = Option<f64>>) -> (f64, f64) {
    let (low, high) = values
        .flatten()
        // A span must stay finite too, so the last magnitude of f64 is out of reach.
        .filter(|v| v.abs() < 1e300)
        .fold((0.0_f64, 0.0_f64), |(low, high), v| {
            (low.min(v), high.max(v))
        });
    if low < high { (low, high) } else { (0.0, 1.0) }
}

/// The greatest power of ten that is not above a positive value.
fn magnitude(value: f64) -> f64 {
    let mut out = 1.0;
    while out > value && out > 1e-300 {
        out /= 10.0;
    }
    while out * 10.0 <= value {
        out *= 10.0;
    }
    out
}

/// Round values from at or below `low` to at or above `high`: two to `most` (at least 3) of them, evenly spaced.
pub fn ticks(low: f64, high: f64, most: usize) -> Vec<f64> {
    let most = most.max(3);
    let span = if high > low { high - low } else { 1.0 };
    let raw = span / (most - 1) as f64;
    let magnitude = magnitude(raw);
    for factor in [1.0, 2.0, 2.5, 5.0, 10.0, 20.0, 25.0, 50.0] {
        let step = magnitude * factor;
        let first = (low / step).floor();
        let last = (high / step).ceil();
        let count = (last - first) as usize + 1;
        if (2..=most).contains(&count) {
            return (0..count).map(|i| (first + i as f64) * step).collect();
        }
    }
    vec![low, high]
}

/// A tick without decimals that say nothing: `$250k`, `20 %`, `0`.
pub fn tick(unit: Unit, value: f64) -> String {
    let full = unit.compact(Some(value));
    // 50.0k and 2.00× are round: the zeros behind the point go.
    let point = full.find('.').and_then(|at| full.split_at_checked(at));
    let Some((whole, rest)) = point else {
        return full;
    };
    let digits = rest
        .char_indices()
        .skip(1)
        .find(|(_, c)| !c.is_ascii_digit())
        .map_or(rest.len(), |(i, _)| i);
    let (decimals, tail) = rest.split_at_checked(digits).unwrap_or((rest, ""));
    let kept = decimals.trim_end_matches('0').trim_end_matches('.');
    format!("{whole}{kept}{tail}")
}

/// A step of an axis and the text under it.
pub type Label = (usize, String);

/// Which steps of an axis get a label, and its text: one regular distance for the whole axis, the smallest for which
/// `fits` says that the labels stand apart.
///
/// Long daily or weekly axes are labelled at the first step of every month, every second, third, … month; others at
/// every n-th step by their name, `first` among them. Where nothing fits, one label remains.
pub fn axis_labels(axis: &Axis, first: usize, fits: impl Fn(&[Label]) -> bool) -> Vec<Label> {
    let count = axis.names.len().max(axis.days.len());
    let stride = step_days(axis);
    let starts = month_starts(axis, stride);
    if starts.len() > 1 {
        for every in [1, 2, 3, 4, 6, 12, 24, 60, 120, 240] {
            let labels = month_labels(&starts, every);
            if labels.len() > 1 && fits(&labels) {
                return labels;
            }
        }
    }
    // Steps that are counted from 1 are named at round ones.
    let is_counted = axis.names.first().is_some_and(|name| name == "1");
    let nice = if is_counted {
        [1, 2, 5, 10, 20, 50, 100, 200, 500]
    } else if stride == 1 {
        [1, 2, 7, 14, 28, 56, 112, 224, 448]
    } else {
        [1, 2, 3, 4, 6, 12, 24, 48, 96]
    };
    let every_nth = |every: usize| -> Vec<Label> {
        (if is_counted { every - 1 } else { first % every }..count)
            .step_by(every)
            .map(|i| (i, step_name(axis, i)))
            .collect()
    };
    nice.into_iter()
        .map(every_nth)
        .find(|labels| fits(labels))
        .unwrap_or_else(|| every_nth(count.max(1)))
}

/// The first step of each month of a long daily or weekly axis, with its year and month; empty for any other axis.
fn month_starts(axis: &Axis, stride: i32) -> Vec<(usize, i32, u32)> {
    let span = axis
        .days
        .first()
        .zip(axis.days.last())
        .map_or(0, |(a, b)| b.0 - a.0);
    if !(stride == 1 && span > 45 || stride == 7 && span > 120) {
        return Vec::new();
    }
    let mut previous: Option<(i32, u32)> = None;
    let mut out = Vec::new();
    for (i, day) in axis.days.iter().enumerate() {
        let (year, month, first) = day.ymd();
        // A month that begins before the axis does gets no label: its first step is not its first day.
        let is_start = previous.is_some_and(|p| p != (year, month))
            || (previous.is_none() && first <= stride as u32);
        previous = Some((year, month));
        if is_start {
            out.push((i, year, month));
        }
    }
    out
}

/// Every n-th month by its name; the year is said where it changes. Quarters, halves and years begin where the
/// calendar's do.
fn month_labels(starts: &[(usize, i32, u32)], every: u32) -> Vec<Label> {
    let number = |year: i32, month: u32| year * 12 + month as i32 - 1;
    let from = match starts.first() {
        Some((_, year, month)) if every < 3 => number(*year, *month),
        _ => 0,
    };
    let mut said = starts
        .first()
        .zip(starts.last())
        .filter(|(a, b)| number(b.1, b.2) - number(a.1, a.2) < 12)
        .map(|(a, _)| a.1);
    starts
        .iter()
        .filter(|(_, year, month)| (number(*year, *month) - from).rem_euclid(every as i32) == 0)
        .map(|(i, year, month)| {
            let name = month_name(*month);
            let text = if said == Some(*year) {
                name.to_owned()
            } else {
                format!("{name} {year}")
            };
            said = Some(*year);
            (*i, text)
        })
        .collect()
}

/// The short name of a step: its name, or else its day.
pub fn step_name(axis: &Axis, step: usize) -> String {
    axis.names
        .get(step)
        .filter(|name| !name.is_empty())
        .cloned()
        .or_else(|| axis.days.get(step).map(|day| day.short()))
        .unwrap_or_default()
}

/// A step in full for a tooltip: `3 Sep 2025`, `W33, from 11 Aug 2025`, `Aug 2025`; else its name.
pub fn step_title(axis: &Axis, step: usize) -> String {
    let name = step_name(axis, step);
    let Some(day) = axis.days.get(step) else {
        return name;
    };
    match step_days(axis) {
        7 => format!("{name}, week of {}", day.long()),
        28.. => {
            let (year, month, _) = day.ymd();
            format!("{} {year}", month_name(month))
        }
        _ => day.long(),
    }
}

/// The least distance of two neighbouring days; 0 for an axis without.
fn step_days(axis: &Axis) -> i32 {
    axis.days
        .windows(2)
        .filter_map(|pair| match pair {
            [Day(a), Day(b)] => Some(b - a),
            _ => None,
        })
        .min()
        .unwrap_or(0)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::protocol::currency;

    #[test]
    fn ticks_are_round_few_and_enclose_the_values() {
        for (low, high) in [
            (0.0, 88.0),
            (-1.0, 1.66),
            (0.0, 1e12),
            (0.0, 0.0031),
            (-5e9, -0.0),
            (0.0, 1e299),
        ] {
            let t = ticks(low, high, 5);
            assert!((2..=5).contains(&t.len()), "{low} {high} {t:?}");
            assert!(t[0] <= low && t[t.len() - 1] >= high, "{low} {high} {t:?}");
        }
        assert_eq!(ticks(0.0, 88.0, 5), [0.0, 25.0, 50.0, 75.0, 100.0]);
    }

    #[test]
    fn a_tick_says_no_more_than_it_must_and_the_currency_in_force() {
        let ticks = |unit| [-600.0, 0.0, 50.0, 2_500.0].map(|value| tick(unit, value));
        assert_eq!(ticks(Unit::Usd), ["−$600", "$0", "$50", "$2,500"]);
        assert_eq!(ticks(Unit::Count), ["−600", "0", "50", "2,500"]);
        assert_eq!(tick(Unit::Percent, 0.2), "20 %");
        assert_eq!(tick(Unit::Usd, 250_000.0), "$250k");
        currency::show("EUR");
        assert_eq!(ticks(Unit::Usd), ["−€600", "€0", "€50", "€2,500"]);
        currency::show("USD");
    }

    #[test]
    fn a_value_outside_or_without_number_stays_inside_the_range() {
        let scale = Linear::new(0.0, 10.0, 100, 200);
        assert_eq!(scale.at(5.0), 150);
        assert_eq!(scale.at(f64::INFINITY), 200);
        assert_eq!(scale.at(f64::NAN), 100);
        assert_eq!(Linear::new(1.0, 1.0, 3, 9).at(1.0), 3);
    }

    #[test]
    fn a_long_daily_axis_is_labelled_by_month() {
        let first = Day::from_ymd(2025, 7, 1).unwrap().0;
        let axis = Axis {
            days: (0..92).map(|n| Day(first + n)).collect(),
            ..Axis::default()
        };
        let labels: Vec<String> = axis_labels(&axis, 0, |_| true)
            .into_iter()
            .map(|l| l.1)
            .collect();
        assert_eq!(labels, ["Jul", "Aug", "Sep"]);
        assert_eq!(step_title(&axis, 2), "3 Jul 2025");
    }

    #[test]
    fn months_that_stand_too_close_are_labelled_at_one_regular_distance() {
        let first = Day::from_ymd(2025, 3, 31).unwrap().0;
        let axis = Axis {
            days: (0..66).map(|n| Day(first + 7 * n)).collect(),
            ..Axis::default()
        };
        let labels = |most: usize| -> Vec<String> {
            axis_labels(&axis, 0, |labels| labels.len() <= most)
                .into_iter()
                .map(|l| l.1)
                .collect()
        };
        let every_second = [
            "Apr 2025", "Jun", "Aug", "Oct", "Dec", "Feb 2026", "Apr", "Jun",
        ];
        assert_eq!(labels(10), every_second);
        assert_eq!(labels(5), ["Apr 2025", "Jul", "Oct", "Jan 2026", "Apr"]);
        assert_eq!(labels(0).len(), 1);
    }
}
