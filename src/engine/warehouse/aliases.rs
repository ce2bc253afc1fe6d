//! The channel alias table: `assets/channel_aliases.csv`, which is also the dbt seed of that name. Parsed once.

use std::sync::OnceLock;

/// The seed as it stands in the repository.
pub const SEED: &str = include_str!("../../../assets/channel_aliases.csv");

/// One name that a channel goes by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChannelAlias {
    /// The name, folded: lower case, no spaces, dashes or underscores.
    pub alias: &'static str,
    /// The channel, as it is shown.
    pub channel: &'static str,
    /// What kind of channel it is (`Paid search`).
    pub channel_group: &'static str,
    /// Whether media is bought on it.
    pub is_paid: bool,
}

/// The table, in the order of the file.
pub fn channel_aliases() -> &'static [ChannelAlias] {
    static TABLE: OnceLock<Vec<ChannelAlias>> = OnceLock::new();
    TABLE.get_or_init(|| {
        SEED.lines()
            .skip(1)
            .filter_map(|line| {
                let mut fields = line.split(',');
                Some(ChannelAlias {
                    alias: fields.next()?,
                    channel: fields.next()?,
                    channel_group: fields.next()?,
                    is_paid: fields.next()? == "true",
                })
            })
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};

    #[test]
    fn every_line_of_the_seed_is_an_alias_and_none_stands_twice() {
        let table = channel_aliases();
        assert_eq!(SEED.lines().count(), table.len() + 1);
        let names: BTreeSet<&str> = table.iter().map(|row| row.alias).collect();
        assert_eq!(names.len(), table.len());
        assert!(!SEED.contains('"') && !SEED.contains('\r'));
    }

    #[test]
    fn a_channel_has_one_group_and_is_paid_or_not() {
        let mut seen: BTreeMap<&str, (&str, bool)> = BTreeMap::new();
        for row in channel_aliases() {
            let known = seen
                .entry(row.channel)
                .or_insert((row.channel_group, row.is_paid));
            assert_eq!(*known, (row.channel_group, row.is_paid), "{}", row.alias);
        }
    }
}
