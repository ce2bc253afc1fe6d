//! Paths told apart without a list for each. A path is its first channel and the rest of it, so putting a touch in front
//! is one look-up, and the paths of a longer lookback grow out of those of a shorter one.

use crate::engine::base::NULL_CODE;

/// Paths of channels by number; neighbouring repeats count once.
#[derive(Clone)]
pub struct Paths {
    /// Of each path: the rest of it, and its first channel.
    parts: Vec<(u32, u32)>,
    /// Numbers by hash; a power of two, at most half full.
    slots: Vec<u32>,
}

impl Default for Paths {
    fn default() -> Paths {
        Paths {
            parts: vec![(0, NULL_CODE)],
            slots: vec![NULL_CODE; 64],
        }
    }
}

impl Paths {
    /// The path of no touch.
    pub const EMPTY: u32 = 0;

    /// How many there are, that of no touch and every end of a path among them.
    pub fn len(&self) -> usize {
        self.parts.len()
    }

    /// The path with a touch in front; the same where it begins with that channel.
    pub fn before(&mut self, path: u32, channel: u32) -> u32 {
        if self.parts[path as usize].1 == channel {
            return path;
        }
        let slot = self.slot((path, channel));
        if self.slots[slot] != NULL_CODE {
            return self.slots[slot];
        }
        let number = self.parts.len() as u32;
        self.slots[slot] = number;
        self.parts.push((path, channel));
        if self.parts.len() * 2 > self.slots.len() {
            self.slots = vec![NULL_CODE; self.slots.len() * 2];
            for (number, part) in (0..).zip(&self.parts).skip(1) {
                let slot = self.slot(*part);
                self.slots[slot] = number;
            }
        }
        number
    }

    /// The channels of a path, in the order of touches.
    pub fn channels(&self, path: u32) -> impl Iterator<Item = u32> + '_ {
        let mut rest = path;
        std::iter::from_fn(move || {
            let (next, channel) = self.parts[rest as usize];
            let channel = (rest != Paths::EMPTY).then_some(channel);
            rest = next;
            channel
        })
    }

    /// A path as people read it, with something between the names of its channels.
    pub fn named<'n>(&self, path: u32, between: &str, name: impl Fn(u32) -> &'n str) -> String {
        let mut out = String::new();
        for channel in self.channels(path) {
            if !out.is_empty() {
                out.push_str(between);
            }
            out.push_str(name(channel));
        }
        out
    }

    /// Where a path stands, or is to stand.
    fn slot(&self, part: (u32, u32)) -> usize {
        let key = u64::from(part.0) << 32 | u64::from(part.1);
        let mask = self.slots.len() - 1;
        let mut slot = (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as usize & mask;
        loop {
            match self.parts.get(self.slots[slot] as usize) {
                Some(known) if *known != part => slot = (slot + 1) & mask,
                _ => return slot,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Paths;
    use crate::engine::base::Interner;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn paths_are_told_apart_as_lists_are(
            touches in proptest::collection::vec(proptest::collection::vec(0_u32..6, 0..6), 0..200),
        ) {
            let mut paths = Paths::default();
            let mut lists = Interner::new();
            let mut numbers = Vec::new();
            for mut list in touches {
                let number = list.iter().rev().fold(Paths::EMPTY, |path, channel| paths.before(path, *channel));
                list.dedup();
                prop_assert_eq!(paths.channels(number).collect::<Vec<u32>>(), list.clone());
                let list = lists.intern(&format!("{list:?}")) as usize;
                if list == numbers.len() {
                    prop_assert!(!numbers.contains(&number));
                    numbers.push(number);
                }
                prop_assert_eq!(numbers[list], number);
            }
        }
    }
}
