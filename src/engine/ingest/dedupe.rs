//! Finds equal values among millions by their hashes, without a hash map: a bitmap of slots leaves the few that share
//! one, and those are sorted. Where equal values stand together anyway (rows in the order of time), each is compared with
//! its neighbours alone.

/// Bits of the bitmap at most (32 MB).
const MOST_BITS: usize = 1 << 28;

/// Positions whose hash may not be alone, rising. Every value that has an equal is among them.
pub fn sharing(hashes: &[u64]) -> Vec<u32> {
    candidates(&[hashes], |hash| *hash)
        .into_iter()
        .map(|at| at as u32)
        .collect()
}

/// Values taken in one call: many calls, so that a browser optimises them (see `collapse`).
const RUN: usize = 8192;

/// Rows looked at together where many share a slot, about: they take some 30 MB.
const PART: usize = 1 << 19;

/// Values of a run of equal ones in a row, on average, up to which hashes are compared run by run.
const SHORT: usize = 8;

/// Rows whose hash is not alone among those of their value, where equal rows have equal values and these stand together;
/// `None` where they do not, or where many rows share a value. A file in the order of time needs no table of its hashes.
pub fn sharing_in_order<T: Copy + PartialOrd>(values: &[T], hashes: &[u64]) -> Option<Vec<u64>> {
    let mut turns = Turns::default();
    let mut before = values.first();
    for run in values.chunks(RUN) {
        before = turns.follow(before, run);
        if turns.rises && turns.falls {
            return None;
        }
    }
    if turns.count * SHORT < values.len() {
        return None;
    }
    let mut found = Vec::new();
    let (mut from, mut alike) = (0, Vec::new());
    while from < values.len() {
        from = shared(values, hashes, from, &mut alike, &mut found);
    }
    Some(found)
}

/// How a column goes on from value to value.
#[derive(Default)]
struct Turns {
    rises: bool,
    falls: bool,
    /// Times that it does either.
    count: usize,
}

impl Turns {
    /// Goes on with a run of values; the last of them.
    #[inline(never)]
    fn follow<'a, T: PartialOrd>(&mut self, before: Option<&'a T>, run: &'a [T]) -> Option<&'a T> {
        let mut before = before?;
        for value in run {
            self.rises |= before < value;
            self.falls |= before > value;
            self.count += usize::from(before != value);
            before = value;
        }
        Some(before)
    }
}

/// Adds the rows of some runs of equal values, from one on, whose hash is not alone there. Where the next run begins.
#[inline(never)]
fn shared<T: PartialEq>(
    values: &[T],
    hashes: &[u64],
    from: usize,
    alike: &mut Vec<(u64, u32)>,
    found: &mut Vec<u64>,
) -> usize {
    let mut from = from;
    let stop = (from + RUN).min(values.len());
    while from < stop {
        let own = values.get(from..).unwrap_or_default();
        let rows = own.iter().take_while(|value| Some(*value) == own.first());
        let to = from + rows.count().max(1);
        if to - from > 1 {
            let hashes = hashes.get(from..to).unwrap_or_default();
            alike.clear();
            alike.extend(hashes.iter().copied().zip(from as u32..));
            alike.sort_unstable();
            let first = found.len();
            let several = alike.chunk_by(|a, b| a.0 == b.0).filter(|a| a.len() > 1);
            found.extend(several.flatten().map(|(_, row)| u64::from(*row)));
            if let Some(rows) = found.get_mut(first..) {
                rows.sort_unstable();
            }
        }
        from = to;
    }
    from
}

/// Rows (counted over all slices) that are equal to an earlier one, rising: those whose hash is, and what `typed` says of
/// them. It is asked only of rows whose hash is not alone, a run at a time: a number for each of these rows of one slice
/// (rising). `known` are the rows (rising) that alone may be equal to another, where that is known.
///
/// # Errors
/// Those of `typed`.
pub fn later_equals<E>(
    slices: &[&[u64]],
    known: Option<Vec<u64>>,
    typed: impl Fn(usize, &[u32]) -> Result<Vec<u64>, E>,
) -> Result<Vec<u64>, E> {
    let rows = known.unwrap_or_else(|| candidates(slices, |hash| *hash));
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let parts = (rows.len() / PART + 1).next_power_of_two() as u64;
    let mut later = Vec::new();
    for part in 0..parts {
        let mut found = Part::default();
        for (at, start, slice, here) in by_slice(slices, &rows) {
            for run in here.chunks(RUN) {
                found.gather(run, at as u32, start, slice, parts, part);
            }
        }
        found.share();
        found.number(&typed)?;
        found.later(&mut later);
    }
    later.sort_unstable();
    Ok(later)
}

/// Each slice with its place, its first row, and those of these rows (rising) that are in it.
fn by_slice<'a>(
    slices: &'a [&'a [u64]],
    mut rows: &'a [u64],
) -> impl Iterator<Item = (usize, u64, &'a [u64], &'a [u64])> {
    let mut end = 0;
    slices.iter().enumerate().map(move |(at, slice)| {
        let start = end;
        end += slice.len() as u64;
        let (here, after) = rows.split_at(rows.partition_point(|row| *row < end));
        rows = after;
        (at, start, *slice, here)
    })
}

