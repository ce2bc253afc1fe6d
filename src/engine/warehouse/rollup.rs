//! Grouping for the hot path: rows get a dense group id from one or two coded columns, and measures are added up by id
//! in row order (a fixed order, so the same input gives the same bytes). No hash map, no text.

use crate::engine::base::{CodeVec, Codes, Dict, Interner, NULL_CODE, Numbers, TextColumn};
use crate::protocol::{Day, Range};

/// A table of codes × codes up to this many cells is looked up directly (16 MB).
const DIRECT: usize = 1 << 22;

/// Rows in groups of equal pairs of codes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Groups {
    /// A group a row; `NULL_CODE` for a row that takes no part.
    pub ids: Vec<u32>,
    /// The codes of each group; `NULL_CODE` for null.
    pub keys: Vec<(u32, u32)>,
}

impl Groups {
    /// Groups rows by two coded columns: `a` with codes below `a_len`, `b` below `b_len`, or `NULL_CODE`.
    pub fn of<'a>(
        a: impl Into<Codes<'a>>,
        a_len: usize,
        b: impl Into<Codes<'a>>,
        b_len: usize,
    ) -> Groups {
        let (a, b) = (a.into(), b.into());
        if (a_len + 1).saturating_mul(b_len + 1) <= DIRECT {
            Groups::direct(a, a_len, b, b_len)
        } else {
            Groups::sorted(a, b)
        }
    }

    fn direct(a: Codes<'_>, a_len: usize, b: Codes<'_>, b_len: usize) -> Groups {
        let width = b_len + 1;
        let mut table = vec![NULL_CODE; (a_len + 1) * width];
        let mut keys = Vec::new();
        let ids = a
            .iter()
            .zip(b)
            .map(|(a, b)| {
                let slot = &mut table[(a as usize).min(a_len) * width + (b as usize).min(b_len)];
                if *slot == NULL_CODE {
                    *slot = keys.len() as u32;
                    keys.push((a, b));
                }
                *slot
            })
            .collect();
        Groups { ids, keys }
    }

    /// For dictionaries too large for a table of all pairs: the pairs that occur, sorted, then numbered by appearance.
    fn sorted(a: Codes<'_>, b: Codes<'_>) -> Groups {
        let pair = |(a, b): (u32, u32)| (u64::from(a) << 32) | u64::from(b);
        let mut known: Vec<u64> = a.iter().zip(b).map(pair).collect();
        known.sort_unstable();
        known.dedup();
        let mut numbers = vec![NULL_CODE; known.len()];
        let mut keys = Vec::new();
        let ids = a
            .iter()
            .zip(b)
            .map(|(a, b)| {
                let Ok(at) = known.binary_search(&pair((a, b))) else {
                    return NULL_CODE;
                };
                if numbers[at] == NULL_CODE {
                    numbers[at] = keys.len() as u32;
                    keys.push((a, b));
                }
                numbers[at]
            })
            .collect();
        Groups { ids, keys }
    }

    /// How many groups.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// Takes rows outside the range out of their groups; a null day is outside any bounded range.
    pub fn keep_range(&mut self, days: Numbers<'_, i32>, range: Range) {
        if range == Range::default() {
            return;
        }
        for (row, id) in self.ids.iter_mut().enumerate() {
            if !days.get(row).is_some_and(|day| range.contains(Day(day))) {
                *id = NULL_CODE;
            }
        }
    }

    /// Rows of each group.
    pub fn counts(&self) -> Vec<i64> {
        let mut out = vec![0; self.len() + 1];
        for id in &self.ids {
            out[(*id as usize).min(self.keys.len())] += 1;
        }
        out.truncate(self.len());
        out
    }

    /// Sums of a whole-number measure by group; nulls add nothing.
    pub fn integers(&self, values: Numbers<'_, i64>) -> Vec<i64> {
        let mut out = vec![0_i64; self.len() + 1];
        let mut add = |id: u32, value: i64| {
            let slot = &mut out[(id as usize).min(self.keys.len())];
            *slot = slot.wrapping_add(value);
        };
        let rows = self.ids.iter().zip(values.values);
        match values.valid {
            None => rows.for_each(|(id, value)| add(*id, *value)),
            Some(valid) => rows
                .zip(valid)
                .for_each(|((id, value), valid)| add(*id, if valid { *value } else { 0 })),
        }
        out.truncate(self.len());
        out
    }

    /// Sums of an amount by group; nulls add nothing.
    pub fn amounts(&self, values: Numbers<'_, f64>) -> Vec<f64> {
        let mut sums = vec![Sum::default(); self.len() + 1];
        for (row, id) in self.ids.iter().enumerate() {
            sums[(*id as usize).min(self.keys.len())].add(values.get(row).unwrap_or(0.0));
        }
        sums.truncate(self.len());
        sums.into_iter().map(Sum::value).collect()
    }
}

