//! Just enough statistics to keep chance out of the findings: Wilson's interval for a share (Wilson 1927), the
//! two-proportion z-test with a pooled share, Fisher's exact test where counts are too small for it, and Student's t for
//! two runs of weeks.

/// Samples under this are called small.
pub const SMALL: f64 = 30.0;

/// The 95 % quantile of the normal distribution, two-sided.
const Z: f64 = 1.959_963_984_540_054;

/// The 95 % interval of a share, `k` of `n`; `None` without a sample or where it is no share.
pub fn wilson(k: f64, n: f64) -> Option<(f64, f64)> {
    if n <= 0.0 || k < 0.0 || k > n {
        return None;
    }
    let p = k / n;
    let z2 = Z * Z;
    let middle = (p + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let half = Z / (1.0 + z2 / n) * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
    Some(((middle - half).max(0.0), (middle + half).min(1.0)))
}

/// A count that chance would give below this is too small for the normal curve (Cochran 1954).
const LEAST_EXPECTED: f64 = 5.0;

/// How likely a gap at least this wide between two shares is by chance, both ways; `None` where either is no share
/// or both are all or nothing.
pub fn gap_by_chance(k1: f64, n1: f64, k2: f64, n2: f64) -> Option<f64> {
    wilson(k1, n1)?;
    wilson(k2, n2)?;
    let pooled = (k1 + k2) / (n1 + n2);
    let expected = n1.min(n2) * pooled.min(1.0 - pooled);
    let is_whole = [k1, n1, k2, n2].iter().all(|n| n.fract() == 0.0);
    if expected > 0.0 && expected < LEAST_EXPECTED && is_whole {
        return Some(exact(k1, n1, k1 + k2, n1 + n2));
    }
    let spread = (pooled * (1.0 - pooled) * (1.0 / n1 + 1.0 / n2)).sqrt();
    (spread > 0.0).then(|| {
        let z = (k1 / n1 - k2 / n2).abs() / spread;
        (2.0 * upper_tail(z)).min(1.0)
    })
}

/// Fisher's exact test, two-sided: the probability of every split of `done` of `all` that is no likelier than the one
/// with `k` in a part of `n`. Likelihoods are relative to that one, each from its neighbour.
fn exact(k: f64, n: f64, done: f64, all: f64) -> f64 {
    let up = |k: f64| (done - k) * (n - k) / ((k + 1.0) * (all - done - n + k + 1.0));
    let (mut rare, mut every) = (1.0, 1.0);
    let mut add = |likelihood: f64| {
        every += likelihood;
        if likelihood <= 1.0 + 1e-7 {
            rare += likelihood;
        }
    };
    let (mut at, mut likelihood) = (k, 1.0);
    while at < n.min(done) && likelihood > 0.0 {
        likelihood *= up(at);
        add(likelihood);
        at += 1.0;
    }
    (at, likelihood) = (k, 1.0);
    while at > (done + n - all).max(0.0) && likelihood > 0.0 {
        at -= 1.0;
        likelihood /= up(at);
        add(likelihood);
    }
    (rare / every).min(1.0)
}

/// The share of the normal distribution above `z` ≥ 0 (Abramowitz and Stegun 26.2.17, error below 7.5e-8).
fn upper_tail(z: f64) -> f64 {
    let t = 1.0 / (1.0 + 0.231_641_9 * z);
    let poly = t
        * (0.319_381_530
            + t * (-0.356_563_782
                + t * (1.781_477_937 + t * (-1.821_255_978 + t * 1.330_274_429))));
    (poly * (-z * z / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt()).clamp(0.0, 0.5)
}

/// A probability as people say it: `1 time in 25`.
pub fn one_in(p: f64) -> String {
    if p < 1e-4 {
        "less than 1 time in 10,000".to_owned()
    } else {
        let n = (1.0 / p).round();
        let rough = if n >= 1000.0 {
            (n / 1000.0).round() * 1000.0
        } else if n >= 100.0 {
            (n / 100.0).round() * 100.0
        } else {
            n
        };
        format!("about 1 time in {}", super::language::number(rough))
    }
}

/// Whether two runs of equal length differ by more than their own scatter (Student's t, pooled, 95 %); `None` where
/// there are too few values to tell.
pub fn differs(before: &[f64], after: &[f64]) -> Option<bool> {
    let n = before.len();
    // Two-sided 95 % quantiles of t at 2, 4, 6 degrees of freedom.
    let limit = match n {
        0 | 1 => return None,
        2 => 4.303,
        3 => 2.776,
        _ => 2.447,
    };
    if after.len() != n {
        return None;
    }
    let mean = |values: &[f64]| values.iter().sum::<f64>() / n as f64;
    let (m1, m2) = (mean(before), mean(after));
    let squares = |values: &[f64], m: f64| values.iter().map(|v| (v - m) * (v - m)).sum::<f64>();
    let variance = (squares(before, m1) + squares(after, m2)) / (2.0 * n as f64 - 2.0);
    let spread = (variance * 2.0 / n as f64).sqrt();
    let gap = (m2 - m1).abs();
    Some(if spread > 0.0 {
        gap / spread > limit
    } else {
        gap > 0.0
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wilson_matches_published_values() {
        // 8 of 10: 0.4902 to 0.9433 (Brown, Cai and DasGupta 2001 use the same formula).
        let (low, high) = wilson(8.0, 10.0).expect("a share");
        assert!((low - 0.4902).abs() < 1e-4 && (high - 0.9433).abs() < 1e-4);
        assert_eq!(wilson(0.0, 10.0).map(|w| w.0), Some(0.0));
        assert_eq!(wilson(3.0, 0.0), None);
        assert_eq!(wilson(19.0, 5.0), None);
    }

    #[test]
    fn the_gap_test_knows_the_usual_points_of_the_normal_curve() {
        assert!((upper_tail(1.959_964) - 0.025).abs() < 1e-6);
        assert!((upper_tail(0.0) - 0.5).abs() < 1e-6);
        // 15/100 against 30/100: z = 2.5400, p = 0.01108.
        let p = gap_by_chance(15.0, 100.0, 30.0, 100.0).expect("shares");
        assert!((p - 0.011_08).abs() < 1e-4, "{p}");
        assert_eq!(gap_by_chance(0.0, 5.0, 0.0, 9.0), None);
        assert_eq!(one_in(0.04), "about 1 time in 25");
        assert_eq!(one_in(0.000_5), "about 1 time in 2,000");
    }

    #[test]
    fn small_counts_are_judged_exactly() {
        // Fisher's tea: 3 of 4 against 1 of 4 comes to 34 of 70.
        let p = gap_by_chance(3.0, 4.0, 1.0, 4.0).expect("shares");
        assert!((p - 34.0 / 70.0).abs() < 1e-9, "{p}");
        // None of 2 against 13 of 16: 10 of the 153 ways to choose the two, where the normal curve says 1 in 64.
        let p = gap_by_chance(0.0, 2.0, 13.0, 16.0).expect("shares");
        assert!((p - 10.0 / 153.0).abs() < 1e-9, "{p}");
        // One part after the other makes no difference, nor does what is counted.
        let same = gap_by_chance(13.0, 16.0, 0.0, 2.0).expect("shares");
        let other = gap_by_chance(2.0, 2.0, 3.0, 16.0).expect("shares");
        assert!((p - same).abs() < 1e-12 && (p - other).abs() < 1e-12);
        // Far out in the tail of many.
        let p = gap_by_chance(9.0, 10.0, 100.0, 1e6).expect("shares");
        assert!(p > 0.0 && p < 1e-12, "{p}");
    }

    #[test]
    fn weeks_differ_only_beyond_their_own_scatter() {
        assert_eq!(
            differs(&[10.0, 12.0, 9.0, 11.0], &[11.0, 10.0, 12.0, 9.0]),
            Some(false)
        );
        assert_eq!(
            differs(&[10.0, 12.0, 9.0, 11.0], &[21.0, 20.0, 22.0, 19.0]),
            Some(true)
        );
        assert_eq!(differs(&[1.0], &[9.0]), None);
        assert_eq!(differs(&[5.0, 5.0], &[5.0, 5.0]), Some(false));
    }
}