/// Candidates of one part of the hashes, in order of row.
#[derive(Default)]
struct Part {
    /// Hash of each and its place among them; by hash once those that are alone are out.
    hashes: Vec<(u64, u32)>,
    /// Row over all slices, slice, and row there.
    rows: Vec<(u64, u32, u32)>,
    /// What tells the typed row; 0 where the hash is alone.
    numbers: Vec<u64>,
}

impl Part {
    /// Takes those of a run of rows whose hash is in this part.
    #[inline(never)]
    fn gather(&mut self, run: &[u64], at: u32, start: u64, slice: &[u64], parts: u64, part: u64) {
        for row in run {
            let here = row - start;
            if let Some(hash) = slice.get(here as usize)
                && (hash >> 40) & (parts - 1) == part
            {
                self.hashes.push((*hash, self.rows.len() as u32));
                self.rows.push((*row, at, here as u32));
            }
        }
    }

    /// Takes those whose hash is alone out.
    #[inline(never)]
    fn share(&mut self) {
        self.hashes.sort_unstable();
        let alike = self.hashes.chunk_by(|a, b| a.0 == b.0);
        let shared = alike.filter(|alike| alike.len() > 1).flatten();
        self.hashes = shared.copied().collect();
    }

    /// Asks for the numbers of those left, in order of row.
    #[inline(never)]
    fn number<E>(
        &mut self,
        typed: &impl Fn(usize, &[u32]) -> Result<Vec<u64>, E>,
    ) -> Result<(), E> {
        let mut places: Vec<u32> = self.hashes.iter().map(|(_, place)| *place).collect();
        places.sort_unstable();
        self.numbers = vec![
            0;
            if places.is_empty() {
                0
            } else {
                self.rows.len()
            }
        ];
        let slice = |place: &u32| self.rows.get(*place as usize).map(|(_, at, _)| *at);
        for of_slice in places.chunk_by(|a, b| slice(a) == slice(b)) {
            for run in of_slice.chunks(RUN) {
                let rows = run
                    .iter()
                    .filter_map(|place| self.rows.get(*place as usize));
                let rows: Vec<u32> = rows.map(|(_, _, row)| *row).collect();
                let at = run.first().and_then(slice).unwrap_or_default();
                for (place, number) in run.iter().zip(typed(at as usize, &rows)?) {
                    if let Some(slot) = self.numbers.get_mut(*place as usize) {
                        *slot = number;
                    }
                }
            }
        }
        Ok(())
    }

    /// Adds the rows that are equal to an earlier one.
    #[inline(never)]
    fn later(&self, later: &mut Vec<u64>) {
        let number = |place: u32| {
            self.numbers
                .get(place as usize)
                .copied()
                .unwrap_or_default()
        };
        let mut known: Vec<(u64, u32)> = Vec::new();
        for alike in self.hashes.chunk_by(|a, b| a.0 == b.0) {
            known.clear();
            known.extend(alike.iter().map(|(_, place)| (number(*place), *place)));
            known.sort_unstable();
            later.extend(known.windows(2).filter_map(|pair| match pair {
                [(a, _), (b, place)] if a == b => Some(self.rows.get(*place as usize)?.0),
                _ => None,
            }));
        }
    }
}

/// A set of slots that hashes fall into.
struct Slots {
    words: Vec<u64>,
    mask: u64,
}

impl Slots {
    fn of(&self, hash: u64) -> (usize, u64) {
        let slot = hash & self.mask;
        ((slot / 64) as usize, 1 << (slot % 64))
    }

    /// Fills the slots of a run of hashes; slots that were full already go to `twice`.
    #[inline(never)]
    fn fill<T>(&mut self, run: &[T], key: fn(&T) -> u64, twice: &mut Vec<u64>) {
        for value in run {
            let hash = key(value);
            let (word, bit) = self.of(hash);
            if let Some(word) = self.words.get_mut(word) {
                if *word & bit != 0 {
                    twice.push(hash);
                }
                *word |= bit;
            }
        }
    }

    /// Rows of a run whose slot is full; its first row is `row`.
    #[inline(never)]
    fn full<T>(&self, run: &[T], key: fn(&T) -> u64, row: u64, found: &mut Vec<u64>) {
        for (value, row) in run.iter().zip(row..) {
            let (word, bit) = self.of(key(value));
            if self.words.get(word).is_some_and(|word| word & bit != 0) {
                found.push(row);
            }
        }
    }
}

