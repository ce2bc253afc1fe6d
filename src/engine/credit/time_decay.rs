//! Time decay: a touch's weight halves with every week between it and the purchase, `w = 2^(−t / 7 days)`, normalised.
//!
//! The power is computed here from sums and products alone: a platform's own `exp2` may differ in the last bit, and the
//! same file must give the same bytes everywhere.

use super::{Rule, Touch};

/// Milliseconds in which a touch loses half of its weight: seven days.
pub const HALF_LIFE_MS: i64 = 7 * 86_400_000;

/// The rule.
pub const RULE: Rule = Rule {
    id: "time_decay",
    name: "Time decay",
    about: "The closer a touch is to the purchase, the more credit it gets: half as much for each week further back.",
    weigh,
};

fn weigh(touches: &[Touch], conversion_ms: i64, out: &mut Vec<f64>) {
    let age = |touch: &Touch| conversion_ms.saturating_sub(touch.time_ms).max(0) as f64;
    out.clear();
    out.extend(
        touches
            .iter()
            .map(|touch| halved(age(touch) / HALF_LIFE_MS as f64)),
    );
    let sum: f64 = out.iter().sum();
    if sum > 0.0 {
        for weight in out {
            *weight /= sum;
        }
    } else if let Some(last) = out.last_mut() {
        // Centuries before the purchase every weight is 0; in the limit the last touch takes all.
        *last = 1.0;
    }
}

/// 2^(−k/8) for k = 0 … 7.
#[allow(clippy::excessive_precision, clippy::approx_constant)] // The nearest doubles, written in full.
const EIGHTHS: [f64; 8] = [
    1.0,
    0.917_004_043_204_671_2,
    0.840_896_415_253_714_6,
    0.771_105_412_703_970_4,
    0.707_106_781_186_547_6,
    0.648_419_777_325_504_8,
    0.594_603_557_501_360_5,
    0.545_253_866_332_628_8,
];

/// 1 / n! for n = 0 … 9.
const INVERSE_FACTORIALS: [f64; 10] = [
    1.0,
    1.0,
    1.0 / 2.0,
    1.0 / 6.0,
    1.0 / 24.0,
    1.0 / 120.0,
    1.0 / 720.0,
    1.0 / 5_040.0,
    1.0 / 40_320.0,
    1.0 / 362_880.0,
];

/// `2^(−halvings)` for `halvings` ≥ 0: whole halvings are exact, eighths come from a table, the rest (below 2^−1/8) from
/// nine terms of the exponential series.
fn halved(halvings: f64) -> f64 {
    let eighths = (halvings * 8.0).floor();
    let whole = (eighths / 8.0).floor();
    if whole > 1000.0 {
        return 0.0;
    }
    let x = -(halvings - eighths / 8.0) * std::f64::consts::LN_2;
    let series = INVERSE_FACTORIALS
        .iter()
        .rev()
        .fold(0.0, |sum, factor| sum * x + factor);
    let exact = f64::from_bits((1023 - whole as u64) << 52);
    exact * EIGHTHS[(eighths - whole * 8.0) as usize & 7] * series
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_power_of_two_is_that_of_the_platform() {
        for step in 0..4_000_u32 {
            let x = f64::from(step) * 0.005_3;
            let (ours, theirs) = (halved(x), (-x).exp2());
            assert!((ours / theirs - 1.0).abs() < 1e-15, "{x}: {ours} {theirs}");
        }
        assert!((halved(3.0) - 0.125).abs() < f64::EPSILON);
        assert!(halved(5_000.0) < f64::MIN_POSITIVE);
    }

    #[test]
    fn a_week_further_back_is_half() {
        let touch = |days: i64| Touch {
            channel: 0,
            time_ms: -days * 86_400_000,
        };
        let mut out = Vec::new();
        (RULE.weigh)(&[touch(14), touch(7), touch(0)], 0, &mut out);
        let expected = [1.0 / 7.0, 2.0 / 7.0, 4.0 / 7.0];
        for (weight, expected) in out.iter().zip(expected) {
            assert!((weight - expected).abs() < 1e-15);
        }
        (RULE.weigh)(&[touch(40_000), touch(39_999)], 0, &mut out);
        assert_eq!(out, [0.0, 1.0]);
    }
}
