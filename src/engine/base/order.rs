//! Sorting where the number of things is small (channels, steps, findings): one sort for every type.
//!
//! The standard library's sort is compiled anew for each type and each comparison, some 6 KB a time; hundreds of them
//! were a sixth of the engine. Here places are sorted, by one function, and things are then put into their places.
//! Stable, as the standard `sort_by` is. Rows of the user's data are sorted by the standard functions, which are
//! faster: by a factor of two, measured on 100,000 pairs.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// Sorts in place.
pub trait Arrange<T> {
    /// As `sort`.
    fn arrange(&mut self)
    where
        T: Ord;
    /// As `sort_by`.
    fn arrange_by(&mut self, compare: impl Fn(&T, &T) -> Ordering);
    /// As `sort_by_key`; the key is made at every comparison.
    fn arrange_by_key<K: Ord>(&mut self, key: impl Fn(&T) -> K);
}

impl<T> Arrange<T> for [T] {
    fn arrange(&mut self)
    where
        T: Ord,
    {
        self.arrange_by(T::cmp);
    }

    fn arrange_by(&mut self, compare: impl Fn(&T, &T) -> Ordering) {
        let order = order(
            self.len(),
            &|a, b| match (self.get(a as usize), self.get(b as usize)) {
                (Some(a), Some(b)) => compare(a, b),
                _ => Ordering::Equal,
            },
        );
        for place in 0..order.len() {
            // Who belongs here may have been moved to a later place already, for the sake of an earlier one.
            let mut from = place;
            loop {
                from = order.get(from).map_or(place, |from| *from as usize);
                if from >= place {
                    break;
                }
            }
            self.swap(place, from);
        }
    }

    fn arrange_by_key<K: Ord>(&mut self, key: impl Fn(&T) -> K) {
        self.arrange_by(|a, b| key(a).cmp(&key(b)));
    }
}

/// Places `0..count` in order; equal ones as they stand.
#[inline(never)]
pub fn order(count: usize, compare: &dyn Fn(u32, u32) -> Ordering) -> Vec<u32> {
    let mut places: Vec<u32> = (0..count as u32).collect();
    places.sort_by(|a, b| compare(*a, *b));
    places
}

/// The places of the first few of `0..count`, in order, without sorting the others; equal ones as they stand. `compare`
/// is asked about once a place where most come late.
#[inline(never)]
pub fn first(few: usize, count: usize, compare: &dyn Fn(u32, u32) -> Ordering) -> Vec<u32> {
    let mut best: Vec<u32> = Vec::with_capacity(few + 1);
    for place in 0..count as u32 {
        let is_late = best.len() >= few
            && best
                .last()
                .is_none_or(|last| compare(place, *last) != Ordering::Less);
        if !is_late {
            let at = best.partition_point(|known| compare(*known, place) != Ordering::Greater);
            best.insert(at, place);
            best.truncate(few);
        }
    }
    best
}

/// Ordered collections, filled one by one: `collect` sorts what it gets first, with a sort of its own for each type.
pub trait Ordered: Iterator + Sized {
    /// A map; of equal keys the last stays.
    fn into_map<K: Ord, V>(self) -> BTreeMap<K, V>
    where
        Self: Iterator<Item = (K, V)>,
    {
        let mut map = BTreeMap::new();
        for (key, value) in self {
            map.insert(key, value);
        }
        map
    }

    /// A set.
    fn into_set(self) -> BTreeSet<Self::Item>
    where
        Self::Item: Ord,
    {
        let mut set = BTreeSet::new();
        for item in self {
            set.insert(item);
        }
        set
    }
}

impl<I: Iterator> Ordered for I {}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn things_stand_as_the_standard_sort_puts_them(things in proptest::collection::vec((0_u8..9, 0_u32..1000), 0..80)) {
            let (mut here, mut there) = (things.clone(), things.clone());
            here.arrange_by_key(|thing| thing.0);
            there.sort_by_key(|thing| thing.0);
            prop_assert_eq!(&here, &there);
            here.arrange();
            there.sort_unstable();
            prop_assert_eq!(&here, &there);
            let few = here.len() / 3;
            let firsts = first(few, things.len(), &|a, b| things[a as usize].cmp(&things[b as usize]));
            let firsts: Vec<(u8, u32)> = firsts.into_iter().map(|at| things[at as usize]).collect();
            prop_assert_eq!(&firsts, &here[..few]);
            let map: BTreeMap<u8, u32> = things.iter().copied().collect();
            prop_assert_eq!(things.into_iter().into_map(), map);
        }
    }
}
