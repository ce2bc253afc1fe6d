//! The journeys that a Markov chain is made of, one by one: those of the purchases of the range, and one that led to
//! nothing for each client without a purchase in the range: the touches of the lookback that ends at the client's last
//! page view in the range. A path is the channels of the touches that take credit, neighbouring repeats once.

use super::int_page_views::Views;
use super::journeys::Journeys;
use super::settings::{Lookback, span};
use crate::engine::base::Interner;
use crate::protocol::Range;

/// One journey.
#[derive(Clone, Copy, Debug)]
pub struct Walk {
    /// Client's code.
    pub client: u32,
    /// Index of its path.
    pub path: u32,
    /// The purchase among those of `Journeys`; `None`: it led to nothing.
    pub purchase: Option<usize>,
}

/// A channel as one character, of one byte where there are few channels; `channel_of` is its inverse.
fn letter(channel: u32) -> char {
    // The next 2,048 numbers after 0xD7FF are no characters.
    let gap = if channel < 0xD7FF { 1 } else { 0x801 };
    char::from_u32(channel + gap).unwrap_or(char::MAX)
}

fn channel_of(letter: char) -> u32 {
    let number = letter as u32;
    number - if number < 0xD800 { 1 } else { 0x801 }
}

/// Paths told apart without a list for each: a channel is one character of a text.
#[derive(Default)]
pub struct Paths {
    known: Interner,
    text: String,
}

impl Paths {
    /// The index of the path along these channels.
    fn along(&mut self, channels: &mut dyn Iterator<Item = u32>) -> u32 {
        self.text.clear();
        let mut before = None;
        for channel in channels {
            if before.replace(channel) != Some(channel) {
                self.text.push(letter(channel));
            }
        }
        self.known.intern(&self.text)
    }

    /// The channels of each path.
    pub fn channels(&self) -> Vec<Vec<u32>> {
        let codes = |path: &str| path.chars().map(channel_of).collect();
        self.known.dict().iter().map(codes).collect()
    }
}

/// Who bought in a range, by client's code.
pub fn buyers(journeys: &Journeys<'_>, bought: &[usize]) -> Vec<bool> {
    let mut has_bought = vec![false; journeys.clients.dict.len()];
    for row in bought {
        if let Some(flag) = has_bought.get_mut(journeys.clients.codes[*row] as usize) {
            *flag = true;
        }
    }
    has_bought
}

/// The clients with a page view in a range and no purchase: each with its code, its rows among the page views and the
/// time of the last one in the range.
pub fn lookers<'a>(
    views: &'a Views<'_>,
    range: Range,
    has_bought: &'a [bool],
) -> impl Iterator<Item = (u32, (usize, usize), i64)> + 'a {
    let (from, to) = span(range);
    views.each().filter_map(move |(client, own)| {
        if has_bought.get(client as usize) == Some(&true) {
            return None;
        }
        let (first, after) = views.between(own, from, to.saturating_sub(1));
        (first < after).then(|| (client, own, views.times[after - 1]))
    })
}

/// Every journey of a range: purchases first, then those that led to nothing.
pub fn walks(
    journeys: &Journeys<'_>,
    views: &Views<'_>,
    lookback: Lookback,
    range: Range,
) -> (Vec<Walk>, Paths) {
    let mut paths = Paths::default();
    let bought = journeys.bought(range);
    let has_bought = buyers(journeys, &bought);
    let mut out = Vec::with_capacity(has_bought.len() + bought.len());
    for row in bought {
        let mut channels = journeys
            .credited(row)
            .map(|touch| journeys.channels.codes[touch]);
        out.push(Walk {
            client: journeys.clients.codes[row],
            path: paths.along(&mut channels),
            purchase: Some(row),
        });
    }
    for (client, own, last) in lookers(views, range, &has_bought) {
        let (first, after) = views.between(own, lookback.opens(last), last);
        let channels = &views.channels.codes[first..after];
        let mut marketing = channels
            .iter()
            .copied()
            .filter(|channel| *channel != journeys.direct)
            .peekable();
        let path = if marketing.peek().is_some() {
            paths.along(&mut marketing)
        } else {
            paths.along(&mut std::iter::once(journeys.direct))
        };
        out.push(Walk {
            client,
            path,
            purchase: None,
        });
    }
    (out, paths)
}
