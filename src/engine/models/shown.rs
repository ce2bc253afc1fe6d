//! How names of channels are compared, and which rows a mart keeps under the channel filter of a link.

use std::collections::BTreeSet;

/// A name for comparison: lower case, without spaces, dashes and underscores. Empty: no name.
pub fn fold(name: &str) -> String {
    name.chars()
        .filter(|c| !matches!(c, ' ' | '-' | '_'))
        .flat_map(char::to_lowercase)
        .collect()
}

/// The channels that the link shows, compared folded; none named shows all.
#[derive(Debug, Default)]
pub struct Shown(BTreeSet<String>);

impl Shown {
    /// From the values of `channel` in the link.
    pub fn new(channels: &[String]) -> Shown {
        Shown(channels.iter().map(|channel| fold(channel)).collect())
    }

    /// Whether a channel's rows are shown.
    pub fn has(&self, channel: &str) -> bool {
        self.0.is_empty() || self.0.contains(&fold(channel))
    }

    /// Whether every channel is shown.
    pub fn is_all(&self) -> bool {
        self.0.is_empty()
    }
}
