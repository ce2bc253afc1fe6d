//! Shares by position: what the first, the middle touches together and the last take. The position based, J and inverse
//! J rules are three settings of it.
//!
//! One touch takes all. With two there is no middle, and its share goes to the ends in their own proportion (20/20/60
//! becomes 25/75).

/// What the first touch, all in the middle together, and the last take, in any unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shares {
    /// The first touch.
    pub first: f64,
    /// Every touch between, together.
    pub middle: f64,
    /// The last touch.
    pub last: f64,
}

impl Shares {
    /// Shares in percent.
    pub const fn percent(first: f64, middle: f64, last: f64) -> Shares {
        Shares {
            first,
            middle,
            last,
        }
    }

    /// Weights of a journey of `touches`; `out` is emptied first.
    pub fn weigh(self, touches: usize, out: &mut Vec<f64>) {
        out.clear();
        let (first, middle, last) = match touches {
            0 => return,
            1 => (1.0, 0.0, 0.0),
            2 => (self.first, 0.0, self.last),
            _ => (self.first, self.middle, self.last),
        };
        let sum = first + middle + last;
        // Shares that leave a short journey nothing (0/100/0 at two touches) are spread evenly.
        if sum <= 0.0 {
            out.resize(touches, 1.0 / touches as f64);
            return;
        }
        let between = touches.saturating_sub(2).max(1) as f64;
        out.resize(touches, middle / sum / between);
        if let Some(weight) = out.last_mut() {
            *weight = last / sum;
        }
        out[0] = first / sum;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(shares: Shares, expected: &[f64]) {
        let mut out = Vec::new();
        shares.weigh(expected.len(), &mut out);
        for (weight, expected) in out.iter().zip(expected) {
            assert!((weight - expected).abs() < 1e-15, "{out:?}");
        }
        assert_eq!(out.len(), expected.len());
    }

    #[test]
    fn the_middle_is_shared_and_two_touches_keep_the_proportion_of_the_ends() {
        check(Shares::percent(40.0, 20.0, 40.0), &[1.0]);
        check(Shares::percent(40.0, 20.0, 40.0), &[0.5, 0.5]);
        check(Shares::percent(40.0, 20.0, 40.0), &[0.4, 0.1, 0.1, 0.4]);
        check(Shares::percent(20.0, 20.0, 60.0), &[0.25, 0.75]);
        check(Shares::percent(60.0, 20.0, 20.0), &[0.75, 0.25]);
        check(Shares::percent(0.0, 100.0, 0.0), &[0.5, 0.5]);
        check(Shares::percent(0.0, 100.0, 0.0), &[0.0, 1.0, 0.0]);
        check(Shares::percent(1.0, 1.0, 2.0), &[]);
    }
}
