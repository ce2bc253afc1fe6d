//! The absorbing chain behind the removal effects, compiled once from distinct paths and solved for any weights of them.
//!
//! Everything that is counted of a chain is a sum over journeys, so it lies in one flat vector (`no_counts`, `add`): the
//! bootstrap adds up such vectors, and never walks a path again.
//!
//! How often each state is visited without channel c, `v = s + v·Q`, is found by Gauss–Seidel sweeps from zero: all terms
//! are positive, so v only rises and nothing cancels; the sweeps end when no visit changes in its last digit. On the
//! sparse chains that real paths make this takes a small fraction of the time of an elimination, which fills in.

use super::{State, Transition};

/// Below this an effect is the rounding of a difference that is zero.
const ROUNDING: f64 = 1e-13;

/// The states and edges of distinct paths.
#[derive(Clone, Debug, Default)]
pub struct Chain {
    /// Channels of the paths, ascending.
    pub channels: Vec<u32>,
    /// The touches of each state.
    states: Vec<Vec<u32>>,
    /// (to, from), ascending: the edges into a state lie together.
    edges: Vec<(u32, u32)>,
    /// Where the edges into each state begin; one more than states.
    into: Vec<u32>,
    /// Of each path: its first and last state.
    ends: Vec<(u32, u32)>,
    /// Of each path: where its edges begin in `steps`; one more than paths.
    begins: Vec<u32>,
    /// Edges along the paths.
    steps: Vec<u32>,
}

impl Chain {
    /// The chain of paths, which are not empty and have no neighbouring repeats; of order 1 to 3, over at most two
    /// million channels.
    pub fn of(order: usize, paths: &[&[u32]]) -> Chain {
        // A window of up to three channels is one number, so that telling states apart needs no map of lists.
        let order = order.clamp(1, 3);
        let number = |window: &[u32]| {
            let digits = window.iter().map(|channel| u64::from(*channel) + 1);
            digits.fold(0, |number, digit| number << 21 | digit & 0x1F_FFFF)
        };
        let windows = |path: &[u32]| -> Vec<u64> {
            let size = order.min(path.len()).max(1);
            path.windows(size).map(number).collect()
        };
        let mut known: Vec<u64> = paths.iter().flat_map(|path| windows(path)).collect();
        known.sort_unstable();
        known.dedup();
        let state = |window: u64| known.binary_search(&window).unwrap_or_default() as u32;
        let walks: Vec<Vec<u32>> = paths
            .iter()
            .map(|path| windows(path).into_iter().map(state).collect())
            .collect();
        let digits = |window: &u64| -> Vec<u32> {
            let all = [42, 21, 0].map(|shift| (*window >> shift & 0x1F_FFFF) as u32);
            all.into_iter()
                .filter_map(|digit| digit.checked_sub(1))
                .collect()
        };
        let states: Vec<Vec<u32>> = known.iter().map(digits).collect();
        let mut edges: Vec<(u32, u32)> = walks
            .iter()
            .flat_map(|walk| walk.windows(2).map(|pair| (pair[1], pair[0])))
            .collect();
        edges.sort_unstable();
        edges.dedup();
        let mut into = vec![0_u32; states.len() + 1];
        for (to, _) in &edges {
            into[*to as usize + 1] += 1;
        }
        for at in 1..into.len() {
            into[at] += into[at - 1];
        }
        let mut channels: Vec<u32> = paths.concat();
        channels.sort_unstable();
        channels.dedup();
        let mut chain = Chain {
            channels,
            begins: vec![0],
            ..Chain::default()
        };
        for walk in &walks {
            let steps = walk.windows(2);
            let found = steps.filter_map(|pair| edges.binary_search(&(pair[1], pair[0])).ok());
            chain.steps.extend(found.map(|edge| edge as u32));
            chain.begins.push(chain.steps.len() as u32);
            let ends = walk.first().zip(walk.last());
            chain.ends.push(ends.map_or((0, 0), |(a, b)| (*a, *b)));
        }
        Chain {
            states,
            edges,
            into,
            ..chain
        }
    }

    /// Counts of no journey: starts, conversions and value by state, then journeys by edge. Counts of journeys add up.
    pub fn no_counts(&self) -> Vec<f64> {
        vec![0.0; 3 * self.states.len() + self.edges.len()]
    }

    /// Adds journeys along a path.
    pub fn add(&self, path: usize, conversions: f64, value: f64, nulls: f64, counts: &mut [f64]) {
        let n = self.states.len();
        let (first, last) = self.ends[path];
        let journeys = conversions + nulls;
        counts[first as usize] += journeys;
        counts[n + last as usize] += conversions;
        counts[2 * n + last as usize] += value;
        for edge in &self.steps[self.begins[path] as usize..self.begins[path + 1] as usize] {
            counts[3 * n + *edge as usize] += journeys;
        }
    }

