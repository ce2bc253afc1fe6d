//! One colour a channel, on every page and under every filter: derived from the unfiltered `dim_channel`.
//!
//! Well-known paid channels have their own place in the series colours; other paid channels take the free places by
//! the alphabet, and beyond eight share the grey of "Other". Unpaid channels take the grey family.

use crate::engine::base::Arrange;
use crate::engine::base::{Result, Table};
use crate::protocol::Hue;

const PLACES: [&str; 5] = ["Google Ads", "Meta", "LinkedIn", "Twitter", "Microsoft Ads"];

/// Marketing channels by id, each with its place. What a paid one of them buys on has the same place above.
const MARKETING: [&str; 8] = [
    "paid_search",
    "paid_social",
    "email",
    "organic_search",
    "social",
    "referral",
    "display",
    "affiliate",
];

const SERIES: u8 = 8;
const GREYS: u8 = 4;

/// Visits that no marketing brought.
const DIRECT: &str = "direct";

/// Channels in order of colour with their colours.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Colours(pub Vec<(String, Hue)>);

impl Colours {
    /// From `dim_channel` (channel, `is_paid`).
    pub fn of(dim_channel: &Table) -> Result<Colours> {
        let names = dim_channel.text("channel")?;
        let flags = dim_channel.flags("is_paid")?;
        let mut paid = Vec::new();
        let mut unpaid = Vec::new();
        for (row, name) in names.iter().enumerate() {
            let Some(name) = name else { continue };
            if flags.get(row).unwrap_or(false) {
                paid.push(name.to_owned());
            } else {
                unpaid.push(name.to_owned());
            }
        }
        Ok(Colours::assign(paid, unpaid))
    }

    fn assign(mut paid: Vec<String>, mut unpaid: Vec<String>) -> Colours {
        paid.arrange();
        unpaid.arrange();
        let place = |name: &String| PLACES.iter().position(|known| known == name);
        let mut out: Vec<(u8, String)> = Vec::new();
        let mut free = (0..SERIES).filter(|slot| {
            !paid
                .iter()
                .any(|name| place(name) == Some(usize::from(*slot)))
        });
        // Places of absent well-known channels are given away last, so that a new file rarely moves a colour.
        let mut order: Vec<u8> = free.by_ref().collect();
        order.arrange_by_key(|slot| (usize::from(*slot) < PLACES.len(), *slot));
        let mut order = order.into_iter();
        for name in &paid {
            let slot = match place(name) {
                Some(at) => at as u8,
                None => order.next().unwrap_or(SERIES),
            };
            out.push((slot, name.clone()));
        }
        out.arrange();
        let mut colours: Vec<(String, Hue)> = out
            .into_iter()
            .map(|(slot, name)| {
                let hue = if slot < SERIES {
                    Hue::Series(slot)
                } else {
                    Hue::Grey(0)
                };
                (name, hue)
            })
            .collect();
        for (at, name) in unpaid.into_iter().enumerate() {
            colours.push((name, Hue::Grey(at as u8 % GREYS)));
        }
        Colours(colours)
    }

    /// Of marketing channels by id (`paid_search`), as attribution has them: known ones have their own place, others take
    /// the places of known ones that are absent, then the grey of "Other"; direct, which no marketing brought, is grey.
    pub fn marketing<'a>(ids: impl IntoIterator<Item = &'a str>) -> Colours {
        let mut ids: Vec<&str> = ids.into_iter().collect();
        ids.arrange();
        ids.dedup();
        let place = |id: &str| MARKETING.iter().position(|known| *known == id);
        let mut free = (0..MARKETING.len())
            .rev()
            .filter(|at| !ids.contains(&MARKETING[*at]));
        let mut out: Vec<(usize, &str, Hue)> = Vec::new();
        for id in &ids {
            let (place, hue) = match place(id).or_else(|| free_place(id, &mut free)) {
                Some(at) => (at, Hue::Series(at as u8)),
                None if *id == DIRECT => (usize::MAX, Hue::Grey(2)),
                None => (usize::MAX - 1, Hue::Grey(0)),
            };
            out.push((place, id, hue));
        }
        out.arrange_by_key(|(place, id, _)| (*place, *id));
        let named = out.into_iter().map(|(_, id, hue)| (id.to_owned(), hue));
        Colours(named.collect())
    }

    /// The colour of a channel; grey for one that the dimension does not know.
    pub fn hue(&self, channel: &str) -> Hue {
        self.0
            .iter()
            .find(|(name, _)| name == channel)
            .map_or(Hue::Grey(0), |(_, hue)| *hue)
    }

    /// The place of a channel in the order of colours.
    pub fn place(&self, channel: &str) -> usize {
        self.0
            .iter()
            .position(|(name, _)| name == channel)
            .unwrap_or(usize::MAX)
    }
}

fn free_place(id: &str, free: &mut dyn Iterator<Item = usize>) -> Option<usize> {
    if id == DIRECT { None } else { free.next() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owned(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn a_known_channel_keeps_its_colour_whoever_else_is_there() {
        let few = Colours::assign(owned(&["Meta"]), owned(&["Organic", "Direct"]));
        let many = Colours::assign(
            owned(&["TikTok", "Meta", "Google Ads", "Bing Shopping"]),
            owned(&["Direct"]),
        );
        assert_eq!(few.hue("Meta"), Hue::Series(1));
        assert_eq!(many.hue("Meta"), Hue::Series(1));
        assert_eq!(many.hue("Bing Shopping"), Hue::Series(5));
        assert_eq!(many.hue("TikTok"), Hue::Series(6));
        assert_eq!(few.hue("Direct"), Hue::Grey(0));
        assert_eq!(few.hue("Organic"), Hue::Grey(1));
        assert_eq!(few.hue("Nobody"), Hue::Grey(0));
        assert!(few.place("Meta") < few.place("Direct"));
    }

    #[test]
    fn marketing_channels_keep_their_colours_and_direct_is_grey() {
        let few = Colours::marketing(["email", "direct"]);
        let many = Colours::marketing(["paid_search", "sms", "direct", "email", "podcast"]);
        assert_eq!(few.hue("email"), many.hue("email"));
        assert_eq!(many.hue("paid_search"), Hue::Series(0));
        assert_eq!(many.hue("podcast"), Hue::Series(7));
        assert_eq!(many.hue("sms"), Hue::Series(6));
        assert_eq!(many.hue("direct"), Hue::Grey(2));
        assert_eq!(many.0.last().map(|(id, _)| id.as_str()), Some("direct"));
    }

    #[test]
    fn beyond_eight_paid_channels_share_a_grey() {
        let names: Vec<String> = (0..10).map(|n| format!("Paid {n}")).collect();
        let colours = Colours::assign(names, Vec::new());
        let hues: Vec<Hue> = colours.0.iter().map(|(_, hue)| *hue).collect();
        assert_eq!(hues[7], Hue::Series(7));
        assert_eq!(hues[8..], [Hue::Grey(0), Hue::Grey(0)]);
    }
}