/// A sum of amounts that keeps what each addition would lose (Neumaier's compensated sum), so that a long
/// sum of cents ends on a cent: a thousand times 0.1 is 100.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sum {
    high: f64,
    low: f64,
}

impl Sum {
    /// Adds an amount.
    #[inline]
    pub fn add(&mut self, value: f64) {
        let sum = self.high + value;
        self.low += if self.high.abs() >= value.abs() {
            (self.high - sum) + value
        } else {
            (value - sum) + self.high
        };
        self.high = sum;
    }

    /// The sum.
    pub fn value(self) -> f64 {
        self.high + self.low
    }
}

/// How many different members (users) each group has; `NULL_CODE` counts as no member.
/// `ids` below `groups`, or `NULL_CODE`; `members` below `member_len`.
pub fn distinct<'a>(
    ids: impl Into<Codes<'a>>,
    groups: usize,
    members: impl Into<Codes<'a>>,
    member_len: usize,
) -> Vec<i64> {
    different(ids.into(), groups, members.into(), member_len)
}

fn different(ids: Codes<'_>, groups: usize, members: Codes<'_>, member_len: usize) -> Vec<i64> {
    let mut out = vec![0_i64; groups];
    if groups <= 64 {
        // One bit a group for each member.
        let mut seen = vec![0_u64; member_len + 1];
        // Nobody: no bit of it is ever new.
        seen[member_len] = u64::MAX;
        for (id, member) in ids.iter().zip(members) {
            let Some(count) = out.get_mut(id as usize) else {
                continue;
            };
            let bits = &mut seen[(member as usize).min(member_len)];
            let bit = 1_u64 << id;
            *count += i64::from(*bits & bit == 0);
            *bits |= bit;
        }
        return out;
    }
    // Members in the order of their group (counting sort), then the last group that each member was seen in.
    let mut starts = vec![0_usize; groups + 2];
    for id in ids {
        starts[(id as usize).min(groups) + 1] += 1;
    }
    for at in 1..starts.len() {
        starts[at] += starts[at - 1];
    }
    let ends = starts.clone();
    let mut ordered = vec![0_u32; ids.len()];
    for (id, member) in ids.iter().zip(members) {
        let next = &mut starts[(id as usize).min(groups)];
        ordered[*next] = member;
        *next += 1;
    }
    let mut last = vec![NULL_CODE; member_len];
    for (group, count) in out.iter_mut().enumerate() {
        for member in &ordered[ends[group]..ends[group + 1]] {
            if let Some(seen) = last.get_mut(*member as usize)
                && *seen != group as u32
            {
                *seen = group as u32;
                *count += 1;
            }
        }
    }
    out
}

/// Codes under which equal text is one code.
pub enum Distinct<'a> {
    /// Those of the column.
    Same(Codes<'a>),
    /// Others, where its dictionary repeats itself.
    Own(CodeVec),
}

impl Distinct<'_> {
    /// The codes.
    #[inline]
    pub fn codes(&self) -> Codes<'_> {
        match self {
            Distinct::Same(codes) => *codes,
            Distinct::Own(codes) => codes.view(),
        }
    }
}

impl<'a> From<&'a Distinct<'_>> for Codes<'a> {
    fn from(codes: &'a Distinct<'_>) -> Codes<'a> {
        codes.codes()
    }
}