    /// All conversions and their value.
    pub fn totals(&self, counts: &[f64]) -> (f64, f64) {
        let n = self.states.len();
        let sum = |values: &[f64]| values.iter().sum();
        (sum(&counts[n..2 * n]), sum(&counts[2 * n..3 * n]))
    }

    /// Removal effects on conversions and on value, by channel. Visits are exact to the last digit with a `tolerance` of
    /// `f64::EPSILON`; a resample needs fewer.
    pub fn effects(&self, counts: &[f64], tolerance: f64) -> (Vec<f64>, Vec<f64>) {
        let n = self.states.len();
        let (starts, ends) = counts.split_at(n);
        let (conversions, ends) = ends.split_at(n);
        let (value, flows) = ends.split_at(n);
        let visits = self.visits(starts, flows);
        let chance = |at: usize, count: f64| ratio(count, visits[at]);
        // Along each edge: the chance to take it from where it begins.
        let chances: Vec<f64> = self
            .edges
            .iter()
            .zip(flows)
            .map(|((_, from), flow)| chance(*from as usize, *flow))
            .collect();
        let totals = self.totals(counts);
        let mut effects = (Vec::new(), Vec::new());
        let mut left = vec![0.0; n];
        for channel in &self.channels {
            let is_gone: Vec<bool> = self
                .states
                .iter()
                .map(|touches| touches.contains(channel))
                .collect();
            self.sweep(starts, &chances, &is_gone, (&mut left, tolerance));
            let kept = |ends: &[f64]| -> f64 {
                let states = ends.iter().enumerate();
                states.map(|(at, end)| left[at] * chance(at, *end)).sum()
            };
            effects.0.push(effect(kept(conversions), totals.0));
            effects.1.push(effect(kept(value), totals.1));
        }
        effects
    }

    /// Journeys through each state.
    fn visits(&self, starts: &[f64], flows: &[f64]) -> Vec<f64> {
        let mut visits = starts.to_vec();
        for ((to, _), flow) in self.edges.iter().zip(flows) {
            visits[*to as usize] += flow;
        }
        visits
    }

    /// Expected visits where journeys end as soon as they come to a state that is gone.
    fn sweep(
        &self,
        starts: &[f64],
        chances: &[f64],
        is_gone: &[bool],
        (visits, tolerance): (&mut [f64], f64),
    ) {
        visits.fill(0.0);
        let mut is_rising = true;
        while is_rising {
            is_rising = false;
            for state in 0..visits.len() {
                if is_gone[state] {
                    continue;
                }
                let mut sum = starts[state];
                for edge in self.into[state] as usize..self.into[state + 1] as usize {
                    sum += visits[self.edges[edge].1 as usize] * chances[edge];
                }
                is_rising |= sum > visits[state] * (1.0 + tolerance);
                visits[state] = sum;
            }
        }
    }

    /// Every transition with its count, by state.
    pub fn transitions(&self, counts: &[f64]) -> Vec<Transition> {
        let n = self.states.len();
        let (starts, flows) = (&counts[..n], &counts[3 * n..]);
        let visits = self.visits(starts, flows);
        let journeys: f64 = starts.iter().sum();
        let state = |at: usize| State::Touches(self.states[at].clone());
        let mut out = Vec::new();
        let mut push = |from: State, to: State, count: f64, all: f64| {
            if count > 0.0 {
                out.push(Transition {
                    from,
                    to,
                    count,
                    probability: ratio(count, all),
                });
            }
        };
        let mut goes_on = vec![0.0; n];
        for ((to, from), flow) in self.edges.iter().zip(flows) {
            let (to, from) = (*to as usize, *from as usize);
            goes_on[from] += flow;
            push(state(from), state(to), *flow, visits[from]);
        }
        for at in 0..n {
            let bought = counts[n + at];
            push(State::Start, state(at), starts[at], journeys);
            push(state(at), State::Conversion, bought, visits[at]);
            let ended = visits[at] - goes_on[at] - bought;
            push(state(at), State::Null, ended, visits[at]);
        }
        out.sort_by(|a, b| a.from.cmp(&b.from).then_with(|| a.to.cmp(&b.to)));
        out
    }
}

fn ratio(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

/// The share of a total that is lost.
fn effect(kept: f64, total: f64) -> f64 {
    let lost = if total > 0.0 { 1.0 - kept / total } else { 0.0 };
    if lost < ROUNDING { 0.0 } else { lost }
}