fn candidates<T>(slices: &[&[T]], key: fn(&T) -> u64) -> Vec<u64> {
    let total: usize = slices.iter().map(|slice| slice.len()).sum();
    // About one row in 32 shares a slot by chance.
    let bits = (total * 32).next_power_of_two().clamp(1024, MOST_BITS);
    let mut slots = Slots {
        words: vec![0; bits / 64],
        mask: bits as u64 - 1,
    };
    let mut twice: Vec<u64> = Vec::new();
    for run in slices.iter().flat_map(|slice| slice.chunks(RUN)) {
        slots.fill(run, key, &mut twice);
    }
    if twice.is_empty() {
        return Vec::new();
    }
    slots.words.fill(0);
    slots.fill(&twice, |hash| *hash, &mut Vec::new());
    let mut found = Vec::new();
    let mut row = 0;
    for run in slices.iter().flat_map(|slice| slice.chunks(RUN)) {
        slots.full(run, key, row, &mut found);
        row += run.len() as u64;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::base::hash::murmur;
    use proptest::prelude::*;
    use std::collections::BTreeSet;
    use std::convert::Infallible;

    /// The rows found where values hash so, and two of a kind have one number.
    fn found(slices: &[&[u8]], hashed: fn(u8) -> u64, number: fn(u8) -> u64) -> Vec<u64> {
        let hashes: Vec<Vec<u64>> = slices
            .iter()
            .map(|slice| slice.iter().map(|value| hashed(*value)).collect())
            .collect();
        let hashes: Vec<&[u64]> = hashes.iter().map(Vec::as_slice).collect();
        let numbers = |at: usize, rows: &[u32]| -> Result<Vec<u64>, Infallible> {
            let values = rows.iter().map(|row| slices[at][*row as usize]);
            Ok(values.map(number).collect())
        };
        match later_equals(&hashes, None, numbers) {
            Ok(rows) => rows,
        }
    }

    fn by_set(slices: &[&[u8]]) -> Vec<u64> {
        let mut seen = BTreeSet::new();
        let values = slices.iter().copied().flatten().zip(0..);
        values
            .filter(|(value, _)| !seen.insert(**value))
            .map(|(_, row)| row)
            .collect()
    }

    proptest! {
        #[test]
        fn later_equals_are_what_a_set_finds(a in proptest::collection::vec(0_u8..40, 0..60), b in proptest::collection::vec(0_u8..40, 0..60)) {
            let slices: [&[u8]; 2] = [&a, &b];
            let wanted = by_set(&slices);
            prop_assert_eq!(&found(&slices, |v| murmur(&[v], 0)[0], |_| 0), &wanted, "by the hash alone");
            prop_assert_eq!(&found(&slices, |v| u64::from(v % 3), u64::from), &wanted, "hashes that collide");
            prop_assert_eq!(&found(&slices, |_| 7, u64::from), &wanted, "one hash for all");
        }
    }

    proptest! {
        #[test]
        fn rows_in_order_are_compared_where_their_values_are_equal(steps in proptest::collection::vec((0_u8..2, 0_u8..3), 0..60), falls in any::<bool>()) {
            let mut values: Vec<i64> = steps.iter().scan(0, |at, step| { *at += i64::from(step.0); Some(*at) }).collect();
            if falls {
                values.reverse();
            }
            let hashes: Vec<u64> = steps.iter().map(|step| u64::from(step.1)).collect();
            let pairs: Vec<(i64, u64)> = values.iter().copied().zip(hashes.iter().copied()).collect();
            let wanted: Vec<u64> = (0..).zip(&pairs)
                .filter(|(_, pair)| pairs.iter().filter(|other| other == pair).count() > 1)
                .map(|(row, _)| row)
                .collect();
            if let Some(found) = sharing_in_order(&values, &hashes) {
                prop_assert_eq!(found, wanted);
            } else {
                let turns = values.windows(2).filter(|pair| pair[0] != pair[1]).count();
                prop_assert!(turns * SHORT < values.len());
            }
        }
    }

    #[test]
    fn rows_out_of_order_or_of_few_values_are_not_compared_so() {
        assert_eq!(sharing_in_order(&[1, 2, 1], &[7, 7, 7]), None);
        assert_eq!(sharing_in_order(&[1; 100], &[7; 100]), None);
        assert_eq!(
            sharing_in_order(&[3, 2, 2, 1], &[7, 7, 7, 7]),
            Some(vec![1, 2])
        );
    }

    #[test]
    fn what_is_typed_is_looked_at_only_where_whole_hashes_agree() {
        let hashes: Vec<u64> = (0..200_000_u32)
            .map(|row| murmur(&row.to_le_bytes(), 0)[0])
            .collect();
        let asked = |_: usize, rows: &[u32]| -> Result<Vec<u64>, usize> { Err(rows.len()) };
        assert_eq!(later_equals(&[&hashes], None, asked), Ok(Vec::new()));
        let mut twice = hashes.clone();
        twice.extend_from_within(..3);
        assert_eq!(later_equals(&[&twice], None, asked), Err(6));
    }

    #[test]
    fn rows_that_all_come_twice_are_found_part_by_part() {
        let rows = 2 * PART as u32;
        let hashes: Vec<u64> = (0..rows)
            .map(|row| murmur(&row.to_le_bytes(), 0)[0])
            .collect();
        let numbers = |_: usize, rows: &[u32]| -> Result<Vec<u64>, Infallible> {
            Ok(rows.iter().map(|row| u64::from(*row)).collect())
        };
        let rows = u64::from(rows);
        assert_eq!(
            later_equals(&[&hashes, &hashes], None, numbers),
            Ok((rows..2 * rows).collect())
        );
    }
}
