//! The direct filter, before every rule: a visit without a source says nothing of marketing. Where a journey has a
//! marketing touch, its direct touches are taken out; where it has none, they take the credit.

/// Which touches take credit: `keep` is emptied and gets one flag a touch.
pub fn keep(is_direct: impl Iterator<Item = bool> + Clone, keep: &mut Vec<bool>) {
    let has_marketing = is_direct.clone().any(|direct| !direct);
    keep.clear();
    keep.extend(is_direct.map(|direct| !(direct && has_marketing)));
}

#[cfg(test)]
mod tests {
    use super::keep;

    #[test]
    fn direct_takes_credit_only_where_it_is_alone() {
        let check = |touches: &[bool], expected: &[bool]| {
            let mut kept = vec![true; 9];
            keep(touches.iter().copied(), &mut kept);
            assert_eq!(kept, expected);
        };
        check(&[true, false, true], &[false, true, false]);
        check(&[true, true], &[true, true]);
        check(&[false, false], &[true, true]);
        check(&[], &[]);
    }
}
