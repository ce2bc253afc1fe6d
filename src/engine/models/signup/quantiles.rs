//! Quantiles by linear interpolation between the two nearest values (spec 40), as SQL's `quantile_cont` has them.

/// The quantile of values sorted ascending; `None` of none.
pub fn quantile(sorted: &[f64], share: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let place = last as f64 * share.clamp(0.0, 1.0);
    let below = (place as usize).min(last);
    let (low, high) = (sorted[below], sorted[(below + 1).min(last)]);
    Some(low + (high - low) * (place - below as f64))
}

/// The mean; `None` of none.
pub fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| {
        let mut sum = crate::engine::warehouse::rollup::Sum::default();
        for value in values {
            sum.add(*value);
        }
        sum.value() / values.len() as f64
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_lie_on_the_line_between_neighbours() {
        let four = [1.0, 2.0, 3.0, 10.0];
        assert_eq!(quantile(&four, 0.5), Some(2.5));
        assert_eq!(quantile(&four, 0.75), Some(4.75));
        assert_eq!(quantile(&four, 1.0), Some(10.0));
        assert_eq!(quantile(&[7.0], 0.9), Some(7.0));
        assert_eq!(quantile(&[], 0.5), None);
        assert_eq!(mean(&four), Some(4.0));
    }
}
