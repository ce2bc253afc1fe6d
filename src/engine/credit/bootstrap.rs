//! How far a total would move with other clients: totals of resampled clients, and the interval that holds 95 % of them.
//!
//! Whoever is credited, a total is a sum over clients, so a resample needs only each client's part of it. Many clients
//! are first dealt into a thousand groups of equal size, and groups are drawn: the width of an interval stays the same
//! (within about 2 %, a half of what 200 draws leave open), and its cost no longer grows with the clients.
//!
//! Drawn with `SplitMix64` from a fixed seed: same parts, same bytes.

/// Resamples that are drawn.
pub const RESAMPLES: usize = 200;

/// Clients beyond this are drawn in as many groups.
pub const GROUPS: usize = 1000;

/// Numbers kept, at most (32 MB): with very many totals there are fewer groups.
const MOST: usize = 4_000_000;

const SEED: u64 = 0x7472_6962_7574_6172;

/// Vigna's `SplitMix64`.
struct SplitMix64(u64);

impl SplitMix64 {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// One of 0 … n − 1, for n below 2³².
    fn below(&mut self, n: usize) -> usize {
        (((self.next() >> 32) * n as u64) >> 32) as usize
    }
}

/// The parts that clients have in several totals.
#[derive(Clone, Debug)]
pub struct Parts {
    width: usize,
    groups: usize,
    sums: Vec<f64>,
}

impl Parts {
    /// No parts yet, of `clients` in `width` totals.
    pub fn new(clients: usize, width: usize) -> Parts {
        let groups = clients.min(GROUPS).min((MOST / width.max(1)).max(1));
        Parts {
            width,
            groups,
            sums: vec![0.0; groups * width],
        }
    }

    /// A client's parts, to add to; clients are numbered from 0, in an order that says nothing of what they did.
    pub fn of(&mut self, client: usize) -> &mut [f64] {
        let group = client % self.groups.max(1);
        let from = group * self.width;
        self.sums
            .get_mut(from..from + self.width)
            .unwrap_or_default()
    }

    /// The totals themselves.
    pub fn totals(&self) -> Vec<f64> {
        let mut totals = vec![0.0; self.width];
        for parts in self.sums.chunks_exact(self.width.max(1)) {
            for (total, part) in totals.iter_mut().zip(parts) {
                *total += part;
            }
        }
        totals
    }

    /// Shows the totals of each resample.
    pub fn resample(&self, see: &mut dyn FnMut(&[f64])) {
        if self.groups == 0 {
            return;
        }
        let mut random = SplitMix64(SEED);
        let mut times = vec![0_u32; self.groups];
        let mut totals = vec![0.0; self.width];
        for _ in 0..RESAMPLES {
            times.fill(0);
            for _ in 0..self.groups {
                times[random.below(self.groups)] += 1;
            }
            totals.fill(0.0);
            for (group, times) in times.iter().enumerate().filter(|(_, times)| **times > 0) {
                let parts = &self.sums[group * self.width..(group + 1) * self.width];
                let times = f64::from(*times);
                for (total, part) in totals.iter_mut().zip(parts) {
                    *total += times * part;
                }
            }
            see(&totals);
        }
    }
}

/// What resamples say of a total: where 2.5 %, 25 %, 50 %, 75 % and 97.5 % of the values lie below; `None` without any.
pub fn spread(values: &mut [f64]) -> Option<[f64; 5]> {
    values.sort_unstable_by(f64::total_cmp);
    let last = values.len().checked_sub(1)?;
    Some([0.025, 0.25, 0.5, 0.75, 0.975].map(|share| {
        let place = share * last as f64;
        let (below, part) = (place.floor() as usize, place.fract());
        values[below] + part * (values[(below + 1).min(last)] - values[below])
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The interval of how many of `clients` bought, where each did with even odds.
    fn half(clients: usize) -> (f64, f64) {
        let mut parts = Parts::new(clients, 1);
        let mut random = SplitMix64(7);
        let mut bought = 0.0;
        for client in 0..clients {
            let buys = random.below(2) as f64;
            parts.of(client)[0] += buys;
            bought += buys;
        }
        let mut totals = Vec::new();
        parts.resample(&mut |sums| totals.push(sums[0]));
        assert_eq!(totals.len(), RESAMPLES);
        let [low, .., high] = spread(&mut totals).expect("values");
        assert!(low < bought && bought < high);
        (low, high)
    }

    #[test]
    fn an_interval_is_as_wide_as_theory_says_with_and_without_groups() {
        for clients in [400, 40_000] {
            let (low, high) = half(clients);
            let width = 2.0 * 1.96 * (clients as f64 * 0.25).sqrt();
            assert!(
                ((high - low) / width - 1.0).abs() < 0.2,
                "{clients}: {low} {high} {width}"
            );
        }
        assert_eq!(half(400), half(400));
    }

    #[test]
    fn nobody_has_no_interval_and_one_client_no_width() {
        let mut seen = 0;
        Parts::new(0, 3).resample(&mut |_| seen += 1);
        assert_eq!((seen, spread(&mut [])), (0, None));
        let mut one = Parts::new(1, 1);
        one.of(0)[0] = 5.0;
        let mut totals = Vec::new();
        one.resample(&mut |sums| totals.push(sums[0]));
        assert_eq!(spread(&mut totals), Some([5.0; 5]));
    }

    #[test]
    fn the_generator_is_the_published_one() {
        let mut random = SplitMix64(1_234_567);
        assert_eq!(random.next(), 6_457_827_717_110_365_317);
        assert_eq!(random.next(), 3_203_168_211_198_807_973);
    }
}