/// Codes under which equal text is one code, also where the dictionary repeats itself.
pub fn distinct_codes(text: TextColumn<'_>) -> Distinct<'_> {
    if text.dict.is_distinct() {
        return Distinct::Same(text.codes);
    }
    let firsts = distinct_entries(text.dict);
    Distinct::Own(text.codes.recoded(&firsts, firsts.len()))
}

/// For each code of a dictionary, the first code with the same text.
fn distinct_entries(dict: &Dict) -> Vec<u32> {
    let mut interner = Interner::new();
    let mut firsts: Vec<u32> = Vec::new();
    dict.iter()
        .enumerate()
        .map(|(code, entry)| {
            let at = interner.intern(entry) as usize;
            if at == firsts.len() {
                firsts.push(code as u32);
            }
            firsts[at]
        })
        .collect()
}

/// Days as dense codes (in order of the calendar) and the day of each code; a null is `NULL_CODE`.
pub fn day_codes(days: Numbers<'_, i32>) -> (Vec<u32>, Vec<i32>) {
    let is_dense = days.valid.is_none();
    let present = || days.iter().flatten();
    let (first, last) = if is_dense {
        let days = || days.values.iter().copied();
        (days().min(), days().max())
    } else {
        (present().min(), present().max())
    };
    let (Some(first), Some(last)) = (first, last) else {
        return (vec![NULL_CODE; days.values.len()], Vec::new());
    };
    // Between the first day and the last one the difference of two days fits 32 bits without a sign.
    let at = |day: i32| day.wrapping_sub(first) as u32 as usize;
    let mut codes = vec![NULL_CODE; at(last) + 1];
    if is_dense {
        days.values.iter().for_each(|day| codes[at(*day)] = 0);
    } else {
        present().for_each(|day| codes[at(day)] = 0);
    }
    let mut distinct = Vec::new();
    for (offset, code) in codes.iter_mut().enumerate() {
        if *code == 0 {
            *code = distinct.len() as u32;
            distinct.push(first + offset as i32);
        }
    }
    let rows = if is_dense {
        days.values.iter().map(|day| codes[at(*day)]).collect()
    } else {
        let code = |day: Option<i32>| day.map_or(NULL_CODE, |day| codes[at(day)]);
        days.iter().map(code).collect()
    };
    (rows, distinct)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn both_ways_of_grouping_agree(rows in proptest::collection::vec((0_u32..5, 0_u32..4), 0..60)) {
            let code = |v: u32, len: u32| if v == len { NULL_CODE } else { v };
            let a: Vec<u32> = rows.iter().map(|r| code(r.0, 4)).collect();
            let b: Vec<u32> = rows.iter().map(|r| code(r.1, 3)).collect();
            let direct = Groups::direct((&a).into(), 4, (&b).into(), 3);
            prop_assert_eq!(&direct, &Groups::sorted((&a).into(), (&b).into()));
            prop_assert_eq!(direct.counts().iter().sum::<i64>(), rows.len() as i64);
        }

        #[test]
        fn distinct_members_are_those_of_a_set(
            rows in proptest::collection::vec((0_u32..81, 0_u32..12), 0..200), few in proptest::bool::ANY,
        ) {
            let groups = if few { 8 } else { 80 };
            let ids: Vec<u32> = rows.iter().map(|r| if r.0 == 80 { NULL_CODE } else { r.0 % groups }).collect();
            let members: Vec<u32> = rows.iter().map(|r| if r.1 == 11 { NULL_CODE } else { r.1 }).collect();
            let got = distinct(&ids, groups as usize, &members, 11);
            for group in 0..groups {
                let set: BTreeSet<u32> = ids.iter().zip(&members)
                    .filter(|(id, member)| **id == group && **member != NULL_CODE).map(|(_, m)| *m).collect();
                prop_assert_eq!(got[group as usize], set.len() as i64);
            }
        }
    }

    #[test]
    fn a_long_sum_of_cents_ends_on_a_cent() {
        let mut sum = Sum::default();
        (0..1_000).for_each(|_| sum.add(0.1));
        assert!((sum.value() - 100.0).abs() < f64::EPSILON);
    }

    #[test]
    fn days_get_codes_in_the_order_of_the_calendar() {
        let values = [9, -3, 0, 9];
        let numbers = Numbers {
            values: &values,
            valid: None,
        };
        assert_eq!(day_codes(numbers), (vec![2, 0, 1, 2], vec![-3, 0, 9]));
    }
}
